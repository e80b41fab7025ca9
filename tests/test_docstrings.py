"""The pages of the library miss nothing public, and the examples in docstrings run as they stand."""

import contextlib
import doctest
import importlib
import inspect
import io
import pkgutil
import re
import textwrap

import pytest
from needs import built_book

import lessonlib
from website.docstrings import to_rst
from website.paths import ROOT

PAGES = "".join((ROOT / "reference" / name).read_text("utf-8") for name in ("library.md", "figures.md"))
SHOWN = re.findall(r"^\.\. automodule:: (\S+)$", PAGES, re.MULTILINE)
FOUND = ["lessonlib", *(found.name for found in pkgutil.walk_packages(lessonlib.__path__, "lessonlib."))]
MODULES = {name: importlib.import_module(name) for name in FOUND}


def public(module):
    """The classes and functions that a module offers: those of `__all__`, or those that it defines itself."""
    named = [(name, thing) for name, thing in vars(module).items() if callable(thing) and not name.startswith("_")]
    if names := getattr(module, "__all__", None):
        return [thing for name, thing in named if name in names]
    return [
        thing
        for name, thing in named
        if getattr(thing, "__module__", "") == module.__name__ and getattr(thing, "__name__", "") == name
    ]


def documented():
    """(name, docstring) of each module, and of each public class, function and method."""
    for path, module in MODULES.items():
        yield path, module.__doc__
        for thing in public(module):
            yield f"{path}.{thing.__name__}", inspect.getdoc(thing)
            for name, method in inspect.getmembers(thing, inspect.isroutine) if inspect.isclass(thing) else ():
                if not name.startswith("_"):
                    yield f"{path}.{thing.__name__}.{name}", method.__doc__


def indented(text):
    """The code in a docstring: what stands indented behind an empty line and begins with what it imports."""
    blocks = re.findall(r"\n\n((?:    .*\n|\n)+)", inspect.cleandoc(text or "") + "\n")
    return [textwrap.dedent(block).strip() for block in blocks if re.match(r"\s*(import|from) ", block)]


def run(source):
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, "an example", "exec"), {})


EXAMPLES = [(name, code) for name, text in documented() for code in indented(text)]


@pytest.mark.parametrize(("name", "code"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_an_example_runs(name, code):
    run(code)


@pytest.mark.parametrize("name", MODULES)
def test_examples_with_a_prompt_print_what_they_say(name):
    assert doctest.testmod(MODULES[name]).failed == 0


def test_each_public_module_has_its_place_on_a_page():
    """What a package gathers in `__all__` is shown with the package."""
    missing = [
        name
        for name in MODULES
        if name not in SHOWN and not hasattr(MODULES[name.rpartition(".")[0] or "lessonlib"], "__all__")
    ]
    assert missing == [] and len(SHOWN) == len(set(SHOWN))


@pytest.mark.parametrize("name", SHOWN)
def test_a_package_is_shown_with_what_it_gathers(name):
    gathers = hasattr(MODULES[name], "__path__") and any(thing.__module__ != name for thing in public(MODULES[name]))
    block = PAGES.partition(f".. automodule:: {name}\n")[2].partition("```")[0]
    assert (":imported-members:" in block) == gathers


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown_says_what_it_is(name):
    """Sphinx leaves out what has no docstring, without a word."""
    silent = [thing.__name__ for thing in public(MODULES[name]) if not (thing.__doc__ or "").strip()]
    assert MODULES[name].__doc__ and silent == []


def test_each_public_name_is_on_its_page():
    """Sphinx leaves out, without a word, what it takes for data or for another module's."""
    built = "".join((built_book() / "reference" / f"{name}.html").read_text("utf-8") for name in ("library", "figures"))
    names = {f"{module}.{thing.__name__}" for module in SHOWN for thing in public(MODULES[module])}
    assert len(names) > 100 and sorted(name for name in names if f'id="{name}"' not in built) == []


def test_an_example_is_found_and_its_fault_noticed():
    text = "Prose.\n\n    import x\n\n    y = 2\n\nMore:\n    no code\n\n    a table: no code"
    assert indented(text) == ["import x\n\ny = 2"]
    assert EXAMPLES
    with pytest.raises(NameError):
        run("x")


def test_a_docstring_becomes_restructured_text():
    text = "M <- rho M_t + lr g;   W <- W - M   (Polyak 1964)\n\nlr: |rate|, `a`.  rho, M_t: *two*.\nReturns W."
    lines = to_rst(f"{text}\n\n    x = 1").split("\n\n")
    assert lines[0] == "| ``M <- rho M_t + lr g``\n| ``W <- W - M``\n| (Polyak 1964)"
    assert lines[2:] == [r"* **lr**: \|rate\|, ``a``.", r"* **rho, M\_t**: \*two\*.", "Returns W.", "::", "    x = 1"]
