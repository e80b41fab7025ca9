"""Eight layers from He's first weights, with a leak and without: which runs learn (chapter 10)."""

from functools import partial

import numpy as np

from lessonlib import datasets, lecture, recording
from lessonlib.datasets import one_hot
from lessonlib.layers import LeakyReLU
from lessonlib.measures import learnt
from lessonlib.optimizers import Momentum

SEEDS = range(100)
SETTINGS = {}
for slope in (0.0, 0.25):
    SETTINGS |= {f"slope {slope:g}": {"slope": slope}, f"slope {slope:g}, others": {"slope": slope, "others": 10}}
FEW = ["slope 0", "slope 0.25"]


def train(seeds, slope, depth=8, epochs=50):
    """Networks trained by the lecture's SGD from He's weights for this slope."""
    net = lecture.mlp(depth, activation=partial(LeakyReLU, slope), population=len(seeds))
    net.initialise([np.random.default_rng(seed) for seed in seeds], "he")
    net.w /= np.sqrt(1 + slope**2)
    lecture.train_iris(net, Momentum(lr=0.05, rho=0.9), epochs)
    return net


def outcomes(seeds, slope, others=0):
    """Which networks are right on more than 90 % of the test flowers.

    others: instead of each seed so many others, from 100 on.
    """
    _, _, X, y = datasets.iris_split()
    seeds = [100 + others * seed + k for seed in seeds for k in range(others)] or seeds
    hundreds = [seeds[k : k + 100] for k in range(0, len(seeds), 100)]
    return np.concatenate([learnt(train(few, slope), X, one_hot(y, 3)) for few in hundreds])


if __name__ == "__main__":
    recording.main(__file__)
