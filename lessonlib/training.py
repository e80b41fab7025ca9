"""The one loop, descend; what turns a network into an objective for it; and what watches a run."""

import copy
from contextlib import contextmanager

import numpy as np

from lessonlib import arguments
from lessonlib.network import Network
from lessonlib.population import one_each
from lessonlib.rstream import RStream


def descend(f, w, optimizer, steps, decay=0.0):
    """Move w in place; yield (k, value, gradient) before each move: `for k, value, g in descend(...)` makes the moves.

    w <- w - optimizer(g) - decay w

    f: w -> (value, gradient).  w: an array of floats; a population has one leading axis, and its value has that shape.
    decay: decoupled weight decay, from 0 (none) to below 1; with Adam this is AdamW (Loshchilov & Hutter 2019), whose
    lambda times learning rate is our decay. An array (K, 1) gives each member of a population its own.
    Stops early when no member's value is finite any longer: k is then the number of moves that led there.
    """
    arguments.movable("w", w)
    arguments.function("f", f, "a function w -> (value, gradient)")
    arguments.function("optimizer", optimizer, "an optimizer such as Adam(lr=0.1)")
    decay = arguments.broadcasting("decay", decay, w.shape, low=0, below=1)
    decays = np.any(decay)
    for k in range(arguments.whole("steps", steps, 0)):
        with np.errstate(over="ignore", invalid="ignore"):  # a run that diverges is data, not a warning
            value, g = f(w)
        arguments.of_shape("f", g, w.shape)
        if not np.count_nonzero(np.isfinite(value)):
            return
        yield k, value, g
        with np.errstate(over="ignore", invalid="ignore"):
            move = arguments.of_shape("optimizer", optimizer(g), w.shape)
            w -= move + decay * w if decays else move


def trace(f, w, optimizer, steps, decay=0.0):
    """The whole path of `descend` as an array of shape (moves + 1, *w.shape), the start included.

    w stays as it is, and with it a network that f belongs to.

    A run whose value leaves the finite numbers ends there: its path has fewer than steps + 1 rows.
    In a population the rows of such a member are NaN from that step on.
    """
    w = np.array(arguments.numbers("w", w), dtype=float)
    path = [_where_finite(value, w) for _, value, _ in descend(f, w, optimizer, steps, decay)]
    with np.errstate(over="ignore", invalid="ignore"):
        path = np.array([*path, _where_finite(f(w)[0], w)])
    gone = np.logical_or.accumulate(np.isnan(path))  # a member that has left does not come back
    path[gone] = np.nan
    return path[: (~gone).reshape(len(path), -1).any(axis=1).sum()]


def _where_finite(value, w):
    alive = np.isfinite(value)
    return np.where(alive.reshape(alive.shape + (1,) * (w.ndim - alive.ndim)), w, np.nan)


def diverged_at(losses):
    """The first step whose loss is not a finite number, or -1 if all are: a number, or one for each member.

    losses: (steps,), or (steps, K) for a population.
    """
    losses = arguments.floats("losses", losses)
    if losses.ndim not in (1, 2) or not losses.size:
        raise ValueError(f"losses must have shape (steps,) or (steps, K), got {losses.shape}")
    bad = ~np.isfinite(losses)
    return np.where(bad.any(axis=0), bad.argmax(axis=0), -1)[()]


class Batches:
    """Mini-batches: each call returns the next (X, Y), of shapes (size, p) and (size, c).

    X: (n, p).  y: (n,) or (n, c).  size: from 1 to n; None: no batches, each call returns all of X and Y.
    rng: needed with a size; a numpy Generator, such as np.random.default_rng(0), or an RStream. For a population a list
    of K of them, of which member i draws from the i-th, and then batches are (K, size, p). It may have data of its own:
    X (K, n, p) and y (K, n) or (K, n, c).
    replace: whether a row is put back after its step. True: each batch is a new sample of different rows, as in the
    lecture. False: each row comes once in an epoch, whose last batch is smaller if n / size is not whole.
    A Generator is read up to 256 batches ahead, an RStream never.
    """

    def __init__(self, X, y, size=None, rng=None, replace=True):
        X = np.array(arguments.numbers("X", X, shape=("n", "p")), dtype=float)
        y = np.array(arguments.numbers("y", y), dtype=float)
        Y = y[..., None] if y.ndim == X.ndim - 1 else y
        if Y.ndim != X.ndim or Y.shape[:-1] != X.shape[:-1] or 0 in X.shape + Y.shape:
            raise ValueError(
                f"y must have an entry for each row of X, of which there are {X.shape[:-1]}, got {y.shape}"
            )
        self.X, self.Y = X, Y
        self.population = len(X) if X.ndim == 3 else None
        self.size = size
        if size is not None:
            n = X.shape[-2]
            self.size = arguments.whole("size", size, 1, n)
            if self.population is None and isinstance(rng, (list, tuple)):
                self.population = len(rng)
            self.replace = arguments.choice("replace", replace, (True, False))
            self._rngs = one_each(rng, self.population)
            self._ahead = []  # rows of the next batches
            self._X, self._Y = X.reshape(-1, X.shape[-1]), Y.reshape(-1, Y.shape[-1])

    def __call__(self):
        if self.size is None:
            return self.X, self.Y
        self._ahead = self._ahead or self._draw()
        rows = self._ahead.pop(0)
        return self._X.take(rows, axis=0), self._Y.take(rows, axis=0)

    def __copy__(self):  # a copy draws for itself
        return copy.deepcopy(self)

    def _draw(self):
        """Rows of the table of all data, of shape (size,) or (K, size), for the next batches."""
        n, data_of_its_own = self.X.shape[-2], self.X.ndim == 3
        size, ahead = (self.size, 256) if self.replace else (n, 1)
        drawn = [member * n * data_of_its_own + _samples(rng, n, size, ahead) for member, rng in enumerate(self._rngs)]
        rows = np.stack(drawn, axis=1) if self.population else drawn[0]  # (batches or 1, [K,] size or n)
        return list(rows) if self.replace else [rows[0, ..., k : k + self.size] for k in range(0, n, self.size)]


