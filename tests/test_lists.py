"""Lists that must name everything: what is new and in none of them would be left out without a word."""

import importlib
import inspect
import pkgutil
import re
import tomllib

import oracles
from every import NOTEBOOKS, PAGES

import lessonlib
from lessonlib import layers, losses, optimizers
from lessonlib.layers.activations import Activation
from website.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MODULES = [found.name for found in pkgutil.walk_packages(lessonlib.__path__, "lessonlib.")]
NOT_MUTATED = (
    "explorer.widget",
    "lecture",
    "looks",
    "phrases",
    "plots",
    "progress",
    "show",
)  # pictures, the lecture


def defined_below(package, base):
    """The classes of this kind in the modules of a package, whether it exports them or not."""
    loaded = [importlib.import_module(name) for name in MODULES if name.startswith(package.__name__)]
    kinds = {kind for module in loaded for kind in vars(module).values() if inspect.isclass(kind)}
    return {kind.__name__ for kind in kinds if issubclass(kind, base) and kind.__module__.startswith(package.__name__)}


def test_each_folder_of_lessonlib_is_installed():
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "lessonlib").rglob("__init__.py")}
    named = set(PROJECT["tool"]["setuptools"]["packages"])
    assert {".".join(folder.parts) for folder in folders} == named - {"lessonlib.stored"}


def test_each_module_of_the_engine_has_mutants():
    mutated = {path for pattern in PROJECT["tool"]["mutmut"]["only_mutate"] for path in ROOT.glob(pattern)}
    files = {ROOT / name.replace(".", "/") / "__init__.py" for name in MODULES}
    files |= {(ROOT / name.replace(".", "/")).with_suffix(".py") for name in MODULES}
    left_out = tuple(str(ROOT / "lessonlib" / name.replace(".", "/")) for name in NOT_MUTATED)
    missing = {str(file.relative_to(ROOT)) for file in files - mutated if file.exists()}
    assert {name for name in missing if not str(ROOT / name).startswith(left_out)} - {"lessonlib/__init__.py"} == set()


def test_mutants_meet_the_tests_of_their_modules():
    selected = PROJECT["tool"]["mutmut"]["pytest_add_cli_args_test_selection"]
    mutated = {re.split(r"[/.]", path)[1] for path in PROJECT["tool"]["mutmut"]["only_mutate"]}
    files = {str(path.relative_to(ROOT)) for name in mutated for path in (ROOT / "tests").rglob(f"test_{name}*.py")
             if not {"browser", "plots", "weekly"} & set(path.parts)}  # fmt: skip
    assert files - set(selected) == set() and all((ROOT / name).exists() for name in selected)


def test_each_page_is_in_the_table_of_contents():
    """What is not there is not built, and nobody misses it."""
    written = [ROOT / "intro.md", *(ROOT / "chapters").rglob("*.md"), *(ROOT / "reference").rglob("*.md"), *NOTEBOOKS]
    assert {str(path.relative_to(ROOT).with_suffix("")) for path in written} == set(PAGES)


def test_each_loss_and_activation_has_an_oracle():
    """A formula is held against another one only if tests/oracles.py has it."""
    assert {name for name, thing in vars(losses).items() if isinstance(thing, losses.Loss)} == set(oracles.LOSSES)
    assert defined_below(layers, Activation) - {"Activation"} == set(oracles.ACTIVATIONS)


def test_what_is_written_is_exported():
    assert defined_below(optimizers, optimizers.Optimizer) - set(vars(optimizers)) == set()
    assert defined_below(layers, layers.Layer) - set(layers.__all__) == {"Activation"}  # a base
