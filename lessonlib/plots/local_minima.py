"""Pictures of chapter 1, Local minima."""

import numpy as np
from matplotlib.colors import ListedColormap

from lessonlib.looks import GREY, GROUND, INK
from lessonlib.objectives import nearest_minimum
from lessonlib.plots.common import draw_curve, draw_path, draw_share, ending, note
from lessonlib.plots.surfaces import draw_surface

WINDOW, DEPTH, HEIGHT = (-3.2, 1.25), -1.5, 3.4  # of the quartic: what is higher is drawn on the upper edge
FATES = {  # how a run on the quartic may end: its colour, and a text that stands out on it
    "at the global minimum": ("#0072B2", "white"),
    "at the local minimum": ("#E69F00", INK),
    "at neither": ("#c9c6bf", INK),
    "diverged": (GROUND, INK),
}


def draw_quartic(ax, f):
    """The curve of the quartic from the lecture's first start to its last, with its two minima named."""
    draw_curve(ax, f, WINDOW)
    ax.set_ylim(DEPTH, HEIGHT + 0.15)
    for w, name in zip(f.minima, ("global minimum", "local minimum"), strict=True):
        note(ax, name, (w, f(w)[0]), offset=(0, -9), ha="center", va="top", color=GREY)


def draw_run(ax, f, path):
    """A path of gradient descent on the quartic; points above the picture are drawn on its upper edge."""
    low, high = WINDOW
    x = np.clip(path, low - 1, high + 1)
    y = np.minimum(f(x)[0], HEIGHT)
    left = draw_path(ax, x, y, "GradientDescent")
    above = " (higher up)" if f(path[0])[0] > HEIGHT else ""
    side, right = ("left", 9) if x[0] < -1 else ("right", -9)
    note(ax, f"start {path[0]:g}{above}", (x[0], y[0]), offset=(right, -3), ha=side)
    if left is not None:
        text = f"step {left} leaps to w = {path[left]:.4g}"
        note(ax, text, (0.5, 0.62), xycoords="axes fraction", ha="center", color="#D55E00", weight="bold")


def fate(f, path, steps):
    """How a run ended, in words: `ending`, unless its last step was too long for a run that has arrived."""
    arrived = len(path) < 2 or nearest_minimum(f, path[-1]) < 0 or abs(path[-1] - path[-2]) < 0.05
    return ending(f, path, steps) if arrived else "still jumping, at no minimum"


def draw_descent(ax, f, path, steps):
    """One run on the quartic, its ending as the title. Returns the caption."""
    draw_quartic(ax, f)
    draw_run(ax, f, path)
    end = fate(f, path, steps)
    ax.set_title(end[0].upper() + end[1:])
    return f"Start {path[0]:g}, {len(path) - 1} steps of gradient descent: the last is at w = {path[-1]:.4g}; {end}."


def draw_chord(ax, f, a, b, title, window=None):
    """The chord from (a, f(a)) to (b, f(b)) of a curve; where it runs below the curve it is orange."""
    draw_curve(ax, f, window)
    w = np.linspace(a, b, 201)
    curve, chord = f(w)[0], np.interp(w, [a, b], [f(a)[0], f(b)[0]])
    below = chord < curve - 1e-9
    ax.plot(w, chord, color="#0072B2", linestyle="--")
    ax.fill_between(w, curve, chord, where=~below, color="#0072B2", alpha=0.15, linewidth=0)
    ax.fill_between(w, curve, chord, where=below, color="#D55E00", alpha=0.5, linewidth=0)
    ax.plot([a, b], [chord[0], chord[-1]], "o", color="#0072B2")
    ax.set_title(title)


def draw_ends(ax, f, window, ends, title):
    """A loss surface with the places where many runs ended."""
    draw_surface(ax, f, window, labels=("w1", "w2"))
    ax.plot(ends[:, 0], ends[:, 1], "o", color="#D55E00", markersize=4, markeredgecolor=GROUND, markeredgewidth=0.6)
    ax.set(title=title, aspect="equal")


def draw_places(ax, f, paths, title, window=((-4, 4), (-4, 4))):
    """A surface of two variables and runs on it."""
    draw_surface(ax, f, window)
    for path in paths:
        draw_path(ax, path[:, 0], path[:, 1], "GradientDescent")
    ax.set(title=title, aspect="equal")


def draw_escape(ax, nudges, steps, law):
    """Steps that a run needs to leave a saddle, against how far from the ridge it started."""
    ax.plot(nudges, law, color=GREY, linewidth=1.6, label="law")
    ax.plot(nudges, steps, "o", color="#0072B2", label="measured")
    ax.set(xscale="log", xlabel="start's distance from the ridge", ylabel="steps to leave", ylim=(0, None))
    ax.invert_xaxis()
    ax.legend(loc="upper left")


def draw_valley_share(ax, dimensions, shares):
    """The share of random curvature matrices that are minima, with coin tosses for comparison."""
    value = 100 * np.array([s.value for s in shares])
    gap = 100 * np.array([[s.value - s.low, s.high - s.value] for s in shares]).T
    ax.plot(dimensions, 100 * 0.5 ** np.asarray(dimensions), color=GREY, linestyle="--", linewidth=1.6)
    ax.errorbar(dimensions, value, gap, fmt="o", color="#0072B2", capsize=4)
    ax.set(xlabel="number of dimensions d", ylabel="curved up in\nall directions (%)", ylim=(-2, 55))
    note(ax, "d coins, all heads", (3, 12.5), offset=(8, 4), color=GREY)
    note(ax, "a minimum\nis rare", (dimensions[-1], 4), ha="right", weight="bold")


def draw_bounds(ax, bounds, y):
    """The learning rates up to which each minimum holds a run, as vertical lines with their numbers."""
    for bound in bounds:
        ax.axvline(bound, color=INK, linestyle=":", linewidth=1.6, zorder=5)
        note(ax, f"{bound:.3f}", (bound, y), offset=(4, 0), va="top")


def draw_basins(ax, rates, starts, fate):
    """A map: for each start (sorted) and each learning rate the colour of how the run ended."""
    colours = ListedColormap([colour for colour, _ in FATES.values()])
    ax.pcolormesh(rates, starts, fate, cmap=colours, vmin=-0.5, vmax=3.5, shading="nearest", rasterized=True)
    ax.set(xlabel="learning rate", ylabel="start", xlim=(0, rates[-1]))


def name_fates(ax):
    """The names of the fates on the map of learning rates and starts, where each has room."""
    places = ((0.155, -1.3), (0.165, 0.1), (0.4, -1.3), (0.46, -2.7))
    for (name, (_, colour)), place in zip(FATES.items(), places, strict=True):
        note(ax, name, place, ha="center", color=colour, weight="bold", fontsize=10, path_effects=None)


def draw_fates(ax, rates, shares):
    """Shares of the four fates against the learning rate, each with its interval."""
    for (name, (colour, _)), line, row in zip(FATES.items(), ("-", "--", ":", "-."), shares, strict=True):
        colour = {"at neither": GREY, "diverged": INK}.get(name, colour)
        draw_share(ax, rates, row, label=name, color=colour, linestyle=line)
    ax.set(xlabel="learning rate", xlim=(0, rates[-1]))
    ax.legend(loc="upper center", ncols=2, fontsize=10.5)
