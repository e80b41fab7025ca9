"""BatchNorm, Residual, Concat in networks: against autograd, differences, PyTorch; populations against single runs."""

import numpy as np
import oracles
import pytest

from lessonlib.layers import BatchNorm, Concat, Linear, ReLU, Residual, Sigmoid
from lessonlib.losses import softmax_cross_entropy
from lessonlib.network import Network
from lessonlib.optimizers import Adam, Momentum
from lessonlib.training import Batches, check_gradient, descend, objective

PARTS = {
    "batchnorm": [("linear", 4, 5), ("bn",), ("ReLU",), ("linear", 5, 3), ("bn",)],
    "batchnorm first, width 1": [("bn",), ("linear", 4, 1), ("bn",), ("Sigmoid",), ("linear", 1, 3)],
    "residual": [("residual", [("linear", 4, 2), ("ReLU",), ("linear", 2, 4)]), ("linear", 4, 3)],
    "concat": [("concat", [("linear", 4, 2), ("ReLU",)]), ("concat", [("linear", 6, 1)]), ("linear", 7, 3)],
    "residual in concat": [
        ("concat", [("linear", 4, 5), ("residual", [("bn",), ("ReLU",), ("linear", 5, 5)]), ("bn",)]),
        ("linear", 9, 3),
    ],
    "concat in residual": [
        ("residual", [("concat", [("linear", 4, 5), ("bn",), ("Sigmoid",)]), ("linear", 9, 4)]),
        ("residual", [("residual", [("linear", 4, 4)]), ("bn",), ("concat", [("ReLU",)]), ("linear", 8, 4)]),
        ("linear", 4, 3),
    ],
}
LEAVES = {
    "linear": Linear,
    "bn": lambda width: BatchNorm(width, fix_gamma=False),
    "ReLU": lambda: ReLU(),
    "Sigmoid": lambda: Sigmoid(),
}


def layers(parts, width=4):
    """The layers that the parts name, and the width they end with."""
    made = []
    for kind, *rest in parts:
        if kind in ("residual", "concat"):
            inner, inner_width = layers(rest[0], width)
            made.append((Residual if kind == "residual" else Concat)(inner))
            width = inner_width + width * (kind == "concat")
        else:
            made.append(LEAVES[kind](*([width] if kind == "bn" else rest)))
            width = rest[1] if kind == "linear" else width
    return made, width


def network(parts, population=None):
    net = Network(layers(parts)[0], population)
    net.w = np.random.default_rng(3).normal(size=net.w.shape)
    return net


def example(n, members=()):
    rng = np.random.default_rng(n)
    return rng.normal(size=(*members, n, 4)), np.eye(3)[rng.integers(0, 3, (*members, n))]


@pytest.mark.parametrize("n", [2, 3, 20])
@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
def test_gradients_single_and_population(parts, n):
    X, Y = example(n, members=(3,))
    net = network(parts, 3)
    f = objective(net, softmax_cross_entropy, Batches(X, Y))
    values, g = f(net.w)
    for i in range(3):
        arguments = net.w[i], X[i], Y[i], parts
        assert values[i] == pytest.approx(oracles.composed_loss(*arguments), rel=1e-12)
        oracle = oracles.composed_gradient(*arguments)
        assert np.linalg.norm(g[i] - oracle) <= 1e-12 * np.linalg.norm(oracle)
        single = network(parts)
        single.w = net.w[i]
        one = objective(single, softmax_cross_entropy, Batches(X[i], Y[i]))
        np.testing.assert_array_equal(one(single.w)[1], g[i])
        assert check_gradient(one, single.w) < 1e-7
    assert (check_gradient(f, net.w) < 1e-7).all()


@pytest.mark.parametrize("optimizer", [Momentum, Adam])
@pytest.mark.parametrize("size", [2, 7, 20])
@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
def test_member_i_is_the_single_run_bit_by_bit(parts, size, optimizer):
    X, Y = example(23)

    def run(population, rng):
        net = Network(layers(parts)[0], population).initialise(rng, "he")
        f = objective(net, softmax_cross_entropy, Batches(X, Y, size, rng))
        return net, [value for _, value, _ in descend(f, net.w, optimizer(lr=0.01), 20)]

    net, losses = run(4, [np.random.default_rng(i) for i in range(4)])
    Z = net.forward(X, train=False)
    for i in range(4):
        single, loss = run(None, np.random.default_rng(i))
        np.testing.assert_array_equal(loss, [values[i] for values in losses])
        np.testing.assert_array_equal(single.w, net.w[i])
        np.testing.assert_array_equal(single.forward(X, train=False), Z[i])
        for name, statistic in single.statistics.items():
            np.testing.assert_array_equal(statistic, net.statistics[name][i])


