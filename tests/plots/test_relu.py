"""Pictures of chapter 3: what they count is so, and what they say of a run is so."""

import numpy as np
import pytest
from pictures import texts

from lessonlib import datasets, looks
from lessonlib.evidence import share
from lessonlib.layers import Linear, ReLU
from lessonlib.network import Network
from lessonlib.plots import relu as plots
from lessonlib.plots.common import card
from lessonlib.plots.surfaces import draw_network_on_rings


@pytest.fixture
def net():
    """Three units: one folds along x1 = 1, one along x2 = -2, and one is off wherever x1 + x2 < 100."""
    net = Network([Linear(2, 3), ReLU(), Linear(3, 1)])
    net.layers[0].b[...] = [[-1, 2, -100]]
    net.layers[0].W[...] = [[1, 0, 1], [0, 1, 1]]
    net.layers[2].W[...] = [[1], [-1], [1]]
    return net


def test_a_network_is_drawn_with_all_its_units_and_weights():
    _, ax = card(height=3.4)
    plots.draw_units(ax, (3, 4, 5, 2), marked=2)
    assert len(ax.patches) == 3 + 4 + 5 + 2
    arrows = [text.arrow_patch for text in ax.texts if text.arrow_patch]
    assert len(arrows) == 3 * 4 + 4 * 5 + 5 * 2
    assert sum(arrow.get_linewidth() == 2 for arrow in arrows) == 3  # all that one unit hears
    written = [text for text in texts(ax) if text]
    assert [written.count(word) for word in ("x", "h₁", "h₂", "o")] == [3, 4, 5, 2]
    assert {"W¹", "W²", "W³", "data", "hidden", "output"} <= set(written) and "W⁴" not in written


def test_folds_are_where_the_units_change_sign(net):
    _, ax = card()
    plots.draw_folds(ax, net)
    upright, level, far = (line.get_xydata() for line in ax.lines)
    assert (upright[:, 0] == 1).all() and (level[:, 1] == -2).all()
    np.testing.assert_allclose(far.sum(axis=1), 100)


def test_captions_tell_the_numbers(net):
    X, y = datasets.rings(50)
    _, ax = card(height=4.6)
    caption = plots.draw_fit_on_rings(ax, net, X, y, loss=0.25, title="2 × 3 units")
    right = ((net.forward(X)[:, 0] > 0) == (y == 1)).mean()
    assert caption.startswith("2 × 3 units: the loss is 0.250") and f"{right:.1%}" in caption
    assert any(f"{right:.0%}" in text for text in texts(ax))

    _, ax = card()
    sizes = np.array([[1e-15, 1e-3, 2.0], [1e-15, 1e-3, 4.0], [1e-15, 1e-3, 3.0]])  # the first far below the picture
    caption = plots.draw_gradient_sizes(ax, sizes, "Sigmoid", "deep")
    assert "1e-15 in layer 1, 0.001 in the last hidden layer and 3 in the output" in caption
    assert all(line.get_ydata().min() >= ax.get_ylim()[0] for line in ax.lines)


@pytest.mark.parametrize("belief", [0.0, 50.0, -50.0])
def test_a_network_that_says_one_thing_everywhere_can_be_drawn(belief):
    net = Network([Linear(2, 1)])
    net.layers[0].b[...] = belief
    _, ax = card(height=4.6)
    draw_network_on_rings(ax, net, *datasets.rings(20), title="flat")


def test_what_fades_is_named_below_its_lines():
    _, ax = card()
    sizes = np.tile(0.5 ** np.arange(3, -1, -1.0), (5, 1))
    signals, factors = {"one": sizes, "two": 1 / sizes}, {"one": 0.5, "two": 2.0}
    plots.draw_signals_and_law(ax, signals, factors, ["Sigmoid", "ReLU"])
    below, above = ax.texts
    assert (below.get_va(), above.get_va()) == ("top", "bottom") and below.xy[1] < 1 < above.xy[1]
    np.testing.assert_allclose(ax.lines[5].get_ydata(), ax.lines[6].get_ydata())  # the law is the median here
    assert [line.get_color() for line in (ax.lines[0], ax.lines[-1])] == [
        looks.ACTIVATIONS[kind]["color"] for kind in ("Sigmoid", "ReLU")
    ]


def test_a_second_line_of_an_activation_has_its_colour_and_another_marker():
    _, ax = card()
    sizes = np.ones((3, 4))
    plots.draw_signals_and_law(ax, {"one": sizes, "two": sizes}, {"one": 1.0, "two": 1.0}, [ReLU, ReLU])
    medians = ax.lines[3], ax.lines[8]
    assert medians[0].get_color() == medians[1].get_color() == looks.ACTIVATIONS["ReLU"]["color"]
    assert (
        medians[0].get_marker() != medians[1].get_marker()
        and ax.lines[4].get_linestyle() != ax.lines[9].get_linestyle()
    )


def test_losses_of_many_are_pale_and_their_median_is_black():
    losses = np.array([[1.0, 2.0, 4.0], [0.5, 0.6, 0.9]])
    _, ax = card()
    plots.draw_losses_of_many(ax, losses, "ReLU", share([True, True, False, True]))
    *pale, median = ax.lines
    np.testing.assert_allclose([line.get_ydata() for line in pale], losses.T)
    np.testing.assert_allclose(median.get_ydata(), [2.0, 0.6])
    assert median.get_color() == looks.INK and all(line.get_alpha() < 0.5 for line in pale)
    assert texts(ax) == ["75% have learnt"]


def test_losses_have_the_look_of_their_activation_whatever_their_label_says():
    _, ax = card()
    plots.draw_losses_by_method(ax, {"Seele": np.ones(3), "ReLU": np.ones(3)}, ["ReLU", "Sigmoid"], [False, True])
    for line, kind, label in zip(ax.lines, ("ReLU", "Sigmoid"), ("Seele", "ReLU"), strict=True):
        assert (line.get_color(), line.get_label()) == (looks.ACTIVATIONS[kind]["color"], label)
    assert ax.lines[0].get_linewidth() < ax.lines[1].get_linewidth()
