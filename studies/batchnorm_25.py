"""25 hidden layers with BatchNorm, the lecture's training, MXNet's seeds 0 to 99 (chapter 7)."""

import numpy as np

from lessonlib import datasets, lecture, recording
from lessonlib.datasets import one_hot
from lessonlib.measures import accuracy

SEEDS = range(100)
SETTINGS = {"": {}}  # one, and no name before its outcomes


def train(seeds):
    """The trained networks and the History of their training."""
    net = lecture.mxnet_uniform(lecture.networks["bn25"](population=len(seeds)), list(seeds))
    return net, lecture.train_iris(net, lecture.MXNetAdam(lr=0.001))


def outcomes(seeds):
    """Accuracies (seeds,) on test rows and training rows, the latter in both modes; the epoch in which each wakes.

    Awake: the mean gradient of layer 13's weights is above Adam's epsilon, 1e-8; 101 if it never is.
    """
    X, y, X_test, y_test = datasets.iris_split()
    Y, Y_test = one_hot(y, 3), one_hot(y_test, 3)
    net, history = train(seeds)
    awake = history.gradients["fc13_weight"] > 1e-8
    return {
        "test rows": accuracy(net.forward(X_test, train=False), Y_test),
        "prediction mode": accuracy(net.forward(X, train=False), Y),
        "training mode": np.mean([accuracy(net.forward(X[k : k + 20]), Y[k : k + 20]) for k in range(0, 100, 20)], 0),
        "awake": np.where(awake.any(axis=0), awake.argmax(axis=0) + 1, 101),
    }


if __name__ == "__main__":
    recording.main(__file__)
