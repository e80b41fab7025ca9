"""Pictures of chapter 4, Mini-batch."""

import numpy as np

from lessonlib import looks
from lessonlib.functions import sigmoid
from lessonlib.looks import GREY, GROUND, INK
from lessonlib.measures import REACHED, reached
from lessonlib.plots.common import draw_mean, draw_share, note
from lessonlib.plots.surfaces import draw_prediction, draw_surface, mark_answer, values_on_grid


def rows(n):
    return "1 row" if n == 1 else f"{n} rows"


def draw_clouds(ax, clouds, full):
    """Gradients of many batches as points; `clouds` maps batch sizes, small to large, to arrays (runs, 2)."""
    for (n, cloud), look in zip(clouds.items(), looks.in_order(looks.BATCHES, len(clouds)), strict=True):
        dots = {"s": 16, "alpha": 0.7, "linewidths": 0, "rasterized": True}
        ax.scatter(*cloud.T, color=look["color"], marker=look["marker"], label=rows(n), **dots)
    ax.axhline(0, color=GREY, linewidth=0.8, zorder=0)
    ax.axvline(0, color=GREY, linewidth=0.8, zorder=0)
    ax.plot(*full, "X", color="white", markeredgecolor=INK, markersize=13, zorder=7, label="all rows")
    ax.set(xlabel="slope along b1", ylabel="slope along b2", aspect="equal")
    ax.legend(loc="upper left", fontsize=10.5, handletextpad=0.2, borderpad=0.2)


def draw_spread(ax, sizes, measured, laws):
    """The spread of the batch gradient against batch size; both arguments map names to arrays."""
    colours = {"with replacement": "#D55E00", "without": "#0072B2"}
    for (name, colour), mark in zip(colours.items(), "so", strict=True):
        ax.loglog(sizes, laws[name], color=colour, linewidth=1.6)
        seen = measured[name] > 1e-12
        face = GROUND if mark == "s" else colour
        ax.loglog(sizes[seen], measured[name][seen], mark, color=colour, markersize=7, markerfacecolor=face, label=name)
    low, high = 0.28 * laws["with replacement"].min(), 1.6 * laws["with replacement"].max()
    ax.set(xlabel="rows in a batch, n", ylabel="spread of the gradient", ylim=(low, high))
    ax.legend(loc="lower left", title="rows drawn ...", alignment="left")
    note(ax, "all rows:\nno noise", (sizes[-1], low * 1.15), offset=(-28, 0), ha="right")


def draw_views(axes, f, views, answer, window):
    """The loss surface as batches see it; `views` maps sizes to functions. The deepest point of each is ringed."""
    for ax, (n, view) in zip(axes.ravel(), views.items(), strict=True):
        W1, W2, value = values_on_grid(view, window)
        draw_surface(ax, view, window, levels=10, lines=False)
        at = np.unravel_index(value.argmin(), value.shape)
        mark_answer(ax, answer, size=13)
        ring = {"markerfacecolor": "none", "markeredgewidth": 2.2, "zorder": 7, "clip_on": False}
        ax.plot(W1[at], W2[at], "o", color="#D55E00", markersize=17, **ring)
        title = "all rows" if view is f else rows(n)
        ax.set(title=title, xlabel="", ylabel="", xticks=[0, 1, 2], yticks=[0, 1, 2], aspect="equal")


def draw_jitter(ax, sizes, excess, laws):
    """How far above the minimum runs stay, against batch size; both map learning rates to arrays."""
    for (lr, measured), look in zip(excess.items(), looks.in_order(looks.BATCHES, len(excess)), strict=True):
        ax.loglog(sizes, laws[lr], color=look["color"], linewidth=1.5, linestyle=look["linestyle"])
        ax.loglog(sizes, measured, look["marker"], color=look["color"], label=f"learning rate {lr:g}")
    ax.axhline(REACHED, color=GREY, linewidth=1)
    note(ax, "0.02: our mark for “reached”", (sizes[-1], REACHED), ha="right", va="bottom", color=GREY, fontsize=10.5)
    ax.set(xlabel="rows in a batch, n", ylabel="loss above the minimum")
    ax.legend(loc="lower left", fontsize=10.5)


