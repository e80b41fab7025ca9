"""What all layers share."""

import copy
import math
from abc import ABC, abstractmethod
from functools import wraps

import numpy as np

from lessonlib import arguments


class Layer(ABC):
    """The base class of all layers. By default it has no parameters, and Y is as wide as X.

    A layer of your own defines forward and backward. If it has parameters it also defines `shapes` and start, and if
    Y is not as wide as X it defines outputs(inputs), the number of columns of Y.

    shapes: the shape of each parameter by name, in the order of the network's flat vector. A network binds views of
    that vector to the names: `W`, and `dW` for its gradient. Assigning to them copies into the network's vector.
    kept: the name under which forward keeps an array of Y's shape, if it does. Backward checks dY against it.
    statistics: the names of what training records beside the parameters, for prediction to use.
    """

    shapes = {}
    statistics = ()
    kept = "Y"
    inputs = None  # width of X; None: any
    views = {}  # of a network's w and g, by name
    owner = None  # a weak reference to the network it belongs to: an instance occurs once

    @abstractmethod
    def forward(self, X, train=True):
        """Y for the rows of X, (n, inputs) or (K, n, inputs). It keeps what backward needs."""

    @abstractmethod
    def backward(self, dY):
        """dX for the dY of the latest forward, in its shape. It writes the gradients of the layer's parameters."""

    def start(self, normal, sd):
        """The initial parameters in one flat array, in the order of `shapes`.

        normal: n -> n standard normal numbers.  sd: their scale, as Network.initialise gets it.
        """
        raise NotImplementedError(f"{type(self).__name__} must define start(normal, sd)")

    def __init_subclass__(cls):
        for name, check in (("forward", _checked_forward), ("backward", _checked_backward)):
            if written := vars(cls).get(name):
                setattr(cls, f"_{name}", written)  # without the check, for a Chain, which has checked X once
                setattr(cls, name, check(written))

    def __setattr__(self, name, value):
        if name not in self.views:
            object.__setattr__(self, name, value)  # faster than super(), at each step of each layer
        elif value is not (view := self.views[name]):
            value = arguments.floats(name, value)
            if value.shape not in ((), view.shape):
                raise ValueError(f"{name} must have shape {view.shape}, got {value.shape}")
            view[...] = value

    def __copy__(self):  # or the two would share what forward keeps, and their layers
        return copy.deepcopy(self)

    def __getstate__(self):  # a copy belongs to nobody, until its network binds it
        return {name: value for name, value in vars(self).items() if name != "owner"}

    def __setstate__(self, state):  # and has vectors of its own
        self.__dict__.update(state)
        if self.views:
            self.bind(self._flat(""), self._flat("d"))

    def _flat(self, prefix):
        parts = [(self.views[prefix + name], len(shape)) for name, shape in self.shapes.items()]
        return np.concatenate([part.reshape(*part.shape[: part.ndim - axes], -1) for part, axes in parts], axis=-1)

    def outputs(self, inputs):
        """The number of columns of Y for an X of `inputs` columns; None if it is not known."""
        if None not in (inputs, self.inputs) and inputs != self.inputs:
            raise ValueError(f"layers: {self!r} takes {self.inputs} inputs, got {inputs} from what comes before it")
        return inputs

    def made(self):
        """The last two axes of the latest Y, (n, width), or None if they are not known."""
        kept = getattr(self, self.kept, None)
        return None if kept is None else kept.shape[-2:]

    def gradient(self, dY):
        """Write what `backward` writes, without computing dX: nobody asks a network's first layer for it."""
        self.backward(dY)

    def leaves(self):
        """The layers that this one is made of, in the order of forward. Here: itself."""
        yield self

    def bind(self, w, g):
        """Make the parameters views of w, the layer's part of the network's vector, and their gradients views of g."""
        start, views = 0, {}
        for name, shape in self.shapes.items():
            part = slice(start, start := start + math.prod(shape))
            views[name] = w[..., part].reshape(*w.shape[:-1], *shape)
            views["d" + name] = g[..., part].reshape(*g.shape[:-1], *shape)
        for name, view in (views | {"views": views}).items():
            object.__setattr__(self, name, view)  # not through __dict__, which would slow down all that follows

    def reset(self):  # noqa: B027 (most layers have nothing to forget)
        """Forget what earlier data left (see Network.reset)."""

    def __repr__(self):
        return f"{type(self).__name__}()"


def _checked_forward(forward):
    @wraps(forward)
    def checked(self, X, train=True):
        X = arguments.floats("X", X)
        if not X.ndim or self.inputs and (X.ndim < 2 or X.shape[-1] != self.inputs):
            columns = self.inputs or "p"
            raise ValueError(f"X must have shape (n, {columns}) or (K, n, {columns}), got {X.shape}")
        try:
            return forward(self, X, train)
        except AttributeError:
            if any(leaf.shapes and not leaf.views for leaf in self.leaves()):
                raise ValueError(f"X: {self!r} has no parameters yet, a Network gives it some") from None
            raise

    return checked


def _checked_backward(backward):
    @wraps(backward)
    def checked(self, dY):
        dY = arguments.floats("dY", dY)
        made = self.made()
        if made and dY.shape[-2:] != made:
            raise ValueError(f"dY must end in shape {made}, as the latest Y of {self!r}, got {dY.shape}")
        try:
            return backward(self, dY)
        except (AttributeError, ValueError) as error:
            if not made:
                raise ValueError(f"dY: {self!r} finds nothing of a forward to differentiate: {error}") from error
            raise

    return checked
