"""Losses: `(Z, Y) -> (value, dZ)`, a mean over the n observations of the batch, with 1/n in dZ too.

Z: the network's last output, (n, c) or (K, n, c).  Y: what it should be, (n, c), or (K, n, c) if each member of a
population has its own.  The value is a number, or one for each member, (K,).
"""

from functools import wraps

import numpy as np

from lessonlib import arguments


def takes(wanted, fits):
    """Let a loss raise a ValueError if Y's shape is not Z's, or if Y is not what is `wanted`.

    The loss gets `check(Y)` and `unchecked(Z, Y)`, so that training checks the labels once and not at each step.
    """

    def check(Y):
        if not fits(Y):
            raise ValueError(f"y takes {wanted}, got {np.unique(Y)[:5]} in shape {Y.shape}")

    def decorate(loss):
        @wraps(loss)
        def checked(Z, Y):
            Z, Y = arguments.outputs_and_labels(Z, Y)
            check(Y)
            return loss(Z, Y)

        checked.check, checked.unchecked = check, loss
        return checked

    return decorate


def _are_labels(Y):
    return ((Y == 0) | (Y == 1)).all()


def _are_classes(Y):
    return _are_labels(Y) and (Y.sum(axis=-1) == 1).all()


takes_classes = takes("one 1 in each row and else 0, as one_hot makes them", _are_classes)


@takes("labels 0 and 1", _are_labels)
def sigmoid_cross_entropy(Z, Y):
    """L = mean of -Y log S(Z) - (1 - Y) log(1 - S(Z));   dZ = (S(Z) - Y) / n

    With several columns, the sum over them. Written with U = -Z for label 1 and U = Z for label 0: the loss is
    log(1 + exp(U)), its derivative by U is S(U) = exp(U) / (1 + exp(U)). So nothing overflows, and nothing is rounded
    away when O = S(Z) is close to its label.
    """
    n, sign = Z.shape[-2], 1 - 2 * Y
    U = sign * Z
    losses = np.logaddexp(0, U)
    return losses.sum(axis=(-2, -1)) / n, sign * np.exp(U - losses) / n


@takes_classes
def softmax_cross_entropy(Z, Y):
    """L = mean of -sum_c Y_c log P_c,  P_c = exp(Z_c) / sum_k exp(Z_k);   dZ = (P - Y) / n"""
    n = Z.shape[-2]
    U = Z - Z.max(axis=-1, keepdims=True)  # P stays the same, and exp(U) <= 1
    log_P = U - np.log(np.exp(U).sum(axis=-1, keepdims=True))
    return -(Y * log_P).sum(axis=(-2, -1)) / n, (np.exp(log_P) - Y) / n


@takes("finite numbers", lambda Y: np.isfinite(Y).all())
def squared_error(Z, Y):
    """L = mean of sum_c (Z_c - Y_c)^2;   dZ = 2 (Z - Y) / n"""
    n = Z.shape[-2]
    return ((Z - Y) ** 2).sum(axis=(-2, -1)) / n, 2 * (Z - Y) / n


def softmax(Z):
    """P_c = exp(Z_c) / sum_k exp(Z_k): each row's probabilities of the classes."""
    Z = arguments.floats("Z", Z)
    if not Z.size or not Z.ndim:
        raise ValueError(f"Z must have shape (..., c), a column for each class, got {Z.shape}")
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))  # P stays the same, and nothing overflows
    return E / E.sum(axis=-1, keepdims=True)
