"""What is assigned, copied, pickled or shared goes on bit for bit, or refuses: in mid-run, and in another process."""

import copy
import gc
import os
import pickle
import subprocess
import sys

import numpy as np
import pytest
from every import OPTIMIZERS

from lessonlib import lecture
from lessonlib.layers import BatchNorm, Chain, Concat, LeakyReLU, Linear, ReLU, Residual, Sigmoid
from lessonlib.losses import squared_error
from lessonlib.network import Network
from lessonlib.optimizers import SWATS, Adam, GradientDescent, side_by_side
from lessonlib.rstream import RStream
from lessonlib.training import Batches, check_gradient, descend, objective
from website.paths import ROOT

X = np.random.default_rng(1).normal(size=(12, 3))
Y = X[:, :1] - X[:, 1:2] ** 2

IN_ANOTHER_PROCESS = """
import pickle, sys
thing, more = pickle.load(sys.stdin.buffer)
pickle.dump(more(thing), sys.stdout.buffer)
"""


def layers():
    return [Linear(3, 4), BatchNorm(4, fix_gamma=False), LeakyReLU(0.1), Residual([Linear(4, 4), Sigmoid()]),
            Concat([Linear(4, 2), ReLU()]), Chain([Linear(6, 1)])]  # fmt: skip


def generators(kind):
    return {"one": np.random.default_rng(5), "R": RStream(5), "population": np.random.default_rng(5).spawn(3)}[kind]


def run(run, steps=4):
    """Some steps more of (network, optimizer, batches); the weights and what the layers recorded."""
    net, optimizer, batches = run
    for _ in descend(objective(net, squared_error, batches), net.w, optimizer, steps):
        pass
    return [net.w.copy(), net.g.copy(), *map(np.copy, net.statistics.values())]


def begun(optimizer, batches="one", replace=True):
    population = 3 if batches == "population" else None
    net = Network(layers(), population).initialise(np.random.default_rng(2), sd=0.5)
    started = net, optimizer, Batches(X, Y, 5, generators(batches), replace)
    run(started, 3)
    return started


def draw(thing):
    """The next numbers of a stream or of batches."""
    if isinstance(thing, RStream):
        return [thing.runif(3), thing.rnorm(3), thing.sample(9)]
    return [np.concatenate(thing(), axis=-1) for _ in range(4)]


def same(one, other):
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))


RUNS = {kind.__name__: lambda kind=kind: kind(0.1) for kind in OPTIMIZERS}
RUNS |= {"SWATS that switches": lambda: SWATS(0.1, tolerance=10.0), "MXNet": lambda: lecture.MXNetAdam(0.1, ahead=3)}
COPIES = {
    "deepcopy": copy.deepcopy,
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
    "copy": lambda thing: tuple(map(copy.copy, thing)) if isinstance(thing, tuple) else copy.copy(thing),
}


@pytest.mark.parametrize("how", COPIES)
@pytest.mark.parametrize("name", RUNS)
def test_a_run_that_was_copied_goes_on_bit_for_bit_and_by_itself(name, how):
    begun_run = begun(RUNS[name]())
    twin, third = COPIES[how](begun_run), COPIES[how](begun_run)
    expected = run(begun_run)
    assert same(run(twin), expected)  # the first has gone on meanwhile
    assert same(run(third), expected)
    assert not np.shares_memory(begun_run[0].w, twin[0].w)


@pytest.mark.parametrize("batches", ["one", "R", "population"])
@pytest.mark.parametrize("replace", [True, False])
def test_batches_go_on_in_mid_epoch(batches, replace):
    for how in COPIES.values():
        begun_run = begun(Adam(0.1), batches, replace)
        twin = how(begun_run)
        assert same(run(twin), run(begun_run))


@pytest.mark.parametrize(
    "make",
    [lambda: RStream(3), lambda: RStream(3, "Rejection"), lambda: lecture.InOrder(X, Y, 5),
     lambda: Batches(X, Y, 5, RStream(1)), lambda: Batches(X, Y, 5, np.random.default_rng(1), replace=False)],
)  # fmt: skip
def test_streams_and_batches_go_on(make):
    for how in COPIES.values():
        thing = make()
        draw(thing)
        twin = how(thing)
        assert same(draw(twin), draw(thing)) and same(draw(twin), draw(thing))


