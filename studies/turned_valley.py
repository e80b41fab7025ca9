"""The fewest steps to the minimum of a valley that is turned, at the best of 36 rates (chapter 5)."""

import numpy as np

from lessonlib import studies
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


def run(seeds):
    """{"Adam, 30 degrees, steps": fewest (seeds,), "..., rates": at how many a run arrives (seeds,), ...}"""
    found, w = {}, np.array([start(seed) for seed in seeds])
    for kind in KINDS:
        for degrees in DEGREES:
            steps = arrivals(kind, degrees, w)
            name = f"{kind.__name__}, {degrees} degrees"
            found[f"{name}, steps"] = np.where(steps < 0, STEPS + 1, steps).min(axis=0)
            found[f"{name}, rates"] = (steps >= 0).sum(axis=0)
    for kind in (Momentum, Adam):
        steps = arrivals(kind, 45, w, NARROW, SMALLER, LONG)
        found[f"{kind.__name__}, narrow, steps"] = np.where(steps < 0, LONG + 1, steps).min(axis=0)
    return found


if __name__ == "__main__":
    studies.record(__file__, run, range(25))
