"""What helps against vanishing gradients, by depth, slope, optimizer and rate: which runs learn (chapter 10)."""

from functools import partial

import numpy as np

from lessonlib import datasets, lecture, losses, recording
from lessonlib.datasets import one_hot
from lessonlib.functions import softmax
from lessonlib.layers import Concat, LeakyReLU, Linear
from lessonlib.measures import learnt
from lessonlib.network import Network
from lessonlib.optimizers import Momentum
from lessonlib.training import descend, objective

X, y, X_test, y_test = datasets.iris_split()
Y, Y_test = one_hot(y, 3), one_hot(y_test, 3)
RATES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
SLOPES = (0.0, 0.01, 0.25, 1.0)
OPTIMIZERS = {"sgd": partial(Momentum, rho=0.9), "adam": lecture.MXNetAdam}
OPTIMIZERS["adam, tiny eps"] = partial(lecture.MXNetAdam, eps=1e-20)


@losses.takes_classes
def squared_error_of_softmax(Z, Y):
    """The mean of (P - Y)^2, with P the softmax of Z, and its derivative"""
    P = softmax(Z)
    E = P - Y
    dP = 2 * E / (E.shape[-2] * E.shape[-1])
    return (E**2).mean(axis=(-2, -1)), P * (dP - (dP * P).sum(axis=-1, keepdims=True))


LOSSES = {"cross entropy": lecture.floored_cross_entropy, "squared error": squared_error_of_softmax}


def network(kind, depth, slope, members):
    """A plain network with this slope, or one of the other kinds, with ReLU."""
    if kind == "plain":
        return lecture.mlp(depth, activation=partial(LeakyReLU, slope), population=members)
    if kind == "straight path":
        return Network([Concat(lecture.mlp(depth).layers[:-1]), Linear(4 + 10, 3)], members)
    others = {
        "batchnorm": lambda: lecture.mlp(depth, batch_norm=True, population=members),
        "residual": lambda: lecture.resnet(depth, population=members),
        "dense": lambda: lecture.densenet((3,) * (depth - 1), members),
    }
    return others[kind]()


def train(seeds, kind="plain", depth=8, slope=0.0, he=False, optimizer="sgd", lr=0.05, epochs=50, loss="cross entropy"):
    """The trained networks; he: first weights of He's scale for the slope, else the lecture's."""
    net = network(kind, depth, slope, len(seeds))
    if he:
        net.initialise([np.random.default_rng(seed) for seed in seeds], "he")
        net.w /= np.sqrt(1 + slope**2)
    else:
        lecture.mxnet_uniform(net, list(seeds))
    f = objective(net, LOSSES[loss], lecture.InOrder(X, Y, 20))
    for _ in descend(f, net.w, OPTIMIZERS[optimizer](lr), 5 * epochs):  # an epoch has five steps
        pass
    return net


def learns(net):
    """Which networks are right on more than 90 % of the test flowers."""
    return learnt(net, X_test, Y_test)


def saturated(net):
    """Which networks end with a loss above 3."""
    return lecture.floored_cross_entropy(net.predict(X), Y)[0] > 3


def outcomes(seeds, shift=0, measure=learns, **how):
    """A measure of each trained network, (seeds,): whether it learns, by default."""
    return measure(train([seed + shift for seed in seeds], **how))


SEEDS = range(100)
SETTINGS = {f"3 layers, slope {slope:g}, 300 epochs": dict(depth=3, slope=slope, epochs=300) for slope in (0.0, 0.25)}
for depth in (3, 4, 8):
    for slope in SLOPES[:3]:
        SETTINGS[f"adam, {depth} layers, slope {slope:g}"] = dict(
            optimizer="adam", lr=0.001, depth=depth, slope=slope, epochs=100
        )
for depth in (3, 8, 12):
    for slope in SLOPES:
        SETTINGS[f"he, {depth} layers, slope {slope:g}"] = dict(he=True, depth=depth, slope=slope, epochs=40)
for depth in (8, 12):
    for slope in (0.0, 0.25, 1.0):
        SETTINGS[f"he, {depth} layers, slope {slope:g}, 0.01"] = dict(
            he=True, depth=depth, slope=slope, epochs=40, lr=0.01
        )
for slope in (0.0, 0.25):
    SETTINGS[f"he, slope {slope:g}, 0.01, 100 epochs"] = dict(he=True, slope=slope, lr=0.01, epochs=100)
    SETTINGS[f"adam, slope {slope:g}, 1000 epochs"] = dict(optimizer="adam", lr=0.001, slope=slope, epochs=1000)
    for epochs in (100, 300):
        SETTINGS[f"adam, tiny eps, slope {slope:g}, {epochs} epochs"] = dict(
            optimizer="adam, tiny eps", lr=0.001, slope=slope, epochs=epochs
        )
for loss in LOSSES:
    SETTINGS[f"{loss}"] = dict(loss=loss)
    SETTINGS[f"{loss}, he"] = dict(loss=loss, he=True)
SETTINGS["adam, he"] = dict(optimizer="adam", lr=0.001, he=True, epochs=100)
SETTINGS["adam, batchnorm"] = dict(optimizer="adam", lr=0.001, kind="batchnorm", epochs=100)
SETTINGS["batchnorm, 100 epochs"] = dict(kind="batchnorm", epochs=100)
REMEDIES = {
    "nothing": {},
    "squared error": dict(loss="squared error"),
    "leak": dict(slope=0.25),
    "batchnorm": dict(kind="batchnorm"),
    "residual": dict(kind="residual"),
    "dense": dict(kind="dense"),
    "straight path": dict(kind="straight path"),
    "he": dict(he=True),
    "he, leak": dict(he=True, slope=0.25),
}
for name, how in REMEDIES.items():
    for lr in RATES:
        SETTINGS[f"{name}, {lr:g}"] = how | dict(lr=lr)
for name in [name for name in SETTINGS if name.startswith("he, ") and "12" in name]:  # also from other seeds
    SETTINGS |= {f"{name} + {shift}": SETTINGS[name] | {"shift": shift} for shift in (100, 200)}
SETTINGS["he, 8 layers, slope 1: saturated"] = SETTINGS["he, 8 layers, slope 1"] | {"measure": saturated}
FEW = [f"adam, {layers} layers, slope {slope}" for layers in (3, 4, 8) for slope in (0, 0.01, 0.25)]


if __name__ == "__main__":
    recording.main(__file__)
