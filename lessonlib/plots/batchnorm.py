"""Pictures of chapter 7, BatchNorm; networks without it are the plain ones."""

import numpy as np

from lessonlib import looks
from lessonlib.datasets import SPECIES
from lessonlib.measures import LEARNT
from lessonlib.phrases import _
from lessonlib.plots.common import ARROW, corner_note, draw_box, draw_runs_and_median, draw_with_band, note
from lessonlib.plots.networks import draw_accuracy_by_epoch, draw_sizes_by_layer

WITHOUT, WITH = looks.NETWORKS["plain"], looks.NETWORKS["batchnorm"]
FLOOR = 1e-13  # smaller sizes are drawn here


def draw_loss_and_accuracy(ax, losses, kind, right):
    """The loss of each step of a run, and the accuracy at its end: on one Axes for both kinds.

    losses: (steps,).  kind: "plain" or "batchnorm".  right: on the test rows, from 0 to 1.
    """
    words = {"plain": _("without BatchNorm:\n{right:.0%} right"), "batchnorm": _("with BatchNorm:\n{right:.0%} right")}
    look = looks.NETWORKS[kind]
    ax.plot(np.arange(1, len(losses) + 1), losses, linewidth=1.5, **looks.line(look))
    place = (len(losses), losses[3 * len(losses) // 5 :].max() + 0.02)
    note(ax, words[kind].format(right=right), place, color=looks.words(look), ha="right", weight="bold")
    ax.set(xlabel=_("step"), ylabel=_("loss of the batch"), xlim=(0, len(losses)), ylim=(0, 0.48))


def draw_normalised_batch(axes, before, after):
    """The columns of a batch (n, units) before and after BatchNorm: a dot for each row, a bar for each mean."""
    columns = np.arange(1, before.shape[1] + 1)
    for ax, values, colour in zip(axes, (before, after), (looks.GREY, WITH["color"]), strict=True):
        spread = np.linspace(-0.22, 0.22, len(values))[:, None]
        ax.plot(columns + spread, values, "o", color=colour, markersize=3.5, alpha=0.6, markeredgewidth=0)
        ax.hlines(values.mean(axis=0), columns - 0.35, columns + 0.35, color=looks.INK, linewidth=2)
        ax.set(xticks=columns, xlim=(0.4, columns[-1] + 0.6))
    axes[0].set(title=_("What the first layer gives"), ylabel="l")
    axes[1].set(title=_("The same after BatchNorm"), ylabel="y", xlabel=_("unit (column)"), ylim=(-3.4, 3.4))
    note(axes[1], _("mean 0, standard deviation 1"), (0.6, 2.75), color=looks.words(WITH), weight="bold")


def draw_three_roads(ax):
    """How x reaches y through BatchNorm: straight, through the variance, and through the mean."""
    ax.set(xlim=(-0.2, 10.8), ylim=(-0.7, 9.6))
    ax.axis("off")
    arrow = ARROW | {"linewidth": 1.6, "color": looks.INK}
    roads = [((4.3, 8.5), (1.9, 6.5)), ((5, 8.5), (5, 6.5)), ((1.9, 5.5), (4.3, 3.5)), ((5, 5.5), (5, 3.5))]
    for start, end in [*roads, ((5, 2.5), (5, 0.5)), ((2.1, 1), (4.05, 0.3)), ((2.1, -0.1), (4.05, -0.05))]:
        ax.annotate("", end, start, arrowprops=arrow)
    ax.annotate("", (5.95, 3.1), (5.95, 8.9), arrowprops=arrow | {"connectionstyle": "arc3,rad=-0.75"})
    ax.annotate("", (4.05, 6), (2.15, 6), arrowprops=arrow | {"color": looks.GREY, "linestyle": ":"})
    for name, x, y in (("x", 5, 9), ("x̄", 1.2, 6), ("σ²", 5, 6), ("x̂", 5, 3), ("y", 5, 0)):
        draw_box(ax, x, y, name, looks.INK)
    for x, y, words in ((8.3, 6, _("1 straight")), (5.2, 4.5, _("2 variance")), (0.9, 4.3, _("3 mean"))):
        note(ax, words, (x, y), color=looks.words(looks.PASSES["backward"]), weight="bold", va="center")
    note(ax, "γ", (1.9, 1), ha="right", va="center", weight="bold")
    note(ax, "β", (1.9, -0.1), ha="right", va="center", weight="bold")
    note(ax, _("adds up\nto 0"), (3.1, 6.2), color=looks.GREY, fontsize=10.5, ha="center")


def draw_spread_and_gradient(axes, forward, back, title, eps=None):
    """The spread of each Linear's outputs (above) and the size of grad.l (below) by layer. Returns the caption.

    forward, back: K networks' sizes, (K, layers).  eps: BatchNorm's, or None without it.
    """
    for ax, sizes in zip(axes, (forward, back), strict=True):
        draw_sizes_by_layer(ax, sizes, WITHOUT if eps is None else WITH, (FLOOR, np.inf), markersize=5)
        ax.set(ylim=(FLOOR / 3, 100), yticks=10.0 ** np.arange(-12, 1, 4))
        ax.minorticks_off()
    if eps is not None:
        axes[0].axhline(eps**0.5, **looks.REFERENCE)
        note(axes[0], "√ε", (forward.shape[1] + 0.3, eps**0.5 * 2), ha="right", fontsize=10.5)
    axes[0].set(title=title, xlabel="", ylabel=_("spread of l"))
    axes[1].set_ylabel(_("size of grad.l"))
    (first, last), (low, top) = (np.median(sizes[:, [0, -1]], axis=0) for sizes in (forward, back))
    return _(
        "{title}: from layer 1 to the last the spread of l goes from {first:.1g} to {last:.1g}; "
        "on the way back grad.l goes from {top:.1g} to {low:.1g} (medians of {networks} networks)."
    ).format(title=title, first=first, last=last, top=top, low=low, networks=len(forward))


def draw_waking_layer(axes, gradients, accuracy):
    """For each epoch of K runs the mean |grad.W| of layer 13 (above) and the accuracy (below), both (epochs, K).

    accuracy: on the training rows, from 0 to 1.
    """
    epochs = np.arange(1, len(accuracy) + 1)
    axes[0].axhline(1e-8, **looks.REFERENCE)
    draw_runs_and_median(axes[0], epochs, np.maximum(gradients, 1e-16), WITH, alpha=0.6)
    note(axes[0], _("Adam's ε"), (2, 2e-8))
    axes[0].set(title=_("Gradient of the weights, layer 13"), ylabel=_("mean |grad.W|"), yscale="log")
    axes[0].set(xlim=(1, len(epochs)), ylim=(1e-16, 1))
    draw_accuracy_by_epoch(axes[1], accuracy, WITH)
    axes[1].set(title=_("Training rows that are right"), ylabel="%")


def draw_accuracy_dots(ax, right, lecture):
    """The test accuracy of each run: a dot, in columns of 4 %; and where the lecture's run lies. All from 0 to 1."""
    columns, place = np.round(25 * np.asarray(right)), np.round(25 * lecture)
    counts = dict(zip(*np.unique(columns, return_counts=True), strict=True))
    for column, count in counts.items():
        ax.plot(np.full(count, 4 * column), np.arange(1, count + 1), "o", color=WITH["color"], markersize=6)
    top = max(counts.values())
    ax.axvspan(100 * LEARNT, 102, color=looks.BAND, linewidth=0, zorder=0)
    note(ax, _("learnt"), (96, top + 1.6), ha="center", weight="bold")
    arrow = ARROW | {"color": looks.INK}
    spot, words = (100 * lecture, counts.get(place, 0) + 0.6), (100 * lecture - 8, top + 1.6)
    note(ax, _("the lecture's run"), spot, xytext=words, arrowprops=arrow, ha="center", weight="bold")
    ax.set(xlabel=_("test rows that are right (%)"), ylabel=_("runs"), xlim=(0, 102), ylim=(0, top + 3))


def draw_agreement(ax, depths, without, normalised):
    """The median cosine between batches' gradients at each depth, and the middle half: cosines (depths, pairs)."""
    names = _("without BatchNorm"), _("with BatchNorm")
    for cosines, look, name in zip((without, normalised), (WITHOUT, WITH), names, strict=True):
        low, middle, high = np.quantile(cosines, (0.25, 0.5, 0.75), axis=1)
        draw_with_band(ax, depths, middle, low, high, label=name, **look)
    ax.axhline(0, **looks.REFERENCE)
    ax.set(xlabel=_("hidden layers"), ylabel=_("agreement (cosine)"), ylim=(-0.55, 1.05), xticks=depths)
    ax.legend(loc="lower left")


def draw_flowers_in_batches(ax, values, part, title):
    """Two units' values for three flowers in many batches: (batches, 3, 2). Returns the caption.

    part: the share of their variance that the other rows of the batch explain.
    """
    for k, (name, look) in enumerate(zip(SPECIES, looks.CLASSES, strict=True)):
        how = looks.dots(look)
        ax.plot(*values[:, k].T, alpha=0.6, markersize=5, markeredgewidth=0, **how)
        ax.plot(*values[:, k].mean(axis=0), markersize=13, markeredgecolor=looks.GROUND, label=name, **how)
    ax.legend(loc="lower left", fontsize=10.5, markerscale=0.7)
    ax.set(xlim=(-3.6, 3.6), ylim=(-3.6, 3.6), aspect="equal", title=title)
    ax.set(xlabel=_("first unit of the last layer"), ylabel=_("second unit"))
    corner_note(ax, _("due to the company: {part:.0%}").format(part=part), "upper left")
    return _(
        "{title}: {part:.0%} of the variance of these flowers' values is due to the other rows of the batch."
    ).format(title=title, part=part)


def draw_losses_at_rate(ax, losses, right, title):
    """The losses of K runs without BatchNorm and K with it, and the medians of their accuracy. Returns the caption.

    losses: maps "plain" and "batchnorm" to (steps, K).  right: maps them to test accuracies from 0 to 1, (K,).
    """
    medians = {kind: np.median(accuracies) for kind, accuracies in right.items()}
    words = {"plain": _("without BatchNorm {right:.0%} right"), "batchnorm": _("with BatchNorm {right:.0%} right")}
    for kind, offset in (("plain", None), ("batchnorm", (0, -17))):
        look, (steps, runs) = looks.NETWORKS[kind], losses[kind].shape
        median = looks.line(look) | {"linewidth": 2}
        draw_runs_and_median(ax, np.arange(1, steps + 1), losses[kind], look, median)
        corner_note(ax, words[kind].format(right=medians[kind]), "upper right", offset=offset, color=looks.words(look))
    ax.set(xlabel=_("step"), ylabel=_("loss of the batch"), title=title, xlim=(1, steps), ylim=(0, 0.8))
    return _(
        "{title}: median test accuracy without BatchNorm {plain:.0%} and with BatchNorm {batchnorm:.0%} "
        "({runs} runs each)."
    ).format(title=title, runs=runs, **medians)