def draw_settling(ax, losses, best, floor, n, lr):
    """The loss on all the data over the steps of several runs, (steps, runs). Returns the caption."""
    low, median, high = np.quantile(losses, (0.1, 0.5, 0.9), axis=1)
    ax.fill_between(np.arange(len(losses)), low, high, color="#f6c9a6", linewidth=0)
    ax.plot(losses[:, 0], color="#D55E00", linewidth=1)
    ax.plot(median, color=INK, linewidth=2)
    ax.axhline(best, color="#0072B2", linestyle="--", linewidth=1.5)
    note(ax, "the minimum", (len(losses) - 1, best), offset=(0, -4), ha="right", va="top")
    end = float(losses[-len(losses) // 4 :].mean() - best)
    ax.set(xlabel="step", ylabel="loss on all the data", xlim=(0, len(losses) - 1), ylim=(best - 0.035, 0.75))
    ax.set_title(f"{rows(n)} a step, learning rate {lr:g}")
    words = f"last quarter: {end:.3f} above the minimum" if end < 1 else "does not settle"
    note(ax, words, (0.97, 0.9), xycoords="axes fraction", ha="right", weight="bold")
    return f"{words.capitalize()}; the law of the jitter says {floor:.3f}. Band: eight of ten runs."


def draw_cost(ax, sizes, cost):
    """Time per row, relative to one row at a time."""
    ax.loglog(sizes, cost, "o-", color="#0072B2")
    ax.set(xlabel="rows in a batch", ylabel="time per row\n(1 row at a time = 1)")
    ax.axhline(cost[-1], color=GREY, linewidth=1, linestyle=":")
    ax.set_ylim(0.3 * cost[-1], 2)
    note(ax, "mostly waiting for Python", (sizes[1], cost[1]), offset=(14, 6))
    note(ax, "the processor is busy", (sizes[-1], cost[-1]), offset=(0, -8), ha="right", va="top")


def draw_race(axes, races):
    """Loss on fresh rows against steps and against time; `races` maps sizes to arrays (moments, 3)."""
    whole = max(races)
    for (n, race), look in zip(races.items(), looks.in_order(looks.BATCHES, len(races)), strict=True):
        steps, time, loss = race.T
        label = "all rows" if n == whole else rows(n)
        for ax, x in zip(axes, (steps, time / races[whole][-1, 1]), strict=True):
            ax.plot(x, loss, **look | {"marker": None}, label=label)
            ax.plot(x[-1], loss[-1], look["marker"], color=look["color"], markersize=8, clip_on=False)
    axes[0].set(xscale="log", xlabel="steps", title="Step by step")
    axes[1].set(xlim=(0, None), xlabel="time (the run on all rows = 1)", title="Minute by minute")
    for ax in axes:
        ax.set(ylabel="loss, fresh rows", ylim=(0, 0.8))
    axes[0].legend(loc="lower left", fontsize=10.5)


def draw_found(ax, sizes, been, ends):
    """Shares of runs against batch size, with momentum 0 and 0.9: dashed, were at the hole once; solid, end there."""
    for name, momentum, b, e in zip(("GradientDescent", "Momentum"), ("0", "0.9"), been, ends, strict=True):
        ax.plot(sizes, [100 * s.value for s in b], color=looks.method(name)["color"], linestyle="--", linewidth=1.3)
        draw_share(ax, sizes, e, label=f"momentum {momentum}", **looks.method(name))
    ax.plot([], [], color=GREY, linestyle="--", linewidth=1.3, label="came by")
    ax.set(xscale="log", xlabel="rows in a batch (1000: all)", xticks=[1, 10, 100, 1000])
    ax.set_xticklabels(["1", "10", "100", "1000"])


def draw_ends(ax, f, path, ends, optimizer, n, best, star):
    """One run, and where many ended, on the loss of all the data. Returns the caption."""
    draw_surface(ax, f, labels=("b1", "b2"), levels=8, lines=False)
    (x0, x1), (y0, y1) = f.window
    at_hole = reached(f(ends)[0], best)
    inside = (ends[:, 0] > x0) & (ends[:, 0] < x1) & (ends[:, 1] > y0) & (ends[:, 1] < y1)
    path = path[: np.argmax((path < x0).any(axis=1) | (path > x1).any(axis=1)) or None]
    ax.plot(*path.T, color=looks.method(optimizer)["color"], linewidth=1.1, alpha=0.8)
    dots = {"markersize": 4.5, "markeredgewidth": 0.7, "markeredgecolor": GROUND}
    ax.plot(*ends[at_hole & inside].T, "o", color="#0072B2", **dots)
    ax.plot(*ends[~at_hole & inside].T, "s", color="#D55E00", **dots)
    ax.plot(*path[0], "o", color=INK, markersize=8, markerfacecolor=GROUND, markeredgewidth=2)
    ax.set_title(f"{rows(n)}, momentum {optimizer.rho:g}: {at_hole.mean():.0%} at the hole")
    arrow = {"arrowstyle": "->", "color": INK, "shrinkB": 9}
    note(ax, "the hole", star, offset=(32, 42), arrowprops=arrow, fontsize=11)
    outside = (~inside).sum()
    return (
        f"{at_hole.sum()} of {len(ends)} runs end at the hole (blue circles), {(~at_hole & inside).sum()} elsewhere "
        f"(orange squares), {outside} outside of the picture. The line is the first of them."
    )


def draw_order(ax, rates, excess):
    """How far above the minimum runs stay at the end of an epoch; `excess` maps ways of drawing to arrays."""
    for (name, value), look in zip(excess.items(), looks.in_order(looks.BATCHES, 2), strict=True):
        ax.loglog(rates, value, **look | {"markersize": 8}, label=name)
    ax.set(xlabel="learning rate", ylabel="loss above\nthe minimum", xticks=rates)
    ax.set_xticklabels([f"{lr:g}" for lr in rates])
    ax.minorticks_off()
    ax.legend(loc="upper left")


def draw_disk(ax, net, X, y, title):
    """What a network with one output says for each (x1, x2), and the data on it."""
    draw_prediction(ax, lambda grid: sigmoid(net.predict(grid))[:, 0], X, y, points=121, size=24)
    turn = np.linspace(0, 2 * np.pi, 200)
    ax.plot(1.5**0.5 * np.cos(turn), 1.5**0.5 * np.sin(turn), color=GREY, linestyle="--", linewidth=1.6)
    ax.set_title(title)


def draw_losses(ax, losses):
    """Running means of the loss over 100 steps; `losses` maps batch sizes to arrays (steps,)."""
    for (n, loss), look in zip(losses.items(), looks.in_order(looks.BATCHES, 2), strict=True):
        mean = np.convolve(loss, np.full(100, 0.01), "valid")
        ax.plot(np.arange(len(mean)) + 100, mean, color=look["color"], linewidth=1.4, linestyle=look["linestyle"])
        note(ax, rows(n), (len(loss), mean[-1]), offset=(0, 10), ha="right", va="bottom", weight="bold")
    ax.set(xlabel="step", ylabel="loss of the batches", ylim=(0, 0.8), xlim=(0, len(loss)))


def draw_accuracy(ax, steps, accuracy, best):
    """Mean accuracy on fresh rows with 95 % intervals; `accuracy` maps sizes to arrays (moments, runs)."""
    ax.axhline(100 * best, color=GREY, linewidth=1.2, linestyle=":")
    note(ax, "no model can do better", (steps[-1], 100 * best), ha="right", va="bottom", color=GREY)
    for (n, a), look in zip(accuracy.items(), looks.in_order(looks.BATCHES, len(accuracy)), strict=True):
        draw_mean(ax, steps, a, label=f"{n} of 50 rows" if n < 50 else "all 50 rows", **look | {"markersize": 5})
    ax.set(xscale="log", xlabel="steps", ylabel="right on fresh rows (%)", ylim=(66, 83))
    ax.set_xticks([10, 30, 100, 300], ["10", "30", "100", "300"])
    ax.legend(loc="lower right", fontsize=10.5)
