"""ReLU and sigmoid, the lecture's first weights and He's, two hidden layers and eight, on the rings (chapter 3)."""

import numpy as np

from lessonlib import datasets, recording
from lessonlib.layers import Linear, ReLU
from lessonlib.lecture import ClippedSigmoid, clipped_cross_entropy
from lessonlib.measures import learnt
from lessonlib.network import Network
from lessonlib.optimizers import Momentum
from lessonlib.rstream import RStream
from lessonlib.training import Batches, descend, objective

MARKS = 150, 300, 500, 1000, 2000, 3000
RUNS = [  # name, activation, hidden layers, first weights, momentum, steps, learning rates
    ("8 ReLU", ReLU, 8, 1.0, 0.9, 500, (3e-6, 1e-5, 3e-5, 1e-4, 1e-3, 0.01)),
    ("8 ReLU, He", ReLU, 8, "he", 0.9, 500, (0.01, 0.03, 0.1)),
    ("ReLU", ReLU, 2, 1.0, 0.9, 500, (0.05, 0.07, 0.15, 0.2, 0.3)),
    ("ReLU", ReLU, 2, 1.0, 0.9, 3000, (0.1,)),
    ("ReLU, He", ReLU, 2, "he", 0.9, 500, (0.1, 0.2, 0.4, 0.5, 0.7, 1.0)),
    ("ReLU, He", ReLU, 2, "he", 0.9, 1000, (0.3,)),
    ("Sigmoid", ClippedSigmoid, 2, 1.0, 0.9, 500, (1.5, 2.0, 3.0, 5.0)),
    ("Sigmoid", ClippedSigmoid, 2, 1.0, 0.9, 1000, (1.0,)),
    ("Sigmoid", ClippedSigmoid, 2, 1.0, 0.9, 3000, (0.1,)),
    ("ReLU alone", ReLU, 2, 1.0, 0.0, 2000, (0.1,)),
    ("Sigmoid alone", ClippedSigmoid, 2, 1.0, 0.0, 3000, (0.1,)),
]
SEEDS, TOGETHER = range(100), 10  # ten at a time fit into the cache
SETTINGS = {
    f"{name}, {lr:g}": {"activation": activation, "depth": depth, "sd": sd, "rho": rho, "steps": steps, "lr": lr}
    for name, activation, depth, sd, rho, steps, rates in RUNS
    for lr in rates
}
FEW = ["ReLU, 0.1", "ReLU, He, 0.3"]


def train(seeds, activation, depth, sd, rho, steps, lr):
    """Yield, each 10 steps, which networks have more than 90 % of their 300 rows right, and which of 1,000 new ones."""
    streams = [RStream(seed) for seed in seeds]
    X, y = datasets.rings(stream=streams)
    X_new, y_new = datasets.rings(1000, stream=[RStream(10_000 + seed) for seed in seeds])
    layers = [layer for p in [2] + [20] * (depth - 1) for layer in (Linear(p, 20), activation())]
    net = Network([*layers, Linear(20, 1)], len(streams)).initialise(streams, sd)
    f = objective(net, clipped_cross_entropy, Batches(X, y))
    for k, _, _ in descend(f, net.w, Momentum(lr, rho), steps + 1):
        if k % 10 == 0:
            with np.errstate(invalid="ignore", over="ignore"):
                right = [learnt(net, A, b[..., None]) for A, b in ((X, y), (X_new, y_new))]
            yield right


def outcomes(seeds, steps, **how):
    """{", 150": booleans (seeds,), ..., ", first": the first step, of all steps if none, ...}

    Own rows are counted; keys that end in " new" count new rows.
    """
    seen = list(train(seeds, steps=steps, **how))
    seen += [np.zeros((2, len(seeds)), bool)] * (steps // 10 + 1 - len(seen))  # all have diverged
    found = {}
    for rows, counted in zip(("", " new"), np.swapaxes(seen, 0, 1), strict=True):
        found |= {f", {mark}{rows}": counted[mark // 10] for mark in MARKS if mark <= steps}
        found[f", first{rows}"] = np.where(counted.any(axis=0), 10 * counted.argmax(axis=0), steps)
    return found


if __name__ == "__main__":
    recording.main(__file__)
