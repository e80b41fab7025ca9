"""Which batch size finds the better minimum, rate by rate: gradient descent, b = (0.7, 0.7), 99 steps (chapter 4)."""

import numpy as np

from lessonlib import datasets, recording
from lessonlib.measures import reached
from lessonlib.objectives import SineLogistic, sampled
from lessonlib.optimizers import GradientDescent, Momentum
from lessonlib.rstream import RStream
from lessonlib.training import Batches, descend, trace

B = (0.7, 0.7)
RATES = (0.1, 0.3, 1.0)
SEEDS = range(100)
SETTINGS = {f"batch {n}": {"n": n} for n in (1, 3, 10, 30, 100, 300, 1000)}


def outcomes(seeds, n):
    """{", rate 0.1": booleans (seeds,), ...}: whether it reaches the lowest loss."""
    X, y = datasets.sine(*B, stream=[RStream(seed) for seed in seeds])
    loss, K = SineLogistic(X, y), len(seeds)
    lowest = loss(trace(loss, np.tile(B, (K, 1)), Momentum(lr=0.01), steps=50)[-1])[0]
    rngs = np.random.default_rng(n).spawn(1 + max(seeds))
    f = sampled(SineLogistic, Batches(X, y, n, [rngs[seed] for seed in seeds])) if n < 1000 else loss
    w = np.zeros((len(RATES), K, 2))
    for _ in descend(f, w, GradientDescent(np.reshape(RATES, (-1, 1, 1))), steps=99):
        pass
    return {f", rate {lr:g}": row for lr, row in zip(RATES, reached(loss(w)[0], lowest), strict=True)}


if __name__ == "__main__":
    recording.main(__file__)
