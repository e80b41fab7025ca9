"""Objectives: values against closed forms and scipy, gradients against finite differences and autograd."""

import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special, stats

from lessonlib import objectives
from lessonlib.datasets import sine
from lessonlib.functions import sigmoid, sin_and_cos
from lessonlib.objectives import (
    LinearRegression,
    LogisticRegression,
    Quadratic,
    SineLogistic,
    nearest_minimum,
    parabola,
    quartic,
    well,
)
from lessonlib.rstream import RStream

rng = np.random.default_rng(0)
X3 = rng.normal(size=(40, 3))
Y_REAL = rng.normal(size=40)
Y_LABEL = (rng.random(40) < 0.4).astype(float)
X_SINE, Y_SINE = sine(0.7, 0.7, n=60, stream=RStream(3))
X_MANY, Y_MANY = sine(2, 3, n=60, stream=[RStream(4), RStream(5), RStream(6)])


def autograd_logistic(X, y, logit):
    return lambda w: anp.mean(anp.log(1 + anp.exp(logit(X, w))) - y * logit(X, w))


def autograd_sine(X, y):
    return autograd_logistic(X, y, lambda X, w: anp.sin(w[0] * X[:, 0] * X[:, 1] + w[1] * X[:, 1]))


# name: (what makes the objective, number of parameters, the value once more, for autograd)
VECTORS = {
    "bowl": (lambda: Quadratic([1.0, 10.0, 0.1]), 3, lambda w: anp.dot(w, anp.dot(np.diag([1.0, 10.0, 0.1]), w)) / 2),
    "saddle": (lambda: Quadratic([2.0, -1.0]), 2, lambda w: anp.dot(w, anp.dot(np.diag([2.0, -1.0]), w)) / 2),
    "linear": (
        lambda: LinearRegression(X3, Y_REAL),
        3,
        lambda w: anp.mean(anp.dot(X3, w) * (anp.dot(X3, w) - 2 * Y_REAL)),
    ),
    "logistic": (lambda: LogisticRegression(X3, Y_LABEL), 3, autograd_logistic(X3, Y_LABEL, anp.dot)),
    "sine logistic": (lambda: SineLogistic(X_SINE, Y_SINE), 2, autograd_sine(X_SINE, Y_SINE)),
    "well": (lambda: well, 2, lambda w: -anp.prod(anp.exp(-w * w / 2))),
}
vectors = pytest.mark.parametrize(("make", "p", "again"), VECTORS.values(), ids=VECTORS.keys())


@pytest.fixture
def f(make):
    return make()


def differences(f, w, h=1e-5):
    """Central differences of f(w)[0] for w of shape (p,)."""
    return np.array([(f(w + e)[0] - f(w - e)[0]) / (2 * h) for e in h * np.eye(len(w))])


def points(p, K=12, scale=1.5):
    return np.random.default_rng(p).normal(scale=scale, size=(K, p))


# --- gradients and populations, for all of them -----------------------------------------------------------------


def test_every_objective_is_tested_here():
    ours = {thing for thing in vars(objectives).values() if hasattr(thing, "window")} - {objectives.Regression}
    made = [make() for make, *_ in VECTORS.values()]
    tested = {f if isinstance(f, type(quartic)) else type(f) for f in made}
    assert ours == tested | {quartic, parabola}


@vectors
def test_gradient_equals_finite_differences(f, p, again):
    for w in points(p):
        np.testing.assert_allclose(f(w)[1], differences(f, w), rtol=1e-6, atol=1e-8)


@vectors
def test_gradient_equals_autograd(f, p, again):
    gradient = autograd.grad(again)
    for w in points(p):
        np.testing.assert_allclose(f(w)[1], gradient(w), rtol=1e-10, atol=1e-12)


@vectors
def test_member_i_of_a_population_equals_the_single_call_exactly(f, p, again):
    W = points(p)
    value, g = f(W)
    assert value.shape == (12,) and g.shape == (12, p)
    for i in range(12):
        single = f(W[i])
        assert np.shape(single[0]) == () and single[1].shape == (p,)
        assert value[i] == single[0] and g[i].tolist() == single[1].tolist()


