"""Pictures of chapter 2, Momentum."""

import textwrap

import numpy as np
from matplotlib.colors import ListedColormap

from lessonlib import looks
from lessonlib.heavy_ball import convergence_factor, critical_momentum, kind
from lessonlib.looks import GREY, GROUND, INK
from lessonlib.measures import locate, reached
from lessonlib.phrases import _
from lessonlib.plots.common import corner_note, draw_curve, draw_path, draw_share, ending, note
from lessonlib.plots.local_minima import draw_outcome_map, name_outcomes
from lessonlib.plots.surfaces import SURFACE, draw_prediction, draw_surface, values_on_grid

MOTIONS = (_("overdamped"), _("oscillating"), _("zigzag"), _("divergent"))  # in the order of heavy_ball.KINDS


def draw_run_on_curve(ax, f, path, optimizer, steps):
    """A run on a function of one variable; its ending stands on the picture. Returns the caption."""
    draw_curve(ax, f)
    left = draw_path(ax, path, f(path)[0], optimizer)
    words = ending(f, path, steps)
    if left is not None and len(path) > steps:
        words = _("{ending}, after leaving the picture at step {step}").format(ending=words, step=left)
    corner_note(ax, textwrap.fill(words, 40), "top")  # one line could be wider than the Axes, which would then shrink
    return _("After {steps} steps w = {w:.4g}: {ending}.").format(steps=len(path) - 1, w=path[-1], ending=words)


def draw_motions(ax, curvature=2.0, lr_max=2.2):
    """Which of heavy_ball.KINDS the runs on a parabola are, in the plane of learning rate and momentum."""
    lr, rho = np.meshgrid(np.linspace(0.001, lr_max, 240), np.linspace(0, 1, 160))
    colours = ListedColormap(looks.MOTIONS)
    ax.pcolormesh(lr, rho, kind(lr, rho, curvature), cmap=colours, vmin=0, vmax=3, rasterized=True)
    edge = np.linspace(0, 1, 200)
    ax.plot(edge / curvature, critical_momentum(edge, 1), color=INK, linewidth=1.6)
    ax.plot((1 + edge) * 2 / curvature, edge, color=INK, linewidth=1.6, linestyle="--")
    ax.set(xlabel=_("learning rate"), ylabel=_("momentum"), xlim=(0, lr_max), ylim=(0, 1))


def name_motions(ax, lecture):
    """The names of the motions on their plane, and the lecture's pair (learning rate, momentum)."""
    places = ((0.08, 0.1), (0.75, 0.55), (0.96, 0.1), (1.8, 0.3))
    texts = ((0.44, 0.24), (0.75, 0.55), (0.8, 0.32), (1.8, 0.3))
    for name, place, text in zip(MOTIONS, places, texts, strict=True):
        arrow = {"arrowstyle": "-", "color": INK, "shrinkA": 8} if place != text else None
        note(ax, name, place, xytext=text, arrowprops=arrow, ha="center", va="center", path_effects=None, weight="bold")
    ax.plot(*lecture, markersize=9, markeredgecolor=GROUND, **looks.method("Momentum"))
    note(ax, _("the lecture's pair"), lecture, offset=(-10, 0), ha="right", va="center")
    note(ax, _("critical damping"), (0.045, 0.66), path_effects=None, rotation=-72, va="center", fontsize=10.5)


def draw_swing(axes, path, optimizer):
    """A run on the parabola over time, and its place in the plane. Returns the caption."""
    run, plane = axes
    at = optimizer.lr, optimizer.rho, 2.0  # the parabola w^2 has curvature 2
    factor, motion = float(convergence_factor(*at)), MOTIONS[int(kind(*at))]
    look, times = looks.dots(looks.method(optimizer)), np.arange(len(path))
    envelope = abs(path[0]) * factor**times
    run.fill_between(times, -envelope, envelope, color=look["color"], alpha=0.12, linewidth=0)
    run.axhline(0, color=GREY, linewidth=1)
    run.plot(times, path, markersize=4, linewidth=1.5, **look | {"linestyle": "-"})
    run.set(xlabel=_("step"), ylabel="w", xlim=(0, len(path) - 1), ylim=(-0.8, 0.8))
    corner_note(run, _("{motion}: error × {factor:.3f} a step").format(motion=motion, factor=factor), "upper right")
    draw_motions(plane)
    plane.plot(*at[:2], clip_on=False, zorder=7, markersize=11, markeredgecolor=GROUND, **look)
    said = _("{motion}: in the long run each step multiplies the error by {factor:.3f}. Now w = {w:.4g}.")
    return said.format(motion=motion.capitalize(), factor=factor, w=path[-1])