def _samples(rng, n, size, ahead=256):
    """Samples of `size` different indices, one a row, drawn as in R: the last one takes the place of the one drawn."""
    if isinstance(rng, RStream):
        return rng.sample(n, size)[None]
    ahead = min(ahead, 1 + 2**18 // n)  # as many urns as fit the cache
    urns = np.tile(np.arange(n), ahead)
    first = n * np.arange(ahead)  # the place where each urn begins
    left = n - np.arange(size)[:, None]  # how many are left in each at each draw
    places = first + (rng.random((size, ahead)) * left).astype(int)
    drawn = np.empty((size, ahead), dtype=int)
    for i, (place, last) in enumerate(zip(places, first + left - 1, strict=True)):
        drawn[i] = urns[place]
        urns[place] = urns[last]
    return drawn.T


def objective(net, loss, batches):
    """The function w -> (value, gradient) of a network for `descend(f, net.w, optimizer, steps)`.

    net: a Network.  loss: one of `losses`, or a function like them.  batches: a Batches; each call uses the next one.
    For a population value and gradient are of shapes (K,) and (K, P). At another w than net.w the network is only
    visited: it stays as it is.
    """
    arguments.instance("net", net, Network)
    arguments.function("loss", loss, "one of lessonlib.losses, such as squared_error")
    arguments.instance("batches", batches, Batches)
    X, Y = batches.X, batches.Y
    if hasattr(loss, "check"):
        loss.check(Y)  # once, and not at each step
    loss = getattr(loss, "unchecked", loss)
    if (X.shape[-1], Y.shape[-1]) != (net.inputs, net.outputs(net.inputs)):
        raise ValueError(
            f"batches must have {net.inputs} inputs, as {net!r}, and its outputs, got {X.shape} and {Y.shape}"
        )
    if batches.population not in (None, net.population):
        raise ValueError(f"batches must be for a population of {net.population}, as net, got {batches.population}")

    def f(w):
        if w is not net.w and not (np.shape(w) == net.w.shape and np.shares_memory(w, net.w)):
            with _visited(net, w):
                return f(net.w)
        if not net.drawn:
            _refuse_blank(net)
        X, Y = batches()
        Z = net.forward(X)
        value, dZ = loss(Z, Y)
        if dZ.shape != Z.shape:
            raise ValueError(f"loss must return dZ in the shape of Z, {Z.shape}, got {dZ.shape}")
        net.gradient(dZ)
        return value, net.g.copy()  # so that a recorded gradient is never changed later

    return f


def _refuse_blank(net):
    if np.array_equal(net.w, net.blank):
        raise ValueError("net: nobody has drawn its weights, all are 0: call net.initialise(rng), or set net.w")
    net.drawn = True


@contextmanager
def _visited(net, w):
    """The network at another w, and what it was afterwards."""
    w0, g0, drawn = net.w.copy(), net.g.copy(), net.drawn
    recorded = [(layer, name, getattr(layer, name)) for layer in net.leaves() for name in layer.statistics]
    net.w = w
    try:
        yield
    finally:
        net.w, net.g, net.drawn = w0, g0, drawn
        for layer, name, value in recorded:
            setattr(layer, name, value)


def check_gradient(f, w, step=1e-5):
    """The relative error of f's gradient, |g - d| / (|g| + |d|): a number, or one for each member of a population.

    d: central differences, (f(w + step e_i) - f(w - step e_i)) / (2 step) for each i. f must not draw batches, and they
    tell nothing where f has a kink, as a ReLU has whose X is 0.
    """
    w = np.array(arguments.numbers("w", w, shape=("p",)), dtype=float)
    arguments.function("f", f, "a function w -> (value, gradient)")
    step = arguments.numbers("step", step, above=0, shape=())
    g, d = arguments.of_shape("f", f(w)[1], w.shape), np.empty_like(w)
    for i in range(w.shape[-1]):
        e = np.zeros(w.shape[-1])
        e[i] = step
        d[..., i] = (f(w + e)[0] - f(w - e)[0]) / (2 * step)
    size = np.linalg.norm(g, axis=-1) + np.linalg.norm(d, axis=-1)
    return np.linalg.norm(g - d, axis=-1) / np.where(size > 0, size, 1)


def mean_gradients(net, g):
    """The mean of |g| over each block of the network: shape (blocks,) or (K, blocks), in the order of net.blocks.

    g: a gradient as `descend` yields it.
    """
    g = arguments.last_axis("g", g, arguments.instance("net", net, Network).w.shape[-1])
    starts = [block.start for block in net.blocks.values()]
    return np.add.reduceat(np.abs(g), starts, axis=-1) / np.diff([*starts, g.shape[-1]])
