"""Several optimizers at once, one for each part of a population."""

import numpy as np

from lessonlib import arguments


def side_by_side(optimizers):
    """One optimizer made of several: the i-th of them moves w[i], the i-th part of a population.

    optimizers: a list of K different objects, such as [Adam(lr=0.1), Momentum(lr=0.1)].  Returns a function g -> D for
    g of shape (K, ...). Raises ValueError if an object comes twice, or if g does not have K parts.
    """
    optimizers = [arguments.function("optimizers", one, "objects such as Adam(lr=0.1)") for one in optimizers]
    if len(set(map(id, optimizers))) < len(optimizers):
        raise ValueError(f"optimizers takes an object only once, as it has a state of its own, got {optimizers}")

    def together(g):
        g = arguments.floats("g", g)
        if not g.ndim or len(g) != len(optimizers):
            raise ValueError(f"g must have a part for each of {len(optimizers)} optimizers, got shape {np.shape(g)}")
        D = np.empty_like(g)
        for i, (optimizer, part) in enumerate(zip(optimizers, g, strict=True)):
            D[i] = optimizer(part)
        return D

    return together
