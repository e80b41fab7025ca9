"""The one loop: descend."""

import numpy as np

from lessonlib import arguments


def descend(f, w, optimizer, steps):
    """Move w in place; yield (k, value, gradient) before each move.

    f: w -> (value, gradient).  w: an array of floats; a population has one leading axis, and its value has that shape.
    Stops early when no member's value is finite any longer: k is then the number of moves that led there.
    """
    arguments.movable("w", w)
    for k in range(arguments.whole("steps", steps, 0)):
        with np.errstate(over="ignore", invalid="ignore"):  # a run that diverges is data, not a warning
            value, g = f(w)
        if not np.isfinite(value).any():
            return
        yield k, value, g
        with np.errstate(over="ignore", invalid="ignore"):
            w -= optimizer(g)


def trace(f, w, optimizer, steps):
    """The whole path of `descend` as an array of shape (moves + 1, *w.shape), the start included; w stays as it is.

    A run whose value leaves the finite numbers ends there: its path has fewer than steps + 1 rows.
    In a population the rows of such a member are NaN from that step on.
    """
    w = np.array(arguments.numbers("w", w), dtype=float)
    path = [_where_finite(value, w) for _, value, _ in descend(f, w, optimizer, steps)]
    with np.errstate(over="ignore", invalid="ignore"):
        path = np.array([*path, _where_finite(f(w)[0], w)])
    gone = np.logical_or.accumulate(np.isnan(path))  # a member that has left does not come back
    path[gone] = np.nan
    return path[: (~gone).reshape(len(path), -1).any(axis=1).sum()]


def _where_finite(value, w):
    alive = np.isfinite(value)
    return np.where(alive.reshape(alive.shape + (1,) * (w.ndim - alive.ndim)), w, np.nan)
