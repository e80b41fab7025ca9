"""What Lesson 5 has from MXNet 1.x: its names, its form of Adam, and how that counts its steps."""

from dataclasses import dataclass, field

import numpy as np

from lessonlib import arguments
from lessonlib.lecture.networks import networks
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


@dataclass
class MXNetAdam(Optimizer):
    """M <- beta1 M + (1 - beta1) g;   N <- beta2 N + (1 - beta2) g^2;
    W <- W - lr sqrt(1 - beta2^t) / (1 - beta1^t) M / (sqrt(N) + eps)

    In Adam's terms lr Mhat / (sqrt(Nhat) + eps / sqrt(1 - beta2^t)): eps is outside of the root, and not corrected, so
    that it acts as 32 eps in the first step. That matters where gradients are no larger.

    ahead: by how much t is ahead of the steps of this run, since MXNet goes on counting when an optimizer is used for
    another network; at least 0, a number or one for each parameter (see stale_steps).  All others: as for Adam.
    """

    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    ahead: float = field(default=0, repr=False)
    M = 0.0  # first moment
    N = 0.0  # second moment
    t = 0  # steps so far
    ranges = Optimizer.ranges | {"ahead": {"low": 0}}

    def __call__(self, g):
        self.t += 1
        t = self.t + self.ahead
        self.M = self.beta1 * self.M + (1 - self.beta1) * g
        self.N = self.beta2 * self.N + (1 - self.beta2) * g * g
        return self.lr * np.sqrt(1 - self.beta2**t) / (1 - self.beta1**t) * self.M / (np.sqrt(self.N) + self.eps)


def stale_steps(net, before, steps=500):
    """For MXNetAdam(ahead=...): how far the step counter of each of net's parameters is ahead after other networks.

    MXNet's Adam counts steps for each position in the list of arguments. The lecture makes one for mlp4, mlp8, bn8
    and bn25, and nothing sets its counters back.
    before: names of what it has trained, such as ("mlp4", "mlp8") for bn8.  steps: how many in each training.
    """
    steps = arguments.whole("steps", steps, 0)
    arguments.instance("net", net, Network)
    lengths = [len(mxnet_arguments(networks[arguments.choice("before", name, networks)]())) for name in before]
    counted = np.zeros(net.w.shape[-1])
    for position, block in enumerate(mxnet_arguments(net).values()):
        counted[block] = steps * sum(position < length for length in lengths)
    return counted
