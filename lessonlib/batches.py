"""Mini-batches, drawn as in R or dealt an epoch at a time, for one network or a population."""

import copy

import numpy as np

from lessonlib import arguments
from lessonlib.population import one_each
from lessonlib.rstream import RStream


class Batches:
    """Mini-batches: each call returns the next (X, Y), of shapes (size, p) and (size, c).

    X: (n, p).  y: (n,) or (n, c).  size: from 1 to n; None: no batches, each call returns all of X and Y.
    rng: needed with a size; a numpy Generator, such as np.random.default_rng(0), or an RStream. For a population a list
    of K of them, of which member i draws from the i-th, and then batches are (K, size, p). It may have data of its own:
    X (K, n, p) and y (K, n) or (K, n, c).
    replace: whether rows are put back after each step. True: each batch is a new sample of different rows, as in the
    lecture. False: each row comes once in an epoch, and the last batch is smaller if n / size is not whole.

    A Generator is read up to 256 batches ahead, an RStream never. Raises ValueError if shapes or sizes do not match.
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
    """Rows of `size` different indices below n, drawn as in R: the last one left takes the place of the one drawn."""
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
