"""Layers: the four laws, and derivatives against autograd."""

import copy

import numpy as np
import oracles
import pytest

from lessonlib import layers
from lessonlib.layers import BatchNorm, Chain, Concat, Layer, LeakyReLU, Linear, ReLU, Residual, Sigmoid
from lessonlib.network import Network

MAKERS = {
    "Linear": lambda: [Linear(3, 4)],
    "Linear of width 1": lambda: [Linear(3, 1)],
    "Linear of one input": lambda: [Linear(1, 4)],
    "Sigmoid": lambda: [Linear(3, 3), Sigmoid()],
    "ReLU": lambda: [Linear(3, 3), ReLU()],
    "LeakyReLU": lambda: [Linear(3, 3), LeakyReLU(0.2)],
    "BatchNorm": lambda: [Linear(3, 4), BatchNorm(4)],
    "BatchNorm, gamma learnt": lambda: [BatchNorm(3, fix_gamma=False), Linear(3, 4)],
    "BatchNorm of width 1": lambda: [Linear(3, 1), BatchNorm(1, fix_gamma=False)],
    "Residual": lambda: [Residual([Linear(3, 3), Sigmoid()])],
    "Concat": lambda: [Concat([Linear(3, 2), Sigmoid()])],
    "Concat of width 1": lambda: [Concat([Linear(3, 1)]), Concat([Sigmoid()]), Linear(8, 1)],
    "Residual in Concat": lambda: [Concat([Linear(3, 4), Residual([BatchNorm(4), Sigmoid()])]), Linear(7, 2)],
    "Concat in Residual": lambda: [Residual([Concat([Linear(3, 4), BatchNorm(4)]), Linear(7, 3)]), Linear(3, 2)],
    "Chain": lambda: [Linear(3, 5), Chain([ReLU(), Linear(5, 2), Sigmoid()]), Linear(2, 2)],
}
POPULATIONS = [None, 1, 3]


def test_each_layer_is_tried():
    assert [kind for kind in layers.__all__ if kind != "Layer" and not any(kind in name for name in MAKERS)] == []


def network(name, population):
    rng = np.random.default_rng(1)
    net = Network(MAKERS[name](), population)
    net.w = rng.normal(size=net.w.shape)
    return net


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

    def test_each_layer_refuses_a_dy_of_another_shape(self, name, population):
        net = network(name, population)
        rng = np.random.default_rng(2)
        for layer in net.leaves():
            Y = layer.forward(rng.normal(size=(*net.w.shape[:-1], 6, layer.inputs or 3)))
            for wrong in (Y[..., :1, :], Y[..., :, :-1]):
                with pytest.raises(ValueError, match="^dY must end in shape "):
                    layer.backward(wrong)

    def test_each_layer_leaves_its_arguments_alone(self, name, population):
        net = network(name, population)
        rng = np.random.default_rng(2)
        for layer in net.leaves():
            X = rng.normal(size=(*net.w.shape[:-1], 6, layer.inputs or 3))
            before = X.copy()
            Y = layer.forward(X)
            dY = np.ones_like(Y)
            layer.backward(dY)
            np.testing.assert_array_equal(X, before)
            np.testing.assert_array_equal(dY, 1.0)

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
        for leaf in twin.leaves():
            assert all(np.shares_memory(getattr(leaf, f"d{parameter}"), twin.g) for parameter in leaf.shapes)


@pytest.mark.parametrize("name", oracles.ACTIVATIONS)
def test_activations_against_autograd(name):
    layer = getattr(layers, name)()
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
    with np.errstate(all="raise", under="ignore"):
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


