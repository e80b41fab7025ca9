"""The language all pictures share: cards, curves, surfaces, paths, notes, shares.

Every `draw_*` draws on a given Axes. A path starts hollow and ends filled; an optimizer keeps its colour, marker
and line through the whole book, and so does an activation.
"""

from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import patheffects
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import FancyBboxPatch

from lessonlib.evidence import mean_and_gap
from lessonlib.functions import sigmoid
from lessonlib.objectives import nearest_minimum

INK, GREY, GROUND = "#222222", "#6b6b6b", "#fdfcf9"
STYLES = {  # after Okabe and Ito (2008): told apart with every kind of colour vision
    "GradientDescent": {"color": "#0072B2", "marker": "o", "linestyle": "-"},
    "Momentum": {"color": "#D55E00", "marker": "s", "linestyle": "-"},
    "Adagrad": {"color": "#DD9500", "marker": "v", "linestyle": "-."},
    "RMSProp": {"color": "#C2337F", "marker": "X", "linestyle": "--"},
    "Adam": {"color": "#222222", "marker": "P", "linestyle": "-"},
    "SWATS": {"color": "#6F5BA7", "marker": "*", "linestyle": ":"},
    "Sigmoid": {"color": "#AA4499", "marker": "D", "linestyle": "--"},
    "ReLU": {"color": "#009E73", "marker": "^", "linestyle": "-"},
}
CLASSES = ({"color": "#0072B2", "marker": "o"}, {"color": "#D55E00", "marker": "^"})
# viridis, made lighter so that dark paths and text stand out on it; dark is low
SURFACE = LinearSegmentedColormap.from_list("surface", 0.55 * plt.get_cmap("viridis")(np.linspace(0, 1, 64)) + 0.45)
DECISION = LinearSegmentedColormap.from_list("decision", ["#a9cce6", "#ffffff", "#f0b58a"])  # from class 0 to 1
RINGS = ((-5, 5), (-5, 5))  # the window of the rings; few points are outside
ARROW = {"arrowstyle": "-|>", "linewidth": 1.5, "shrinkA": 0, "shrinkB": 0}
HALO = [patheffects.withStroke(linewidth=3, foreground=GROUND)]


def card(rows=1, height=3.3, columns=1, **axes):
    """A figure of 5 inches by `height`, and its Axes: legible on a phone, where panels are better stacked."""
    return plt.subplots(rows, columns, figsize=(5.0, height), subplot_kw=axes)


def style(optimizer):
    """Colour, marker and line of an optimizer or an activation, given as an object or by the name of its class."""
    return STYLES[optimizer if isinstance(optimizer, str) else type(optimizer).__name__]


def line(name):
    """Colour and line of an optimizer or an activation, without its marker."""
    look = style(name)
    return {"color": look["color"], "linestyle": look["linestyle"]}


def note(ax, text, xy, offset=None, **how):
    """A short remark on the picture at `xy`, in data coordinates unless `xycoords` says otherwise.

    offset: how many points the text stands to the right of and above this place.
    """
    how = {"color": INK, "fontsize": 11.5, "path_effects": HALO, "zorder": 6} | how
    if offset:
        how |= {"xytext": offset, "textcoords": "offset points"}
    return ax.annotate(text, xy, **how)


def draw_box(ax, x, y, text, colour):
    """A word in a rounded box, 1.7 wide and 0.72 high: for diagrams."""
    how = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": colour, "linewidth": 1.4}
    ax.add_patch(FancyBboxPatch((x - 0.85, y - 0.36), 1.7, 0.72, **how))
    note(ax, text, (x, y), ha="center", va="center", color=colour, path_effects=None, weight="bold")


def draw_curve(ax, f, window=None, **how):
    """The curve of a function of one variable, over its own window by default."""
    low, high = window or f.window
    w = np.linspace(low, high, 400)
    ax.plot(w, f(w)[0], **{"color": GREY, "linewidth": 1.6, "zorder": 1} | how)
    ax.set(xlabel="w", ylabel="f(w)", xlim=(low, high))


@lru_cache(maxsize=8)  # an explorer draws the same surface in every frame
def values_on_grid(f, window, points=61):
    """W1, W2 and f over a window ((low, high), (low, high)), each (points, points)."""
    axes = [np.linspace(low, high, points) for low, high in window]
    grid = np.stack(np.meshgrid(*axes), axis=-1)
    value = np.array([f(row)[0] for row in grid])  # row by row, which fits the cache if f is a loss on many data
    return grid[..., 0], grid[..., 1], value


def draw_surface(ax, f, window=None, levels=14, labels=("w1", "w2"), lines=True, **how):
    """A function of two variables seen from above: dark is low. Returns the filled contours."""
    window = window or f.window
    W1, W2, value = values_on_grid(f, window)
    filled = ax.contourf(W1, W2, value, levels, **{"cmap": SURFACE} | how)
    if lines:
        ax.contour(W1, W2, value, filled.levels, colors="white", linewidths=0.5, linestyles="-")
    ax.set(xlabel=labels[0], ylabel=labels[1], xlim=window[0], ylim=window[1])
    return filled