@vectors
def test_w_is_not_written_into_and_the_gradient_is_no_view_of_it(f, p, again):
    w = points(p)[0]
    before = w.tolist()
    _, g = f(w)
    assert w.tolist() == before and not np.shares_memory(g, w)


@pytest.mark.parametrize("f", [quartic, parabola])
@pytest.mark.parametrize("shape", [(), (7,), (3, 4)])
def test_scalar_functions_take_any_shape_member_by_member(f, shape):
    w = np.random.default_rng(1).normal(size=shape)
    value, g = f(w)
    assert np.shape(value) == np.shape(g) == shape
    for i in np.ndindex(shape):
        assert (np.asarray(value)[i], np.asarray(g)[i]) == f(float(w[i]))


@settings(derandomize=True, max_examples=25, deadline=None)
@given(K=st.integers(1, 6), n=st.integers(1, 70), p=st.integers(1, 12), own=st.booleans())
def test_populations_of_any_size_equal_single_calls_exactly(K, n, p, own):
    draw = np.random.default_rng([K, n, p])
    X, W = draw.normal(size=(K, n, p)), draw.normal(size=(K, p))
    y = (draw.random((K, n)) < 0.5).astype(float)
    kinds = [LinearRegression, LogisticRegression] + [SineLogistic] * (p == 2)
    for kind in kinds:
        value, g = kind(X, y)(W) if own else kind(X[0], y[0])(W)
        for i in range(K):
            single = kind(X[i * own], y[i * own])(W[i])
            assert value[i] == single[0] and g[i].tolist() == single[1].tolist()


def test_a_population_with_curvatures_of_its_own():
    f, W = Quadratic([[1.0, 2.0], [3.0, -4.0]]), np.array([[1.0, 1.0], [2.0, 0.5]])
    for i, curvatures in enumerate([[1.0, 2.0], [3.0, -4.0]]):
        value, g = Quadratic(curvatures)(W[i])
        assert f(W)[0][i] == value and f(W)[1][i].tolist() == g.tolist()


# --- the toy functions ------------------------------------------------------------------------------------------


def test_quartic_is_its_polynomial():
    f = np.polynomial.Polynomial([0, 0, 2, 3, 1])
    w = np.linspace(-3, 2, 101)
    np.testing.assert_allclose(quartic(w)[0], f(w), rtol=0, atol=1e-12)
    np.testing.assert_allclose(quartic(w)[1], f.deriv()(w), rtol=0, atol=1e-12)


def test_quartic_minima_are_the_roots_of_its_derivative_the_global_one_first():
    f = np.polynomial.Polynomial([0, 0, 2, 3, 1])
    roots = f.deriv().roots()
    minima = sorted((root.real for root in roots if f.deriv(2)(root) > 0), key=f)
    np.testing.assert_allclose(quartic.minima, minima, rtol=0, atol=1e-12)
    assert len(quartic.minima) == 2


def test_parabola():
    assert parabola(3.0) == (9.0, 6.0)
    np.testing.assert_allclose(parabola(np.linspace(-2, 2, 41))[0], np.square(np.linspace(-2, 2, 41)), rtol=1e-15)
    assert parabola.minima == (optimize.minimize_scalar(lambda w: parabola(w)[0]).x,) == (0.0,)


@pytest.mark.parametrize("f", [quartic, parabola])
def test_minima_lie_within_the_window(f):
    low, high = f.window
    assert all(low < minimum < high for minimum in f.minima)


def test_nearest_minimum():
    index = nearest_minimum(quartic, [[-1.6403, -1.60, 0.0], [0.04, -1.0, np.nan]])
    assert index.tolist() == [[0, 0, 1], [1, -1, -1]]
    assert nearest_minimum(quartic, 0.3) == -1 and nearest_minimum(quartic, 0.3, tolerance=0.5) == 1
    assert nearest_minimum(parabola, np.inf) == -1
    assert nearest_minimum(parabola, [0.0499, -0.0499, 0.0501]).tolist() == [0, 0, -1]


def test_well_is_a_gaussian_hole():
    W = points(2, K=50)
    density = stats.multivariate_normal(np.zeros(2)).pdf(W)
    np.testing.assert_allclose(1 - well(W)[0], 2 * np.pi * density, rtol=1e-12, atol=1e-15)


