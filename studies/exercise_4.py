"""Exercise 4 of Lesson 2 on 100 data sets: the rings, momentum and Adam, two hidden layers and eight (chapter 5)."""

import numpy as np

from lessonlib import datasets, lecture, studies
from lessonlib.measures import accuracy
from lessonlib.optimizers import Adam, Momentum
from lessonlib.rstream import RStream

STEPS = 10000
RUNS = {  # hidden layers, optimizer, learning rate
    "Momentum 0.05": (2, Momentum, 0.05),
    "Momentum 0.01": (2, Momentum, 0.01),
    "Adam 0.001": (2, Adam, 0.001),
    "Adam 0.01": (2, Adam, 0.01),
    "8 layers, Momentum 0.05": (8, Momentum, 0.05),
    "8 layers, Adam 0.001": (8, Adam, 0.001),
}


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


def run(seeds, names=tuple(RUNS)):
    """{"Adam 0.001, own rows": accuracies (seeds,), "Adam 0.001, new rows", "Adam 0.001, loss": the last 500 steps'}

    Of a run that leaves the finite numbers only "..., finite steps" counts.
    """
    found = {}
    for name in names:
        depth, kind, lr = RUNS[name]
        losses, own, new = train(seeds, depth, kind(lr=lr))
        finite = np.isfinite(losses).sum(axis=0)
        found[f"{name}, finite"] = finite == STEPS
        if (finite == STEPS).all():
            found |= {f"{name}, own rows": own, f"{name}, new rows": new, f"{name}, loss": losses[-500:].mean(axis=0)}
        else:
            found[f"{name}, steps"] = finite
    return found


if __name__ == "__main__":
    studies.record(__file__, run, range(100))
