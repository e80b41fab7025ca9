"""Lesson 2: the lecture's trainer of multi-layer perceptrons."""

from itertools import pairwise

import numpy as np

from lessonlib import arguments
from lessonlib.functions import sigmoid
from lessonlib.layers import Linear, ReLU, Sigmoid
from lessonlib.losses import takes
from lessonlib.network import Network
from lessonlib.progress import progress
from lessonlib.rstream import RStream
from lessonlib.training import Batches, descend, objective


class ClippedSigmoid(Sigmoid):
    """Y = S(X) kept in [eps, 1 - eps], and dX = dY Y (1 - Y): the lecture's, which does not differentiate the clip."""

    eps = 1e-5

    def forward(self, X, train=True):
        self.Y = np.clip(super()._forward(X, train), self.eps, 1 - self.eps)
        return self.Y


@takes("labels 0 and 1", lambda Y: ((Y == 0) | (Y == 1)).all())
def clipped_cross_entropy(Z, Y, eps=1e-8):
    """L = mean of -Y log(P + eps) - (1 - Y) log(1 - P + eps),  P = S(Z) kept in [eps, 1 - eps];   dZ = (P - Y) / n

    The lecture's loss, where we use sigmoid_cross_entropy. It is at most 17.7, and its clip is not differentiated.
    """
    n = Z.shape[-2]
    P = np.clip(sigmoid(Z), eps, 1 - eps)
    losses = -np.log(np.where(Y == 1, P, 1 - P) + eps)
    return losses.sum(axis=(-2, -1)) / n, (P - Y) / n


ACTIVATIONS = {"relu": ReLU, "sigmoid": ClippedSigmoid}


def train_mlp(X, y, hidden, optimizer, steps, batch_size=None, stream=None, activation="relu"):
    """The lecture's DEEP_MLP_Trainer (Lesson 2, exercises 2 to 4): the trained network and the loss of each step.

    X: (n, p); y: (n,), labels 0 and 1.  hidden: the width of each hidden layer, such as (20, 20).
    optimizer: such as Momentum(lr=0.1, rho=0.9), a new one.  steps: moves; each comes after its loss.
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
