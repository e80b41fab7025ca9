"""Every error of the engine, word by word: the argument, what it takes, what it got."""

from dataclasses import dataclass

import numpy as np
import pytest

from lessonlib import arguments, datasets, functions, heavy_ball, measures
from lessonlib.datasets import disk, rings
from lessonlib.evidence import mean_and_half_width
from lessonlib.layers import BatchNorm, Chain, Concat, Layer, LeakyReLU, Linear, ReLU, Residual
from lessonlib.losses import sigmoid_cross_entropy, softmax_cross_entropy, squared_error
from lessonlib.network import Network
from lessonlib.objectives import (
    LinearRegression,
    Quadratic,
    SineLogistic,
    nearest_minimum,
    parabola,
    quartic,
    sampled,
    sigmoid,
)
from lessonlib.optimizers import Adam, GradientDescent, Momentum, Optimizer, side_by_side
from lessonlib.rstream import RStream
from lessonlib.training import Batches, check_gradient, descend, diverged_at, objective, trace

X, Y = np.arange(8.0).reshape(4, 2), np.array([0, 1, 1, 0])
SEVEN = np.arange(7.0)[:, None]
NUMBERS = "must be a number or an array of numbers, got"
RNG = "rng takes a numpy Generator, an RStream or, for a population, a list of them, got"
LAYERS = "layers takes a list of layers, such as Linear(2, 20), got"


def network(population=None):
    return Network([Linear(2, 1)], population)


def drawn(population=None):
    return network(population).initialise(np.random.default_rng(0))


def frozen(values, masked=False):
    array = np.ma.masked_equal(values, values[0]) if masked else np.array(values)
    array.flags.writeable = False
    return array


class FirstRow(Layer):
    def forward(self, X, train=True):
        return X[:1]

    def backward(self, dY):
        raise AssertionError("nobody gets here")


class Unstarted(ReLU):
    shapes = {"a": (1, 1)}


def used_twice():
    layer = Linear(2, 1)
    kept = Network([layer])
    return kept, Network([layer])


def after_four_rows():
    net = drawn()
    net.forward(X)
    net.layers[0].backward(np.ones((3, 1)))


def train_blank():
    net = network()
    run(net.w, objective(net, squared_error, Batches(X, Y)))


def moved(optimizer, *gradients):
    for g in gradients:
        optimizer(g)


def run(w=None, f=parabola, optimizer=None, steps=1):
    return list(descend(f, np.ones(2) if w is None else w, optimizer or Momentum(), steps))


