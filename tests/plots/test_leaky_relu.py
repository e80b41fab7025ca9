"""Pictures of chapter 10."""

import numpy as np
from pictures import texts

from lessonlib.plots import leaky_relu as plots
from lessonlib.plots.common import card


def test_the_family_has_its_derivatives_below():
    _, axes = card(rows=2)
    plots.draw_activation_family(axes, {"ReLU": lambda x: np.maximum(x, 0), "SiLU": lambda x: x**2})
    step, line = (drawn.get_xydata() for drawn in axes[1].lines[:2])
    assert (step[step[:, 0] < 0, 1] == 0).all() and np.allclose(step[step[:, 0] > 0.01, 1], 1)
    np.testing.assert_allclose(line[:, 1], 2 * line[:, 0], atol=0.01)


def test_silent_units_are_drawn_in_percent_with_their_names():
    _, ax = card()
    relu, leaky = (np.array([[0.4, 0.3], [0.5, end]]) for end in (0.25, 0.1))
    plots.draw_silent_units(ax, {"ReLU": relu, "LeakyReLU": leaky}, epochs=7)
    assert [line.get_ydata().tolist() for line in ax.lines] == [[40, 30], [50, 25], [40, 30], [50, 10]]
    assert texts(ax) == ["ReLU", "LeakyReLU"]
    assert ax.get_title(loc="left").endswith("after 7 epochs")


def test_runs_are_smoothed_counted_and_told_apart():
    _, ax = card()
    right = np.array([[0.2, 0.4], [0.4, 0.6], [0.6, 0.8], [1.0, 0.8]])
    caption = plots.draw_accuracies_by_outcome(ax, right, np.array([True, False]), "Slope 1", window=2)
    assert caption == "Slope 1: 1 of 2 runs have learnt."
    assert [line.get_linestyle() for line in ax.lines] == ["--", "-"]
    np.testing.assert_allclose([line.get_ydata() for line in ax.lines], [[50, 80], [30, 80]])
    np.testing.assert_allclose(ax.lines[0].get_xdata(), [2, 4])
