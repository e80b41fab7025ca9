"""Residual and plain networks, by depth, first weights, optimizer and time: which runs learn (chapter 8)."""

from functools import partial

import numpy as np

from lessonlib import datasets, lecture, recording
from lessonlib.datasets import one_hot
from lessonlib.layers import Chain, Layer, Linear, ReLU, Residual
from lessonlib.measures import accuracy, dead_units, learnt, loss_surface, predict_without, random_direction
from lessonlib.network import Network
from lessonlib.optimizers import Momentum

X, y, X_test, y_test = datasets.iris_split()
Y, Y_test = one_hot(y, 3), one_hot(y_test, 3)
SEVEN = {"hidden": 6, "width": 3}  # the lecture's seven layers
PLAIN = {"kind": "plain", "weights": "he", "lr": 0.003}
GRID = (0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.03)


class Projected(Chain):
    """Y = S(X) + F(X), as in the chapter"""

    def __init__(self, skip, layers):
        self.skip = skip
        super().__init__(layers)

    def forward(self, X, train=True):
        return self.skip.forward(X, train) + super().forward(X, train)

    def backward(self, dY):
        return self.skip.backward(dY) + super().backward(dY)

    def leaves(self):
        yield from (self.skip, *super().leaves())


class Zeros(Layer):
    """X, and columns of zeros beside it"""

    def __init__(self, width):
        self.width = width

    def forward(self, X, train=True):
        return np.concatenate([X, np.zeros((len(X), self.width - 4))], axis=1)

    def backward(self, dY):
        return dY[..., :4]


FIRST = {
    None: lambda width: [Linear(4, width), ReLU()],
    "linear": lambda width: [Linear(4, width)],
    "projection": lambda width: [Projected(Linear(4, width), [Linear(4, width), ReLU()])],
    "zeros": lambda width: [Projected(Zeros(width), [Linear(4, width), ReLU()])],
}
BLOCKS = {"plain": Chain, "residual": Residual}
OPTIMIZERS = {"sgd": partial(Momentum, rho=0.9), "adam": lecture.MXNetAdam}


def start(net, seeds, s):
    """U(-s, s) for the layers in between, Xavier's scale for the first and the last."""
    lecture.mxnet_uniform(net, seeds, scale=1.0)
    first, *between, last = [layer for layer in net.leaves() if layer.shapes]
    for layer in between:
        layer.W *= s
    for layer in (first, last):
        layer.W *= (6 / (layer.inputs + layer.width)) ** 0.5


def layers(kind="residual", hidden=25, width=10, first=None, members=None, **_):
    """A network whose layers but the first and the last are in blocks of this kind."""
    blocks = [BLOCKS[kind]([Linear(width, width), ReLU()]) for _ in range(hidden - 1)]
    return Network([*FIRST[first](width), *blocks, Linear(width, 3)], members)


def train(seeds, optimizer, kind="residual", hidden=25, width=10, first=None, weights=0.01, lr=0.05, epochs=100):
    """The trained networks.  weights: the scale of all, or "he" or "blocks" for those between first and last."""
    net = layers(kind, hidden, width, first, len(seeds))
    if isinstance(weights, str):
        start(net, seeds, {"he": (6 / width) ** 0.5, "blocks": 1 / (hidden - 1)}[weights])
    else:
        lecture.mxnet_uniform(net, seeds, scale=weights)
    lecture.train_iris(net, OPTIMIZERS[optimizer](lr), epochs)
    return net


