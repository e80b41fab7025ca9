"""BatchNorm: each column of a batch gets mean 0 and variance 1."""

import numpy as np

from lessonlib import arguments
from lessonlib.layers.base import Layer


class BatchNorm(Layer):
    """Y = gamma Xhat + beta,   Xhat = (X - mean) / sqrt(var + eps)   (Ioffe & Szegedy 2015)

    dbeta = sum dY,   dgamma = sum dY Xhat,   dX = gamma / sqrt(var + eps) (dY - (dbeta + Xhat dgamma) / n)

    All of it by columns, sums over the n rows. In training the batch's mean = sum X / n and var = sum (X - mean)^2 / n,
    n at least 2, and each forward moves   moving_mean <- momentum moving_mean + (1 - momentum) mean,   moving_var
    likewise. In prediction these two are mean and var, two constants, and so dX = gamma / sqrt(var + eps) dY.

    width: of X, at least 1.  momentum: from 0 to 1.  eps: greater than 0.  fix_gamma: whether gamma stays 1.
    Conventions and defaults are MXNet's. In PyTorch `momentum` is 1 - ours, by default 0.1, eps is 1e-5, gamma is
    learnt, and the variance that moves moving_var, and only that one, is sum (X - mean)^2 / (n - 1).
    """

    statistics = ("moving_mean", "moving_var")
    kept = "Xhat"
    momentum = arguments.setting("momentum", low=0, high=1)
    eps = arguments.setting("eps", above=0)

    def __init__(self, width, momentum=0.9, eps=1e-3, fix_gamma=True):
        self.inputs = arguments.whole("width", width, 1)
        self.momentum, self.eps = momentum, eps
        self.fix_gamma = arguments.choice("fix_gamma", fix_gamma, (True, False))
        self.shapes = {"beta": (1, self.inputs), "gamma": (1, self.inputs)}

    def forward(self, X, train=True):
        centred, var = self._observe(X) if train else (X - self.moving_mean, self.moving_var)
        self.train, self.scale = train, 1 / np.sqrt(var + self.eps)
        self.Xhat = centred * self.scale
        return self.Xhat + self.beta if self.fix_gamma else self.gamma * self.Xhat + self.beta

    def _observe(self, X):
        """X - mean and var of a batch, after the moving statistics have moved towards them."""
        if (n := X.shape[-2]) < 2:
            raise ValueError(f"{self!r} takes batches of at least 2 rows in training, got {n}")
        mean = _sum(X) / n
        centred = X - mean
        var = _sum(centred**2) / n
        self.moving_mean = self.momentum * self.moving_mean + (1 - self.momentum) * mean
        self.moving_var = self.momentum * self.moving_var + (1 - self.momentum) * var
        return centred, var

    def backward(self, dY):
        dbeta, dgamma = _sum(dY), _sum(dY * self.Xhat)
        self.dbeta[...], self.dgamma[...] = dbeta, 0.0 if self.fix_gamma else dgamma
        scale = self.scale if self.fix_gamma else self.gamma * self.scale
        return scale * (dY - (dbeta + self.Xhat * dgamma) / dY.shape[-2]) if self.train else scale * dY

    def start(self, normal, sd):
        """First values of beta and gamma, flat: 0 and 1, whatever the scale."""
        return np.repeat([0.0, 1.0], self.inputs)

    def reset(self):
        self.gamma[...] = 1.0
        self.moving_mean, self.moving_var = np.zeros(self.beta.shape), np.ones(self.beta.shape)

    def __repr__(self):
        return f"BatchNorm({self.inputs})"


def _sum(A):
    """The sum over the rows, (1, width) or (K, 1, width): three times as fast as A.sum(axis=-2)."""
    return np.ones((1, A.shape[-2])) @ A
