"""The optimizers on their own: against closed forms, and as good citizens. rho is 0 in none of the momentum tests."""

import copy
import inspect
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib import optimizers
from lessonlib.objectives import Quadratic, parabola, quartic
from lessonlib.optimizers import Adam, GradientDescent, Momentum
from lessonlib.training import trace

ALL = [
    thing
    for _, thing in inspect.getmembers(optimizers, inspect.isclass)
    if issubclass(thing, optimizers.Optimizer) and thing is not optimizers.Optimizer
]


# --- closed forms -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lr", [0.05, 0.5, 0.9, 1.02])
def test_gradient_descent_on_a_quadratic_is_a_geometric_series(lr):
    path = trace(Quadratic([2.0]), [0.5], GradientDescent(lr=lr), 200)[:, 0]
    np.testing.assert_allclose(path, 0.5 * (1 - 2 * lr) ** np.arange(201), rtol=1e-11, atol=1e-15)


@pytest.mark.parametrize(
    ("lr", "rho", "curvature"),
    [
        (0.1, 0.9, 2.0),  # oscillates
        (1.02, 0.9, 2.0),  # the lecture's, which diverges without momentum
        (0.01, 0.5, 1.0),  # creeps: two real roots
        (1.4, 0.3, 1.8),  # zigzags: a negative root
        (1.0, 0.9, 4.2),  # diverges
        (0.1, 0.95, -1.0),  # runs down a saddle
        (0.3, 1.0, 1.0),  # no friction: swings for ever
    ],
)
def test_momentum_on_a_quadratic_follows_the_roots_of_its_recurrence(lr, rho, curvature):
    # w_t = A r1^t + B r2^t with r1, r2 the roots of r^2 - (1 + rho - lr lambda) r + rho = 0, and w_{-1} = w_0 = 1
    r = np.roots([1, -(1 + rho - lr * curvature), rho]).astype(complex)
    A = np.linalg.solve([[1, 1], 1 / r], [1, 1])
    t = np.arange(201)[:, None]
    expected = (A * r**t).sum(axis=1).real
    path = trace(Quadratic([curvature]), [1.0], Momentum(lr=lr, rho=rho), 200)[:, 0]
    scale = np.maximum.accumulate(np.abs(r).max() ** t[:, 0])  # a path that grows is compared to its size
    assert np.abs((path - expected) / np.maximum(scale, 1)).max() < 1e-12
    assert np.abs(path).max() > 0.9


def test_momentum_at_critical_damping_has_one_double_root():
    # (1 + rho - lr lambda)^2 = 4 rho:  w_t = (1 + c t) r^t,  r = sqrt(rho)
    lr, curvature = 0.01, 1.0
    rho = (1 - (lr * curvature) ** 0.5) ** 2
    r, t = rho**0.5, np.arange(201)
    c = (1 - lr * curvature) / r - 1
    path = trace(Quadratic([curvature]), [1.0], Momentum(lr=lr, rho=rho), 200)[:, 0]
    np.testing.assert_allclose(path, (1 + c * t) * r**t, rtol=0, atol=1e-12)


def test_rate_1_02_on_the_parabola_diverges_alone_and_converges_with_momentum():
    assert abs(trace(parabola, 0.5, GradientDescent(lr=1.02), 200)[-1]) > 100
    assert abs(trace(parabola, 0.5, Momentum(lr=1.02, rho=0.9), 200)[-1]) < 1e-3


@settings(derandomize=True, max_examples=50, deadline=None)
@given(
    g=st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=40),
    lr=st.floats(1e-3, 2),
    rho=st.floats(0.01, 1),
)
def test_velocity_is_the_decaying_sum_of_all_gradients(g, lr, rho):
    momentum = Momentum(lr=lr, rho=rho)
    M = [momentum(np.array(one)) for one in g]
    weights = np.tril(rho ** np.maximum(np.subtract.outer(np.arange(len(g)), np.arange(len(g))), 0))
    np.testing.assert_allclose(M, lr * weights @ g, rtol=1e-10, atol=1e-10)


