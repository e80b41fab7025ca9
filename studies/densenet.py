"""Dense and residual networks of six hidden layers, each size at several rates: which runs learn (chapter 9)."""

import numpy as np

from lessonlib import datasets, lecture, studies
from lessonlib.datasets import one_hot
from lessonlib.measures import accuracy
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
NAMES = (*(f"{name}, {lr:g}" for name in NETWORKS for lr in RATES), "he, 0.05", "he, 0.01", "silenced")


def learnt(net):
    """Which networks are right on more than 90 % of the test flowers."""
    return accuracy(net.predict(X_test), one_hot(y_test, 3)) > 0.9


def train(seeds, name="dense 592", lr=0.05, he=False):
    """The trained networks, after the lecture's 100 epochs."""
    net = NETWORKS[name](len(seeds))
    lecture.mxnet_uniform(net, list(seeds))
    if he:
        net.initialise([np.random.default_rng(seed) for seed in seeds], "he")
    lecture.train_iris(net, Momentum(lr, 0.9), log=None)
    return net


def run(seeds, names=NAMES):
    """{"dense 592, 0.05": booleans (seeds,), ...}; silenced: other seeds, all layers and without layers 2 to 6"""
    found = {}
    for name in names:
        kind, _, lr = name.partition(", ")
        if kind == "he":
            found[name] = learnt(train(seeds, lr=float(lr), he=True))
        elif lr:
            found[name] = learnt(train(seeds, kind, float(lr)))
        else:
            net = train([seed + 100 for seed in seeds])
            found["not silenced"] = learnt(net)
            for k in range(2, 7):
                for block in (f"W{k}", f"b{k}"):
                    net.w[:, net.blocks[block]] = 0.0
            found["silenced"] = learnt(net)
    return found


if __name__ == "__main__":
    studies.record(__file__, run, range(100))
