"""What is measured of a network or a run: against counts by hand, differences, and networks built without a layer."""

import numpy as np
import pytest

from lessonlib import lecture, measures
from lessonlib.layers import BatchNorm, Chain, Concat, LeakyReLU, Linear, ReLU, Residual, Sigmoid
from lessonlib.losses import sigmoid_cross_entropy, softmax_cross_entropy
from lessonlib.measures import DIVERGED, GLOBAL, LOCAL, NEITHER
from lessonlib.network import Network
from lessonlib.objectives import parabola, quartic
from lessonlib.training import Batches, objective

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(6, 4)), np.eye(3)[[0, 1, 2, 2, 1, 0]]


def deep(population=None):
    """Linear, BatchNorm, ReLU, a residual block, Linear; as after some training."""
    layers = [Linear(4, 5), BatchNorm(5), ReLU(), Residual([Linear(5, 5), LeakyReLU(0.25)]), Linear(5, 3)]
    net = Network(layers, population).initialise(np.random.default_rng(1))
    net.forward(X)
    return net


# answers


def test_accuracy_of_each_member():
    Z, labels = np.array([[[1.0], [-1.0]], [[1.0], [2.0]]]), np.array([[1], [0]])
    np.testing.assert_array_equal(measures.accuracy(Z, labels), [1.0, 0.5])
    assert measures.accuracy([[3, 1, 2], [0, 0, 1]], [[1, 0, 0], [0, 1, 0]]) == 0.5


def test_accuracy_of_a_member_with_nan_is_nan_and_of_the_others_a_number():
    Z = np.array([[[1.0], [-1.0]], [[np.nan], [-1.0]]])
    got = measures.accuracy(Z, [[1], [1]])
    assert got.dtype == float
    np.testing.assert_array_equal(got, [0.5, np.nan])
    assert np.isnan(measures.accuracy(Z[1], [[1], [1]])) and np.isnan(measures.accuracy([[1, np.nan]], [[1, 0]]))


def test_an_output_of_0_says_class_0():
    Z, labels = [[0.0], [-0.0], [1e-300], [-1e-300]], [[0], [0], [1], [0]]
    assert measures.accuracy(Z, labels) == 1 and measures.accuracy(Z, 1 - np.array(labels)) == 0
    np.testing.assert_array_equal(measures.confusion_table(Z, labels), [[3, 0], [0, 1]])


def test_the_confusion_table_has_predictions_in_rows():
    labels = np.eye(3)[[0, 2, 2, 1]]
    Z = np.array([[5, 1, 0], [0, 9, 1], [0, 0, 1], [0, 1, 0.5]])  # takes them for 0, 1, 2, 1
    np.testing.assert_array_equal(measures.confusion_table(Z, labels), [[1, 0, 0], [0, 1, 1], [0, 0, 1]])
    assert measures.confusion_table(Z, labels).dtype == int
    many = measures.confusion_table(np.stack([Z, labels]), labels)
    np.testing.assert_array_equal(many, [[[1, 0, 0], [0, 1, 1], [0, 0, 1]], np.diag([1, 1, 2])])


def test_a_network_has_learnt_if_more_than_nine_tenths_are_right():
    net = Network([Linear(1, 1)], population=3)
    net.w = [[0.0, 1.0], [0.5, 1.0], [1.5, 1.0]]  # says 1 where x > 0, x > -0.5, x > -1.5
    rows = np.array([[k - 9.0] for k in range(20)])  # 10 rows from 1 to 10 among 0, -1, ..., -9
    labels = (rows > 0).astype(float)
    np.testing.assert_array_equal(measures.accuracy(net.predict(rows), labels), [1, 0.95, 0.9])
    assert measures.learnt(net, rows, labels).tolist() == [True, True, False]
    assert measures.learnt(net, rows[:9], labels[:9]).tolist() == [True, True, False]


def test_learnt_asks_in_prediction_mode():
    net = Network([BatchNorm(1), Linear(1, 1)])
    net.layers[1].W[...] = 1.0
    assert measures.learnt(net, [[3.0], [1.0]], [[1], [1]])  # a batch's mean would make one of them negative
    np.testing.assert_array_equal(net.statistics["moving_mean1"], 0)


# runs


def test_a_loss_less_than_a_fiftieth_above_the_best_is_reached():
    assert measures.reached([0.5, 0.5199, 0.521, np.nan], 0.5).tolist() == [True, True, False, False]
    assert measures.reached([0.5, 0.5], [0.49, 0.47]).tolist() == [True, False]
    assert not measures.reached(0.02, 0.0)


