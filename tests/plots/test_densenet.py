"""Pictures of chapter 9: what reads what is told as it is, and captions tell the numbers."""

import numpy as np
from matplotlib.colors import to_hex
from pictures import texts

from lessonlib import looks
from lessonlib.evidence import share
from lessonlib.plots import densenet as plots
from lessonlib.plots.common import card

WIDTHS = (3, 4, 5)


def test_the_picture_of_reads_tells_who_is_read_most():
    _, ax = card()
    table = np.array([[0.05, np.nan], [0.01, 0.8]])
    caption = plots.draw_reads(ax, table, "Seed 1")
    assert caption.startswith("Seed 1: the output reads layer 2 most, with a mean |W| of 0.8")
    assert "more than 0.05" in caption
    assert set(texts(ax)) == {"0.05", "0.01", "0.8"}


def test_growth_adds_up_the_columns():
    _, ax = card()
    plots.draw_concatenation(ax, WIDTHS)
    assert [text.get_text() for text in ax.texts if text.get_weight() == "bold"] == ["3", "7", "12", "4"]


def test_gradients_of_no_size_are_drawn_on_the_edge_and_told():
    _, ax = card()
    caption = plots.draw_gradients_by_layer(ax, np.array([[0.0, 1e-3], [0.0, 1e-3]]), "plain", "plain, 2 layers")
    assert "0 in layer 1 and 0.001 in the last one (medians of 2)" in caption
    assert ax.lines[-1].get_ydata()[0] == plots.LOWEST


def test_shares_have_bars_and_intervals():
    _, ax = card()
    found = share(np.arange(100) < 30)
    plots.draw_share_bars(ax, {"one": found, "another": found}, ("dense", None))
    assert [bar.get_width() for bar in ax.patches] == [30, 30]
    np.testing.assert_allclose(ax.lines[0].get_xdata(), [100 * found.low, 100 * found.high])
    assert [to_hex(bar.get_facecolor()) for bar in ax.patches] == [looks.NETWORKS["dense"]["color"], looks.FAINT]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["one", "another"]


def test_economy_draws_a_line_for_each_family():
    _, ax = card()
    found = share(np.arange(10) < 5)
    plots.draw_learnt_by_parameters(ax, {"dense": {46: found, 119: found}, "residual": {87: found}})
    assert [list(line.get_xdata()) for line in ax.lines] == [[46, 119], [87]]
