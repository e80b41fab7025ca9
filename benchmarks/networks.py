"""Time per training step, side by side: `python benchmarks/networks.py`, with each peer that is installed.

Two networks on the rings, batches of 20 rows, Adam, 64-bit floats, one thread. All start from the same weights and
see the same batches, which are drawn inside of the measured time by the same sampler; so their losses must agree (up to
where each puts Adam's epsilon). All take turns, a short run each, and a time is the best of all turns.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before numpy is imported
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import argparse
import platform
import sys
import time
from collections import deque
from functools import partial
from importlib.util import find_spec
from itertools import pairwise

import numpy as np

from lessonlib import datasets
from lessonlib.layers import Linear, ReLU
from lessonlib.losses import sigmoid_cross_entropy
from lessonlib.network import Network
from lessonlib.optimizers import Adam
from lessonlib.training import Batches, descend, objective

X, y = datasets.rings()
SIZE, MEMBERS = 20, 64


def start(hidden, population=None):
    """A network with its first weights, and the batches that all peers get."""
    rng = np.random.default_rng(0) if population is None else np.random.default_rng(0).spawn(population)
    layers = [layer for pair in pairwise([2, *hidden]) for layer in (Linear(*pair), ReLU())]
    net = Network([*layers, Linear(hidden[-1], 1)], population).initialise(rng, "he")
    return net, Batches(X, y, SIZE, rng)


def weights(net):
    """A list of (W, b) for each Linear."""
    return [(layer.W, layer.b[..., 0, :]) for layer in net.layers[::2]]


def lessonlib(hidden, steps, population=None):
    net, batches = start(hidden, population)
    f, optimizer = objective(net, sigmoid_cross_entropy, batches), Adam()

    def run():
        return deque(descend(f, net.w, optimizer, steps), maxlen=1)[0][1]

    return run


def pytorch(hidden, steps, fused=False):
    import torch

    torch.set_num_threads(1)
    net, batches = start(hidden)
    layers = []
    for W, b in weights(net):
        layers += [torch.nn.Linear(*W.shape, dtype=torch.float64), torch.nn.ReLU()]
        layers[-2].weight.data, layers[-2].bias.data = torch.tensor(W.T.copy()), torch.tensor(b)
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(model.parameters(), fused=fused)
    loss = torch.nn.BCEWithLogitsLoss()

    def run():
        for _ in range(steps):
            Xb, Yb = map(torch.from_numpy, batches())
            optimizer.zero_grad()
            value = loss(model(Xb), Yb)
            value.backward()
            optimizer.step()
        return value.item()

    return run


def scikit_learn(hidden, steps):
    from sklearn.neural_network import MLPClassifier

    net, batches = start(hidden)
    model = MLPClassifier(hidden, batch_size=SIZE, alpha=0.0)
    model.partial_fit(X[:SIZE], y[:SIZE], classes=[0, 1])  # makes the arrays, which then start as all others do
    adam, parameters = model._optimizer, model.coefs_ + model.intercepts_
    adam.t, adam.ms, adam.vs = 0, *([np.zeros_like(p) for p in parameters] for _ in range(2))
    for i, (W, b) in enumerate(weights(net)):
        model.coefs_[i][...], model.intercepts_[i][...] = W, b

    def run():
        for _ in range(steps):
            Xb, Yb = batches()
            model.partial_fit(Xb, Yb[:, 0])
        return model.loss_

    return run


def scikit_learn_fit(hidden, steps):
    """One call of fit, which shuffles by itself: its batches, and so its loss, are others. `steps` is rounded up."""
    from sklearn.neural_network import MLPClassifier

    epochs = -(-steps * SIZE // len(X))
    model = MLPClassifier(hidden, batch_size=SIZE, alpha=0.0, max_iter=epochs, n_iter_no_change=epochs, tol=0.0)
    return lambda: model.fit(X, y).loss_


def jax(hidden, steps, population=None):
    """jit over a scan; the first run compiles."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    net, batches = start(hidden, population)
    params = jax.tree.map(jnp.asarray, weights(net))
    zeros = jax.tree.map(jnp.zeros_like, params)
    state = [(jnp.ones(() if population is None else population), params, zeros, zeros)]

    def loss(params, Xb, Yb):
        for W, b in params[:-1]:
            Xb = jnp.maximum(Xb @ W + b, 0.0)
        W, b = params[-1]
        Z = Xb @ W + b
        return (jnp.logaddexp(0.0, Z) - Yb * Z).mean()

    def step(state, batch):
        t, params, M, N = state
        value, g = jax.value_and_grad(loss)(params, *batch)
        M = jax.tree.map(lambda m, d: 0.9 * m + 0.1 * d, M, g)
        N = jax.tree.map(lambda n, d: 0.999 * n + 0.001 * d * d, N, g)
        c1, c2 = 1 - 0.9**t, 1 - 0.999**t
        params = jax.tree.map(lambda w, m, n: w - 0.001 * m / c1 / jnp.sqrt(n / c2 + 1e-8), params, M, N)
        return (t + 1, params, M, N), value

    def train(state, Xs, Ys):
        return jax.lax.scan(step, state, (Xs, Ys))

    program = jax.jit(train if population is None else jax.vmap(train, in_axes=(0, 1, 1)))

    def run():
        Xs, Ys = (np.stack(arrays) for arrays in zip(*(batches() for _ in range(steps)), strict=True))
        state[0], values = program(state[0], Xs, Ys)
        return np.asarray(values[..., -1])

    return run


