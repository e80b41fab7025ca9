"""SWATS, which switches from Adam to stochastic gradient descent."""

from dataclasses import dataclass

import numpy as np

from lessonlib.optimizers.adaptive import Adam


@dataclass
class SWATS(Adam):
    """Adam first, SGD with momentum at the end (Keskar & Socher 2017).

    While D is Adam's displacement, gamma = D.D / D.g is the learning rate with which SGD would go as far along D, and
    lambda <- beta2 lambda + (1 - beta2) gamma its decaying mean. As soon as |lambda / (1 - beta2^t) - gamma| is less
    than `tolerance` (and t > 1), the learning rate is fixed at Lambda = lambda / (1 - beta2^t), and from then on
    V <- beta1 V + g;   W <- W - (1 - beta1) Lambda V

    g: (P,), or (K, P): each member of a population switches on its own.  tolerance: greater than 0.
    A negative Lambda, which would climb, never switches (the paper does not say).
    """

    tolerance: float = 1e-9
    mean = 0.0  # lambda
    Lambda = np.nan  # learning rate of SGD; nan before the switch
    V = 0.0  # velocity of SGD

    def __call__(self, g):
        sgd = ~np.isnan(self.Lambda)
        self.V = np.where(sgd, self.beta1 * self.V + g, 0.0)
        adam = super().__call__(g)
        D = np.where(sgd, (1 - self.beta1) * self.Lambda * self.V, adam)
        self.consider(adam, g, sgd)
        return D

    def consider(self, D, g, sgd):
        """Set Lambda for the members whose turn to switch has come."""
        DD, Dg = _dot(D, D), _dot(D, g)
        gamma = np.divide(DD, Dg, where=Dg != 0, out=np.zeros_like(Dg))
        self.mean = np.where(Dg != 0, self.beta2 * self.mean + (1 - self.beta2) * gamma, self.mean)
        Lambda = self.mean / (1 - self.beta2**self.t)
        settled = (Dg != 0) & (self.t > 1) & (np.abs(Lambda - gamma) < self.tolerance) & (Lambda > 0)
        self.Lambda = np.where(settled & ~sgd, Lambda, self.Lambda)


def _dot(a, b):
    """The dot product over the parameters, the last axis; of two numbers their product."""
    return np.sum(a * b, axis=-1 if np.ndim(a) else None, keepdims=True)
