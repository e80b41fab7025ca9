"""How many rows of the rings five optimizers have right after 1,000 steps, rate by rate (chapter 5)."""

import numpy as np

from lessonlib import datasets, recording
from lessonlib.layers import Linear, ReLU
from lessonlib.losses import sigmoid_cross_entropy
from lessonlib.measures import accuracy
from lessonlib.network import Network
from lessonlib.optimizers import Adagrad, Adam, GradientDescent, Momentum, RMSProp
from lessonlib.rstream import RStream
from lessonlib.training import Batches, descend, objective

KINDS = (GradientDescent, Momentum, Adagrad, RMSProp, Adam)
RATES = (0.003, 0.01, 0.02, 0.04, 0.1, 0.2, 0.4, 1.0)
STEPS = 1000
SEEDS = range(100)
SETTINGS = {f"{kind.__name__}, rate {lr:g}": {"kind": kind, "lr": lr} for kind in KINDS for lr in RATES}
FEW = [name for name in SETTINGS if name.endswith((" 0.04", " 0.4"))]


def train(seeds, optimizer):
    """Each seed's shares of its own 300 rows, and of 400 new ones, that a network with two hidden layers has right.

    The lecture's first weights, N(0, 1), and batches of 20.
    """
    X, y = datasets.rings(700, stream=[RStream(seed) for seed in seeds])
    rngs = [np.random.default_rng(seed) for seed in seeds]
    net = Network([Linear(2, 20), ReLU(), Linear(20, 20), ReLU(), Linear(20, 1)], len(rngs)).initialise(rngs, 1.0)
    f = objective(net, sigmoid_cross_entropy, Batches(X[:, :300], y[:, :300], 20, rngs))
    with np.errstate(all="ignore"):  # a rate that is too large is data, not a warning
        for _ in descend(f, net.w, optimizer, STEPS):
            pass
        right = [accuracy(net.predict(X[:, rows]), y[:, rows, None]) for rows in (slice(300), slice(300, 700))]
    return right


def outcomes(seeds, kind, lr):
    """{", own rows": shares (seeds,), ", new rows": ...}"""
    return dict(zip((", own rows", ", new rows"), train(seeds, kind(lr)), strict=True))


if __name__ == "__main__":
    recording.main(__file__)
