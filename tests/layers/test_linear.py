"""Linear and LeakyReLU where a mistake hides easily: batches that change their shape, first values, a slope at 0."""

import numpy as np
import pytest

from lessonlib.layers import LeakyReLU, Linear
from lessonlib.network import Network
from lessonlib.rstream import RStream

SHAPES = [(4, 2), (3, 4, 2), (5, 2), (3, 5, 2), (1, 4, 2), (4, 2)]


@pytest.mark.parametrize("population", [None, 3])
@pytest.mark.parametrize("width", [1, 3])
def test_a_batch_of_another_shape_leaves_nothing_of_the_one_before(population, width):
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(3 * width) if population is None else (population, 3 * width))

    def fresh():
        net = Network([Linear(2, width)], population)
        net.w = weights
        return net

    used, shapes = fresh(), [shape for shape in SHAPES if population or len(shape) == 2]
    for shape in shapes + shapes[::-1]:
        X = rng.normal(size=shape)
        Y = used.forward(X)
        b, W = used.layers[0].b, used.layers[0].W
        np.testing.assert_allclose(Y, np.matmul(X, W) + b, rtol=1e-14, atol=1e-15)
        assert Y.shape == fresh().forward(X).shape
        dY = rng.normal(size=Y.shape)
        dX = used.backward(dY)
        np.testing.assert_allclose(dX, np.einsum("...nq,...pq->...np", dY, np.broadcast_to(W, W.shape)), rtol=1e-13)
        summed = np.concatenate(
            [dY.sum(axis=-2), np.einsum("...np,...nq->...pq", X, dY).reshape(*dY.shape[:-2], -1)], axis=-1
        )
        np.testing.assert_allclose(used.g, summed, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize(("inputs", "width"), [(1, 1), (1, 4), (2, 3), (5, 2)])
def test_first_values_are_the_streams_normals_times_their_scale(inputs, width):
    drawn = RStream(6).rnorm((1 + inputs) * width).reshape(width, 1 + inputs)  # column by column, the bias on top
    for sd, scale in ((0.5, 0.5), ("he", (2 / inputs) ** 0.5), ("glorot", (2 / (inputs + width)) ** 0.5)):
        (layer,) = Network([Linear(inputs, width)]).initialise(RStream(6), sd).layers
        np.testing.assert_allclose(layer.W, scale * drawn[:, 1:].T, rtol=1e-15)
        np.testing.assert_array_equal(layer.b[0], 0.5 * drawn[:, 0] if sd == 0.5 else np.zeros(width))


@pytest.mark.parametrize("slope", [0.0, 0.25, 1.0])
def test_leaky_relu_by_hand_also_at_zero(slope):
    layer, X = LeakyReLU(slope), np.array([[-2.0, -1e-300, -0.0, 0.0, 1e-300, 3.0]])
    np.testing.assert_array_equal(layer.forward(X), [[-2 * slope, -1e-300 * slope, 0, 0, 1e-300, 3]])
    dY = np.array([[1.0, 2.0, 4.0, 8.0, 16.0, 32.0]])
    np.testing.assert_array_equal(layer.backward(dY), [[slope, 2 * slope, 4 * slope, 8 * slope, 16, 32]])


def test_leaky_relu_has_a_slope_of_a_hundredth_unless_told():
    assert repr(LeakyReLU()) == "LeakyReLU(0.01)" and repr(LeakyReLU(0.5)) == "LeakyReLU(0.5)"
    np.testing.assert_array_equal(LeakyReLU().forward(np.array([[-100.0]])), [[-1.0]])