ERRORS = [
    # the checks themselves
    (
        lambda: arguments.array_of("x", np.ma.masked_equal([1, 2], 1)),
        f"x {NUMBERS} an array of int64 of shape (2,) (masked)",
    ),
    (lambda: arguments.array_of("x", np.array(["a"])), f"x {NUMBERS} an array of <U1 of shape (1,)"),
    (lambda: arguments.floats("x", [[1], [1, 2]]), f"x {NUMBERS} [[1], [1, 2]]"),
    (
        lambda: run(frozen([1.0, 2.0])),
        "w takes an array of floats, to move it in place, got an array of float64 of shape (2,) (read-only)",
    ),
    (
        lambda: arguments.array_of("x", frozen([1.5, 2], True)),
        f"x {NUMBERS} an array of float64 of shape (2,) (masked, read-only)",
    ),
    (
        lambda: run(np.array([1, 2])),
        "w takes an array of floats, to move it in place, got an array of int64 of shape (2,)",
    ),
    (lambda: run([1.0]), "w takes an array of floats, to move it in place, got [1.0]"),
    (lambda: arguments.last_axis("x", np.ones((2, 3)), 2), "x must have shape (2,) or (K, 2), got shape (2, 3)"),
    (
        lambda: arguments.numbers("x", [3, 1], 0, 2, above=1),
        "x takes finite numbers in [0, 2] and greater than 1, got 3",
    ),
    (
        lambda: arguments.numbers("x", [5], low=6, below=5),
        "x takes finite numbers of at least 6 and less than 5, got 5",
    ),
    # evidence, heavy_ball, data sets
    (lambda: mean_and_half_width("ab"), f"values {NUMBERS} 'ab'"),
    (lambda: mean_and_half_width(3.0), "values must have at least 2 runs in its last axis, got shape ()"),
    (
        lambda: mean_and_half_width(np.ones((3, 1))),
        "values must have at least 2 runs in its last axis, got shape (3, 1)",
    ),
    (lambda: heavy_ball.best_momentum(2.0, 1.5), "high - low takes finite numbers of at least 0, got -0.5"),
    (lambda: heavy_ball.best_momentum(0.0, 1.5), "low takes finite numbers greater than 0, got 0.0"),
    (lambda: heavy_ball.best_momentum(1.0, 0.0), "high takes finite numbers greater than 0, got 0.0"),
    (lambda: rings(0), "n takes a whole number of at least 1, got 0"),
    (lambda: rings(2.0), "n takes a whole number, got 2.0"),
    (lambda: disk(0), "n takes a whole number of at least 1, got 0"),
    (lambda: disk(2.0), "n takes a whole number, got 2.0"),
    (lambda: disk(stream=1), "stream takes an RStream or a list of at least one, got 1"),
    # objectives
    (lambda: nearest_minimum(parabola, "a"), f"w {NUMBERS} 'a'"),
    (lambda: quartic("a"), f"w {NUMBERS} 'a'"),
    (lambda: sigmoid("a"), f"u {NUMBERS} 'a'"),
    (lambda: Quadratic([1, 2])([["a"]]), f"w {NUMBERS} [['a']]"),
    (
        lambda: LinearRegression(np.ones((2, 3, 2)), [1, 2]),
        "y must have shape (2, 3), one entry for each row of X, got (2,)",
    ),
    (lambda: SineLogistic(np.ones((2, 3, 4)), np.ones((2, 3))), "X must have 2 columns, x1 and x2, got 4"),
    (lambda: SineLogistic(X, Y, eps=[0.1, 0.2]), "eps must be a single number, got shape (2,)"),
    (lambda: SineLogistic(X, Y).predict(np.ones(2), [1.0]), "X must have shape (n, p) or (K, n, p), got shape (1,)"),
    (lambda: sampled(SineLogistic, 3), "batches takes a Batches, got 3"),
    # losses
    (lambda: sigmoid_cross_entropy(SEVEN, SEVEN), "y takes labels 0 and 1, got [0. 1. 2. 3. 4.] in shape (7, 1)"),
    (lambda: sigmoid_cross_entropy("a", [[1]]), f"Z {NUMBERS} 'a'"),
    (lambda: sigmoid_cross_entropy([[1]], "a"), f"Y {NUMBERS} 'a'"),
    (
        lambda: softmax_cross_entropy([[1, 2]], [[1, 1]]),
        "y takes one 1 in each row and else 0, as one_hot makes them, got [1.] in shape (1, 2)",
    ),
    (lambda: squared_error([[1.0]], [[np.inf]]), "y takes finite numbers, got [inf] in shape (1, 1)"),
    (lambda: squared_error([1.0], [1.0]), "Y must have the shape of Z, (n, c) or (K, n, c), got (1,) and (1,)"),
    (
        lambda: squared_error([[1.0]], [[1.0, 2.0]]),
        "Y must have the shape of Z, (n, c) or (K, n, c), got (1, 2) and (1, 1)",
    ),
    (lambda: functions.softmax("a"), f"Z {NUMBERS} 'a'"),
    (lambda: functions.softmax(1.0), "Z must have shape (..., c), a column for each class, got ()"),
    (lambda: functions.softmax(np.ones((2, 0))), "Z must have shape (..., c), a column for each class, got (2, 0)"),
    (lambda: datasets.one_hot([1j], 2), f"y {NUMBERS} [1j]"),
    (lambda: datasets.one_hot(np.arange(3, 10), 3), "y takes class labels from 0 to 2, got [3 4 5 6 7]"),
    (lambda: datasets.one_hot([0], 0), "classes takes a whole number of at least 1, got 0"),
    (lambda: measures.confusion_table([[1.0, np.nan]], [[1, 0]]), "Z takes numbers, got nan"),
    (
        lambda: measures.accuracy(SEVEN, SEVEN),
        "Y takes labels 0 and 1, in several columns one 1 in each row, got [0. 1. 2. 3. 4.]",
    ),
    (
        lambda: measures.accuracy([[1.0, 2.0], [1.0, 2.0]], [[1, 1], [0, 1]]),
        "Y takes labels 0 and 1, in several columns one 1 in each row, got [0. 1.]",
    ),
    (
        lambda: measures.accuracy([[[1.0, 2.0]]], [[[1, 1]]]),
        "Y takes labels 0 and 1, in several columns one 1 in each row, got [1.]",
    ),
    # layers
    (lambda: Linear(0, 1), "inputs takes a whole number of at least 1, got 0"),
    (lambda: Linear(1, 0), "width takes a whole number of at least 1, got 0"),
    (lambda: LeakyReLU([0.1, 0.2]), "negative_slope must be a single number, got shape (2,)"),
    (lambda: LeakyReLU(1.1), "negative_slope takes finite numbers in [0, 1], got 1.1"),
    (lambda: setattr(network().layers[0], "W", np.ones((3, 1))), "W must have shape (2, 1), got (3, 1)"),
    (lambda: setattr(network().layers[0], "dW", "a"), f"dW {NUMBERS} 'a'"),
    (lambda: BatchNorm(0), "width takes a whole number of at least 1, got 0"),
    (lambda: BatchNorm(2, momentum=[0.1, 0.2]), "momentum must be a single number, got shape (2,)"),
    (lambda: BatchNorm(2, momentum=-0.1), "momentum takes finite numbers in [0, 1], got -0.1"),
    (lambda: BatchNorm(2, eps=[0.1, 0.2]), "eps must be a single number, got shape (2,)"),
    (lambda: BatchNorm(2, eps=0), "eps takes finite numbers greater than 0, got 0"),
    (lambda: BatchNorm(2, fix_gamma="no"), "fix_gamma takes one of True, False, got 'no'"),
    (
        lambda: Network([BatchNorm(2)]).forward(X[:1]),
        "BatchNorm(2) takes batches of at least 2 rows in training, got 1",
    ),
    (lambda: Chain(ReLU), f"{LAYERS} {ReLU!r}"),
    (lambda: Chain([ReLU(), 3]), f"{LAYERS} [ReLU(), 3]"),
    (lambda: Chain([Linear(2, 2)] * 2), "layers takes an instance only once, got the same one again"),
    (
        lambda: Chain([Linear(2, 3), Linear(4, 1)]),
        "layers: Linear(4, 1) takes 4 inputs, got 3 from what comes before it",
    ),
    (
        lambda: Residual([Linear(2, 3)]),
        "layers: Residual([Linear(2, 3)]) adds X and F(X), so it takes layers to 2 outputs, got 3",
    ),
    (
        lambda: Concat([FirstRow()]).forward(X),
        "Concat([FirstRow()]) takes F(X) with the rows of X, got shapes (1, 2) and (4, 2)",
    ),
    (
        lambda: Residual([FirstRow()]).forward(X),
        "Residual([FirstRow()]) takes F(X) with the rows of X, got shapes (1, 2) and (4, 2)",
    ),
    # networks
    (used_twice, "layers: Linear(2, 1) belongs to another network, and would break it: make a new layer"),
    (
        lambda: Network([Unstarted()]),
        "layers: Unstarted() has parameters, and no start(normal, sd) to draw the first ones",
    ),
    (lambda: Network([ReLU()]), "layers takes at least one layer with parameters, such as Linear(2, 20), got [ReLU()]"),
    (lambda: network(0), "population takes a whole number of at least 1, got 0"),
    (lambda: network(1.5), "population takes a whole number, got 1.5"),
    (lambda: setattr(network(), "w", np.ones(4)), "w must have shape (3,), got (4,)"),
    (lambda: setattr(network(), "w", "a"), f"w {NUMBERS} 'a'"),
    (lambda: setattr(network(2), "g", np.ones(3)), "g must have shape (2, 3), got (3,)"),
    (lambda: setattr(network(), "g", "a"), f"g {NUMBERS} 'a'"),
    (lambda: network().forward("a"), f"X {NUMBERS} 'a'"),
    (lambda: network().gradient("a"), f"dY {NUMBERS} 'a'"),
    (after_four_rows, "dY must end in shape (4, 1), as the latest Y of Linear(2, 1), got (3, 1)"),
    (
        lambda: objective(network(), 3, Batches(X, Y)),
        "loss takes one of lessonlib.losses, such as squared_error, got 3",
    ),
    (
        lambda: objective(drawn(), lambda Z, Y: (0.0, Z[:2]), Batches(X, Y))(np.ones(3)),
        "loss must return dZ in the shape of Z, (4, 1), got (2, 1)",
    ),
    (lambda: network().forward(np.ones(2)), "X must have shape (n, 2) or (K, n, 2), got (2,)"),
    (lambda: network().forward(np.ones((2, 3))), "X must have shape (n, 2) or (K, n, 2), got (2, 3)"),
    (lambda: network().initialise(RStream(0), "hee"), "sd takes one of 'he', 'glorot', got 'hee'"),
    (lambda: network().initialise(RStream(0), -1), "sd takes finite numbers of at least 0, got -1"),
    (lambda: network().initialise(RStream(0), [1, 2]), "sd must be a single number, got shape (2,)"),
    (lambda: network().initialise(7), f"{RNG} 7"),
    (lambda: network(1).initialise([7]), f"{RNG} [7]"),
    (
        lambda: network(2).initialise([RStream(1)]),
        "rng takes 2 different generators, one for each member, got 1: [RStream(1, 'Rounding')]",
    ),
    # optimizers
    (lambda: Adam(bias_correction=2), "bias_correction takes one of True, False, got 2"),
    (lambda: moved(Momentum(), "a"), f"g {NUMBERS} 'a'"),
    (lambda: moved(Momentum(), X, Y), "g must have shape (4, 2), as before, got (4,): make a new one"),
    (lambda: side_by_side([Adam]), f"optimizers takes objects such as Adam(lr=0.1), got {Adam!r}"),
    (
        lambda: GradientDescent(lr=np.ones((3, 1)))(np.ones((2, 5))),
        "lr must broadcast against a gradient of shape (2, 5), got (3, 1)",
    ),
    (
        lambda: run(f=lambda w: (1.0, np.ones(3))),
        "f must give numbers in the shape of w, (2,), got shape (3,)",
    ),
    (lambda: side_by_side([Adam()])("a"), f"g {NUMBERS} 'a'"),
    (lambda: side_by_side([Adam(), Adam()])(X[:1]), "g must have a part for each of 2 optimizers, got shape (1, 2)"),
    # training
    (lambda: run(f=3), "f takes a function w -> (value, gradient), got 3"),
    (lambda: run(optimizer=Adam), f"optimizer takes an optimizer such as Adam(lr=0.1), got {Adam!r}"),
    (lambda: run(steps=-1), "steps takes a whole number of at least 0, got -1"),
    (lambda: trace(parabola, "a", Momentum(), 1), f"w {NUMBERS} 'a'"),
    (lambda: diverged_at("a"), f"losses {NUMBERS} 'a'"),
    (lambda: diverged_at([]), "losses must have shape (steps,) or (steps, K), got (0,)"),
    (lambda: diverged_at(np.ones((2, 2, 2))), "losses must have shape (steps,) or (steps, K), got (2, 2, 2)"),
    (lambda: diverged_at(1.0), "losses must have shape (steps,) or (steps, K), got ()"),
    (lambda: Batches("a", Y), f"X {NUMBERS} 'a'"),
    (lambda: Batches(X, "a"), f"y {NUMBERS} 'a'"),
    (lambda: Batches(X[0], Y), "X must have shape (n, p) or (K, n, p), got shape (2,)"),
    (lambda: Batches(X, Y[:3]), "y must have an entry for each row of X, of which there are (4,), got (3,)"),
    (
        lambda: Batches(np.ones((2, 4, 2)), Y),
        "y must have an entry for each row of X, of which there are (2, 4), got (4,)",
    ),
    (lambda: Batches(X, np.ones((4, 0))), f"y {NUMBERS} an array of float64 of shape (4, 0) (empty)"),
    (lambda: Batches(X, Y, 5, RStream(0)), "size takes a whole number from 1 to 4, got 5"),
    (lambda: Batches(X, Y, 0, RStream(0)), "size takes a whole number from 1 to 4, got 0"),
    (lambda: Batches(X, Y, 2, RStream(0), "no"), "replace takes one of True, False, got 'no'"),
    (lambda: Batches(X, Y, 2), f"{RNG} None"),
    (
        lambda: objective(drawn(), squared_error, Batches(X[:, :1], Y)),
        "batches must have 2 inputs, as Network([Linear(2, 1)]), and its outputs, got (4, 1) and (4, 1)",
    ),
    (
        lambda: objective(drawn(), squared_error, Batches(X, X)),
        "batches must have 2 inputs, as Network([Linear(2, 1)]), and its outputs, got (4, 2) and (4, 2)",
    ),
    (
        lambda: objective(drawn(2), squared_error, Batches(X, Y, 2, [RStream(i) for i in range(3)])),
        "batches must be for a population of 2, as net, got 3",
    ),
    (
        lambda: objective(drawn(), sigmoid_cross_entropy, Batches(X, 2 * Y)),
        "y takes labels 0 and 1, got [0. 2.] in shape (4, 1)",
    ),
    (
        train_blank,
        "net: nobody has drawn its weights, all are 0: call net.initialise(rng), or set net.w",
    ),
    (lambda: check_gradient(parabola, 1.0), "w must have shape (p,) or (K, p), got shape ()"),
    (lambda: check_gradient(3, [1.0]), "f takes a function w -> (value, gradient), got 3"),
    (lambda: check_gradient(parabola, [1.0], 0), "step takes finite numbers greater than 0, got 0"),
    (lambda: check_gradient(parabola, [1.0], [1, 2]), "step must be a single number, got shape (2,)"),
]


@pytest.mark.parametrize(("call", "message"), ERRORS, ids=[message for _, message in ERRORS])
def test_it_says_so(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message


def test_a_hyper_parameter_without_a_range_is_named():
    @dataclass
    class Decaying(GradientDescent):
        decay: float = 0.5

    with pytest.raises(ValueError) as error:
        Decaying()
    assert str(error.value) == f"ranges of Decaying must say what decay may be, got {list(Optimizer.ranges)}"
