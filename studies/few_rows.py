"""Networks that learn 50 rows of the rings, or 300: how many of 400 new rows they have right (chapter 5)."""

import numpy as np

from lessonlib import datasets, studies
from lessonlib.layers import Linear, ReLU
from lessonlib.losses import sigmoid_cross_entropy
from lessonlib.measures import accuracy
from lessonlib.network import Network
from lessonlib.optimizers import Adam
from lessonlib.rstream import RStream
from lessonlib.training import Batches, descend, objective

PLAIN = {f"{depth} hidden, {n} rows": (depth, n, 0, 0) for depth, n in ((1, 50), (2, 50), (4, 50), (2, 300))}
HELD = {f"decay {decay:g}": (2, 50, decay, 0) for decay in (0.001, 0.003, 0.01, 0.03)}
HELD |= {f"penalty {penalty:g}": (2, 50, 0, penalty) for penalty in (0.001, 0.003, 0.01, 0.03)}
RUNS = PLAIN | HELD  # hidden layers of 20, rows, decoupled decay, penalty
STEPS, KNOWN = 600, 0.9


def penalised(f, penalty):
    """The loss with penalty / 2 times the squares of all weights added to it."""

    def g(w):
        value, gradient = f(w)
        return value + penalty / 2 * (w**2).sum(axis=-1), gradient + penalty * w

    return g if penalty else f


def train(seeds, depth, n, decay, penalty):
    """Whether a network ever knows 90 % of its rows; its share and its loss of new rows then; the three in the end.

    Looks after every tenth step; who never knows 90 % is judged at the end.
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


def run(seeds, names=tuple(RUNS)):
    """{"1 hidden, 50 rows, knows": booleans (seeds,), "..., new rows then", "..., own rows in the end", ...}"""
    found = {}
    results = ("knows", "new rows then", "new loss then")
    results += ("own rows in the end", "new rows in the end", "new loss in the end")
    for name in names:
        found |= zip((f"{name}, {what}" for what in results), train(seeds, *RUNS[name]), strict=True)
    return found


if __name__ == "__main__":
    studies.record(__file__, run, range(100))
