"""Kinds of argument against every public function: the right answer, or a ValueError of ours that names the argument.

Each row of NUMBERS is a function of one argument that takes numbers, and an example of it; of OBJECTS one that takes
something else. `test_nothing_is_left_out` holds them against what the package has.
"""

import importlib
import inspect
import pkgutil
import re

import numpy as np
import pytest
from every import OPTIMIZERS
from test_layers import MAKERS

import lessonlib
from lessonlib import (
    datasets,
    evidence,
    functions,
    heavy_ball,
    lecture,
    losses,
    measures,
    network,
    objectives,
    population,
    training,
)
from lessonlib import optimizers as opt
from lessonlib.layers import BatchNorm, Chain, Concat, LeakyReLU, Linear, ReLU, Residual
from lessonlib.layers import __all__ as LAYERS
from lessonlib.rstream import RStream
from lessonlib.show import show
from lessonlib.studies import Study
from lessonlib.sweep import sweep
from website.paths import ROOT

RNG = np.random.default_rng(3)
X, Y = RNG.normal(size=(6, 2)), np.eye(2)[[0, 1, 0, 1, 1, 0]]
Z, y = RNG.normal(size=(6, 2)), np.array([0.0, 1.0, 1.0, 0.0, 1.0, 0.0])
KINDS = (*OPTIMIZERS, lecture.MXNetAdam)


def bound(*layers):
    net = network.Network([*layers, Linear(2, 1)])
    net.w = np.linspace(-1, 1, net.w.size)
    return net.layers[0]


def net21(population=None):
    return network.Network([Linear(2, 1)], population).initialise(np.random.default_rng(0))


def moved(w):
    [None for _ in training.descend(objectives.parabola, w, opt.GradientDescent(0.1), 3)]
    return w


def assigned(name):
    def assign(value):
        net = net21()
        setattr(net if name in "wg" else net.layers[0], name, value)
        return getattr(net, name, None) if name in "wg" else net.w

    return assign


def drawn(X, y):
    return np.concatenate(training.Batches(X, y, 3, np.random.default_rng(0))(), axis=1)


def last(make):
    """The last layer of a network, and an X and a dY for it."""
    net = network.Network(make())
    net.w = np.linspace(-1, 1, net.w.size)
    X = np.linspace(-1, 2, 6 * (net.inputs or 3)).reshape(6, -1) ** 2
    for layer in net.layers[:-1]:
        X = layer.forward(X)
    return net.layers[-1], X, np.ones_like(net.layers[-1].forward(X))


def gradient_of(layer, dY, X=X):
    layer.forward(X)
    return layer.backward(dY)


def means(net, g):
    return [measures.mean_abs_gradients(net, g, kind)[f"{kind}1"] for kind in "bW"]


def dead(net, X):
    return net.initialise(np.random.default_rng(0)) and measures.dead_units(net, X)["relu1"]


