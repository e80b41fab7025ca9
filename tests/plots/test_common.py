"""What all pictures share: runs and their median, values and their bands, notes in corners, maps of outcomes."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from pictures import texts

from lessonlib import looks
from lessonlib.evidence import mean_and_half_width, share
from lessonlib.plots.common import (
    CORNERS,
    card,
    colour_map,
    corner_note,
    draw_mean,
    draw_path,
    draw_runs_and_median,
    draw_share,
    draw_with_band,
)
from lessonlib.plots.local_minima import draw_outcome_map, draw_shares_of_fates, name_outcomes


def band(ax):
    """(x, low, high) of the only band on the picture."""
    (area,) = ax.collections
    corners = area.get_paths()[0].vertices
    x = np.unique(corners[:, 0])
    return x, *([pick(corners[corners[:, 0] == at, 1]) for at in x] for pick in (min, max))


def test_many_runs_are_pale_and_their_median_is_black_unless_said_otherwise():
    runs = np.array([[1.0, 2.0, 9.0], [3.0, 5.0, 4.0]])
    for median, colour in (({}, looks.INK), ({"median": looks.METHODS["Adam"]}, looks.METHODS["Adam"]["color"])):
        _, ax = card()
        draw_runs_and_median(ax, [1, 2], runs, looks.METHODS["Adam"], **median)
        *pale, dark = ax.lines
        np.testing.assert_array_equal([line.get_ydata() for line in pale], runs.T)
        np.testing.assert_array_equal(dark.get_ydata(), [2.0, 4.0])
        assert dark.get_color() == colour and dark.get_alpha() is None
        assert {(line.get_color(), line.get_alpha()) for line in pale} == {(looks.METHODS["Adam"]["color"], 0.3)}


def test_a_band_has_the_colour_of_its_line_and_goes_from_low_to_high():
    _, ax = card()
    draw_with_band(ax, [1, 2], [3.0, 4.0], [2.0, 2.5], [5.0, 4.5], **looks.METHODS["Adam"])
    assert [list(part) for part in band(ax)] == [[1, 2], [2.0, 2.5], [5.0, 4.5]]
    assert to_hex(ax.collections[0].get_facecolor()[0]) == ax.lines[0].get_color() == looks.METHODS["Adam"]["color"]
    assert ax.collections[0].get_facecolor()[0, 3] < 0.5


def test_shares_and_means_are_in_percent_with_their_intervals():
    shares = [share(np.arange(20) < count) for count in (5, 15)]
    _, ax = card()
    draw_share(ax, [1, 2], shares, label="some")
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [25, 75])
    np.testing.assert_allclose(band(ax)[1:], [[100 * s.low for s in shares], [100 * s.high for s in shares]])
    right = np.random.default_rng(0).random((2, 30))
    _, ax = card()
    draw_mean(ax, [1, 2], right)
    mean, half = mean_and_half_width(100 * right)
    np.testing.assert_allclose(ax.lines[0].get_ydata(), 100 * right.mean(axis=1))
    np.testing.assert_allclose(band(ax)[1:], [mean - half, mean + half])


@pytest.mark.parametrize("corner", CORNERS)
def test_a_note_in_a_corner_stands_in_the_picture(corner):
    fig, ax = card()
    written = corner_note(ax, "the point", corner)
    fig.canvas.draw()
    place, box = written.get_window_extent(), ax.bbox
    assert box.x0 < place.x0 < place.x1 < box.x1 and box.y0 <= place.y0 < place.y1 <= box.y1
    assert (place.y0 > box.y0 + box.height / 2) == (corner != "lower left" and corner != "lower right")


def test_a_path_of_an_unknown_optimizer_is_drawn_in_a_look_of_its_own():
    class MyOwn:
        pass

    _, ax = card()
    draw_path(ax, np.array([0.0, 1.0]), np.array([0.0, 1.0]), MyOwn())
    assert ax.lines[0].get_color() in {look["color"] for look in looks.OTHERS}


def test_a_colour_map_goes_through_its_colours():
    map_of_three = colour_map(("#000000", "#ff0000", "#ffffff"))
    assert [to_hex(map_of_three(at)) for at in (0.0, 1.0)] == ["#000000", "#ffffff"]
    assert np.allclose(map_of_three(0.5), (1, 0, 0, 1), atol=0.01)


def test_a_map_of_outcomes_has_the_fill_of_each_and_names_that_can_be_read():
    _, ax = card()
    draw_outcome_map(ax, [0.1, 0.2], [1.0, 2.0], np.array([[0, 1], [2, 3]]))
    (mesh,) = ax.collections
    mesh.update_scalarmappable()
    assert [to_hex(colour) for colour in mesh.get_facecolor()] == list(looks.OUTCOME_FILLS.values())
    name_outcomes(ax, dict.fromkeys(looks.OUTCOMES, (0.1, 1.0)))
    assert texts(ax) == ["at the global minimum", "at the local minimum", "at neither", "diverged"]
    for text, fill in zip(ax.texts, looks.OUTCOME_FILLS.values(), strict=True):
        assert looks.contrast(text.get_color(), fill) >= 4.5


def test_shares_of_fates_look_as_their_outcomes():
    _, ax = card()
    draw_shares_of_fates(ax, [0.1, 0.2], [[share(np.arange(4) < k)] * 2 for k in range(4)])
    for line, look, count in zip(ax.lines, looks.OUTCOMES.values(), range(4), strict=True):
        assert (line.get_color(), line.get_linestyle()) == (look["color"], look["linestyle"])
        np.testing.assert_allclose(line.get_ydata(), 25 * count)
