"""Part II's headline shares on the lecture's split of the irises, and on random ones (Other splits)."""

from functools import partial

import numpy as np

from lessonlib import datasets, lecture, recording, studies
from lessonlib.datasets import one_hot
from lessonlib.layers import LeakyReLU
from lessonlib.measures import learnt
from lessonlib.optimizers import Momentum
from lessonlib.rstream import RStream
from lessonlib.training import descend

resnet = studies.Study("resnet").script  # its networks with skips and projections


def deep(population, **how):
    return resnet.layers(members=population, **how)


def he(net, seeds, slope=0.0):
    """He's normal weights, for a slope."""
    net.initialise([np.random.default_rng(seed) for seed in seeds], "he")
    net.w /= np.sqrt(1 + slope**2)


def dealt_anew(net, X, y, steps=500):
    """The lecture's Adam and loss; each network's rows are dealt into new batches in each epoch (chapter 7)."""
    rng, members = np.random.default_rng(0), np.arange(net.population)[:, None]
    X, Y = (np.broadcast_to(A, (net.population, *A.shape[-2:])) for A in (X, one_hot(y, 3)))
    rows = []

    def f(w):
        if not rows:
            order = rng.permuted(np.tile(np.arange(100), (net.population, 1)), axis=1)
            rows.extend(np.split(order, 5, axis=1))
        batch = members, rows.pop(0)
        loss, dZ = lecture.floored_cross_entropy(net.forward(X[batch]), Y[batch])
        net.gradient(dZ)
        return loss, net.g.copy()

    for _ in descend(f, net.w, lecture.MXNetAdam(lr=0.001), steps):
        pass


def in_order(net, X, y, optimizer=Momentum, epochs=100, **how):
    """The lecture's training."""
    lecture.train_iris(net, optimizer(**how), epochs, (X, y))


tiny = lecture.mxnet_uniform  # the lecture's first weights, U(-0.01, 0.01)
xavier = partial(tiny, scale=(6 / 20) ** 0.5)
near_zero = partial(resnet.start, s=1 / 999)
sgd = partial(in_order, lr=0.05, rho=0.9)
adam = partial(in_order, optimizer=lecture.MXNetAdam, lr=0.001)
short = partial(sgd, epochs=50)
leaky = partial(lecture.mlp, 8, activation=partial(LeakyReLU, 0.25))
half = partial(lecture.mlp, 26, activation=partial(LeakyReLU, 0.5), batch_norm=True)
RUNS = {  # the network, its first weights, its training
    "4 layers": (lecture.networks["mlp4"], tiny, adam),
    "4 layers, 300 epochs": (lecture.networks["mlp4"], tiny, partial(adam, epochs=300)),
    "8 layers": (lecture.networks["mlp8"], tiny, adam),
    "8 layers, Xavier": (lecture.networks["mlp8"], xavier, adam),
    "BatchNorm, 8 layers": (lecture.networks["bn8"], tiny, adam),
    "BatchNorm, 25 layers": (lecture.networks["bn25"], tiny, adam),
    "25, leak, new batches": (half, he, dealt_anew),
    "plain, 7 layers": (partial(deep, kind="plain", **resnet.SEVEN), tiny, sgd),
    "ResNet, 7 layers": (lecture.networks["res7"], tiny, sgd),
    "projection, 7 layers": (partial(deep, first="projection", **resnet.SEVEN), tiny, sgd),
    "ResNet, 25 layers": (lecture.networks["res25"], tiny, sgd),
    "ResNet, 25, rate 0.02": (lecture.networks["res25"], tiny, partial(sgd, lr=0.02)),
    "projection, 25 layers": (partial(deep, first="projection"), tiny, sgd),
    "ResNet, 1,000 layers": (partial(deep, hidden=1000), near_zero, partial(adam, lr=1e-4, epochs=20)),
    "DenseNet, 7 layers": (lecture.networks["dense7"], tiny, sgd),
    "one hidden layer": (partial(deep, hidden=1, width=3), tiny, sgd),
    "ReLU, 3 layers": (partial(lecture.mlp, 3), tiny, sgd),
    "LeakyReLU, 3 layers": (lecture.networks["leaky3"], tiny, sgd),
    "He, ReLU, 8 layers": (lecture.networks["mlp8"], he, short),
    "He, LeakyReLU, 8 layers": (leaky, partial(he, slope=0.25), short),
}
SEEDS = range(100)
SETTINGS = {name: dict(zip(("make", "start", "train"), how, strict=True)) for name, how in RUNS.items()}
FEW = ["4 layers", "BatchNorm, 8 layers", "ResNet, 7 layers", "DenseNet, 7 layers", "LeakyReLU, 3 layers"]


def learns(seeds, data, make, start, train):
    """Which networks are right on more than 90 % of the test rows, and which on more than 90 % of their own."""
    X, y, X_test, y_test = data
    net = make(population=len(seeds))
    start(net, list(seeds))
    train(net, X, y)
    return [learnt(net, A, one_hot(b, 3)) for A, b in ((X_test, y_test), (X, y))]


def outcomes(seeds, **how):
    """{", lecture's split": booleans (seeds,), ", lecture's split, own rows": ..., ", random splits": ..., ...}

    Run i has first weights i, on the lecture's split and on split i.
    """
    splits = {
        "lecture's split": datasets.iris_split(),
        "random splits": datasets.iris_split([RStream(1000 + seed) for seed in seeds]),
    }
    found = {}
    for where, data in splits.items():
        found[f", {where}"], found[f", {where}, own rows"] = learns(seeds, data, **how)
    return found


if __name__ == "__main__":
    recording.main(__file__)
