"""The checks of arguments, and what importing the engine loads."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lessonlib
from lessonlib import arguments

PACKAGE = Path(lessonlib.__file__).parent
ENGINE = sorted(path.stem for path in PACKAGE.glob("*.py")) + ["layers", "lecture", "measures", "optimizers"]


def test_the_engine_needs_numpy_alone():
    assert {"__init__", "arguments", "objectives", "optimizers", "rstream", "training"} <= set(ENGINE)
    program = f"""
import importlib, sys
before = set(sys.modules)
for name in {ENGINE!r}:
    importlib.import_module(f"lessonlib.{{name}}".removesuffix(".__init__"))
standard = {{"__mp_main__", *sys.stdlib_module_names}}
print(*sorted({{name.split(".")[0] for name in set(sys.modules) - before}} - standard))
"""
    run = [sys.executable, "-W", "error", "-c", program]
    loaded = subprocess.run(run, capture_output=True, text=True, check=True, cwd=PACKAGE.parent).stdout.split()
    assert loaded == ["lessonlib", "numpy"]


@pytest.mark.parametrize("value", [1, 0.5, True, np.float32(2), np.array(3.0), np.array([1, 2]), np.ones((2, 2))])
def test_numbers_come_back_as_they_came(value):
    assert arguments.numbers("x", value) is value


def test_a_list_comes_back_as_an_array():
    assert arguments.numbers("x", [1, 2.5]).tolist() == [1.0, 2.5]
    assert isinstance(arguments.numbers("x", (1, 2)), np.ndarray)


@pytest.mark.parametrize(
    "value",
    ["1", None, 1j, np.array([1j]), [], np.zeros((0, 2)), [[1], [2, 3]], [1, "2"], {}, object, [None]],
)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="^x must be a number or an array of numbers, got "):
        arguments.numbers("x", value)


@pytest.mark.parametrize(
    ("value", "how", "message"),
    [
        (np.nan, {}, "x takes finite numbers, got nan"),
        ([0, -np.inf], {}, "x takes finite numbers, got -inf"),
        (3, {"low": 0, "high": 2}, r"x takes finite numbers in \[0, 2\], got 3"),
        (-1, {"low": 0}, r"x takes finite numbers of at least 0, got -1"),
        (0, {"above": 0}, "x takes finite numbers greater than 0, got 0"),
        (1.0, {"above": 0, "below": 1}, r"x takes finite numbers greater than 0 and less than 1, got 1\.0"),
        (np.array([[0.5, 7]]), {"high": 1}, r"x takes finite numbers in \[-inf, 1\], got 7\.0"),
    ],
)
def test_numbers_out_of_range_are_named(value, how, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        arguments.numbers("x", value, **how)


@pytest.mark.parametrize("value", [0, 2, [0, 1, 2]])
def test_ends_of_a_range_belong_to_it(value):
    np.testing.assert_array_equal(arguments.numbers("x", value, 0, 2), value)


@pytest.mark.parametrize(
    ("shape", "taken", "refused", "spelled"),
    [
        ((), [()], [(1,), (1, 1)], r"be a single number"),
        ((2,), [(2,), (5, 2)], [(), (3,), (2, 1), (1, 1, 2)], r"have shape \(2,\) or \(K, 2\)"),
        (("p",), [(1,), (4,), (5, 2)], [(), (1, 1, 1)], r"have shape \(p,\) or \(K, p\)"),
        (("n", 2), [(7, 2), (3, 7, 2)], [(2,), (2, 7), (1, 1, 1, 2)], r"have shape \(n, 2\) or \(K, n, 2\)"),
    ],
)
def test_shapes(shape, taken, refused, spelled):
    for one in taken:
        arguments.numbers("x", np.ones(one), shape=shape)
    for one in refused:
        got = str(one).replace("(", r"\(").replace(")", r"\)")
        with pytest.raises(ValueError, match=f"^x must {spelled}, got shape {got}$"):
            arguments.numbers("x", np.ones(one), shape=shape)


def test_arrays_checks_and_converts_what_it_names():
    @arguments.arrays(a={"above": 0}, b={})
    def function(a, b=2, c="c"):
        """Three."""
        return a, b, c

    a, b, c = function([1, 2], b=3)
    assert isinstance(a, np.ndarray) and a.tolist() == [1, 2] and isinstance(b, np.ndarray) and b == 3 and c == "c"
    assert function(1, c="d") == (1, 2, "d") and function.__doc__ == "Three."
    for call, message in [
        (lambda: function(0), "a takes finite numbers greater than 0, got 0"),
        (lambda: function(1, "x"), "b must be a number or an array of numbers, got 'x'"),
        (lambda: function(1, b=[np.nan]), "b takes finite numbers, got nan"),
    ]:
        with pytest.raises(ValueError, match=f"^{message}$"):
            call()


def test_floats_lets_floats_through_and_copies_other_numbers():
    for array in (np.array([1.0, np.nan, -np.inf]), np.ones(2, np.float32)):
        assert arguments.floats("x", array) is array
    for value in (3, True, [1, 2], np.array([1, 2]), np.array([True]), np.array([2], np.uint8)):
        got = arguments.floats("x", value)
        assert got.dtype == np.float64 and np.array_equal(got, value) and got is not value


def test_whole():
    assert [arguments.whole("n", value, 0, 5) for value in (0, 5, np.int64(3))] == [0, 5, 3]
    assert type(arguments.whole("n", np.int64(3), 0)) is int
    for value, message in [
        (6, "n takes a whole number from 0 to 5, got 6"),
        (-1, "n takes a whole number from 0 to 5, got -1"),
        (2.0, r"n takes a whole number, got 2\.0"),
        ("2", "n takes a whole number, got '2'"),
        ([2], r"n takes a whole number, got \[2\]"),
    ]:
        with pytest.raises(ValueError, match=f"^{message}$"):
            arguments.whole("n", value, 0, 5)


def test_choice():
    assert arguments.choice("kind", "b", ("a", "b")) == "b"
    with pytest.raises(ValueError, match="^kind takes one of 'a', 'b', got 'c'$"):
        arguments.choice("kind", "c", ("a", "b"))


def test_a_setting_is_looked_at_whenever_it_is_set():
    class Box:
        size = arguments.setting("size", low=0, high=1)

    box = Box()
    box.size = 0.5
    assert box.size == 0.5
    for bad, message in ((2, r"size takes finite numbers in \[0, 1\], got 2"), ([0.5, 0.6], "size must be a single")):
        with pytest.raises(ValueError, match=f"^{message}"):
            box.size = bad
    assert box.size == 0.5


def test_the_example_in_help_learns_the_irises(capsys):
    code = "\n".join(line[4:] for line in lessonlib.__doc__.splitlines() if line.startswith("    ") or not line)
    exec(code.strip(), {})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6 and float(lines[-1]) > 0.9


def test_what_broadcasts_passes_and_what_does_not_is_named():
    for value in (0.5, np.full((3, 1), 0.5), np.full((1, 2), 0.5), np.full(2, 0.5)):
        np.testing.assert_array_equal(arguments.broadcasting("decay", value, (3, 2), low=0, below=1), value)
    for value in (np.zeros(3), np.zeros((2, 2)), np.zeros((1, 3, 2))):
        with pytest.raises(ValueError, match=r"^decay must .*broadcast against an array of shape \(3, 2\)"):
            arguments.broadcasting("decay", value, (3, 2))
    with pytest.raises(ValueError, match="^decay takes finite numbers of at least 0 and less than 1, got 1"):
        arguments.broadcasting("decay", 1, (3, 2), low=0, below=1)
