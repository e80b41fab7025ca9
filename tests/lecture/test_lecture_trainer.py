"""The lecture's trainer: the recorded runs of R, an independent port for runs that were not recorded, bad input."""

import json
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from lessonlib import datasets, lecture
from lessonlib.layers import Linear
from lessonlib.measures import accuracy
from lessonlib.optimizers import Adam, GradientDescent, Momentum
from lessonlib.rstream import RStream
from lessonlib.training import diverged_at

GOLDEN = Path(__file__).parents[1] / "golden"
RUNS = json.loads((GOLDEN / "mlp_runs.json").read_text())
SIGMOID_BAR = 1e-6  # for what the sigmoid baseline's clip moves; all others 1e-7


def in_r(net):
    """All weights in R's order: layer by layer, column-major, the bias row first."""
    return np.concatenate([layer.WE.ravel(order="F") for layer in net.layers if isinstance(layer, Linear)])


def arguments(name):
    """What a recorded call of DEEP_MLP_Trainer says, as keywords of train_mlp."""
    call = RUNS[name]["call"]
    hidden = [int(width) for width in re.search(r"num.hidden = (?:c\()?([\d, ]+)", call)[1].strip(" ,").split(",")]
    lr = float(re.search(r" lr = ([\d.]+)", call)[1])
    size = re.search(r"batch_size = (\d+)", call)
    optimizer = Adam(lr) if "adam" in name else GradientDescent(lr) if "baseline" in name else Momentum(lr, 0.9)
    return dict(
        hidden=hidden,
        optimizer=optimizer,
        steps=max(map(int, RUNS[name]["loss_at_iteration"])),
        batch_size=int(size[1]) if size else None,
        activation="sigmoid" if "baseline" in name else "relu",
    )


@pytest.mark.parametrize(("name", "make"), [("rings", datasets.rings), ("disk", datasets.disk)])
def test_data_sets_equal_rs(name, make):
    table = np.loadtxt(GOLDEN / "datasets" / f"{name}.csv", delimiter=",", skiprows=1)
    X, y = make()
    np.testing.assert_allclose(np.column_stack([X, y]), table, rtol=1e-15)
    many, labels = make(stream=[RStream(5), RStream(0)])
    np.testing.assert_array_equal(many[1], X)
    np.testing.assert_array_equal(labels[1], y)
    assert make(7, RStream(1))[0].shape == (7, 2)


@pytest.mark.parametrize("name", RUNS)
def test_recorded_runs(name):
    run = RUNS[name]
    X, y = datasets.disk() if "ex3" in name else datasets.rings()
    net, losses = lecture.train_mlp(X, y, **arguments(name), stream=RStream(0, run["sample_kind"]))
    bar = SIGMOID_BAR if "baseline" in name else 1e-7
    for iteration, loss in run["loss_at_iteration"].items():
        assert losses[int(iteration) - 1] == pytest.approx(loss, rel=0, abs=bar)
    if "final_weights" in run:
        np.testing.assert_allclose(in_r(net), run["final_weights"], rtol=0, atol=1e-6)
        Z = net.forward(X)
        assert accuracy(Z, y[:, None]) == run["final_accuracy"]
        assert lecture.clipped_cross_entropy(Z, y[:, None])[0] == pytest.approx(run["final_loss_all_data"], abs=bar)


@pytest.mark.parametrize("name", RUNS)
def test_recorded_weights_at_the_start_and_after_ten_moves(name):
    run = RUNS[name]
    X, y = datasets.disk() if "ex3" in name else datasets.rings()
    for steps, key in ((0, "first_weights"), (10, "weights_after_10")):
        net, _ = lecture.train_mlp(X, y, **arguments(name) | {"steps": steps}, stream=RStream(0, run["sample_kind"]))
        np.testing.assert_allclose(in_r(net)[: len(run[key])], run[key], rtol=0, atol=1e-9)


def port(X, y, hidden, move, steps, batch_size, stream, activation):
    """DEEP_MLP_Trainer line by line with cbind(1, X): losses and weights in R's order."""

    def extend(A):
        return np.hstack([np.ones((len(A), 1)), A])

    def clip(S, eps):
        return np.where(S < eps, eps, np.where(S > 1 - eps, 1 - eps, S))

    sizes = [X.shape[1], *hidden, 1]
    W = [stream.rnorm((p + 1) * q).reshape(p + 1, q, order="F") for p, q in pairwise(sizes)]
    losses, state = [], [{} for _ in W]
    for i in range(1, steps + 1):
        index = slice(None) if batch_size is None else stream.sample(len(X), batch_size)
        h, Y = [X[index]], y[index, None]
        for w in W[:-1]:
            line = extend(h[-1]) @ w
            h.append(np.where(line < 0, 0, line) if activation == "relu" else clip(1 / (1 + np.exp(-line)), 1e-5))
        o = clip(1 / (1 + np.exp(-(extend(h[-1]) @ W[-1]))), 1e-8)
        losses.append(-np.mean(Y * np.log(o + 1e-8) + (1 - Y) * np.log(1 - o + 1e-8)))
        grad, grads = o - Y, []
        for j in reversed(range(len(W))):
            grads.insert(0, extend(h[j]).T @ grad / len(Y))
            grad = grad @ W[j][1:].T * ((h[j] > 0) if activation == "relu" else h[j] * (1 - h[j]))
        W = [w - move(g, s, i) for w, g, s in zip(W, grads, state, strict=True)]
    return losses, np.concatenate([w.ravel(order="F") for w in W])


