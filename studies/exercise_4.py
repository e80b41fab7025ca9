"""Exercise 4 of Lesson 2 on 100 data sets: the rings, momentum and Adam, two hidden layers and eight (chapter 5)."""

import numpy as np

from lessonlib import datasets, lecture, recording
from lessonlib.measures import accuracy
from lessonlib.optimizers import Adam, Momentum
from lessonlib.rstream import RStream

STEPS = 10000
SEEDS = range(100)
SETTINGS = {  # depth: hidden layers
    "Momentum 0.05": {"depth": 2, "optimizer": Momentum, "lr": 0.05},
    "Momentum 0.01": {"depth": 2, "optimizer": Momentum, "lr": 0.01},
    "Adam 0.001": {"depth": 2, "optimizer": Adam, "lr": 0.001},
    "Adam 0.01": {"depth": 2, "optimizer": Adam, "lr": 0.01},
    "8 layers, Momentum 0.05": {"depth": 8, "optimizer": Momentum, "lr": 0.05},
    "8 layers, Adam 0.001": {"depth": 8, "optimizer": Adam, "lr": 0.001},
}
FEW = ["Momentum 0.05", "Adam 0.001"]


def train(seeds, depth, optimizer, steps=STEPS):
    """The losses of all steps, and the share of rows that each network has right: its own 300, and 2,000 new ones."""
    streams = [RStream(seed) for seed in seeds]
    X, y = datasets.rings(stream=streams)
    net, losses = lecture.train_mlp(X, y, (20,) * depth, optimizer, steps, 20, streams)
    X_new, y_new = datasets.rings(2000, stream=RStream(1000))
    with np.errstate(invalid="ignore", over="ignore"):
        Z, Z_new = net.forward(X), net.forward(X_new)
    new = accuracy(Z_new, np.broadcast_to(y_new[:, None], Z_new.shape))
    return losses, accuracy(Z, y[..., None]), new


def outcomes(seeds, depth, optimizer, lr):
    """{", own rows": accuracies (seeds,), ", new rows": ..., ", loss": the last 500 steps', ", finite": booleans}

    Where a run leaves the finite numbers only ", steps" counts, the finite ones.
    """
    losses, own, new = train(seeds, depth, optimizer(lr=lr))
    finite = np.isfinite(losses).sum(axis=0)
    if (finite == STEPS).all():
        rest = {", own rows": own, ", new rows": new, ", loss": losses[-500:].mean(axis=0)}
    else:
        rest = {", steps": finite}
    return {", finite": finite == STEPS} | rest


if __name__ == "__main__":
    recording.main(__file__)
