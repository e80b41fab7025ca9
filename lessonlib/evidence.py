"""Shares and means of n runs with their confidence intervals, and the numbers that the book's prose refers to."""

from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from lessonlib import arguments


class Share(NamedTuple):
    """A share of runs with its interval; printed as '37 of 100: 37 % (28 to 47 %)'."""

    successes: int
    runs: int
    value: float
    low: float
    high: float

    def __str__(self):
        percent = f"{100 * self.value:.0f} % ({100 * self.low:.0f} to {100 * self.high:.0f} %)"
        return f"{self.successes} of {self.runs}: {percent}"


def share(outcomes, confidence=0.95):
    """The share of true outcomes and its Wilson score interval (Wilson 1927).

    centre -+ half:  (p + z^2 / 2n) / (1 + z^2 / n)  -+  z / (1 + z^2 / n) sqrt(p (1 - p) / n + z^2 / 4 n^2)

    outcomes: n booleans, n at least 1.  confidence: between 0 and 1.  Unlike p -+ z sqrt(p (1 - p) / n), the interval
    stays between 0 and 1, and does not vanish for p = 0 or 1.
    """
    outcomes = arguments.array_of("outcomes", outcomes)
    if outcomes.dtype != bool or outcomes.ndim != 1 or not outcomes.size:
        raise ValueError(f"outcomes takes one axis of booleans, got {outcomes.dtype} of shape {outcomes.shape}")
    confidence = float(arguments.numbers("confidence", confidence, above=0, below=1, shape=()))
    n, k = outcomes.size, int(outcomes.sum())
    p, z = k / n, -NormalDist().inv_cdf((1 - confidence) / 2)
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    return Share(k, n, p, max(min(centre - half, p), 0.0), min(max(centre + half, p), 1.0))  # at p = 0 and 1 too


def mean_and_half_width(values):
    """The mean over n runs, and the half-width of its 95 % interval, 1.96 s / sqrt(n).

    values: numbers whose last axis are the runs, n at least 2.  s: their standard deviation, with n - 1.
    """
    values = arguments.floats("values", values)
    if not values.ndim or values.shape[-1] < 2:
        raise ValueError(f"values must have at least 2 runs in its last axis, got shape {values.shape}")
    return values.mean(axis=-1), 1.96 * values.std(axis=-1, ddof=1) / values.shape[-1] ** 0.5


def found(**results):
    """Print each result under the name by which the book's prose refers to it, such as 'c05_adam = 45 of 100'.

    results: a Share, or its outcomes, an array of booleans; or a number, of which four digits are printed (a whole one
    stays as it is).
    """
    for name, result in results.items():
        if not isinstance(result, Share):
            array = arguments.array_of(name, result)
            result = share(array) if array.dtype == bool else arguments.numbers(name, result, shape=())
        if isinstance(result, Share):
            text = f"{result.successes} of {result.runs}"
        else:
            text = f"{result:d}" if isinstance(result, (int, np.integer)) else f"{float(result):.4g}"
        print(f"{name} = {text}")