def test_a_bowl_has_a_minimum_and_a_saddle_none():
    assert [minimum.tolist() for minimum in Quadratic([1, 10]).minima] == [[0.0, 0.0]]
    assert Quadratic([2, -1]).minima == ()
    f = Quadratic([3.0, -2.0])
    w = np.array([0.5, 2.0])
    assert f(w)[0] == 3 * 0.125 - 2 * 2.0 and f(w)[1].tolist() == [1.5, -4.0]


# --- the regressions --------------------------------------------------------------------------------------------


def test_linear_regression_is_the_mean_square_and_its_minimum_least_squares():
    f = LinearRegression(X3, Y_REAL)
    best, residual, *_ = np.linalg.lstsq(X3, Y_REAL)
    np.testing.assert_allclose(f(best)[0], residual[0] / 40, rtol=1e-12)
    np.testing.assert_allclose(f(best)[1], 0, atol=1e-14)
    for w in points(3):
        np.testing.assert_allclose(f(w)[0], np.linalg.norm(X3 @ w - Y_REAL) ** 2 / 40, rtol=1e-12)


def test_logistic_regression_is_the_mean_negative_log_likelihood():
    f = LogisticRegression(X3, Y_LABEL)
    for w in points(3):
        likelihood = stats.bernoulli(special.expit(X3 @ w)).logpmf(Y_LABEL)
        np.testing.assert_allclose(f(w)[0], -likelihood.mean(), rtol=1e-12)


def test_logistic_regression_survives_huge_logits():
    value, g = LogisticRegression([[1e4], [-1e4]], [0, 1])(np.array([1.0]))
    assert value == 1e4 and g.tolist() == [1e4]  # -log S(-1e4) = 1e4 for both


def test_sine_logistic_is_the_mean_negative_log_likelihood():
    f = SineLogistic(X_SINE, Y_SINE, eps=0)
    for w in points(2):
        likelihood = stats.bernoulli(f.predict(w, X_SINE)).logpmf(Y_SINE)
        np.testing.assert_allclose(f(w)[0], -likelihood.mean(), rtol=1e-12)


def test_eps_lowers_the_loss_by_less_than_4e_8():
    for w in points(2):
        lowered = SineLogistic(X_SINE, Y_SINE, eps=0)(w)[0] - SineLogistic(X_SINE, Y_SINE)(w)[0]
        assert 1e-8 < lowered < 4e-8


def test_predict_is_the_logistic_of_a_sine():
    f, X = SineLogistic(X_SINE, Y_SINE), points(2, K=30)
    for w in points(2):
        expected = special.expit(np.sin(w[0] * X[:, 0] * X[:, 1] + w[1] * X[:, 1]))
        np.testing.assert_allclose(f.predict(w, X), expected, rtol=1e-13)
    W = points(2)
    assert f.predict(W, X).shape == (12, 30)
    assert f.predict(W, X)[3].tolist() == f.predict(W[3], X).tolist()
    own = SineLogistic(X_MANY, Y_MANY).predict(W[:3], X_MANY)
    assert own[1].tolist() == f.predict(W[1], X_MANY[1]).tolist()


def test_no_w_is_below_the_floor_and_a_perfect_sine_reaches_it():
    values, _ = SineLogistic(X_SINE, Y_SINE, eps=0)(points(2, K=3000, scale=3))
    assert values.min() > SineLogistic.floor
    quarter = np.array([[0.0, np.pi / 2], [0.0, -np.pi / 2]])  # sin(x2) is 1 and -1: as sure as it can be
    perfect, _ = SineLogistic(quarter, [1, 0], eps=0)(np.array([0.0, 1.0]))
    assert perfect == pytest.approx(SineLogistic.floor, abs=1e-15) == -special.log_expit(1)


# --- convex, and not --------------------------------------------------------------------------------------------


def bulge(f, p):
    """How far f in the middle of 2000 random pairs is above the mean of its ends; a convex f never is."""
    a, b = np.random.default_rng(2).normal(scale=3, size=(2, 2000, p))
    return f((a + b) / 2)[0] - (f(a)[0] + f(b)[0]) / 2


@pytest.mark.parametrize("name", ["bowl", "linear", "logistic"])
def test_convex(name):
    make, p, _ = VECTORS[name]
    assert bulge(make(), p).max() < 0


