"""The lecture's two experiments with batches of 30, on its own data, each seed with batches of its own (chapter 4)."""

import numpy as np

from lessonlib import datasets, studies
from lessonlib.objectives import SineLogistic, sampled
from lessonlib.optimizers import GradientDescent, Momentum
from lessonlib.training import Batches, trace

EXPERIMENTS = {  # b, optimizer, steps
    "dip, 99 steps": ((0.7, 0.7), GradientDescent(lr=0.1), 99),
    "dip, 400 steps": ((0.7, 0.7), GradientDescent(lr=0.1), 400),
    "plain, 299 steps": ((2, 3), Momentum(lr=0.1, rho=0.9), 299),
}


def reaches(seeds, b, optimizer, steps):
    """Which runs from (0, 0) end within 0.02 of the lowest loss of all the rows."""
    X, y = datasets.sine(*b)
    loss = SineLogistic(X, y)
    best = loss(trace(loss, b, Momentum(lr=0.01), steps=100)[-1])[0]
    rngs = np.random.default_rng(5).spawn(1 + max(seeds))
    f = sampled(SineLogistic, Batches(X, y, 30, [rngs[seed] for seed in seeds]))
    start = np.zeros((len(seeds), 2))
    return loss(trace(f, start, optimizer, steps)[-1])[0] < best + 0.02


def run(seeds):
    """{"dip, 99 steps": booleans (seeds,), ...}"""
    return {name: reaches(seeds, *how) for name, how in EXPERIMENTS.items()}


if __name__ == "__main__":
    studies.record(__file__, run, range(1000))
