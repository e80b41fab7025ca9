"""The figures of chapter 2."""

import numpy as np
from matplotlib.colors import ListedColormap

from lessonlib import looks
from lessonlib.heavy_ball import KINDS, critical_momentum, kind, shrinkage
from lessonlib.looks import GREY, GROUND, INK
from lessonlib.measures import locate, reached
from lessonlib.plots.common import draw_curve, draw_path, draw_share, ending, note
from lessonlib.plots.local_minima import FATES, draw_basins
from lessonlib.plots.surfaces import SURFACE, draw_prediction, draw_surface, values_on_grid

KIND_COLORS = ListedColormap(["#d9efe6", "#d6e6f4", "#f3ead1", "#e3d3d3"])


def draw_run(ax, f, path, optimizer, steps):
    """A run on a function of one variable; its ending stands on the picture. Returns the caption."""
    draw_curve(ax, f)
    left = draw_path(ax, path, f(path)[0], optimizer)
    words = ending(f, path, steps)
    if left is not None and len(path) > steps:
        words += f", after leaving the picture at step {left}"
    lines = words.replace(", ", ",\n")  # one line could be wider than the Axes, which would then shrink
    note(ax, lines, (0.5, 1.0), xycoords="axes fraction", ha="center", va="top", weight="bold")
    return f"After {len(path) - 1} steps w = {path[-1]:.4g}: {words}."


def draw_plane(ax, curvature=2.0, lr_max=2.2):
    """Where in the plane of learning rate and momentum a parabola's runs are steady, oscillate, zigzag or diverge."""
    lr, rho = np.meshgrid(np.linspace(0.001, lr_max, 240), np.linspace(0, 1, 160))
    ax.pcolormesh(lr, rho, kind(lr, rho, curvature), cmap=KIND_COLORS, vmin=0, vmax=3, rasterized=True)
    edge = np.linspace(0, 1, 200)
    ax.plot(edge / curvature, critical_momentum(edge, 1), color=INK, linewidth=1.6)
    ax.plot((1 + edge) * 2 / curvature, edge, color=INK, linewidth=1.6, linestyle="--")
    ax.set(xlabel="learning rate", ylabel="momentum", xlim=(0, lr_max), ylim=(0, 1))


def name_kinds(ax, lecture):
    """The names of KINDS on a plane, and the lecture's pair (learning rate, momentum)."""
    places = ((0.08, 0.1), (0.75, 0.55), (0.96, 0.1), (1.8, 0.3))
    texts = ((0.32, 0.24), (0.75, 0.55), (0.8, 0.32), (1.8, 0.3))
    for name, place, text in zip(KINDS, places, texts, strict=True):
        arrow = {"arrowstyle": "-", "color": INK, "shrinkA": 8} if place != text else None
        note(ax, name, place, xytext=text, arrowprops=arrow, ha="center", va="center", path_effects=None, weight="bold")
    ax.plot(*lecture, markersize=9, markeredgecolor=GROUND, **looks.method("Momentum"))
    note(ax, "the lecture's pair", lecture, offset=(-10, 0), ha="right", va="center")
    note(ax, "critical damping", (0.045, 0.66), path_effects=None, rotation=-72, va="center", fontsize=10.5)


def draw_swing(axes, path, optimizer):
    """A run on the parabola over time, and its place in the plane. Returns the caption."""
    run, plane = axes
    at = optimizer.lr, optimizer.rho, 2.0  # the parabola w^2 has curvature 2
    factor, word = float(shrinkage(*at)), KINDS[int(kind(*at))]
    look, times = looks.method(optimizer), np.arange(len(path))
    envelope = abs(path[0]) * factor**times
    run.fill_between(times, -envelope, envelope, color=look["color"], alpha=0.12, linewidth=0)
    run.axhline(0, color=GREY, linewidth=1)
    run.plot(times, path, color=look["color"], marker=look["marker"], markersize=4, linewidth=1.5)
    run.set(xlabel="step", ylabel="w", xlim=(0, len(path) - 1), ylim=(-0.8, 0.8))
    note(run, f"{word}: error × {factor:.3f} a step", (0.98, 0.9), xycoords="axes fraction", ha="right", weight="bold")
    draw_plane(plane)
    dot = {"marker": look["marker"], "color": look["color"], "markersize": 11, "markeredgecolor": GROUND}
    plane.plot(optimizer.lr, optimizer.rho, clip_on=False, zorder=7, **dot)
    return (
        f"{word.capitalize()}: in the long run each step multiplies the error by {factor:.3f}. Now w = {path[-1]:.4g}."
    )


