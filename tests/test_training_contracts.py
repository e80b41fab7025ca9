"""Training in detail: how far batches read ahead, copies, networks that nobody has drawn, the error of a gradient."""

import copy

import numpy as np
import pytest

from lessonlib.layers import BatchNorm, Chain, Concat, Linear, Residual
from lessonlib.losses import squared_error, takes
from lessonlib.network import Network
from lessonlib.objectives import Quadratic
from lessonlib.rstream import RStream
from lessonlib.training import Batches, check_gradient, descend, diverged_at, objective

X, Y = np.arange(20.0).reshape(10, 2), np.arange(10)


@pytest.mark.parametrize(("n", "size", "ahead"), [(10, 1, 256), (10, 3, 256), (2**17, 2, 3), (2**18, 2, 2)])
def test_a_generator_is_read_256_batches_ahead_or_as_many_as_fit_the_cache(n, size, ahead):
    rng, same = np.random.default_rng(0), np.random.default_rng(0)
    batches = Batches(np.zeros((n, 1)), np.zeros(n), size, rng)
    for _ in range(2):
        same.random((size, ahead))
        for _ in range(ahead):
            batches()
            assert rng.bit_generator.state == same.bit_generator.state


def test_an_epoch_is_drawn_when_it_begins():
    rng, same = np.random.default_rng(0), np.random.default_rng(0)
    batches = Batches(X, Y, 4, rng, replace=False)
    for _ in range(2):
        same.random((10, 1))
        for _ in range(3):
            batches()
            assert rng.bit_generator.state == same.bit_generator.state


def test_a_copy_of_batches_draws_for_itself():
    batches = Batches(X, Y, 3, np.random.default_rng(0))
    batches()
    twin = copy.copy(batches)
    expected = [batches()[0].tolist() for _ in range(600)]
    assert [twin()[0].tolist() for _ in range(600)] == expected


def test_a_copy_of_a_network_has_layers_of_its_own():
    net = Network([Linear(2, 3), BatchNorm(3), Linear(3, 1)], 2).initialise(np.random.default_rng(0))
    w, Z = net.w.copy(), net.predict(X)
    twin = copy.copy(net)
    twin.w = twin.w + 1
    assert net.w.tolist() == w.tolist() and net.predict(X).tolist() == Z.tolist()
    assert not np.array_equal(twin.predict(X), Z) and twin.layers[0] is not net.layers[0]
    twin = copy.copy(net)
    assert twin.predict(X).tolist() == Z.tolist()


def test_a_copied_layer_has_vectors_of_its_own_and_takes_a_new_network():
    for population in (None, 3):
        layer = Linear(2, 3)
        net = Network([layer], population).initialise(np.random.default_rng(0))
        twin = copy.deepcopy(layer)
        assert twin.W.tolist() == layer.W.tolist() and twin.b.tolist() == layer.b.tolist()
        twin.W = 7.0
        assert (twin.W == 7).all() and not (layer.W == 7).any()
        assert (twin.WE[..., 1:, :] == 7).all() and twin.WE[..., :1, :].tolist() == layer.b.tolist()
        np.testing.assert_array_equal(np.sort(net.w, axis=-1)[..., -1] < 7, True)
        assert Network([twin], population).w.shape == net.w.shape


def test_assigning_to_a_parameter_copies_into_the_network():
    net = Network([Linear(2, 3)])
    layer = net.layers[0]
    layer.W, layer.b, layer.dW = np.arange(6).reshape(2, 3), 9, np.ones((2, 3))
    assert net.w.tolist() == [9, 9, 9, 0, 1, 2, 3, 4, 5] and net.g.tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 1]
    values = np.full((2, 3), 4.0)
    layer.W = values
    values[:] = 5
    layer.W += 1
    assert net.w[3:].tolist() == [5.0] * 6
    layer.name = "mine"
    assert layer.name == "mine"


def test_a_network_is_blank_until_somebody_draws_or_sets_its_weights():
    def blank():
        net = Network([Linear(2, 1)])
        return net, objective(net, squared_error, Batches(X, Y))

    for change in (
        lambda net: net.initialise(RStream(0)),
        lambda net: setattr(net, "w", 0 * net.w),  # set to 0 on purpose
        lambda net: setattr(net.layers[0], "W", 1.0),
        lambda net: net.w.__setitem__(0, 1.0),
    ):
        net, f = blank()
        with pytest.raises(ValueError, match="^net: nobody has drawn its weights"):
            f(net.w)
        assert net.drawn is False
        change(net)
        assert np.isfinite(f(net.w)[0]) and net.drawn is True
        net.reset()
        assert net.drawn is False and (net.w == 0).all()


