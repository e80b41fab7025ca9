"""The fewest steps to the minimum of a valley that is turned, at the best of 36 rates (chapter 5)."""

import numpy as np

from lessonlib import studies
from lessonlib.objectives import Quadratic
from lessonlib.optimizers import Adagrad, Adam, GradientDescent, Momentum, RMSProp
from lessonlib.plots.adaptive import arrival
from lessonlib.training import trace

KINDS = (GradientDescent, Momentum, Adagrad, RMSProp, Adam)
DEGREES = (0, 5, 10, 15, 20, 30, 45)
RATES = np.geomspace(0.001, 3, 36)
VALLEY, START, STEPS = Quadratic((1, 100)), np.array([-0.9, 0.25]), 300


def start(seed):
    """The chapter's start for seed 0, else one within 1 % of it."""
    return START * (1 + (0.01 * np.random.default_rng(seed).uniform(-1, 1, 2) if seed else 0))


def arrivals(kind, degrees, w):
    """The step at which a run arrives from w, -1 if it does not: (rates, starts)."""
    angle = np.radians(degrees)
    R = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def turned(w):  # f(R' w), and its gradient R grad f
        value, g = VALLEY(w @ R)
        return value, g @ R.T

    paths = trace(turned, np.tile(w @ R.T, (len(RATES), 1, 1)), kind(RATES[:, None, None]), STEPS)
    return arrival(paths)


def run(seeds):
    """{"Adam, 30 degrees, steps": fewest (seeds,), "..., rates": at how many a run arrives (seeds,), ...}"""
    found, w = {}, np.array([start(seed) for seed in seeds])
    for kind in KINDS:
        for degrees in DEGREES:
            steps = arrivals(kind, degrees, w)
            name = f"{kind.__name__}, {degrees} degrees"
            found[f"{name}, steps"] = np.where(steps < 0, STEPS + 1, steps).min(axis=0)
            found[f"{name}, rates"] = (steps >= 0).sum(axis=0)
    return found


if __name__ == "__main__":
    studies.record(__file__, run, range(25))
