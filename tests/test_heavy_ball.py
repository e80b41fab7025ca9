"""Momentum on a parabola: the solved recurrence against real runs and against numpy's root finder."""

import numpy as np
import pytest

from lessonlib import heavy_ball
from lessonlib.heavy_ball import KINDS
from lessonlib.objectives import Quadratic
from lessonlib.optimizers import GradientDescent, Momentum
from lessonlib.rstream import RStream
from lessonlib.training import trace

PAIRS = np.column_stack([RStream(7).runif(50, 0.01, 2.5), RStream(8).runif(50, 0, 1)])


@pytest.mark.parametrize("lr, rho", PAIRS[:10])
def test_roots_are_those_of_the_quadratic_equation(lr, rho):
    expected = np.roots([1, -(1 + rho - lr * 1.7), rho])
    got = heavy_ball.roots(lr, rho, 1.7)
    assert abs(got[0]) >= abs(got[1])
    np.testing.assert_allclose(np.sort_complex(got), np.sort_complex(expected), atol=1e-12)


def test_roots_broadcast():
    assert heavy_ball.roots(np.ones((4, 1)), np.zeros(3), 2.0).shape == (4, 3, 2)


def test_the_convergence_factor_is_measured_on_runs():
    lr, rho = PAIRS.T
    w = trace(Quadratic((2.0,)), np.ones((50, 1)), Momentum(PAIRS[:, :1], PAIRS[:, 1:]), 600)[..., 0]
    size = np.hypot(w[1:], w[:-1])  # both of the recurrence's numbers, as a run may pass through 0
    with np.errstate(divide="ignore"):
        rate = np.exp((np.log(size[500:].mean(axis=0)) - np.log(size[100:200].mean(axis=0))) / 400)
    seen = size[500:].min(axis=0) > 1e-150
    assert seen.sum() > 20
    np.testing.assert_allclose(rate[seen], heavy_ball.convergence_factor(lr, rho, 2.0)[seen], rtol=0.01)


@pytest.mark.parametrize("lr, rho, name", [(0.1, 0.1, 0), (0.5, 0.8, 1), (0.9, 0.0, 2), (1.2, 0.05, 3), (2.1, 0.9, 3)])
def test_kind_is_what_a_run_does(lr, rho, name):
    assert heavy_ball.kind(lr, rho, 2.0) == name
    w = trace(Quadratic((2.0,)), (1.0,), Momentum(lr, rho), 60)[:, 0]
    flips = (np.sign(w[1:40]) != np.sign(w[:39])).mean()
    seen = "divergent" if abs(w[-1]) > 1 else "overdamped" if flips == 0 else "zigzag" if flips == 1 else "oscillating"
    assert seen == KINDS[name]


def test_critical_momentum_beats_every_other():
    for lr in (0.01, 0.1, 0.4):
        best = heavy_ball.critical_momentum(lr, 2.0)
        others = np.linspace(0, 1, 201)
        factors = heavy_ball.convergence_factor(lr, others, 2.0)
        assert (heavy_ball.convergence_factor(lr, best, 2.0) <= factors + 1e-7).all()


def test_best_momentum_beats_a_search():
    best = heavy_ball.best_momentum(1.0, 25.0)
    lr, rho = np.meshgrid(np.linspace(0.005, 0.16, 120), np.linspace(0, 0.99, 120))
    worst = np.maximum(heavy_ball.convergence_factor(lr, rho, 1.0), heavy_ball.convergence_factor(lr, rho, 25.0))
    reached = max(heavy_ball.convergence_factor(best.lr, best.rho, curvature) for curvature in (1.0, 25.0))
    assert reached == pytest.approx(4 / 6, abs=1e-6) and reached <= worst.min() + 1e-7
    without = np.maximum(abs(1 - lr[0]), abs(1 - 25 * lr[0])).min()
    assert without == pytest.approx(24 / 26, abs=5e-3)


