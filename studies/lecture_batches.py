"""The lecture's two experiments with batches of 30, on its own data, each seed with batches of its own (chapter 4)."""

import numpy as np

from lessonlib import datasets, recording
from lessonlib.measures import reached
from lessonlib.objectives import SineLogistic, sampled
from lessonlib.optimizers import GradientDescent, Momentum
from lessonlib.training import Batches, trace

SEEDS = range(1000)
SETTINGS = {
    "dip, 99 steps": {"b": (0.7, 0.7), "optimizer": GradientDescent(lr=0.1), "steps": 99},
    "dip, 400 steps": {"b": (0.7, 0.7), "optimizer": GradientDescent(lr=0.1), "steps": 400},
    "plain, 299 steps": {"b": (2, 3), "optimizer": Momentum(lr=0.1, rho=0.9), "steps": 299},
}


def reaches(seeds, b, optimizer, steps):
    """Which runs from (0, 0) reach the lowest loss of all the rows."""
    X, y = datasets.sine(*b)
    loss = SineLogistic(X, y)
    best = loss(trace(loss, b, Momentum(lr=0.01), steps=100)[-1])[0]
    rngs = np.random.default_rng(5).spawn(1 + max(seeds))
    f = sampled(SineLogistic, Batches(X, y, 30, [rngs[seed] for seed in seeds]))
    start = np.zeros((len(seeds), 2))
    return reached(loss(trace(f, start, optimizer, steps)[-1])[0], best)


outcomes = reaches


if __name__ == "__main__":
    recording.main(__file__)
