"""Networks that learn 50 rows of the rings, or 300: how many of 400 new rows they have right (chapter 5)."""

import numpy as np

from lessonlib import datasets, recording
from lessonlib.layers import Linear, ReLU
from lessonlib.losses import sigmoid_cross_entropy
from lessonlib.measures import accuracy
from lessonlib.network import Network
from lessonlib.optimizers import Adam
from lessonlib.rstream import RStream
from lessonlib.training import Batches, descend, objective

PLAIN = {f"{depth} hidden, {n} rows": {"depth": depth, "n": n} for depth, n in ((1, 50), (2, 50), (4, 50), (2, 300))}
HELD = {f"decay {decay:g}": {"decay": decay} for decay in (0.001, 0.003, 0.01, 0.03)}
HELD |= {f"penalty {penalty:g}": {"penalty": penalty} for penalty in (0.001, 0.003, 0.01, 0.03)}
SEEDS, SETTINGS = range(100), PLAIN | HELD
STEPS, KNOWN = 600, 0.9


def penalised(f, penalty):
    """The loss with penalty / 2 times the squares of all weights added to it."""

    def g(w):
        value, gradient = f(w)
        return value + penalty / 2 * (w**2).sum(axis=-1), gradient + penalty * w

    return g if penalty else f


def train(seeds, depth=2, n=50, decay=0, penalty=0):
    """Whether a network ever knows 90 % of its rows; its share and its loss of new rows then; the three in the end.

    Looks after every tenth step; who never knows 90 % is judged at the end.  depth: hidden layers of 20; n: its rows.
    """
    X, y = datasets.rings(700, stream=[RStream(seed) for seed in seeds])
    rngs = [np.random.default_rng(seed) for seed in seeds]
    layers = [Linear(2, 20), ReLU()]
    for _ in range(depth - 1):
        layers += [Linear(20, 20), ReLU()]
    net = Network([*layers, Linear(20, 1)], len(rngs)).initialise(rngs, "he")
    f = objective(net, sigmoid_cross_entropy, Batches(X[:, :n], y[:, :n], 50 if n > 50 else None, rngs))
    knows, first = np.zeros(len(rngs), bool), np.zeros((2, len(rngs)))
    for k, _, _ in descend(penalised(f, penalty), net.w, Adam(lr=0.05), STEPS + 1, decay):
        if k and k % 10 == 0:
            own, Z = accuracy(net.predict(X[:, :n]), y[:, :n, None]), net.predict(X[:, 300:])
            new = accuracy(Z, y[:, 300:, None]), sigmoid_cross_entropy(Z, y[:, 300:, None])[0]
            first = np.where(knows, first, new)
            knows |= own >= KNOWN
    return knows, *first, own, *new


def outcomes(seeds, **how):
    """{", knows": booleans (seeds,), ", new rows then": ..., ", own rows in the end": ..., ...}"""
    results = ("knows", "new rows then", "new loss then")
    results += ("own rows in the end", "new rows in the end", "new loss in the end")
    return dict(zip((f", {what}" for what in results), train(seeds, **how), strict=True))


if __name__ == "__main__":
    recording.main(__file__)
