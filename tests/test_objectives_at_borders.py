"""Objectives at their borders: a tolerance met exactly, whole numbers, mini-batches, a function of the reader's own."""

import numpy as np
import pytest

from lessonlib.functions import sin_and_cos
from lessonlib.objectives import (
    LinearRegression,
    LogisticRegression,
    Quadratic,
    SineLogistic,
    landmarks,
    nearest_minimum,
    parabola,
    quartic,
    sampled,
    well,
)
from lessonlib.rstream import RStream
from lessonlib.training import Batches


def test_a_minimum_is_nearest_within_less_than_the_tolerance():
    assert nearest_minimum(parabola, [0.5, -0.5, 0.499], tolerance=0.5).tolist() == [-1, -1, 0]


def test_minima_and_windows_belong_to_their_functions():
    assert (parabola.minima, parabola.window) == ((0.0,), (-1.0, 1.0))
    assert quartic.minima[1] == 0.0 and quartic.window == (-2.4, 0.8)
    assert (well.minima, well.window) == (((0.0, 0.0),), ((-4.0, 4.0), (-4.0, 4.0)))


@pytest.mark.parametrize("window", [(0.0, 9.0), ((0.0, 9.0), (0.0, 9.0))])
def test_a_function_with_landmarks_gets_floats_of_the_windows_size(window):
    def double(w):
        """2 w"""
        return 2 * w, w

    marked = landmarks(minima=(3.0,), window=window)(double)
    assert (marked.minima, marked.window, marked.__doc__) == ((3.0,), window, "2 w")
    value, w = marked([1, 2])
    assert value.tolist() == [2, 4] and w.dtype == float
    if np.ndim(window) == 2:
        with pytest.raises(ValueError, match=r"^w must have shape \(2,\) or \(K, 2\), got shape \(3,\)$"):
            marked([1, 2, 3])
    else:
        assert marked(5)[0] == 10 and marked([1, 2, 3])[0].shape == (3,)


def test_a_flat_direction_is_no_bowl():
    assert Quadratic([1, 0]).minima == () and len(Quadratic([1e-300, 2]).minima) == 1
    assert Quadratic([[1, 2], [3, -1]]).minima == ()
    assert Quadratic([[1, 2], [3, 4]]).minima[0].tolist() == [0, 0]


def test_whole_numbers_become_floats():
    curvatures = np.array([1, 2])
    f = Quadratic(curvatures)
    curvatures[:] = 7
    assert f.curvatures.dtype == float and f.curvatures.tolist() == [1, 2]
    for kind in (LinearRegression, LogisticRegression, SineLogistic):
        f = kind(np.array([[2**33, 2**33], [1, 1]]), np.array([0, 1]))  # whose product is no int64
        assert f.columns.dtype == f.y.dtype == float
    assert f.columns[0].tolist() == [2.0**66, 1]


def test_a_sampled_regression_is_the_regression_of_each_batch_in_turn():
    rng = np.random.default_rng(0)
    X, y, w = rng.normal(size=(20, 2)), rng.integers(0, 2, 20).astype(float), np.array([0.3, -0.7])
    f, same = (Batches(X, y, 5, RStream(2)) for _ in range(2))
    f = sampled(SineLogistic, f)
    for _ in range(4):
        Xb, Yb = same()
        expected = SineLogistic(Xb, Yb[:, 0])(w)
        value, g = f(w)
        assert value == expected[0] and g.tolist() == expected[1].tolist()


def test_sine_and_cosine_by_hand():
    sin, cos = sin_and_cos(np.array([0.0, np.pi / 2, np.pi / 6, -np.pi / 3]))
    np.testing.assert_allclose(sin, [0, 1, 0.5, -(3**0.5) / 2], rtol=0, atol=1e-15)
    np.testing.assert_allclose(cos, [1, 0, 3**0.5 / 2, 0.5], rtol=0, atol=1e-15)
