"""Checks of arguments: each returns the value, or raises a ValueError that names it, what it got and what it takes."""

import operator

import numpy as np


def numbers(name, value, low=-np.inf, high=np.inf, *, above=-np.inf, below=np.inf, shape=None):
    """`value` (a list becomes an array) if its numbers are finite, in [low, high], greater than above, less than below.

    shape: what its shape must end in, with a letter where any length will do; () takes a single number.
    """
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        array = np.empty(0, dtype=object)
    if array.dtype.kind not in "biuf" or not array.size:
        raise ValueError(f"{name} must be a number or an array of numbers, got {value!r}")
    bad = ~np.isfinite(array) | (array < low) | (array > high) | (array <= above) | (array >= below)
    if bad.any():
        limits = [f"in [{low:g}, {high:g}]"] if high < np.inf else [f"of at least {low:g}"] * (low > -np.inf)
        limits += [f"greater than {above:g}"] * (above > -np.inf) + [f"less than {below:g}"] * (below < np.inf)
        raise ValueError(f"{name} takes finite numbers {' and '.join(limits)}".rstrip() + f", got {array[bad][0]}")
    if shape is not None and not _fits(array.shape, shape):
        raise ValueError(f"{name} must {_spell(shape)}, got shape {array.shape}")
    return array if isinstance(value, (list, tuple)) else value


def last_axis(name, value, length):
    """`value` as an array if its last axis has this length."""
    array = np.asarray(value)
    if array.shape[-1:] != (length,):
        raise ValueError(f"{name} must {_spell((length,))}, got shape {array.shape}")
    return array


def movable(name, value):
    """`value` if it is an array of floats, which can be moved in place."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        raise ValueError(f"{name} takes an array of floats, to move it in place, got {value!r}")
    return value


def whole(name, value, low, high=None):
    """`value` as an int in [low, high]."""
    try:
        number = operator.index(value)
    except TypeError:
        raise ValueError(f"{name} takes a whole number, got {value!r}") from None
    if number < low or (high is not None and number > high):
        limits = f"of at least {low}" if high is None else f"from {low} to {high}"
        raise ValueError(f"{name} takes a whole number {limits}, got {number}")
    return number


def choice(name, value, options):
    """`value` if it is one of `options`."""
    if value not in options:
        raise ValueError(f"{name} takes one of {', '.join(map(repr, options))}, got {value!r}")
    return value


def _fits(got, wanted):
    """Whether a shape ends in `wanted` and has at most the population's axis before it."""
    extra = len(got) - len(wanted)
    tail = zip(got[extra:], wanted, strict=True)
    return 0 <= extra <= bool(wanted) and all(isinstance(w, str) or w == g for g, w in tail)


def _spell(wanted):
    single = ", ".join(map(str, wanted))
    return f"have shape ({single}{',' * (len(wanted) == 1)}) or (K, {single})" if wanted else "be a single number"