def test_batch_norm_by_hand():
    """Two columns, (1, 3) and (10, 10): means 2 and 10, variances 1 and 0, eps 3."""
    bn = BatchNorm(2, momentum=0.75, eps=3.0, fix_gamma=False)
    net = Network([bn])
    net.w = [1, 2, 10, 20]  # beta, then gamma
    X = np.array([[1.0, 10], [3, 10]])
    np.testing.assert_array_equal(net.forward(X), [[-4, 2], [6, 2]])
    np.testing.assert_array_equal(bn.moving_mean, [[0.5, 2.5]])
    np.testing.assert_array_equal(bn.moving_var, [[1.0, 0.75]])
    dX = net.backward(np.array([[1.0, 1], [0, 0]]))
    np.testing.assert_array_equal(net.g, [1, 1, -0.5, 0])
    # column 1: 10 / 2 (1 - (1 - (-1/2)(-1/2)) / 2) = 1.875;  column 2: 20 / sqrt(3) (1 - 1/2)
    np.testing.assert_allclose(dX, [[1.875, 10 / 3**0.5], [-1.875, -10 / 3**0.5]], rtol=1e-15)


def test_batch_norm_starts_with_0_and_1_and_its_statistics_move_on():
    bn = BatchNorm(2)
    net = Network([bn, Linear(2, 1)])
    assert bn.fix_gamma is True and (bn.momentum, bn.eps) == (0.9, 1e-3)
    for again in (lambda: None, lambda: net.initialise(np.random.default_rng(0), "he"), net.reset):
        again()
        assert bn.beta.tolist() == [[0, 0]] and bn.gamma.tolist() == [[1, 1]]
        assert bn.moving_mean.tolist() == [[0, 0]] and bn.moving_var.tolist() == [[1, 1]]
        for _ in range(2):
            bn.forward(np.array([[1.0, 3.0], [3.0, 9.0]]))  # means 2 and 6, variances 1 and 9
        np.testing.assert_allclose(bn.moving_mean, [[0.38, 1.14]], rtol=1e-14)
        np.testing.assert_allclose(bn.moving_var, [[1, 0.81 + 0.19 * 9]], rtol=1e-14)
    net.initialise(np.random.default_rng(0))
    bn.forward(np.ones((1, 2)), train=False)
    np.testing.assert_allclose(bn.backward(np.array([[4.0, -2.0]])), np.array([[4, -2]]) / 1.001**0.5, rtol=1e-14)


def test_batch_norm_predicts_with_the_moving_statistics_row_by_row():
    bn = BatchNorm(1, momentum=0.0, eps=1.0, fix_gamma=False)
    net = Network([bn])
    net.w = [7, 4]
    net.forward(np.array([[0.0], [2 * 3**0.5]]))  # mean sqrt(3), variance 3
    before = net.statistics
    np.testing.assert_allclose(net.forward(np.array([[3**0.5 + 1]]), train=False), [[9]], rtol=1e-15)
    np.testing.assert_allclose(net.backward(np.array([[1.0]])), [[2]], rtol=1e-15)  # statistics are constants here
    np.testing.assert_allclose(net.g, [1, 0.5], rtol=1e-15)
    assert all(net.statistics[name] is before[name] for name in before)


@pytest.mark.parametrize("population", POPULATIONS)
def test_a_fixed_gamma_is_1_whatever_its_block_holds(population):
    fixed, learnt = (Network([BatchNorm(3, fix_gamma=fix)], population) for fix in (True, False))
    X, dY = data(learnt)
    learnt.w[..., 3:], fixed.w[..., 3:] = 1.0, 5.0
    np.testing.assert_array_equal(fixed.forward(X), learnt.forward(X))
    np.testing.assert_array_equal(fixed.backward(dY), learnt.backward(dY))
    np.testing.assert_array_equal(fixed.g[..., :3], learnt.g[..., :3])
    assert (fixed.g[..., 3:] == 0).all() and (learnt.g[..., 3:] != 0).all()


def test_batch_norm_forgets_scale_and_shift():
    X, _ = data(Network([Linear(3, 3)]), n=50)
    net = Network([BatchNorm(3, eps=1e-12)])
    Y = net.forward(X)
    np.testing.assert_allclose([Y.mean(axis=0), Y.std(axis=0)], [[0] * 3, [1] * 3], atol=1e-11)
    np.testing.assert_allclose(net.forward(1e3 * X - 5e3), Y, atol=1e-9)


