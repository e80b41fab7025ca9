"""Pictures of chapter 4, Mini-batch."""

import numpy as np

from lessonlib import looks
from lessonlib.functions import sigmoid
from lessonlib.looks import GREY, GROUND, INK
from lessonlib.measures import REACHED, reached
from lessonlib.phrases import _, ngettext
from lessonlib.plots.common import corner_note, draw_mean, draw_share, draw_with_band, note
from lessonlib.plots.surfaces import draw_prediction, draw_surface, mark_answer, values_on_grid


def rows(n):
    """How many rows, as a phrase."""
    return ngettext("{n} row", "{n} rows", n).format(n=n)


def by_batch(entries):
    """(key, value, look) for each entry of a dict whose keys are in an order, such as sizes of batches."""
    return zip(entries, entries.values(), looks.in_order(looks.BATCHES, len(entries)), strict=True)


def draw_gradient_clouds(ax, clouds, full):
    """Gradients of many batches as points; `clouds` maps batch sizes, small to large, to arrays (runs, 2)."""
    for n, cloud, look in by_batch(clouds):
        dots = {"s": 16, "alpha": 0.7, "linewidths": 0, "rasterized": True}
        ax.scatter(*cloud.T, color=look["color"], marker=look["marker"], label=rows(n), **dots)
    ax.axhline(0, color=GREY, linewidth=0.8, zorder=0)
    ax.axvline(0, color=GREY, linewidth=0.8, zorder=0)
    ax.plot(*full, **looks.ANSWER | {"marker": "X"}, markersize=13, zorder=7, linestyle="none", label=_("all rows"))
    ax.set(xlabel=_("slope along b1"), ylabel=_("slope along b2"), aspect="equal")
    ax.legend(loc="upper left", fontsize=10.5, handletextpad=0.2, borderpad=0.2)


def draw_gradient_spread(ax, sizes, measured, laws):
    """The spread of the batch gradient against batch size.

    measured, laws: dicts of two arrays, of rows drawn with replacement and without it.
    """
    names = (_("with replacement"), _("without"))
    pairs = zip(names, measured.values(), laws.values(), looks.in_order(looks.BATCHES, 2), strict=True)
    for name, spread, law, look in pairs:
        ax.loglog(sizes, law, color=look["color"], **looks.LAW)
        seen = spread > 1e-12
        face = look["color"] if name == names[0] else GROUND
        ax.plot(sizes[seen], spread[seen], markersize=7, markerfacecolor=face, label=name, **looks.dots(look))
    replaced, _others = laws.values()
    low, high = 0.28 * replaced.min(), 1.6 * replaced.max()
    ax.set(xlabel=_("rows in a batch, n"), ylabel=_("spread of the gradient"), ylim=(low, high))
    ax.legend(loc="lower left", title=_("rows drawn ..."), alignment="left")
    note(ax, _("all rows:\nno noise"), (sizes[-1], low * 1.15), offset=(-28, 0), ha="right")


def draw_surfaces_of_batches(axes, f, views, answer, window):
    """The loss surface as batches see it; `views` maps sizes to functions. The deepest point of each is ringed."""
    for ax, (n, view) in zip(axes.ravel(), views.items(), strict=True):
        W1, W2, value = values_on_grid(view, window)
        draw_surface(ax, view, window, levels=10, lines=False)
        at = np.unravel_index(value.argmin(), value.shape)
        mark_answer(ax, answer, size=13)
        ring = {"markerfacecolor": "none", "markeredgewidth": 2.2, "zorder": 7, "clip_on": False}
        ax.plot(W1[at], W2[at], "o", color=looks.OUTCOMES["stuck"]["color"], markersize=17, **ring)
        title = _("all rows") if view is f else rows(n)
        ax.set(title=title, xlabel="", ylabel="", xticks=[0, 1, 2], yticks=[0, 1, 2], aspect="equal")


def draw_excess_by_size(ax, sizes, excess, laws):
    """How far above the minimum runs stay, against batch size; both map learning rates to arrays."""
    for lr, measured, look in by_batch(excess):
        ax.loglog(sizes, laws[lr], **looks.line(look) | looks.LAW)
        ax.plot(sizes, measured, label=_("learning rate {lr:g}").format(lr=lr), **looks.dots(look))
    ax.axhline(REACHED, color=GREY, linewidth=1)
    mark = _("{distance:g}: our mark for “reached”").format(distance=REACHED)
    note(ax, mark, (sizes[-1], REACHED), ha="right", va="bottom", color=GREY, fontsize=10.5)
    ax.set(xlabel=_("rows in a batch, n"), ylabel=_("loss above the minimum"))
    ax.legend(loc="lower left", fontsize=10.5)


