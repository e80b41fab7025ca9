"""The lecture's networks by name, and its sigmoid."""

from functools import partial
from itertools import pairwise
from numbers import Integral

import numpy as np

from lessonlib import arguments
from lessonlib.layers import BatchNorm, Concat, LeakyReLU, Linear, ReLU, Residual, Sigmoid
from lessonlib.network import Network

INPUTS, CLASSES = 4, 3  # of the irises


class ClippedSigmoid(Sigmoid):
    """Y = S(X) kept in [eps, 1 - eps], and dX = dY Y (1 - Y): the lecture's, which does not differentiate the clip."""

    eps = 1e-5

    def forward(self, X, train=True):
        self.Y = np.clip(super()._forward(X, train), self.eps, 1 - self.eps)
        return self.Y


def mlp(depth, width=10, activation=ReLU, batch_norm=False, population=None, eps=1e-3):
    """depth - 1 times Linear, perhaps BatchNorm, and the activation; then one more Linear, an output for each class.

    activation: a class such as ReLU, or what makes such a layer.  eps: of each BatchNorm.
    """
    widths = [INPUTS] + [width] * (arguments.whole("depth", depth, 1) - 1)
    layers = []
    for p, q in pairwise(widths):
        layers += [Linear(p, q), *[BatchNorm(q, eps=eps)] * batch_norm, activation()]
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