# name: (function of one argument, the argument's name, an example)
NUMBERS = {
    "quartic": (objectives.quartic, "w", np.array([-1.0, 0.5])),
    "parabola": (objectives.parabola, "w", np.array([-1.0, 0.5])),
    "well": (objectives.well, "w", np.array([-1.0, 0.5])),
    "nearest_minimum": (lambda w: objectives.nearest_minimum(objectives.quartic, w), "w", np.array([-1.64, 0.5])),
    "Quadratic": (lambda c: objectives.Quadratic(c).curvatures, "curvatures", np.array([1.0, 4.0])),
    "Quadratic()": (objectives.Quadratic((1.0, 4.0)), "w", np.array([1.0, 2.0])),
    "LinearRegression, X": (lambda X: objectives.LinearRegression(X, y)(np.ones(2)), "X", X),
    "LinearRegression, y": (lambda y: objectives.LinearRegression(X, y)(np.ones(2)), "y", y),
    "LinearRegression()": (objectives.LinearRegression(X, y), "w", np.array([1.0, 2.0])),
    "LogisticRegression, y": (lambda y: objectives.LogisticRegression(X, y)(np.ones(2)), "y", y),
    "LogisticRegression()": (objectives.LogisticRegression(X, y), "w", np.array([1.0, 2.0])),
    "SineLogistic, X": (lambda X: objectives.SineLogistic(X, y)(np.ones(2)), "X", X),
    "SineLogistic()": (objectives.SineLogistic(X, y), "w", np.array([1.0, 2.0])),
    "SineLogistic, eps": (lambda e: objectives.SineLogistic(X, y, e).eps, "eps", np.array(1e-8)),
    "SineLogistic.predict": (lambda A: objectives.SineLogistic(X, y).predict(np.ones(2), A), "X", X),
    "sigmoid": (functions.sigmoid, "u", np.array([-1.0, 0.5])),
    "sin_and_cos": (functions.sin_and_cos, "u", np.array([-1.0, 0.5])),
    "softmax": (functions.softmax, "Z", Z),
    "log_softmax": (functions.log_softmax, "Z", Z),
    "one_hot": (lambda y: datasets.one_hot(y, 2), "y", y),
    "mean_and_half_width": (evidence.mean_and_half_width, "values", np.array([1.0, 2.0, 4.0])),
    "share": (evidence.share, "outcomes", np.array([True, False])),
    "roots": (lambda lr: heavy_ball.roots(lr, 0.5, 2.0), "lr", np.array([0.1, 0.2])),
    "convergence_factor": (lambda c: heavy_ball.convergence_factor(0.1, 0.5, c), "curvature", np.array([0.1, 0.2])),
    "kind": (lambda rho: heavy_ball.kind(0.1, rho, 2.0), "rho", np.array([0.1, 0.2])),
    "critical_momentum": (lambda lr: heavy_ball.critical_momentum(lr, 2.0), "lr", np.array([0.1, 0.2])),
    "best_momentum": (lambda high: heavy_ball.best_momentum(0.1, high).lr, "high", np.array([1.0, 2.0])),
    "descend": (moved, "w", np.array([-1.0, 0.5])),
    "minimise, decay": (
        lambda d: training.minimise(objectives.parabola, np.ones(2), opt.Adam(), 3, d),
        "decay",
        np.array(0.25),
    ),
    "trace": (lambda w: training.trace(objectives.parabola, w, opt.Adam(), 3), "w", np.array([-1.0, 0.5])),
    "trace, decay": (
        lambda d: training.trace(objectives.parabola, [1.0, 2.0], opt.Adam(), 3, d),
        "decay",
        np.array(0.25),
    ),
    "check_gradient": (lambda w: training.check_gradient(objectives.Quadratic((1, 2)), w), "w", np.array([-1.0, 0.5])),
    "check_gradient, step": (
        lambda step: training.check_gradient(objectives.Quadratic((1, 2)), [1.0, 1.0], step) < 1,
        "step",
        np.array(1e-5),
    ),
    "diverged_at": (training.diverged_at, "losses", np.array([1.0, 2.0])),
    "Batches, X": (lambda X: drawn(X, y), "X", X),
    "Batches, y": (lambda y: drawn(X, y), "y", y),
    "mean_abs_gradients": (lambda g: means(net21(), g), "g", np.array([1.0, 2.0, 3.0])),
    "learnt": (lambda X: measures.learnt(net21(), X, y[:, None]), "X", X),
    "reached": (lambda best: measures.reached(Z, best), "best", Z),
    "arrival": (lambda path: measures.arrival(path, 2.0), "path", X),
    "arrival, near": (lambda near: measures.arrival(X, near), "near", np.array(2.0)),
    "locate": (lambda w: measures.locate(objectives.quartic, w), "w", np.array([-1.64, 0.5])),
    "fate": (lambda path: measures.fate(objectives.quartic, path), "path", np.linspace(-1.64, 0, 12)),
    "signals": (lambda X: measures.signals(net21(), X, y[:, None], losses.squared_error)["linear1"], "X", X),
    "rms": (lambda A: measures.rms([A]), "arrays", X),
    "mean_abs": (lambda A: measures.mean_abs([A]), "arrays", X),
    "spread": (lambda A: measures.spread([A]), "arrays", X),
    "dead_units": (lambda X: dead(network.Network([Linear(2, 2), ReLU()]), X), "X", X),
    "predict_without": (lambda X: measures.predict_without(net21(), X, ()), "X", X),
    "loss_surface": (
        lambda d: measures.loss_surface(net21(), (d, d), X, y[:, None], losses.squared_error, 3),
        "directions",
        np.array([1.0, 2.0, 3.0]),
    ),
    "Network.forward": (lambda X: net21().forward(X), "X", X),
    "Network.predict": (lambda X: net21().predict(X), "X", X),
    "Network.backward": (lambda dY: gradient_of(net21(), dY), "dY", X[:, :1]),
    "Network.w": (assigned("w"), "w", np.array([1.0, 2.0, 3.0])),
    "Network.g": (assigned("g"), "g", np.array([1.0, 2.0, 3.0])),
    "Linear.W": (assigned("W"), "W", np.array([[1.0], [2.0]])),
    "Linear.b": (assigned("b"), "b", np.array([[1.0]])),
    "LeakyReLU": (lambda s: LeakyReLU(s).negative_slope, "negative_slope", np.array(0.25)),
    "BatchNorm, eps": (lambda e: BatchNorm(2, eps=e).eps, "eps", np.array(0.25)),
    "BatchNorm, momentum": (lambda m: BatchNorm(2, m).momentum, "momentum", np.array(0.25)),
    "runif": (lambda high: RStream(0).runif(3, 0, high), "high", np.array(2.0)),
    "rnorm": (lambda sd: RStream(0).rnorm(3, 0, sd), "sd", np.array(2.0)),
    "sine": (lambda b: datasets.sine(b, 1.0, 5)[0], "b1", np.array(2.0)),
    "initialise": (lambda sd: net21().initialise(np.random.default_rng(0), sd).w, "sd", np.array(2.0)),
    "mxnet_uniform": (lambda scale: lecture.mxnet_uniform(net21(), 0, scale).w, "scale", np.array(2.0)),
    "train_mlp, X": (lambda X: lecture.train_mlp(X, y, 3, opt.Adam(), 2)[1], "X", X),
    "train_mlp, y": (lambda y: lecture.train_mlp(X, y, 3, opt.Adam(), 2)[1], "y", y),
}
LOSSES = (losses.sigmoid_cross_entropy, losses.softmax_cross_entropy, losses.squared_error)
LOSSES += (lecture.clipped_cross_entropy, lecture.floored_cross_entropy, measures.accuracy, measures.confusion_table)
for f in LOSSES:
    NUMBERS[f"{f.__name__}, Z"] = (lambda Z, f=f: f(Z, Y), "Z", Z)
    NUMBERS[f"{f.__name__}, Y"] = (lambda Y, f=f: f(Z, Y), "Y|y", Y)
