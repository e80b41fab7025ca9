"""Exercise 3 of Lesson 2 on 100 data sets: all 100 rows in a step or 20 of them (chapter 4)."""

import numpy as np

from lessonlib import datasets, lecture, recording
from lessonlib.measures import accuracy
from lessonlib.optimizers import Momentum
from lessonlib.rstream import RStream

SEEDS = range(100)
SETTINGS = {"batch 100": {"batch_size": None}, "batch 20": {"batch_size": 20}}


def train(seeds, batch_size, steps=5000):
    """Networks of one hidden layer of 30, and the share of rows that each has right: its own, and 2,000 fresh ones."""
    streams = [RStream(seed) for seed in seeds]
    X, y = datasets.disk(stream=streams)
    net, _ = lecture.train_mlp(X, y, 30, Momentum(lr=0.1, rho=0.9), steps, batch_size, streams)
    X_new, y_new = datasets.disk(2000, stream=RStream(1))
    own, new = ((X, y), (np.tile(X_new, (len(X), 1, 1)), np.tile(y_new, (len(X), 1))))
    return [accuracy(net.forward(A), b[..., None]) for A, b in (own, new)]


def outcomes(seeds, batch_size):
    """{", own rows": accuracies (seeds,), ", fresh rows": ...}"""
    return dict(zip((", own rows", ", fresh rows"), train(seeds, batch_size), strict=True))


if __name__ == "__main__":
    recording.main(__file__)