def lecture_path(gradient, start, rates, rho):
    """The lecture's form of momentum, from the last two positions: x_t, x_{t-1}, x_{t-2}."""
    x = [start, start - rates[0] * gradient(start)]
    for lr in rates[1:]:
        x.append(x[-1] - lr * gradient(x[-1]) + rho * (x[-1] - x[-2]))
    return np.array(x)


def rate_inside(gradient, start, rates, rho):
    """Ours: M <- rho M + lr g;  W <- W - M."""
    momentum, x = Momentum(lr=1.0, rho=rho), [start]
    for momentum.lr in rates:
        x.append(x[-1] - momentum(gradient(x[-1])))
    return np.array(x)


def rate_outside(gradient, start, rates, rho):
    """PyTorch's: M <- rho M + g;  W <- W - lr M."""
    momentum, x = Momentum(lr=1.0, rho=rho), [start]
    for lr in rates:
        x.append(x[-1] - lr * momentum(gradient(x[-1])))
    return np.array(x)


CONSTANT, DECAYING = [0.1] * 100, (0.1 * 0.95 ** np.arange(100)).tolist()


def gap(form, rates):
    """How far a velocity form strays from the lecture's on the quartic."""
    lecture, ours = (make(lambda x: quartic(x)[1], 0.5, rates, 0.9) for make in (lecture_path, form))
    return np.abs(lecture - ours).max()


def test_the_lectures_form_equals_the_velocity_form():
    assert gap(rate_inside, CONSTANT) < 1e-12
    assert gap(rate_inside, DECAYING) < 1e-12  # lr is inside M, which is thus the last move whatever lr was


def test_with_the_rate_outside_the_velocity_they_are_equal_only_while_it_is_constant():
    assert gap(rate_outside, CONSTANT) < 1e-12
    assert gap(rate_outside, DECAYING) > 0.01


# --- one object, many members -----------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
@pytest.mark.parametrize("kind", ALL)
def test_a_displacement_has_the_gradients_shape(kind, shape):
    optimizer = kind()
    for _ in range(2):
        assert np.shape(optimizer(np.ones(shape))) == shape


def test_each_member_has_its_own_rate_and_momentum():
    lr, rho = np.array([[0.01], [0.1], [0.3]]), np.array([[0.9], [0.5], [0.99]])
    starts, f = np.array([[1.0, -2.0], [0.5, 0.25], [3.0, 1.0]]), Quadratic([1.0, 5.0])
    for many, single in (
        (Momentum(lr=lr, rho=rho), lambda i: Momentum(lr=lr[i, 0], rho=rho[i, 0])),
        (Momentum(lr=0.1, rho=rho), lambda i: Momentum(lr=0.1, rho=rho[i, 0])),
        (GradientDescent(lr=lr), lambda i: GradientDescent(lr=lr[i, 0])),
    ):
        paths = trace(f, starts, many, 60)
        for i in range(3):
            assert paths[:, i].tolist() == trace(f, starts[i], single(i), 60).tolist()


def test_lists_of_hyper_parameters_are_arrays():
    lr, rho = [0.1, 0.2], [0.9, 0.5]
    paths = [trace(parabola, [1.0, 2.0], Momentum(make(lr), make(rho)), 20).tolist() for make in (list, np.array)]
    assert paths[0] == paths[1]
    assert GradientDescent(lr=lr)(2.0).tolist() == [0.2, 0.4]


# --- good citizens ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ALL)
def test_the_gradient_is_not_written_into(kind):
    optimizer, g = kind(), np.array([1.0, -2.0, 3.0])
    for _ in range(3):
        optimizer(g)
        assert g.tolist() == [1.0, -2.0, 3.0]


@pytest.mark.parametrize("kind", ALL)
def test_a_displacement_once_returned_is_never_changed(kind):
    optimizer, g = kind(), np.array([1.0, -2.0])
    returned = [optimizer(g * k) for k in (1, 2, 3)]
    kept = copy.deepcopy(returned)
    for k in range(5):
        optimizer(g * k)
    assert [one.tolist() for one in returned] == [one.tolist() for one in kept]
    assert not any(np.shares_memory(one, g) for one in returned)


