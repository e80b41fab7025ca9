"""Networks that start as the identity, with a skip and without one, and as the lecture's (chapter 8)."""

import numpy as np

from lessonlib import lecture, studies
from lessonlib.measures import accuracy

resnet = studies.Study("resnet").script  # its networks, first weights and training
SGD = {
    f"residual 25, {start}, SGD {lr:g}": {"weights": weights, "lr": lr, "epochs": 20}
    for start, weights in (("lecture", 0.01), ("identity", "blocks"))
    for lr in (0.05, 0.005)
}
ADAM = {
    "25": {"hidden": 25, "lr": 0.003, "epochs": 20},
    "50": {"hidden": 50, "lr": 0.003, "epochs": 20},
    "100": {"hidden": 100, "lr": 0.003, "epochs": 20},
    "100, 0.001": {"hidden": 100, "lr": 0.001, "epochs": 20},
    "100, 0.001, 60 epochs": {"hidden": 100, "lr": 0.001, "epochs": 60},
}
NAMES = (*SGD, *(f"{kind} {name}" for name in ADAM for kind in ("plain", "residual")))


def plain(seeds, hidden, lr, epochs):
    """Trained networks without a skip that start as those with one: the identity is added to each block's weights."""
    net = resnet.layers("plain", hidden, members=len(seeds))
    resnet.start(net, seeds, 1 / (hidden - 1))
    _, *between, _ = [layer for layer in net.leaves() if layer.shapes]
    for layer in between:
        layer.W += np.eye(10)
    lecture.train_iris(net, lecture.MXNetAdam(lr=lr), epochs, log=None)
    return net


def train(seeds, name):
    """The trained networks of a run."""
    if name in SGD:
        return resnet.train(seeds, "sgd", **SGD[name])
    kind, _, name = name.partition(" ")
    return (
        plain(seeds, **ADAM[name]) if kind == "plain" else resnet.train(seeds, "adam", weights="blocks", **ADAM[name])
    )


def without(net, block):
    """The accuracy of each network on the test rows, with one block left out."""
    R = resnet.X_test
    for i, layer in enumerate(net.layers, start=-2):
        if i != block:
            R = layer.forward(R, train=False)
    return accuracy(R, resnet.Y_test)


def run(seeds, names=NAMES):
    """{"plain 100": booleans (seeds,), more than 90 % of the test flowers right, ...}

    "plain 25: one cut": of each network that learnt, the share of its blocks that can be left out.
    """
    found = {}
    for name in names:
        net = train(list(seeds), name)
        right = found[name] = accuracy(net.predict(resnet.X_test), resnet.Y_test) > 0.9
        if name.endswith(" 25"):
            found[f"{name}: one cut"] = np.mean([without(net, i) > 0.9 for i in range(24)], axis=0)[right]
    return found


if __name__ == "__main__":
    studies.record(__file__, run, range(100))
