"""progress(): a bar where somebody waits, and nothing where outputs are kept or compared."""

import io
import itertools
from contextlib import redirect_stderr

import pytest

from lessonlib.progress import KEPT, progress


class Stream(io.StringIO):
    def __init__(self, terminal):
        super().__init__()
        self.isatty = lambda: terminal


@pytest.fixture
def shown(monkeypatch):
    """`shown(seconds, terminal)`: what a loop over four squares writes if tqdm's clock is so much on at each look."""
    for name in KEPT:
        monkeypatch.delenv(name, raising=False)

    def shown(seconds=0.4, terminal=True):
        ticks = itertools.count(1, seconds)
        monkeypatch.setattr("tqdm.std.time", lambda: next(ticks))
        with redirect_stderr(Stream(terminal)) as stream:
            assert list(progress((n * n for n in range(4)), "squares", total=4)) == [0, 1, 4, 9]
        return stream.getvalue().strip()

    return shown


def test_a_bar_with_its_label_and_total(shown):
    assert "squares" in (bar := shown()) and "/4" in bar


def test_what_is_soon_done_shows_no_bar(shown):
    assert shown(seconds=0) == ""


def test_no_bar_in_a_file(shown):
    assert shown(terminal=False) == ""


@pytest.mark.parametrize("name", KEPT)
def test_no_bar_where_outputs_are_kept(shown, monkeypatch, name):
    monkeypatch.setenv(name, "1")
    assert shown() == ""
