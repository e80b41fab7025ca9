"""Checks of arguments: each returns the value, or raises a ValueError that names it, what it got and what it takes."""

import operator

import numpy as np


def numbers(name, value, low=-np.inf, high=np.inf, *, above=None, below=None, shape=None):
    """`value` as it came if all its numbers are finite, in [low, high], greater than `above` and less than `below`."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a number or an array of numbers, got {value!r}") from None
    bad = ~np.isfinite(array) | (array < low) | (array > high)
    takes = f"finite numbers in [{low:g}, {high:g}]"
    if above is not None:
        bad |= array <= above
        takes = f"finite numbers greater than {above:g}"
    if below is not None:
        bad |= array >= below
        takes = f"finite numbers in [{low:g}, {below:g})"
    if bad.any():
        raise ValueError(f"{name} takes {takes}, got {array[bad].flat[0]:g}")
    if shape is not None and not _fits(array.shape, shape):
        raise ValueError(f"{name} must have shape {_spell(shape)}, got {array.shape}")
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
    """Whether a shape ends in `wanted` (None: any length) and has at most the population's axis before it."""
    tail = got[len(got) - len(wanted) :] if len(got) >= len(wanted) else None
    return tail is not None and len(got) <= len(wanted) + 1 and all(w in (None, g) for g, w in zip(tail, wanted))


def _spell(wanted):
    single = ", ".join("n" if w is None else str(w) for w in wanted)
    return f"({single}{',' if len(wanted) == 1 else ''}) or (K, {single})"
