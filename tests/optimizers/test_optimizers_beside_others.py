"""Every optimizer against what was written by others: R's paths, PyTorch, autograd's own, closed forms, the papers."""

import json
import math
import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest
from autograd.misc import optimizers as autograd_optimizers
from every import OPTIMIZERS

from lessonlib import optimizers
from lessonlib.lecture import MXNetAdam
from lessonlib.objectives import parabola
from lessonlib.optimizers import SWATS, Adadelta, Adagrad, Adam, GradientDescent, Momentum, RMSProp
from lessonlib.training import trace

GOLDEN = {
    run["name"]: run for run in json.loads((Path(__file__).parents[1] / "golden/scalars.json").read_text())["runs"]
}
STEPS = 200
GRADIENTS = np.random.default_rng(0).normal(size=(STEPS, 6)) * [0.01, 0.1, 1, 10, 100, 1] + [0, 0, 1, 0, 5, -1]
NO_EPS = 1e-300  # of no effect: so that it does not matter where it stands


def walk(optimizer, gradients=GRADIENTS):
    """The point after each move, from 0."""
    return np.cumsum([-optimizer(g) for g in gradients], axis=0)


@pytest.mark.parametrize(("name", "make"), [("adagrad", Adagrad), ("adam", Adam)])
def test_the_lectures_paths(name, make):
    path = trace(parabola, 0.5, make(lr=0.1), len(GOLDEN[name]["path"]) - 1)
    np.testing.assert_allclose(path, GOLDEN[name]["path"], rtol=0, atol=1e-12)
    assert f"{path[-1]:.7g}" == GOLDEN[name]["lecture_prints"].lstrip()


@pytest.mark.parametrize(
    ("make", "how", "theirs"),
    [
        (GradientDescent, (0.03,), lambda t, w: t.optim.SGD(w, lr=0.03)),
        (Adagrad, (0.05, NO_EPS), lambda t, w: t.optim.Adagrad(w, lr=0.05, eps=NO_EPS)),
        (RMSProp, (0.02, 0.97, NO_EPS), lambda t, w: t.optim.RMSprop(w, lr=0.02, alpha=0.97, eps=NO_EPS)),
        (Adadelta, (0.5, 0.8, 1e-3), lambda t, w: t.optim.Adadelta(w, lr=0.5, rho=0.8, eps=1e-3)),
        (Adam, (0.02, 0.8, 0.99, NO_EPS), lambda t, w: t.optim.Adam(w, lr=0.02, betas=(0.8, 0.99), eps=NO_EPS)),
        (MXNetAdam, (0.02, 0.8, 0.99, NO_EPS), lambda t, w: t.optim.Adam(w, lr=0.02, betas=(0.8, 0.99), eps=NO_EPS)),
        (Momentum, (0.03, 0.85), lambda t, w: t.optim.SGD(w, lr=0.03, momentum=0.85)),
    ],
)
def test_against_pytorch(make, how, theirs):
    torch = pytest.importorskip("torch")
    w = torch.zeros(6, dtype=torch.float64)
    optimizer, path = theirs(torch, [w]), []
    for g in GRADIENTS:
        w.grad = torch.tensor(g)
        optimizer.step()
        path.append(w.numpy().copy())
    np.testing.assert_allclose(walk(make(*how)), path, rtol=1e-11, atol=1e-13)


def test_each_optimizer_is_held_against_another():
    """Its laws find a new optimizer by themselves; whether its equation is right only another implementation says."""
    source = Path(__file__).read_text("utf-8").partition("def walk")[2]
    assert [kind.__name__ for kind in OPTIMIZERS if not re.search(rf"\b{kind.__name__}\b", source)] == []


