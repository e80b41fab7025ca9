"""What is checked about notebooks and about exceptions to checks; each function returns a list of sentences."""

import ast
import re

LONGEST_CELL = 15
SHOWS = {"print", "show", "explore"}
ONE_MACHINE_ONLY = {"text/html", "application/vnd.jupyter.widget-view+json"}
WAIT = re.compile(r"wait_for_timeout|\bsleep\b|setTimeout|setInterval|networkidle")
PRIVATE = re.compile(r"\w+\._[a-z]\w*")
EXCEPTION = re.compile(r"noqa|(warnings|simplefilter)\(.ignore|[\"']ignore:|type: ignore|mark\.(skip|xfail)")


def problems_of_notebook(notebook):
    cells = [(number, cell) for number, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source]
    return [f"cell {number} {problem}" for number, cell in cells for problem in problems_of_cell(cell)]


def problems_of_cell(cell):
    described = cell.metadata.get("mystnb", {})
    mimes = {mime for output in cell.outputs for mime in output.get("data", {})}
    if cell.execution_count is None:
        yield "was not executed (nbval passes over such a cell)"
    if not cell.outputs and shows_something(cell.source):
        yield "has no outputs, but it should print or show something"
    if any(output.output_type == "error" for output in cell.outputs):
        yield "ends in an error"
    if any(output.get("name") == "stderr" for output in cell.outputs):
        yield "wrote to stderr, which a page would show: a warning of this machine"
    if len(cell.source.splitlines()) > LONGEST_CELL:
        yield f"is longer than {LONGEST_CELL} lines"
    if private := PRIVATE.search(cell.source):
        yield f"reaches into a private part, {private[0]}"
    if mimes & ONE_MACHINE_ONLY:
        yield "has an HTML or widget output, which works on one machine only"
    if "image/png" in mimes and not described.get("image", {}).get("alt"):
        yield "makes a figure without alt text"
    if "image/png" in mimes and not described.get("figure", {}).get("caption"):
        yield "makes a figure without a caption"
    excepted = [tag for tag in cell.metadata.get("tags", []) if tag.startswith(("nbval", "raises", "skip"))]
    if (excepted or "NBVAL_" in cell.source) and not cell.metadata.get("reason"):
        yield "is an exception to a check without its reason"


def shows_something(source):
    """Whether a line at the top level calls print, show or explore, and the cell does not silence it."""
    source = re.sub(r"^[%!].*$", "", source, flags=re.MULTILINE)
    calls = [line.value for line in ast.parse(source).body if isinstance(line, ast.Expr)]
    names = {getattr(call.func, "id", None) for call in calls if isinstance(call, ast.Call)}
    return bool(names & SHOWS) and not source.rstrip().endswith(";")


def problems_of_exceptions(text):
    """Lines that switch a check off without saying why."""
    return [f"{line} switches a check off without a reason" for line in without_reason(EXCEPTION, text)]


def problems_of_waits(text):
    """Lines that wait for a time, which is too short on some machine, instead of for a condition."""
    return [f"{line} waits for a time without a reason" for line in without_reason(WAIT, text)]


def without_reason(pattern, text):
    """Lines in which the pattern is found, and no comment of three words or more that says why."""
    for number, line in enumerate(text.splitlines(), 1):
        comment = re.sub(r"noqa(: ?[A-Z0-9, ]+)?|type: ignore(\[.*?\])?", "", line.partition("#")[2])
        if pattern.search(line) and len(re.findall(r"\w+", comment)) < 3:
            yield f"line {number}, {line.strip()!r},"


def reading_minutes(notebook):
    """How long a first reading takes: 150 words a minute, 3/4 of one for a displayed equation, 8 lines of open code a
    minute, one minute for a figure and two for an explorer."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    words = len(re.sub(r"<!--.*?-->|\$\$.*?\$\$( \(eq-[\w-]+\))?|[:|*#`-]", " ", text, flags=re.DOTALL).split())
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and not cell.metadata.get("tags")]
    lines = sum(len(cell.source.splitlines()) for cell in cells)
    explorers = sum("explore(" in cell.source for cell in cells)
    figures = sum("figure" in cell.metadata.get("mystnb", {}) for cell in cells) - explorers
    return words / 150 + 0.75 * text.count("$$") / 2 + lines / 8 + figures + 2 * explorers