def sgd(g, s, i, lr=0.05):
    s["m"] = 0.9 * s.get("m", 0.0) + lr * g
    return s["m"]


def adam(g, s, i, lr=0.01):
    s["m"] = 0.9 * s.get("m", 0.0) + 0.1 * g
    s["n"] = 0.999 * s.get("n", 0.0) + 0.001 * g**2
    return lr / np.sqrt(s["n"] / (1 - 0.999**i) + 1e-8) * s["m"] / (1 - 0.9**i)


@pytest.mark.parametrize("kind", ["Rounding", "Rejection"])
@pytest.mark.parametrize(
    ("make", "hidden", "optimizer", "move", "size", "activation"),
    [
        (datasets.rings, (20, 20), Adam(0.01), adam, 20, "relu"),
        (datasets.disk, (30,), Momentum(0.05), sgd, 10, "relu"),
        (datasets.disk, (5, 1), Momentum(0.05), sgd, 1, "sigmoid"),
        (datasets.rings, (4, 3, 2), Adam(0.01), adam, None, "sigmoid"),
    ],
)
def test_a_script_run_from_top_to_bottom(make, hidden, optimizer, move, size, activation, kind):
    """The stream that made the data is passed on; another seed than the recorded runs'."""
    stream, same = RStream(11, kind), RStream(11, kind)
    X, y = make(stream=stream)
    make(stream=same)
    optimizer = type(optimizer)(optimizer.lr)
    net, losses = lecture.train_mlp(X, y, hidden, optimizer, 150, size, stream, activation)
    expected, weights = port(X, y, hidden, move, 150, size, same, activation)
    np.testing.assert_allclose(losses, expected, rtol=0, atol=1e-9)
    np.testing.assert_allclose(in_r(net), weights, rtol=0, atol=1e-9)
    assert stream.runif(1) == same.runif(1)


@pytest.mark.parametrize("size", [None, 1, 20])
def test_a_population_of_streams_with_data_of_its_own(size):
    streams = [RStream(seed) for seed in range(3)]
    X, y = datasets.rings(60, streams)
    net, losses = lecture.train_mlp(X, y, (5, 1), Adam(0.01), 40, size, streams)
    for i in range(3):
        stream = RStream(i)
        X_i, y_i = datasets.rings(60, stream)
        single, loss = lecture.train_mlp(X_i, y_i, (5, 1), Adam(0.01), 40, size, stream)
        np.testing.assert_array_equal(loss, losses[:, i])
        np.testing.assert_array_equal(single.w, net.w[i])


@pytest.mark.parametrize(("hidden", "size"), [(1, 1), ((1, 1), 20), ((20, 1), 1)])
def test_a_width_and_a_batch_of_1(hidden, size):
    """The lecture's code crashes here: R drops the dimension."""
    _, losses = lecture.train_mlp(*datasets.disk(), hidden, Momentum(0.01), 50, size)
    assert losses.shape == (50,) and diverged_at(losses) == -1


def test_the_loss_of_a_run_that_leaves_the_finite_numbers_is_nan_from_there():
    with np.errstate(over="ignore"):
        _, losses = lecture.train_mlp(*datasets.disk(), (5, 5), GradientDescent(1e200), 20)
    assert 0 < diverged_at(losses) < 20
    assert np.isnan(losses[diverged_at(losses) :]).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hidden": (20, 0)}, "hidden takes a whole number of at least 1, got 0"),
        ({"hidden": 2.5}, "hidden takes a whole number"),
        ({"batch_size": 101}, "size takes a whole number from 1 to 100, got 101"),
        ({"y": np.full(100, 2)}, "y takes labels 0 and 1, got .2."),
        ({"y": np.ones(99)}, "y must have an entry for each row of X"),
        ({"X": np.full((100, 2), np.nan)}, "X takes finite numbers.* got nan"),
        ({"activation": "tanh"}, "activation takes one of 'relu', 'sigmoid', got 'tanh'"),
        ({"optimizer": "adamm"}, "optimizer takes an optimizer such as .* got 'adamm'"),
        ({"optimizer": Adam}, "optimizer takes an optimizer such as"),
        ({"steps": -1}, "steps takes a whole number of at least 0, got -1"),
        ({"stream": 0}, "rng takes"),
    ],
)
def test_bad_input_and_nothing_drawn(change, message):
    X, y = datasets.disk()
    stream = RStream(3)
    keywords = dict(X=X, y=y, hidden=3, optimizer=Adam(), steps=5, batch_size=10, stream=stream) | change
    with pytest.raises(ValueError, match=message):
        lecture.train_mlp(**keywords)
    assert stream.runif(1) == RStream(3).runif(1)
