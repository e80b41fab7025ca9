"""Seconds that one step takes, by the rows in its batch (chapter 4): times of one machine, which a page only shows."""

from time import perf_counter

import numpy as np

from lessonlib import datasets, recording
from lessonlib.layers import Linear, ReLU
from lessonlib.losses import sigmoid_cross_entropy
from lessonlib.network import Network
from lessonlib.optimizers import Momentum
from lessonlib.rstream import RStream
from lessonlib.training import Batches, objective, trace

SEEDS, CLOCK = range(25), True
SETTINGS = {f"batch {n}": {"n": n} for n in (1, 3, 10, 30, 100, 300, 1000, 3000, 10000)}


def seconds_a_step(n, steps=20):
    """Momentum on a network with two hidden layers of 20, all of n rows in each step."""
    X, y = datasets.rings(n, stream=RStream(1))
    layers = [Linear(2, 20), ReLU(), Linear(20, 20), ReLU(), Linear(20, 1)]
    net = Network(layers).initialise(np.random.default_rng(1), sd="he")
    f = objective(net, sigmoid_cross_entropy, Batches(X, y))
    start = perf_counter()
    trace(f, net.w, Momentum(lr=0.01), steps)
    return (perf_counter() - start) / steps


def outcomes(seeds, n):
    """Seconds a step, (tries,): a try for each seed, as other programs run as well."""
    return [seconds_a_step(n) for _ in seeds]


if __name__ == "__main__":
    recording.main(__file__)
