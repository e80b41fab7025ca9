"""What all optimizers share."""

from abc import ABC, abstractmethod
from dataclasses import fields
from functools import wraps

import numpy as np

from lessonlib import arguments


class Optimizer(ABC):
    """The base class of all optimizers.

    An optimizer of your own is a @dataclass with a __call__(g) that returns the displacement. Its annotated fields are
    hyper-parameters, which are numbers or bools. What is not annotated is state, which starts as a number such as 0.0.

    ranges: what each number among the fields may be, by name, with the limits low, high, above and below. A subclass
    with a new field adds to it: `ranges = Optimizer.ranges | {"decay": {"low": 0, "below": 1}}`.

    Raises ValueError if a hyper-parameter is not a number, is out of its range or has no range, and if a gradient is
    not an array of numbers or does not have the shape of the one before it.
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

    @abstractmethod
    def __call__(self, g):
        """The displacement for the gradient g, in its shape: the caller moves w by `w -= optimizer(g)`."""

    def __init_subclass__(cls):
        if "__call__" in vars(cls):
            cls.__call__ = _checked(cls.__call__)

    def __post_init__(self):
        for field in fields(self):
            if field.type in (bool, "bool"):
                arguments.choice(field.name, getattr(self, field.name), (True, False))
            elif field.name not in self.ranges:
                kind = type(self).__name__
                raise ValueError(f"ranges of {kind} must say what {field.name} may be, got {list(self.ranges)}")

    def __setattr__(self, name, value):  # checks in mid-run too, as a schedule sets lr
        if name in self.ranges:
            value = arguments.numbers(name, value, **self.ranges[name])
        object.__setattr__(self, name, value)

    def _check_hyperparameters(self, shape):
        """Raise ValueError unless each hyper-parameter is a number or broadcasts against a gradient of this shape."""
        for field in fields(self):
            got = np.shape(getattr(self, field.name))
            if any(1 != n != m != 1 for n, m in zip(got[::-1], shape[::-1], strict=False)):
                raise ValueError(f"{field.name} must broadcast against a gradient of shape {shape}, got {got}")


def _checked(displacement):
    """A `__call__` that checks its gradient first."""

    @wraps(displacement)
    def checked(self, g):
        g = arguments.floats("g", g)
        if g.shape != self.shape:
            if self.shape is not None:
                raise ValueError(f"g must have shape {self.shape}, as before, got {g.shape}: make a new one")
            self._check_hyperparameters(g.shape)
            self.shape = g.shape
        return displacement(self, g)

    return checked
