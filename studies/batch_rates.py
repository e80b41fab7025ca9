"""Which batch size finds the better minimum, rate by rate: gradient descent, b = (0.7, 0.7), 99 steps (chapter 4)."""

import numpy as np

from lessonlib import datasets, studies
from lessonlib.objectives import SineLogistic, sampled
from lessonlib.optimizers import GradientDescent, Momentum
from lessonlib.rstream import RStream
from lessonlib.training import Batches, descend, trace

B = (0.7, 0.7)
RATES = (0.1, 0.3, 1.0)
SIZES = (1, 3, 10, 30, 100, 300, 1000)


def run(seeds):
    """{"batch 30, rate 0.1": booleans (seeds,), ...}: ends within 0.02 of the lowest loss."""
    X, y = datasets.sine(*B, stream=[RStream(seed) for seed in seeds])
    loss, K = SineLogistic(X, y), len(seeds)
    lowest = loss(trace(loss, np.tile(B, (K, 1)), Momentum(lr=0.01), steps=50)[-1])[0]
    found = {}
    for n in SIZES:
        rngs = np.random.default_rng(n).spawn(1 + max(seeds))
        f = sampled(SineLogistic, Batches(X, y, n, [rngs[seed] for seed in seeds])) if n < 1000 else loss
        w = np.zeros((len(RATES), K, 2))
        for _ in descend(f, w, GradientDescent(np.reshape(RATES, (-1, 1, 1))), steps=99):
            pass
        rows = loss(w)[0] < lowest + 0.02
        found |= {f"batch {n}, rate {lr:g}": row for lr, row in zip(RATES, rows, strict=True)}
    return found


if __name__ == "__main__":
    studies.record(__file__, run, range(100))
