"""Pictures of the page Vanishing gradients: what they draw and count is so, at the corners too."""

import numpy as np
import pytest
from pictures import texts

from lessonlib.plots import vanishing_gradients as plots
from lessonlib.plots.common import card


def gradients(*first_and_last):
    return {f"fc{i}_weight": np.array(pair) for i, pair in enumerate(first_and_last, 1)}


@pytest.mark.parametrize(
    ("places", "moved"),
    [
        ([0, 10, 5], [0, 10, 5]),  # far enough apart: nothing moves
        ([5, 5, 5], [3, 5, 7]),  # around their mean, in order
        ([5, 4, 9], [17 / 3, 11 / 3, 26 / 3]),
        ([0, 0, 0], [0, 2, 4]),  # not below low
        ([10, 10, 10], [6, 8, 10]),  # not above high
        ([0, 0, 9, 9, 9], [0, 2, 6, 8, 10]),  # two groups, each within its end
    ],
)
def test_labels_are_moved_apart_in_their_order(places, moved):
    np.testing.assert_allclose(plots.apart(places, gap=2, low=0, high=10), moved)


def test_without_a_floor_gradients_are_drawn_as_they_are():
    _, ax = card()
    plots.draw_gradients_by_epoch(ax, gradients([1e-15, 1e-12], [1e-6, 1e-3]), "two")
    np.testing.assert_array_equal([line.get_ydata() for line in ax.lines], [[1e-15, 1e-12], [1e-6, 1e-3]])
    assert texts(ax) == ["1", "2", "layer"]


def test_a_floor_hides_what_is_below_it_and_says_so():
    _, ax = card()
    plots.draw_gradients_by_epoch(ax, gradients([1e-15, 1e-12], [1e-6, 1e-3]), "two", floor=1e-8)
    np.testing.assert_array_equal([line.get_ydata() for line in ax.lines], [[1e-8, 1e-8], [1e-6, 1e-3]])
    assert any("floor" in text for text in texts(ax))


def test_runs_that_vanish_explode_or_break_off_can_be_drawn():
    _, ax = card(height=4.2)
    caption = plots.draw_training(ax, gradients([0.0, 0.0], [1e80, np.nan], [1.0, 1.0]), np.array([0.1, 0.35]), "odd")
    low, high = ax.get_ylim()
    assert all((line.get_ydata() >= low).all() and (line.get_ydata() <= high).all() for line in ax.lines)
    assert "0 in layer 1 and 1 in the last layer" in caption and "After 2 epochs 35% of" in caption


def test_not_more_layers_are_named_than_have_room():
    _, ax = card()
    plots.draw_gradients_by_epoch(ax, gradients(*[[1e-5, 1e-5]] * 16), "sixteen")
    named = [text for text in ax.texts if text.get_text().isdigit()]
    assert 8 <= len(named) <= 9 and {"1", "16"} <= {text.get_text() for text in named}
    places = np.sort(np.log10([text.xyann[1] for text in named]))
    assert np.diff(places).min() > 1.6 and places[0] > -18 and places[-1] < 3


def test_answers_are_counted_in_their_cells():
    _, ax = card()
    plots.draw_confusion_table(ax, [[18, 0, 1], [0, 2, 0], [0, 13, 16]], "some")
    found = {text.xy: text.get_text() for text in ax.texts}
    assert found[0, 0] == "18" and found[2, 0] == "1" and found[1, 2] == "13" and found[0, 1] == "0"


def test_a_step_is_half_the_rate_where_the_gradient_is_epsilon():
    _, ax = card()
    plots.draw_first_adam_step(ax, {4: 1e-7, 2: 1.0}, eps=1e-7)
    dots = [line.get_xydata()[0] for line in ax.lines if line.get_marker() == "o"]
    np.testing.assert_allclose(dots, [[1e-7, 0.5], [1.0, 1.0]], rtol=1e-6)


def test_signals_are_medians_over_networks():
    _, ax = card()
    sizes = np.array([[1e-3, 1.0], [1e-2, 2.0], [1e-1, 9.0]])
    plots.draw_signals_by_layer(ax, [sizes, 2 * sizes, 0 * sizes], "three")
    drawn = {line.get_label(): line.get_ydata() for line in ax.lines if not line.get_label().startswith("_")}
    assert list(drawn) == ["h, what comes in", "δ, what comes back", "grad.W, their product"]
    h, delta, gW = drawn.values()
    np.testing.assert_allclose(h, [1e-2, 2.0])
    np.testing.assert_allclose(delta, [2e-2, 4.0])
    assert (gW == ax.get_ylim()[0]).all()
    pale = [line for line in ax.lines if line.get_label().startswith("_")]
    np.testing.assert_allclose([line.get_ydata() for line in pale[:3]], sizes)


def test_a_setting_counts_the_runs_that_end_above_90_percent():
    _, axes = card(rows=2, height=6.2)
    signals = [np.full((4, 2), size) for size in (1.0, 1e-30, 1e40)]
    accuracy = np.array([[0.99, 0.3, 0.3, 0.3], [0.4, 0.95, 0.9, np.nan]])  # only the second ends above
    caption = plots.draw_signals_and_accuracy(axes, signals, accuracy, "2 layers")
    assert "After 2 epochs 1 of 4 runs are right" in caption and "δ is 1e-30" in caption
    assert texts(axes[1]) == ["1 of 4 runs end above 90 %"]
    assert len(axes[1].lines) == 5
    np.testing.assert_allclose(axes[1].lines[-1].get_ydata(), [30, 65])
    assert [text.get_text() for text in axes[0].get_legend().texts] == ["h", "δ", "grad.W"]


def test_runs_that_learn_are_counted_on_the_picture():
    _, ax = card()
    plots.draw_learning_runs(ax, np.array([[0.3, 0.4, np.nan], [0.5, 1.0, 0.2]]), 1, "a = 1")
    np.testing.assert_allclose([line.get_ydata() for line in ax.lines], [[30, 50], [40, 100], [0, 20], [30, 50]])
    assert texts(ax) == ["1 of 3 have learnt"] and ax.get_title(loc="left") == "a = 1"
