"""Layers: `forward(X, train) -> Y`, then `backward(dY) -> dX`.

Rows of X are observations: X is (n, p), or (K, n, p) for a population; backward multiplies with the derivative of
forward. Four laws hold for every layer and every composition of them:

1. It never writes into an argument.
2. It writes the gradient of its own parameters, `dW[...] = `, and nothing else: so there is nothing to set to zero.
3. `backward` differentiates the latest `forward`.
4. An instance occurs once in a network.

`train` matters only to BatchNorm: True uses the statistics of the batch and records them, False uses the recorded ones.
"""

from lessonlib.layers.activations import LeakyReLU, ReLU, Sigmoid
from lessonlib.layers.base import Layer
from lessonlib.layers.batchnorm import BatchNorm
from lessonlib.layers.compositions import Chain, Concat, Residual
from lessonlib.layers.linear import Linear

__all__ = ["BatchNorm", "Chain", "Concat", "Layer", "LeakyReLU", "Linear", "ReLU", "Residual", "Sigmoid"]
