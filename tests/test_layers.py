"""Layers: the four laws, and derivatives against autograd."""

import copy

import numpy as np
import oracles
import pytest

from lessonlib.layers import Chain, LeakyReLU, Linear, ReLU, Sigmoid
from lessonlib.network import Network

MAKERS = {
    "Linear": lambda: [Linear(3, 4)],
    "Linear of width 1": lambda: [Linear(3, 1)],
    "Linear of one input": lambda: [Linear(1, 4)],
    "Sigmoid": lambda: [Linear(3, 3), Sigmoid()],
    "ReLU": lambda: [Linear(3, 3), ReLU()],
    "LeakyReLU": lambda: [Linear(3, 3), LeakyReLU(0.2)],
    "Chain": lambda: [Linear(3, 5), Chain([ReLU(), Linear(5, 2), Sigmoid()]), Linear(2, 2)],
}
POPULATIONS = [None, 1, 3]


def network(name, population):
    rng = np.random.default_rng(1)
    return Network(MAKERS[name](), population).initialise(rng)


def data(net, n=6):
    rng = np.random.default_rng(2)
    members = net.w.shape[:-1]
    X = rng.normal(size=(*members, n, net.inputs))
    return X, rng.normal(size=(*members, n, net.outputs(net.inputs)))


@pytest.mark.parametrize("population", POPULATIONS)
@pytest.mark.parametrize("name", MAKERS)
class TestLaws:
    def test_arguments_stay_as_they_are(self, name, population):
        net = network(name, population)
        X, dY = data(net)
        X_before, dY_before = X.copy(), dY.copy()
        Y = net.forward(X)
        Y_before = Y.copy()
        net.backward(dY)
        for now, before in ((X, X_before), (dY, dY_before), (Y, Y_before)):
            np.testing.assert_array_equal(now, before)

    def test_each_layer_leaves_its_arguments_alone(self, name, population):
        net = network(name, population)
        X, _ = data(net)
        for layer in net.leaves():
            before = X.copy()
            Y = layer.forward(X)
            dY = np.ones_like(Y)
            layer.backward(dY)
            np.testing.assert_array_equal(X, before)
            np.testing.assert_array_equal(dY, 1.0)
            X = Y

    def test_gradients_are_written_not_added(self, name, population):
        net = network(name, population)
        X, dY = data(net)
        w = net.w.copy()
        net.forward(X)
        dX = net.backward(dY)
        g = net.g.copy()
        net.g[...] = 1e6
        net.forward(X)
        np.testing.assert_array_equal(net.backward(dY), dX)
        np.testing.assert_array_equal(net.g, g)
        net.g[...] = 1e6
        net.gradient(dY)
        np.testing.assert_array_equal(net.g, g)
        np.testing.assert_array_equal(net.w, w)

    def test_backward_differentiates_the_latest_forward(self, name, population):
        net, fresh = network(name, population), network(name, population)
        X, dY = data(net)
        net.forward(10 * X[..., :2, :])
        net.forward(X)
        fresh.forward(X)
        np.testing.assert_array_equal(net.backward(dY), fresh.backward(dY))
        np.testing.assert_array_equal(net.g, fresh.g)

    def test_what_was_returned_never_changes(self, name, population):
        net = network(name, population)
        X, dY = data(net)
        Y, dX = net.forward(X), net.backward(dY)
        kept = Y.copy(), dX.copy()
        net.forward(-3 * X)
        net.backward(5 * dY)
        np.testing.assert_array_equal(Y, kept[0])
        np.testing.assert_array_equal(dX, kept[1])

    def test_derivatives_against_central_differences(self, name, population):
        """d/dX and d/dw of sum(Y dY), along one random direction for each member."""
        net = network(name, population)
        X, dY = data(net)
        rng, h = np.random.default_rng(3), 1e-6
        U, u = rng.normal(size=X.shape), rng.normal(size=net.w.shape)
        net.forward(X)
        dX = net.backward(dY)
        exact = (dX * U).sum(axis=(-2, -1)) + (net.g * u).sum(axis=-1)
        w, values = net.w.copy(), []
        for sign in (1, -1):
            net.w = w + sign * h * u
            values.append((net.forward(X + sign * h * U) * dY).sum(axis=(-2, -1)))
        np.testing.assert_allclose((values[0] - values[1]) / (2 * h), exact, rtol=1e-7)

    def test_a_copy_is_a_network_of_its_own(self, name, population):
        net = network(name, population)
        X, dY = data(net)
        Y = net.forward(X)
        twin = copy.deepcopy(net)
        twin.w = 0.0 * twin.w
        np.testing.assert_array_equal(net.forward(X), Y)
        assert not np.array_equal(twin.forward(X), Y)
        twin.forward(X)
        twin.backward(dY)
        assert any(np.shares_memory(leaf.dW, twin.g) for leaf in twin.leaves() if leaf.shapes)


@pytest.mark.parametrize(("layer", "name"), [(Sigmoid(), "Sigmoid"), (ReLU(), "ReLU"), (LeakyReLU(), "LeakyReLU")])
def test_activations_against_autograd(layer, name):
    X = np.random.default_rng(0).normal(0, 3, (40, 5))
    np.testing.assert_allclose(layer.forward(X), oracles.ACTIVATIONS[name](X), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(layer.backward(np.ones_like(X)), oracles.slope[name](X), rtol=1e-12, atol=1e-15)


def test_relu_and_its_derivative_at_zero_and_at_the_ends():
    X = np.array([[-np.inf, -1.0, 0.0, 1.0, np.inf]])
    relu = ReLU()
    np.testing.assert_array_equal(relu.forward(X), [[0, 0, 0, 1, np.inf]])
    np.testing.assert_array_equal(relu.backward(np.full((1, 5), 7.0)), [[0, 0, 0, 7, 7]])
    assert np.isnan(relu.forward(np.array([[np.nan]]))).all()


def test_sigmoid_does_not_overflow():
    with np.errstate(all="raise"):
        layer = Sigmoid()
        np.testing.assert_array_equal(layer.forward(np.array([[-1e4, 0.0, 1e4]])), [[0.0, 0.5, 1.0]])
        np.testing.assert_array_equal(layer.backward(np.ones((1, 3))), [[0.0, 0.25, 0.0]])


def test_linear_is_the_lectures_product():
    linear = Linear(2, 3)
    net = Network([linear])
    net.w = np.arange(9.0)  # bias first, then the rows of weights
    X = np.array([[1.0, 10.0], [2.0, 0.0]])
    np.testing.assert_array_equal(linear.b, [[0, 1, 2]])
    np.testing.assert_array_equal(linear.W, [[3, 4, 5], [6, 7, 8]])
    np.testing.assert_array_equal(net.forward(X), [[63, 75, 87], [6, 9, 12]])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Linear(0, 2), "inputs takes a whole number of at least 1, got 0"),
        (lambda: Linear(2, 0), "width takes a whole number of at least 1, got 0"),
        (lambda: Linear(2, 2.5), "width takes a whole number, got 2.5"),
        (lambda: LeakyReLU(-0.1), "slope takes finite numbers in .0, 1., got -0.1"),
        (lambda: Chain([Linear(2, 3), ReLU]), "layers takes a list of layers"),
        (lambda: Chain([Linear(2, 3), Linear(4, 1)]), r"Linear\(4, 1\) takes 4 inputs, got 3"),
        (lambda: Chain([Linear(2, 2)] * 2), "layers takes an instance only once"),
    ],
)
def test_bad_input(make, message):
    with pytest.raises(ValueError, match=message):
        make()
