"""progress(): a bar where somebody waits, and nothing where outputs are kept or compared."""

import io
import sys
import time

import pytest

from lessonlib.progress import KEPT, progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def screen(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    for name in KEPT:
        monkeypatch.delenv(name, raising=False)
    return sys.stderr


def slow_squares():
    for n in range(4):
        time.sleep(0.4)
        yield n * n


def test_a_bar_with_its_label_and_total_passes_the_items_on(screen):
    assert list(progress(slow_squares(), "squares", total=4)) == [0, 1, 4, 9]
    assert "squares" in screen.getvalue() and "/4" in screen.getvalue()


def test_what_is_soon_done_shows_no_bar(screen):
    assert list(progress(range(3), "steps")) == [0, 1, 2]
    assert screen.getvalue().strip() == ""


def test_no_bar_in_a_file(screen, monkeypatch):
    monkeypatch.setattr(screen, "isatty", lambda: False)
    assert list(progress(slow_squares(), "squares")) == [0, 1, 4, 9]
    assert screen.getvalue() == ""


@pytest.mark.parametrize("name", KEPT)
def test_no_bar_where_outputs_are_kept(screen, monkeypatch, name):
    monkeypatch.setenv(name, "1")
    assert list(progress(slow_squares(), "squares")) == [0, 1, 4, 9]
    assert screen.getvalue() == ""
