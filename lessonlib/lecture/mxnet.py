"""What Lesson 5 has from MXNet 1.x: its names, its first weights and its form of Adam."""

from dataclasses import dataclass, field

import numpy as np

from lessonlib import arguments
from lessonlib.layers import Linear
from lessonlib.network import Network
from lessonlib.optimizers import Optimizer

NAMES = {
    "b": "fc{}_bias",
    "W": "fc{}_weight",
    "beta": "bn{}_beta",
    "gamma": "bn{}_gamma",
    "moving_mean": "bn{}_moving_mean",
    "moving_var": "bn{}_moving_var",
}


def mxnet_name(name):
    """What MXNet calls an entry of net.blocks or net.statistics: "fc1_weight" for "W1"."""
    kind = name.rstrip("0123456789")
    return NAMES[kind].format(name[len(kind) :])


def mxnet_arguments(net):
    """net.blocks by MXNet's names and in its order, which is the other way round within a layer: weights before biases.

    {"fc1_weight": slice, "fc1_bias": slice, "bn1_gamma": slice, "bn1_beta": slice, "fc2_weight": slice, ...}
    """
    names = list(arguments.instance("net", net, Network).blocks)
    order = [name for pair in zip(names[1::2], names[::2], strict=True) for name in pair]  # a layer has two of them
    return {mxnet_name(name): net.blocks[name] for name in order}


def mxnet_uniform(net, seed=0, scale=0.01):
    """MXNet's first values: weights U(-scale, scale) in single precision, biases 0; returns the network itself.

    seed: a whole number as for mx.set.seed(), from 0; for a population a list of K of them.  scale: greater than 0.
    What a BatchNorm has is reset.
    """
    arguments.instance("net", net, Network)
    if (net.population is None) != (np.ndim(seed) == 0) or np.size(seed) != (net.population or 1):
        wanted = f"a list of {net.population} whole numbers" if net.population else "one whole number"
        raise ValueError(f"seed takes {wanted}, got {seed!r}")
    scale = arguments.numbers("scale", scale, above=0, shape=())
    words = [_words(arguments.whole("seed", one, 0, 2**31 - 1)) for one in (seed if net.population else [seed])]
    scale = np.float32(scale)
    net.reset()
    for layer in net.leaves():
        if isinstance(layer, Linear):
            n = layer.inputs * layer.width
            units = np.array([draw(n) for draw in words], dtype=np.float32) / np.float32(2**32)
            W = (units * (scale + scale) - scale).reshape(-1, layer.width, layer.inputs)  # MXNet's are (out, in)
            layer.W = W.mT if net.population else W[0].T
    net.drawn = True
    return net


def _words(seed):
    """`draw(n)`: MXNet's next n random words of 32 bits, for one array of n numbers.

    Generator i is a Mersenne Twister whose seed is 127 seed + i. It fills the i-th of ceil(n / 64) parts of the array,
    all as long but the last, and goes on in the next array.
    """
    generators = []

    def draw(n):
        parts = -(-n // 64)
        length = -(-n // parts)
        while len(generators) < parts:
            generators.append(np.random.RandomState((127 * seed + len(generators)) % 2**32))
        sizes = [min(length, n - start) for start in range(0, n, length)]
        return np.concatenate([generators[i].randint(0, 2**32, size, np.uint32) for i, size in enumerate(sizes)])

    return draw


@dataclass
class MXNetAdam(Optimizer):
    """M <- beta1 M + (1 - beta1) g;   N <- beta2 N + (1 - beta2) g^2;
    W <- W - lr sqrt(1 - beta2^t) / (1 - beta1^t) M / (sqrt(N) + eps)

    In Adam's terms lr Mhat / (sqrt(Nhat) + eps / sqrt(1 - beta2^t)): eps is outside of the root, and not corrected, so
    that it acts as 32 eps in the first move. That matters where gradients are no larger.

    ahead: by how much t is ahead of the moves of this run, since MXNet goes on counting when an optimizer is used for
    another network; at least 0, a number or one for each parameter (see stale_steps).  All others: as for Adam.
    """

    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    ahead: float = field(default=0, repr=False)
    M = 0.0  # first moment
    N = 0.0  # second moment
    t = 0  # moves so far
    ranges = Optimizer.ranges | {"ahead": {"low": 0}}

    def __call__(self, g):
        self.t += 1
        t = self.t + self.ahead
        self.M = self.beta1 * self.M + (1 - self.beta1) * g
        self.N = self.beta2 * self.N + (1 - self.beta2) * g * g
        return self.lr * np.sqrt(1 - self.beta2**t) / (1 - self.beta1**t) * self.M / (np.sqrt(self.N) + self.eps)
