"""The one loop, descend; what turns a network into an objective for it; and what watches a run."""

from contextlib import contextmanager

import numpy as np

from lessonlib import arguments
from lessonlib.batches import Batches
from lessonlib.losses import Loss
from lessonlib.network import Network


def descend(f, w, optimizer, steps, decay=0.0):
    """w <- w - optimizer(g) - decay w: a generator that moves w in place, and yields (k, value, g) before each step.

    f: a function w -> (value, gradient).  w: an array of floats; a population has one leading axis, and its value has
    that shape.  steps: the number of steps, at least 0.
    decay: decoupled weight decay, from 0 (none) to below 1. An array (K, 1) gives each member of a population its own.
    With Adam this is AdamW (Loshchilov & Hutter 2019), and our decay is their lambda times the learning rate.

    `for k, value, g in descend(...)` takes the steps. It ends early when no member's value is finite any more; k is
    then the number of steps that led there. Raises ValueError if f or the optimizer returns another shape than w's.
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
            displacement = arguments.of_shape("optimizer", optimizer(g), w.shape)
            w -= displacement + decay * w if decays else displacement


def minimise(f, w, optimizer, steps, decay=0.0):
    """`descend` to its end, which moves w in place. Returns the value before each step: (steps,), or (steps, K)."""
    return np.array([value for _, value, _ in descend(f, w, optimizer, steps, decay)])


def trace(f, w, optimizer, steps, decay=0.0):
    """The whole path of `descend`, with the start as its first row: an array of shape (steps + 1, *w.shape).

    It does not change w, nor a network that f belongs to. The path of a run whose value leaves the finite numbers ends
    there and has fewer rows. In a population the rows of such a member are NaN from that step on.
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
    """The first step whose loss is not a finite number, or -1 if there is none; for a population one number each.

    losses: (steps,), or (steps, K) for a population.
    """
    losses = arguments.floats("losses", losses)
    if losses.ndim not in (1, 2) or not losses.size:
        raise ValueError(f"losses must have shape (steps,) or (steps, K), got {losses.shape}")
    bad = ~np.isfinite(losses)
    return np.where(bad.any(axis=0), bad.argmax(axis=0), -1)[()]


def objective(net, loss, batches):
    """The loss of a network as a function w -> (value, gradient), for `descend(f, net.w, optimizer, steps)`.

    net: a Network.  loss: one of `losses`, or a function (Z, Y) -> (value, dZ).  batches: a Batches, of which each call
    uses the next batch. For a population the value has shape (K,) and the gradient (K, P). A call with another w than
    net.w leaves the network as it was.

    Raises ValueError if shapes, labels or populations do not match, or if nobody has drawn the network's weights.
    """
    arguments.instance("net", net, Network)
    arguments.function("loss", loss, "one of lessonlib.losses, such as squared_error")
    arguments.instance("batches", batches, Batches)
    X, Y = batches.X, batches.Y
    if isinstance(loss, Loss):
        loss.check(Y)  # once, and not at each step
        loss = loss.formula
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
    """Give the network another w, and afterwards all that it had before."""
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
    """|g - d| / (|g| + |d|): the relative error of the gradient g of f, for a population one number each.

    d_i = (f(w + step e_i) - f(w - step e_i)) / (2 step) are central differences. So f must not draw batches, and the
    error means nothing where f has a kink, as ReLU has at X = 0.
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