for Kind in KINDS:
    NUMBERS[f"{Kind.__name__}, lr"] = (lambda lr, Kind=Kind: Kind(lr=lr)(np.ones(2)), "lr", np.array([0.1, 0.2]))
    NUMBERS[f"{Kind.__name__}()"] = (lambda g, Kind=Kind: Kind(lr=0.1)(g), "g", np.array([1.0, -2.0]))
for name, make in (MAKERS | {"ClippedSigmoid": lambda: [Linear(3, 3), lecture.ClippedSigmoid()]}).items():
    NUMBERS[f"{name}.forward"] = (lambda X, make=make: last(make)[0].forward(X), "X", last(make)[1])
    NUMBERS[f"{name}.backward"] = (
        lambda dY, make=make: gradient_of(last(make)[0], dY, last(make)[1]),
        "dY",
        last(make)[2],
    )

WHOLE = {
    "Linear, inputs": (lambda n: Linear(n, 2), "inputs"),
    "Linear, width": (lambda n: Linear(2, n), "width"),
    "BatchNorm, width": (BatchNorm, "width"),
    "Network, population": (lambda n: network.Network([Linear(2, 1)], n if n is not None else "2"), "population"),
    "Batches, size": (lambda n: training.Batches(X, y, n if n is not None else "2", RStream(0)), "size"),
    "descend, steps": (lambda n: [*training.descend(objectives.parabola, np.ones(1), opt.Adam(), n)], "steps"),
    "trace, steps": (lambda n: training.trace(objectives.parabola, 1.0, opt.Adam(), n), "steps"),
    "RStream": (RStream, "seed"),
    "runif, n": (lambda n: RStream(0).runif(n), "n"),
    "rnorm, n": (lambda n: RStream(0).rnorm(n), "n"),
    "sample, n": (lambda n: RStream(0).sample(n), "n"),
    "sample, size": (lambda n: RStream(0).sample(9, n if n is not None else "2"), "size"),
    "sine, n": (lambda n: datasets.sine(1, 1, n), "n"),
    "rings, n": (datasets.rings, "n"),
    "disk, n": (datasets.disk, "n"),
    "one_hot, classes": (lambda n: datasets.one_hot(y, n), "classes"),
    "mlp, depth": (lecture.mlp, "depth"),
    "mlp, width": (lambda n: lecture.mlp(3, n), "inputs|width"),
    "resnet, depth": (lecture.resnet, "depth"),
    "densenet, widths": (lambda n: lecture.densenet((2, n)), "widths|inputs|width"),
    "mxnet_uniform, seed": (lambda n: lecture.mxnet_uniform(net21(), n if n is not None else "2"), "seed"),
    "train_mlp, hidden": (lambda n: lecture.train_mlp(X, y, n, opt.Adam(), 2), "hidden"),
    "train_mlp, steps": (lambda n: lecture.train_mlp(X, y, 3, opt.Adam(), n), "steps"),
    "train_iris, epochs": (lambda n: lecture.train_iris(lecture.mlp(2), opt.Adam(), n), "epochs"),
    "stale_steps, steps": (lambda n: lecture.stale_steps(lecture.mlp(4), ("mlp4",), n), "steps"),
    "densenet": (lambda n: lecture.densenet(n), "widths"),
    "InOrder": (lambda n: lecture.InOrder(X, Y, n), "size"),
}

