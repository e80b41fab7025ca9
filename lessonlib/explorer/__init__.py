"""`explore(draw, ...)`: controls over lists of values, with one object for three faces.

While the site is built (the environment variable LESSONLIB_FRAMES names a folder) an explorer is plain HTML that
`website/explorer.js` brings to life, and all its frames are files in that folder. In a kernel it is ipywidgets,
and elsewhere a picture and its caption.
"""

import base64
import hashlib
import inspect
import io
import itertools
import math
import os
import sys
from collections.abc import Iterable
from numbers import Real
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from lessonlib.explorer.names import called
from lessonlib.explorer.page import figure, label
from lessonlib.explorer.widget import live, shown_size

__all__ = ["Explorer", "explore"]

WIDTH = 800  # pixels of a frame: crisp on a phone, which shows it 330 wide, and on a desktop at 600
COLOURS = 32  # a frame keeps its flat colours exactly; only the edges of lines and letters are rounded
JUMP = 4  # pixels that Axes may move from frame to frame
BUDGET = 500_000  # bytes that all frames of one explorer may have together
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_shown = {}  # what was drawn for the page that this kernel executes, by the names that are ids there


def explore(draw, names=None, /, **controls):
    """An explorer of `draw(**values)`, which returns a matplotlib figure and a caption that says its numbers.

    Each control is a list of values: finite numbers become a slider, strings a menu. The first setting is draw's
    own defaults, and the first value of a list where draw has none. Display the result, as the last line of a cell.

    names: what controls are called, {"lr": "learning rate"}. Those of the book (`NAMES`) need none; any other is called
    as its parameter, with spaces.

    Raises:
        ValueError: names the argument that is wrong, what it got and what it takes; in particular if draw does not
            return (figure, caption), or the site is built and the frames weigh more than `BUDGET` bytes.
    """
    return Explorer(draw, controls, names)


class Explorer:
    """What `explore` returns: it knows its first frame at once, so that an error stops the cell that made it."""

    def __init__(self, draw, controls, names=None):
        self.draw = draw
        self.name = _name(draw)
        self.controls = {name: _values(name, values) for name, values in controls.items()}
        self.first = _first_setting(draw, self.controls)
        self.names = called({} if names is None else names, self.controls)
        folder = os.environ.get("LESSONLIB_FRAMES")
        self._html = self._page(Path(folder)) if folder else None
        self._frame = None if folder else self.frame(self.first)

    def frame(self, setting):
        """(PNG, caption) at a setting, a dict of values; the picture has `WIDTH` pixels and few colours."""
        shown, caption = self._drawn(setting)
        return _encoded(_picture(shown), "PNG", optimize=True), caption

    def _drawn(self, setting):
        """The figure at a setting, laid out, and its caption."""
        drawn = self.draw(**setting)
        if not (isinstance(drawn, tuple) and len(drawn) == 2 and isinstance(drawn[0], Figure)):
            raise ValueError(f"draw: {self.name} must return (figure, caption), got {type(drawn).__name__}")
        shown, caption = drawn
        plt.close(shown)  # or the kernel would show it a second time
        if not (isinstance(caption, str) and caption.strip()):
            raise ValueError(f"draw: {self.name} must return a caption that says something, got {caption!r}")
        shown.set_dpi((WIDTH + 0.01) / shown.get_figwidth())
        FigureCanvasAgg(shown).draw()
        return shown, caption.strip()

    def _page(self, folder):
        """The HTML of the built site, with all frames drawn into `folder`."""
        if _shown.setdefault(self.name, self.draw) is not self.draw:
            raise ValueError(
                f"draw: another explorer of this page has the name {self.name}: name its function otherwise"
            )
        kept, files, frames = None, {}, []
        for values in itertools.product(*self.controls.values()):
            setting = dict(zip(self.controls, values, strict=True))
            shown, caption = self._drawn(setting)
            size, places = shown.canvas.get_width_height(), np.array([ax.bbox.bounds for ax in shown.axes])
            kept = kept or (size, places)
            if size != kept[0] or places.shape != kept[1].shape or (np.abs(places - kept[1]) > JUMP).any():
                raise ValueError(
                    f"draw: {self.name} must keep its size and its Axes where they are, or pictures jump as a slider "
                    f"moves: {_pixels(*kept)}, got {_pixels(size, places)} at {setting}"
                )
            picture = _picture(shown)
            data = _encoded(picture.convert("RGB"), "WEBP", lossless=True, method=1, quality=60)
            file = f"{hashlib.sha256(data).hexdigest()[:20]}.webp"
            files[file] = data
            frames.append([f"_frames/{file}", caption])
        if (total := sum(map(len, files.values()))) > BUDGET:
            raise ValueError(
                f"controls: the {len(files)} frames of {self.name} have {total:,} bytes, and an explorer takes "
                f"{BUDGET:,}: offer fewer values, or draw less in a frame"
            )
        folder.mkdir(parents=True, exist_ok=True)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        return figure(self.name, self.controls, self.names, self.first, frames, size)

    def __repr__(self):
        return f"explorer {self.name}" if self._frame is None else self._frame[1]

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self._html:
            return {"text/html": self._html, "text/plain": repr(self)}
        picture, caption = self._frame
        size = shown_size(*Image.open(io.BytesIO(picture)).size)
        bundle = {"image/png": base64.b64encode(picture).decode(), "text/plain": repr(self)}
        if _in_kernel() and (widget := live(self, picture, caption, size)) is not None:
            # Where no widgets can be shown, as on GitHub, the picture is.
            bundle[WIDGET_VIEW] = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
        return bundle, {"image/png": dict(zip(("width", "height"), size, strict=True))}