def along(*distances):
    """A path on the first axis."""
    return np.array([(d, 0.0) for d in distances])


@pytest.mark.parametrize(
    ("path", "step"),
    [
        (along(1.0, 0.5, 0.04, 0.01), 2),
        (along(1.0, 0.04, 0.5, -0.04), 3),  # it has to stay
        (along(1.0, 0.01, 0.5), -1),
        (along(0.01, 0.02), 0),
        (along(1.0, np.nan, np.nan), -1),
        (along(1.0, 0.05), -1),
    ],
)
def test_a_run_arrives_when_it_comes_near_for_good(path, step):
    assert measures.arrival(path) == step


def test_members_of_a_population_arrive_each_in_its_time():
    both = np.stack([along(1.0, 0.5, 0.01), along(1.0, 0.01, 0.01)], axis=1)
    assert measures.arrival(both).tolist() == [2, 1]
    assert measures.arrival(both, near=0.6).tolist() == [1, 1]
    assert measures.arrival(np.stack([along(0.01, 0.01), along(1.0, 0.01)], axis=1)).tolist() == [0, 1]
    assert measures.arrival(both, near=0.001).tolist() == [-1, -1]


def test_where_a_number_is_on_the_quartic():
    low, high = quartic.minima
    w = [low + 0.0009, low - 0.0011, high - 0.0009, 0.01, np.inf, np.nan]
    assert measures.locate(quartic, w).tolist() == [GLOBAL, NEITHER, LOCAL, NEITHER, DIVERGED, DIVERGED]
    assert measures.locate(quartic, w, tolerance=0.02).tolist() == [GLOBAL, GLOBAL, LOCAL, LOCAL, DIVERGED, DIVERGED]
    assert measures.locate(parabola, [0.0, 1.0]).tolist() == [GLOBAL, NEITHER]


def test_a_run_that_only_passes_has_no_fate_yet():
    stays, passes = np.zeros(12), np.linspace(-1, 0, 12)
    path = np.stack([stays, passes, np.full(12, np.nan), np.full(12, quartic.minima[0])], axis=1)
    assert measures.fate(quartic, path).tolist() == [LOCAL, NEITHER, DIVERGED, GLOBAL]
    path = np.array([quartic.minima[0], 0.0, 0.0, 0.0])
    assert measures.fate(quartic, path, settled=2) == LOCAL and measures.fate(quartic, path, settled=3) == NEITHER
    assert measures.fate(quartic, path + 0.01, tolerance=0.02, settled=1) == LOCAL
    assert measures.fate(quartic, path + 0.01, settled=1) == NEITHER
    assert measures.fate(quartic, [1.0, 5.0, np.inf], settled=1) == DIVERGED


# signals


def rest(net, i, A):
    """The loss when what comes out of layer i is A."""
    for layer in net.layers[i + 1 :]:
        A = layer.forward(A)
    return softmax_cross_entropy(A, Y)[0]


@pytest.mark.parametrize("name", ["linear1", "batchnorm1", "relu1", "residual1", "linear2"])
def test_signals_are_what_differences_say(name):
    net = deep()
    found = measures.signals(net, X, Y, softmax_cross_entropy)
    assert list(found) == ["linear1", "batchnorm1", "relu1", "residual1", "linear2"]
    i, signal = list(found).index(name), found[name]
    direction = np.random.default_rng(2).normal(size=signal.Y.shape)
    up, down = (rest(net, i, signal.Y + h * direction) for h in (1e-6, -1e-6))
    assert (signal.dY * direction).sum() == pytest.approx((up - down) / 2e-6, rel=1e-6)
    direction = np.random.default_rng(3).normal(size=signal.X.shape)
    up, down = (rest(net, i, net.layers[i].forward(signal.X + h * direction)) for h in (1e-6, -1e-6))
    assert (signal.dX * direction).sum() == pytest.approx((up - down) / 2e-6, rel=1e-6)


def test_signals_have_the_gradients_of_weights_and_leave_the_network_alone():
    net = deep()
    before = net.w.copy(), net.g.copy(), {name: values.copy() for name, values in net.statistics.items()}
    found = measures.signals(net, X, Y, softmax_cross_entropy, Linear)
    np.testing.assert_array_equal(net.w, before[0])
    np.testing.assert_array_equal(net.g, before[1])
    for name, values in net.statistics.items():
        np.testing.assert_array_equal(values, before[2][name])
    assert list(found) == ["linear1", "linear2"]
    np.testing.assert_array_equal(found["linear1"].X, X)
    _, g = objective(net, softmax_cross_entropy, Batches(X, Y))(net.w)
    np.testing.assert_array_equal(found["linear1"].dW.ravel(), g[net.blocks["W1"]])
    np.testing.assert_array_equal(found["linear2"].dW.ravel(), g[net.blocks["W3"]])
    assert measures.signals(net, X, Y, softmax_cross_entropy)["relu1"].dW is None


