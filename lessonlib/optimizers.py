"""Optimizers: a gradient goes in, a displacement comes out, and the caller writes `w -= optimizer(g)`.

Annotated fields are hyper-parameters; each may be an array that broadcasts against the gradient, to give every
member of a population its own: (K,) for K numbers, (K, 1) for a population of K vectors.
Plain attributes are state: they start at 0.0 and take the gradient's shape. An optimizer that was used goes on
where it stopped: make a new one for a new run.
"""

from dataclasses import dataclass, fields
from functools import wraps

import numpy as np

from lessonlib import arguments


class Optimizer:
    """What all optimizers share. One of one's own is a @dataclass with a __call__; its annotated fields are
    hyper-parameters, numbers or bools, and what is not annotated is state, which starts as a number such as 0.0.

    A hyper-parameter that is unknown, no number or out of its range is a ValueError, and so is a gradient that is no
    array of numbers, or of another shape than the one before it.

    ranges: what each number among the fields may be, by name. A subclass with a new one adds to it:
    `ranges = Optimizer.ranges | {"decay": {"low": 0, "below": 1}}`, with low, high, above and below as limits.
    """

    ranges = {
        "lr": {"above": 0},
        "rho": {"low": 0, "high": 1},
        "beta1": {"low": 0, "below": 1},
        "beta2": {"low": 0, "below": 1},
        "eps": {"above": 0},
        "tolerance": {"above": 0},
    }
    shape = None  # of the gradients of this run

    def __init_subclass__(cls):
        if "__call__" in vars(cls):
            cls.__call__ = _checked(cls.__call__)

    def __new__(cls, *args, **hyperparameters):
        known = [field.name for field in fields(cls)]
        unknown = [name for name in hyperparameters if name not in known]
        if unknown or len(args) > len(known):
            got = ", ".join(unknown) or f"{len(args)} of them"
            raise ValueError(f"{cls.__name__} takes the hyper-parameters {', '.join(known)}, got {got}")
        return super().__new__(cls)

    def __post_init__(self):
        for field in fields(self):
            if field.type in (bool, "bool"):
                arguments.choice(field.name, getattr(self, field.name), (True, False))
            elif field.name not in self.ranges:
                kind = type(self).__name__
                raise ValueError(f"ranges of {kind} must say what {field.name} may be, got {list(self.ranges)}")

    def __setattr__(self, name, value):  # in mid-run too: a schedule sets lr
        if name in self.ranges:
            value = arguments.numbers(name, value, **self.ranges[name])
        object.__setattr__(self, name, value)

    def _suit(self, shape):
        """Whether all hyper-parameters are numbers, or arrays that broadcast against a gradient of this shape."""
        for field in fields(self):
            got = np.shape(getattr(self, field.name))
            if any(1 != n != m != 1 for n, m in zip(got[::-1], shape[::-1], strict=False)):
                raise ValueError(f"{field.name} must broadcast against a gradient of shape {shape}, got {got}")


def _checked(move):
    """A `__call__` that looks at its gradient first."""

    @wraps(move)
    def checked(self, g):
        g = arguments.floats("g", g)
        if g.shape != self.shape:
            if self.shape is not None:
                raise ValueError(f"g must have shape {self.shape}, as before, got {g.shape}: make a new one")
            self._suit(g.shape)
            self.shape = g.shape
        return move(self, g)

    return checked


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


@dataclass
class Adagrad(Optimizer):
    """N <- N + g^2;   W <- W - lr g / sqrt(N + eps)   (Duchi, Hazan & Singer 2011)

    lr: learning rate, greater than 0.  eps: greater than 0, so that 0 is never divided by 0.
    """

    lr: float = 0.01
    eps: float = 1e-8
    N = 0.0  # sum of squares

    def __call__(self, g):
        self.N = self.N + g * g
        return self.lr * g / np.sqrt(self.N + self.eps)


@dataclass
class RMSProp(Optimizer):
    """N <- beta2 N + (1 - beta2) g^2;   W <- W - lr g / sqrt(N + eps)   (Tieleman & Hinton 2012)

    lr: learning rate, greater than 0.  beta2: memory of N, from 0 to below 1.  eps: greater than 0.
    """

    lr: float = 0.001
    beta2: float = 0.9
    eps: float = 1e-8
    N = 0.0  # decaying mean of squares

    def __call__(self, g):
        self.N = self.beta2 * self.N + (1 - self.beta2) * g * g
        return self.lr * g / np.sqrt(self.N + self.eps)


@dataclass
class Adadelta(Optimizer):
    """N <- rho N + (1 - rho) g^2;   D = sqrt(U + eps) / sqrt(N + eps) g;   U <- rho U + (1 - rho) D^2;
    W <- W - lr D   (Zeiler 2012)

    lr: greater than 0, and 1 in the paper, which has none.  rho: memory of N and U, from 0 to below 1.
    eps: greater than 0; the first step is about lr sqrt(eps / (1 - rho)).
    """

    lr: float = 1.0
    rho: float = 0.9
    eps: float = 1e-6
    ranges = Optimizer.ranges | {"rho": {"low": 0, "below": 1}}
    N = 0.0  # decaying mean of squared gradients
    U = 0.0  # decaying mean of squared steps

    def __call__(self, g):
        self.N = self.rho * self.N + (1 - self.rho) * g * g
        D = np.sqrt((self.U + self.eps) / (self.N + self.eps)) * g
        self.U = self.rho * self.U + (1 - self.rho) * D * D
        return self.lr * D


@dataclass
class Adam(Optimizer):
    """M <- beta1 M + (1 - beta1) g;   N <- beta2 N + (1 - beta2) g^2;
    Mhat = M / (1 - beta1^t);   Nhat = N / (1 - beta2^t);   W <- W - lr Mhat / sqrt(Nhat + eps)   (Kingma & Ba 2015)

    lr: learning rate, greater than 0.  beta1, beta2: memory of M and N, from 0 to below 1.
    eps: greater than 0; inside the root as in the lecture (the paper and PyTorch have sqrt(Nhat) + eps).
    bias_correction: False leaves Mhat = M and Nhat = N.
    """

    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    bias_correction: bool = True
    M = 0.0  # first moment
    N = 0.0  # second moment
    t = 0  # moves so far

    def __call__(self, g):
        self.t += 1
        self.M = self.beta1 * self.M + (1 - self.beta1) * g
        self.N = self.beta2 * self.N + (1 - self.beta2) * g * g
        c1, c2 = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.bias_correction else (1, 1)
        # lr Mhat / sqrt(Nhat + eps), with Mhat = M / c1 and Nhat = N / c2 divided as numbers, not as arrays
        return self.lr * c2**0.5 / c1 * self.M / np.sqrt(self.N + self.eps * c2)


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
        self._consider(adam, g, sgd)
        return D

    def _consider(self, D, g, sgd):
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


def side_by_side(optimizers):
    """One optimizer made of several, each with its own part of a population: the i-th moves w[i]."""
    optimizers = [arguments.function("optimizers", one, "objects such as Adam(lr=0.1)") for one in optimizers]

    if len(set(map(id, optimizers))) < len(optimizers):
        raise ValueError(f"optimizers takes an object only once, as it has a state of its own, got {optimizers}")

    def together(g):
        g = arguments.floats("g", g)
        if not g.ndim or len(g) != len(optimizers):
            raise ValueError(f"g must have a part for each of {len(optimizers)} optimizers, got shape {np.shape(g)}")
        D = np.empty_like(g)
        for i, (move, part) in enumerate(zip(optimizers, g, strict=True)):
            D[i] = move(part)
        return D

    return together
