"""What momentum does on the parabola f(w) = curvature w^2 / 2, solved. Each direction of a bowl is such a parabola.

The arguments of all functions are numbers or arrays, which broadcast: the learning rate lr, the momentum rho, and the
curvature, the second derivative of f. The solution is Polyak's (1964).
"""

import numpy as np

from lessonlib import arguments
from lessonlib.optimizers import Momentum

KINDS = ("overdamped", "oscillating", "zigzag", "divergent")


@arguments.arrays(lr={}, rho={}, curvature={})
def roots(lr, rho, curvature):
    """r^2 - (1 + rho - lr curvature) r + rho = 0: the two r for which w_t = r^t solves
    w_t = w_{t-1} - lr curvature w_{t-1} + rho (w_{t-1} - w_{t-2})

    Returns a complex array with a last axis of length 2, the larger modulus first.
    """
    b = 1 + rho - lr * curvature
    half_width = np.sqrt(b * b - 4 * rho + 0j)
    pair = np.stack([b + half_width, b - half_width], axis=-1) / 2
    return np.where((abs(pair[..., :1]) < abs(pair[..., 1:])), pair[..., ::-1], pair)


@arguments.arrays(lr={}, rho={}, curvature={})
def convergence_factor(lr, rho, curvature):
    """max |r|: the factor by which each step shrinks the error in the long run. If it is below 1, the run converges."""
    return abs(roots(lr, rho, curvature)[..., 0])


@arguments.arrays(lr={}, rho={}, curvature={})
def kind(lr, rho, curvature):
    """How a run behaves, as an index into KINDS.

    overdamped: r is real and positive.  oscillating: r is complex, and |r| = sqrt(rho).  zigzag: r is real and
    negative, and w changes its side at each step.  divergent: |r| is 1 or more.
    """
    first = roots(lr, rho, curvature)[..., 0]
    behaviour = np.where(first.imag != 0, 1, np.where(first.real < 0, 2, 0))
    return np.where(abs(first) < 1, behaviour, 3)


@arguments.arrays(lr={}, curvature={})
def critical_momentum(lr, curvature):
    """rho = (1 - sqrt(lr curvature))^2: the momentum at which both r are equal. At this lr no other settles sooner.

    lr curvature must lie between 0 and 1. This is the critical damping of an oscillator: with less friction it swings,
    with more it creeps.
    """
    return (1 - np.sqrt(arguments.numbers("lr * curvature", lr * curvature, 0, 1))) ** 2


@arguments.arrays(low={"above": 0}, high={"above": 0})
def best_momentum(low, high):
    """lr = 4 / (sqrt(high) + sqrt(low))^2,   rho = ((sqrt(kappa) - 1) / (sqrt(kappa) + 1))^2,   kappa = high / low

    The Momentum that converges fastest on a bowl whose curvatures lie between `low` and `high` (Polyak 1964). Each step
    multiplies the error by sqrt(rho). Without momentum the best factor is (kappa - 1) / (kappa + 1).
    """
    arguments.numbers("high - low", high - low, 0)
    low, high = np.sqrt(low), np.sqrt(high)
    return Momentum(lr=4 / (high + low) ** 2, rho=((high - low) / (high + low)) ** 2)
