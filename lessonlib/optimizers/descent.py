"""Gradient descent, and with momentum."""

from dataclasses import dataclass

from lessonlib.optimizers.base import Optimizer


@dataclass
class GradientDescent(Optimizer):
    """W <- W - lr g   (Cauchy 1847)

    lr: learning rate, greater than 0.
    """

    lr: float = 0.01

    def __call__(self, g):
        return self.lr * g


@dataclass
class Momentum(Optimizer):
    """M <- rho M + lr g;   W <- W - M   (Polyak 1964)

    lr: learning rate, greater than 0.  rho: momentum, from 0 (none) to 1 (no friction).
    """

    lr: float = 0.01
    rho: float = 0.9
    M = 0.0  # velocity

    def __call__(self, g):
        self.M = self.rho * self.M + self.lr * g  # rebinds: a returned M is never changed later
        return self.M
