"""Compositions of layers: Chain, and with a skip connection Residual and Concat. Each is a layer, so they nest."""

import numpy as np

from lessonlib import arguments
from lessonlib.layers.base import Layer


class Chain(Layer):
    """Y = F_m(... F_2(F_1(X))): one layer after the other; backward goes through them in reverse."""

    def __init__(self, layers):
        self.layers = arguments.each("layers", layers, Layer, "layers, such as Linear(2, 20)")
        leaves = list(self.leaves())
        if len(set(map(id, leaves))) < len(leaves):
            raise ValueError("layers takes an instance only once, got the same one again")
        self.inputs = next((layer.inputs for layer in self.layers if layer.inputs), None)
        self.outputs(self.inputs)

    def forward(self, X, train=True):
        for layer in self.layers:
            X = layer._forward(X, train)
        return X

    def backward(self, dY):
        for layer in reversed(self.layers):
            dY = layer._backward(dY)
        return dY

    def made(self):
        return self.layers[-1].made()

    def outputs(self, inputs):
        for layer in self.layers:
            inputs = layer.outputs(inputs)
        return inputs

    def leaves(self):
        for layer in self.layers:
            yield from layer.leaves()

    def __repr__(self):
        return f"{type(self).__name__}([{', '.join(map(repr, self.layers))}])"


class Residual(Chain):
    """Y = X + F(X);   dX = dY + dF   (He, Zhang, Ren & Sun 2016)

    F: the chain of these layers, which must keep the number of columns.  dF: what its backward returns for dY.
    """

    def forward(self, X, train=True):
        return X + _on_the_same_rows(self, X, super()._forward(X, train))

    def backward(self, dY):
        return dY + super()._backward(dY)

    def outputs(self, inputs):
        width = super().outputs(inputs)
        if None not in (inputs, width) and inputs != width:
            raise ValueError(f"layers: {self!r} adds X and F(X), so it takes layers to {inputs} outputs, got {width}")
        return width


class Concat(Chain):
    """Y = X || F(X), the columns of X and then those of F(X);   dX = dY_X + dF   (Huang, Liu et al. 2017: DenseNet)

    F: the chain of these layers.  dY_X, dY_F: the columns of dY that belong to X and to F.  dF: F's backward of dY_F.
    """

    def forward(self, X, train=True):
        F = _on_the_same_rows(self, X, super()._forward(X, train))
        self.split = X.shape[-1]
        if X.ndim < F.ndim:  # one X for a whole population
            X = np.broadcast_to(X, (len(F), *X.shape))
        return np.concatenate([X, F], axis=-1)

    def backward(self, dY):
        return dY[..., : self.split] + super()._backward(dY[..., self.split :])

    def made(self):
        made = super().made()
        return made and (made[0], self.split + made[1])

    def outputs(self, inputs):
        width = super().outputs(inputs)
        return None if None in (inputs, width) else inputs + width


def _on_the_same_rows(layer, X, F):
    """F if it has a row for each row of X."""
    if X.shape[:-1] not in (F.shape[:-1], F.shape[1:-1]):
        raise ValueError(f"{layer!r} takes F(X) with the rows of X, got shapes {F.shape} and {X.shape}")
    return F
