"""A Sphinx extension for the pages of the library: its docstrings are plain text with equations, made for `help`.

Sphinx reads docstrings as reStructuredText, where `X'`, `|w|` and `w_i` mean something else. So it is told here what a
paragraph is: one that begins with an equation is its lines, what is indented behind one is code, and the rest is prose,
in which `name: what it is` begins an item.
"""

import re

from sphinx.ext.autodoc import FunctionDocumenter, ModuleDocumenter

EQUATION = re.compile(r"[\w'^(), ./|-]{1,28} (=|<-|~) ")
PAPER = re.compile(r"\(.*\d{4}.*\)$")  # in parentheses, behind an equation
ITEM = re.compile(r"(?:\n|(?<=[.;])  )(?=(?:\w+(?:, )?)+: |Returns )")  # on a new line, or two blanks behind a sentence
NUMBERED = re.compile(r"\n(?=\d+\. )")


def to_rst(text):
    """The paragraphs of a docstring as reStructuredText."""
    paragraphs = re.split(r"\n\s*\n(?=\S)", text.strip())
    return "\n\n".join(paragraph(one, first=not i) for i, one in enumerate(paragraphs))


def paragraph(text, first):
    text, _, code = text.partition("\n\n    ")
    if EQUATION.match(text):
        made = equation(text)
    elif first:
        made = prose(text)
    else:
        words, *items = ITEM.split("\n" + text)
        made = "\n\n".join([*map(prose, NUMBERED.split(words)), *map(item, items)])
    return f"{made}\n\n::\n\n    {code}" if code else made


def equation(text):
    """A line for each equation, as it is written; the paper behind them as prose."""
    parts = map(str.strip, re.split(r";  +|;\n|   +", text))
    return "\n".join("| " + (prose(part) if PAPER.match(part) else literal(part)) for part in parts if part)


def item(text):
    """An argument or attribute, with its name set off; or what is returned."""
    if text.startswith("Returns "):
        return prose(text)
    name, _, rest = text.partition(": ")
    return f"* **{prose(name)}**: {prose(rest)}"


def literal(text):
    return f"``{' '.join(text.split())}``"


def prose(text):
    """Words in which nothing but `code` has a meaning of its own."""
    parts = " ".join(text.split()).split("`")
    return "".join(literal(part) if i % 2 else re.sub(r"([\\*_|])", r"\\\1", part) for i, part in enumerate(parts))


def read(app, what, name, thing, options, lines):
    lines[:] = to_rst("\n".join(lines)).split("\n")


class WrappedDocumenter(FunctionDocumenter):
    """For an object that wraps a function, such as a loss: Sphinx would take it for data, which it leaves out."""

    objtype = "wrapped"
    directivetype = "function"
    priority = 10

    @classmethod
    def can_document_member(cls, member, membername, isattr, parent):
        return isinstance(parent, ModuleDocumenter) and callable(member) and hasattr(member, "__wrapped__")


def setup(app):
    app.setup_extension("sphinx.ext.autodoc")
    app.add_autodocumenter(WrappedDocumenter)
    app.connect("autodoc-process-docstring", read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