def test_in_another_process(tmp_path):
    (tmp_path / "helper.py").write_text("from test_copies import draw, run\n")
    begun_run = begun(Adam(0.1)), run
    stream = RStream(3), draw
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "laws")))
    for thing, more in (begun_run, stream):
        done = subprocess.run([sys.executable, "-c", IN_ANOTHER_PROCESS], input=pickle.dumps((thing, more)),
                              env=os.environ | {"PYTHONPATH": paths}, capture_output=True, check=True)  # fmt: skip
        assert same(pickle.loads(done.stdout), more(thing))


@pytest.mark.parametrize("population", [None, 2])
@pytest.mark.parametrize("how", COPIES)
def test_a_layer_copied_alone_is_whole_and_free(how, population):
    net = Network(layers(), population).initialise(np.random.default_rng(2))
    net.forward(X)
    for layer in net.leaves():
        if not layer.shapes:
            continue
        twin = COPIES[how](layer)
        A = np.ones((4, layer.inputs))
        expected = layer.forward(A, train=False)
        assert same([twin.forward(A, train=False)], [expected])
        for name in layer.shapes:
            setattr(twin, name, 0.0)
            assert not np.shares_memory(getattr(twin, name), net.w) and not getattr(twin, name).any()
        assert not twin.forward(A, train=False).any() and same([layer.forward(A, train=False)], [expected])
    Network([copy.deepcopy(net.layers[0])])


def test_a_layer_belongs_to_one_network():
    shared = Linear(2, 2)
    first = Network([shared]).initialise(np.random.default_rng(0))
    w = first.w.copy()
    message = r"^layers: Linear\(2, 2\) belongs to another network, and would break it: make a new layer$"
    for make in (lambda: Network([shared]), lambda: Network([Chain([shared])]), lambda: Network([Residual([shared])])):
        with pytest.raises(ValueError, match=message):
            make()
    assert np.array_equal(first.w, w) and np.shares_memory(shared.W, first.w)
    relu = ReLU()
    second = Network([Linear(2, 2), relu])
    with pytest.raises(ValueError, match=r"ReLU\(\) belongs to another network"):
        Network([Linear(2, 2), relu])
    del second
    gc.collect()
    Network([Linear(2, 2), relu])  # nobody is left to be broken


def test_what_is_assigned_is_copied_and_trained():
    net = Network([Linear(2, 2), BatchNorm(2, fix_gamma=False), Linear(2, 1)], population=2)
    w, g = net.w, net.g
    net.w, net.g = np.ones((2, 13)), np.full((2, 13), 2.0)
    assert net.w is w and net.g is g and (w == 1).all() and (g == 2).all()
    linear, bn = net.layers[:2]
    linear.W, linear.db, bn.gamma = np.full((2, 2, 2), 5.0), np.full((2, 1, 2), 6.0), 3
    assert (w[:, net.blocks["W1"]] == 5).all() and (g[:, net.blocks["b1"]] == 6).all()
    assert (w[:, net.blocks["gamma1"]] == 3).all() and (linear.WE[:, 1:] == 5).all()
    linear.W *= 2
    linear.WE = np.full((2, 3, 2), 7.0)
    assert (linear.W == 7).all() and (linear.b == 7).all() and np.shares_memory(linear.W, w)
    twin = copy.deepcopy(net)
    assert same([twin.w, twin.g, twin.layers[1].gamma], [w, g, bn.gamma])


@pytest.mark.parametrize(
    ("assign", "message"),
    [
        (lambda net: setattr(net, "w", np.ones(4)), r"w must have shape \(3,\), got \(4,\)"),
        (lambda net: setattr(net, "g", np.ones((1, 3))), r"g must have shape \(3,\), got \(1, 3\)"),
        (lambda net: setattr(net, "g", 0.0), r"g must have shape \(3,\), got \(\)"),
        (lambda net: setattr(net.layers[0], "W", np.ones((1, 2))), r"W must have shape \(2, 1\), got \(1, 2\)"),
        (lambda net: setattr(net.layers[0], "db", np.ones(1)), r"db must have shape \(1, 1\), got \(1,\)"),
    ],
)
def test_another_shape_is_refused_and_changes_nothing(assign, message):
    net = Network([Linear(2, 1)]).initialise(np.random.default_rng(0))
    before = net.w.copy(), net.g.copy()
    with pytest.raises(ValueError, match=f"^{message}$"):
        assign(net)
    assert same((net.w, net.g), before)


