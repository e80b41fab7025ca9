"""R's random stream: the numbers that R prints after set.seed(seed), to the last bit."""

import copy
import math
from statistics import NormalDist

import numpy as np

from lessonlib import arguments

UNIT = 2.3283064365386963e-10  # the factor R puts before a 32-bit word: 2^-32
TINY = 0.5 * 2.328306437080797e-10  # what R returns instead of 0: half of 1 / (2^32 - 1)
quantile = np.vectorize(NormalDist().inv_cdf, otypes=[float])  # Wichura's AS 241 (1988), as in R


class RStream:
    """The Mersenne Twister (Matsumoto & Nishimura 1998) seeded and read as R does.

    seed: a whole number, -2^31 < seed < 2^31, as for set.seed().
    sample_kind: "Rounding" (R before 3.6, as in the lectures) or "Rejection" (R since 3.6).
    Calls advance the stream: a second call goes on where the first one stopped.
    """

    def __init__(self, seed, sample_kind="Rounding"):
        self.seed = arguments.whole("seed", seed, 1 - 2**31, 2**31 - 1)
        self.sample_kind = arguments.choice("sample_kind", sample_kind, ("Rounding", "Rejection"))
        state = self.seed % 2**32
        words = []
        for _ in range(50 + 625):  # 50 rounds of scrambling; then R's position word, which it overwrites; then 624
            state = (69069 * state + 1) % 2**32
            words.append(state)
        self._twister = np.random.MT19937()
        key = np.array(words[51:], dtype=np.uint32)
        self._twister.state = {"bit_generator": "MT19937", "state": {"key": key, "pos": 624}}

    def __repr__(self):
        return f"RStream({self.seed}, {self.sample_kind!r})"

    def __copy__(self):  # a copy draws for itself
        return copy.deepcopy(self)

    def _uniforms(self, n):
        return np.maximum(self._twister.random_raw(n) * UNIT, TINY)

    def _uniform(self):
        return max(self._twister.random_raw() * UNIT, TINY)

    def runif(self, n, low=0.0, high=1.0):
        """n uniform numbers between low and high, shape (n,). R draws nothing when low equals high."""
        n = arguments.whole("n", n, 0)
        low = arguments.numbers("low", low, shape=())
        high = arguments.numbers("high", high, low, shape=())
        if low == high:
            return np.full(n, float(low))
        return low + (high - low) * self._uniforms(n)

    def rnorm(self, n, mean=0.0, sd=1.0):
        """n normal numbers, shape (n,), by inversion of two uniforms each. R draws nothing when sd is 0."""
        n = arguments.whole("n", n, 0)
        mean = arguments.numbers("mean", mean, shape=())
        sd = arguments.numbers("sd", sd, 0, shape=())
        if sd == 0:
            return np.full(n, float(mean))
        u = self._uniforms(2 * n).reshape(n, 2)
        return mean + sd * quantile((np.floor(2**27 * u[:, 0]) + u[:, 1]) / 2**27)

    def sample(self, n, size=None):
        """`size` different indices from 0 to n - 1 (R's are one more), in the order drawn; all n by default."""
        n = arguments.whole("n", n, 1, 10**7)  # beyond, R draws by another algorithm
        size = arguments.whole("size", n if size is None else size, 0, n)
        left = range(n, n - size, -1)  # how many are in the urn at each draw
        if self.sample_kind == "Rounding":
            places = (left * self._uniforms(size)).astype(int).tolist()
        else:
            places = map(self._index_by_rejection, left)
        urn, drawn = list(range(n)), []  # plain numbers, as they are drawn one at a time
        for j in places:
            drawn.append(urn[j])
            urn[j] = urn[-1]  # the last one takes the place of the one drawn
            urn.pop()
        return np.array(drawn, dtype=int)

    def _index_by_rejection(self, n):
        bits = math.ceil(math.log2(n))
        while True:
            word = 0
            for _ in range(bits // 16 + 1):
                word = (word << 16) + int(self._uniform() * 65536)
            if (index := word & ((1 << bits) - 1)) < n:
                return index