def test_adam_and_momentum_against_autograds_own():
    def noisy(x, k):
        return GRADIENTS[k]

    path = []
    record = lambda x, k, g: path.append(x)  # noqa: E731  (its signature is the package's)
    autograd_optimizers.adam(noisy, np.zeros(6), record, STEPS, 0.02, 0.8, 0.99, NO_EPS)
    np.testing.assert_allclose(walk(Adam(0.02, 0.8, 0.99, NO_EPS))[:-1], path[1:], rtol=1e-11, atol=1e-13)
    path.clear()
    autograd_optimizers.sgd(noisy, np.zeros(6), record, STEPS, step_size=0.3, mass=0.9)  # its M has 1 - rho for lr
    np.testing.assert_allclose(walk(Momentum(0.3 * (1 - 0.9), 0.9))[:-1], path[1:], rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("g", [3.0, -0.01])
def test_a_constant_gradient_in_closed_form_with_a_large_eps(g):
    eps, gradients = 0.5, [np.array([g])] * 50
    for t, step in enumerate(map(Adagrad(0.1, eps), gradients), 1):
        assert step == pytest.approx(0.1 * g / math.sqrt(t * g * g + eps), rel=1e-12)
    for t, step in enumerate(map(RMSProp(0.1, 0.9, eps), gradients), 1):
        assert step == pytest.approx(0.1 * g / math.sqrt((1 - 0.9**t) * g * g + eps), rel=1e-12)
    for step in map(Adam(0.1, eps=eps), gradients):  # corrected, the averages of a constant are that constant
        assert step == pytest.approx(0.1 * g / math.sqrt(g * g + eps), rel=1e-12)
    for t, step in enumerate(map(Adam(0.1, eps=eps, bias_correction=False), gradients), 1):
        expected = 0.1 * (1 - 0.9**t) * g / math.sqrt((1 - 0.999**t) * g * g + eps)
        assert step == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("rho", "eps"), [("0.9", "1e-6"), ("0.95", "1e-3"), ("0.5", "0.5")])
def test_adadelta_against_its_definition_in_fifty_digits(rho, eps):
    """Zeiler's RMS of all gradients and all steps, as sums over the whole past; down the parabola from 0.5."""
    with localcontext(prec=50):
        keep, tiny = Decimal(rho), Decimal(eps)

        def rms(values):
            return (sum((1 - keep) * keep**age * v**2 for age, v in enumerate(reversed(values)) if v) + tiny).sqrt()

        x, gradients, steps, path = Decimal("0.5"), [], [], [0.5]
        for _ in range(60):
            gradients.append(2 * x)
            steps.append(-rms(steps) / rms(gradients) * gradients[-1])
            x += steps[-1]
            path.append(float(x))
    found = trace(parabola, 0.5, Adadelta(rho=float(rho), eps=float(eps)), 60)
    np.testing.assert_allclose(found, path, rtol=1e-12)
    np.testing.assert_allclose(0.5 - found[1], (float(eps) / (1 - float(rho) + float(eps))) ** 0.5, rtol=1e-12)


def test_averages_are_weighted_sums_of_the_past():
    """M and N of Adam, and N of RMSProp and Adagrad, as sums over all gradients, over 200 noisy steps."""
    adam, plain, adagrad, rmsprop = (
        Adam(0.1, 0.8, 0.95),
        Adam(0.1, 0.8, 0.95, bias_correction=False),
        Adagrad(),
        RMSProp(),
    )
    for t in range(1, STEPS + 1):
        past, age = GRADIENTS[:t], np.arange(t)[::-1, None]
        M, N = 0.2 * (0.8**age * past).sum(axis=0), 0.05 * (0.95**age * past**2).sum(axis=0)
        g = GRADIENTS[t - 1]
        np.testing.assert_allclose(plain(g), 0.1 / np.sqrt(N + 1e-8) * M, rtol=1e-10)
        scale = math.sqrt(1 - 0.95**t) / (1 - 0.8**t)  # the paper's own shortcut, with its eps-hat
        np.testing.assert_allclose(adam(g), 0.1 * scale / np.sqrt(N + 1e-8 * (1 - 0.95**t)) * M, rtol=1e-10)
        np.testing.assert_allclose(adagrad(g), 0.01 * g / np.sqrt((past**2).sum(axis=0) + 1e-8), rtol=1e-10)
        squares = 0.1 * (0.9**age * past**2).sum(axis=0)
        np.testing.assert_allclose(rmsprop(g), 0.001 * g / np.sqrt(squares + 1e-8), rtol=1e-10)


