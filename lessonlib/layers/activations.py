"""Activations: layers without parameters, which treat each number on its own."""

import numpy as np

from lessonlib import arguments
from lessonlib.functions import sigmoid
from lessonlib.layers.base import Layer


class Activation(Layer):
    """A layer without parameters."""

    __setattr__ = object.__setattr__  # there are no views to write into, and it is faster


class Sigmoid(Activation):
    """Y = S(X) = 1 / (1 + exp(-X));   dX = dY Y (1 - Y)"""

    def forward(self, X, train=True):
        self.Y = sigmoid(X)
        return self.Y

    def backward(self, dY):
        return dY * self.Y * (1 - self.Y)


class ReLU(Activation):
    """Y = max(X, 0);   dX = dY where X > 0, else 0   (Nair & Hinton 2010)"""

    def forward(self, X, train=True):
        self.Y = np.maximum(X, 0.0)
        return self.Y

    def backward(self, dY):
        return dY * (self.Y > 0.0)


class LeakyReLU(Activation):
    """Y = X where X > 0, else s X;   dX = dY where X > 0, else s dY   (Maas, Hannun & Ng 2013)

    negative_slope: s, a number in [0, 1].
    """

    kept = "X"
    negative_slope = arguments.setting("negative_slope", low=0, high=1)

    def __init__(self, negative_slope=0.01):
        self.negative_slope = negative_slope

    def forward(self, X, train=True):
        self.X = X
        return np.maximum(X, self.negative_slope * X)

    def backward(self, dY):
        return np.where(self.X > 0, dY, self.negative_slope * dY)

    def __repr__(self):
        return f"LeakyReLU({self.negative_slope})"
