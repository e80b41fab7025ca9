"""Pictures of chapter 1, Local minima."""

import numpy as np
from matplotlib.colors import ListedColormap

from lessonlib import looks
from lessonlib.looks import GREY, GROUND, INK
from lessonlib.objectives import nearest_minimum
from lessonlib.phrases import _
from lessonlib.plots.common import draw_curve, draw_path, draw_share, ending, note
from lessonlib.plots.surfaces import draw_surface

WINDOW, DEPTH, HEIGHT = (-3.2, 1.25), -1.5, 3.4  # of the quartic: what is higher is drawn on the upper edge
FATES = {  # how a run on the quartic may end, in the words of its pictures
    "learnt": _("at the global minimum"),
    "stuck": _("at the local minimum"),
    "unsettled": _("at neither"),
    "diverged": _("diverged"),
}


def draw_quartic(ax, f):
    """The curve of the quartic from the lecture's first start to its last, with its two minima named."""
    draw_curve(ax, f, WINDOW)
    ax.set_ylim(DEPTH, HEIGHT + 0.15)
    for w, name in zip(f.minima, (_("global minimum"), _("local minimum")), strict=True):
        note(ax, name, (w, f(w)[0]), offset=(0, -9), ha="center", va="top", color=GREY)


def draw_run_on_quartic(ax, f, path):
    """A path of gradient descent on the quartic; points above the picture are drawn on its upper edge."""
    low, high = WINDOW
    x = np.clip(path, low - 1, high + 1)
    y = np.minimum(f(x)[0], HEIGHT)
    left = draw_path(ax, x, y, "GradientDescent")
    start = _("start {w:g} (higher up)") if f(path[0])[0] > HEIGHT else _("start {w:g}")
    side, right = ("left", 9) if x[0] < -1 else ("right", -9)
    note(ax, start.format(w=path[0]), (x[0], y[0]), offset=(right, -3), ha=side)
    if left is not None:
        text = _("step {step} leaps to w = {w:.4g}").format(step=left, w=path[left])
        note(ax, text, (0.5, 0.62), xycoords="axes fraction", ha="center", weight="bold")


def ending_of_descent(f, path, steps):
    """How a run ended, in words: `ending`, unless its last step was too long for a run that has arrived."""
    arrived = len(path) < 2 or nearest_minimum(f, path[-1]) < 0 or abs(path[-1] - path[-2]) < 0.05
    return ending(f, path, steps) if arrived else _("still jumping, at no minimum")


def draw_descent(ax, f, path, steps):
    """One run on the quartic, its ending as the title. Returns the caption."""
    draw_quartic(ax, f)
    draw_run_on_quartic(ax, f, path)
    end = ending_of_descent(f, path, steps)
    ax.set_title(end[0].upper() + end[1:])
    return _("Start {start:g}, {steps} steps of gradient descent: the last is at w = {w:.4g}; {ending}.").format(
        start=path[0], steps=len(path) - 1, w=path[-1], ending=end
    )


def draw_chord(ax, f, a, b, title, window=None):
    """The chord from (a, f(a)) to (b, f(b)) of a curve; where it runs below the curve it is orange."""
    above, below = (looks.OUTCOMES[kind]["color"] for kind in ("learnt", "stuck"))
    draw_curve(ax, f, window)
    w = np.linspace(a, b, 201)
    curve, chord = f(w)[0], np.interp(w, [a, b], [f(a)[0], f(b)[0]])
    lower = chord < curve - 1e-9
    ax.plot(w, chord, color=above, linestyle="--")
    ax.fill_between(w, curve, chord, where=~lower, color=above, alpha=0.15, linewidth=0)
    ax.fill_between(w, curve, chord, where=lower, color=below, alpha=0.5, linewidth=0)
    ax.plot([a, b], [chord[0], chord[-1]], "o", color=above)
    ax.set_title(title)


def draw_ends_on_surface(ax, f, window, ends, title):
    """A loss surface with the places where many runs of gradient descent ended."""
    draw_surface(ax, f, window)
    edge = {"markersize": 4, "markeredgecolor": GROUND, "markeredgewidth": 0.6}
    ax.plot(ends[:, 0], ends[:, 1], **looks.dots(looks.method("GradientDescent")), **edge)
    ax.set(title=title, aspect="equal")


