"""Optimizers: a gradient goes in, a displacement comes out, and the caller writes `w -= optimizer(g)`.

Annotated fields are hyper-parameters; each may be an array that broadcasts against the gradient, to give every
member of a population its own: (K,) for K numbers, (K, 1) for a population of K vectors.
Plain attributes are state: they start at 0.0 and take the gradient's shape. An optimizer that was used goes on
where it stopped: make a new one for a new run.
"""

from dataclasses import dataclass, fields

from lessonlib import arguments


class Optimizer:
    """What all optimizers share: unknown or non-finite hyper-parameters raise a ValueError."""

    def __new__(cls, *args, **hyperparameters):
        known = [field.name for field in fields(cls)]
        unknown = [name for name in hyperparameters if name not in known]
        if unknown or len(args) > len(known):
            got = ", ".join(unknown) or f"{len(args)} of them"
            raise ValueError(f"{cls.__name__} takes the hyper-parameters {', '.join(known)}, got {got}")
        return super().__new__(cls)

    def __post_init__(self):
        self.lr = arguments.numbers("lr", self.lr, above=0)


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

    def __post_init__(self):
        super().__post_init__()
        self.rho = arguments.numbers("rho", self.rho, 0, 1)

    def __call__(self, g):
        self.M = self.rho * self.M + self.lr * g  # rebinds: a returned M is never changed later
        return self.M
