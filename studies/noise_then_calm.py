"""Noise to find and calm to settle: batches of 10 or 30 at one rate, then at a smaller one (chapter 4)."""

import numpy as np

from lessonlib import datasets, recording
from lessonlib.measures import reached
from lessonlib.objectives import SineLogistic, sampled
from lessonlib.optimizers import Momentum
from lessonlib.rstream import RStream
from lessonlib.training import Batches, trace

B = (2.0, 3.0)
PLANS = ((0.1, 0.1), (0.01, 0.01), (0.1, 0.01))  # learning rate of 299 steps, and of 50 more
SIZES = (10, 30)  # rows in a batch


def finds(seeds, first, then, n=10, longer=1):
    """Which runs are in the hole after longer * 299 steps at one rate and longer * 50 at another, in batches of n."""
    X, y = datasets.sine(*B, stream=[RStream(seed) for seed in seeds])
    loss = SineLogistic(X, y)
    best = trace(loss, np.tile(B, (len(seeds), 1)), Momentum(lr=0.01), steps=50)[-1]
    rngs = np.random.default_rng(6).spawn(1 + max(seeds))
    f = sampled(SineLogistic, Batches(X, y, n, [rngs[seed] for seed in seeds]))
    w = np.zeros((len(seeds), 2))
    for lr, steps in ((first, 299), (then, 50)):
        w = trace(f, w, Momentum(lr, rho=0.9), longer * steps)[-1]
    return reached(loss(w)[0], loss(best)[0])


outcomes = finds
SEEDS, SETTINGS = range(300), {}
for n in SIZES:
    SETTINGS |= {f"batch {n}: {first}, then {then}": {"n": n, "first": first, "then": then} for first, then in PLANS}
    SETTINGS[f"batch {n}: 0.01, ten times the steps"] = {"n": n, "first": 0.01, "then": 0.01, "longer": 10}


if __name__ == "__main__":
    recording.main(__file__)
