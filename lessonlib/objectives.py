"""Objectives: functions w -> (value, gradient), with what a plot needs to know of them.

Those of one variable take an array of any shape, in which each number is a w of its own. The others take w of shape
(p,) or (K, p).
`minima` are their minimum points, the global one first; `window` is the range of w worth plotting.
"""

from functools import wraps

import numpy as np

from lessonlib import arguments
from lessonlib.functions import sigmoid, sin_and_cos


def landmarks(minima, window):
    """Give a function its `minima` and `window`; it gets w as an array of floats, checked against the window's size."""

    def mark(function):
        @wraps(function)
        def f(w):
            return function(arguments.last_axis("w", w, 2) if np.ndim(window) == 2 else arguments.floats("w", w))

        f.minima, f.window = minima, window
        return f

    return mark


@landmarks(minima=(-(9 + 17**0.5) / 8, 0.0), window=(-2.4, 0.8))
def quartic(w):
    """f(w) = 2 w^2 + 3 w^3 + w^4;   f'(w) = 4 w + 9 w^2 + 4 w^3"""
    w2 = w * w
    return 2 * w2 + 3 * w2 * w + w2 * w2, 4 * w + 9 * w2 + 4 * w2 * w


@landmarks(minima=(0.0,), window=(-1.0, 1.0))
def parabola(w):
    """f(w) = w^2;   f'(w) = 2 w"""
    return w * w, 2 * w


def nearest_minimum(f, w, tolerance=0.05):
    """The index of the minimum of f within `tolerance` of w, or -1 if there is none; for an array one each."""
    if not hasattr(f, "minima") or isinstance(f, type):
        raise ValueError(f"f takes a function with minima, such as quartic, got {f!r}")
    distance = np.abs(arguments.floats("w", w)[..., None] - np.array(f.minima))
    return np.where(distance.min(axis=-1) < tolerance, distance.argmin(axis=-1), -1)


@landmarks(minima=((0.0, 0.0),), window=((-4.0, 4.0), (-4.0, 4.0)))
def well(w):
    """f(w) = 1 - exp(-|w|^2 / 2);   df/dw = w exp(-|w|^2 / 2):   one hole in a wide plain."""
    depth = np.exp(-0.5 * (w * w).sum(axis=-1))
    return 1 - depth, w * depth[..., None]


class Quadratic:
    """f(w) = (1/2) sum_i lambda_i w_i^2;   df/dw_i = lambda_i w_i

    curvatures: the p numbers lambda_i, or (K, p) for a population. All positive: a bowl; of both signs: a saddle.
    """

    window = ((-1.0, 1.0), (-1.0, 1.0))

    def __init__(self, curvatures):
        self.curvatures = np.array(arguments.numbers("curvatures", curvatures, shape=("p",)), dtype=float)
        self.minima = (np.zeros(self.curvatures.shape[-1]),) if (self.curvatures > 0).all() else ()

    def __call__(self, w):
        g = self.curvatures * arguments.last_axis("w", w, self.curvatures.shape[-1])
        return 0.5 * (g * w).sum(axis=-1), g


class Regression:
    """f(w) = mean over the observations of loss(u_i, y_i), u = X w;   df/dw_j = mean of dloss/du_i X_ij

    X: (n, p), or (K, n, p) for a population with data of its own.  y: (n,) or (K, n).
    """

    def __init__(self, X, y):
        X = np.asarray(arguments.numbers("X", X, shape=("n", "p")), dtype=float)
        y = np.asarray(arguments.numbers("y", y), dtype=float)
        if y.shape != X.shape[:-1]:
            raise ValueError(f"y must have shape {X.shape[:-1]}, one entry for each row of X, got {y.shape}")
        self.y = y
        self.columns = np.ascontiguousarray(np.swapaxes(self.features(X), -1, -2))  # (p, n): sums run along memory

    def __call__(self, w):
        w = arguments.last_axis("w", w, self.columns.shape[-2])
        u = (w[..., None] * self.columns).sum(axis=-2)
        loss, du = self.loss(u)
        return loss.mean(axis=-1), (du[..., None, :] * self.columns).mean(axis=-1)

    def features(self, X):
        """The columns that u is a linear combination of. Here: X."""
        return X


class LinearRegression(Regression):
    """loss(u, y) = (u - y)^2: convex in w."""

    window = ((-1.0, 3.0), (-1.0, 3.0))

    def loss(self, u):
        return (u - self.y) ** 2, 2 * (u - self.y)


class LogisticRegression(Regression):
    """loss(u, y) = -y log p - (1 - y) log(1 - p),  p = S(u) = 1 / (1 + exp(-u)): convex in w.

    y: labels, 0 or 1.
    """

    window = ((-1.0, 3.0), (-1.0, 3.0))

    def __init__(self, X, y):
        super().__init__(X, y)
        if not np.isin(self.y, (0, 1)).all():
            raise ValueError(f"y takes labels 0 and 1, got {self.y[~np.isin(self.y, (0, 1))][0]}")

    def loss(self, u):
        return np.logaddexp(0, u) - self.y * u, sigmoid(u) - self.y


class SineLogistic(LogisticRegression):
    """Logistic regression with logit sin(u), u = b1 x1 x2 + b2 x2 (Lesson 2, exercise 1): not convex in b.

    loss(u, y) = -y log(p + eps) - (1 - y) log(1 - p + eps),  p = S(sin u);   dloss/du = (p - y) cos u
    X: (n, 2) or (K, n, 2), the inputs x1 and x2.  w: (b1, b2).
    eps: the lecture's guard against log 0, which the derivative leaves out. As S(-1) <= p <= S(1), nothing needs
    guarding: it lowers the loss by less than 4e-8.
    """

    window = ((-1.0, 3.5), (-1.0, 3.5))
    floor = np.log1p(np.exp(-1.0))  # -log S(1): no loss is lower, because no p is above S(1) or below S(-1)

    def __init__(self, X, y, eps=1e-8):
        self.eps = arguments.numbers("eps", eps, 0, shape=())
        super().__init__(X, y)

    def features(self, X):
        if X.shape[-1] != 2:
            raise ValueError(f"X must have 2 columns, x1 and x2, got {X.shape[-1]}")
        return np.stack([X[..., 0] * X[..., 1], X[..., 1]], axis=-1)

    def loss(self, u):
        sin, cos = sin_and_cos(u)
        p = sigmoid(sin)
        error = p - self.y  # so 1 - |error| is the probability of the label that came
        return -np.log(1 - abs(error) + self.eps), error * cos

    def predict(self, w, X):
        """p for each row of X (m, 2), as the surface that the decision boundary p = 1/2 runs through."""
        w = arguments.last_axis("w", w, 2)
        X = arguments.numbers("X", X, shape=("n", "p"))
        return sigmoid(np.sin((w[..., None, :] * self.features(X)).sum(axis=-1)))


def sampled(kind, batches):
    """A regression that sees one mini-batch at a time: w -> (value, gradient) on the next batch of rows.

    kind: a class such as SineLogistic, which is called as kind(X, y).  batches: a Batches.
    """
    if not callable(kind):
        raise ValueError(f"kind takes a class such as SineLogistic, got {kind!r}")
    arguments.function("batches", batches, "a Batches")

    def f(w):
        X, Y = batches()
        return kind(X, Y[..., 0])(w)

    return f
