"""Pictures of chapter 6, Vanishing gradients."""

import numpy as np

from lessonlib import looks
from lessonlib.datasets import SPECIES
from lessonlib.looks import GREY, INK
from lessonlib.measures import LEARNT
from lessonlib.phrases import _
from lessonlib.plots.common import colour_map, corner_note, note
from lessonlib.plots.networks import draw_accuracy_by_epoch, draw_sizes_by_layer, note_learnt

SIGMOID = looks.ACTIVATIONS["Sigmoid"]
LOWEST, HIGHEST = 1e-18, 1e3  # ends of the axes of sizes; what is outside is drawn on the edge


def apart(places, gap, low, high):
    """The places, moved so that neighbours are at least `gap` apart, in their order and between low and high."""
    places = np.asarray(places, dtype=float)
    order = np.argsort(places, kind="stable")
    ranks = gap * np.arange(len(places))
    moved = np.maximum.accumulate(places[order] - ranks) + ranks
    moved += places.mean() - moved.mean()
    result = np.empty_like(places)
    result[order] = np.minimum(np.maximum(moved, low + ranks), high - ranks[::-1])
    return result


def draw_confusion_table(ax, table, title):
    """Counts (3, 3) of flowers: a column is what they are, a row is what they were taken for."""
    ax.imshow(np.eye(3), cmap=colour_map(looks.RIGHT), aspect="auto")
    wrong = looks.words(looks.OUTCOMES["stuck"])
    for (row, column), count in np.ndenumerate(table):
        how = {"color": INK if row == column else wrong, "weight": "bold"} if count else {"color": GREY}
        note(ax, str(count), (column, row), ha="center", va="center", fontsize=15, path_effects=None, **how)
    ax.set(xticks=range(3), yticks=range(3), xticklabels=SPECIES, yticklabels=SPECIES)
    ax.set(xlabel=_("what they are"), ylabel=_("taken for"), title=title)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def draw_gradients_by_epoch(ax, gradients, title, floor=None, shift=1.0):
    """The mean |grad.W| of each layer against the epoch.

    gradients: maps names of weights, the first layer's first, to sizes (epochs,).
    floor: what is smaller is drawn there, as in the lecture.
    shift: a factor for each line, so that none hides another.
    """
    lines = np.nan_to_num(np.array(list(gradients.values())), nan=HIGHEST)
    lines = np.clip(lines, LOWEST if floor is None else floor, HIGHEST) * np.reshape(shift, (-1, 1))
    if floor is not None:
        ax.axhspan(LOWEST, floor, color=looks.BAND, linewidth=0)
        words = _("what is smaller is drawn on this floor")
        note(ax, words, (0.04, 0.2), xycoords="axes fraction", path_effects=None)
    depth, epochs = lines.shape
    for line, look in zip(lines, looks.in_order(looks.LAYERS, depth), strict=True):
        ax.semilogy(np.arange(1, epochs + 1), line, color=look["color"], linewidth=1.8)
    ax.set(xlim=(1, epochs), xlabel=_("epoch"), ylabel=_("mean |grad.W|"), title=title)
    ax.set(ylim=(LOWEST, HIGHEST), yticks=10.0 ** np.arange(-18, 4, 3))
    named = [i for i in range(depth) if i % -(-depth // 8) == 0 or i == depth - 1]
    ends = np.log10(lines[named, -1])
    low, high = np.log10([LOWEST, HIGHEST])
    arrow = {"arrowstyle": "-", "color": GREY, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0}
    for i, end, place in zip(named, ends, apart(ends, 1.7, low + 1, high - 2), strict=True):
        how = {"xytext": (1.055 * epochs, 10**place), "va": "center", "fontsize": 10, "annotation_clip": False}
        note(ax, f"{i + 1}", (epochs, 10**end), arrowprops=arrow, **how)
    note(ax, _("layer"), (1.055, 1.0), xycoords="axes fraction", fontsize=10, ha="center", color=GREY)


def draw_signals_by_layer(ax, signals, title, names=None, window=(LOWEST, HIGHEST)):
    """The mean sizes of h, of δ and of grad.W in each layer of K networks: three arrays (K, layers)."""
    names = names or (_("h, what comes in"), _("δ, what comes back"), _("grad.W, their product"))
    for sizes, look, name in zip(signals, looks.PASSES.values(), names, strict=True):
        draw_sizes_by_layer(ax, sizes, look, window, label=name, markersize=7)
    ax.set(ylabel=_("mean size"), title=title, ylim=window)
    ax.legend(loc="upper center", fontsize=11)


def draw_first_adam_step(ax, gradients, eps):
    """How much of the learning rate Adam's first step uses, g / (g + eps), against the size g of a gradient.

    gradients: maps numbers of layers to the size in such a network.
    """
    g, look = np.logspace(-18, 0, 200), looks.METHODS["Adam"]
    ax.loglog(g, g / (g + eps), color=GREY)
    for depth, size in gradients.items():
        dot, words = (size, size / (size + eps)), _("{depth} layers").format(depth=depth)
        ax.plot(*dot, "o", color=look["color"], markersize=8, markeredgecolor=looks.GROUND)
        note(ax, words, dot, offset=(9, -4), va="top", color=looks.words(look), weight="bold")
    ax.axvline(eps, color=INK, linestyle=":", linewidth=1.6)
    note(ax, "ε'", (eps, 1e-12), offset=(5, 0))
    ax.set(xlabel=_("size of a weight's gradient"), xlim=(1e-17, 1))
    ax.set(ylabel=_("first move / learning rate"), ylim=(1e-13, 10))


def draw_learning_runs(ax, accuracy, learnt, title):
    """The accuracy of K networks of sigmoids, and how many of them have learnt.

    accuracy: on the training rows, from 0 to 1, (epochs, K).
    """
    draw_accuracy_by_epoch(ax, accuracy, SIGMOID)
    note_learnt(ax, learnt, accuracy.shape[1])
    ax.set_title(title)


def draw_signals_and_accuracy(axes, signals, accuracy, title):
    """Median sizes in the layers of K networks of sigmoids, and their accuracy in training. Returns the caption.

    signals: as for `draw_signals_by_layer`.  accuracy: on the training rows, from 0 to 1, (epochs, K).
    """
    above, below = axes
    h, delta, gW = (np.median(sizes, axis=0, keepdims=True) for sizes in signals)
    draw_signals_by_layer(above, (h, delta, gW), title, names=("h", "δ", "grad.W"), window=(LOWEST, 1e9))
    above.set(xlabel=_("layer, before training"), yticks=10.0 ** np.arange(-18, 7, 6))
    above.legend(loc="upper right", ncols=3, borderpad=0.1, columnspacing=1.2)
    draw_accuracy_by_epoch(below, accuracy, SIGMOID)
    counts = {"learnt": (accuracy[-1] > LEARNT).sum(), "runs": accuracy.shape[1], "limit": 100 * LEARNT}
    corner_note(below, _("{learnt} of {runs} runs end above {limit:.0f} %").format(**counts))
    return _(
        "{title}: before training h is {h:.1g} in the last layer, δ is {delta:.1g} and grad.W {gW:.1g} in the first. "
        "After {epochs} epochs {learnt} of {runs} runs are right on more than {limit:.0f} % of the training rows."
    ).format(title=title, h=h[0, -1], delta=delta[0, 0], gW=gW[0, 0], epochs=len(accuracy), **counts)


def draw_training(ax, gradients, accuracy, title):
    """The gradients of one run, as `draw_gradients_by_epoch` does. Returns the caption, which has the accuracy too.

    accuracy: on the training rows, from 0 to 1, (epochs,).
    """
    draw_gradients_by_epoch(ax, gradients, title)
    sizes = list(gradients.values())
    return _(
        "{title}: in the first epoch mean |grad.W| is {first:.1g} in layer 1 and {last:.1g} in the last layer. "
        "After {epochs} epochs {right:.0%} of the training rows are right."
    ).format(title=title, first=sizes[0][0], last=sizes[-1][0], epochs=len(accuracy), right=accuracy[-1])
