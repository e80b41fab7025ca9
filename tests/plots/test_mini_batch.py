"""Regressions on mini-batches, and what the figures of chapter 4 say about runs."""

import numpy as np
import pytest

from lessonlib import datasets
from lessonlib.objectives import LinearRegression, SineLogistic, sampled
from lessonlib.optimizers import GradientDescent, Momentum
from lessonlib.plots import mini_batch
from lessonlib.plots.common import card
from lessonlib.plots.surfaces import draw_route
from lessonlib.rstream import RStream
from lessonlib.training import Batches, trace


def data(seeds=range(3), n=40):
    return datasets.sine(0.7, 0.7, n=n, stream=[RStream(seed) for seed in seeds])


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("size", [1, 7, 40])
def test_a_member_on_batches_equals_the_single_run_with_its_generator(size, replace):
    X, y = data()
    batches = Batches(X, y, size, generators(), replace)
    together = trace(sampled(SineLogistic, batches), np.zeros((3, 2)), Momentum(0.1, 0.9), steps=20)
    for i in range(3):
        alone = sampled(SineLogistic, Batches(X[i], y[i], size, np.random.default_rng(i), replace))
        path = trace(alone, (0.0, 0.0), Momentum(0.1, 0.9), steps=20)
        assert np.allclose(path, together[:, i], rtol=0, atol=1e-13)


def generators():
    return [np.random.default_rng(i) for i in range(3)]


def test_runs_with_their_own_momentum_share_the_batches_of_their_data_set():
    X, y = data()
    rho = np.array([0.0, 0.9])[:, None, None]
    both = trace(sampled(SineLogistic, Batches(X, y, 5, generators())), np.zeros((2, 3, 2)), Momentum(0.1, rho), 20)
    for k, momentum in enumerate((0.0, 0.9)):
        one = trace(
            sampled(SineLogistic, Batches(X, y, 5, generators())), np.zeros((3, 2)), Momentum(0.1, momentum), 20
        )
        assert np.allclose(one, both[:, k], rtol=0, atol=1e-13)


def test_the_batches_of_an_epoch_have_the_mean_slope_of_all_rows():
    X, y = data([0])
    w = np.array([0.3, -0.4])
    for kind in (SineLogistic, LinearRegression):
        f = sampled(kind, Batches(X[0], y[0], 8, np.random.default_rng(0), replace=False))
        slopes = [f(w)[1] for _ in range(5)]
        assert np.allclose(np.mean(slopes, axis=0), kind(X[0], y[0])(w)[1])


def test_the_caption_of_the_ends_counts_each_run_once():
    f = SineLogistic(*datasets.sine(0.7, 0.7))
    hole = trace(f, (0.7, 0.7), Momentum(lr=0.05), steps=100)[-1]
    ends = np.array([hole, [0.0, 0.0], [0.1, 0.0], [9.0, 9.0]])
    path = np.array([[0.0, 0.0], [0.1, 0.1], [9.0, 0.0], [0.2, 0.2]])
    _, ax = card()
    caption = mini_batch.draw_ends_of_runs(ax, f, path, ends, Momentum(0.1, 0.9), 1, f(hole)[0], hole)
    assert caption.startswith("1 of 4 runs end at the hole (blue circles), 2 elsewhere (orange squares), 1 outside")
    assert ax.get_title(loc="left") == "1 row, momentum 0.9: 25% at the hole"


@pytest.mark.parametrize(("end", "words"), [((0.0, 0.0), "does not find it"), ((0.72, 0.73), "finds the hole")])
def test_a_route_says_whether_it_arrived(end, words):
    f = SineLogistic(*datasets.sine(0.7, 0.7))
    _, ax = card()
    path = np.array([[0.0, 0.0], end])
    draw_route(ax, f, path, GradientDescent(), f(np.array([0.72, 0.73]))[0], "A run", star=(0.72, 0.73))
    assert ax.get_title(loc="left") == f"A run: {words}"


def test_settling_says_so_and_when_it_does_not():
    for losses, words in ((np.full((40, 3), 0.5), "Last quarter: 0.020"), (np.full((40, 3), 9.0), "Does not settle")):
        _, ax = card()
        assert mini_batch.draw_settling(ax, losses, 0.48, 0.01, 10, 0.1).startswith(words)