def test_gradient_descent_is_momentum_without_memory():
    f = Quadratic((1.0, 25.0))
    np.testing.assert_array_equal(
        trace(f, (1.0, 1.0), GradientDescent(0.05), 20), trace(f, (1.0, 1.0), Momentum(0.05, 0.0), 20)
    )


@pytest.mark.parametrize(
    "lr, curvature, message",
    [
        (0.6, 2.0, r"lr \* curvature takes finite numbers in \[0, 1\], got 1\.2"),
        (-0.1, 2.0, r"lr \* curvature takes finite numbers in \[0, 1\], got -0\.2"),
        (np.nan, 1.0, "lr takes finite numbers, got nan"),
        (0.1, "steep", "curvature must be a number or an array of numbers, got 'steep'"),
    ],
)
def test_critical_momentum_says_what_it_takes(lr, curvature, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        heavy_ball.critical_momentum(lr, curvature)


def test_best_momentum_says_what_it_takes():
    with pytest.raises(ValueError, match="low takes finite numbers greater than 0"):
        heavy_ball.best_momentum(0.0, 1.0)
    with pytest.raises(ValueError, match="high - low"):
        heavy_ball.best_momentum(2.0, 1.0)


def test_best_momentum_by_hand():
    best = heavy_ball.best_momentum(1, 25)
    assert best.lr == pytest.approx(4 / 36, rel=1e-15) and best.rho == pytest.approx((4 / 6) ** 2, rel=1e-15)
    alike = heavy_ball.best_momentum([4.0, 1.0], 4.0)
    assert alike.lr.tolist() == [4 / 16, 4 / 9] and alike.rho.tolist() == [0, pytest.approx(1 / 9)]
    with pytest.raises(ValueError, match=r"^high - low takes finite numbers of at least 0, got -1\.0$"):
        heavy_ball.best_momentum(2.0, 1.0)


def test_critical_momentum_by_hand_at_both_ends():
    assert heavy_ball.critical_momentum([0.0, 0.125, 0.5], 2.0).tolist() == [1, 0.25, 0]


@pytest.mark.parametrize(
    ("lr", "rho", "curvature", "roots", "kind"),
    [
        (0.5, 0.0, 2.0, (0, 0), "overdamped"),  # the minimum in one step
        (0.25, 0.0, 2.0, (0.5, 0), "overdamped"),
        (1.5, 0.0, 1.0, (-0.5, 0), "zigzag"),
        (0.5, 1.0, 4.0, (1j, -1j), "divergent"),  # no friction: it swings for ever
        (0.25, 0.25, 5.0, (0.5j, -0.5j), "oscillating"),
        (2.0, 0.0, 1.0, (-1, 0), "divergent"),  # from side to side for ever
        (0.0, 0.5, 3.0, (1, 0.5), "divergent"),  # it stays where it is
        (1.0, 0.5, 3.0, (-1, -0.5), "divergent"),
    ],
)
def test_roots_by_hand_the_larger_first(lr, rho, curvature, roots, kind):
    got = heavy_ball.roots(lr, rho, curvature)
    assert sorted(got.tolist(), key=lambda r: -r.imag) == sorted(map(complex, roots), key=lambda r: -complex(r).imag)
    assert abs(got[0]) == max(map(abs, roots)) == heavy_ball.convergence_factor(lr, rho, curvature)
    assert KINDS[heavy_ball.kind(lr, rho, curvature)] == kind


@pytest.mark.parametrize("function", [heavy_ball.roots, heavy_ball.convergence_factor, heavy_ball.kind])
def test_a_map_of_rates_and_momenta_is_made_of_single_ones(function):
    lr, rho, curvature = np.linspace(0, 3, 4)[:, None, None], np.linspace(0, 1, 3)[:, None], np.array([0.5, 2.0])
    many = function(lr, rho, curvature)
    assert many.shape[:3] == (4, 3, 2)
    for i, j, k in np.ndindex(4, 3, 2):
        np.testing.assert_array_equal(many[i, j, k], function(lr[i, 0, 0], rho[j, 0], curvature[k]))
