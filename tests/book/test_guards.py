"""The guards hold for this book, and each is shown to fail on something broken."""

import re
import subprocess
import sys

import nbformat
import pytest
from every import NOTEBOOKS
from guards import problems_of_exceptions, problems_of_notebook, problems_of_waits, reading_minutes
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from website.notebooks import METADATA
from website.paths import ROOT
from website.repository import SOMEWHERE

CLOCK = re.compile(r"perf_counter|%time|\bimport time\b|\btime\.\w+\(|\bdatetime\b|monotonic\(")
PICTURE = new_output("display_data", data={"image/png": "iVBORw0KGgo="})
DESCRIBED = {"mystnb": {"image": {"alt": "A line"}, "figure": {"caption": "A line."}}}


def executed(source, *outputs, **metadata):
    return new_code_cell(source, execution_count=1, outputs=list(outputs), metadata=metadata)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_chapters_keep_the_rules(path):
    assert problems_of_notebook(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapter_begins_by_saying_how_to_get_lessonlib_where_it_is_missing(path):
    first = next(cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    assert first.metadata.tags == ["remove-cell"]  # no furniture on the site
    here, alone = (  # -I and -S: nothing but the standard library
        subprocess.run([sys.executable, *flags, "-c", first.source], capture_output=True, text=True, cwd=ROOT)
        for flags in ((), ("-I", "-S"))
    )
    assert (here.returncode, here.stdout + here.stderr) == (0, "")
    assert (alone.returncode, alone.stdout.count("\n"), alone.stderr) == (0, 1, "")
    assert f'%pip install "lessonlib[explore] @ git+{SOMEWHERE}"' in alone.stdout


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_page_says_how_long_it_takes(path):
    notebook = nbformat.read(path, as_version=4)
    said = re.search(r"Reading takes about (\d+)\s+minutes", notebook.cells[0].source)
    assert said, "the first cell says: Reading takes about N minutes"
    assert abs(int(said[1]) - reading_minutes(notebook)) <= max(3, 0.1 * reading_minutes(notebook))


def test_how_long_a_page_takes_is_counted():
    text = new_markdown_cell("# A title\n" + 148 * "word " + "\n\n$$\na = b\n$$ (eq-a)\n45<!-- a name -->")
    cells = [text, executed("x = 1\n" * 8), executed("y = 1\n" * 80, tags=["remove-cell"])]
    assert reading_minutes(new_notebook(cells=cells)) == pytest.approx(1 + 0.75 + 1, abs=0.02)
    cells = [executed("explore(f)", PICTURE, **DESCRIBED), executed("draw(ax)", PICTURE, **DESCRIBED)]
    assert reading_minutes(new_notebook(cells=cells)) == 3 + 2 / 8


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_chapters_are_linked_and_not_only_named(path):
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    text = re.sub(r"\[[^\]]*\]\([^)]*\)", "", "\n".join(cells))
    assert re.findall(r"\b[Cc]hapters?\s+\d+", text) == []


def test_every_printed_line_is_compared_and_none_is_a_time():
    """What differs between processors, or is a time, belongs into a stored study: see CONTRIBUTING."""
    cells = [(path.stem, cell) for path in NOTEBOOKS for cell in nbformat.read(path, as_version=4).cells]
    assert len(cells) > 500
    excepted = [where for where, cell in cells if any("nbval" in tag for tag in cell.metadata.get("tags", []))]
    timed = [where for where, cell in cells if cell.cell_type == "code" and CLOCK.search(cell.source)]
    assert excepted == [] and timed == []


def test_a_clock_is_noticed():
    assert CLOCK.search("start = perf_counter()") and CLOCK.search("%timeit f()") and CLOCK.search("import time")
    assert not CLOCK.search("times = Study('batch_times')\nfor step in range(lifetime): pass")


def test_exceptions_have_reasons():
    files = [ROOT / "pyproject.toml", *(ROOT / "lessonlib").rglob("*.py"), *(ROOT / "website").glob("*.py")]
    files += [path for path in (ROOT / "tests").rglob("*.py") if "guards" not in path.name]
    assert {str(path): found for path in files if (found := problems_of_exceptions(path.read_text("utf-8")))} == {}


def test_no_test_waits_for_a_time():
    files = [path for path in (ROOT / "tests").rglob("*.py") if "guards" not in path.name]
    assert {str(path): found for path in files if (found := problems_of_waits(path.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "page.wait_for_timeout(500)",
        "time.sleep(1)  # a moment",
        "from time import sleep",
        "await new Promise((done) => setTimeout(done, 30));",
        'page.goto(address, wait_until="networkidle")',
    ],
)
def test_a_wait_for_a_time_is_named(line):
    assert len(problems_of_waits(f"x = 1\n{line}\n")) == 1
    assert problems_of_waits(f"{line}  # the device has no event that says it") == []


def test_a_good_notebook_passes():
    cells = [executed("x = f.__name__"), executed("draw()", PICTURE, **DESCRIBED)]
    cells += [executed("f()", new_output("stream", text="1"), tags=["nbval-ignore-output"], reason="a clock")]
    assert problems_of_notebook(new_notebook(cells=cells)) == []


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (new_code_cell("x = 1"), "was not executed"),
        (executed("print(1)"), "no outputs"),
        (executed("1 / 0", new_output("error", ename="ZeroDivisionError")), "error"),
        (executed("f()", new_output("stream", name="stderr", text="findfont: not found")), "wrote to stderr"),
        (executed("x = 1\n" * 16), "longer than 15"),
        (executed("a = net._w[0]"), "a private part, net._w"),
        (executed("table", new_output("execute_result", data={"text/html": "<p>"})), "HTML"),
        (executed("draw()", PICTURE, mystnb={"figure": {"caption": "A line."}}), "without alt text"),
        (executed("draw()", PICTURE, mystnb={"image": {"alt": "A line"}}), "without a caption"),
        (executed("f()", tags=["nbval-ignore-output"]), "without its reason"),
        (executed("# NBVAL_SKIP\nf()"), "without its reason"),
    ],
)
def test_a_broken_notebook_is_named(cell, problem):
    (found,) = problems_of_notebook(new_notebook(cells=[cell]))
    assert found.startswith("cell 0") and problem in found


def test_an_exception_without_its_reason_is_named():
    assert problems_of_exceptions('filterwarnings = [\n  "ignore:old name",\n]') != []
    assert problems_of_exceptions("import x  # noqa: E402") != []
    assert problems_of_exceptions("import x  # noqa: E402 (the path is set above)") == []


@pytest.mark.parametrize(("printed", "passes"), [("2", True), ("3", False)])
def test_nbval_compares_outputs(tmp_path, printed, passes):
    cell = executed("print(1 + 1)", new_output("stream", name="stdout", text=printed + "\n"))
    nbformat.write(new_notebook(cells=[cell], metadata=METADATA), tmp_path / "chapter.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", str(tmp_path)]
    assert (subprocess.run(command, capture_output=True, cwd=tmp_path).returncode == 0) is passes


def test_a_failing_notebook_fails_the_build(small_book, build):
    done = build(small_book("raise ValueError('broken chapter')"))
    assert done.returncode != 0 and "broken chapter" in done.stdout + done.stderr


def test_a_cell_that_writes_to_stderr_fails_the_build(small_book, build):
    done = build(small_book("import sys\nprint('findfont', file=sys.stderr)"))
    assert done.returncode != 0 and "stderr" in done.stdout + done.stderr


def test_an_edit_of_lessonlib_renews_the_pages_and_a_fork_has_its_own_buttons(small_book, build):
    folder = small_book("import lessonlib.extra\nprint('value', lessonlib.extra.VALUE)", f"get = '{SOMEWHERE}'")
    extra, html = folder / "lessonlib" / "extra.py", folder / "_build" / "html"
    page, download = html / "chapter.html", html / "_sources" / "chapter.ipynb"
    extra.write_text("VALUE = 'before'\n")
    done = build(folder, BOOK_REPOSITORY_URL="https://github.com/me/my-fork", BOOK_BRANCH="trunk")
    text = page.read_text("utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "value before" in text
    assert "https://mybinder.org/v2/gh/me/my-fork/trunk" in text
    assert "https://colab.research.google.com/github/me/my-fork/blob/trunk/chapter.ipynb" in text
    assert "get = 'https://github.com/me/my-fork@trunk'" in download.read_text("utf-8")
    assert "https://github.com/me/my-fork/issues/new?title=Error%20on%20page%20chapter" in text
    assert "The rocket" in (folder / "_build" / "html" / "intro.html").read_text("utf-8")

    extra.write_text("VALUE = 'after'\n")
    done = build(folder)
    text = page.read_text("utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "value after" in text and "value before" not in text
    assert "my-fork" not in text and "colab" not in text and "mybinder" not in text and "Report an error" not in text
    assert "The rocket" not in (folder / "_build" / "html" / "intro.html").read_text("utf-8")
    assert f"get = '{SOMEWHERE}'" in download.read_text("utf-8")


def test_what_a_page_lacks_fails_the_build(small_book, build):
    figure = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    html = """from IPython.display import HTML\nHTML('<img src="_frames/0123.webp" alt="A frame">')"""
    done = build(small_book(figure, html))
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "chapter: image" in said and "has no alt text" in said
    assert "frame file 0123.webp is missing" in said
