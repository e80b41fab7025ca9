"""How many rows a network has right."""

import numpy as np

from lessonlib import arguments
from lessonlib.datasets import one_hot
from lessonlib.network import Network

LEARNT = 0.9  # a network has learnt if more than this share of the rows is right


def accuracy(Z, Y):
    """The share of rows that are right: Z > 0 where Y is 1 (one column), or Z largest there (several).

    Z: a network's outputs, (n, c) or (K, n, c).  Y: labels 0 and 1, (n, c), or (K, n, c) if each member has its own; in
    several columns one 1 in each row.  Returns a number, or one for each member, (K,).
    NaN where a row of Z is: a network that has left the finite numbers says nothing.
    """
    Z, Y = _labelled(Z, Y)
    right = _classes(Z) == _classes(Y)
    return np.where(np.isnan(Z).any(axis=(-2, -1)), np.nan, right.mean(axis=-1))[()]


def learnt(net, X, Y):
    """Which networks have learnt: more than 90 % (LEARNT) of the rows X are right. A boolean, or one for each member.

    X, Y: the rows that are asked, as for `accuracy`: training rows or test rows, which is not the same question.
    """
    return accuracy(arguments.instance("net", net, Network).predict(X), Y) > LEARNT


def confusion_table(Z, Y):
    """How many rows of each class, by column, are taken for each class, by row: (c, c), or (K, c, c).

    Z, Y: as for `accuracy`. One column is two classes: Z > 0 says 1.
    """
    Z, Y = _labelled(Z, Y)
    if np.isnan(Z).any():
        raise ValueError("Z takes numbers, got nan")
    c = max(2, Z.shape[-1])
    predicted, true = (one_hot(_classes(A), c) for A in (Z, Y))
    return (predicted.mT @ true).astype(int)


def _labelled(Z, Y):
    """Z and Y of one shape, with labels 0 and 1 in Y: in a row of several columns a single 1."""
    Z, Y = arguments.outputs_and_labels(Z, Y)
    if not (arguments.are_labels if Y.shape[-1] == 1 else arguments.are_classes)(Y):
        raise ValueError(f"Y takes labels 0 and 1, in several columns one 1 in each row, got {np.unique(Y)[:5]}")
    return Z, Y


def _classes(Z):
    """The class that each row is taken for."""
    return (Z[..., 0] > 0).astype(int) if Z.shape[-1] == 1 else Z.argmax(axis=-1)