def swats(gradients, lr, beta1, beta2, eps, tolerance):
    """Algorithm 1 of Keskar & Socher (2017), line by line on lists of numbers; eps inside of Adam's root.

    Returns the moves and the step of the switch (None: never), counted as in the paper from 1.
    """
    size = len(gradients[0])
    m, a, v, average, rate, moves, switch = [0.0] * size, [0.0] * size, [0.0] * size, 0.0, 0.0, [], None
    for k, g in enumerate(gradients, 1):
        if switch:
            v = [beta1 * vi + gi for vi, gi in zip(v, g, strict=True)]
            moves.append([-(1 - beta1) * rate * vi for vi in v])
            continue
        m = [beta1 * mi + (1 - beta1) * gi for mi, gi in zip(m, g, strict=True)]
        a = [beta2 * ai + (1 - beta2) * gi**2 for ai, gi in zip(a, g, strict=True)]
        p = [-lr * (mi / (1 - beta1**k)) / math.sqrt(ai / (1 - beta2**k) + eps) for mi, ai in zip(m, a, strict=True)]
        moves.append(p)
        pg = math.fsum(pi * gi for pi, gi in zip(p, g, strict=True))
        if pg != 0:
            gamma = math.fsum(pi * pi for pi in p) / -pg
            average = beta2 * average + (1 - beta2) * gamma
            if k > 1 and 0 < average / (1 - beta2**k) and abs(average / (1 - beta2**k) - gamma) < tolerance:
                switch, rate = k, average / (1 - beta2**k)
    return np.array(moves), switch


def switching_gradients(seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(STEPS, 6)) * 0.3 + rng.choice([-1, 1], 6) * np.linspace(1, 2, 6)


def test_swats_against_the_papers_algorithm_and_each_member_on_its_own():
    gradients = np.stack([switching_gradients(seed) for seed in range(8)], axis=1)
    settings = dict(lr=0.01, beta1=0.9, beta2=0.99, eps=1e-8, tolerance=2e-5)
    together = SWATS(**settings)
    moves = -np.array([together(g) for g in gradients])
    switches = []
    for i in range(8):
        alone = SWATS(**settings)
        np.testing.assert_array_equal([-alone(g) for g in gradients[:, i]], moves[:, i])
        expected, switch = swats(gradients[:, i].tolist(), **settings)
        np.testing.assert_allclose(moves[:, i], expected, rtol=1e-9, atol=1e-15)
        assert (switch is None) == bool(np.isnan(together.Lambda[i, 0]))
        switches.append(switch)
    found = [switch for switch in switches if switch]
    assert len(found) >= 3 and len(set(found)) >= 2 and min(found) < 150  # else nothing was tested


@pytest.mark.parametrize("sign", [1, -1])
def test_swats_never_switches_to_a_rate_that_climbs(sign):
    """After one large gradient Adam goes on against all later ones: D.D / D.g is negative, and so is its mean."""
    optimizer, adam = SWATS(tolerance=1e3), Adam()
    gradients = sign * np.array([[1.0], [-0.1], [-0.1], [-0.1]])
    moves = [optimizer(g) for g in gradients]
    np.testing.assert_array_equal(moves, [adam(g) for g in gradients])
    assert (sign * np.array(moves) > 0).all() and optimizer.mean < 0 and np.isnan(optimizer.Lambda)
    downhill = SWATS(tolerance=1e3)
    rates = [downhill.Lambda for g in sign * np.array([[1.0], [1.0], [1.0]]) if downhill(g) is not None]
    assert np.isnan(rates[0]) and rates[1] == rates[2] > 0  # fixed at the second move


def test_swats_by_hand_at_its_borders():
    plain = dict(lr=1.0, beta1=0.0, eps=1e-30)
    optimizer = SWATS(beta2=0.0, **plain)  # D = 1, D.g = 1, gamma = 1, lambda = 1
    assert [optimizer(np.ones(1)).tolist() for _ in range(3)] == [[1.0]] * 3 and optimizer.Lambda == 1
    optimizer = SWATS(beta2=0.5, tolerance=10, **plain)
    optimizer(np.ones(1))
    optimizer.mean = np.array([-1.0])  # -1 / 2 + gamma / 2 is 0: a rate that would not move
    optimizer(np.ones(1))
    assert optimizer.mean == 0 and np.isnan(optimizer.Lambda)
    watched, gradients = SWATS(tolerance=1e-300), np.array([[1.0], [3.0]])
    D = [watched(g) for g in gradients][1]
    distance = np.abs(watched.mean / (1 - 0.999**2) - D * D / (D * gradients[1]))[0]
    for tolerance, switches in ((distance, False), (np.nextafter(distance, 1), True)):
        optimizer = SWATS(tolerance=tolerance)
        for g in gradients:
            optimizer(g)
        assert np.isfinite(optimizer.Lambda[0]) == switches