OBJECTS = {
    "descend, f": (lambda f: [*training.descend(f, np.ones(1), opt.Adam(), 1)], "f", objectives.Quadratic),
    "descend, optimizer": (lambda o: [*training.descend(objectives.parabola, np.ones(1), o, 1)], "optimizer", opt.Adam),
    "trace, f": (lambda f: training.trace(f, np.ones(1), opt.Adam(), 1), "f", objectives.Quadratic),
    "trace, optimizer": (lambda o: training.trace(objectives.parabola, np.ones(1), o, 1), "optimizer", opt.Adam),
    "check_gradient, f": (lambda f: training.check_gradient(f, np.ones(1)), "f", objectives.Quadratic),
    "objective, net": (lambda n: training.objective(n, losses.squared_error, training.Batches(X, y)), "net", ReLU),
    "objective, loss": (lambda f: training.objective(net21(), f, training.Batches(X, y)), "loss", ReLU),
    "objective, batches": (lambda b: training.objective(net21(), losses.squared_error, b), "batches", ReLU),
    "mean_abs_gradients, net": (lambda n: measures.mean_abs_gradients(n, np.ones(3)), "net", network.Network),
    "learnt, net": (lambda n: measures.learnt(n, X, Y), "net", network.Network),
    "signals, net": (lambda n: measures.signals(n, X, Y, losses.squared_error), "net", network.Network),
    "signals, loss": (lambda f: measures.signals(net21(), X, Y, f), "loss", ReLU),
    "dead_units, net": (lambda n: measures.dead_units(n, X), "net", network.Network),
    "reads": (measures.reads, "net", network.Network),
    "predict_without, net": (lambda n: measures.predict_without(n, X, ()), "net", network.Network),
    "random_direction": (lambda n: measures.random_direction(n, RNG), "net", network.Network),
    "random_direction, rng": (lambda rng: measures.random_direction(net21(), rng), "rng", RStream),
    "loss_surface, net": (lambda n: measures.loss_surface(n, (), X, Y, losses.squared_error), "net", network.Network),
    "loss_surface, loss": (lambda f: measures.loss_surface(net21(), np.ones((2, 3)), X, Y, f), "loss", ReLU),
    "Network": (network.Network, "layers", Linear),
    "Network, one layer": (lambda what: network.Network([Linear(2, 1), what]), "layers", Linear),
    "Chain": (Chain, "layers", Linear),
    "Residual": (Residual, "layers", Linear),
    "Concat": (Concat, "layers", Linear),
    "initialise": (lambda rng: net21().initialise(rng), "rng", RStream),
    "Batches, rng": (lambda rng: training.Batches(X, y, 2, rng), "rng", RStream),
    "sine, stream": (lambda s: datasets.sine(1, 1, stream=0 if s is None else s), "stream", RStream),
    "iris_split, stream": (lambda s: datasets.iris_split(0 if s is None else s), "stream", RStream),
    "sampled, kind": (lambda kind: objectives.sampled(kind if kind is not RStream else 1, training.Batches(X, y)),
                      "kind", RStream),
    "sampled, batches": (lambda b: objectives.sampled(objectives.LinearRegression, b), "batches", training.Batches),
    "side_by_side": (lambda o: opt.side_by_side([o]), "optimizers", opt.Adam),
    "train_mlp, optimizer": (lambda o: lecture.train_mlp(X, y, 3, o, 2), "optimizer", opt.Adam),
    "train_iris, optimizer": (lambda o: lecture.train_iris(lecture.mlp(2), o, 1), "optimizer", opt.Adam),
    "train_iris, net": (lambda n: lecture.train_iris(n, opt.Adam(), 1), "net", network.Network),
    "mxnet_uniform, net": (lecture.mxnet_uniform, "net", network.Network),
    "mxnet_arguments": (lecture.mxnet_arguments, "net", network.Network),
    "stale_steps": (lambda n: lecture.stale_steps(n, ()), "net", network.Network),
    "nearest_minimum, f": (lambda f: objectives.nearest_minimum(f, 1.0), "f", objectives.LinearRegression),
    "one_or_many": (lambda s: population.one_or_many(0 if s is None else s, lambda s: s), "stream", RStream),
    "one_each": (lambda s: population.one_each(s, None), "rng", RStream),
    "show": (lambda what: show(what if what is not ReLU else 1), "thing", ReLU),
    "Study": (Study, "name", Study),
    "sweep, f": (lambda f: sweep(f, {}), "f", int),
    "sweep, settings": (lambda settings: sweep(len, settings), "settings", dict),
    "sweep, executor": (lambda e: sweep(len, {"a": {}}, 0 if e is None else e), "executor", int),
}  # fmt: skip