def table(hidden, turns):
    """Print the table of one network; a row is a contestant."""
    single, many = 512, 256  # steps of a turn; whole numbers of what the sampler draws ahead
    contestants = {  # name: (package, function, steps, networks at once)
        "lessonlib": (None, lessonlib, single, 1),
        "scikit-learn, partial_fit": ("sklearn", scikit_learn, single, 1),
        "scikit-learn, fit": ("sklearn", scikit_learn_fit, 510, 1),
        "PyTorch eager": ("torch", pytorch, single, 1),
        "PyTorch eager, fused Adam": ("torch", partial(pytorch, fused=True), single, 1),
        "JAX jit + scan": ("jax", jax, single, 1),
        f"lessonlib, {MEMBERS} at once": (None, partial(lessonlib, population=MEMBERS), many, MEMBERS),
        f"JAX vmap of scan, {MEMBERS} at once": ("jax", partial(jax, population=MEMBERS), many, MEMBERS),
    }
    present = {name: row for name, row in contestants.items() if row[0] is None or find_spec(row[0])}
    runs = {name: make(hidden, steps) for name, (_, make, steps, _) in present.items()}
    seconds = {name: [] for name in runs}
    losses = {}
    for _ in range(turns):
        for name, run in runs.items():
            began = time.perf_counter()
            losses[name] = np.mean(run())
            seconds[name].append(time.perf_counter() - began)
    print(f"\n2-{'-'.join(map(str, hidden))}-1: microseconds per step of one network")
    print(f"{'':34}{'time':>8}{'/ lessonlib':>13}{'first turn':>13}{'10,000 steps':>14}{'loss':>9} after")
    times = {name: min(seconds[name]) / steps / k * 1e6 for name, (_, _, steps, k) in present.items()}
    for name, (_, _, steps, k) in present.items():
        ratio = times[name] / times["lessonlib" if k == 1 else f"lessonlib, {MEMBERS} at once"]
        first = seconds[name][0] - min(seconds[name])
        print(
            f"{name:34}{times[name]:8.1f}{ratio:13.2f}{'+' + format(first, '.2f') + ' s':>13}"
            f"{first + times[name] * k / 100:12.2f} s{losses[name]:9.4f} {steps * turns}"
        )
    gain = times["lessonlib"] / times[f"lessonlib, {MEMBERS} at once"]
    print(f"A network-step among {MEMBERS} at once is {gain:.2f} times faster than alone.")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--turns", type=int, default=8)
    options = options.parse_args()
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}, {platform.machine()}, one thread")
    for hidden in ((20, 20), (20,) * 8):
        table(hidden, options.turns)
