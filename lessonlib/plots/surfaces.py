"""Functions of two variables seen from above: surfaces, routes on them, and what a model predicts for a plane."""

from functools import lru_cache

import numpy as np

from lessonlib import looks
from lessonlib.functions import sigmoid
from lessonlib.looks import INK
from lessonlib.measures import reached
from lessonlib.phrases import _
from lessonlib.plots.common import colour_map, corner_note, draw_path

SURFACE = colour_map(looks.SURFACE)  # dark is low
DECISION = colour_map(looks.DECISION)  # from class 0 to 1
RINGS = ((-5, 5), (-5, 5))  # the window of the rings; few points are outside


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
        ax.contour(W1, W2, value, filled.levels, colors=looks.WHITE, linewidths=0.5, linestyles="-")
    ax.set(xlabel=labels[0], ylabel=labels[1], xlim=window[0], ylim=window[1])
    return filled


def mark_answer(ax, at, size=15, zorder=7):
    """A white star where the best answer is."""
    ax.plot(*at, markersize=size, markeredgewidth=1, zorder=zorder, **looks.ANSWER)


def draw_route(ax, f, path, optimizer, best, title, window=None, star=None):
    """A run on a loss surface seen from above, and whether it ended within 0.02 of the best loss, on all the data."""
    draw_surface(ax, f, window, labels=("b1", "b2"))
    draw_path(ax, path[:, 0], path[:, 1], optimizer)
    mark_answer(ax, star)
    loss = float(f(path[-1])[0])
    said = _("{title}: finds the hole") if reached(loss, best) else _("{title}: does not find it")
    ax.set_title(said.format(title=title))
    text = _("loss {loss:.3f}, best {best:.3f}").format(loss=loss, best=best)
    corner_note(ax, text, fontsize=11, weight="normal")


def draw_classes(ax, X, y, size=9):
    """Observations of two classes, by colour and marker."""
    for label in (0, 1):
        how = {"s": size, "alpha": 0.75, "linewidths": 0, "label": f"y = {label}"}
        ax.scatter(*X[y == label].T, **looks.CLASSES[label], **how)
    ax.set(xlabel="x1", ylabel="x2")


def draw_prediction(ax, predict, X, y, window=((-3, 3), (-3, 3)), levels=None, points=151, size=9):
    """What a model says for each (x1, x2), in colours from class 0 to class 1, and the data on it.

    predict: (m, 2) -> (m,) probabilities of y = 1.  The black line is where they are 1/2.
    """
    axes = [np.linspace(low, high, points) for low, high in window]
    p = predict(np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)).reshape(points, points)
    ax.contourf(*axes, p, np.linspace(0, 1, 11) if levels is None else levels, cmap=DECISION)
    if p.min() < 0.5 < p.max():
        ax.contour(*axes, p, [0.5], colors=INK, linewidths=1)
    draw_classes(ax, X, y, size)
    ax.set(xlim=window[0], ylim=window[1], aspect="equal")


def draw_network_on_rings(ax, net, X, y, title, points=151, size=9, member=()):
    """What a network with one output predicts in the plane of the rings; the data, and the true circles.

    member: which one of a population.
    """

    def predict(places):
        return sigmoid(net.predict(places)[..., 0][member])

    draw_prediction(ax, predict, X, y, RINGS, points=points, size=size)
    angle = np.linspace(0, 2 * np.pi, 90)
    for radius in (1, 2, 3):
        ax.plot(radius * np.cos(angle), radius * np.sin(angle), color=INK, linewidth=0.9, linestyle=":")
    ax.set_title(title)
