"""Show the source of a library object, so that a chapter never retypes it."""

import ast
import inspect
import textwrap


class Source:
    """The source of a class or function with its equation, which a notebook shows as highlighted code.

    Of each docstring it keeps the first paragraph, which states the equation. The rest is what `help` is for.
    """

    def __init__(self, thing):
        try:
            source = inspect.getsource(thing)
        except (TypeError, OSError):  # OSError: it has no source, as what was built in or made by exec
            raise ValueError(f"thing takes a class or a function whose source is known, got {thing!r}") from None
        self.text = _with_short_docstrings(textwrap.dedent(source).rstrip())

    def __repr__(self):
        return self.text

    def _repr_markdown_(self):
        return f"```python\n{self.text}\n```"


def _with_short_docstrings(text):
    """The source with the first paragraph of each docstring only."""
    lines = text.splitlines()
    documented = [node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.ClassDef, ast.FunctionDef))]
    for node in sorted(documented, key=lambda node: -node.lineno):  # from the end, so that line numbers stay true
        if ast.get_docstring(node):
            first, last = node.body[0].lineno - 1, node.body[0].end_lineno
            if "" in lines[first:last]:
                end = lines.index("", first)
                lines[end - 1] += '"""'
                del lines[end:last]
    return "\n".join(lines)


def show(thing):
    """The source of a class, a method or a function, for the last line of a cell."""
    return Source(thing)
