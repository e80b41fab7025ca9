"""progress(): a bar where somebody waits, and nothing where outputs are kept or compared."""

import sys
import time

import pytest

from lessonlib.progress import KEPT, progress


@pytest.fixture
def live(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    for name in KEPT:
        monkeypatch.delenv(name, raising=False)


def test_a_bar_with_its_label_and_total_passes_the_items_on(live, capsys):
    def slow_squares():
        for n in range(4):
            time.sleep(0.4)
            yield n * n

    assert list(progress(slow_squares(), "squares", total=4)) == [0, 1, 4, 9]
    assert "squares" in (shown := capsys.readouterr().err) and "/4" in shown


def test_no_bar_in_a_file(live, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    assert list(progress((time.sleep(0.6) for _ in range(3)), "naps")) == [None] * 3
    assert capsys.readouterr().err == ""


def test_what_is_soon_done_shows_no_bar(live, capsys):
    assert list(progress(range(3), "steps")) == [0, 1, 2]
    assert capsys.readouterr().err.strip() == ""


@pytest.mark.parametrize("name", KEPT)
def test_no_bar_where_outputs_are_kept(live, monkeypatch, capsys, name):
    monkeypatch.setenv(name, "1")
    assert list(progress(range(3), "steps")) == [0, 1, 2]
    assert capsys.readouterr() == ("", "")
