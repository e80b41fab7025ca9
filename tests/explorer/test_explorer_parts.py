"""Explorers, part by part: what the page's HTML says, what a kernel is given, what a frame holds."""

import json
import re
from functools import partial
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from lessonlib import explorer
from lessonlib.explorer import explore
from lessonlib.explorer.page import figure
from lessonlib.plots.common import card

FRAMES = [
    [f"_frames/{k}.webp", "a caption longer than the others < it" if k == 1 else f"caption {k}"] for k in range(6)
]


@pytest.fixture(autouse=True)
def a_page_of_its_own(monkeypatch):
    monkeypatch.setattr(explorer, "_shown", {})


def squares(rate=2, kind_of="b"):
    fig, ax = card(height=2)
    ax.plot([0, 1], [0, rate])
    ax.set_ylim(0, 3)
    return fig, f"{kind_of} {rate}"


def site(tmp_path, monkeypatch, draw=squares, **controls):
    monkeypatch.setenv("LESSONLIB_FRAMES", str(tmp_path / "new" / "frames"))
    return explore(draw, **controls)


def test_the_page_of_an_explorer_word_by_word():
    controls = {"kind_of": ["a", "b<c"], "rate": [0.5, 1, 20]}
    names = {"kind_of": "kind & sort", "rate": "rate"}
    source = figure("two-dips", controls, names, {"kind_of": "b<c", "rate": 1}, FRAMES, (800, 600))
    data = '{"labels": {"two-dips.kind_of": ["a", "b\\u003cc"], "two-dips.rate": ["0.5", "1", "20"]}, "frames": '
    assert source.splitlines() == [
        '<figure class="explorer" id="explorer-two-dips">',
        '<div class="explorer-controls">',
        '<div><label for="two-dips.kind_of">kind &amp; sort</label><select id="two-dips.kind_of" autocomplete="off">'
        '<option value="0">a<option value="1" selected>b&lt;c</select></div>',
        '<div><label for="two-dips.rate">rate</label><output for="two-dips.rate">1</output>'
        '<input type="range" id="two-dips.rate" min="0" max="2" value="1" style="--at:1;--last:2" aria-valuetext="1" '
        'autocomplete="off"></div>',
        '<button type="button">Reset</button>',
        "</div>",
        '<img src="_frames/4.webp" alt="caption 4" width="800" height="600" loading="lazy" decoding="async">',
        '<figcaption aria-live="polite" data-longest="a caption longer than the others &lt; it"><span>caption 4</span>'
        "</figcaption>",
        f'<script type="application/json">{data}'
        + json.dumps(FRAMES).replace("<", "\\u003c")
        + ', "failed": "This picture could not be loaded."}</script>',
        "</figure>",
    ]


def test_captions_may_be_in_any_language():
    frames = [["_frames/0.webp", "動量"]]
    assert "動量" in figure("one", {"at": [1]}, {"at": "at"}, {"at": 1}, frames, (8, 6)).split("application/json")[1]


def test_a_frame_on_the_site_is_the_picture_to_the_last_pixel(tmp_path, monkeypatch):
    shown = site(tmp_path, monkeypatch, rate=[1, 2])
    assert repr(shown) == "explorer squares" and shown._repr_mimebundle_()["text/plain"] == "explorer squares"
    files = re.findall(r"_frames/(\w{20}\.webp)", shown._repr_mimebundle_()["text/html"].split("json")[1])
    for rate, file in zip((1, 2), files, strict=True):
        with Image.open(tmp_path / "new" / "frames" / file) as frame:
            drawn = explorer._picture(shown._drawn({"rate": rate})[0]).convert("RGB")
            assert np.array_equal(np.asarray(frame), np.asarray(drawn)) and frame.width == explorer.WIDTH
    assert 'id="explorer-squares"' in site(tmp_path, monkeypatch, rate=[1, 2])._repr_mimebundle_()["text/html"]


