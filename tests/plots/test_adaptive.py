"""Pictures of chapter 5: when a run has arrived, and what captions say of it."""

import numpy as np
import pytest
from pictures import texts

from lessonlib.evidence import share
from lessonlib.objectives import Quadratic
from lessonlib.optimizers import Adam, GradientDescent
from lessonlib.plots import adaptive as plots
from lessonlib.plots.common import card
from lessonlib.training import trace

VALLEY, START = Quadratic((1, 100)), (-0.9, 0.25)


def along(*distances):
    """A path on the first axis."""
    return np.array([(d, 0.0) for d in distances])


@pytest.mark.parametrize(
    ("optimizer", "words"),
    [
        (GradientDescent(0.0192), "arrives at step 150"),
        (GradientDescent(0.001), "has not arrived after 300 steps"),
        (GradientDescent(1.0), "diverges"),
    ],
)
def test_a_run_on_the_valley_says_how_it_ends(optimizer, words):
    _, ax = card()
    caption = plots.draw_run_on_valley(ax, VALLEY, trace(VALLEY, START, optimizer, 300), optimizer, "a run", steps=60)
    assert words in caption and words in texts(ax)


def test_the_caption_of_noisy_runs_tells_the_mean_of_their_last_steps():
    one = np.concatenate([along(*np.linspace(-0.8, 0.3, 60)), along(*[0.1, -0.1] * 25)])
    _, ax = card()
    caption = plots.draw_noisy_run(ax, VALLEY, np.stack([one, 3 * one], axis=1), Adam(0.05, 0.5, 0.9))
    assert caption.startswith("beta1 = 0.5, beta2 = 0.9: in the last 50 steps (black dots) 0.20 from the minimum")
    assert "the mean of 2 runs" in caption and "last 50 steps: 0.20 away" in texts(ax)


def test_lines_of_arrivals_leave_out_what_did_not_arrive():
    _, ax = card()
    plots.draw_arrivals(ax, [1, 2, 3], {"Adam": np.array([10, -1, 30])}, 300, "x")
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [10, np.nan, 30])


def test_rates_have_readable_ticks_where_there_are_data():
    _, ax = card()
    shares = [share(np.arange(10) < k) for k in (1, 5, 3)]
    plots.draw_shares_by_rate(ax, [0.01, 0.1, 1.0], {"Adam": shares}, "title")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0.01", "0.1", "1"]