def draw_endings_by_pair(ax, lr, rho, f, ends):
    """How runs with each pair of learning rate and momentum ended."""
    draw_outcome_map(ax, lr, rho, locate(f, ends, tolerance=0.05))
    ax.set(xlabel=_("learning rate"), ylabel=_("momentum"), xlim=(0, lr[-1]), ylim=(0, 1))
    name_outcomes(ax, {"learnt": (0.2, 0.4), "stuck": (0.085, 0.18), "diverged": (0.265, 0.92)})


def draw_paths_on_bowl(ax, f, paths):
    """Paths on a bowl seen from above; `paths` maps optimizers' names to arrays (steps + 1, 2)."""
    draw_surface(ax, f)
    for name, path in paths.items():
        label = _("{name}: {steps} steps").format(name=name, steps=len(path) - 1)
        draw_path(ax, path[:, 0], path[:, 1], name, label=label)
    ax.legend(loc="lower left")


def draw_steps_by_condition(ax, kappa, steps):
    """Steps needed against the condition number; `steps` maps optimizers' names to arrays."""
    for name, count in steps.items():
        ax.loglog(kappa, count, label=name, markersize=7, **looks.method(name))
    ax.set(xlabel=_("condition number κ"), ylabel=_("steps to a millionth"))
    ax.legend(loc="upper left")


def draw_logistic_prediction(ax, f, w, X, y):
    """What the sine logistic model with parameters w says for each (x1, x2), and the data on it."""
    draw_prediction(ax, lambda points: f.predict(w, points), X, y, levels=np.linspace(0.25, 0.75, 11))


def draw_landscape(ax, f, paths, window=None):
    """The loss as a landscape with paths on it; `paths` maps optimizers' names to arrays (steps + 1, 2)."""
    W1, W2, value = values_on_grid(f, window or f.window)
    ax.computed_zorder = False  # or the surface may hide a path that lies on it
    how = {"rcount": 61, "ccount": 61, "linewidth": 0.15, "edgecolor": looks.WHITE, "alpha": 0.9}
    ax.plot_surface(W1, W2, value, cmap=SURFACE, **how)
    for name, path in paths.items():
        look, height = looks.method(name), f(path)[0] + 0.01  # a little above the surface, or it would hide the path
        ax.plot(*path.T, height, color=look["color"], linewidth=2.5, zorder=10, label=name)
        ends = {"s": 60, "marker": look["marker"], "edgecolor": look["color"], "linewidths": 2, "zorder": 11}
        ax.scatter(*path[0], height[0], facecolor=GROUND, **ends)
        ax.scatter(*path[-1], height[-1], facecolor=look["color"], **ends)
    ax.set(xlabel="b1", ylabel="b2", title=_("Height is the loss"))
    ax.legend(loc="upper right")
    ax.view_init(elev=48, azim=-150)


def draw_run_on_sine_loss(ax, f, path, optimizer, best):
    """A run on the sine logistic loss as far as it went. Returns the caption."""
    draw_surface(ax, f, labels=("b1", "b2"), levels=10, lines=False)  # light, as an explorer has many of them
    draw_path(ax, path[:, 0], path[:, 1], optimizer)
    (b1, b2), loss, steps = path[-1], float(f(path[-1])[0]), len(path) - 1
    words = _("global minimum reached") if reached(loss, best) else _("loss {loss:.3f}, best {best:.3f}")
    corner_note(ax, words.format(loss=loss, best=best), "upper right")
    ax.set_title(_("Momentum {rho:g}, {steps} steps").format(rho=optimizer.rho, steps=steps))
    said = _("After {steps} steps b = ({b1:.2f}, {b2:.2f}) with loss {loss:.4f}; the best known is {best:.4f}.")
    return said.format(steps=steps, b1=b1, b2=b2, loss=loss, best=best)


def draw_shares_by_momentum(ax, momenta, shares):
    """The share of runs that reached the global minimum against momentum, drawn so that 0.9 to 1 has room."""
    places = np.arange(len(momenta))
    draw_share(ax, places, shares, **looks.method("Momentum"))
    for place, s in zip(places, shares, strict=True):
        note(ax, f"{100 * s.value:.0f}", (place, 100 * s.value), offset=(0, 8), ha="center")
    ax.set(xlabel=_("momentum"), xticks=places, xticklabels=momenta, ylim=(0, 108))