def test_flat_grounds_keep_their_colour_and_edges_are_not_dithered():
    fig = plt.figure(figsize=(4, 3), layout="none")
    fig.patch.set_facecolor((0.2, 0.4, 0.6))
    fig.add_axes((0.25, 0.25, 0.5, 0.5)).set_axis_off()
    fig.axes[0].imshow(np.linspace(0, 1, 256)[None], aspect="auto", cmap="gray")
    explorer.FigureCanvasAgg(fig).draw()
    picture = explorer._picture(fig)
    seen = np.asarray(picture.convert("RGB")).astype(int)
    plt.close(fig)
    assert np.abs(seen[0, 0] - (51, 102, 153)).max() <= 2
    assert 16 <= len(np.unique(seen.reshape(-1, 3), axis=0)) <= explorer.COLOURS
    across = seen[seen.shape[0] // 2, seen.shape[1] // 3 : -seen.shape[1] // 3, 0]
    assert (np.diff(across) >= 0).all()  # a dithered ramp goes to and fro


def test_one_page_may_have_several_explorers_and_each_name_once(tmp_path, monkeypatch):
    def other(rate=2):
        return squares(rate)

    site(tmp_path, monkeypatch, rate=[1, 2])
    site(tmp_path, monkeypatch, other, rate=[1, 2])
    other.__name__ = "squares"
    with pytest.raises(ValueError, match="^draw: another explorer of this page has the name squares"):
        site(tmp_path, monkeypatch, other, rate=[1, 2])


@pytest.mark.parametrize("dots", [100, 333])
def test_the_figure_is_closed_and_others_stay_open(dots):
    mine = plt.figure(dpi=dots)

    def another_is_current(rate=2):
        drawn = squares(rate)
        plt.figure(mine.number)
        return drawn

    explore(another_is_current, rate=[1, 2])
    assert plt.get_fignums() == [mine.number]
    plt.close(mine)


def test_a_kernel_is_given_the_picture_and_the_widget(monkeypatch):
    asked = []
    monkeypatch.setattr(explorer, "_in_kernel", lambda: True)
    monkeypatch.setattr(explorer, "live", lambda *args: asked.append(args) or SimpleNamespace(model_id="seven"))
    shown = explore(squares, rate=[1, 2])
    bundle, metadata = shown._repr_mimebundle_()
    assert bundle[explorer.WIDGET_VIEW] == {"version_major": 2, "version_minor": 0, "model_id": "seven"}
    size = (metadata["image/png"]["width"], metadata["image/png"]["height"])
    assert asked == [(shown, *shown.frame({"rate": 2}), size)] and set(metadata["image/png"]) == {"width", "height"}
    monkeypatch.setattr(explorer, "live", lambda *args: None)  # without ipywidgets
    assert set(shown._repr_mimebundle_()[0]) == {"image/png", "text/plain"}
    monkeypatch.setattr(explorer, "_in_kernel", lambda: False)
    assert set(shown._repr_mimebundle_()[0]) == {"image/png", "text/plain"}


def test_values_may_be_any_list_and_keep_their_type(monkeypatch):
    given = []

    def draw(rate, kind="a"):
        given.append((rate, kind))
        return squares(2)

    made = explore(draw, rate=np.array([1, 2], dtype=np.float32), kind=("a", "b"))
    assert made.controls == {"rate": [1.0, 2.0], "kind": ["a", "b"]} and type(given[0][0]) is float
    assert explore(draw, rate=range(3)).controls == {"rate": [0, 1, 2]}


def test_a_name_of_two_words_is_one_id():
    def _X_two_dips_(rate=2):
        return squares(rate)

    assert explore(_X_two_dips_, rate=[2]).name == "X-two-dips"


def test_controls_are_called_by_the_books_phrases_or_by_the_callers(tmp_path, monkeypatch):
    def drawn(learning_rate, my_own, lr):
        return squares(2)

    controls = {"learning_rate": [1], "my_own": [1], "lr": [1]}
    monkeypatch.setitem(explorer.names.NAMES, "learning_rate", "rate of learning")
    assert [*explore(drawn, **controls).names.values()] == ["rate of learning", "my own", "lr"]
    called = {"lr": "Lernrate", "learning_rate": "pace"}
    assert [*explore(drawn, called, **controls).names.values()] == ["pace", "my own", "Lernrate"]
    monkeypatch.setenv("LESSONLIB_FRAMES", str(tmp_path / "named"))
    page = explore(drawn, called, **controls)._repr_mimebundle_()["text/html"]
    assert '<label for="drawn.lr">Lernrate</label>' in page and '"drawn.lr": ["1"]' in page


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"at": "place"}, "names takes names of controls, rate, got 'at'"),
        ({"rate": " "}, "names takes words for rate, got ' '"),
        ({"rate": 7}, "names takes words for rate, got 7"),
        ([1], r"names takes a dict of what controls are called, got \[1\]"),
    ],
)
def test_names_that_are_none_are_refused(names, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        explore(squares, names, rate=[2])


@pytest.mark.parametrize(
    ("draw", "takes"), [(lambda: squares(), "nothing"), (lambda a, b=1: squares(), "a, b")], ids=["nothing", "two"]
)
def test_a_control_that_draw_does_not_take(draw, takes):
    draw.__name__ = "draw"
    with pytest.raises(ValueError, match=f"^rate: draw does not take it; it takes {takes}$"):
        explore(draw, rate=[1])
    draw.__name__ = ""
    with pytest.raises(ValueError, match="^draw takes a function with a name"):
        explore(draw, rate=[1])
    with pytest.raises(ValueError, match="^draw takes a function with a name"):
        explore(partial(squares), rate=[1])


def test_a_jump_is_told_with_both_places(tmp_path, monkeypatch):
    def jumping(n):
        return card(height=2 + n)[0], f"Number {n}."

    place = r"\(800, \d+\) with Axes at \[\[[^]]+\]\] \(x, y, width, height, in pixels\)"
    with pytest.raises(ValueError, match=rf"moves: {place}, got {place} at {{'n': 1}}$"):
        site(tmp_path, monkeypatch, jumping, n=[0, 1])
