"""Dense and residual networks of six hidden layers, each size at several rates: which runs learn (chapter 9)."""

import numpy as np

from lessonlib import datasets, lecture, recording
from lessonlib.datasets import one_hot
from lessonlib.measures import learnt
from lessonlib.optimizers import Momentum

_, _, X_test, y_test = datasets.iris_split()
LECTURE = (3, 4, 5, 6, 7, 8)
RATES = (0.01, 0.02, 0.05, 0.1, 0.2)
NETWORKS = {
    "dense 46": lambda members: lecture.densenet((1,) * 6, members),
    "dense 119": lambda members: lecture.densenet((2,) * 6, members),
    "dense 592": lambda members: lecture.densenet(LECTURE, members),
    "residual 87": lambda members: lecture.resnet(7, 3, members),
    "residual 193": lambda members: lecture.resnet(7, 5, members),
}
SEEDS = range(100)
SETTINGS = {f"{name}, {lr:g}": {"name": name, "lr": lr} for name in NETWORKS for lr in RATES}
SETTINGS |= {f"he, {lr:g}": {"lr": lr, "he": True} for lr in (0.05, 0.01)}
SETTINGS |= {"not silenced": {"shift": 100}, "silenced": {"shift": 100, "silence": range(2, 7)}}  # from other seeds
FEW = ["dense 592, 0.1", "residual 193, 0.1"]


def train(seeds, name="dense 592", lr=0.05, he=False):
    """The trained networks, after the lecture's 100 epochs."""
    net = NETWORKS[name](len(seeds))
    lecture.mxnet_uniform(net, list(seeds))
    if he:
        net.initialise([np.random.default_rng(seed) for seed in seeds], "he")
    lecture.train_iris(net, Momentum(lr, 0.9))
    return net


def outcomes(seeds, shift=0, silence=(), **how):
    """Which networks are right on more than 90 % of the test flowers; silence: layers whose weights become 0."""
    net = train([seed + shift for seed in seeds], **how)
    for k in silence:
        for block in (f"W{k}", f"b{k}"):
            net.w[:, net.blocks[block]] = 0.0
    return learnt(net, X_test, one_hot(y_test, 3))


if __name__ == "__main__":
    recording.main(__file__)
