"""Functions that layers, losses and objectives share. None of them overflows."""

import numpy as np

from lessonlib import arguments


def sigmoid(u):
    """S(u) = 1 / (1 + exp(-u)), computed as exp(u) / (1 + exp(u)) where u < 0, so that nothing overflows."""
    u = arguments.floats("u", u)
    return np.exp(np.minimum(u, 0.0)) / (1 + np.exp(-np.abs(u)))


def softmax(Z):
    """P_c = exp(Z_c) / sum_k exp(Z_k): each row's probabilities of the classes, (..., c).

    The largest Z is subtracted first, which leaves P as it is, so that nothing overflows.
    """
    E = np.exp(_minus_largest(Z))
    return E / E.sum(axis=-1, keepdims=True)


def log_softmax(Z):
    """log P_c = Z_c - log sum_k exp(Z_k), the logarithm of softmax, (..., c): finite also where P rounds to 0."""
    U = _minus_largest(Z)
    return U - np.log(np.exp(U).sum(axis=-1, keepdims=True))


def _minus_largest(Z):
    Z = arguments.floats("Z", Z)
    if not Z.size or not Z.ndim:
        raise ValueError(f"Z must have shape (..., c), a column for each class, got {Z.shape}")
    return Z - Z.max(axis=-1, keepdims=True)


def sin_and_cos(u):
    """sin u = 2 t / (1 + t^2) and cos u = (1 - t^2) / (1 + t^2), with t = tan(u / 2): faster than one call each."""
    t = np.tan(0.5 * arguments.floats("u", u))
    scale = 1 / (1 + t * t)
    return 2 * t * scale, (1 - t * t) * scale
