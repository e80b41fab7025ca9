"""What many tests share: pictures that are drawn and closed, a browser, and books small enough to break."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from needs import missing
from waiting import DEADLINE

from website.notebooks import METADATA
from website.paths import CHROMIUM, ROOT

# At the resolver, as Playwright's own routes cost a round trip to Python for each request.
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
INTRO = """# A small book

With a formula: $E = m c^2$.

```{only} repository
The rocket opens it.
```
"""


def pytest_ignore_collect(collection_path, config):
    """Leave out tests/weekly, which installs environments from the network, unless it is asked for by its path."""
    if collection_path.name == "weekly" and not any("weekly" in argument for argument in config.args):
        return True


@pytest.fixture(autouse=True)
def draw_and_close_figures():
    """Draw every picture that a test leaves open, as a warning may come only then, and close it."""
    yield
    try:
        for number in plt.get_fignums():
            plt.figure(number).canvas.draw()
    finally:  # or one that cannot be drawn would fail all tests after it
        plt.close("all")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """How pytest-playwright starts the browser: the system's Chromium, which reaches this machine and no other."""
    if CHROMIUM is None:
        missing("no Chromium on PATH; install it (Debian: apt-get install chromium) to run the browser tests")
    # As root (a container) Chromium starts only without its sandbox; it sees nothing but our own pages.
    options = {"executable_path": CHROMIUM, "args": ["--no-sandbox", NO_NETWORK], "timeout": DEADLINE}
    return browser_type_launch_args | options


@pytest.fixture
def small_book(tmp_path):
    """`small_book(*codes)` is a folder with this book's site and one chapter, which holds these code cells."""

    def small_book(*cells):
        for name in ("website", "lessonlib"):
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("_config.yml", "pyproject.toml", "references.bib"):
            shutil.copy(ROOT / name, tmp_path)
        (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: intro\nchapters:\n  - file: chapter\n")
        (tmp_path / "intro.md").write_text(INTRO)
        notebook = new_notebook(cells=[new_markdown_cell("# Chapter")], metadata=METADATA)
        notebook.cells += [new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
        nbformat.write(notebook, tmp_path / "chapter.ipynb")
        return tmp_path

    return small_book


@pytest.fixture
def build():
    """`build(folder, **environment)` builds a book as `make book` does; gives the finished process."""

    def build(folder, **environment):
        program = Path(sys.executable).with_name("jupyter-book")
        command = [program, "build", "-W", "-n", "--keep-going", folder]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "BOOK_"))}
        environment = kept | {"PYTHONPATH": str(folder)} | environment
        # Returns only when nobody holds its output any more, so nothing that a build starts may outlive it.
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1800)

    return build
