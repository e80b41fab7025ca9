"""The loss around a network, along random directions (Li, Xu, Taylor, Studer & Goldstein 2018)."""

import copy

import numpy as np

from lessonlib import arguments
from lessonlib.layers import Linear
from lessonlib.network import Network


def random_direction(net, rng):
    """A direction d in the space of w, (P,), drawn from N(0, 1) and normalised filter by filter.

    d_j <- d_j / |d_j| |w_j|   for each unit j of each Linear, w_j its column of W; d is 0 along all other parameters.

    So a step along it changes large and small weights in proportion.  net: stays as it is.  rng: a numpy Generator.
    """
    direction = copy.deepcopy(arguments.instance("net", net, Network))
    direction.w = arguments.instance("rng", rng, np.random.Generator).standard_normal(net.w.shape)
    for drawn, given in zip(direction.leaves(), net.leaves(), strict=True):
        for name in drawn.shapes:
            d, w = getattr(drawn, name), getattr(given, name)
            if isinstance(given, Linear) and name == "W":
                d *= np.linalg.norm(w, axis=-2, keepdims=True) / np.linalg.norm(d, axis=-2, keepdims=True)
            else:
                d[...] = 0.0
    return direction.w


def loss_surface(net, directions, X, Y, loss, points=21):
    """The loss at w + a u + b v for a (columns) and b (rows) from -1 to 1, in prediction mode: (points, points).

    net: a single network, which stays as it is.  directions: u and v, (P,) each.  X, Y: the rows, as for the loss.
    loss: (Z, Y) -> (value, dZ), such as softmax_cross_entropy.
    """
    if arguments.instance("net", net, Network).population:
        raise ValueError(f"net takes a single network, got a population of {net.population}")
    arguments.function("loss", loss, "one of lessonlib.losses, such as squared_error")
    u, v = (arguments.of_shape("directions", arguments.floats("directions", d), net.w.shape) for d in directions)
    places = np.linspace(-1, 1, arguments.whole("points", points, 2))
    row = Network(copy.deepcopy(net.layers), population=len(places))  # one row of the surface at a time
    for mine, given in zip(row.leaves(), net.leaves(), strict=True):
        for name in given.statistics:
            setattr(mine, name, getattr(given, name))
    values = []
    for b in places:
        row.w = net.w + places[:, None] * u + b * v
        values.append(loss(row.predict(X), Y)[0])
    return np.array(values)
