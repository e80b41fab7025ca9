"""What momentum does on a parabola, solved: f(w) = curvature w^2 / 2, one direction of any bowl on its own."""

import numpy as np

from lessonlib import arguments
from lessonlib.optimizers import Momentum

KINDS = ("steady", "oscillating", "zigzag", "divergent")


@arguments.arrays(lr={}, rho={}, curvature={})
def roots(lr, rho, curvature):
    """The two r for which w_t = r^t solves w_t = w_{t-1} - lr curvature w_{t-1} + rho (w_{t-1} - w_{t-2}).

    r^2 - (1 + rho - lr curvature) r + rho = 0
    Arguments broadcast; returns a complex array with a last axis of length 2, the larger modulus first.
    """
    b = 1 + rho - lr * curvature
    half_width = np.sqrt(b * b - 4 * rho + 0j)
    pair = np.stack([b + half_width, b - half_width], axis=-1) / 2
    return np.where((abs(pair[..., :1]) < abs(pair[..., 1:])), pair[..., ::-1], pair)


@arguments.arrays(lr={}, rho={}, curvature={})
def shrinkage(lr, rho, curvature):
    """The factor by which the error shrinks per step in the long run: the larger |r|. Below 1 the run converges."""
    return abs(roots(lr, rho, curvature)[..., 0])


@arguments.arrays(lr={}, rho={}, curvature={})
def kind(lr, rho, curvature):
    """How a run behaves, as an index into KINDS.

    steady: r real and positive.  oscillating: r complex, and |r| = sqrt(rho).  zigzag: r real and negative, a change
    of side at each step.  divergent: |r| of 1 or more.
    """
    first = roots(lr, rho, curvature)[..., 0]
    behaviour = np.where(first.imag != 0, 1, np.where(first.real < 0, 2, 0))
    return np.where(abs(first) < 1, behaviour, 3)


@arguments.arrays(lr={}, curvature={})
def critical_momentum(lr, curvature):
    """rho = (1 - sqrt(lr curvature))^2: both r are equal, and no other momentum settles sooner at this lr.

    lr curvature lies between 0 and 1. It is the critical damping of an oscillator: less friction swings, more creeps.
    """
    return (1 - np.sqrt(arguments.numbers("lr * curvature", lr * curvature, 0, 1))) ** 2


@arguments.arrays(low={"above": 0}, high={"above": 0})
def best_momentum(low, high):
    """The best Momentum for a bowl whose curvatures lie between `low` and `high` (Polyak 1964).

    lr = 4 / (sqrt(high) + sqrt(low))^2,   rho = ((sqrt(kappa) - 1) / (sqrt(kappa) + 1))^2,   kappa = high / low
    Each step then shrinks the error by sqrt(rho); without momentum the best is (kappa - 1) / (kappa + 1).
    """
    arguments.numbers("high - low", high - low, 0)
    low, high = np.sqrt(low), np.sqrt(high)
    return Momentum(lr=4 / (high + low) ** 2, rho=((high - low) / (high + low)) ** 2)
