"""What pictures of networks share: what leaves the picture is on its edge, and runs look as they end."""

import ast

import numpy as np
import pytest
from pictures import texts

from lessonlib import looks
from lessonlib.plots import networks as plots
from lessonlib.plots.common import card
from website.paths import ROOT


def test_sizes_outside_of_the_window_and_nan_are_on_its_edges():
    _, ax = card()
    sizes = np.array([[np.nan, 1.0, 1e-30], [1e40, 3.0, 0.0], [2.0, 2.0, 1e-3]])
    plots.draw_sizes_by_layer(ax, sizes, looks.PASSES["backward"], (1e-9, 1e6), label="three")
    drawn = [line.get_ydata() for line in ax.lines]
    np.testing.assert_allclose(drawn, [[1e6, 1, 1e-9], [1e6, 3, 1e-9], [2, 2, 1e-3], [1e6, 2, 1e-9]])
    median = ax.lines[-1]
    assert median.get_label() == "three" and median.get_marker() == looks.PASSES["backward"]["marker"]
    assert ax.get_yscale() == "log" and {line.get_linestyle() for line in ax.lines[:-1]} == {"-"}
    assert all(tick == round(tick) for tick in ax.get_xticks())


@pytest.mark.parametrize("count", [0, 1, 3])
def test_runs_look_as_they_end_and_are_counted(count):
    _, ax = card()
    learnt = np.arange(3) < count
    plots.draw_runs_by_outcome(ax, [1, 2], np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), learnt)
    colours = {line.get_ydata()[0]: line.get_color() for line in ax.lines}
    learnt_colour, stuck_colour = (looks.OUTCOMES[outcome]["color"] for outcome in ("learnt", "stuck"))
    assert [colours[run] for run in (1, 2, 3)] == [learnt_colour] * count + [stuck_colour] * (3 - count)
    assert texts(ax) == [f"{count} of 3 have learnt"]


def test_every_kind_of_network_that_is_named_has_a_look():
    _, ax = card()
    for kind in ("plain", "residual", "projection", "dense"):
        plots.name_network(ax, kind, (0.5, 0.5))
        assert ax.texts[-1].get_color() == looks.words(looks.NETWORKS[kind])
    assert texts(ax) == ["plain", "residual", "projection", "dense"]


def test_a_name_is_one_picture():
    files = [ast.parse(path.read_text("utf-8")).body for path in (ROOT / "lessonlib" / "plots").glob("*.py")]
    names = [node.name for body in files for node in body if isinstance(node, ast.FunctionDef)]
    assert len(names) > 70 and sorted(set(names)) == sorted(names)
