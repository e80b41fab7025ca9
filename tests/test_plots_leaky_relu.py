"""Pictures of chapter 9."""

import numpy as np
from pictures import texts

from lessonlib.plots import leaky_relu as plots
from lessonlib.plots.common import card


def test_the_family_has_its_derivatives_below():
    _, axes = card(rows=2)
    plots.draw_family(axes, {"ReLU": lambda x: np.maximum(x, 0), "SiLU": lambda x: x**2})
    step, line = (drawn.get_xydata() for drawn in axes[1].lines[:2])
    assert (step[step[:, 0] < 0, 1] == 0).all() and np.allclose(step[step[:, 0] > 0.01, 1], 1)
    np.testing.assert_allclose(line[:, 1], 2 * line[:, 0], atol=0.01)


def test_silent_units_are_drawn_in_percent_with_their_names():
    _, ax = card()
    plots.draw_silent(ax, {"ReLU": np.array([0.5, 0.25]), "LeakyReLU": np.array([0.5, 0.1])}, steps=7)
    np.testing.assert_allclose([line.get_ydata() for line in ax.lines], [[50, 25], [50, 10]])
    assert texts(ax) == ["ReLU", "LeakyReLU"]
    assert ax.get_title(loc="left") == "After 7 epochs"