def _name(draw):
    name = getattr(draw, "__name__", "")
    if not (callable(draw) and name.isidentifier()):
        raise ValueError(f"draw takes a function with a name, which becomes the explorer's, got {draw!r}")
    return name.strip("_").replace("_", "-")


def _values(name, values):
    """The values of one control, checked."""
    if isinstance(values, (str, bytes, dict)) or not isinstance(values, Iterable):  # "abc" is no list of letters
        raise ValueError(f"{name} takes a list of values, got {values!r}")
    values = np.asarray(values).tolist() if hasattr(values, "__array__") else list(values)
    numbers = [isinstance(v, Real) and not isinstance(v, bool) and math.isfinite(v) for v in values]
    if not values or not (all(numbers) or all(isinstance(v, str) and v.strip() for v in values)):
        raise ValueError(f"{name} takes a list of finite numbers or of strings, got {values!r}")
    if len(set(map(label, values))) < len(values):
        raise ValueError(f"{name} takes values that read differently, got {', '.join(map(label, values))}")
    return values


def _first_setting(draw, controls):
    """Where the explorer starts, after a look at whether draw and its controls fit."""
    if not controls:
        raise ValueError(f"controls: {_name(draw)} takes at least one list of values, got none")
    taken = inspect.signature(draw).parameters
    defaults = {name: p.default for name, p in taken.items() if p.default is not p.empty}
    if unknown := [name for name in controls if name not in taken]:
        raise ValueError(f"{unknown[0]}: draw does not take it; it takes {', '.join(taken) or 'nothing'}")
    if missing := [name for name in taken if name not in controls and name not in defaults]:
        raise ValueError(f"{missing[0]}: draw takes it, so give it a list of values here, or a default in draw")
    for name, values in controls.items():
        if name in defaults and defaults[name] not in values:
            raise ValueError(f"{name} takes a list with draw's default {defaults[name]!r} in it, got {values!r}")
    return {name: defaults.get(name, values[0]) for name, values in controls.items()}


def _pixels(size, places):
    return f"{size} with Axes at {np.round(places).tolist()} (x, y, width, height, in pixels)"


def _picture(shown):
    """A drawn figure as a picture of few colours.

    Median cut keeps the colours of large flat grounds, to a level or two of 255: they do not flicker from one frame to
    the next. A ninth of the pixels chooses them as well, in a seventh of the time.
    """
    picture = Image.fromarray(np.asarray(shown.canvas.buffer_rgba())).convert("RGB")
    some = picture.resize((picture.width // 3, picture.height // 3), Image.Resampling.NEAREST)
    colours = some.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return picture.quantize(palette=colours, dither=Image.Dither.NONE)


def _encoded(picture, kind, **how):
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def _in_kernel():
    ipython = sys.modules.get("IPython")
    return getattr(ipython and ipython.get_ipython(), "kernel", None) is not None
