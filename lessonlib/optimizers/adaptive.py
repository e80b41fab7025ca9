"""Adaptive learning rates: each parameter gets its own, from the squares of its gradients so far."""

from dataclasses import dataclass

import numpy as np

from lessonlib.optimizers.base import Optimizer


@dataclass
class Adagrad(Optimizer):
    """N <- N + g^2;   W <- W - lr g / sqrt(N + eps)   (Duchi, Hazan & Singer 2011)

    lr: learning rate, greater than 0.  eps: greater than 0, so that 0 is never divided by 0.
    """

    lr: float = 0.01
    eps: float = 1e-8
    N = 0.0  # sum of squares

    def __call__(self, g):
        self.N = self.N + g**2
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
        self.N = self.beta2 * self.N + (1 - self.beta2) * g**2
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
        self.N = self.rho * self.N + (1 - self.rho) * g**2
        D = np.sqrt(self.U + self.eps) / np.sqrt(self.N + self.eps) * g
        self.U = self.rho * self.U + (1 - self.rho) * D**2
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
    t = 0  # steps so far

    def __call__(self, g):
        self.t += 1
        self.M = self.beta1 * self.M + (1 - self.beta1) * g
        self.N = self.beta2 * self.N + (1 - self.beta2) * g**2
        Mhat, Nhat = self.M, self.N
        if self.bias_correction:
            Mhat = self.M / (1 - self.beta1**self.t)
            Nhat = self.N / (1 - self.beta2**self.t)
        return self.lr * Mhat / np.sqrt(Nhat + self.eps)
