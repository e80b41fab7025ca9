"""Why 25 layers with BatchNorm fail: the lecture's training with one thing changed at a time (chapter 7)."""

from functools import partial

import numpy as np

from lessonlib import datasets, lecture, recording
from lessonlib.datasets import one_hot
from lessonlib.layers import BatchNorm, LeakyReLU
from lessonlib.measures import LEARNT, accuracy
from lessonlib.training import descend

X, y, X_test, y_test = datasets.iris_split()
Y, Y_test = one_hot(y, 3), one_hot(y_test, 3)
BATCHES = [slice(k, k + 20) for k in range(0, 100, 20)]
PLANS = {  # for each step in turn its groups of rows
    "lecture": [[batch] for batch in BATCHES],
    "steps from all": [BATCHES],
    "one batch": [[slice(0, 100)]],
}
SEEDS = range(100)
SETTINGS = {
    "lecture": {},
    "eps": {"eps": 1e-8},
    "long": {"steps": 1500},
    "eps, long": {"eps": 1e-8, "steps": 1500},
    "eps, leak 0.5": {"eps": 1e-8, "leak": 0.5},
    "he": {"he": True},
    "he, 2500 steps": {"he": True, "steps": 2500},
    "he, steps from all": {"he": True, "plan": "steps from all"},
    "he, one batch": {"he": True, "plan": "one batch"},
    "he, one batch, leak": {"he": True, "plan": "one batch", "leak": 0.5},
    "he, leak": {"he": True, "leak": 0.5},
    "mixed, 2500 steps": {"he": True, "mixed": True, "steps": 2500},
    "mixed, leak 0.25": {"he": True, "mixed": True, "leak": 0.25},
    "mixed, leak": {"he": True, "mixed": True, "leak": 0.5},
    "mixed, leak, plain": {"he": True, "mixed": True, "leak": 0.5, "batch_norm": False},
    "mixed, plain": {"he": True, "mixed": True, "batch_norm": False},
    **{
        f"mixed, {kind}, rate {lr:g}": {"he": True, "mixed": True, "leak": leak, "lr": lr, "steps": 1000}
        for kind, leak in (("ReLU", 0), ("leak", 0.5))
        for lr in (0.001, 0.003, 0.01, 0.03, 0.1)
    },
    "8 layers": {"depth": 8},
    "8 layers, mixed": {"depth": 8, "mixed": True},
    "8 layers, he": {"depth": 8, "he": True},
    "8 layers, he, mixed": {"depth": 8, "he": True, "mixed": True},
}
FEW = ["lecture"]


def turns(plan, mixed, members):
    """The rows of each step, in groups that are normalised together; mixed: dealt anew in each epoch."""
    rng, order = np.random.default_rng(0), np.arange(100)
    while True:
        if mixed:
            order = rng.permuted(np.tile(np.arange(100), (members, 1)), axis=1)
        for groups in PLANS[plan]:
            yield [order[..., group] for group in groups]


def step_of(net, plan="lecture", mixed=False):
    """w -> (loss, gradient), means over the groups whose turn it is."""
    turn = turns(plan, mixed, net.population)

    def f(w):
        found = []
        for rows in next(turn):
            loss, dZ = lecture.floored_cross_entropy(net.forward(X[rows]), Y[rows])
            net.gradient(dZ)
            found.append((loss, net.g.copy()))
        return [np.mean(values, axis=0) for values in zip(*found, strict=True)]

    return f


def train(
    seeds, plan="lecture", he=False, leak=0, mixed=False, eps=1e-3, batch_norm=True, depth=26, steps=500, lr=0.001
):
    """The trained networks."""
    net = lecture.mlp(depth, activation=partial(LeakyReLU, leak), batch_norm=batch_norm, population=len(seeds))
    lecture.mxnet_uniform(net, list(seeds))
    if he:
        net.initialise([np.random.default_rng(seed) for seed in seeds], "he")
    for layer in net.leaves():
        if isinstance(layer, BatchNorm):
            layer.eps = eps
    for _ in descend(step_of(net, plan, mixed), net.w, lecture.MXNetAdam(lr=lr), steps):
        pass
    return net


def judge(net, plan="lecture"):
    """Accuracies by the way of looking, (seeds,) each; "dealt anew" is a mean over 20 deals.

    Prediction comes first, as training mode moves what it uses.
    """
    right = {
        "prediction": accuracy(net.forward(X, train=False), Y),
        "test": accuracy(net.forward(X_test, train=False), Y_test),
    }
    together = [group for groups in PLANS[plan] for group in groups]
    deals = np.random.default_rng(1).permuted(np.tile(np.arange(100), (20, 1)), axis=1)
    for name, orders in (("own", [np.arange(100)]), ("dealt anew", deals)):
        found = [accuracy(net.forward(X[order[rows]]), Y[order[rows]]) for order in orders for rows in together]
        right[name] = np.mean(found, axis=0)
    return right


def outcomes(seeds, plan="lecture", **how):
    """{": test": booleans (seeds,), whether more than 90 % of the test rows are right, ...}"""
    right = judge(train(seeds, plan, **how), plan)
    return {f": {rows}": values > LEARNT for rows, values in right.items()}


if __name__ == "__main__":
    recording.main(__file__)
