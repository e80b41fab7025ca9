"""The fewest steps to the minimum of a valley that is turned, at the best of 36 rates (chapter 5)."""

import numpy as np

from lessonlib import recording
from lessonlib.measures import arrival
from lessonlib.objectives import Quadratic
from lessonlib.optimizers import Adagrad, Adam, GradientDescent, Momentum, RMSProp
from lessonlib.training import trace

KINDS = (GradientDescent, Momentum, Adagrad, RMSProp, Adam)
DEGREES = (0, 5, 10, 15, 20, 30, 45)
RATES = np.geomspace(0.001, 3, 36)
VALLEY, START, STEPS = Quadratic((1, 100)), np.array([-0.9, 0.25]), 300
NARROW, LONG = Quadratic((1, 10000)), 3000  # a hundred times as steep across; turned by 45 degrees
SMALLER = np.geomspace(1e-5, 3, 72)  # as its walls allow no momentum above 0.00038
SEEDS = range(25)
SETTINGS = {f"{k.__name__}, {degrees} degrees": {"kind": k, "degrees": degrees} for k in KINDS for degrees in DEGREES}
STEEP = {"degrees": 45, "f": NARROW, "rates": SMALLER, "steps": LONG}
SETTINGS |= {f"{kind.__name__}, narrow": {"kind": kind, **STEEP} for kind in (Momentum, Adam)}


def start(seed):
    """The chapter's start for seed 0, else one within 1 % of it."""
    return START * (1 + (0.01 * np.random.default_rng(seed).uniform(-1, 1, 2) if seed else 0))


def arrivals(kind, degrees, w, f=VALLEY, rates=RATES, steps=STEPS):
    """The step at which a run arrives from w, -1 if not."""
    angle = np.radians(degrees)
    c, s = np.cos(angle), np.sin(angle)
    R = np.array([[c, -s], [s, c]])

    def turned(w):  # f(R' w), and its gradient R grad f
        value, g = f(w @ R)
        return value, g @ R.T

    w = np.tile(w @ R.T, (len(rates), 1, 1))
    optimizer = kind(rates[:, None, None])
    return arrival(trace(turned, w, optimizer, steps))


def outcomes(seeds, kind, degrees, steps=STEPS, **how):
    """{", steps": the fewest (seeds,), steps + 1 if a run never arrives, ", rates": at how many a run arrives}"""
    arrived = arrivals(kind, degrees, np.array([start(seed) for seed in seeds]), steps=steps, **how)
    return {
        ", steps": np.where(arrived < 0, steps + 1, arrived).min(axis=0),
        ", rates": (arrived >= 0).sum(axis=0),
    }


if __name__ == "__main__":
    recording.main(__file__)