def draw_path(ax, x, y, optimizer, label=None):
    """A path of points (x, y), as far as the Axes' limits reach; says where it leaves them.

    Returns the index of the first point outside, or None.
    """
    look = style(optimizer)
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    ax.autoscale(False)  # a path that diverges would else make all the rest invisibly small
    inside = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
    left = None if inside.all() else int(np.argmin(inside))
    shown = len(x) if left is None else left
    outline = [patheffects.withStroke(linewidth=3.4, foreground=GROUND)]
    ax.plot(x, y, color=look["color"], linestyle=look["linestyle"], linewidth=1.3, path_effects=outline, zorder=3)
    ax.plot(x[:shown], y[:shown], look["marker"], color=look["color"], markersize=3.5, zorder=4, label=label)
    ends = {"color": look["color"], "marker": look["marker"], "s": 75, "linewidths": 2, "zorder": 5}
    if shown:
        ax.scatter(x[0], y[0], **ends | {"facecolor": GROUND})
        ax.scatter(x[shown - 1], y[shown - 1], **ends)
    return left


def draw_labels(ax, X, y, size=9):
    """Observations of two classes, by colour and marker."""
    for label, look in enumerate(CLASSES):
        ax.scatter(*X[y == label].T, s=size, alpha=0.75, linewidths=0, label=f"y = {label}", **look)
    ax.set(xlabel="x1", ylabel="x2")


def draw_belief(ax, predict, X, y, window=((-3, 3), (-3, 3)), levels=None, points=151, size=9):
    """What a model says for each (x1, x2), between blue (y = 0) and orange (y = 1), and the data on it.

    predict: (m, 2) -> (m,) probabilities of y = 1.  The black line is where they are 1/2.
    """
    axes = [np.linspace(low, high, points) for low, high in window]
    p = predict(np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)).reshape(points, points)
    ax.contourf(*axes, p, np.linspace(0, 1, 11) if levels is None else levels, cmap=DECISION)
    if p.min() < 0.5 < p.max():
        ax.contour(*axes, p, [0.5], colors=INK, linewidths=1)
    draw_labels(ax, X, y, size)
    ax.set(xlim=window[0], ylim=window[1], aspect="equal")


def draw_network(ax, net, X, y, title, points=151, size=9, member=()):
    """What a network with one output believes about the plane of the rings; the data, and the true circles.

    member: which one of a population.
    """

    def predict(places):
        return sigmoid(net.predict(places)[..., 0][member])

    draw_belief(ax, predict, X, y, RINGS, points=points, size=size)
    angle = np.linspace(0, 2 * np.pi, 90)
    for radius in (1, 2, 3):
        ax.plot(radius * np.cos(angle), radius * np.sin(angle), color=INK, linewidth=0.9, linestyle=":")
    ax.set_title(title)


def mark_answer(ax, at, size=15):
    """A white star where the best answer is."""
    ax.plot(*at, "*", color="white", markersize=size, markeredgecolor=INK, markeredgewidth=1, zorder=7)


def draw_route(ax, f, path, optimizer, best, title, window=None, star=None):
    """A run on a loss surface seen from above, and whether it ended within 0.02 of the best loss, on all the data."""
    draw_surface(ax, f, window, labels=("b1", "b2"))
    draw_path(ax, path[:, 0], path[:, 1], optimizer)
    mark_answer(ax, star)
    loss = float(f(path[-1])[0])
    words = "finds the hole" if loss < best + 0.02 else "does not find it"
    ax.set_title(f"{title}: {words}")
    note(ax, f"loss {loss:.3f}, best {best:.3f}", (0.97, 0.05), xycoords="axes fraction", ha="right", fontsize=11)


def ending(f, path, steps):
    """How a run on a function of one variable ended, in words."""
    if len(path) <= steps:
        return f"diverged: no finite number after step {len(path) - 1}"
    index = nearest_minimum(f, path[-1])
    if index < 0:
        low, high = f.window
        return "out of the picture, and no minimum in sight" if not low <= path[-1] <= high else "at no minimum yet"
    if len(f.minima) == 1:
        return "at the minimum"
    return "at the global minimum" if index == 0 else "at a local minimum"


def draw_share(ax, x, shares, label=None, **how):
    """Shares of runs against x, with their intervals as a band."""
    (line,) = ax.plot(x, [100 * s.value for s in shares], label=label, **how)
    low, high = [100 * s.low for s in shares], [100 * s.high for s in shares]
    ax.fill_between(x, low, high, color=line.get_color(), alpha=0.2, linewidth=0)
    ax.set(ylabel="share of runs (%)", ylim=(-2, 102))


def draw_mean(ax, x, right, **look):
    """Mean accuracies against x, in percent, with their 95 % intervals as a band.  right: (len(x), runs)."""
    mean, gap = mean_and_gap(100 * right)
    ax.plot(x, mean, **look)
    ax.fill_between(x, mean - gap, mean + gap, color=look["color"], alpha=0.2, linewidth=0)