def draw_map(ax, lr, rho, f, ends):
    """How runs with each pair of learning rate and momentum ended."""
    draw_basins(ax, lr, rho, locate(f, ends, tolerance=0.05))
    ax.set(xlabel="learning rate", ylabel="momentum", ylim=(0, 1))
    places = {"at the global minimum": (0.2, 0.4), "at the local minimum": (0.085, 0.18), "diverged": (0.265, 0.92)}
    for name, place in places.items():
        note(ax, name, place, ha="center", color=FATES[name][1], path_effects=None, weight="bold")


def draw_valley(ax, f, paths):
    """Paths on a bowl seen from above; `paths` maps optimizers' names to arrays (steps, 2)."""
    draw_surface(ax, f)
    for name, path in paths.items():
        draw_path(ax, path[:, 0], path[:, 1], name, label=f"{name}: {len(path) - 1} steps")
    ax.legend(loc="lower left")


def draw_speed(ax, kappa, steps):
    """Steps needed against the condition number; `steps` maps optimizers' names to arrays."""
    for name, count in steps.items():
        ax.loglog(kappa, count, label=name, markersize=7, **looks.method(name))
    ax.set(xlabel="condition number κ", ylabel="steps to a millionth")
    ax.legend(loc="upper left")


def draw_decision(ax, f, w, X, y):
    """What the sine logistic model with parameters w says for each (x1, x2), and the data on it."""
    draw_prediction(ax, lambda points: f.predict(w, points), X, y, levels=np.linspace(0.25, 0.75, 11))


def draw_surface_3d(ax, f, paths, window=None):
    """The loss as a landscape with paths on it; `paths` maps optimizers' names to arrays (steps, 2)."""
    W1, W2, value = values_on_grid(f, window or f.window)
    ax.computed_zorder = False  # or the surface may hide a path that lies on it
    ax.plot_surface(W1, W2, value, cmap=SURFACE, rcount=61, ccount=61, linewidth=0.15, edgecolor="#ffffff", alpha=0.9)
    for name, path in paths.items():
        look, height = looks.method(name), f(path)[0] + 0.01  # a little above the surface, or it would hide the path
        ax.plot(*path.T, height, color=look["color"], linewidth=2.5, zorder=10, label=name)
        ends = {"s": 60, "marker": look["marker"], "edgecolor": look["color"], "linewidths": 2, "zorder": 11}
        ax.scatter(*path[0], height[0], facecolor=GROUND, **ends)
        ax.scatter(*path[-1], height[-1], facecolor=look["color"], **ends)
    ax.set(xlabel="b1", ylabel="b2", title="Height is the loss")
    ax.legend(loc="upper right")
    ax.view_init(elev=48, azim=-150)


def draw_sine_run(ax, f, path, optimizer, best):
    """A run on the sine logistic loss as far as it went. Returns the caption."""
    draw_surface(ax, f, labels=("b1", "b2"), levels=10, lines=False)  # light, as an explorer has many of them
    draw_path(ax, path[:, 0], path[:, 1], optimizer)
    loss = float(f(path[-1])[0])
    words = "global minimum reached" if reached(loss, best) else f"loss {loss:.3f}, best {best:.3f}"
    note(ax, words, (0.97, 0.93), xycoords="axes fraction", ha="right", weight="bold")
    ax.set_title(f"Momentum {optimizer.rho:g}, {len(path) - 1} steps")
    b1, b2 = path[-1]
    return f"After {len(path) - 1} steps b = ({b1:.2f}, {b2:.2f}) with loss {loss:.4f}; the best known is {best:.4f}."


def draw_momentum_shares(ax, momenta, shares):
    """The share of runs that reached the global minimum against momentum, drawn so that 0.9 to 1 has room."""
    places = np.arange(len(momenta))
    draw_share(ax, places, shares, **looks.method("Momentum"))
    for place, s in zip(places, shares, strict=True):
        note(ax, f"{100 * s.value:.0f}", (place, 100 * s.value), offset=(0, 8), ha="center")
    ax.set(xlabel="momentum", xticks=places, xticklabels=momenta, ylim=(0, 108))
