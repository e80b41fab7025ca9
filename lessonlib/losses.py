"""Losses: `(Z, Y) -> (value, dZ)`, a mean over the n observations of the batch, with 1/n in dZ too.

Z: the network's last output, (n, c) or (K, n, c).  Y: what it should be, (n, c), or (K, n, c) if each member of a
population has its own.  The value is a number, or one for each member, (K,).
"""

from functools import partial, update_wrapper

import numpy as np

from lessonlib import arguments
from lessonlib.functions import log_softmax


class Loss:
    """A loss with the labels it takes: `loss(Z, Y)` checks both and returns (value, dZ).

    formula: the function (Z, Y) -> (value, dZ) without checks, for a training that has called `check(Y)` once.
    labels: what Y takes, in words.  fits: Y -> whether it is that.

    Raises ValueError if Y does not have Z's shape, or if it is not what `labels` says.
    """

    def __init__(self, formula, labels, fits):
        self.formula, self.labels, self.fits = formula, labels, fits
        update_wrapper(self, formula)

    def __call__(self, Z, Y):
        Z, Y = arguments.outputs_and_labels(Z, Y)
        self.check(Y)
        return self.formula(Z, Y)

    def check(self, Y):
        """Raise a ValueError if Y is not what the loss takes."""
        if not self.fits(Y):
            raise ValueError(f"y takes {self.labels}, got {np.unique(Y)[:5]} in shape {Y.shape}")

    def __reduce__(self):  # it is copied and pickled as the function is: by its name
        return self.__qualname__


def takes(labels, fits):
    """A decorator that makes a Loss of a formula: see Loss for the arguments."""
    return partial(Loss, labels=labels, fits=fits)


takes_labels = takes("labels 0 and 1", arguments.are_labels)
takes_classes = takes("one 1 in each row and else 0, as one_hot makes them", arguments.are_classes)


@takes_labels
def sigmoid_cross_entropy(Z, Y):
    """L = mean of -Y log S(Z) - (1 - Y) log(1 - S(Z)) = mean of log(1 + exp(U)),   U = (1 - 2 Y) Z
    dZ = (S(Z) - Y) / n = (1 - 2 Y) S(U) / n

    U is -Z for label 1 and Z for label 0, and S(U) = exp(U - log(1 + exp(U))). With several columns, the sum over them.
    In U nothing overflows, and a gradient is not rounded to 0 when S(Z) is close to its label.
    """
    n, sign = Z.shape[-2], 1 - 2 * Y
    U = sign * Z
    losses = np.logaddexp(0, U)  # log(1 + exp(U))
    return losses.sum(axis=(-2, -1)) / n, sign * np.exp(U - losses) / n


@takes_classes
def softmax_cross_entropy(Z, Y):
    """L = mean of -sum_c Y_c log P_c,  P_c = exp(Z_c) / sum_k exp(Z_k);   dZ = (P - Y) / n"""
    n = Z.shape[-2]
    log_P = log_softmax(Z)
    return -(Y * log_P).sum(axis=(-2, -1)) / n, (np.exp(log_P) - Y) / n


@takes("finite numbers", lambda Y: np.isfinite(Y).all())
def squared_error(Z, Y):
    """L = mean of sum_c (Z_c - Y_c)^2;   dZ = 2 (Z - Y) / n"""
    n = Z.shape[-2]
    return ((Z - Y) ** 2).sum(axis=(-2, -1)) / n, 2 * (Z - Y) / n
