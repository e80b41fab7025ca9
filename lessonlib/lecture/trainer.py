"""The lecture's training: of multi-layer perceptrons in Lesson 2, of its networks on the irises in Lesson 5."""

import time
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lessonlib import arguments, datasets
from lessonlib.layers import Linear, ReLU
from lessonlib.lecture.losses import clipped_cross_entropy, floored_cross_entropy
from lessonlib.lecture.mxnet import mxnet_name
from lessonlib.lecture.networks import CLASSES, ClippedSigmoid
from lessonlib.measures import accuracy, mean_abs_gradients
from lessonlib.network import Network
from lessonlib.progress import progress
from lessonlib.rstream import RStream
from lessonlib.training import Batches, descend, objective

BATCH = 20  # rows in a batch of the irises
ACTIVATIONS = {"relu": ReLU, "sigmoid": ClippedSigmoid}


def train_mlp(X, y, hidden, optimizer, steps, batch_size=None, stream=None, activation="relu"):
    """The lecture's DEEP_MLP_Trainer (Lesson 2, exercises 2 to 4): the trained network and the loss of each step.

    X: (n, p); y: (n,), labels 0 and 1.  hidden: the width of each hidden layer, such as (20, 20).
    optimizer: such as Momentum(lr=0.1, rho=0.9), a new one.  steps: the number of steps; each comes after its loss.
    batch_size: rows that each step draws; None: all rows, and nothing is drawn.
    stream: an RStream, by default RStream(0), or a Generator: the weights are drawn from it, N(0, 1), then the batches.
    The stream that made the data continues it, as a script run from top to bottom.
    A list of K of them trains a population, with data of its own if X is (K, n, p) and y (K, n).
    activation: "relu", or "sigmoid" with its outputs kept in [1e-5, 1 - 1e-5], as in the lecture.
    Returns the Network and the losses, (steps,) or (steps, K), NaN after a run has left the finite numbers.
    """
    stream = RStream(0) if stream is None else stream
    layer = ACTIVATIONS[arguments.choice("activation", activation, ACTIVATIONS)]
    steps = arguments.whole("steps", steps, 0)
    arguments.function("optimizer", optimizer, "an optimizer such as Adam(lr=0.001)")
    batches = Batches(X, y, batch_size, stream)
    widths = [batches.X.shape[-1], *(arguments.whole("hidden", width, 1) for width in np.atleast_1d(hidden))]
    layers = []
    for inputs, width in pairwise(widths):
        layers += [Linear(inputs, width), layer()]
    population = len(stream) if isinstance(stream, (list, tuple)) else None
    net = Network([*layers, Linear(widths[-1], batches.Y.shape[-1])], population)
    f = objective(net, clipped_cross_entropy, batches)
    net.initialise(stream)
    losses = np.full((steps, *net.w.shape[:-1]), np.nan)
    for k, value, _ in progress(descend(f, net.w, optimizer, steps), "training", steps):
        losses[k] = value
    return net, losses


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

    loss: (steps,), of the batch, before each step.  accuracy: (epochs,), of the training rows in prediction mode,
    after each epoch.  gradients: {"fc1_weight": (epochs,), ...}, the mean |g| of each Linear's weights in an epoch.
    All are NaN after a run has left the finite numbers.
    """

    loss: np.ndarray
    accuracy: np.ndarray
    gradients: dict


def train_iris(net, optimizer, epochs=100, data=None, log=None, loss=floored_cross_entropy):
    """The lecture's training (Lesson 5): batches of 20 rows in their order. Returns a History.

    net: a Network with its first weights, such as mxnet_uniform(networks["mlp4"]()); it is trained in place.
    optimizer: such as MXNetAdam(lr=0.001), a new one.
    data: (X, y), by default the lecture's 100 training rows; a population may have X (K, n, 4) and y (K, n).
    log: such as print; gets a line for each of the first five epochs and then for every tenth: the mean loss, of all
    members, and how many rows were seen in a second.  None: no lines.
    loss: (Z, Y) -> (value, dZ), by default the lecture's.
    """
    epochs = arguments.whole("epochs", epochs, 0)
    arguments.function("optimizer", optimizer, "an optimizer such as MXNetAdam(lr=0.001)")
    X, y = datasets.iris_split()[:2] if data is None else data
    batches = InOrder(X, datasets.one_hot(y, CLASSES), BATCH)
    f = objective(net, loss, batches)
    steps, members = len(batches.starts), net.w.shape[:-1]
    losses = np.full((epochs, steps, *members), np.nan)
    gradients = {name: np.full(losses.shape, np.nan) for name in mean_abs_gradients(net, net.g)}
    right = np.full((epochs, *members), np.nan)
    for epoch in progress(range(epochs), "epochs"):
        start = time.perf_counter()
        for k, value, g in descend(f, net.w, optimizer, steps):
            losses[epoch, k] = value
            for name, size in mean_abs_gradients(net, g).items():
                gradients[name][epoch, k] = size
        seconds = time.perf_counter() - start
        right[epoch] = _accuracy_where_finite(net, batches)
        if log and (epoch < 5 or epoch % 10 == 9):
            speed = batches.Y[..., 0].size * (net.population or 1) / seconds
            log(f"epoch = {epoch + 1}: loss = {losses[epoch].mean():.4f} (Speed: {speed:.2f} sample/secs)")
    by_layer = {mxnet_name(name): sizes.mean(axis=1) for name, sizes in gradients.items()}
    return History(losses.reshape(-1, *members), right, by_layer)


def _accuracy_where_finite(net, batches):
    with np.errstate(over="ignore", invalid="ignore"):
        Z = net.predict(batches.X)
    return np.where(np.isfinite(Z).all(axis=(-2, -1)), accuracy(Z, batches.Y), np.nan)
