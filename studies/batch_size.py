"""How often mini-batches of each size reach the better minimum of a noisy sine (chapter 4)."""

import numpy as np

from lessonlib import datasets, recording
from lessonlib.measures import reached
from lessonlib.objectives import SineLogistic, sampled
from lessonlib.optimizers import Momentum
from lessonlib.rstream import RStream
from lessonlib.training import Batches, descend, trace

MOMENTA = (0.0, 0.9)
SEEDS = range(100)
SETTINGS = {f"dip, batch {n}": {"b": (0.7, 0.7), "steps": 99, "n": n} for n in (1, 3, 10, 30, 100, 300, 1000)}
SETTINGS |= {f"plain, batch {n}": {"b": (2.0, 3.0), "steps": 299, "n": n} for n in (1, 3, 10, 30, 50, 100, 1000)}


def search(seeds, b, steps, n):
    """(came by, reached), booleans (momenta, data sets): runs from (0, 0), both momenta on the very same batches."""
    X, y = datasets.sine(*b, stream=[RStream(seed) for seed in seeds])
    loss, K = SineLogistic(X, y), len(seeds)
    best = trace(loss, np.tile(b, (K, 1)), Momentum(lr=0.01), steps=50)[-1]
    rngs = np.random.default_rng(n).spawn(1 + max(seeds))
    f = sampled(SineLogistic, Batches(X, y, n, [rngs[seed] for seed in seeds])) if n < 1000 else loss
    w, came_by = np.zeros((2, K, 2)), False
    momenta = Momentum(0.1, rho=np.array(MOMENTA)[:, None, None])
    for _ in descend(f, w, momenta, steps):
        came_by |= ((w - best) ** 2).sum(axis=-1) < 0.2**2
    return came_by, reached(loss(w)[0], loss(best)[0])


def outcomes(seeds, b, steps, n):
    """{", momentum 0.9, reached": booleans (seeds,), ...}"""
    found = zip(("came by", "reached"), search(seeds, b, steps, n), strict=True)
    return {f", momentum {MOMENTA[i]:g}, {what}": row for what, rows in found for i, row in enumerate(rows)}


if __name__ == "__main__":
    recording.main(__file__)
