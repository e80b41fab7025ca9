"""Functions of numbers that layers, losses and objectives share: nothing overflows, and no small value is lost."""

import numpy as np

from lessonlib import arguments


def sigmoid(u):
    """S(u) = 1 / (1 + exp(-u)), or exp(u) / (1 + exp(u)) where u < 0: nothing overflows, and no small value is lost."""
    u = arguments.floats("u", u)
    return np.exp(np.minimum(u, 0.0)) / (1 + np.exp(-np.abs(u)))


def sin_and_cos(u):
    """sin u = 2 t / (1 + t^2) and cos u = (1 - t^2) / (1 + t^2), with t = tan(u / 2): faster than one call each."""
    t = np.tan(0.5 * arguments.floats("u", u))
    scale = 1 / (1 + t * t)
    return 2 * t * scale, (1 - t * t) * scale
