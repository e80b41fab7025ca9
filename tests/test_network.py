"""The network over one vector: views, first values, populations that equal single runs, bad input."""

import copy
import pickle
from itertools import pairwise

import numpy as np
import oracles
import pytest
from every import OPTIMIZERS

from lessonlib import layers, losses
from lessonlib.layers import Chain, Linear, ReLU
from lessonlib.network import Network
from lessonlib.optimizers import Adam
from lessonlib.rstream import RStream
from lessonlib.training import Batches, check_gradient, descend, objective

ACTIVATIONS = {name: getattr(layers, name) for name in oracles.ACTIVATIONS}


def mlp(widths, activation="ReLU", population=None):
    chain = []
    for p, q in pairwise(widths):
        chain += [Linear(p, q), ACTIVATIONS[activation]()]
    return Network(chain[:-1], population)


def example(widths, loss, n, members=()):
    rng = np.random.default_rng(7)
    X = rng.normal(size=(*members, n, widths[0]))
    if loss == "softmax_cross_entropy":
        return X, np.eye(widths[-1])[rng.integers(0, widths[-1], (*members, n))]
    return X, (rng.random((*members, n, widths[-1])) < 0.5).astype(float)


def generators(K):
    return [np.random.default_rng(i) for i in range(K)]


def test_parameters_are_views_of_one_vector():
    for population in (None, 1, 5):
        net = mlp([2, 3, 1], population=population)
        assert net.w.shape == net.g.shape == ((13,) if population is None else (population, 13))
        assert net.blocks == {"b1": slice(0, 3), "W1": slice(3, 9), "b2": slice(9, 10), "W2": slice(10, 13)}
        net.w = np.arange(13.0) if population is None else np.arange(13.0) + np.zeros((population, 1))
        for i, layer in enumerate((net.layers[0], net.layers[2]), 1):
            for name in ("b", "W"):
                assert np.shares_memory(getattr(layer, name), net.w)
                assert np.shares_memory(getattr(layer, "d" + name), net.g)
                block = net.w[..., net.blocks[f"{name}{i}"]]
                np.testing.assert_array_equal(getattr(layer, name).reshape(block.shape), block)


def test_blocks_of_a_nested_chain():
    net = Network([Linear(2, 3), Chain([ReLU(), Linear(3, 4)]), Linear(4, 1)])
    assert list(net.blocks) == ["b1", "W1", "b2", "W2", "b3", "W3"]


def test_assigning_w_copies_into_it():
    net = mlp([2, 3, 1])
    w = net.w
    net.w = np.ones(13)
    assert net.w is w and net.layers[0].W[0, 0] == 1
    net.w -= 1
    assert net.w is w and net.layers[0].W[0, 0] == 0


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))])
def test_a_copied_network_trains_by_itself(clone):
    X, Y = example([2, 4, 1], "sigmoid_cross_entropy", 10)
    net = mlp([2, 4, 1]).initialise(np.random.default_rng(0))
    twin = clone(net)
    for each in (net, twin):
        for _ in descend(objective(each, losses.sigmoid_cross_entropy, Batches(X, Y)), each.w, Adam(), 5):
            pass
    np.testing.assert_array_equal(net.w, twin.w)
    assert not np.shares_memory(net.w, twin.w)


def test_first_values_are_drawn_as_in_r_layer_by_layer_and_column_by_column():
    net = mlp([2, 3, 1]).initialise(RStream(4))
    normal = RStream(4).rnorm(13)
    np.testing.assert_array_equal(net.layers[0].WE, normal[:9].reshape(3, 3, order="F"))
    np.testing.assert_array_equal(net.layers[2].WE, normal[9:].reshape(4, 1, order="F"))


def test_scales_of_first_values():
    for sd, expected in ((np.array(0.5), 0.5), ("he", (2 / 400) ** 0.5), ("glorot", (2 / 500) ** 0.5)):
        net = Network([Linear(400, 100)]).initialise(np.random.default_rng(0), sd)
        assert net.layers[0].W.std() == pytest.approx(expected, rel=0.02)
        assert (net.layers[0].b == 0).all() == (sd in ("he", "glorot"))


def test_one_generator_is_spawned_into_members():
    net = mlp([2, 3, 1], population=3).initialise(np.random.default_rng(5))
    for i, rng in enumerate(np.random.default_rng(5).spawn(3)):
        np.testing.assert_array_equal(net.w[i], mlp([2, 3, 1]).initialise(rng).w)


