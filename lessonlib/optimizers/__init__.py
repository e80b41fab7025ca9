"""Optimizers: a gradient goes in, a displacement comes out, and the caller writes `w -= optimizer(g)`.

The annotated fields of an optimizer are its hyper-parameters. Each of them may be an array that broadcasts against the
gradient, which gives every member of a population its own: (K,) for K numbers, (K, 1) for a population of K vectors.
Its plain attributes are its state: they start at 0.0 and take the shape of the gradient. An optimizer that was used
goes on where it stopped: make a new one for a new run.
"""

from lessonlib.optimizers.adaptive import Adadelta, Adagrad, Adam, RMSProp
from lessonlib.optimizers.base import Optimizer
from lessonlib.optimizers.descent import GradientDescent, Momentum
from lessonlib.optimizers.swats import SWATS
from lessonlib.optimizers.together import side_by_side

__all__ = [
    "Adadelta",
    "Adagrad",
    "Adam",
    "GradientDescent",
    "Momentum",
    "Optimizer",
    "RMSProp",
    "SWATS",
    "side_by_side",
]
