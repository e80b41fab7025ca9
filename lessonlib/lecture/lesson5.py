"""Lesson 5: its networks on the irises, its loss, and its training."""

import time
from functools import partial
from itertools import pairwise
from numbers import Integral
from typing import NamedTuple

import numpy as np

from lessonlib import arguments, datasets
from lessonlib.layers import BatchNorm, Concat, LeakyReLU, Linear, ReLU, Residual
from lessonlib.lecture.mxnet import mxnet_arguments, mxnet_name
from lessonlib.losses import softmax, takes_classes
from lessonlib.measures import accuracy, mean_abs_gradients
from lessonlib.network import Network
from lessonlib.progress import progress
from lessonlib.training import Batches, descend, objective

INPUTS, CLASSES, BATCH = 4, 3, 20


def mlp(depth, width=10, activation=ReLU, batch_norm=False, population=None):
    """depth - 1 times Linear, perhaps BatchNorm, and the activation; then one more Linear, an output for each class."""
    widths = [INPUTS] + [width] * (arguments.whole("depth", depth, 1) - 1)
    layers = []
    for p, q in pairwise(widths):
        layers += [Linear(p, q), *[BatchNorm(q)] * batch_norm, activation()]
    return Network([*layers, Linear(widths[-1], CLASSES)], population)


def resnet(depth, width=10, population=None):
    """mlp with Residual around each Linear and ReLU from the second on; the first cannot, as it changes the width."""
    blocks = [Residual([Linear(width, width), ReLU()]) for _ in range(arguments.whole("depth", depth, 2) - 2)]
    return Network([Linear(INPUTS, width), ReLU(), *blocks, Linear(width, CLASSES)], population)


def densenet(widths, population=None):
    """Linear and ReLU for each of `widths`, with Concat around them from the second on; then one more Linear."""
    widths = [arguments.whole("widths", width, 1) for width in arguments.each("widths", widths, Integral, "widths")]
    layers = [Linear(INPUTS, widths[0]), ReLU()]
    for i, width in enumerate(widths[1:], 1):
        layers.append(Concat([Linear(sum(widths[:i]), width), ReLU()]))
    return Network([*layers, Linear(sum(widths), CLASSES)], population)


networks = {
    "mlp4": partial(mlp, 4),
    "mlp8": partial(mlp, 8),
    "bn8": partial(mlp, 8, batch_norm=True),
    "bn25": partial(mlp, 26, batch_norm=True),
    "res7": partial(resnet, 7, 3),
    "res25": partial(resnet, 26),
    "dense7": partial(densenet, (3, 4, 5, 6, 7, 8)),
    "leaky3": partial(mlp, 3, activation=partial(LeakyReLU, 0.25)),
}  # each takes population=K; bn25 and res25 have 25 hidden layers, the others count the last Linear too


@takes_classes
def floored_cross_entropy(Z, Y, eps=1e-8):
    """L = mean over rows and classes of -Y log(P + eps),  P = softmax(Z);   dZ = p / (p + eps) (P - Y) / (n c)

    p: the probability of the row's class. The lecture's loss: for c classes softmax_cross_entropy divided by c, and at
    most -log(eps) / c. Its derivative is exact, and 0 where p is.
    """
    n, c = Z.shape[-2:]
    P = softmax(Z)
    p = (Y * P).sum(axis=-1, keepdims=True)
    return -np.log(p + eps).sum(axis=(-2, -1)) / (n * c), p / (p + eps) * (P - Y) / (n * c)


class InOrder(Batches):
    """Batches of `size` rows in the order of the table, again and again."""

    def __init__(self, X, Y, size):
        super().__init__(X, Y)
        self.size = arguments.whole("size", size, 1)
        self.starts = range(0, self.X.shape[-2], size)
        self._calls = 0

    def __call__(self):
        k = self.starts[self._calls % len(self.starts)]
        self._calls += 1
        return self.X[..., k : k + self.size, :], self.Y[..., k : k + self.size, :]


class History(NamedTuple):
    """What train_iris records; for a population each array has K columns more, its last axis.

    loss: (steps,), of the batch, before each move.  accuracy: (epochs,), of the training rows in prediction mode,
    after each epoch.  gradients: {"fc1_weight": (epochs,), ...}, the mean |g| of each Linear's weights in an epoch.
    All are NaN after a run has left the finite numbers.
    """

    loss: np.ndarray
    accuracy: np.ndarray
    gradients: dict


def train_iris(net, optimizer, epochs=100, data=None, log=print):
    """The lecture's training (Lesson 5): batches of 20 rows in their order, floored_cross_entropy. Returns a History.

    net: a Network with its first weights, such as mxnet_uniform(networks["mlp4"]()); it is trained in place.
    optimizer: such as MXNetAdam(lr=0.001), a new one.
    data: (X, y), by default the lecture's 100 training rows; a population may have X (K, n, 4) and y (K, n).
    log: gets a line for each of the first five epochs and then for every tenth: the mean loss, of all members, and how
    many rows were seen in a second.  None: no lines.
    """
    epochs = arguments.whole("epochs", epochs, 0)
    arguments.function("optimizer", optimizer, "an optimizer such as MXNetAdam(lr=0.001)")
    X, y = datasets.iris_split()[:2] if data is None else data
    batches = InOrder(X, datasets.one_hot(y, CLASSES), BATCH)
    f = objective(net, floored_cross_entropy, batches)
    steps, members = len(batches.starts), net.w.shape[:-1]
    loss = np.full((epochs, steps, *members), np.nan)
    gradients = {name: np.full(loss.shape, np.nan) for name in mean_abs_gradients(net, net.g)}
    right = np.full((epochs, *members), np.nan)
    for epoch in progress(range(epochs), "epochs"):
        start = time.perf_counter()
        for k, value, g in descend(f, net.w, optimizer, steps):
            loss[epoch, k] = value
            for name, size in mean_abs_gradients(net, g).items():
                gradients[name][epoch, k] = size
        seconds = time.perf_counter() - start
        right[epoch] = _accuracy_where_finite(net, batches)
        if log and (epoch < 5 or epoch % 10 == 9):
            speed = batches.Y[..., 0].size * (net.population or 1) / seconds
            log(f"epoch = {epoch + 1}: loss = {loss[epoch].mean():.4f} (Speed: {speed:.2f} sample/secs)")
    by_layer = {mxnet_name(name): sizes.mean(axis=1) for name, sizes in gradients.items()}
    return History(loss.reshape(-1, *members), right, by_layer)


def _accuracy_where_finite(net, batches):
    with np.errstate(over="ignore", invalid="ignore"):
        Z = net.predict(batches.X)
    return np.where(np.isfinite(Z).all(axis=(-2, -1)), accuracy(Z, batches.Y), np.nan)


def stale_steps(net, before, steps=500):
    """For MXNetAdam(ahead=...): how far the step counter of each of net's parameters is ahead after other networks.

    MXNet's Adam counts moves for each position in the list of arguments. The lecture makes one for mlp4, mlp8, bn8
    and bn25, and nothing sets its counters back.
    before: names of what it has trained, such as ("mlp4", "mlp8") for bn8.  steps: moves in each training.
    """
    steps = arguments.whole("steps", steps, 0)
    arguments.instance("net", net, Network)
    lengths = [len(mxnet_arguments(networks[arguments.choice("before", name, networks)]())) for name in before]
    counted = np.zeros(net.w.shape[-1])
    for position, block in enumerate(mxnet_arguments(net).values()):
        counted[block] = steps * sum(position < length for length in lengths)
    return counted
