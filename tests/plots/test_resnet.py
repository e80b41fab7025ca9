"""Pictures of chapter 8: what they say of a run is so, and what they compute is what is drawn."""

import numpy as np
from pictures import texts

from lessonlib.plots import resnet as plots
from lessonlib.plots.common import card


def test_every_block_has_its_skip_from_r_to_the_plus():
    _, ax = card(height=5.2)
    plots.draw_residual_blocks(ax)
    centre = {text.xy: text.get_text() for text in ax.texts if text.get_text()}
    assert [list(centre.values()).count(word) for word in ("r", "+", "next r")] == [3, 3, 3]
    for skip in ax.lines:
        (x, top), (_, bottom) = skip.get_xydata()[[0, -1]]
        beside = {y: word for (place, y), word in centre.items() if abs(place - (x - 0.25)) < 1e-9}
        assert beside[top] == "r" and beside[bottom] == "+"


def test_signals_outside_of_the_picture_are_on_its_edge_and_the_caption_has_the_numbers():
    _, axes = card(rows=2, height=5.6)
    forward = {"plain": np.array([[1.0, 1e-200]] * 3), "residual": np.array([[2.0, 2e100]] * 3)}
    back = {"plain": np.array([[0.0, 1.0], [0.0, 1.0], [1e-9, 1.0]]), "residual": np.ones((3, 2))}
    caption = plots.draw_sizes_both_ways(axes, forward, back, "deep")
    assert "plain: r is multiplied by 1e-200, grad.r is exactly 0 in 2 of 3" in caption
    assert "residual: r is multiplied by 1e+100, grad.r is exactly 0 in 0 of 3" in caption
    assert not any("exactly 0" in text for text in texts(axes[1]))  # it is not in all three
    for ax in axes:
        low, high = ax.get_ylim()
        assert all(low <= y <= high for line in ax.lines for y in line.get_ydata())


def test_a_gradient_that_is_zero_in_all_networks_is_named():
    _, axes = card(rows=2, height=5.6)
    sizes = {"plain": np.ones((3, 2)), "residual": np.ones((3, 2))}
    plots.draw_sizes_both_ways(axes, sizes, sizes | {"residual": np.zeros((3, 2))}, "deep")
    assert texts(axes[1]) == ["residual: exactly 0"]


def test_runs_are_counted_and_told_apart():
    _, ax = card()
    losses = np.array([[0.3, 0.3, 0.3], [0.2, 0.1, 4.1]])
    caption = plots.draw_losses_by_outcome(ax, losses, np.array([True, True, False]), "SGD")
    assert caption == "SGD: 2 of 3 runs have learnt; the median loss ends at 0.200."
    assert any("2 of 3 have learnt" in text for text in texts(ax))
    assert [line.get_linestyle() for line in ax.lines[:3]] == ["--", "-", "-"]
    np.testing.assert_allclose([line.get_ydata() for line in ax.lines[:3]], [[0.3, 4.1], [0.3, 0.2], [0.3, 0.1]])


def test_the_share_that_is_drawn_is_that_of_runs_above_nine_tenths():
    _, ax = card()
    right = np.array([[0.5, 0.95, 0.9, 0.2], [0.91, 0.95, 0.99, 0.2]])
    plots.draw_learnt_by_epoch(ax, {"residual": right}, {"residual": (1, 50)})
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [25, 75])


def test_lesions_show_the_median_in_its_band():
    _, ax = card()
    right = np.linspace(0, 1, 11)[:, None] * np.array([1.0, 0.5])
    plots.draw_lesions(ax, {"plain": right}, {"plain": (1, 10)})
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [50, 25])
    band = ax.collections[0].get_paths()[0].vertices
    assert np.isclose(band[:, 1].min(), 5) and np.isclose(band[:, 1].max(), 90)


def test_sizes_are_named_beside_their_medians():
    _, ax = card()
    sizes = {"plain": np.array([[1e-8, 1e-5, 1e-2, 1.0], [1e-6, 1e-5, 1e-2, 1.0], [1e-7, 1e-5, 1e-2, 1.0]])}
    plots.draw_sizes_by_network(ax, sizes | {"residual": np.full((3, 4), 2.0)}, "size")
    plain, residual = ax.texts
    assert (plain.get_text(), plain.xy) == ("plain", (2, 1e-5))  # it falls on the way back: named below its line
    assert (residual.get_text(), residual.xy) == ("residual", (1, 2.0))
    np.testing.assert_allclose(ax.lines[3].get_ydata(), [1e-7, 1e-5, 1e-2, 1.0])


def test_a_surface_of_very_large_and_very_small_losses_can_be_drawn():
    _, ax = card(height=4)
    plots.draw_loss_landscape(ax, 10.0 ** np.linspace(-6, 1, 25).reshape(5, 5), "steep")
    assert ax.get_title(loc="left") == "steep"


def test_losses_are_named():
    _, ax = card()
    places = {"plain": (1, 1), "residual": (1, 0.1)}
    plots.draw_losses_by_network(ax, {"plain": np.ones(3), "residual": np.zeros(3)}, places)
    assert texts(ax) == ["plain", "residual"] and [line.get_linestyle() for line in ax.lines] == ["--", "-"]
