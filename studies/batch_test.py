"""Batch sizes on both sides of 32: accuracy on fresh rows, by rate and moment, on 100 data sets (chapter 4)."""

import numpy as np

from lessonlib import datasets, recording
from lessonlib.layers import Linear, ReLU
from lessonlib.losses import sigmoid_cross_entropy
from lessonlib.measures import accuracy
from lessonlib.network import Network
from lessonlib.optimizers import Momentum
from lessonlib.rstream import RStream
from lessonlib.training import Batches, descend, objective

SIZES = (5, 10, 20, 32, 50, 100)
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
EPOCHS = 30
SEEDS = range(100)
SETTINGS = {f"50 rows, batch {n}, rate {lr:g}": {"n": n, "lr": lr, "rows": 50} for n in (5, 50) for lr in RATES}
SETTINGS |= {f"batch {n}, rate {lr:g}": {"n": n, "lr": lr} for n in SIZES for lr in RATES}
FEW = [f"{rows}batch 5, rate {lr:g}" for rows in ("50 rows, ", "") for lr in (0.01, 0.1)]


def tested(seeds, n, lr, moments, rows=100):
    """Accuracy on 400 fresh rows, (moments, seeds), learnt from `rows` others: one hidden layer of 30, momentum 0.9."""
    X, y = datasets.disk(rows + 400, stream=[RStream(seed) for seed in seeds])
    rngs = [np.random.default_rng(seed) for seed in seeds]
    net = Network([Linear(2, 30), ReLU(), Linear(30, 1)], len(seeds)).initialise(rngs)
    f = objective(net, sigmoid_cross_entropy, Batches(X[:, :rows], y[:, :rows], n, rngs))
    optimizer, log = Momentum(lr, rho=0.9), []
    for steps in np.diff([0, *moments]):
        for _ in descend(f, net.w, optimizer, steps):
            pass
        log.append(accuracy(net.predict(X[:, rows:]), y[:, rows:, None]))
    return np.array(log)


def outcomes(seeds, n, lr, rows=100):
    """{", 600 steps": accuracies (seeds,), ", 30 epochs": ...}; from 50 rows accuracies after 600 steps."""
    if rows == 50:
        return tested(seeds, n, lr, [600], rows)[0]
    epochs = EPOCHS * rows // n
    moments = sorted({epochs, 600})
    log = dict(zip(moments, tested(seeds, n, lr, moments), strict=True))
    return {", 600 steps": log[600], f", {EPOCHS} epochs": log[epochs]}


if __name__ == "__main__":
    recording.main(__file__)
