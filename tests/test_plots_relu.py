"""Pictures of chapter 3: what they count is so, and what they say of a run is so."""

import numpy as np
import pytest
from pictures import texts

from lessonlib import datasets
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
    caption = plots.draw_fit(ax, net, X, y, loss=0.25, title="2 × 3 units")
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
    plots.draw_signals_and_law(
        ax, {"Sigmoid deep": sizes, "ReLU deep": 1 / sizes}, {"Sigmoid deep": 0.5, "ReLU deep": 2.0}
    )
    below, above = ax.texts
    assert (below.get_va(), above.get_va()) == ("top", "bottom") and below.xy[1] < 1 < above.xy[1]
    np.testing.assert_allclose(ax.lines[5].get_ydata(), ax.lines[6].get_ydata())  # the law is the median here
