"""Batches of 30 and 100 and all of 10,000 rows, step by step, from many first weights (chapter 4)."""

import numpy as np

from lessonlib import datasets, recording
from lessonlib.layers import Linear, ReLU
from lessonlib.losses import sigmoid_cross_entropy
from lessonlib.network import Network
from lessonlib.optimizers import Momentum
from lessonlib.rstream import RStream
from lessonlib.training import Batches, descend, objective

SEEDS = range(20)
SETTINGS = {  # moments: steps after which to look
    "batch 30": {"n": 30, "moments": (60,)},
    "batch 100": {"n": 100, "moments": (60, 2000)},
    "batch 10000": {"n": 10000, "moments": (60,)},
}
FEW = ["batch 30", "batch 100"]


def losses(seed, n, moments, X, y, X_fresh, y_fresh):
    """The loss on fresh rows at some moments."""
    layers = [Linear(2, 20), ReLU(), Linear(20, 20), ReLU(), Linear(20, 1)]
    net = Network(layers).initialise(np.random.default_rng(seed), sd="he")
    batches = Batches(X, y, n, np.random.default_rng(seed + 10**6)) if n < 10000 else Batches(X, y)
    f, optimizer, log = objective(net, sigmoid_cross_entropy, batches), Momentum(lr=0.05), []
    for steps in np.diff([0, *moments]):
        for _ in descend(f, net.w, optimizer, steps):
            pass
        log.append(sigmoid_cross_entropy(net.forward(X_fresh), y_fresh[:, None])[0])
    return log


def outcomes(seeds, n, moments):
    """{", 60 steps": losses (seeds,), ...}"""
    data = *datasets.rings(10000, stream=RStream(1)), *datasets.rings(1000, stream=RStream(2))
    log = np.array([losses(seed, n, moments, *data) for seed in seeds])
    return {f", {steps} steps": row for steps, row in zip(moments, log.T, strict=True)}


if __name__ == "__main__":
    recording.main(__file__)
