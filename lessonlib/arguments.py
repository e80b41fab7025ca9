"""Checks of arguments: each returns the value, or raises a ValueError that names it, what it got and what it takes."""

import inspect
import operator
from functools import wraps

import numpy as np


def array_of(name, value, kinds="biuf"):
    """`value` as an array whose dtype is of one of these kinds: numbers, by default."""
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):  # rows of different lengths, or no numbers at all
        array = np.empty(0, dtype=object)
    if array.dtype.kind not in kinds or np.ma.is_masked(value):
        raise ValueError(f"{name} must be a number or an array of numbers, got {_told(value)}")
    return array


def floats(name, value):
    """`value` as floats, for a formula: an array of floats as it is, else a copy. Infinities and NaN are as good."""
    if type(value) is np.ndarray and value.dtype.kind == "f":
        return value
    return np.asarray(array_of(name, value), dtype=float)


def numbers(name, value, low=-np.inf, high=np.inf, *, above=-np.inf, below=np.inf, shape=None):
    """`value` (a list becomes an array) if its numbers are finite, in [low, high], greater than above, less than below.

    shape: what its shape must end in, with a letter where any length will do; () takes a single number.
    """
    array = array_of(name, value)
    if not array.size:
        raise ValueError(f"{name} must be a number or an array of numbers, got {_told(value)}")
    bad = ~np.isfinite(array) | (array < low) | (array > high) | (array <= above) | (array >= below)
    if bad.any():
        limits = [f"in [{low:g}, {high:g}]"] if high < np.inf else [f"of at least {low:g}"] * (low > -np.inf)
        limits += [f"greater than {above:g}"] * (above > -np.inf) + [f"less than {below:g}"] * (below < np.inf)
        raise ValueError(f"{name} takes finite numbers {' and '.join(limits)}".rstrip() + f", got {array[bad][0]}")
    if shape is not None and not _fits(array.shape, shape):
        raise ValueError(f"{name} must {_spell(shape)}, got shape {array.shape}")
    return value if np.isscalar(value) else array


def broadcasting(name, value, shape, **limits):
    """`value` if its numbers are within the limits and it broadcasts against an array of this shape."""
    value = numbers(name, value, **limits)
    got = np.shape(value)
    if len(got) > len(shape) or any(n not in (1, m) for n, m in zip(got[::-1], shape[::-1], strict=False)):
        raise ValueError(f"{name} must be a number or broadcast against an array of shape {shape}, got shape {got}")
    return value


def arrays(**limits):
    """Give a function these arguments as arrays of numbers within their limits: `@arrays(lr={"above": 0}, rho={})`."""

    def decorate(function):
        signature = inspect.signature(function)

        @wraps(function)
        def checked(*args, **kwargs):
            given = signature.bind(*args, **kwargs).arguments
            return function(**{name: _within(name, value, limits) for name, value in given.items()})

        return checked

    def _within(name, value, limits):
        return np.asarray(numbers(name, value, **limits[name])) if name in limits else value

    return decorate


def setting(name, **limits):
    """A property that holds a single number within its limits, looked at whenever it is set."""

    def put(self, value):
        object.__setattr__(self, f"_{name}", numbers(name, value, shape=(), **limits))

    return property(operator.attrgetter(f"_{name}"), put)


def last_axis(name, value, length):
    """`value` as an array of floats if its last axis has this length."""
    array = floats(name, value)
    if array.shape[-1:] != (length,):
        raise ValueError(f"{name} must {_spell((length,))}, got shape {array.shape}")
    return array


def outputs_and_labels(Z, Y):
    """Z and Y as arrays of floats if they fit: Y has the shape of Z, (n, c) or (K, n, c), or one Y is for all K."""
    Z, Y = floats("Z", Z), floats("Y", Y)
    if Z.ndim < 2 or 0 in Z.shape or Y.shape not in (Z.shape, Z.shape[-2:]):
        raise ValueError(f"Y must have the shape of Z, (n, c) or (K, n, c), got {Y.shape} and {Z.shape}")
    return Z, Y


def are_labels(Y):
    """Whether all numbers are 0 or 1."""
    return ((Y == 0) | (Y == 1)).all()


def are_classes(Y):
    """Whether each row has one 1, and else 0."""
    return are_labels(Y) and (Y.sum(axis=-1) == 1).all()


def movable(name, value):
    """`value` if it is an array of floats, which can be moved in place."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f" or not value.flags.writeable:
        raise ValueError(f"{name} takes an array of floats, to move it in place, got {_told(value)}")
    return value


def of_shape(name, given, shape):
    """What a function gave, if it is as large as the w that it is for."""
    if getattr(given, "shape", None) != shape and np.shape(given) != shape:  # np.shape is slow, at each step
        raise ValueError(f"{name} must give numbers in the shape of w, {shape}, got shape {np.shape(given)}")
    return given


def function(name, value, example):
    """`value` if it can be called and is no class: Adam(lr=0.1) moves a network, Adam makes such objects."""
    if not callable(value) or isinstance(value, type):
        raise ValueError(f"{name} takes {example}, got {value!r}")
    return value


def instance(name, value, kind):
    """`value` if it is an object of this class."""
    if not isinstance(value, kind):
        raise ValueError(f"{name} takes a {kind.__name__}, got {value!r}")
    return value


def each(name, value, kind, example):
    """`value` as a list of objects of one kind."""
    if not isinstance(value, (list, tuple)) or not value or not all(isinstance(one, kind) for one in value):
        raise ValueError(f"{name} takes a list of {example}, got {value!r}")
    return list(value)


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
    if isinstance(value, (list, dict, np.ndarray)) or value not in options:
        raise ValueError(f"{name} takes one of {', '.join(map(repr, options))}, got {value!r}")
    return value


def _told(value):
    """What was got, in a message: an array that cannot be used by its dtype, or that it is masked or read-only."""
    if not isinstance(value, np.ndarray):
        return repr(value)
    flaws = (
        ["empty"] * (not value.size) + ["masked"] * np.ma.is_masked(value) + ["read-only"] * (not value.flags.writeable)
    )
    return f"an array of {value.dtype} of shape {value.shape}" + f" ({', '.join(flaws)})" * bool(flaws)


def _fits(got, wanted):
    """Whether a shape ends in `wanted` and has at most the population's axis before it."""
    extra = len(got) - len(wanted)
    tail = zip(got[extra:], wanted, strict=True)
    return 0 <= extra <= bool(wanted) and all(isinstance(w, str) or w == g for g, w in tail)


def _spell(wanted):
    single = ", ".join(map(str, wanted))
    return f"have shape ({single}{',' * (len(wanted) == 1)}) or (K, {single})" if wanted else "be a single number"
