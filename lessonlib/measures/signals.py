"""What goes through the layers of a network and what comes back, and its sizes."""

import copy
from collections import Counter
from typing import NamedTuple

import numpy as np

from lessonlib import arguments
from lessonlib.layers import Layer
from lessonlib.network import Network


class Signal(NamedTuple):
    """What passes a layer on the way forward and on the way back; a population's arrays have a leading axis of K.

    X, Y: what comes in, (n, p), and what goes out, (n, q).  dX, dY: the derivatives of the loss with respect to them.
    dW: that with respect to its weights, (p, q), or None where it has none.
    """

    X: np.ndarray
    Y: np.ndarray
    dX: np.ndarray
    dY: np.ndarray
    dW: np.ndarray | None


def signals(net, X, Y, loss, kind=Layer):
    """One forward and one backward pass, in training mode: {"linear1": Signal, "relu1": Signal, "linear2": ...}.

    The number counts the layers of its class. A composition in net.layers is one layer, such as "residual1".
    net: stays as it is.  X, Y: a batch, as for the loss.  loss: (Z, Y) -> (value, dZ), such as softmax_cross_entropy.
    kind: a class, to get the signals of its layers alone, such as Linear.
    """
    net = copy.deepcopy(arguments.instance("net", net, Network))
    arguments.function("loss", loss, "one of lessonlib.losses, such as squared_error")
    values = [arguments.floats("X", X)]
    for layer in net.layers:
        values.append(layer.forward(values[-1]))
    gradients = [loss(values[-1], Y)[1]]
    for layer in reversed(net.layers):
        gradients.append(layer.backward(gradients[-1]))
    gradients.reverse()
    found = {}
    for i, (name, layer) in enumerate(named(net.layers).items()):
        if isinstance(layer, kind):
            dW = getattr(layer, "dW", None)
            found[name] = Signal(values[i], values[i + 1], gradients[i], gradients[i + 1], dW)
    return found


def named(layers):
    """{"linear1": layer, "relu1": layer, "linear2": ...}: the number counts the layers of a class."""
    count, names = Counter(), {}
    for layer in layers:
        kind = type(layer).__name__.lower()
        count[kind] += 1
        names[f"{kind}{count[kind]}"] = layer
    return names


def rms(arrays):
    """The root mean square of each array: the root of the mean of A^2 over rows and columns. Shape (layers,).

    arrays: (n, p) each, such as [signal.dY for signal in signals(...).values()]; widths may differ. Where some are
    (K, n, p), of a population, the result is (K, layers).
    """
    return _each(arrays, lambda A: np.sqrt((A**2).mean(axis=(-2, -1))))


def mean_abs(arrays):
    """The mean of |A| over rows and columns of each array: (layers,), or (K, layers). arrays: as for rms."""
    return _each(arrays, lambda A: np.abs(A).mean(axis=(-2, -1)))


def spread(arrays):
    """By how much the rows of each array differ: the root of the mean variance of its columns. arrays: as for rms."""
    return _each(arrays, lambda A: np.sqrt(A.var(axis=-2).mean(axis=-1)))


def _each(arrays, size):
    arrays = [arguments.floats("arrays", A) for A in _listed(arrays)]
    if not arrays or min(A.ndim for A in arrays) < 2 or not all(A.size for A in arrays):
        shapes = ", ".join(str(A.shape) for A in arrays)
        raise ValueError(f"arrays takes at least one array (n, p) or (K, n, p), got shapes {shapes}")
    return np.stack(np.broadcast_arrays(*map(size, arrays)), axis=-1)


def _listed(arrays):
    try:
        return list(arrays)
    except TypeError:
        raise ValueError(f"arrays takes a list of arrays, got {arrays!r}") from None


def mean_abs_gradients(net, g, kind="W"):
    """The mean of |g| over each parameter of a kind, by its name in net.blocks: {"W1": mean, "W2": ...}.

    g: a gradient as `descend` yields it, (P,), or (K, P); then each mean is (K,).
    kind: "W", the weights of the Linear layers; "b", their biases; "beta" or "gamma", of BatchNorm.
    """
    g = arguments.last_axis("g", g, arguments.instance("net", net, Network).w.shape[-1])
    kinds = {name: name.rstrip("0123456789") for name in net.blocks}
    arguments.choice("kind", kind, sorted(set(kinds.values())))
    starts = [block.start for block in net.blocks.values()]
    means = np.add.reduceat(np.abs(g), starts, axis=-1) / np.diff([*starts, g.shape[-1]])
    return {name: means[..., i] for i, name in enumerate(kinds) if kinds[name] == kind}
