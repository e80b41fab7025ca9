"""Mini-batches, the objective, the gradient monitor, and runs that diverge."""

import tracemalloc
from collections import Counter

import numpy as np
import pytest

from lessonlib import datasets
from lessonlib.layers import Linear, ReLU
from lessonlib.losses import sigmoid_cross_entropy, squared_error
from lessonlib.network import Network
from lessonlib.optimizers import Adam, GradientDescent, Momentum
from lessonlib.rstream import RStream
from lessonlib.training import Batches, check_gradient, descend, diverged_at, objective, trace

N = 10
X = np.arange(2.0 * N).reshape(N, 2)  # row i is (2 i, 2 i + 1)
Y = np.arange(N) % 2


def rows(batch):
    """The numbers of the rows of X in a batch, with a check that Y has come along."""
    np.testing.assert_array_equal(batch[1][..., 0], batch[0][..., 0] // 2 % 2)
    return (batch[0][..., 0] / 2).astype(int)


def generators(K):
    return [np.random.default_rng(i) for i in range(K)]


def network(population=None, seed=0):
    net = Network([Linear(2, 5), ReLU(), Linear(5, 1)], population)
    return net.initialise(np.random.default_rng(seed))


def test_without_size_each_call_returns_everything():
    batches = Batches(X, Y)
    for _ in range(3):
        np.testing.assert_array_equal(rows(batches()), np.arange(N))


@pytest.mark.parametrize("size", [1, 4, N])
@pytest.mark.parametrize("rng", [np.random.default_rng, RStream])
def test_a_sample_has_different_rows_and_each_row_is_as_likely_at_each_place(rng, size):
    batches = Batches(X, Y, size, rng(3))
    drawn = np.array([rows(batches()) for _ in range(3000)])
    assert drawn.shape == (3000, size)
    assert all(len(set(row)) == size for row in drawn)
    for place in drawn.T:  # chi-squared with 9 degrees of freedom: above 40 once in 100,000
        assert ((np.bincount(place, minlength=N) - 300) ** 2 / 300).sum() < 40
    pairs = Counter(zip(drawn[:-1, 0], drawn[1:, 0], strict=True))
    assert len(pairs) == N * N  # put back: the next batch may be any


@pytest.mark.parametrize("rng", [np.random.default_rng, RStream])
def test_an_epoch_has_each_row_once_and_a_smaller_last_batch(rng):
    batches = Batches(X, Y, 4, rng(3), replace=False)
    for _ in range(5):
        epoch = [rows(batches()) for _ in range(3)]
        assert [len(batch) for batch in epoch] == [4, 4, 2]
        assert sorted(np.concatenate(epoch)) == list(range(N))


def test_batches_of_a_stream_are_its_samples_and_no_more_is_drawn():
    stream, same = RStream(1), RStream(1)
    batches = Batches(X, Y, 4, stream)
    for _ in range(3):
        np.testing.assert_array_equal(rows(batches()), same.sample(N, 4))
    assert stream.runif(1) == same.runif(1)


def test_nothing_is_drawn_before_the_first_batch():
    stream = RStream(1)
    Batches(X, Y, 4, stream)
    assert stream.runif(1) == RStream(1).runif(1)


@pytest.mark.parametrize("replace", [True, False])
def test_members_draw_from_their_own_generator_and_data(replace):
    shift = np.array([0.0, 1000.0, 2000.0])[:, None, None]
    together = Batches(X + shift, np.tile(Y, (3, 1)), 4, generators(3), replace)
    alone = [Batches(X + s, Y, 4, rng, replace) for s, rng in zip(shift[:, 0, 0], generators(3), strict=True)]
    for _ in range(600):  # more than are drawn ahead
        Xs, Ys = together()
        for i, batches in enumerate(alone):
            X_i, Y_i = batches()
            np.testing.assert_array_equal(Xs[i], X_i)
            np.testing.assert_array_equal(Ys[i], Y_i)


def test_the_sampled_gradient_is_unbiased_and_its_spread_follows_the_law():
    """Variance of a mean of m of n rows, drawn without replacement: s^2 / m (1 - m / n) with s^2 over n - 1."""
    net, (A, b) = network(), datasets.rings(60)
    each = np.array(
        [objective(net, sigmoid_cross_entropy, Batches(A[i : i + 1], b[i : i + 1]))(net.w)[1] for i in range(60)]
    )
    for m in (5, 30):
        f = objective(net, sigmoid_cross_entropy, Batches(A, b, m, np.random.default_rng(0)))
        sampled = np.array([f(net.w)[1] for _ in range(6000)])
        expected = each.var(axis=0, ddof=1) / m * (1 - m / 60)
        np.testing.assert_allclose(sampled.var(axis=0)[expected > 0], expected[expected > 0], rtol=0.15)
        assert np.abs(sampled.mean(axis=0) - each.mean(axis=0)).max() < 5 * (expected.max() / 6000) ** 0.5


def test_an_objective_only_visits_another_w_and_its_gradients_are_not_overwritten():
    net, there = network(), network()
    f = objective(net, sigmoid_cross_entropy, Batches(X / 10, Y))
    here, other = net.w.copy(), net.w + 1
    value, g = f(other)
    kept = g.copy()
    there.w = other
    expected = objective(there, sigmoid_cross_entropy, Batches(X / 10, Y))(there.w)
    assert value == expected[0] and g.tolist() == expected[1].tolist()
    np.testing.assert_array_equal(net.w, here)
    assert f(net.w - 1)[0] != value
    np.testing.assert_array_equal(g, kept)


def test_trace_of_a_network_ends_where_descend_does():
    net = network()
    f = objective(net, sigmoid_cross_entropy, Batches(X / 10, Y))
    path = trace(f, net.w, Momentum(0.1), 20)
    net = network()
    for _ in descend(objective(net, sigmoid_cross_entropy, Batches(X / 10, Y)), net.w, Momentum(0.1), 20):
        pass
    np.testing.assert_array_equal(path[-1], net.w)


def test_a_loss_of_the_readers_own_can_be_trained():
    def absolute(Z, Y):
        return np.abs(Z - Y).sum(axis=(-2, -1)) / Z.shape[-2], np.sign(Z - Y) / Z.shape[-2]

    net = network()
    assert check_gradient(objective(net, absolute, Batches(X / 10, Y)), net.w) < 1e-7


def test_check_gradient_finds_a_wrong_member():
    def f(w):
        return (w**3).sum(axis=-1), 3 * w**2 * np.array([[1.0], [1.01]])

    errors = check_gradient(f, np.random.default_rng(0).normal(size=(2, 4)))
    assert errors[0] < 1e-7 < 4e-3 < errors[1]
    assert check_gradient(lambda w: (0.0, 0 * w), np.ones(3)) == 0


def test_a_member_that_blows_up_harms_no_other_and_is_reported():
    lr = np.array([[0.01], [1e6], [0.02]])  # a learning rate for each member
    net = Network([Linear(2, 5), ReLU(), Linear(5, 1)], 3).initialise(generators(3))
    f = objective(net, squared_error, Batches(X / 10, Y, 4, generators(3)))
    values = [value for _, value, _ in descend(f, net.w, GradientDescent(lr), 200)]
    at = diverged_at(values)
    assert at[0] == at[2] == -1 and 0 < at[1] < 200
    for i in (0, 2):
        single = Network([Linear(2, 5), ReLU(), Linear(5, 1)]).initialise(np.random.default_rng(i))
        f = objective(single, squared_error, Batches(X / 10, Y, 4, np.random.default_rng(i)))
        for _ in descend(f, single.w, GradientDescent(lr[i, 0]), 200):
            pass
        np.testing.assert_array_equal(single.w, net.w[i])


def test_diverged_at():
    assert diverged_at([1.0, np.nan, 2.0]) == 1
    assert diverged_at([1.0, 2.0]) == -1
    np.testing.assert_array_equal(diverged_at([[1, np.inf], [1, 2], [np.nan, 1]]), [2, 0])


@pytest.mark.parametrize("population", [None, 4])
def test_memory_stays_flat_as_steps_grow(population):
    rng = np.random.default_rng(0) if population is None else generators(population)
    net = network(population)
    f = objective(net, sigmoid_cross_entropy, Batches(X / 10, Y, 4, rng))
    peaks = []
    for steps in (600, 3000):
        tracemalloc.start()
        for _ in descend(f, net.w, Adam(), steps):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.05 * peaks[0] + 10_000


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Batches(X, Y, 0, RStream(0)), "size takes a whole number from 1 to 10, got 0"),
        (lambda: Batches(X, Y, 11, RStream(0)), "size takes a whole number from 1 to 10, got 11"),
        (lambda: Batches(X, Y, 2.5, RStream(0)), "size takes a whole number, got 2.5"),
        (lambda: Batches(X, Y[:-1]), r"y must have an entry for each row of X.*\(10,\), got \(9,\)"),
        (lambda: Batches(X, np.ones((3, N))), "y must have an entry for each row of X"),
        (lambda: Batches(X[:0], Y[:0]), "X must be a number or an array of numbers"),
        (lambda: Batches(X[:, 0], Y), r"X must have shape \(n, p\) or \(K, n, p\), got shape \(10,\)"),
        (lambda: Batches(np.where(X == 3, np.nan, X), Y), "X takes finite numbers.* got nan"),
        (lambda: Batches(X, np.where(Y == 1, np.nan, Y)), "y takes finite numbers.* got nan"),
        (lambda: Batches(X, Y, 2), "rng takes a numpy Generator, an RStream or, for a population"),
        (lambda: Batches(X, Y, 2, 7), "rng takes a numpy Generator, an RStream or, for a population"),
        (lambda: Batches(np.stack([X, X]), np.stack([Y, Y]), 2, generators(3)), "rng takes 2 different generators"),
        (lambda: Batches(X, Y, 2, []), "rng takes"),
        (lambda: objective(network(), sigmoid_cross_entropy, Batches(X, Y + 1)), "y takes labels 0 and 1, got .1. 2."),
        (lambda: objective(network(), sigmoid_cross_entropy, Batches(X[:, :1], Y)), "batches must have 2 inputs"),
        (lambda: objective(network(), squared_error, Batches(X, X)), "batches must have 2 inputs"),
        (lambda: objective(network(2), squared_error, Batches(X, Y, 2, generators(3))), "a population of 2.* got 3"),
        (lambda: objective(network(), squared_error, Batches(X, Y, 2, generators(3))), "for a population of None"),
        (lambda: check_gradient(lambda w: (0, w), [np.nan]), "w takes finite numbers"),
        (
            lambda: list(descend(lambda w: (0, w), np.ones(1), Adam(), -1)),
            "steps takes a whole number of at least 0, got -1",
        ),
    ],
)
def test_bad_input(make, message):
    with pytest.raises(ValueError, match=message):
        make()
