"""Explorers without a browser: three faces, the same bytes each time, and bad input that is named."""

import html.parser
import json
import re
import sys
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from lessonlib import explorer
from lessonlib.explorer import BUDGET, explore
from lessonlib.plots.common import card


def wave(rate=2, kind="sine"):
    fig, ax = card(height=2)
    x = np.linspace(0, 6, 50)
    ax.plot(x, np.sin(rate * x) if kind == "sine" else np.cos(rate * x))
    return fig, f"A {kind} of rate {rate} & more."


def page(tmp_path, monkeypatch, draw=wave, **controls):
    monkeypatch.setattr(explorer, "_shown", {})  # each is a page of its own
    monkeypatch.setenv("LESSONLIB_FRAMES", str(tmp_path / "frames"))
    return explore(draw, **controls or {"rate": [1, 2, 3], "kind": ["sine", "cosine"]})._repr_mimebundle_()


class Tags(html.parser.HTMLParser):
    """All tags with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


def test_the_site_gets_html_and_every_frame(tmp_path, monkeypatch):
    bundle = page(tmp_path, monkeypatch)
    assert set(bundle) == {"text/html", "text/plain"}
    tags = Tags(bundle["text/html"])
    ids = [attributes["id"] for _, attributes in tags.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    inputs = tags.all("input") + tags.all("select")
    assert {label["for"] for label in tags.all("label")} == {control["id"] for control in inputs} and len(inputs) == 2
    data = json.loads(re.search(r"<script[^>]*>(.*)</script>", bundle["text/html"], re.DOTALL).group(1))
    captions = [f"A {kind} of rate {rate} & more." for rate in (1, 2, 3) for kind in ("sine", "cosine")]
    assert [caption for _, caption in data["frames"]] == captions
    for file, _ in data["frames"]:
        (shown,) = tags.all("img")
        with Image.open(tmp_path / "frames" / file.removeprefix("_frames/")) as frame:
            assert frame.format == "WEBP" and frame.size == (int(shown["width"]), int(shown["height"]))
    assert shown["src"] == data["frames"][2][0] and shown["alt"] == captions[2]  # draw's own defaults: 2 and sine
    assert not plt.get_fignums()


def test_frames_are_named_by_what_they_show(tmp_path, monkeypatch):
    first = page(tmp_path / "a", monkeypatch)["text/html"]
    second = page(tmp_path / "b", monkeypatch)["text/html"]
    assert first == second
    one, two = (sorted((tmp_path / name / "frames").iterdir()) for name in "ab")
    assert [file.name for file in one] == [file.name for file in two] and len(one) == 6
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in two]

    def same(at):
        return wave()[0], f"At {at}."

    page(tmp_path / "c", monkeypatch, same, at=[1, 2, 3])
    assert len(list((tmp_path / "c" / "frames").iterdir())) == 1


def test_elsewhere_it_is_the_first_frame_and_nothing_else_is_drawn():
    drawn = []

    def counting(rate=2):
        drawn.append(rate)
        return wave(rate)

    bundle, metadata = explore(counting, rate=[1, 2, 3])._repr_mimebundle_()
    assert metadata["image/png"]["width"] == 450
    assert set(bundle) == {"image/png", "text/plain"} and bundle["text/plain"] == "A sine of rate 2 & more."
    assert drawn == [2] and not plt.get_fignums()


def test_too_many_bytes_stop_the_build(tmp_path, monkeypatch):
    def noise(seed):
        fig, ax = plt.subplots(figsize=(5, 5))
        ax.imshow(np.random.default_rng(seed).random((300, 300)))
        return fig, f"Noise {seed}."

    with pytest.raises(ValueError, match=rf"3 frames of noise have [\d,]+ bytes, and an explorer takes {BUDGET:,}"):
        page(tmp_path, monkeypatch, noise, seed=[1, 2, 3])
    assert not (tmp_path / "frames").exists()


def test_a_picture_stays_where_it_was_in_the_first_frame(tmp_path, monkeypatch):
    """Three pixels from one frame to the next are six from the first to the last; and four in all may be."""

    def creeping(n):
        fig, ax = plt.subplots(figsize=(8, 4))
        ax.set_position([0.1 + 0.001 * n, 0.2, 0.5, 0.5])  # of 800 pixels
        return fig, f"At {n}."

    page(tmp_path / "a", monkeypatch, creeping, n=[0, 2, 3])
    with pytest.raises(ValueError, match=r"^draw: creeping must keep its size .* at {'n': 6}$"):
        page(tmp_path / "b", monkeypatch, creeping, n=[0, 3, 6])


def test_a_caption_is_text_and_never_markup(tmp_path, monkeypatch):
    caption = """loss < 1 & "w" > 'b' </script><b>"""

    def marked(at):
        return wave()[0], f"{caption} {at}" + "!" * at

    source = page(tmp_path, monkeypatch, marked, at=[1, 2])["text/html"]
    tags = Tags(source)
    assert [tag for tag, _ in tags.tags if tag not in ("img", "figcaption", "script")].count("b") == 0
    assert tags.all("img")[0]["alt"] == f"{caption} 1!"
    assert tags.all("figcaption")[0]["data-longest"] == f"{caption} 2!!"
    assert "<b>" not in source and source.count("</script>") == 1


def plain(at=1):
    return wave()[0], "Fine."


@pytest.mark.parametrize(
    ("draw", "controls", "message"),
    [
        (plain, {}, "takes at least one list of values, got none"),
        (plain, {"at": []}, r"at takes a list of finite numbers or of strings, got \[\]"),
        (plain, {"at": 1}, "at takes a list of values, got 1"),
        (plain, {"at": [1, np.nan]}, r"at takes a list of finite numbers or of strings, got \[1, nan\]"),
        (plain, {"at": [1, "a"]}, "at takes a list of finite numbers or of strings"),
        (plain, {"at": [1, 1.0]}, "at takes values that read differently, got 1, 1"),
        (plain, {"at": [2, 3]}, "at takes a list with draw's default 1 in it"),
        (plain, {"at": [1], "lr": [1]}, "lr: draw does not take it; it takes at"),
        (lambda at: plain(), {"at": [1]}, "draw takes a function with a name"),
        (7, {"at": [1]}, "draw takes a function with a name, .* got 7"),
    ],
)
def test_bad_input_is_named(draw, controls, message):
    with pytest.raises(ValueError, match=message):
        explore(draw, **controls)


def test_what_draw_returns_is_checked():
    def alone(at):
        return wave()[0]

    def silent(at):
        return wave()[0], " "

    def two(at, other):
        return wave()

    with pytest.raises(ValueError, match=r"alone must return \(figure, caption\), got Figure"):
        explore(alone, at=[1])
    with pytest.raises(ValueError, match="silent must return a caption that says something, got ' '"):
        explore(silent, at=[1])
    with pytest.raises(ValueError, match="other: draw takes it, so give it a list of values"):
        explore(two, at=[1])


@pytest.mark.parametrize(
    "how", [lambda n: {"height": 2 + n / 100}, lambda n: {"rows": n}, lambda n: {"ylabel": n * "two\n"}]
)
def test_a_picture_stays_where_it_is(tmp_path, monkeypatch, how):
    def jumping(n):
        return card(**how(n))[0], f"Number {n}."

    with pytest.raises(ValueError, match=r"jumping must keep its size and its Axes where they are.* at {'n': 3}"):
        page(tmp_path, monkeypatch, jumping, n=[2, 3])


@pytest.mark.parametrize(
    ("shell", "live"), [(None, False), (SimpleNamespace(), False), (SimpleNamespace(kernel=1), True)]
)
def test_a_kernel_is_known_from_a_script_and_from_a_terminal(monkeypatch, shell, live):
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert explorer._in_kernel() is live
    monkeypatch.delitem(sys.modules, "IPython")
    assert explorer._in_kernel() is False