@pytest.mark.parametrize("kind", ALL)
def test_state_belongs_to_one_object(kind):
    g, before = np.array([1.0, -2.0]), dict(vars(kind))
    used, fresh = kind(), kind()
    first = used(g)
    for _ in range(3):
        used(g)
    assert fresh(g).tolist() == first.tolist()
    assert dict(vars(kind)) == before


def test_a_used_momentum_goes_on_and_a_new_one_starts_at_rest():
    momentum = Momentum(lr=1.0, rho=0.5)
    assert [float(momentum(1.0)) for _ in range(3)] == [1.0, 1.5, 1.75]
    assert float(Momentum(lr=1.0, rho=0.5)(1.0)) == 1.0
    assert Momentum.M == 0.0


def test_repr_is_a_legend():
    momentum = Momentum(lr=0.1, rho=0.9)
    momentum(1.0)
    assert repr(momentum) == "Momentum(lr=0.1, rho=0.9)"
    assert repr(Adam()) == "Adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-08, bias_correction=True)"


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(
    ("lr", "message"),
    [
        (0, "lr takes finite numbers greater than 0, got 0"),
        (-0.1, r"lr takes finite numbers greater than 0, got -0\.1"),
        (np.nan, "lr takes finite numbers greater than 0, got nan"),
        (np.inf, "lr takes finite numbers greater than 0, got inf"),
        ([0.1, -2.5], r"lr takes finite numbers greater than 0, got -2\.5"),
        (None, "lr must be a number or an array of numbers, got None"),
        ("0.1", "lr must be a number or an array of numbers, got '0.1'"),
        ([], r"lr must be a number or an array of numbers, got \[\]"),
        (0.1j, r"lr must be a number or an array of numbers, got 0\.1j"),
    ],
)
def test_a_bad_learning_rate_is_named(kind, lr, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        kind(lr=lr)


@pytest.mark.parametrize(
    ("rho", "message"),
    [
        (-0.1, r"rho takes finite numbers in \[0, 1\], got -0\.1"),
        (1.0000001, r"rho takes finite numbers in \[0, 1\], got 1\.0000001"),
        (np.nan, r"rho takes finite numbers in \[0, 1\], got nan"),
        (np.array([0.5, 1.5]), r"rho takes finite numbers in \[0, 1\], got 1\.5"),
        ("a", "rho must be a number or an array of numbers, got 'a'"),
    ],
)
def test_a_bad_momentum_is_named(rho, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        Momentum(rho=rho)


@pytest.mark.parametrize(
    ("make", "unknown"),
    [
        (lambda: GradientDescent(rho=0.9), "'rho'"),
        (lambda: GradientDescent(0.1, 0.9), "2 positional arguments but 3 were given"),
        (lambda: Momentum(M=1.0), "'M'"),
        (lambda: Adam(rho=0.9), "'rho'"),
    ],
)
def test_an_unknown_hyper_parameter_is_an_error_as_in_any_call(make, unknown):
    with pytest.raises(TypeError, match=unknown):
        make()


def test_an_optimizer_without_its_equation_cannot_be_made():
    @dataclass
    class Idle(optimizers.Optimizer):
        lr: float = 0.1

    with pytest.raises(TypeError, match="abstract .*__call__"):
        Idle()


def test_side_by_side_each_moves_as_it_does_alone():
    kinds = (GradientDescent, Momentum, Adam)
    start = np.random.default_rng(0).normal(size=(3, 5, 2))
    together = trace(Quadratic((1, 100)), start, optimizers.side_by_side([kind(0.01) for kind in kinds]), 30)
    for i, kind in enumerate(kinds):
        np.testing.assert_array_equal(together[:, i], trace(Quadratic((1, 100)), start[i], kind(0.01), 30))
