"""The lecture's data sets, drawn from R's random stream, the irises, and how labels are encoded."""

from pathlib import Path

import numpy as np

from lessonlib import arguments
from lessonlib.population import one_or_many


def sine(b1, b2, n=1000, stream=None):
    """Two inputs and a label from a noisy sine (Lesson 2, exercise 1).

    x1, x2 ~ U(-3, 3);  y = 1 if sin(b1 x1 x2 + b2 x2) + e > 0 else 0,  e ~ N(0, 0.3^2)

    stream: an RStream, by default RStream(0), the lecture's; or a list of K of them, for K data sets.
    Returns X (n, 2) and y (n,), or X (K, n, 2) and y (K, n).
    """
    b1 = arguments.numbers("b1", b1, shape=())
    b2 = arguments.numbers("b2", b2, shape=())
    n = arguments.whole("n", n, 1)

    def draw(stream):
        x1 = stream.runif(n, -3, 3)
        x2 = stream.runif(n, -3, 3)
        logit = np.sin(b1 * x1 * x2 + b2 * x2) + stream.rnorm(n, sd=0.3)
        return np.column_stack([x1, x2]), (logit > 0).astype(float)

    return one_or_many(stream, draw)


def rings(n=300, stream=None):
    """Two inputs and a label that is 1 in a ring and outside of a larger circle (Lesson 2, exercises 2 and 4).

    x1, x2 ~ N(0, 2^2);  y = 1 if 1 < r^2 < 4 or r^2 > 9, else 0,  r^2 = x1^2 + x2^2

    stream and the returned arrays are as for `sine`.
    """
    n = arguments.whole("n", n, 1)

    def draw(stream):
        X = np.column_stack([stream.rnorm(n, sd=2), stream.rnorm(n, sd=2)])
        r2 = (X * X).sum(axis=1)
        return X, ((r2 > 9) | ((r2 < 4) & (r2 > 1))).astype(float)

    return one_or_many(stream, draw)


def disk(n=100, stream=None):
    """Two inputs and a label that is 1 outside of a disk with a noisy edge (Lesson 2, exercise 3).

    x1, x2 ~ N(0, 1);  y = 1 if -1.5 + x1^2 + x2^2 + e > 0, else 0,  e ~ N(0, 1)

    stream and the returned arrays are as for `sine`.
    """
    n = arguments.whole("n", n, 1)

    def draw(stream):
        X = np.column_stack([stream.rnorm(n), stream.rnorm(n)])
        return X, ((X * X).sum(axis=1) - 1.5 + stream.rnorm(n) > 0).astype(float)

    return one_or_many(stream, draw)


SPECIES = ("setosa", "versicolor", "virginica")


def iris():
    """The irises, as in R (Fisher 1936; Anderson 1935): X (150, 4) and y (150,), with 0, 1, 2 for the three SPECIES.

    X: length and width of sepals, length and width of petals, in cm. UCI's file differs in rows 35 and 38.
    """
    table = np.genfromtxt(Path(__file__).with_name("iris.csv"), delimiter=",", skip_header=1, dtype=str)
    return table[:, :4].astype(float), np.array([SPECIES.index(name) for name in table[:, 4]])


def iris_split(stream=None):
    """The irises, split as in Lesson 5: X (100, 4) and y (100,) to train on, in the order of its batches, and X (50, 4)
    and y (50,) to test on, in the order of the table.

    The training rows are R's sample(1:150, 100).

    stream: an RStream, by default RStream(0), the lecture's; or a list of K of them, for K splits and a leading axis of
    length K.
    """
    X, y = iris()

    def draw(stream):
        train = stream.sample(150, 100)
        test = np.delete(np.arange(150), train)
        return X[train], y[train], X[test], y[test]

    return one_or_many(stream, draw)


def one_hot(y, classes):
    """Y (n, classes) for class labels y (n,), whole numbers from 0 to classes - 1: a 1 in the column of the class."""
    y = arguments.array_of("y", y, "biufU")
    wrong = ~np.isin(y, np.arange(arguments.whole("classes", classes, 1)))
    if not y.size or wrong.any():
        raise ValueError(f"y takes class labels from 0 to {classes - 1}, got {np.unique(y[wrong])[:5]}")
    return np.eye(classes)[y.astype(int)]
