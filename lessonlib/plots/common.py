"""The language all pictures share: cards, notes, curves, paths, many runs and their median, values and their bands.

Every `draw_*` draws on a given Axes. A path starts hollow and ends filled. Looks come from `lessonlib.looks` by role: a
drawing function is told the kind of what it draws, and never reads it from the words of a label.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import patheffects
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import FancyBboxPatch

from lessonlib import looks
from lessonlib.evidence import mean_and_half_width
from lessonlib.looks import GREY, GROUND, INK
from lessonlib.objectives import nearest_minimum
from lessonlib.phrases import _

ARROW = {"arrowstyle": "-|>", "linewidth": 1.5, "shrinkA": 0, "shrinkB": 0}
HALO = [patheffects.withStroke(linewidth=3, foreground=GROUND)]
CORNERS = {  # where a short remark stands in the Axes, and how it is aligned
    "upper left": (0.03, 0.96, "left", "top"),
    "upper right": (0.97, 0.96, "right", "top"),
    "lower left": (0.03, 0.05, "left", "bottom"),
    "lower right": (0.97, 0.05, "right", "bottom"),
    "top": (0.5, 1.0, "center", "top"),
}


def card(rows=1, height=3.3, columns=1, **axes):
    """A figure of 5 inches by `height`, and its Axes: legible on a phone, where panels are better stacked."""
    return plt.subplots(rows, columns, figsize=(5.0, height), subplot_kw=axes)


def colour_map(colours):
    """A colour map that goes evenly through a list of colours, such as `looks.SURFACE`."""
    return LinearSegmentedColormap.from_list("colours", colours)


def note(ax, text, xy, offset=None, **how):
    """A short remark on the picture at `xy`, in data coordinates unless `xycoords` says otherwise.

    offset: how many points the text stands to the right of and above this place.
    """
    how = {"color": INK, "fontsize": 11.5, "path_effects": HALO, "zorder": 6} | how
    if offset:
        how |= {"xytext": offset, "textcoords": "offset points"}
    return ax.annotate(text, xy, **how)


def corner_note(ax, text, corner="lower right", **how):
    """The point of a picture, in a corner of its Axes (a key of CORNERS)."""
    x, y, side, height = CORNERS[corner]
    return note(ax, text, (x, y), **{"xycoords": "axes fraction", "ha": side, "va": height, "weight": "bold"} | how)


def draw_box(ax, x, y, text, colour):
    """A word in a rounded box, 1.7 wide and 0.72 high: for diagrams."""
    how = {"boxstyle": "round,pad=0.1", "facecolor": looks.WHITE, "edgecolor": colour, "linewidth": 1.4}
    ax.add_patch(FancyBboxPatch((x - 0.85, y - 0.36), 1.7, 0.72, **how))
    how = {"ha": "center", "va": "center", "color": looks.words(colour, looks.WHITE)}
    note(ax, text, (x, y), path_effects=None, weight="bold", **how)


def draw_curve(ax, f, window=None, **how):
    """The curve of a function of one variable, over its own window by default."""
    low, high = window or f.window
    w = np.linspace(low, high, 400)
    ax.plot(w, f(w)[0], **{"color": GREY, "linewidth": 1.6, "zorder": 1} | how)
    ax.set(xlabel="w", ylabel="f(w)", xlim=(low, high))


def draw_path(ax, x, y, optimizer, label=None):
    """A path of points (x, y), as far as the Axes' limits reach; says where it leaves them.

    Returns the index of the first point outside, or None.
    """
    look = looks.method(optimizer)
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    ax.autoscale(False)  # a path that diverges would else make all the rest invisibly small
    inside = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
    left = None if inside.all() else int(np.argmin(inside))
    shown = len(x) if left is None else left
    outline = [patheffects.withStroke(linewidth=3.4, foreground=GROUND)]
    ax.plot(x, y, linewidth=1.3, path_effects=outline, zorder=3, **looks.line(look))
    ax.plot(x[:shown], y[:shown], markersize=3.5, zorder=4, label=label, **looks.dots(look))
    ends = {"color": look["color"], "marker": look["marker"], "s": 75, "linewidths": 2, "zorder": 5}
    if shown:
        ax.scatter(x[0], y[0], **ends | {"facecolor": GROUND})
        ax.scatter(x[shown - 1], y[shown - 1], **ends)
    return left


def draw_runs_and_median(ax, x, runs, look, median=looks.MEDIAN, **how):
    """Many runs, each a pale line, and their median.

    runs: (len(x), K).  look: of the runs, whose colour they have.  median: how their median is drawn, black unless it
    is said.  how: of the pale lines.
    """
    ax.plot(x, runs, **{"color": look["color"]} | looks.RUN | how)
    ax.plot(x, np.median(runs, axis=1), **median)


def draw_with_band(ax, x, value, low, high, **look):
    """A line, and the band from `low` to `high` around it: an interval, or what most runs do."""
    (drawn,) = ax.plot(x, value, **look)
    ax.fill_between(x, low, high, color=drawn.get_color(), **looks.INTERVAL)


def draw_share(ax, x, shares, **look):
    """Shares of runs against x, in percent, with their intervals as a band."""
    value, low, high = (100 * np.array([getattr(s, name) for s in shares]) for name in ("value", "low", "high"))
    draw_with_band(ax, x, value, low, high, **look)
    ax.set(ylabel=_("share of runs (%)"), ylim=(-2, 102))


def draw_mean(ax, x, right, **look):
    """Mean accuracies against x, in percent, with their 95 % intervals as a band.  right: (len(x), runs)."""
    mean, half = mean_and_half_width(100 * right)
    draw_with_band(ax, x, mean, mean - half, mean + half, **look)


def ending(f, path, steps):
    """How a run on a function of one variable ended, in words."""
    if len(path) <= steps:
        return _("diverged: no finite number after step {step}").format(step=len(path) - 1)
    index = nearest_minimum(f, path[-1])
    if index < 0:
        low, high = f.window
        inside = low <= path[-1] <= high
        return _("at no minimum yet") if inside else _("out of the picture, and no minimum in sight")
    if len(f.minima) == 1:
        return _("at the minimum")
    return _("at the global minimum") if index == 0 else _("at a local minimum")