# What these answer is no number: a run or a network that has left the finite numbers has not arrived, not learnt, ...
NO_NUMBERS = ("diverged_at", "nearest_minimum", "learnt", "reached", "arrival", "locate", "fate", "dead_units")


class Frame:
    """As a DataFrame: no array, but it can be made one."""

    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)


def masked(values):
    return np.ma.masked_array(values, np.arange(values.size).reshape(values.shape) == 0)


def read_only(values):
    values = values.copy()
    values.flags.writeable = False
    return values


# What they hold is what the array holds, so the answer is the array's.
SAME = {
    "list": lambda a: a.tolist(),
    "DataFrame": Frame,
    "masked, nothing hidden": np.ma.masked_array,
    "read-only": read_only,
    "other byte order": lambda a: a.astype(a.dtype.newbyteorder()),
    "not contiguous": lambda a: np.repeat(a, 2, axis=-1)[..., ::2] if a.ndim else a,
}
# No numbers, or not these.
REFUSED = {
    "string": lambda a: "three",
    "strings": lambda a: np.full(a.shape, "a"),
    "strings as objects": lambda a: np.full(a.shape, "a", dtype=object),
    "None": lambda a: None,
    "Nones": lambda a: np.full(a.shape, None),
    "class": lambda a: float,
    "dict": lambda a: {"a": 1.0},
    "complex": lambda a: a + 1j,
    "masked": masked,
    "ragged": lambda a: [[1.0], [2.0, 3.0]],
}
# Numbers that may be too many, too few or too large: an answer that says so, or a refusal.
DOUBTFUL = {
    "empty": lambda a: a[..., :0] if a.ndim else np.zeros(0),
    "0-d": lambda a: np.asarray(a.ravel()[0]),
    "an axis more": lambda a: a[None, None],
    "transposed": lambda a: np.concatenate([a, a, a]).T if a.ndim else np.ones(3),
}


def answer(function, argument):
    """What a function says, as one array; its arguments stay as they are."""
    said = function(argument)
    said = said if isinstance(said, tuple) else (said,)
    return np.concatenate([np.ravel(np.asarray(part, dtype=complex)) for part in said])


def refused(function, argument, name):
    """Whether it is refused, by a ValueError that names the argument; any other error is not caught."""
    try:
        function(argument)
    except ValueError as error:
        assert re.search(rf"\b({name})\b", str(error)), f"{error} does not name {name}"
        return True
    return False


every_case = pytest.mark.parametrize("case", NUMBERS)


@every_case
def test_the_same_numbers_give_the_same_answer(case):
    function, name, example = NUMBERS[case]
    expected = answer(function, example.copy())
    for kind, made in SAME.items():
        try:
            said = answer(function, made(example.copy()))
        except ValueError as error:  # descend moves an array, and only an array
            assert case == "descend" and re.search(rf"\b{name}\b", str(error)), kind
        else:
            np.testing.assert_array_equal(said, expected, kind)


