"""Figures: what they say is so, diverging runs included, and no warning leaks from one."""

import numpy as np
import pytest
from pictures import texts

from lessonlib import datasets
from lessonlib.objectives import Quadratic, SineLogistic, parabola, quartic
from lessonlib.optimizers import GradientDescent, Momentum
from lessonlib.plots import momentum
from lessonlib.plots.common import card, draw_path, ending
from lessonlib.plots.surfaces import draw_surface, values_on_grid
from lessonlib.training import trace


@pytest.mark.parametrize(
    "optimizer, words",
    [
        (Momentum(0.1, 0.9), "at the global minimum"),
        (Momentum(0.05, 0.0), "at a local minimum"),
        (Momentum(0.001, 0.0), "at no minimum yet"),
        (GradientDescent(3.0), "diverged: no finite number after step"),
    ],
)
def test_a_run_says_how_it_ended(optimizer, words):
    path = trace(quartic, 0.5, optimizer, 40)
    assert ending(quartic, path, 40).startswith(words)
    _, ax = card()
    caption = momentum.draw_run_on_curve(ax, quartic, path, optimizer, 40)
    assert 3 < ax.get_ylim()[1] < 4  # the curve can be seen, wherever the path goes
    assert any(words.split(":")[0] in text for text in texts(ax)) and words.split(":")[0] in caption


def test_a_path_tells_where_it_leaves_the_picture():
    _, ax = card()
    ax.set(xlim=(-1, 1), ylim=(-1, 1))
    path = np.array([[0.0, 0.0], [0.5, 0.5], [2.0, 0.0], [0.1, 0.1]])
    assert draw_path(ax, path[:, 0], path[:, 1], "Momentum") == 2
    assert draw_path(ax, path[:2, 0], path[:2, 1], "Momentum") is None
    assert draw_path(ax, path[2:3, 0], path[2:3, 1], "Momentum") == 0
    _, ax = card()
    ax.plot([0, 3], [0, 3])
    assert draw_path(ax, path[:, 0], path[:, 1], "Momentum") is None


def test_the_map_of_behaviours_names_the_run():
    for lr, rho, word in (
        (1.02, 0.9, "Oscillating"),
        (0.1, 0.0, "Overdamped"),
        (1.5, 0.0, "Divergent"),
        (0.9, 0.0, "Zigzag"),
    ):
        optimizer = Momentum(lr, rho)
        _, axes = card(rows=2, height=4.8)
        caption = momentum.draw_swing(axes, trace(parabola, 0.5, optimizer, 30), optimizer)
        assert caption.startswith(word)


def test_a_surface_is_the_function():
    f = Quadratic((1.0, 3.0))
    W1, W2, value = values_on_grid(f, f.window, 5)
    assert W1[0, 0] == -1 and W1[0, -1] == 1 and W2[-1, 0] == 1
    np.testing.assert_allclose(value, 0.5 * W1**2 + 1.5 * W2**2)
    _, ax = card()
    draw_surface(ax, f)
    assert ax.get_xlim() == (-1, 1)


def test_the_sine_run_says_whether_it_arrived():
    loss = SineLogistic(*datasets.sine(0.7, 0.7))
    for optimizer, words in ((Momentum(0.1, 0.9), "global minimum reached"), (Momentum(0.1, 0.0), "loss 0.67")):
        _, ax = card()
        momentum.draw_run_on_sine_loss(ax, loss, trace(loss, (0, 0), optimizer, 99), optimizer, best=0.48)
        assert any(words in text for text in texts(ax))