def test_an_optimizer_of_ones_own_is_checked_like_the_others():
    @dataclass
    class Signed(GradientDescent):
        decay: float = 0.5
        signed: "bool" = True
        ranges = GradientDescent.ranges | {"decay": {"low": 0, "below": 1}}

        def __call__(self, g):
            """A step."""
            return self.lr * self.decay * (np.sign(g) if self.signed else g)

    @dataclass
    class Renamed(Signed):
        pass

    for kind in (Signed, Renamed):
        assert kind(lr=1.0)([3, -4]).tolist() == [0.5, -0.5] and kind.__call__.__doc__ == "A step."
        assert kind(lr=1.0, signed=False)([3.0, -4.0]).tolist() == [1.5, -2.0]
        for call, message in [
            (lambda kind=kind: kind(decay=1), "decay takes finite numbers of at least 0 and less than 1, got 1"),
            (lambda kind=kind: kind(signed="no"), "signed takes one of True, False, got 'no'"),
            (lambda kind=kind: kind()("a"), "g must be a number or an array of numbers, got 'a'"),
        ]:
            with pytest.raises(ValueError, match=f"^{message}$"):
                call()


def test_swats_before_its_switch_is_adam_and_takes_a_number():
    np.testing.assert_array_equal(walk(SWATS(0.01, tolerance=1e-300)), walk(Adam(0.01)))
    path = trace(parabola, 0.5, SWATS(0.1), 300)
    assert abs(path[-1]) < 1e-3


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_a_population_is_its_members_exactly(make):
    gradients = np.random.default_rng(1).normal(size=(50, 4, 1))
    gradients = np.concatenate([gradients, 3 * gradients + 1, -gradients], axis=-1)
    together = walk(make(lr=0.05), gradients)
    for i in range(4):
        np.testing.assert_array_equal(together[:, i], walk(make(lr=0.05), gradients[:, i]))


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_hyper_parameters_of_each_member(make):
    gradients = np.random.default_rng(1).normal(size=(50, 3, 4))
    together = walk(make(lr=np.array([[0.1], [0.2], [0.05]])), gradients)
    for i, lr in enumerate((0.1, 0.2, 0.05)):
        np.testing.assert_allclose(together[:, i], walk(make(lr=lr), gradients[:, i]), rtol=1e-14)


@pytest.mark.parametrize("make", [kind for kind in OPTIMIZERS if kind is not Momentum])  # its displacement is its state
def test_a_displacement_that_the_caller_changes_does_no_harm(make):
    spoilt, clean = make(), make()
    for g in GRADIENTS[:20]:
        displacement = spoilt(g)
        np.testing.assert_array_equal(displacement, clean(g))
        displacement[...] = 1e9


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_no_gradient_no_move(make):
    np.testing.assert_array_equal(list(map(make(), [np.zeros(3)] * 3)), 0.0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Adam(lr=0), "lr takes finite numbers greater than 0, got 0"),
        (lambda: Adam(beta1=1), "beta1 takes finite numbers of at least 0 and less than 1, got 1"),
        (lambda: Adam(beta2=-0.1), "beta2 takes finite numbers of at least 0 and less than 1, got -0.1"),
        (lambda: RMSProp(beta2=np.nan), "beta2 takes .* got nan"),
        (lambda: Adagrad(eps=0), "eps takes finite numbers greater than 0, got 0"),
        (lambda: Adadelta(rho=1), "rho takes finite numbers of at least 0 and less than 1, got 1"),
        (lambda: SWATS(tolerance=-1), "tolerance takes finite numbers greater than 0, got -1"),
        (lambda: Adam(bias_correction="no"), "bias_correction takes one of True, False, got 'no'"),
    ],
)
def test_bad_input(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_all_of_the_module_are_tested():
    classes = [thing for thing in vars(optimizers).values() if isinstance(thing, type)]
    assert {optimizers.Optimizer, *OPTIMIZERS} == {cls for cls in classes if issubclass(cls, optimizers.Optimizer)}
