"""Pictures of chapter 7: every run is drawn, and what a caption says of a run is so."""

import numpy as np
import pytest
from pictures import texts

from lessonlib.plots import batchnorm as plots
from lessonlib.plots.common import card


def test_two_losses_look_different_and_are_named():
    _, ax = card()
    plots.draw_loss_and_accuracy(ax, np.full(50, 0.37), "plain", right=0.3)
    plots.draw_loss_and_accuracy(ax, np.linspace(0.4, 0.0, 50), "batchnorm", right=0.98)
    one, two = ax.lines
    assert one.get_color() != two.get_color() and one.get_linestyle() != two.get_linestyle()
    assert "without BatchNorm:\n30% right" in texts(ax) and "with BatchNorm:\n98% right" in texts(ax)


def test_bars_of_a_batch_are_its_means():
    _, axes = card(rows=2)
    before = np.array([[0.0, 10.0], [2.0, 20.0], [4.0, 60.0]])
    plots.draw_normalised_batch(axes, before, before - [2, 30])
    bars = [[bar[0, 1] for bar in ax.collections[0].get_segments()] for ax in axes]
    assert bars == [[2, 30], [0, 0]]


@pytest.mark.parametrize("eps", [1e-3, None])
def test_sizes_far_below_the_picture_are_on_its_edge_and_true_in_the_caption(eps):
    _, axes = card(rows=2, height=5.2)
    forward = np.array([[1.0, 1e-20, 1e-50], [1.0, 1e-20, 1e-50], [4.0, 1e-10, 1e-30]])
    caption = plots.draw_spread_and_gradient(axes, forward, forward[:, ::-1] / 2, "deep", eps)
    assert caption.startswith("deep: ") and "from 1 to 1e-50;" in caption
    assert "goes from 0.5 to 5e-51 (medians of 3 networks)" in caption
    for ax in axes:
        assert all(min(line.get_ydata()) >= ax.get_ylim()[0] for line in ax.lines)
    assert ("√ε" in texts(axes[0])) == (eps is not None)


def test_each_run_is_a_dot_and_the_lectures_run_has_its_place():
    _, ax = card()
    right = [0.3, 0.31, 0.66, 0.66, 0.66, 0.98]
    plots.draw_accuracy_dots(ax, right, lecture=0.66)
    dots = np.concatenate([line.get_xydata() for line in ax.lines])
    assert len(dots) == len(right) and len(np.unique(dots, axis=0)) == len(right)
    assert np.abs(np.sort(dots[:, 0]) - 100 * np.sort(right)).max() <= 2
    assert next(text.xy[0] for text in ax.texts if "lecture" in text.get_text()) == 66


def test_waking_draws_every_run_and_the_median():
    _, axes = card(rows=2, height=5)
    gradients = np.array([[1e-20, 1e-12, 1e-10], [1e-6, 1e-7, 1e-5]])
    plots.draw_waking_layer(axes, gradients, np.array([[0.3, 0.4, 0.5], [0.6, 0.7, 0.95]]))
    np.testing.assert_allclose(axes[0].lines[-1].get_ydata(), [1e-12, 1e-6])
    np.testing.assert_allclose(axes[1].lines[-1].get_ydata(), [40, 70])
    assert [len(ax.lines) for ax in axes] == [1 + 3 + 1, 3 + 1]


def test_agreement_has_medians_and_the_middle_half():
    _, ax = card()
    plots.draw_agreement(ax, [1, 7], np.array([[0.8, 0.9, 1.0], [0.5, 0.6, 0.9]]), np.array([[0.0, 0.1, 0.4]] * 2))
    without, normalised = ax.lines[:2]
    np.testing.assert_allclose(without.get_ydata(), [0.9, 0.6])
    np.testing.assert_allclose(normalised.get_ydata(), [0.1, 0.1])
    band = ax.collections[1].get_paths()[0].vertices[:, 1]
    np.testing.assert_allclose([band.min(), band.max()], [0.05, 0.25])
    assert without.get_marker() != normalised.get_marker()


def test_flowers_say_what_is_due_to_the_company():
    _, ax = card(height=4.9)
    values = np.random.default_rng(0).normal(size=(60, 3, 2))
    caption = plots.draw_flowers_in_batches(ax, values, 0.236, "layer 3")
    assert caption.startswith("layer 3: 24% of the variance") and texts(ax) == ["due to the company: 24%"]
    means = np.array([line.get_xydata()[0] for line in ax.lines[1::2]])
    np.testing.assert_allclose(means, values.mean(axis=0))


def test_rates_tell_medians_even_where_the_loss_leaves_the_picture():
    _, ax = card()
    losses = {"plain": np.full((30, 3), 6.1), "batchnorm": np.full((30, 3), 0.1)}
    right = {"plain": np.array([0.3, 0.32, 0.9]), "batchnorm": np.array([0.94, 0.96, 0.98])}
    caption = plots.draw_losses_at_rate(ax, losses, right, "rate 1")
    said = "rate 1: median test accuracy without BatchNorm 32% and with BatchNorm 96% (3 runs each)."
    assert caption == said and texts(ax) == ["without BatchNorm 32% right", "with BatchNorm 96% right"]
    np.testing.assert_allclose([line.get_ydata() for line in ax.lines], [[6.1] * 30] * 4 + [[0.1] * 30] * 4)


def test_the_diagram_has_all_five_values():
    _, ax = card(height=4.6)
    plots.draw_three_roads(ax)
    assert {"x", "x̄", "σ²", "x̂", "y", "γ", "β"} <= set(texts(ax))