def draw_paths_on_surface(ax, f, paths, title, window=((-4, 4), (-4, 4))):
    """A surface of two variables and runs of gradient descent on it."""
    draw_surface(ax, f, window)
    for path in paths:
        draw_path(ax, path[:, 0], path[:, 1], "GradientDescent")
    ax.set(title=title, aspect="equal")


def draw_steps_to_leave(ax, nudges, steps, law):
    """Steps that a run needs to leave a saddle, against how far from the ridge it started."""
    ax.plot(nudges, law, color=GREY, label=_("law"), **looks.LAW)
    ax.plot(nudges, steps, label=_("measured"), **looks.dots(looks.method("GradientDescent")))
    ax.set(xscale="log", xlabel=_("start's distance from the ridge"), ylabel=_("steps to leave"), ylim=(0, None))
    ax.invert_xaxis()
    ax.legend(loc="upper left")


def draw_share_of_minima(ax, dimensions, shares):
    """The share of random curvature matrices that are minima, with coin tosses for comparison."""
    value = 100 * np.array([s.value for s in shares])
    sides = 100 * np.array([[s.value - s.low, s.high - s.value] for s in shares]).T
    ax.plot(dimensions, 100 * 0.5 ** np.asarray(dimensions), color=GREY, linestyle="--", **looks.LAW)
    ax.errorbar(dimensions, value, sides, capsize=4, **looks.dots(looks.MEASURED))
    ax.set(xlabel=_("number of dimensions d"), ylabel=_("curved up in\nall directions (%)"), ylim=(-2, 55))
    note(ax, _("d coins, all heads"), (3, 12.5), offset=(8, 4), color=GREY)
    note(ax, _("a minimum\nis rare"), (dimensions[-1], 4), ha="right", weight="bold")


def draw_rate_bounds(ax, bounds, y):
    """The learning rates up to which each minimum holds a run, as vertical lines with their numbers."""
    for bound in bounds:
        ax.axvline(bound, color=INK, linestyle=":", linewidth=1.6, zorder=5)
        note(ax, f"{bound:.3f}", (bound, y), offset=(4, 0), va="top")


def draw_outcome_map(ax, x, y, outcome):
    """A map of how runs ended: for each x and y, both sorted, the colour of an outcome.

    outcome: as `measures.locate` says, (len(y), len(x)).
    """
    colours = ListedColormap(list(looks.OUTCOME_FILLS.values()))
    ax.pcolormesh(x, y, outcome, cmap=colours, vmin=-0.5, vmax=3.5, shading="nearest", rasterized=True)


def name_outcomes(ax, places, **how):
    """Names of outcomes on a map of them; `places` maps outcomes of `looks` to (x, y)."""
    for kind, place in places.items():
        colour = looks.words_on(looks.OUTCOME_FILLS[kind])
        note(ax, FATES[kind], place, **{"ha": "center", "color": colour, "weight": "bold", "path_effects": None} | how)


def draw_fates_by_rate_and_start(ax, rates, starts, outcome):
    """The map of how runs on the quartic ended, for each start and each learning rate, with its outcomes named."""
    draw_outcome_map(ax, rates, starts, outcome)
    ax.set(xlabel=_("learning rate"), ylabel=_("start"), xlim=(0, rates[-1]))
    places = {"learnt": (0.155, -1.3), "stuck": (0.165, 0.1), "unsettled": (0.4, -1.3), "diverged": (0.46, -2.7)}
    name_outcomes(ax, places, fontsize=10)


def draw_shares_of_fates(ax, rates, shares):
    """Shares of the four fates against the learning rate, each with its interval."""
    for kind, row in zip(FATES, shares, strict=True):
        draw_share(ax, rates, row, label=FATES[kind], **looks.line(looks.OUTCOMES[kind]))
    ax.set(xlabel=_("learning rate"), xlim=(0, rates[-1]))
    ax.legend(loc="upper center", ncols=2, fontsize=10.5)
