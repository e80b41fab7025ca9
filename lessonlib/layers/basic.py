"""What all layers share, and the fully connected layer."""

import copy
import math
from functools import wraps

import numpy as np

from lessonlib import arguments


class Layer:
    """What all layers share: by default no parameters, and outputs of any width, as wide as the inputs.

    A layer of one's own has forward(X, train=True) and backward(dY); with parameters also `shapes` and
    start(normal, sd), their first values in one flat array; and outputs(inputs) where Y is not as wide as X.
    kept: the name under which forward keeps an array of Y's shape, if it does: then backward's dY is held against it.
    shapes: the shape of each parameter by name, in the order of the network's flat vector. A network binds views
    of that vector to the names: `W`, and `dW` for its gradient. Assigning to them copies into the network's vector.
    statistics: the names of what training records beside the parameters, and prediction uses.
    """

    shapes = {}
    statistics = ()
    kept = "Y"  # where forward keeps an array of Y's shape
    inputs = None  # width of X; None: any
    views = {}  # of a network's w and g, by name
    owner = None  # a weak reference to the network it belongs to: an instance occurs once

    def __init_subclass__(cls):
        for name, check in (("forward", _checked_forward), ("backward", _checked_backward)):
            if written := vars(cls).get(name):
                setattr(cls, f"_{name}", written)  # as it is, for a Chain: there X was looked at once
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
        """The width of Y for X of width `inputs` (None: not known)."""
        if None not in (inputs, self.inputs) and inputs != self.inputs:
            raise ValueError(f"layers: {self!r} takes {self.inputs} inputs, got {inputs} from what comes before it")
        return inputs

    def made(self):
        """(n, width) of the latest Y, or None where it is not known."""
        kept = getattr(self, self.kept, None)
        return None if kept is None else kept.shape[-2:]

    def gradient(self, dY):
        """What `backward` writes, without dX: nobody asks a network's first layer for it."""
        self.backward(dY)

    def leaves(self):
        """The layers that this one is made of, in the order of forward: itself."""
        yield self

    def bind(self, w, g):
        """Name views of w and g, the layer's part of the network's vectors, whose last axis is split: no copies."""
        start, views = 0, {}
        for name, shape in self.shapes.items():
            part = slice(start, start := start + math.prod(shape))
            views[name] = w[..., part].reshape(*w.shape[:-1], *shape)
            views["d" + name] = g[..., part].reshape(*g.shape[:-1], *shape)
        for name, view in (views | {"views": views}).items():
            object.__setattr__(self, name, view)  # not through __dict__, which would slow down all that follows

    def reset(self):
        """Forget what earlier data left: see Network.reset."""

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
                raise ValueError(f"dY: {self!r} has no forward yet that backward could differentiate") from error
            raise

    return checked


class Linear(Layer):
    """Y = X^E W^E;   dW^E = X^E' dY,   dX = dY W'

    X^E is X with a column of ones before it, W^E the lecture's W: the biases b (1, width) as the first row and the
    weights W (inputs, width) below; so Y = b + X W.  inputs, width: the widths of X and Y, at least 1.
    """

    def __init__(self, inputs, width):
        self.inputs = arguments.whole("inputs", inputs, 1)
        self.width = arguments.whole("width", width, 1)
        self.shapes = {"b": (1, self.width), "W": (self.inputs, self.width)}
        self.XE = np.ones(1)

    def bind(self, w, g):
        super().bind(w, g)
        rows = (*w.shape[:-1], 1 + self.inputs, self.width)
        self.WE, self.dWE = w.reshape(rows), g.reshape(rows)  # views of b and W in one: a sum is one product less
        self.views |= {"WE": self.WE, "dWE": self.dWE}

    def forward(self, X, train=True):
        if self.XE.shape[:-1] != X.shape[:-1]:  # the ones are written once, and again for another batch size
            self.XE = np.ones((*X.shape[:-1], 1 + self.inputs))
        self.XE[..., 1:] = X
        return self.XE @ self.WE

    def gradient(self, dY):
        np.matmul(self.XE.mT, dY, out=self.dWE)

    def backward(self, dY):
        self.gradient(dY)
        if self.width == 1:  # a column times a row: numpy's product of matrices is slow at it
            return dY * self.W.mT
        return dY @ self.W.mT

    def made(self):
        return (self.XE.shape[-2], self.width) if self.XE.ndim > 1 else None

    def start(self, normal, sd):
        """First values of b and W, flat: N(0, sd^2) drawn as in R, column by column with b on top.

        sd: a number, as in the lecture; "he": 2 / inputs is the variance (He et al. 2015), "glorot":
        2 / (inputs + width) (Glorot & Bengio 2010), and in both b is 0.
        """
        W = normal(self.width * (1 + self.inputs)).reshape(self.width, 1 + self.inputs).T
        if isinstance(sd, str):
            W[0] = 0.0
            sd = {"he": 2 / self.inputs, "glorot": 2 / (self.inputs + self.width)}[sd] ** 0.5
        return (sd * W).ravel()

    def outputs(self, inputs):
        super().outputs(inputs)
        return self.width

    def __repr__(self):
        return f"Linear({self.inputs}, {self.width})"