def test_signals_of_a_population_are_those_of_its_members():
    many = deep(population=3)
    one = deep()
    found = measures.signals(many, X, Y, softmax_cross_entropy)
    for i in range(3):
        one.w = many.w[i]
        for name, signal in measures.signals(one, X, Y, softmax_cross_entropy).items():
            for mine, of_many in zip(signal, found[name], strict=True):
                if mine is not None:
                    np.testing.assert_array_equal(of_many[i] if of_many.ndim == 3 else of_many, mine)


def test_sizes_of_arrays_one_by_one():
    A, B = np.array([[1.0, -3.0], [3.0, 5.0]]), np.array([[2.0], [-4.0]])
    np.testing.assert_allclose(measures.rms([A, B]), [np.sqrt(44 / 4), np.sqrt(20 / 2)])
    np.testing.assert_allclose(measures.mean_abs([A, B]), [3.0, 3.0])
    np.testing.assert_allclose(measures.spread([A, B]), [np.sqrt((1 + 16) / 2), 3.0])


@pytest.mark.parametrize("size", [measures.rms, measures.mean_abs, measures.spread])
def test_sizes_of_a_population_have_a_row_for_each_member(size):
    A, B = RNG.normal(size=(5, 2)), RNG.normal(size=(3, 5, 4))
    found = size(array for array in (A, B))  # a generator is as good as a list
    assert found.shape == (3, 2) and size([A]).shape == (1,)
    for i in range(3):
        np.testing.assert_array_equal(found[i], size([A, B[i]]))


@pytest.mark.parametrize("population", [None, 3])
def test_mean_abs_gradients_by_name(population):
    net = deep(population)
    _, g = objective(net, softmax_cross_entropy, Batches(X, Y))(net.w)
    found = {kind: measures.mean_abs_gradients(net, g, kind) for kind in ("W", "b", "beta", "gamma")}
    assert found["W"].keys() == measures.mean_abs_gradients(net, g).keys() == {"W1", "W2", "W3"}
    names = [name for sizes in found.values() for name in sizes]
    assert sorted(names) == sorted(net.blocks)
    for sizes in found.values():
        for name, size in sizes.items():
            expected = np.abs(g[..., net.blocks[name]]).mean(axis=-1)
            np.testing.assert_allclose(size, expected, rtol=1e-14)


# structure


def folded(population=None):
    """Three units: one folds along x1 = 1, one along x2 = -2, and one is off wherever x1 + x2 < 100."""
    net = Network([Linear(2, 3), ReLU(), Linear(3, 1)], population)
    net.layers[0].b[...] = [[-1, 2, -100]]
    net.layers[0].W[...] = [[1, 0, 1], [0, 1, 1]]
    net.layers[2].W[...] = [[1], [-1], [1]]
    return net


def test_dead_units_are_those_that_no_row_wakes():
    net, rows = folded(), np.array([[2.0, 0.0], [0.0, 0.0]])
    assert {name: dead.tolist() for name, dead in measures.dead_units(net, rows).items()} == {
        "relu1": [False, False, True]
    }
    assert measures.dead_units(net, rows[1:])["relu1"].tolist() == [True, False, True]
    assert not measures.dead_units(net, np.vstack([rows, [60.0, 60.0]]))["relu1"].any()
    assert measures.dead_units(net, [[1.0, -2.0]])["relu1"].all()  # an input of exactly 0 wakes nobody


def test_dead_units_of_a_population_are_told_for_each():
    many = folded(population=2)
    many.layers[0].b[1] = -1
    assert measures.dead_units(many, [[2.0, 0.0]])["relu1"].tolist() == [[False, False, True], [False, True, False]]


@pytest.mark.parametrize("slope", [0.0, 0.25, 1.0])
def test_dead_units_inside_of_blocks_and_on_a_small_slope(slope):
    blocks = [Residual([Linear(2, 2), LeakyReLU(slope)]), Concat([Linear(2, 2), Sigmoid()]), Chain([ReLU()])]
    net = Network([*blocks, Linear(4, 1)])
    net.layers[0].layers[0].b[...] = [[-1.0, 1.0]]
    found = measures.dead_units(net, [[0.0, -1.0]])
    assert {name: dead.tolist() for name, dead in found.items()} == {
        "leakyrelu1": [True, False],
        "relu1": [True, True, False, False],  # it gets -slope, 0, and 1/2 twice
    }


