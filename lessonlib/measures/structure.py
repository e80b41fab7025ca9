"""What a network uses of itself: units that are dead, whom a layer reads, layers that can be left out."""

import numpy as np

from lessonlib import arguments
from lessonlib.layers import LeakyReLU, Linear, ReLU
from lessonlib.measures.signals import named
from lessonlib.network import Network


def dead_units(net, X):
    """Which units give no positive number for any row of X: {"relu1": (units,) or (K, units), "relu2": ...}, booleans.

    X: (n, p), or (K, n, p).  Units of ReLU and LeakyReLU, those inside of compositions too; they are asked in
    prediction mode. A dead unit of a ReLU has no gradient; one of a LeakyReLU is on its small slope throughout.
    """
    arguments.instance("net", net, Network).predict(X)
    layers = {name: layer for name, layer in named(net.leaves()).items() if isinstance(layer, (ReLU, LeakyReLU))}
    # what a LeakyReLU keeps is its X, which is positive just where Y is
    kept = {name: layer.Y if isinstance(layer, ReLU) else layer.X for name, layer in layers.items()}
    return {name: (A <= 0).all(axis=-2) for name, A in kept.items()}


def reads(net):
    """The mean |W| with which each Linear reads what each before it wrote, ([K,] readers, writers).

    net: a dense network, such as lecture.densenet: each Linear but the first reads the columns of all before it. Row 0
    is the second Linear's; NaN stands where the writer does not come before the reader.
    """
    first, *others = [layer for layer in arguments.instance("net", net, Network).leaves() if isinstance(layer, Linear)]
    ends = np.cumsum([0, first.width, *(layer.width for layer in others)])
    if [layer.inputs for layer in others] != ends[1:-1].tolist() or not others:
        raise ValueError(f"net takes a dense network, each layer of which reads all before it, got {net!r}")
    table = np.full((*net.w.shape[:-1], len(others), len(others)), np.nan)
    for row, layer in enumerate(others):
        for writer in range(row + 1):
            table[..., row, writer] = np.abs(layer.W[..., ends[writer] : ends[writer + 1], :]).mean(axis=(-2, -1))
    return table


def predict_without(net, X, left_out):
    """Z for X in prediction mode when some layers are left out, as if each were the identity (Veit et al. 2016).

    left_out: their indices in net.layers; each is as wide at its end as at its start.
    """
    count = len(arguments.instance("net", net, Network).layers)
    left_out = {arguments.whole("left_out", i, 0, count - 1) for i in left_out}
    for i, layer in enumerate(net.layers):
        if i not in left_out:
            X = layer.forward(X, train=False)
    return X
