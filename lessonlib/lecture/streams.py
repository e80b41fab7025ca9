"""MXNet's random stream, from which Lesson 5 has its first weights. (R's, which Lesson 2 uses, is `rstream`.)"""

import numpy as np

from lessonlib import arguments
from lessonlib.layers import Linear
from lessonlib.network import Network


def mxnet_uniform(net, seed=None, scale=0.01):
    """MXNet's first values: weights U(-scale, scale) in single precision, biases 0; returns the network itself.

    seed: a whole number as for mx.set.seed(), from 0; for a population a list of K of them. By default 0, and for a
    population 0, 1, ..., K - 1.  scale: greater than 0.
    What a BatchNorm has is reset.
    """
    arguments.instance("net", net, Network)
    if seed is None:
        seed = list(range(net.population)) if net.population else 0
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
