"""The fully connected layer."""

import numpy as np

from lessonlib import arguments
from lessonlib.layers.base import Layer


class Linear(Layer):
    """Y = X^E W^E;   dW^E = X^E' dY,   dX = dY W'

    X^E is X with a column of ones before it. W^E, the lecture's W, has the biases b (1, width) as its first row and the
    weights W (inputs, width) below. So Y = b + X W.

    inputs, width: the numbers of columns of X and of Y, at least 1.
    """

    def __init__(self, inputs, width):
        self.inputs = arguments.whole("inputs", inputs, 1)
        self.width = arguments.whole("width", width, 1)
        self.shapes = {"b": (1, self.width), "W": (self.inputs, self.width)}
        self.XE = np.ones(1)

    def bind(self, w, g):
        super().bind(w, g)
        rows = (*w.shape[:-1], 1 + self.inputs, self.width)
        self.WE, self.dWE = w.reshape(rows), g.reshape(rows)  # views of b and W together
        self.views |= {"WE": self.WE, "dWE": self.dWE}

    def forward(self, X, train=True):
        XE = self.with_ones(X)
        return XE @ self.WE

    def gradient(self, dY):
        self.dWE[...] = self.XE.mT @ dY

    def backward(self, dY):
        self.gradient(dY)
        return dY @ self.W.mT

    def with_ones(self, X):
        """X^E, in an array that is made once for each size of batch, as making one takes longer than filling it."""
        if self.XE.shape[:-1] != X.shape[:-1]:
            self.XE = np.ones((*X.shape[:-1], 1 + self.inputs))
        self.XE[..., 1:] = X
        return self.XE

    def made(self):
        return (self.XE.shape[-2], self.width) if self.XE.ndim > 1 else None

    def start(self, normal, sd):
        """Initial b and W in one flat array, drawn from N(0, sd^2) as in R: column by column, with b on top.

        sd: a number, as in the lecture. "he" takes the variance 2 / inputs (He et al. 2015) and "glorot" takes
        2 / (inputs + width) (Glorot & Bengio 2010); both set b to 0.
        """
        W = normal(self.width * (1 + self.inputs)).reshape(self.width, 1 + self.inputs).T
        if isinstance(sd, str):
            W[0] = 0.0
            sd = {"he": 2 / self.inputs, "glorot": 2 / (self.inputs + self.width)}[sd] ** 0.5
        return (sd * W).ravel()

    def outputs(self, inputs):
        super().outputs(inputs)
        return self.width

    def __repr__(self):
        return f"Linear({self.inputs}, {self.width})"
