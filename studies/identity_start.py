"""Networks that start as the identity, with a skip and without one, and as the lecture's (chapter 8)."""

import numpy as np

from lessonlib import lecture, recording, studies
from lessonlib.measures import LEARNT, accuracy, learnt, predict_without

resnet = studies.Study("resnet").script  # its networks, first weights and training
ADAM = {
    "25": {"hidden": 25, "lr": 0.003, "epochs": 20},
    "50": {"hidden": 50, "lr": 0.003, "epochs": 20},
    "100": {"hidden": 100, "lr": 0.003, "epochs": 20},
    "100, 0.001": {"hidden": 100, "lr": 0.001, "epochs": 20},
    "100, 0.001, 60 epochs": {"hidden": 100, "lr": 0.001, "epochs": 60},
}


def train(seeds, optimizer="adam", kind="residual", hidden=25, lr=0.003, epochs=20, weights="blocks"):
    """The trained networks; those without a skip start as those with one: the identity is added to their weights."""
    if kind == "residual":
        return resnet.train(seeds, optimizer, hidden=hidden, weights=weights, lr=lr, epochs=epochs)
    net = resnet.layers("plain", hidden, members=len(seeds))
    resnet.start(net, seeds, 1 / (hidden - 1))
    _, *between, _ = [layer for layer in net.leaves() if layer.shapes]
    for layer in between:
        layer.W += np.eye(10)
    lecture.train_iris(net, lecture.MXNetAdam(lr=lr), epochs)
    return net


def learns(net):
    """Which networks are right on more than 90 % of the test flowers."""
    return learnt(net, resnet.X_test, resnet.Y_test)


def one_cut(net):
    """Of each network that learnt the share of its blocks that can be left out."""
    cut = [predict_without(net, resnet.X_test, [2 + block]) for block in range(24)]
    return np.mean([accuracy(Z, resnet.Y_test) > LEARNT for Z in cut], axis=0)[learns(net)]


SEEDS = range(100)
SETTINGS = {
    f"residual 25, {start}, SGD {lr:g}": {"optimizer": "sgd", "weights": weights, "lr": lr}
    for start, weights in (("lecture", 0.01), ("identity", "blocks"))
    for lr in (0.05, 0.005)
}
for kind in ("plain", "residual"):
    SETTINGS |= {f"{kind} {name}": {"kind": kind, **how} for name, how in ADAM.items()}
    SETTINGS[f"{kind} 25: one cut"] = SETTINGS[f"{kind} 25"] | {"measure": one_cut}
FEW = ["plain 25", "residual 25"]


def outcomes(seeds, measure=learns, **how):
    """A measure of each trained network: whether it learns, by default."""
    return measure(train(seeds, **how))


if __name__ == "__main__":
    recording.main(__file__)
