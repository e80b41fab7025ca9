"""The one loop: the lecture's whole paths, populations member by member, and runs that leave the finite numbers."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonlib.datasets import sine
from lessonlib.objectives import Quadratic, SineLogistic, parabola, quartic
from lessonlib.optimizers import Adam, GradientDescent, Momentum
from lessonlib.rstream import RStream
from lessonlib.training import descend, minimise, trace

GOLDEN = Path(__file__).parent / "golden"
SCALARS = {run["name"]: run for run in json.loads((GOLDEN / "scalars.json").read_text())["runs"]}
SINE = json.loads((GOLDEN / "sine_logistic_paths.json").read_text())


# --- the lecture's numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "f", "make", "printed"),
    [
        ("gd_x0_0.5", quartic, lambda: GradientDescent(lr=0.05), "0.000275395"),
        ("gd_x0_-3", quartic, lambda: GradientDescent(lr=0.05), "-1.640338"),
        ("momentum_x0_0.5", quartic, lambda: Momentum(lr=0.1, rho=0.9), "-1.602265"),
        ("momentum_lr_1.02", parabola, lambda: Momentum(lr=1.02, rho=0.9), "-0.03117517"),
    ],
)
def test_the_whole_path_equals_the_lectures(name, f, make, printed):
    golden, digits = SCALARS[name]["path"], len(printed.split(".")[1])
    path = trace(f, golden[0], make(), 29)  # the lecture's 30 iterations: the start and 29 moves
    assert path.shape == (30,) == np.shape(golden)
    np.testing.assert_allclose(path, golden, rtol=0, atol=1e-12)
    assert f"{path[-1]:.{digits}f}" == printed


@pytest.mark.parametrize(
    ("name", "b", "moves", "make"),
    [
        ("b07_n100_m0", (0.7, 0.7), 99, lambda: GradientDescent(lr=0.1)),
        ("b07_n100_m0", (0.7, 0.7), 99, lambda: Momentum(lr=0.1, rho=0)),
        ("b07_n100_m09", (0.7, 0.7), 99, lambda: Momentum(lr=0.1, rho=0.9)),
        ("b23_n300_m09", (2, 3), 299, lambda: Momentum(lr=0.1, rho=0.9)),
    ],
)
def test_the_sine_logistic_paths_and_losses_equal_the_lectures(name, b, moves, make):
    f, golden = SineLogistic(*sine(*b)), SINE[name]
    path = trace(f, [0.0, 0.0], make(), moves)
    assert path.shape == (len(golden["b1"]), 2) == (moves + 1, 2)
    np.testing.assert_allclose(path[:, 0], golden["b1"], rtol=0, atol=1e-10)
    np.testing.assert_allclose(path[:, 1], golden["b2"], rtol=0, atol=1e-10)
    np.testing.assert_allclose([f(w)[0] for w in path], golden["loss"], rtol=0, atol=1e-10)


# --- descend ----------------------------------------------------------------------------------------------------


def test_descend_yields_before_each_move_and_moves_in_place():
    w = np.array([1.0, -2.0])
    seen = [(k, w.copy(), value, g) for k, value, g in descend(Quadratic([1.0, 3.0]), w, GradientDescent(lr=0.1), 3)]
    assert [k for k, *_ in seen] == [0, 1, 2]
    for k, at, value, g in seen:
        # by hand: w_i shrinks by 0.9 and 0.7 a step
        np.testing.assert_allclose(at, [0.9**k, -2 * 0.7**k], rtol=1e-14)
        np.testing.assert_allclose(value, (at[0] ** 2 + 3 * at[1] ** 2) / 2, rtol=1e-14)
        np.testing.assert_allclose(g, [at[0], 3 * at[1]], rtol=1e-14)
    np.testing.assert_allclose(w, [0.9**3, -2 * 0.7**3], rtol=1e-14)


def test_minimise_is_descend_to_its_end():
    ours, theirs = np.array([[1.0, -2.0], [3.0, 0.5]]), np.array([[1.0, -2.0], [3.0, 0.5]])
    values = minimise(Quadratic([1.0, 3.0]), ours, Momentum(lr=0.1), 4, decay=0.01)
    seen = [value for _, value, _ in descend(Quadratic([1.0, 3.0]), theirs, Momentum(lr=0.1), 4, decay=0.01)]
    np.testing.assert_array_equal(values, seen)
    np.testing.assert_array_equal(ours, theirs)
    assert values.shape == (4, 2) and minimise(parabola, np.ones(1), Momentum(), 0).shape == (0,)


def test_break_stops_before_the_move():
    w = np.array(1.0)
    run = descend(parabola, w, GradientDescent(lr=0.25), 100)
    stop = next(k for k, value, _ in run if value < 0.1)
    assert stop == 2 and w == 0.25


def test_trace_leaves_its_start_alone_and_copies_each_row():
    start = np.array([0.5, -3.0])
    path = trace(quartic, start, GradientDescent(lr=0.05), 10)
    assert start.tolist() == path[0].tolist() == [0.5, -3.0]
    assert len(set(path[:, 0])) == len(set(path[:, 1])) == 11


def test_trace_takes_whole_numbers_and_lists():
    assert trace(parabola, 1, GradientDescent(lr=0.25), 2).tolist() == [1.0, 0.5, 0.25]
    assert trace(parabola, [1, 2], GradientDescent(lr=0.25), 1).tolist() == [[1.0, 2.0], [0.5, 1.0]]


@pytest.mark.parametrize("start", [0.5, [0.5, 1.0], [[0.5, 1.0]]])
def test_no_steps_is_the_start_alone(start):
    assert trace(parabola, start, Momentum(), 0).tolist() == [start]
    assert list(descend(parabola, np.array(start), Momentum(), 0)) == []


# --- populations ------------------------------------------------------------------------------------------------


@settings(derandomize=True, max_examples=30, deadline=None)
@given(
    starts=st.lists(st.floats(-3, 1), min_size=1, max_size=9),
    lr=st.floats(0.001, 1.5),
    rho=st.sampled_from([0.3, 0.9, 0.99]),
)
def test_member_i_equals_the_single_run_exactly_also_where_it_diverges(starts, lr, rho):
    for f in (quartic, parabola):
        paths = trace(f, starts, Momentum(lr=lr, rho=rho), 60)
        for i, start in enumerate(starts):
            single = trace(f, start, Momentum(lr=lr, rho=rho), 60)
            assert paths[: len(single), i].tolist() == single.tolist()
            assert np.isnan(paths[len(single) :, i]).all()


def test_member_i_with_data_of_its_own_equals_the_single_run_exactly():
    seeds, rho = (0, 7, -3), np.array([[0.9], [0.5], [0.0]])
    many = SineLogistic(*sine(0.7, 0.7, n=101, stream=[RStream(seed) for seed in seeds]))
    paths = trace(many, np.zeros((3, 2)), Momentum(lr=0.1, rho=rho), 50)
    for i, seed in enumerate(seeds):
        single = SineLogistic(*sine(0.7, 0.7, n=101, stream=RStream(seed)))
        assert paths[:, i].tolist() == trace(single, np.zeros(2), Momentum(lr=0.1, rho=rho[i, 0]), 50).tolist()


# --- runs that leave the finite numbers -------------------------------------------------------------------------


def test_a_path_stops_at_the_step_that_left_the_finite_numbers():
    # lr = 1.5 on w^2 doubles w and turns its sign: w_k = (-2)^k, and 4^k is a float up to k = 511
    path = trace(parabola, 1.0, GradientDescent(lr=1.5), 2000)
    assert path.tolist() == [(-2.0) ** k for k in range(512)]
    assert [len(trace(parabola, 1.0, GradientDescent(lr=1.5), steps)) for steps in (510, 511, 512, 513)] == [
        511,
        512,
        512,
        512,
    ]


def test_decay_shrinks_the_weights_beside_the_move():
    w = np.array([1.0, -2.0])
    for _ in descend(Quadratic([1.0, 3.0]), w, GradientDescent(lr=0.1), 1, decay=0.01):
        pass
    np.testing.assert_allclose(w, [1 - 0.1 * 1 - 0.01, -2 + 0.1 * 6 + 0.02], rtol=1e-15)


def test_decay_is_adamw_and_no_penalty():
    """AdamW (Loshchilov & Hutter 2019, algorithm 2), written out: decay is their eta lambda."""
    lr, decay, eps, f = 0.1, 0.02, 1e-8, Quadratic([1.0, 30.0])
    w, m, v = np.array([1.0, -2.0]), 0.0, 0.0
    path = trace(f, w, Adam(lr, eps=eps), 20, decay=decay)
    for t in range(1, 21):
        g = f(w)[1]
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w = w - lr * (m / (1 - 0.9**t)) / np.sqrt(v / (1 - 0.999**t) + eps) - decay * w
        np.testing.assert_allclose(path[t], w, rtol=1e-12)


def test_plain_descent_cannot_tell_decay_from_a_penalty():
    lr, penalty, f = 0.1, 0.3, Quadratic([1.0, 3.0])
    penalised = trace(lambda w: (f(w)[0], f(w)[1] + penalty * w), [1.0, -2.0], GradientDescent(lr), 30)
    np.testing.assert_allclose(
        trace(f, [1.0, -2.0], GradientDescent(lr), 30, decay=lr * penalty), penalised, atol=1e-14
    )


def test_each_member_may_have_a_decay_of_its_own():
    f, starts = Quadratic([1.0, 3.0]), np.ones((3, 2))
    together = trace(f, starts, Adam(0.1), 10, decay=np.array([[0.0], [0.01], [0.1]]))
    for i, decay in enumerate((0, 0.01, 0.1)):
        np.testing.assert_array_equal(together[:, i], trace(f, starts[i], Adam(0.1), 10, decay))


@pytest.mark.parametrize("decay", [-0.1, 1, np.nan, np.inf, "0.1", None, [0.1, 0.2, 0.3], [[0.1]] * 3])
def test_a_decay_that_is_none_is_named(decay):
    with pytest.raises(ValueError, match="decay"):
        next(descend(parabola, np.ones(2), GradientDescent(), 1, decay))


def test_descend_stops_there_too_with_k_the_number_of_moves():
    w = np.array(1.0)
    values = [value for _, value, _ in descend(parabola, w, GradientDescent(lr=1.5), 2000)]
    assert len(values) == 512 and np.isfinite(values).all() and w == 2.0**512


def test_dead_members_are_nan_and_the_others_unharmed():
    starts = [1.0, 1.0, 2.0, 1.0]
    path = trace(parabola, starts, GradientDescent(lr=np.array([1.5, 0.25, 1.5, 1.0])), 600)
    assert path.shape == (601, 4)
    assert np.isfinite(path).sum(axis=0).tolist() == [512, 601, 511, 601]
    assert np.isnan(path[512:, 0]).all() and np.isnan(path[511:, 2]).all()
    assert path[:, 1].tolist() == [2.0**-k for k in range(601)]
    assert path[:, 3].tolist() == [(-1.0) ** k for k in range(601)]


def test_a_vector_dies_as_a_whole_and_its_neighbour_lives():
    f = Quadratic([2.0, 0.5])
    path = trace(f, [[1.0, 1.0], [0.0, 1.0]], GradientDescent(lr=1.5), 600)
    assert np.isnan(path[512:, 0]).all() and np.isfinite(path[:512, 0]).all()
    assert path[:, 1].tolist() == trace(f, [0.0, 1.0], GradientDescent(lr=1.5), 600).tolist()
    assert len(trace(f, [1.0, 1.0], GradientDescent(lr=1.5), 600)) == 512


def test_a_population_ends_with_its_last_member():
    path = trace(parabola, [1.0, 2.0**-10], GradientDescent(lr=1.5), 2000)
    assert path.shape == (522, 2)
    assert np.isfinite(path).sum(axis=0).tolist() == [512, 522]


def hole(w):
    """A wall of no value where 1 < w < 2, and a slope of 1 everywhere."""
    return np.where((w > 1) & (w < 2), np.inf, -w), -np.ones_like(w)


def test_a_member_that_left_does_not_come_back():
    path = trace(hole, [0.0, 5.0], GradientDescent(lr=0.75), 4)
    assert path[:, 1].tolist() == [5.0, 5.75, 6.5, 7.25, 8.0]
    assert path[:2, 0].tolist() == [0.0, 0.75] and np.isnan(path[2:, 0]).all()
    assert trace(hole, 0.0, GradientDescent(lr=0.75), 4).tolist() == [0.0, 0.75]


@pytest.mark.parametrize("start", [1e200, [1e200], [[1e200, -1e200]]])
def test_a_start_without_a_finite_value_has_an_empty_path(start):
    assert trace(quartic, start, Momentum(), 5).shape == (0, *np.shape(start))


def test_the_readers_own_warnings_stay_on():
    before = np.geterr()
    for _, _, _ in descend(parabola, np.array(1.0), GradientDescent(lr=1.5), 600):
        assert np.geterr() == before
    assert np.geterr() == before
    with pytest.warns(RuntimeWarning, match="overflow"):
        parabola(np.array(1e200))


# --- bad input --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("w", "steps", "message"),
    [
        (np.nan, 5, "w takes finite numbers, got nan"),
        ([1.0, np.inf], 5, "w takes finite numbers, got inf"),
        ("far", 5, "w must be a number or an array of numbers, got 'far'"),
        ([], 5, r"w must be a number or an array of numbers, got \[\]"),
        ([[1.0], [1.0, 2.0]], 5, r"w must be a number or an array of numbers, got \[\[1\.0\], \[1\.0, 2\.0\]\]"),
        (1.0, -1, "steps takes a whole number of at least 0, got -1"),
        (1.0, 2.5, r"steps takes a whole number, got 2\.5"),
        (1.0, None, "steps takes a whole number, got None"),
    ],
)
def test_bad_input_of_trace_is_named(w, steps, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        trace(parabola, w, GradientDescent(), steps)


@pytest.mark.parametrize("w", [1.0, [1.0], np.array([1, 2])])
def test_descend_refuses_what_it_cannot_move_in_place(w):
    with pytest.raises(ValueError, match="^w takes an array of floats, to move it in place, got "):
        next(descend(parabola, w, GradientDescent(), 5))


def test_w_of_the_wrong_shape_is_named():
    with pytest.raises(ValueError, match=r"^w must have shape \(2,\) or \(K, 2\), got shape \(3,\)$"):
        trace(Quadratic([1.0, 2.0]), [1.0, 2.0, 3.0], GradientDescent(), 5)
