"""Batches of 30 and 100 and all of 10,000 rows, step by step, from many first weights (chapter 4)."""

import numpy as np

from lessonlib import datasets, studies
from lessonlib.layers import Linear, ReLU
from lessonlib.losses import sigmoid_cross_entropy
from lessonlib.network import Network
from lessonlib.optimizers import Momentum
from lessonlib.rstream import RStream
from lessonlib.training import Batches, descend, objective

PLAN = {30: (60,), 100: (60, 2000), 10000: (60,)}  # steps after which to look


def losses(seed, n, moments):
    """The loss on 1,000 fresh rows at some moments."""
    X, y = datasets.rings(10000, stream=RStream(1))
    X_fresh, y_fresh = datasets.rings(1000, stream=RStream(2))
    layers = [Linear(2, 20), ReLU(), Linear(20, 20), ReLU(), Linear(20, 1)]
    net = Network(layers).initialise(np.random.default_rng(seed), sd="he")
    batches = Batches(X, y, n, np.random.default_rng(seed + 10**6)) if n < 10000 else Batches(X, y)
    f, optimizer, log = objective(net, sigmoid_cross_entropy, batches), Momentum(lr=0.05), []
    for steps in np.diff([0, *moments]):
        for _ in descend(f, net.w, optimizer, steps):
            pass
        log.append(sigmoid_cross_entropy(net.forward(X_fresh), y_fresh[:, None])[0])
    return log


def run(seeds):
    """{"batch 100, 60 steps": losses (seeds,), ...}"""
    found = {}
    for n, moments in PLAN.items():
        log = np.array([losses(seed, n, moments) for seed in seeds])
        found |= {f"batch {n}, {steps} steps": row for steps, row in zip(moments, log.T, strict=True)}
    return found


if __name__ == "__main__":
    studies.record(__file__, run, range(20))
