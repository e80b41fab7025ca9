"""What our code imports is declared, what is declared is imported or says what for, and floors and pins agree."""

import ast
import json
import os
import re
import sys
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, metadata, packages_distributions
from pathlib import Path

from packaging.specifiers import SpecifierSet

from website.paths import ROOT

BUILT = {"build", "mutants", "test-results"}  # and what begins with a dot or an underscore
NAMESPACES = {"sphinxcontrib"}  # packages of many distributions
ABSENT = {"sklearn": "scikit-learn"}  # names of peers that may not be installed, as only an installation tells them
REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)([^#]*)(#.*)?$")
OWNERS = packages_distributions()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements(lines):
    """{canonical name: (versions, comment)} of requirement lines."""
    found = [REQUIREMENT.match(line.strip()) for line in lines if line.strip() and not line.startswith(("#", "-"))]
    return {canonical(match[1]): (match[2].strip(), match[3]) for match in found}


def files():
    """Every module and notebook of the repository."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith((".", "_")) and name not in BUILT]
        yield from (Path(folder, name) for name in names if name.endswith((".py", ".ipynb")))


def code(path):
    """The Python of a module, or of a notebook's cells without what is IPython's alone."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return text
    cells = ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return re.sub(r"^\s*[%!].*$", "", "\n".join(cells), flags=re.MULTILINE)


def imported(source):
    """The dotted names that a source imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def owners(name):
    """The distributions that a dotted name may come from."""
    first, second, *_ = [*name.split("."), ""]
    if first in NAMESPACES:
        return {canonical(f"{first}-{second}")}
    return {canonical(owner) for owner in OWNERS.get(first, [ABSENT.get(first, first)])}


def undeclared(names, declared):
    """{name: its distributions} of those that no declared distribution holds; our own and Python's need none."""
    needed = [name for name in names if name.split(".")[0] not in KNOWN]
    return {name: owners(name) for name in needed if not owners(name) & set(declared)}


SOURCES = sorted(files())
KNOWN = {"lessonlib", "website", *sys.stdlib_module_names}
KNOWN |= {path.stem for path in SOURCES if path.is_relative_to(ROOT / "tests")}  # what tests share
EXTRAS = PROJECT["optional-dependencies"]
PEERS = requirements(EXTRAS["peers"])
OF_BOOK = requirements((ROOT / "requirements.txt").read_text("utf-8").splitlines())
OWN = [*PROJECT["dependencies"], *EXTRAS["plots"], *EXTRAS["explore"]]
OF_LESSONLIB = requirements(line for line in OWN if not line.startswith("lessonlib["))


def test_every_import_is_declared():
    missing = {}
    for path in SOURCES:
        declared = OF_LESSONLIB if path.is_relative_to(ROOT / "lessonlib") else OF_BOOK | PEERS
        missing[str(path.relative_to(ROOT))] = undeclared(imported(code(path)), declared)
    assert len(SOURCES) > 100 and {path: found for path, found in missing.items() if found} == {}


def test_what_is_declared_is_imported_or_says_what_it_is_for():
    used = {owner for path in SOURCES for name in imported(code(path)) for owner in owners(name)}
    assert [name for name, (_, comment) in OF_BOOK.items() if name not in used and not comment] == []
    assert set(PEERS) | set(OF_LESSONLIB) <= used


def test_an_import_that_is_not_declared_is_found(tmp_path):
    (tmp_path / "module.py").write_text("def f():\n    import yaml.nodes as n, os\nfrom sphinxcontrib import katex\n")
    source = ["%pip install x\n", "from PIL import Image"]
    cells = [{"cell_type": kind, "source": source} for kind in ("code", "markdown")]
    (tmp_path / "notebook.ipynb").write_text(json.dumps({"cells": cells}))
    names = [name for path in sorted(tmp_path.iterdir()) for name in imported(code(path))]
    assert names == ["sphinxcontrib.katex", "yaml.nodes", "os", "PIL.Image"]
    expected = {"sphinxcontrib.katex": {"sphinxcontrib-katex"}, "yaml.nodes": {"pyyaml"}, "PIL.Image": {"pillow"}}
    assert undeclared(names, ["sphinxcontrib-bibtex", "numpy"]) == expected
    assert undeclared(names, ["sphinxcontrib-katex", "pyyaml", "pillow"]) == {}


def test_lessonlib_has_the_same_floors():
    assert {name: OF_BOOK[name][0] for name in OF_LESSONLIB} == {name: OF_LESSONLIB[name][0] for name in OF_LESSONLIB}


def test_what_is_pinned_runs_on_the_oldest_and_the_newest_python():
    """The first of each: Debian's 3.11 is 3.11.2, and pip says only that it cannot resolve."""
    wrong = []
    for name in requirements((ROOT / "constraints.txt").read_text().splitlines()):
        with suppress(PackageNotFoundError):  # what another system needs
            takes = SpecifierSet(metadata(name).get("Requires-Python") or "")
            wrong += [f"{name} takes Python {takes}" for old in ("3.11.0", "3.14.0") if old not in takes]
    assert wrong == []


def test_constraints_are_exact_and_meet_the_floors():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    exact = requirements(lines)
    assert [name for name, (versions, _) in exact.items() if not versions.startswith("==")] == []
    assert [name for name, (versions, _) in OF_BOOK.items() if exact[name][0][2:] not in SpecifierSet(versions)] == []