@pytest.mark.parametrize("composition", [Residual, Concat])
def test_a_population_with_one_x_for_all(composition):
    def make(population):
        return Network([composition([BatchNorm(3), Linear(3, 3), Sigmoid()])], population)

    net = make(4).initialise(np.random.default_rng(0))
    X = np.random.default_rng(1).normal(size=(9, 3))
    Y = net.forward(X)
    dX = net.backward(np.ones_like(Y))
    for i, rng in enumerate(np.random.default_rng(0).spawn(4)):
        single = make(None).initialise(rng)
        np.testing.assert_array_equal(single.forward(X), Y[i])
        np.testing.assert_array_equal(single.backward(np.ones_like(Y[i])), dX[i])
        np.testing.assert_array_equal(single.g, net.g[i])


def test_what_compositions_compute():
    X = np.array([[-1.0, 2.0]])
    np.testing.assert_array_equal(Residual([ReLU()]).forward(X), [[-1, 4]])
    np.testing.assert_array_equal(Concat([ReLU()]).forward(X), [[-1, 2, 0, 2]])
    np.testing.assert_array_equal(Concat([Residual([ReLU()])]).forward(X), [[-1, 2, -1, 4]])


class FirstRow(Layer):
    """A layer that loses rows."""

    def forward(self, X, train=True):
        return X[:1]

    def backward(self, dY):
        raise AssertionError("nobody gets here")


@pytest.mark.parametrize(("method", "missing"), [("forward", "backward"), ("backward", "forward")])
def test_a_layer_without_one_of_its_two_methods_cannot_be_made(method, missing):
    half = type("Half", (Layer,), {method: lambda self, *given: given[0]})
    with pytest.raises(TypeError, match=f"abstract .*{missing}"):
        half()


def test_a_layer_without_parameters_has_none_to_start_with():
    with pytest.raises(NotImplementedError, match=r"^ReLU must define start\(normal, sd\)$"):
        ReLU().start(np.zeros, 1.0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Linear(0, 2), "inputs takes a whole number of at least 1, got 0"),
        (lambda: Linear(2, 0), "width takes a whole number of at least 1, got 0"),
        (lambda: Linear(2, 2.5), "width takes a whole number, got 2.5"),
        (lambda: LeakyReLU(-0.1), "negative_slope takes finite numbers in .0, 1., got -0.1"),
        (lambda: Chain([Linear(2, 3), ReLU]), "layers takes a list of layers"),
        (lambda: Chain([Linear(2, 3), Linear(4, 1)]), r"Linear\(4, 1\) takes 4 inputs, got 3"),
        (lambda: Chain([Linear(2, 2)] * 2), "layers takes an instance only once"),
        (lambda: Chain([Concat([ReLU()]), Linear(6, 1)]), r"Linear\(6, 1\) takes 6 inputs, got 12"),
        (
            lambda: Network([Linear(2, 3), Concat([Linear(3, 2)]), Linear(4, 1)]),
            r"Linear\(4, 1\) takes 4 inputs, got 5",
        ),
        (
            lambda: Residual([Linear(2, 3), ReLU()]),
            r"Residual\(\[Linear\(2, 3\), ReLU\(\)\]\) adds .* to 2 outputs, got 3",
        ),
        (lambda: Chain([Linear(1, 2), Residual([Concat([ReLU()])])]), r"Residual.* takes layers to 2 outputs, got 4"),
        (lambda: Residual([Linear(2, 2)] * 2), "layers takes an instance only once"),
        (lambda: Concat([ReLU]), "layers takes a list of layers"),
        (
            lambda: Concat([FirstRow()]).forward(np.ones((5, 2))),
            r"Concat\(\[FirstRow\(\)\]\) takes F\(X\) with the rows of X",
        ),
        (lambda: Residual([FirstRow()]).forward(np.ones((5, 2))), r"Residual.* got shapes \(1, 2\) and \(5, 2\)"),
        (lambda: BatchNorm(0), "width takes a whole number of at least 1, got 0"),
        (lambda: BatchNorm(2, momentum=1.1), "momentum takes finite numbers in .0, 1., got 1.1"),
        (lambda: BatchNorm(2, eps=0), "eps takes finite numbers greater than 0, got 0"),
        (lambda: BatchNorm(2, fix_gamma="no"), "fix_gamma takes one of True, False, got 'no'"),
        (lambda: Network([Linear(2, 3), BatchNorm(4)]), r"BatchNorm\(4\) takes 4 inputs, got 3"),
        (
            lambda: Network([BatchNorm(2)]).forward([[1.0, 2.0]]),
            r"BatchNorm\(2\) takes .* at least 2 rows in training, got 1",
        ),
    ],
)
def test_bad_input(make, message):
    with pytest.raises(ValueError, match=message):
        make()