def test_the_lectures_matrix_is_a_view_too():
    net = Network([Linear(2, 3)])
    net.layers[0].WE, net.layers[0].dWE = np.arange(9).reshape(3, 3), 2
    assert net.w.tolist() == list(range(9)) and net.g.tolist() == [2] * 9


def test_batches_of_whole_numbers_are_floats():
    for batch in (Batches(X.astype(int), Y)(), Batches(X.astype(int), Y, 4, RStream(0))()):
        assert batch[0].dtype == batch[1].dtype == float


def test_a_chain_trains_unless_told():
    inner = BatchNorm(2)
    net = Network([Chain([inner])])
    net.layers[0].forward(X)
    assert (inner.moving_mean != 0).all()


def test_who_draws_says_so():
    net = Network([Linear(2, 1)])
    assert net.drawn is False and net.initialise(RStream(0)).drawn is True


def test_labels_are_checked_once_and_not_at_each_step():
    checked = []

    @takes("anything", lambda Y: checked.append(Y) or True)
    def loss(Z, Y):
        return squared_error.formula(Z, Y)

    net = Network([Concat([Linear(2, 1)])]).initialise(RStream(0))  # 3 outputs
    f = objective(net, loss, Batches(X, np.ones((10, 3))))
    for _ in range(3):
        f(net.w)
    assert len(checked) == 1


def test_a_visit_leaves_a_network_as_it_was():
    net = Network([Linear(2, 3), BatchNorm(3), Linear(3, 1)]).initialise(np.random.default_rng(0))
    f = objective(net, squared_error, Batches(X, Y))
    f(net.w)
    w, g, recorded = net.w.copy(), net.g.copy(), {name: a.copy() for name, a in net.statistics.items()}
    f(net.w + 1)
    check_gradient(f, net.w)
    with pytest.raises(ValueError):
        f(np.ones(3))
    assert net.w.tolist() == w.tolist() and net.g.tolist() == g.tolist() and net.drawn is True
    assert list(recorded) == ["moving_mean1", "moving_var1"]
    for name, array in net.statistics.items():
        np.testing.assert_array_equal(array, recorded[name])


@pytest.mark.parametrize("composition", [Residual, Concat])
def test_prediction_reaches_what_is_inside_a_composition(composition):
    inner = BatchNorm(2)
    net = Network([composition([inner])])
    F = net.forward(X)[:, -2:] - (X if composition is Residual else 0)
    np.testing.assert_allclose(F.mean(axis=0), 0, atol=1e-12)  # in training, by default: the batch's mean
    recorded = net.statistics
    predicted = (X - inner.moving_mean) / np.sqrt(inner.moving_var + 1e-3)
    for Z in (net.predict(X), net.layers[0].forward(X, False)):
        np.testing.assert_allclose(Z[:, -2:] - (X if composition is Residual else 0), predicted, atol=1e-12)
    assert net.statistics["moving_mean1"] is recorded["moving_mean1"]
    np.testing.assert_allclose(net.layers[0].forward(X)[:, -2:], F + (X if composition is Residual else 0), atol=1e-12)


def test_the_error_of_a_gradient_by_hand():
    assert check_gradient(Quadratic([0.5, 0.3]), [1, 2]) < 1e-9  # whole numbers too
    for scale in (1e-3, 1.0, 1e3):

        def doubled(w, scale=scale):
            return scale * (w * w).sum(axis=-1), 4 * scale * w

        assert check_gradient(doubled, [1.0, 2.0]) == pytest.approx(1 / 3, rel=1e-8)
        together = check_gradient(doubled, [[1.0, 2.0], [1e-3, 5e-3], [300.0, 100.0]])
        np.testing.assert_allclose(together, 1 / 3, rtol=1e-5)

    def exact_by_member(w):
        return (w * w).sum(axis=-1), 2 * w * np.array([[1.0], [3.0]])

    np.testing.assert_allclose(check_gradient(exact_by_member, [[1e3, 1.0], [1.0, 2.0]]), [0, 0.5], atol=1e-7)


def test_the_first_step_that_is_not_finite():
    assert diverged_at([np.inf, 1.0]) == 0 and diverged_at([[1.0, -np.inf, 2.0]]).tolist() == [-1, 0, -1]


def test_descend_hands_over_what_f_gives():
    seen = list(descend(lambda w: (w.sum(), np.ones(2)), np.zeros(2), lambda g: g / 4, 2))
    assert [(k, value) for k, value, _ in seen] == [(0, 0.0), (1, -0.5)]