def net_with_sizes(widths, population=None):
    """A dense network whose weights from writer j to reader k have the size 10 k + j, with both signs."""
    net = lecture.densenet(widths, population)
    linears = [layer for layer in net.leaves() if layer.shapes]
    for k, linear in enumerate(linears[1:], 2):
        row = 0
        for j, width in enumerate(widths[: k - 1], 1):
            linear.W[..., row : row + width, :] = (10 * k + j) * np.resize([1.0, -1.0], (width, linear.width))
            row += width
    return net


def test_reads_are_the_mean_sizes_of_the_weights_between_two_layers():
    expected = [[21, np.nan, np.nan], [31, 32, np.nan], [41, 42, 43]]
    np.testing.assert_allclose(measures.reads(net_with_sizes((3, 4, 5))), expected)


def test_reads_of_a_population_are_those_of_its_members():
    many = net_with_sizes((3, 4, 5), population=2)
    many.w[1] *= 3
    table = measures.reads(many)
    np.testing.assert_allclose(table[0], measures.reads(net_with_sizes((3, 4, 5))))
    np.testing.assert_allclose(table[1], 3 * table[0])


def test_a_network_without_some_layers_is_the_network_of_the_others():
    blocks = [Residual([Linear(4, 4), ReLU()]) for _ in range(3)]
    net = Network([*blocks, BatchNorm(4), Linear(4, 3)]).initialise(np.random.default_rng(5))
    net.forward(X)
    recorded = net.statistics["moving_mean1"].copy()
    np.testing.assert_array_equal(measures.predict_without(net, X, {0, 2}), net_of(net, (1, 3, 4)).predict(X))
    np.testing.assert_array_equal(measures.predict_without(net, X, ()), net.predict(X))
    np.testing.assert_array_equal(net.statistics["moving_mean1"], recorded)


def net_of(net, kept):
    """A network of these layers of another, with their weights and statistics."""
    part = Network([Residual([Linear(4, 4), ReLU()]), BatchNorm(4), Linear(4, 3)])
    for mine, given in zip(part.layers, (net.layers[i] for i in kept), strict=True):
        for to, of in zip(mine.leaves(), given.leaves(), strict=True):
            for name in (*to.shapes, *to.statistics):
                setattr(to, name, getattr(of, name))
    return part


# surface


def test_a_random_direction_is_as_long_as_the_weights_of_each_unit_and_leaves_the_network_alone():
    net = Network([Linear(3, 2), BatchNorm(2), ReLU(), Linear(2, 4)]).initialise(np.random.default_rng(0), 0.7)
    before = net.w.copy()
    directions = [measures.random_direction(net, np.random.default_rng(seed)) for seed in (1, 2)]
    assert np.array_equal(net.w, before) and not np.allclose(*directions)
    for direction in directions:
        for name, rows in (("W1", 3), ("W2", 2)):
            columns = [w[net.blocks[name]].reshape(rows, -1) for w in (direction, before)]
            np.testing.assert_allclose(*(np.sqrt((W**2).sum(axis=0)) for W in columns))
        for name in ("b1", "b2", "beta1", "gamma1"):
            assert not direction[net.blocks[name]].any()


def test_a_random_direction_of_a_population_is_normalised_member_by_member():
    many = Network([Linear(3, 2), ReLU(), Linear(2, 4)], population=3).initialise(np.random.default_rng(0))
    direction = measures.random_direction(many, np.random.default_rng(1))
    for name, rows in (("W1", 3), ("W2", 2)):
        W, d = (w[:, many.blocks[name]].reshape(3, rows, -1) for w in (many.w, direction))
        np.testing.assert_allclose((d**2).sum(axis=1), (W**2).sum(axis=1))


def test_a_surface_has_the_network_in_its_middle_and_the_directions_along_its_sides():
    net = Network([Linear(2, 3)])
    rows, labels = np.array([[1.0, 2.0], [0.5, -1.0]]), np.eye(3)[:2]
    net.w = np.arange(9) / 10
    u, v = np.eye(9)[0], np.eye(9)[4]  # a bias, and a weight
    values = measures.loss_surface(net, (u, v), rows, labels, softmax_cross_entropy, points=5)

    def loss(a, b):
        Z = rows @ (net.layers[0].W + b * v[3:].reshape(2, 3)) + net.layers[0].b + a * u[:3]
        P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
        return -np.log(P[[0, 1], [0, 1]]).mean()

    wanted = [[loss(a, b) for a in np.linspace(-1, 1, 5)] for b in np.linspace(-1, 1, 5)]
    np.testing.assert_allclose(values, wanted, rtol=1e-13)
    np.testing.assert_array_equal(net.w, np.arange(9) / 10)