@pytest.mark.parametrize("name", ["saddle", "sine logistic"])
def test_not_convex(name):
    make, p, _ = VECTORS[name]
    f = make()
    assert bulge(f, p).max() > 0.01 and bulge(f, p).min() < -0.01


# --- functions of one number ------------------------------------------------------------------------------------


def test_sigmoid():
    u = np.concatenate([np.linspace(-40, 40, 801), [-1e4, 1e4, -np.inf, np.inf]])
    np.testing.assert_allclose(sigmoid(u), special.expit(u), rtol=0, atol=4e-16)
    assert sigmoid(0.0) == 0.5


def test_sin_and_cos_equal_the_c_librarys_also_where_the_tangent_of_the_half_has_its_pole():
    poles = np.pi * np.arange(-9, 10)
    u = np.concatenate([np.linspace(-40, 40, 2001), poles / 2, poles, poles - 1e-9, [0.0, 1e-300, 1e5]])
    sin, cos = sin_and_cos(u)
    np.testing.assert_allclose(sin, [math.sin(one) for one in u], rtol=0, atol=1e-15)
    np.testing.assert_allclose(cos, [math.cos(one) for one in u], rtol=0, atol=1e-15)


# --- bad input --------------------------------------------------------------------------------------------------

ONES = np.ones((3, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Quadratic([]), r"curvatures must be a number or an array of numbers, got \[\]"),
        (lambda: Quadratic(3.0), r"curvatures must have shape \(p,\) or \(K, p\), got shape \(\)"),
        (lambda: Quadratic(np.ones((2, 2, 2))), r"curvatures must have shape .* got shape \(2, 2, 2\)"),
        (lambda: Quadratic([1, np.nan]), "curvatures takes finite numbers, got nan"),
        (lambda: Quadratic([1, 2])(0.5), r"w must have shape \(2,\) or \(K, 2\), got shape \(\)"),
        (lambda: Quadratic([1, 2])(np.ones((4, 1))), r"w must have shape \(2,\) or \(K, 2\), got shape \(4, 1\)"),
        (
            lambda: LinearRegression(np.ones(3), [1, 2, 3]),
            r"X must have shape \(n, p\) or \(K, n, p\), got shape \(3,\)",
        ),
        (lambda: LinearRegression(ONES, [1, 2]), r"y must have shape \(3,\), one entry for each row of X, got \(2,\)"),
        (lambda: LinearRegression(ONES, [[1, 2, 3]]), r"y must have shape \(3,\), .* got \(1, 3\)"),
        (lambda: LinearRegression(np.ones((0, 2)), []), "X must be a number or an array of numbers, got .*"),
        (lambda: LinearRegression([["a"]], [1]), r"X must be a number or an array of numbers, got \[\['a'\]\]"),
        (lambda: LinearRegression([[1, 2], [3]], [1, 2]), r"X must be a number or an array .* got \[\[1, 2\], \[3\]\]"),
        (lambda: LinearRegression([[np.inf]], [1]), "X takes finite numbers, got inf"),
        (lambda: LinearRegression([[1]], [np.nan]), "y takes finite numbers, got nan"),
        (lambda: LinearRegression(ONES, [1, 2, 3])(np.ones(1)), r"w must have shape \(2,\) .* got shape \(1,\)"),
        (lambda: LogisticRegression(ONES, [0, 1, 2]), r"y takes labels 0 and 1, got 2\.0"),
        (lambda: LogisticRegression(ONES, [-1, 1, 1]), r"y takes labels 0 and 1, got -1\.0"),
        (lambda: SineLogistic(np.ones((3, 3)), [0, 1, 1]), "X must have 2 columns, x1 and x2, got 3"),
        (lambda: SineLogistic(ONES, [0, 1, 1], eps=-1), r"eps takes finite numbers of at least 0, got -1"),
        (lambda: SineLogistic(ONES, [0, 1, 1]).predict(np.ones(3), ONES), r"w must have shape \(2,\) .* \(3,\)"),
        (lambda: SineLogistic(ONES, [0, 1, 1]).predict(np.ones(2), np.ones((4, 1))), "X must have 2 columns.* got 1"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        call()