SGD = {
    "7": SEVEN,
    "7 plain": {"kind": "plain", **SEVEN},
    "7 plain, 0.5": {"kind": "plain", "weights": 0.5, **SEVEN},
    "7 plain, 1": {"kind": "plain", "weights": 1.0, **SEVEN},
    "7 plain, 1.5": {"kind": "plain", "weights": 1.5, **SEVEN},
    "25 plain": {"kind": "plain"},
    "25": {},
    "25 projection": {"first": "projection"},
    "25 linear": {"first": "linear"},
    "25 zeros": {"first": "zeros"},
    "25, 0.02": {"lr": 0.02},
    "25, 0.005, 20 epochs": {"lr": 0.005, "epochs": 20},
    "25, 0.005": {"lr": 0.005},
    "100, 20 epochs": {"hidden": 100, "epochs": 20},
    "100, 0.005, 20 epochs": {"hidden": 100, "lr": 0.005, "epochs": 20},
    "100, 0.005": {"hidden": 100, "lr": 0.005},
    "100 blocks, 0.005": {"hidden": 100, "weights": "blocks", "lr": 0.005, "epochs": 20},
    "1000 blocks": {"hidden": 1000, "weights": "blocks", "lr": 0.001, "epochs": 10},
}
ADAM = {
    "100 adam": {"hidden": 100, "lr": 0.001, "epochs": 20},
    "1000 blocks adam": {"hidden": 1000, "weights": "blocks", "lr": 0.0001, "epochs": 10},
    "1000 blocks adam, 20": {"hidden": 1000, "weights": "blocks", "lr": 0.0001, "epochs": 20},
    "25 he, 100 epochs": PLAIN,
    "25 he, 100 epochs, 0.001": PLAIN | {"lr": 0.001},
    "50 he, 60 epochs": PLAIN | {"hidden": 50, "epochs": 60},
    "100 he, 60 epochs": PLAIN | {"hidden": 100, "epochs": 60},
}
for hidden in (6, 50, 100):
    ADAM[f"{hidden} he"] = PLAIN | {"hidden": hidden, "epochs": 20}
    ADAM[f"{hidden} blocks adam"] = {"hidden": hidden, "weights": "blocks", "lr": 0.003, "epochs": 20}
for lr in GRID:
    ADAM[f"25 he, {lr:g}"] = PLAIN | {"lr": lr, "epochs": 20}
    ADAM[f"25 blocks adam, {lr:g}"] = {"weights": "blocks", "lr": lr, "epochs": 20}
OTHERS = ("7", "25", "25 projection", "25, 0.02", "25, 0.005", "100, 0.005")  # also from other seeds
PICTURES = ("6 he", "6 blocks adam", "25 he, 0.003", "25 blocks adam, 0.003")


def cut(net, blocks, draws=10):
    """The mean accuracy of each network without so many of its blocks, drawn at random."""
    rng, right = np.random.default_rng(0), []
    for _ in range(draws):
        left_out = 2 + rng.choice(len(net.layers) - 3, blocks, replace=False)
        right.append(accuracy(predict_without(net, X_test, left_out), Y_test))
    return np.mean(right, axis=0)


def low(net, **how):
    """Around each network: the share of a picture of the loss that is below 0.366, where a network knows nothing."""
    found = []
    for w, seed in zip(net.w, range(len(net.w)), strict=True):
        one, rng = layers(**how), np.random.default_rng(seed)
        one.w = w
        directions = random_direction(one, rng), random_direction(one, rng)
        surface = loss_surface(one, directions, X, Y, lecture.floored_cross_entropy)
        found.append((surface < np.log(3) / 3).mean())
    return np.array(found)


def learns(net):
    """Which networks are right on more than 90 % of the test flowers."""
    return learnt(net, X_test, Y_test)


def saturated(net):
    """Which networks end with a loss above 3."""
    return lecture.floored_cross_entropy(net.predict(X), Y)[0] > 3


def first_layer_dead(net):
    """In which networks no unit of layer 1 passes anything on."""
    return dead_units(net, X)["relu1"].all(axis=-1)


SEEDS = range(100)
SETTINGS = {name: {"optimizer": "sgd", **how} for name, how in SGD.items()}
SETTINGS |= {name: {"optimizer": "adam", **how} for name, how in ADAM.items()}
SETTINGS |= {f"{name} + {shift}": SETTINGS[name] | {"shift": shift} for name in OTHERS for shift in (100, 200)}
SETTINGS["25: layer 1 dead"] = SETTINGS["25"] | {"measure": first_layer_dead}
SETTINGS["25 projection: saturated"] = SETTINGS["25 projection"] | {"measure": saturated}
for name in PICTURES:
    SETTINGS[f"{name}: low"] = SETTINGS[name] | {"measure": partial(low, **SETTINGS[name])}
for n in (4, 8, 12):
    SETTINGS[f"25 blocks adam, {n} cut"] = SETTINGS["25 blocks adam, 0.003"] | {"measure": partial(cut, blocks=n)}
FEW = ["7 plain, 1", "25 linear"]


def outcomes(seeds, shift=0, measure=learns, **how):
    """A measure of each trained network, (seeds,): whether it learns, by default."""
    seeds = [seed + shift for seed in seeds]
    few = 10_000 // how.get("hidden", 25)  # a thousand layers of ten networks are enough for the memory
    return np.concatenate([measure(train(seeds[k : k + few], **how)) for k in range(0, len(seeds), few)])


if __name__ == "__main__":
    recording.main(__file__)