def draw_settling(ax, losses, best, floor, n, lr):
    """The loss on all the data over the steps of several runs, (steps, runs). Returns the caption."""
    low, median, high = np.quantile(losses, (0.1, 0.5, 0.9), axis=1)
    draw_with_band(ax, np.arange(len(losses)), median, low, high, **looks.MEDIAN)
    ax.plot(losses[:, 0], color=looks.method("GradientDescent")["color"], linewidth=1)
    ax.axhline(best, color=GREY, linestyle="--", linewidth=1.5)
    note(ax, _("the minimum"), (len(losses) - 1, best), offset=(0, -4), ha="right", va="top")
    end = float(losses[-len(losses) // 4 :].mean() - best)
    ax.set(xlabel=_("step"), ylabel=_("loss on all the data"), xlim=(0, len(losses) - 1), ylim=(best - 0.035, 0.75))
    title = ngettext("{n} row a step, learning rate {lr:g}", "{n} rows a step, learning rate {lr:g}", n)
    ax.set_title(title.format(n=n, lr=lr))
    words = _("last quarter: {end:.3f} above the minimum").format(end=end) if end < 1 else _("does not settle")
    corner_note(ax, words, "upper right")
    said = _("{ending}; the law of the jitter says {floor:.3f}. Band: eight of ten runs.")
    return said.format(ending=words.capitalize(), floor=floor)


def draw_time_per_row(ax, sizes, cost):
    """Time per row against the size of a batch, relative to one row at a time."""
    ax.loglog(sizes, cost, **looks.MEASURED)
    ax.set(xlabel=_("rows in a batch"), ylabel=_("time per row\n(1 row at a time = 1)"))
    ax.axhline(cost[-1], **looks.REFERENCE)
    ax.set_ylim(0.3 * cost[-1], 2)
    note(ax, _("mostly waiting for Python"), (sizes[1], cost[1]), offset=(14, 6))
    note(ax, _("the processor is busy"), (sizes[-1], cost[-1]), offset=(0, -8), ha="right", va="top")


def draw_race(axes, races):
    """Loss on fresh rows against steps and against time; `races` maps sizes to arrays (moments, 3)."""
    whole = max(races)
    for n, race, look in by_batch(races):
        steps, time, loss = race.T
        label = _("all rows") if n == whole else rows(n)
        for ax, x in zip(axes, (steps, time / races[whole][-1, 1]), strict=True):
            ax.plot(x, loss, label=label, **looks.line(look))
            ax.plot(x[-1], loss[-1], markersize=8, clip_on=False, **looks.dots(look))
    axes[0].set(xscale="log", xlabel=_("steps"), title=_("Step by step"))
    axes[1].set(xlim=(0, None), xlabel=_("time (the run on all rows = 1)"), title=_("Minute by minute"))
    for ax in axes:
        ax.set(ylabel=_("loss, fresh rows"), ylim=(0, 0.8))
    axes[0].legend(loc="lower left", fontsize=10.5)


def draw_shares_by_size(ax, sizes, been, ends):
    """Shares of runs against batch size, with momentum 0 and 0.9: dashed, were at the hole once; solid, end there."""
    for name, momentum, b, e in zip(("GradientDescent", "Momentum"), (0, 0.9), been, ends, strict=True):
        look, label = looks.method(name), _("momentum {rho:g}").format(rho=momentum)
        ax.plot(sizes, [100 * s.value for s in b], color=look["color"], linestyle="--", linewidth=1.3)
        draw_share(ax, sizes, e, label=label, **look)
    ax.plot([], [], color=GREY, linestyle="--", linewidth=1.3, label=_("came by"))
    ax.set(xscale="log", xlabel=_("rows in a batch (1000: all)"), xticks=[1, 10, 100, 1000])
    ax.set_xticklabels(["1", "10", "100", "1000"])


def draw_ends_of_runs(ax, f, path, ends, optimizer, n, best, star):
    """One run, and where many ended, on the loss of all the data. Returns the caption."""
    draw_surface(ax, f, labels=("b1", "b2"), levels=8, lines=False)
    (x0, x1), (y0, y1) = f.window
    at_hole = reached(f(ends)[0], best)
    inside = (ends[:, 0] > x0) & (ends[:, 0] < x1) & (ends[:, 1] > y0) & (ends[:, 1] < y1)
    path = path[: np.argmax((path < x0).any(axis=1) | (path > x1).any(axis=1)) or None]
    ax.plot(*path.T, color=looks.method(optimizer)["color"], linewidth=1.1, alpha=0.8)
    for kind, which in (("learnt", at_hole), ("stuck", ~at_hole)):
        edge = {"markersize": 4.5, "markeredgewidth": 0.7, "markeredgecolor": GROUND}
        ax.plot(*ends[which & inside].T, **looks.dots(looks.OUTCOMES[kind]), **edge)
    ax.plot(*path[0], "o", color=INK, markersize=8, markerfacecolor=GROUND, markeredgewidth=2)
    title = ngettext(
        "{n} row, momentum {rho:g}: {share:.0%} at the hole", "{n} rows, momentum {rho:g}: {share:.0%} at the hole", n
    )
    ax.set_title(title.format(n=n, rho=optimizer.rho, share=at_hole.mean()))
    arrow = {"arrowstyle": "->", "color": INK, "shrinkB": 9}
    note(ax, _("the hole"), star, offset=(32, 42), arrowprops=arrow, fontsize=11)
    return _(
        "{there} of {total} runs end at the hole (blue circles), {elsewhere} elsewhere (orange squares), {outside} "
        "outside of the picture. The line is the first of them."
    ).format(there=at_hole.sum(), total=len(ends), elsewhere=(~at_hole & inside).sum(), outside=(~inside).sum())


def draw_excess_by_order(ax, rates, excess):
    """How far above the minimum runs stay at the end of an epoch; `excess` maps ways of drawing to arrays."""
    for name, value, look in by_batch(excess):
        ax.loglog(rates, value, **look | {"markersize": 8}, label=name)
    ax.set(xlabel=_("learning rate"), ylabel=_("loss above\nthe minimum"), xticks=rates)
    ax.set_xticklabels([f"{lr:g}" for lr in rates])
    ax.minorticks_off()
    ax.legend(loc="upper left")


def draw_prediction_on_disk(ax, net, X, y, title):
    """What a network with one output says for each (x1, x2), the data on it, and the true border."""
    draw_prediction(ax, lambda grid: sigmoid(net.predict(grid))[:, 0], X, y, points=121, size=24)
    turn = np.linspace(0, 2 * np.pi, 200)
    ax.plot(1.5**0.5 * np.cos(turn), 1.5**0.5 * np.sin(turn), color=GREY, linestyle="--", linewidth=1.6)
    ax.set_title(title)


def draw_losses_of_batches(ax, losses):
    """Running means of the loss over 100 steps; `losses` maps batch sizes to arrays (steps,)."""
    for n, loss, look in by_batch(losses):
        mean = np.convolve(loss, np.full(100, 0.01), "valid")
        ax.plot(np.arange(len(mean)) + 100, mean, linewidth=1.4, **looks.line(look))
        note(ax, rows(n), (len(loss), mean[-1]), offset=(0, 10), ha="right", va="bottom", weight="bold")
    ax.set(xlabel=_("step"), ylabel=_("loss of the batches"), ylim=(0, 0.8), xlim=(0, len(loss)))


def draw_accuracy_by_step(ax, steps, accuracy, best):
    """Mean accuracy on fresh rows with 95 % intervals; `accuracy` maps sizes to arrays (moments, runs)."""
    ax.axhline(100 * best, **looks.REFERENCE)
    note(ax, _("no model can do better"), (steps[-1], 100 * best), ha="right", va="bottom", color=GREY)
    for n, a, look in by_batch(accuracy):
        label = (_("{n} of 50 rows") if n < 50 else _("all 50 rows")).format(n=n)
        draw_mean(ax, steps, a, label=label, **look | {"markersize": 5})
    ax.set(xscale="log", xlabel=_("steps"), ylabel=_("right on fresh rows (%)"), ylim=(66, 83))
    ax.set_xticks([10, 30, 100, 300], ["10", "30", "100", "300"])
    ax.legend(loc="lower right", fontsize=10.5)
