"""Losses: values and derivatives against autograd and closed forms, far from zero, and bad input."""

import copy
import pickle

import numpy as np
import oracles
import pytest

from lessonlib import functions, lecture, losses

LOSSES = {name: getattr(losses, name) for name in oracles.LOSSES}


def example(name, n=7, c=3, members=()):
    rng = np.random.default_rng(n + 10 * c)
    Z = rng.normal(0, 3, (*members, n, c))
    if name == "softmax_cross_entropy":
        return Z, np.eye(c)[rng.integers(0, c, (*members, n))]
    return Z, (rng.random((*members, n, c)) < 0.5).astype(float)


@pytest.mark.parametrize("c", [1, 2, 5])
@pytest.mark.parametrize("n", [1, 2, 20])
@pytest.mark.parametrize("name", LOSSES)
def test_against_autograd(name, n, c):
    Z, Y = example(name, n, c)
    value, dZ = LOSSES[name](Z, Y)
    assert value == pytest.approx(oracles.LOSSES[name](Z, Y), rel=1e-12, abs=1e-15)
    np.testing.assert_allclose(dZ, oracles.loss_gradient[name](Z, Y), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize(("n", "c"), [(1, 1), (1, 3), (9, 1), (20, 3), (300, 2)])
@pytest.mark.parametrize("name", LOSSES)
def test_a_member_has_exactly_the_loss_of_a_single_run(name, n, c, shared):
    Z, Y = example(name, n, c, members=(4,))
    values, dZ = LOSSES[name](Z, Y[0] if shared else Y)
    assert values.shape == (4,)
    for i in range(4):
        value, dZ_i = LOSSES[name](Z[i], Y[0] if shared else Y[i])
        assert values[i] == value
        np.testing.assert_array_equal(dZ[i], dZ_i)


def test_cross_entropies_at_ten_thousand():
    Z, Y = np.array([[1e4], [-1e4], [1e4], [-1e4]]), np.array([[1.0], [0.0], [0.0], [1.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value, dZ = losses.sigmoid_cross_entropy(Z, Y)
        assert value == 5000
        np.testing.assert_array_equal(dZ, [[0], [0], [0.25], [-0.25]])
        value, dZ = losses.softmax_cross_entropy(np.array([[1e4, -1e4, 0], [1e4, -1e4, 0]]), np.eye(3)[[0, 1]])
        assert value == 1e4
        np.testing.assert_array_equal(dZ, [[0, 0, 0], [0.5, -0.5, 0]])


@pytest.mark.parametrize("size", [5.0, 30.0, 700.0])
def test_a_tiny_loss_is_not_rounded_away(size):
    for Z, Y in (([[size]], [[1]]), ([[-size]], [[0]])):
        value, dZ = losses.sigmoid_cross_entropy(Z, Y)
        assert value == pytest.approx(np.log1p(np.exp(-size)), rel=1e-12, abs=0)
        assert dZ == pytest.approx((1 - 2 * Y[0][0]) / (1 + np.exp(size)), rel=1e-12, abs=0)


def test_a_loss_is_copied_and_pickled_by_its_name():
    for loss in (losses.sigmoid_cross_entropy, lecture.floored_cross_entropy):
        assert pickle.loads(pickle.dumps(loss)) is loss and copy.deepcopy(loss) is loss


def test_log_softmax_is_finite_where_a_probability_is_rounded_to_0():
    log_P = functions.log_softmax([[0.0, 1000.0, 1000.0]])
    np.testing.assert_allclose(log_P, [[-1000 - np.log(2), -np.log(2), -np.log(2)]], rtol=1e-15)
    Z = np.random.default_rng(0).normal(size=(3, 4, 5))
    np.testing.assert_allclose(np.exp(functions.log_softmax(Z)), functions.softmax(Z), rtol=1e-13)


def test_two_classes_are_one_sigmoid():
    Z, Y = example("sigmoid_cross_entropy", 11, 1)
    one, dZ = losses.sigmoid_cross_entropy(Z, Y)
    two, dZ2 = losses.softmax_cross_entropy(np.hstack([Z, 0 * Z]), np.hstack([Y, 1 - Y]))
    assert one == pytest.approx(two, rel=1e-14)
    np.testing.assert_allclose(dZ2[:, :1], dZ, rtol=1e-13)


def test_the_lectures_loss_clips_and_does_not_differentiate_the_clip():
    value, dZ = lecture.clipped_cross_entropy(np.array([[1e3], [-1e3]]), np.array([[0], [0]]))
    assert value == pytest.approx(-np.log(2e-8) / 2, rel=1e-9)
    np.testing.assert_array_equal(dZ, [[(1 - 1e-8) / 2], [1e-8 / 2]])


def test_a_loss_of_ones_own_says_what_it_takes():
    seen = []

    @losses.takes("signs", lambda Y: (np.abs(Y) == 1).all())
    def hinge(Z, Y):
        """Rows that are wrong."""
        seen.append(Y)
        return (Z * Y < 0).mean(), -Y

    assert hinge([[2.0], [3.0]], [[1], [-1]])[0] == 0.5 and hinge.__doc__ == "Rows that are wrong."
    assert hinge.formula(np.ones(1), np.zeros(1))[0] == 0 and len(seen) == 2
    assert hinge.check(np.ones((1, 1))) is None
    for call in (lambda Y: hinge(Y, Y), hinge.check):
        with pytest.raises(ValueError) as error:
            call(np.arange(7.0)[:, None])
        assert str(error.value) == "y takes signs, got [0. 1. 2. 3. 4.] in shape (7, 1)"
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: losses.sigmoid_cross_entropy([[1.0]], [[2]]), r"y takes labels 0 and 1, got \[2.\]"),
        (lambda: losses.sigmoid_cross_entropy([[1.0]], [[np.nan]]), "y takes labels 0 and 1"),
        (lambda: losses.softmax_cross_entropy([[1.0, 2.0]], [[1, 1]]), "y takes one 1 in each row"),
        (lambda: losses.squared_error([[1.0]], [[np.inf]]), "y takes finite numbers"),
        (lambda: losses.squared_error([[1.0], [2.0]], [1.0, 2.0]), r"Y must have the shape of Z.*\(2,\) and \(2, 1\)"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_softmax_is_a_distribution_and_does_not_overflow():
    with np.errstate(over="raise", invalid="raise"):
        P = functions.softmax(np.array([[[0.0, 0.0], [np.log(3), 0]], [[1e4, -1e4], [-1e4, -1e4]]]))
    np.testing.assert_allclose(P, [[[0.5, 0.5], [0.75, 0.25]], [[1, 0], [0.5, 0.5]]], rtol=1e-15)


def test_labels_of_several_classes_are_named():
    with pytest.raises(ValueError, match="y takes one 1 in each row and else 0, as one_hot makes them"):
        lecture.floored_cross_entropy(np.ones((2, 3)), np.ones((2, 3)))
