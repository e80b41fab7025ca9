"""Network: a Chain whose parameters are views of one flat vector."""

import math
import weakref
from collections import Counter

import numpy as np

from lessonlib import arguments
from lessonlib.layers import Chain, Layer
from lessonlib.population import one_each
from lessonlib.rstream import RStream


def _keep_freed_memory():
    """Allocate and free one large array, after which glibc keeps what is freed: a third faster for 64 deep networks."""
    np.empty(2**22 - 2**17)


_keep_freed_memory()


class Network(Chain):
    """A chain of layers whose P parameters are views of one vector w, with the gradient in a vector g beside it.

    layers: a list of layers, at least one with parameters.  population: None for one network, whose w has shape (P,);
    or a number K of networks side by side, with w of shape (K, P).  Assigning to `w` or `g` copies into it.
    blocks: where each parameter lies in the vector, by name, such as {"b1": slice, "W1": slice, "b2": ...}. The number
    counts the layers that have a parameter of this name.
    """

    def __init__(self, layers, population=None):
        super().__init__(layers)
        for layer in self.leaves():
            if layer.owner and layer.owner() is not None:
                raise ValueError(f"layers: {layer!r} belongs to another network, and would break it: make a new layer")
            if layer.shapes and type(layer).start is Layer.start:
                raise ValueError(f"layers: {layer!r} has parameters, and no start(normal, sd) to draw the first ones")
        self.population = None if population is None else arguments.whole("population", population, 1)
        self.blocks, count, P = {}, Counter(), 0
        for layer in self._owners():
            count.update(layer.shapes.keys())
            for name, shape in layer.shapes.items():
                self.blocks[f"{name}{count[name]}"] = slice(P, P := P + math.prod(shape))
        if not P:
            raise ValueError(f"layers takes at least one layer with parameters, such as Linear(2, 20), got {layers!r}")
        shape = (P,) if population is None else (self.population, P)
        self._w, self._g = np.zeros(shape), np.zeros(shape)
        self._bind()
        self.reset()

    def _owners(self):
        """The layers that have parameters."""
        return [layer for layer in self.leaves() if layer.shapes]

    def _bind(self):
        P = 0
        for layer in self.leaves():
            layer.owner = weakref.ref(self)
        for layer in self._owners():
            part = slice(P, P := P + sum(map(math.prod, layer.shapes.values())))
            layer.bind(self.w[..., part], self.g[..., part])

    def __setstate__(self, state):  # a copied or unpickled network gets views of its own vectors again
        self.__dict__.update(state)
        self._bind()

    @property
    def w(self):
        return self._w

    @w.setter
    def w(self, values):
        self.drawn = True
        _copy("w", values, self._w)

    @property
    def g(self):
        return self._g

    @g.setter
    def g(self, values):
        _copy("g", values, self._g)

    @property
    def statistics(self):
        """What the layers have recorded in training, by name: {"moving_mean1": array, "moving_var1": array, ...}."""
        layers = [layer for layer in self.leaves() if layer.statistics]
        return {f"{name}{i}": getattr(layer, name) for i, layer in enumerate(layers, 1) for name in layer.statistics}

    def reset(self):
        """Set all parameters to 0 but gamma, which becomes 1, and moving statistics to mean 0 and variance 1."""
        self.w[...] = 0.0
        for layer in self.leaves():
            layer.reset()
        self.drawn, self.blank = False, self.w.copy()  # blank until somebody draws or sets the parameters

    def forward(self, X, train=True):
        if X.ndim > 3 or (X.ndim == 3 and self.population and len(X) not in (1, self.population)):
            raise ValueError(f"X must have shape (n, p), or (K, n, p) for a population of K, got {X.shape}")
        return super()._forward(X, train)

    def predict(self, X):
        """Y for X in prediction mode, `forward(X, train=False)`: BatchNorm uses its statistics and records nothing."""
        return self.forward(X, train=False)

    def gradient(self, dY):
        """Write g, the gradient by w, as `backward` does, but do not compute the gradient by X, which nobody needs."""
        dY = arguments.floats("dY", dY)
        for layer in reversed(self.layers[1:]):
            dY = layer._backward(dY)
        self.layers[0].gradient(dY)

    def initialise(self, rng, sd=1.0):
        """Draw the initial weights and biases from N(0, sd^2), layer by layer, and reset the rest. Returns the network.

        rng: a numpy Generator or an RStream. A population takes a list of K of them, of which member i uses the i-th,
        or one Generator, which is spawned into K.
        sd: a number, by default the lecture's 1, or "he" or "glorot" (see Linear.start).
        """
        if isinstance(sd, str):
            arguments.choice("sd", sd, ("he", "glorot"))
        else:
            sd = arguments.numbers("sd", sd, 0, shape=())
        rngs = one_each(rng, self.population)
        self.reset()
        for w, normal in zip(np.atleast_2d(self.w), map(_normal, rngs), strict=True):
            w[...] = np.concatenate([layer.start(normal, sd) for layer in self._owners()])
        self.drawn = True
        return self


def _normal(rng):
    """n -> n standard normal numbers."""
    return rng.rnorm if isinstance(rng, RStream) else rng.standard_normal


def _copy(name, values, into):
    if values is not into:
        values = arguments.floats(name, values)
        if values.shape != into.shape:
            raise ValueError(f"{name} must have shape {into.shape}, got {values.shape}")
        into[...] = values