@every_case
def test_whole_numbers_are_as_good_as_floats(case):
    function, name, example = NUMBERS[case]
    whole = np.rint(example).astype(int) if example.dtype == float else example
    if not refused(function, whole.astype(float), name):
        if case == "descend":
            assert refused(function, whole, name)
        else:
            np.testing.assert_array_equal(answer(function, whole), answer(function, whole.astype(float)))


@every_case
def test_what_holds_no_numbers_is_refused(case):
    function, name, example = NUMBERS[case]
    taken = [kind for kind, made in REFUSED.items() if not refused(function, made(example), name)]
    assert taken == []


@every_case
def test_other_axes_are_refused_or_taken_number_by_number(case):
    function, name, example = NUMBERS[case]
    for made in DOUBTFUL.values():
        if not refused(function, made(example), name):
            assert not np.isnan(answer(function, made(example))).any()


@every_case
def test_nan_and_infinities_are_refused_or_seen_in_the_answer(case):
    function, name, example = NUMBERS[case]
    for value in (np.nan, np.inf, -np.inf):
        broken = np.array(example, dtype=float)
        broken.flat[0] = value
        with np.errstate(all="ignore"):
            if not refused(function, broken, name) and np.isnan(value):
                assert np.isnan(answer(function, broken)).any() or case in NO_NUMBERS


@pytest.mark.parametrize("value", ["2", 2.0, None, [2], np.nan, np.inf, int, {}, np.zeros(2)], ids=repr)
@pytest.mark.parametrize("case", WHOLE)
def test_what_is_no_whole_number_is_refused(case, value):
    function, name = WHOLE[case]
    if (case, repr(value)) in {("train_mlp, hidden", "[2]"), ("densenet", "[2]")}:
        function(value)  # a list is as good
    else:
        assert refused(function, value, name)


@pytest.mark.parametrize("value", [None, 3, "text", [], np.ones(2), "class"], ids=repr)
@pytest.mark.parametrize("case", OBJECTS)
def test_an_object_of_another_kind_is_refused(case, value):
    function, name, kind = OBJECTS[case]
    assert refused(function, kind if isinstance(value, str) and value == "class" else value, name)


def test_nothing_is_left_out():
    """Every public function and class of the engine occurs in a table above, or its reason stands here."""
    elsewhere = {
        "landmarks": "decorator of objectives, at import",
        "takes": "decorator of losses, at import",
        "takes_classes": "decorator of losses, at import",
        "Regression": "the base of three that are here",
        "Share": "what share returns",
        "Signal": "what signals returns",
        "named": "names of a network's own",
        "History": "what train_iris returns",
        "Layer": "a base",
        "Activation": "a base",
        "Optimizer": "a base",
        "Source": "what show returns",
        "iris": "no arguments",
        "progress": "gives back what it got",
        "mxnet_name": "names of a network's own",
        "names": "no arguments",
        "found": "prints, and its kinds are tried in test_evidence",
        "record": "for scripts of studies",
        "run": "for scripts of studies: its names are tried in test_recording",
        "main": "for scripts of studies",
        "load": "for scripts of studies",
        "is_clock": "for scripts of studies",
        "digest": "for scripts of studies",
        "quantile": "of R's stream, checked there",
        "Loss": "what the losses are: their checks are its own",
    }
    modules = [found.name for found in pkgutil.walk_packages(lessonlib.__path__, "lessonlib.")]
    drawing = ("arguments", "explorer", "looks", "phrases", "plots")  # checks, and what is seen
    public = set(LAYERS)
    for module in (name for name in modules if name.split(".")[1] not in drawing):
        loaded = importlib.import_module(module)
        public |= {name for name, thing in vars(loaded).items() if not name.startswith("_") and callable(thing)
                   and getattr(thing, "__module__", "") == loaded.__name__}  # fmt: skip
    tables = " ".join([*NUMBERS, *WHOLE, *OBJECTS])
    missing = [name for name in public - set(elsewhere) if not re.search(rf"\b{name}\b", tables)]
    assert sorted(missing) == []
    assert inspect.getmodule(Study).__file__.startswith(str(ROOT))