def test_a_bias_before_batch_norm_has_no_gradient():
    net = network(PARTS["batchnorm"])
    f = objective(net, softmax_cross_entropy, Batches(*example(20)))
    g = f(net.w)[1]
    assert np.abs(g[net.blocks["b1"]]).max() < 1e-15 < 1e-3 < np.abs(g[net.blocks["W1"]]).max()


class TestPyTorch:
    """The same network from the same weights on the same batches."""

    def modules(self, torch, parts, width=4):
        """torch.nn modules for the parts, and the width they end with."""
        nn = torch.nn

        class Skip(nn.Module):
            def __init__(self, inner, join):
                super().__init__()
                self.inner, self.join = inner, join

            def forward(self, X):
                return self.join(X, self.inner(X))

        made = []
        for kind, *rest in parts:
            if kind in ("residual", "concat"):
                inner, inner_width = self.modules(torch, rest[0], width)
                join = torch.add if kind == "residual" else lambda X, F: torch.cat([X, F], dim=1)
                made.append(Skip(inner, join))
                width = inner_width + width * (kind == "concat")
            elif kind == "bn":
                made.append(nn.BatchNorm1d(width, eps=1e-3, momentum=0.1, dtype=torch.float64))
            elif kind == "linear":
                made.append(nn.Linear(*rest, dtype=torch.float64))
                width = rest[1]
            else:
                made.append({"ReLU": nn.ReLU, "Sigmoid": nn.Sigmoid}[kind]())
        return nn.Sequential(*made), width

    @pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
    def test_100_steps(self, parts):
        torch = pytest.importorskip("torch")
        X, Y = example(40)
        net = Network(layers(parts)[0]).initialise(np.random.default_rng(0), "he")
        net.w += np.random.default_rng(1).normal(0, 0.1, net.w.shape)
        model = self.modules(torch, parts)[0]
        leaves = [layer for layer in net.leaves() if layer.shapes]
        twins = [module for module in model.modules() if isinstance(module, (torch.nn.Linear, torch.nn.BatchNorm1d))]

        def ours(layer):
            return (layer.W.T, layer.b[0]) if isinstance(layer, Linear) else (layer.gamma[0], layer.beta[0])

        for layer, twin in zip(leaves, twins, strict=True):
            twin.weight.data, twin.bias.data = (torch.tensor(values.copy()) for values in ours(layer))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
        batches, same = (Batches(X, Y, 10, np.random.default_rng(5)) for _ in range(2))
        f = objective(net, softmax_cross_entropy, batches)
        for _, value, _ in descend(f, net.w, Momentum(0.05, 0.9), 100):
            Xb, Yb = map(torch.from_numpy, same())
            loss = torch.nn.functional.cross_entropy(model(Xb), Yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            assert value == pytest.approx(loss.item(), rel=0, abs=1e-10)
        for layer, twin in zip(leaves, twins, strict=True):
            for values, tensor in zip(ours(layer), (twin.weight, twin.bias), strict=True):
                np.testing.assert_allclose(values, tensor.detach(), rtol=0, atol=1e-10)
            if isinstance(layer, BatchNorm):
                np.testing.assert_allclose(layer.moving_mean[0], twin.running_mean, rtol=0, atol=1e-10)
                start, unbiased = 0.9**100, 10 / 9  # PyTorch records sum / (n - 1)
                np.testing.assert_allclose(
                    start + unbiased * (layer.moving_var[0] - start), twin.running_var, atol=1e-10
                )
        model.eval()
        expected = model(torch.from_numpy(X)).detach().numpy()
        for layer in leaves:
            if isinstance(layer, BatchNorm):
                layer.moving_var = start + unbiased * (layer.moving_var - start)
        np.testing.assert_allclose(net.forward(X, train=False), expected, rtol=0, atol=1e-10)