class Doubled(Layer):
    """A layer of a reader's own, which keeps nothing."""

    def forward(self, X, train=True):
        return 2 * X

    def backward(self, dY):
        return 2 * dY


def test_a_layer_of_ones_own_needs_forward_and_backward_alone():
    for layer in (Doubled(), Chain([Doubled()]), Residual([Doubled()]), Concat([Doubled()])):
        width = layer.forward(np.ones((3, 2))).shape[-1]
        assert layer.backward(np.ones((3, width))).shape == (3, 2)


@pytest.mark.parametrize(
    "layer", [Sigmoid(), ReLU(), LeakyReLU(), BatchNorm(2), Linear(2, 2), Chain([ReLU()])], ids=repr
)
def test_backward_before_forward_is_refused(layer):
    with pytest.raises(ValueError, match="^dY: .* finds nothing of a forward to differentiate: "):
        layer.backward(np.ones((3, 2)))


@pytest.mark.parametrize(
    ("layer", "Y"),
    [(ReLU(), (3, 2)), (LeakyReLU(), (3, 2)), (Residual([ReLU()]), (3, 2)), (Concat([ReLU()]), (3, 4))],
    ids=str,
)
def test_backward_takes_the_shape_of_the_latest_y(layer, Y):
    layer.forward(np.ones((3, 2)))
    for wrong in ((1, Y[1]), (Y[0] + 1, Y[1]), (Y[0], 1), (Y[0], Y[1] + 1)):
        got = str(wrong).replace("(", r"\(").replace(")", r"\)")
        with pytest.raises(ValueError, match=rf"^dY must end in shape \({Y[0]}, {Y[1]}\), as .*, got {got}$"):
            layer.backward(np.ones(wrong))
    layer.backward(np.ones(Y))
    layer.forward(np.ones((5, 2)))
    layer.backward(np.ones((5, Y[1])))


def test_a_layer_of_ones_own_is_checked_and_a_chain_calls_it_as_it_is():
    class Double(Layer):
        def forward(self, X, train=True):
            self.Y = 2 * X
            return self.Y

        def backward(self, dY):
            return 2 * dY

    layer = Double()
    assert layer.forward([[1, 2]]).tolist() == [[2.0, 4.0]] and layer.backward([[1, 2]]).tolist() == [[2.0, 4.0]]
    assert layer._forward([1, 2]) == [1, 2, 1, 2] and layer._backward([1]) == [1, 1]  # twice a list is a longer one
    assert Chain([Double(), Double()]).forward([[1]]).tolist() == [[4.0]]
    for method, name in ((layer.forward, "X"), (layer.backward, "dY")):
        with pytest.raises(ValueError, match=f"^{name} must be a number or an array of numbers, got 'a'"):
            method("a")
    assert [one.__name__ for one in (Double.forward, Double.backward)] == ["forward", "backward"]