def test_an_optimizer_of_one_run_is_refused_by_another_shape():
    adam = Adam(0.1)
    adam(np.ones(3))
    with pytest.raises(ValueError, match=r"^g must have shape \(3,\), as before, got \(4,\): make a new one$"):
        adam(np.ones(4))
    assert adam.t == 1 and adam.M.shape == (3,)


@pytest.mark.parametrize("value", ["a", None, -1.0, np.nan, [[1.0], [2.0, 3.0]], Adam])
@pytest.mark.parametrize("kind", [*OPTIMIZERS, lecture.MXNetAdam])
def test_a_hyper_parameter_set_in_mid_run_keeps_its_range(kind, value):
    optimizer = kind(lr=0.1)
    optimizer(np.ones(2))
    with pytest.raises(ValueError, match="^lr (must be a number|takes finite numbers)"):
        optimizer.lr = value
    assert optimizer.lr == 0.1
    optimizer.lr = [0.1, 0.2]
    assert optimizer(np.ones(2)).shape == (2,)


@pytest.mark.parametrize(
    ("layer", "name", "low", "high"),
    [
        (LeakyReLU(), "negative_slope", -0.1, 1.1),
        (BatchNorm(2), "momentum", -0.1, 1.1),
        (BatchNorm(2), "eps", 0.0, np.inf),
    ],
    ids=str,
)
def test_a_setting_of_a_layer_keeps_its_range(layer, name, low, high):
    setattr(layer, name, 0.5)
    for value in (low, high, "a", None, np.nan, [0.5]):
        with pytest.raises(ValueError, match=f"^{name} "):
            setattr(layer, name, value)
    assert getattr(layer, name) == 0.5 == getattr(copy.deepcopy(layer), name)


def test_a_view_of_the_weights_is_the_network_itself():
    net, twin = (Network(layers()).initialise(np.random.default_rng(2), sd=0.5) for _ in range(2))
    for one, w in ((net, net.w), (twin, twin.w[:])):
        for _ in descend(objective(one, squared_error, Batches(X, Y)), w, Adam(0.01), 5):
            pass
    assert same([net.w, *net.statistics.values()], [twin.w, *twin.statistics.values()])
    assert net.statistics["moving_mean1"].any()


def test_optimizers_side_by_side_are_different_objects():
    one = Adam(0.1)
    with pytest.raises(ValueError, match="^optimizers takes an object only once"):
        side_by_side([one, one])
    moved = side_by_side([GradientDescent(0.1), GradientDescent(0.2)])(np.array([[1], [2]]))
    np.testing.assert_array_equal(moved, [[0.1], [0.4]])


def test_a_gradient_or_a_step_of_another_shape_than_w_is_refused():
    w = np.ones(3)
    for f, optimizer, name in (
        (lambda w: (1.0, np.array([2.0])), GradientDescent(0.1), "f"),
        (lambda w: (1.0, 2.0), GradientDescent(0.1), "f"),
        (lambda w: (1.0, w), lambda g: g[:1], "optimizer"),
        (lambda w: (1.0, w), GradientDescent([[0.1], [0.2]]), "optimizer"),
    ):
        with pytest.raises(ValueError, match=rf"^{name} must give numbers in the shape of w, \(3,\), got shape"):
            list(descend(f, w, optimizer, 2))
    with pytest.raises(ValueError, match="^f must give"):
        check_gradient(lambda w: ((w**2).sum(), np.array([2.0])), w)
    assert w.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("shape", [(2, 4, 2), (4, 4, 2), (1, 3, 4, 2)])
def test_rows_for_another_population_are_refused(shape):
    net = Network([Linear(2, 1)], 3).initialise(np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"^X must have shape \(n, p\), or \(K, n, p\) for a population of K"):
        net.forward(np.ones(shape))
    assert net.forward(np.ones((1, 4, 2))).shape == net.forward(np.ones((4, 2))).shape == (3, 4, 1)