@pytest.mark.parametrize("loss", oracles.LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("widths", [[2, 3], [1, 1, 2], [3, 1, 1, 2], [2, 5, 4, 3], [2, *[6] * 6, 2]])
@pytest.mark.parametrize("n", [1, 6])
def test_gradients_single_and_population(loss, activation, widths, n):
    X, Y = example(widths, loss, n, members=(3,))
    net = mlp(widths, activation, population=3).initialise(generators(3), 0.7)
    f = objective(net, getattr(losses, loss), Batches(X, Y))
    values, g = f(net.w)
    for i in range(3):
        arguments = net.w[i], X[i], Y[i], widths, activation, loss
        assert values[i] == pytest.approx(oracles.mlp_loss(*arguments), rel=1e-12)
        oracle = oracles.mlp_gradient(*arguments)
        assert np.linalg.norm(g[i] - oracle) <= 1e-12 * np.linalg.norm(oracle)
        single = mlp(widths, activation).initialise(generators(3)[i], 0.7)
        one = objective(single, getattr(losses, loss), Batches(X[i], Y[i]))
        np.testing.assert_array_equal(one(single.w)[1], g[i])
        assert check_gradient(one, single.w) < 1e-7
    assert (check_gradient(f, net.w) < 1e-7).all()


@pytest.mark.parametrize("kind", ["generators", "streams", "epochs", "own data", "all rows"])
@pytest.mark.parametrize("size", [1, 2, 7, 20])
@pytest.mark.parametrize(
    "widths", [[2, 1], [1, 1, 1], [2, 1, 1], [2, 20, 20, 1], [2, 1, 20, 3], [3, 33, 2], [2, 7, 1, 8, 5], [17, 64, 9]]
)
def test_member_i_is_the_single_run_with_the_ith_generator(widths, size, kind):
    """Bit by bit: losses, gradients and weights, with each optimizer, activation and loss in turn."""
    K, n, steps = 4, 23, 8
    case = sum(widths) + size + len(kind)
    optimizer, activation = OPTIMIZERS[case % len(OPTIMIZERS)], list(ACTIVATIONS)[case % len(ACTIVATIONS)]
    loss = ("squared_error", "sigmoid_cross_entropy")[case % 2]
    own = kind == "own data"
    X, Y = example(widths, loss, n, members=(K,) if own else ())
    size = None if kind == "all rows" else size

    def run(population, rng, X, Y):
        net = mlp(widths, activation, population).initialise(rng, 0.5)
        f = objective(net, getattr(losses, loss), Batches(X, Y, size, rng, replace=kind != "epochs"))
        rows = [(value, g) for _, value, g in descend(f, net.w, optimizer(lr=0.01), steps)]
        return [row[0] for row in rows], [row[1] for row in rows], net

    def fresh():
        return [RStream(i) for i in range(K)] if kind == "streams" else generators(K)

    values, gradients, net = run(K, fresh(), X, Y)
    Z = net.forward(X)
    for i, rng in enumerate(fresh()):
        X_i, Y_i = (X[i], Y[i]) if own else (X, Y)
        value, g, single = run(None, rng, X_i, Y_i)
        np.testing.assert_array_equal(value, [v[i] for v in values])
        np.testing.assert_array_equal(g, [G[i] for G in gradients])
        np.testing.assert_array_equal(single.w, net.w[i])
        np.testing.assert_array_equal(single.forward(X_i), Z[i])
        assert len(value) == steps


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Network([ReLU()]), "layers takes at least one layer with parameters"),
        (lambda: Network([]), r"^layers takes a list of layers, such as Linear\(2, 20\), got \[\]$"),
        (lambda: Network([Linear(2, 1)], population=0), "population takes a whole number of at least 1, got 0"),
        (lambda: mlp([2, 3, 1]).forward(np.ones((5, 3))), r"X must have shape \(n, 2\) or \(K, n, 2\), got \(5, 3\)"),
        (lambda: mlp([2, 3, 1]).forward([1.0, 2.0]), r"X must have shape .* got \(2,\)"),
        (lambda: mlp([2, 3, 1]).initialise(0), "rng takes a numpy Generator, an RStream"),
        (lambda: mlp([2, 3, 1]).initialise(generators(2)), "rng takes a numpy Generator, an RStream"),
        (lambda: mlp([2, 3, 1], population=3).initialise(generators(2)), "rng takes 3 different generators.* got 2"),
        (lambda: mlp([2, 3, 1], population=2).initialise(generators(1) * 2), "rng takes 2 different generators"),
        (lambda: mlp([2, 3, 1], population=2).initialise(RStream(0)), "rng takes a numpy Generator, an RStream"),
        (lambda: mlp([2, 3, 1]).initialise(RStream(0), "hee"), "sd takes one of 'he', 'glorot', got 'hee'"),
        (lambda: mlp([2, 3, 1]).initialise(RStream(0), -1), "sd takes finite numbers"),
        (lambda: setattr(mlp([2, 3, 1]), "w", np.ones(12)), r"w must have shape \(13,\), got \(12,\)"),
    ],
)
def test_bad_input(make, message):
    with pytest.raises(ValueError, match=message):
        make()