def test_the_middle_of_a_surface_is_the_networks_loss_with_what_batchnorm_recorded():
    net = deep()
    rng = np.random.default_rng(7)
    directions = measures.random_direction(net, rng), measures.random_direction(net, rng)
    values = measures.loss_surface(net, directions, X, Y, softmax_cross_entropy)
    assert values.shape == (21, 21)
    assert values[10, 10] == softmax_cross_entropy(net.predict(X), Y)[0]


# what is refused


def two(population=None):
    return Network([Linear(2, 1)], population).initialise(np.random.default_rng(0))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: measures.accuracy([1.0], [1.0]), "Y must have the shape of Z, (n, c) or (K, n, c), got (1,) and (1,)"),
        (lambda: measures.learnt(3, X, Y), "net takes a Network, got 3"),
        (lambda: measures.reached("a", 0), "loss must be a number or an array of numbers, got 'a'"),
        (
            lambda: measures.reached([1.0], [1.0, 2.0]),
            "best must be a number or broadcast against an array of shape (1,), got shape (2,)",
        ),
        (lambda: measures.arrival(np.ones(3)), "path must have shape (steps + 1, ..., p), got (3,)"),
        (lambda: measures.arrival(np.ones((0, 2))), "path must have shape (steps + 1, ..., p), got (0, 2)"),
        (lambda: measures.arrival(np.ones((3, 2)), 0), "near takes finite numbers greater than 0, got 0"),
        (
            lambda: measures.fate(quartic, np.ones((10, 2))),
            "path must have more than 10 rows, as many as settled, got shape (10, 2)",
        ),
        (
            lambda: measures.fate(quartic, 1.0),
            "path must have more than 10 rows, as many as settled, got shape ()",
        ),
        (lambda: measures.fate(quartic, [1.0, 2.0], settled=0), "settled takes a whole number of at least 1, got 0"),
        (
            lambda: measures.signals(two(), [[1.0, 2.0]], [[1.0]], ReLU),
            f"loss takes one of lessonlib.losses, such as squared_error, got {ReLU!r}",
        ),
        (lambda: measures.rms([]), "arrays takes at least one array (n, p) or (K, n, p), got shapes "),
        (
            lambda: measures.rms([np.ones((2, 2)), np.ones(3)]),
            "arrays takes at least one array (n, p) or (K, n, p), got shapes (2, 2), (3,)",
        ),
        (
            lambda: measures.spread([np.ones((0, 2))]),
            "arrays takes at least one array (n, p) or (K, n, p), got shapes (0, 2)",
        ),
        (lambda: measures.mean_abs(3), "arrays takes a list of arrays, got 3"),
        (lambda: measures.mean_abs_gradients(two(), [1.0]), "g must have shape (3,) or (K, 3), got shape (1,)"),
        (lambda: measures.mean_abs_gradients(two(), np.ones(3), "gamma"), "kind takes one of 'W', 'b', got 'gamma'"),
        (
            lambda: measures.reads(Network([Linear(2, 3), Linear(3, 1), Linear(1, 1)])),
            "net takes a dense network, each layer of which reads all before it, "
            "got Network([Linear(2, 3), Linear(3, 1), Linear(1, 1)])",
        ),
        (
            lambda: measures.reads(two()),
            "net takes a dense network, each layer of which reads all before it, got Network([Linear(2, 1)])",
        ),
        (
            lambda: measures.predict_without(two(), [[1.0, 2.0]], {1}),
            "left_out takes a whole number from 0 to 0, got 1",
        ),
        (
            lambda: measures.loss_surface(two(2), np.ones((2, 3)), X, Y, sigmoid_cross_entropy),
            "net takes a single network, got a population of 2",
        ),
        (
            lambda: measures.loss_surface(two(), np.ones((2, 3)), X, Y, sigmoid_cross_entropy, points=1),
            "points takes a whole number of at least 2, got 1",
        ),
        (
            lambda: measures.loss_surface(two(), np.ones((2, 3)), X, Y, ReLU),
            f"loss takes one of lessonlib.losses, such as squared_error, got {ReLU!r}",
        ),
        (
            lambda: measures.loss_surface(two(), np.ones((2, 4)), X, Y, sigmoid_cross_entropy),
            "directions must give numbers in the shape of w, (3,), got shape (4,)",
        ),
        (lambda: measures.random_direction(two(), 3), "rng takes a Generator, got 3"),
    ],
)
def test_it_says_so(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message
