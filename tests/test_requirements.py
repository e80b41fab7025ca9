"""What our code imports is asked for by requirements.txt, and lessonlib asks for no more than the same floors."""

import ast
import re
import sys
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, metadata, packages_distributions

import pytest
from packaging.specifiers import SpecifierSet

from website.paths import ROOT

OURS = {"lessonlib", "website", "tests"} | {path.stem for path in ROOT.glob("*/**/*.py") if ".venv" not in path.parts}
OPTIONAL = {"torch", "sklearn", "matplotlib_inline"}  # peers, without which tests are skipped; the last is IPython's
REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(.*)$")


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements(lines):
    """{canonical name: versions} of requirement lines."""
    found = [REQUIREMENT.match(line.strip()) for line in lines if line.strip() and not line.startswith(("#", "-"))]
    return {canonical(match[1]): match[2] for match in found}


def imported(source):
    """The top-level names of modules that a source imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.partition(".")[0]


DECLARED = requirements((ROOT / "requirements.txt").read_text().splitlines())


@pytest.mark.parametrize("folder", ["lessonlib", "website", "tests"])
def test_imports_are_declared(folder):
    names = {name for path in (ROOT / folder).rglob("*.py") for name in imported(path.read_text("utf-8"))}
    owners = packages_distributions()
    undeclared = {
        name: owners.get(name)
        for name in names - OURS - OPTIONAL - set(sys.stdlib_module_names)
        if not {canonical(owner) for owner in owners.get(name, [])} & set(DECLARED)
    }
    assert names and undeclared == {}


def test_lessonlib_has_the_same_floors():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    own = requirements(line for line in lines if not line.startswith("lessonlib["))
    assert own == {name: DECLARED.get(name) for name in own}


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
    assert [version for version in exact.values() if not version.startswith("==")] == []
    assert set(DECLARED) <= set(exact)
