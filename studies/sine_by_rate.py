"""How often five optimizers reach the hole of a noisy sine, rate by rate, with batches of 30 (chapter 5)."""

import numpy as np

from lessonlib import datasets, measures, recording
from lessonlib.objectives import SineLogistic, sampled
from lessonlib.optimizers import Adagrad, Adam, GradientDescent, Momentum, RMSProp, side_by_side
from lessonlib.rstream import RStream
from lessonlib.training import Batches, descend, trace

KINDS = (GradientDescent, Momentum, Adagrad, RMSProp, Adam)
RATES = {
    "hard": (0.05, 0.07, 0.1, 0.13, 0.17, 0.2, 0.25, 0.3, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0),
    "easy": (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.14, 0.2, 0.3, 0.5, 1.0),
}
SEEDS = range(300)
SETTINGS = {
    "hard": {"b": (2.0, 3.0), "steps": 299, "rates": RATES["hard"]},
    "easy": {"b": (0.7, 0.7), "steps": 99, "rates": RATES["easy"]},
}


def data_sets(b, seeds):
    """A data set for each seed, their losses on all rows, and the lowest we know."""
    X, y = datasets.sine(*b, stream=[RStream(seed) for seed in seeds])
    loss = SineLogistic(X, y)
    near = np.tile(b, (len(seeds), 1))
    return X, y, loss, loss(trace(loss, near, Momentum(lr=0.01), 30)[-1])[0]


def reached(seeds, b, steps, rates):
    """Booleans (optimizers, rates, seeds): which runs reach the lowest loss; all see the same batches."""
    X, y, loss, lowest = data_sets(b, seeds)
    rngs = np.random.default_rng(5).spawn(1 + max(seeds))
    f = sampled(SineLogistic, Batches(X, y, 30, [rngs[seed] for seed in seeds]))
    w = np.zeros((len(KINDS), len(rates), len(seeds), 2))
    optimizers = side_by_side([kind(np.reshape(rates, (-1, 1, 1))) for kind in KINDS])
    for _ in descend(f, w, optimizers, steps):
        pass
    return measures.reached(loss(w)[0], lowest)


def outcomes(seeds, b, steps, rates):
    """{", Adam, rate 0.3": booleans (seeds,), ...}"""
    return {
        f", {kind.__name__}, rate {lr:g}": row
        for kind, rows in zip(KINDS, reached(seeds, b, steps, rates), strict=True)
        for lr, row in zip(rates, rows, strict=True)
    }


if __name__ == "__main__":
    recording.main(__file__)
