"""Networks that start as the identity, with a skip and without one, and as the lecture's (chapter 8)."""

import numpy as np

from lessonlib import datasets, lecture, studies
from lessonlib.layers import Chain, Linear, ReLU, Residual
from lessonlib.losses import accuracy, one_hot
from lessonlib.network import Network
from lessonlib.optimizers import Momentum

_, _, X_test, y_test = datasets.iris_split()
Y_test = one_hot(y_test, 3)
KINDS = {"plain": Chain, "residual": Residual}
SGD = [f"residual 25, {start}, SGD {lr:g}" for start in ("lecture", "identity") for lr in (0.05, 0.005)]
ADAM = {  # hidden layers, Adam's rate, epochs
    "25": (25, 0.003, 20),
    "50": (50, 0.003, 20),
    "100": (100, 0.003, 20),
    "100, 0.001": (100, 0.001, 20),
    "100, 0.001, 60 epochs": (100, 0.001, 60),
}
NAMES = (*SGD, *(f"{kind} {name}" for name in ADAM for kind in KINDS))


def network(seeds, kind, hidden, start="identity"):
    """Blocks of ten units.

    start: "lecture", U(-0.01, 0.01) for all weights; or "identity", in the blocks U(-1/B, 1/B) and the identity, as a
    skip or added to the weights, and Xavier's scale for the first layer and the last.
    """
    blocks = [KINDS[kind]([Linear(10, 10), ReLU()]) for _ in range(hidden - 1)]
    net = Network([Linear(4, 10), ReLU(), *blocks, Linear(10, 3)], len(seeds))
    lecture.mxnet_uniform(net, list(seeds), 0.01 if start == "lecture" else 1.0)
    if start == "identity":
        first, *between, last = [layer for layer in net.leaves() if layer.shapes]
        for layer in between:
            layer.W *= 1 / len(blocks)
            if kind == "plain":
                layer.W += np.eye(10)
        for layer in (first, last):
            layer.W *= (6 / (layer.inputs + layer.width)) ** 0.5
    return net


def train(seeds, name):
    """The trained networks of a run."""
    kind, _, name = name.partition(" ")
    if "SGD" in name:
        hidden, start, optimizer = name.split(", ")
        net, epochs = network(seeds, kind, int(hidden), start), 20
        optimizer = Momentum(float(optimizer.removeprefix("SGD ")), 0.9)
    else:
        hidden, lr, epochs = ADAM[name]
        net, optimizer = network(seeds, kind, hidden), lecture.MXNetAdam(lr=lr)
    lecture.train_iris(net, optimizer, epochs, log=None)
    return net


def without(net, block):
    """The accuracy of each network on the test rows, with one block left out."""
    R = X_test
    for i, layer in enumerate(net.layers, start=-2):
        if i != block:
            R = layer.forward(R, train=False)
    return accuracy(R, Y_test)


def run(seeds, names=NAMES):
    """{"plain 100": booleans (seeds,), more than 90 % of the test flowers right, ...}

    "plain 25: one cut": of each network that learnt, the share of its blocks that can be left out.
    """
    found = {}
    for name in names:
        net = train(seeds, name)
        right = found[name] = accuracy(net.predict(X_test), Y_test) > 0.9
        if name.endswith(" 25"):
            found[f"{name}: one cut"] = np.mean([without(net, i) > 0.9 for i in range(24)], axis=0)[right]
    return found


if __name__ == "__main__":
    studies.record(__file__, run, range(100))
