"""Where a run of gradient descent ends, and when it arrives there."""

import numpy as np

from lessonlib import arguments
from lessonlib.objectives import nearest_minimum

REACHED = 0.02  # a run has reached the best loss if its own is less than this above it
NEAR = 0.05  # a run has arrived where it stays within this distance of the minimum
GLOBAL, LOCAL, NEITHER, DIVERGED = range(4)  # where a run on a function of one variable may be


def reached(loss, best):
    """Which runs have reached the best loss: theirs is less than 0.02 (REACHED) above it.

    loss: a number, or an array of them.  best: a number, or one that broadcasts against it.
    """
    loss = arguments.floats("loss", loss)
    return loss < arguments.broadcasting("best", best, loss.shape) + REACHED


def arrival(path, near=NEAR):
    """The first step from which a run stays less than `near` from w = 0, or -1 if it does not: one for each member.

    path: (steps + 1, p), as `trace` returns it, or (steps + 1, ..., p) for a population; a member that has diverged is
    NaN.  near: greater than 0.
    """
    path = arguments.floats("path", path)
    if path.ndim < 2 or not path.size:
        raise ValueError(f"path must have shape (steps + 1, ..., p), got {path.shape}")
    at_0 = np.linalg.norm(path, axis=-1) < arguments.numbers("near", near, above=0, shape=())
    last_away = len(path) - at_0[::-1].argmin(axis=0) - 1
    steps = np.where(at_0.all(axis=0), 0, last_away + 1)
    return np.where(at_0[-1], steps, -1)[()]


def locate(f, w, tolerance=0.001):
    """Where each number of w is: at the GLOBAL or a LOCAL minimum of f, at NEITHER, or DIVERGED, which is not finite.

    f: a function of one variable with minima, such as quartic.  tolerance: how near counts as at a minimum.
    """
    index = np.minimum(nearest_minimum(f, w, tolerance), LOCAL)
    return np.where(np.isfinite(w), np.where(index < 0, NEITHER, index), DIVERGED)


def fate(f, path, tolerance=0.001, settled=10):
    """Where each run ends: what `locate` says, or NEITHER if it only passes there.

    path: (steps + 1, ...), as `trace` returns it.  settled: a run passes if it was elsewhere so many steps before.
    """
    path = arguments.floats("path", path)
    settled = arguments.whole("settled", settled, 1)
    if not path.ndim or len(path) <= settled:
        raise ValueError(f"path must have more than {settled} rows, as many as settled, got shape {path.shape}")
    now, before = locate(f, path[-1], tolerance), locate(f, path[-1 - settled], tolerance)
    return np.where((now != before) & (now < DIVERGED), NEITHER, now)
