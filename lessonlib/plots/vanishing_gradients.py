"""Pictures of the page that opens Part II, Vanishing gradients."""

import matplotlib.pyplot as plt
import numpy as np

from lessonlib.datasets import SPECIES
from lessonlib.measures import LEARNT
from lessonlib.plots.common import GREY, GROUND, INK, note

SIGNALS = {  # what is measured in each layer, and its look
    "h, what comes in": {"color": INK, "marker": "o", "linestyle": "--"},
    "δ, what comes back": {"color": "#D55E00", "marker": "s", "linestyle": ":"},
    "grad.W, their product": {"color": "#0072B2", "marker": "^", "linestyle": "-"},
}
LOWEST, HIGHEST = 1e-18, 1e3  # of the axes on which sizes are drawn; what is outside lies on the edge


def layer_colours(count):
    """A colour for each layer, from dark (next to the data) to light (next to the answer)."""
    return plt.get_cmap("viridis")(np.linspace(0, 0.88, count))


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


def draw_answers(ax, table, title):
    """A confusion table: what the flowers are, from left to right, and what they were taken for, from top to bottom."""
    table = np.asarray(table)
    ax.imshow(np.eye(3), cmap="Blues", vmin=0, vmax=4, aspect="auto")
    for (row, column), count in np.ndenumerate(table):
        look = {"color": GREY} if not count else {"color": INK if row == column else "#B04A00", "weight": "bold"}
        note(ax, str(count), (column, row), ha="center", va="center", fontsize=15, path_effects=None, **look)
    ax.set(xticks=range(3), yticks=range(3), xticklabels=SPECIES, yticklabels=SPECIES)
    ax.set(xlabel="what they are", ylabel="taken for", title=title)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def draw_epochs(ax, gradients, title, floor=None, shift=1.0):
    """The mean |grad.W| of each layer against the epoch, for {"fc1_weight": (epochs,), ...}.

    floor: what is smaller is drawn there, as in the lecture.
    shift: a factor for each line, so that none hides another.
    """
    lines = np.nan_to_num(np.array(list(gradients.values())), nan=HIGHEST)
    lines = np.clip(lines, LOWEST if floor is None else floor, HIGHEST) * np.reshape(shift, (-1, 1))
    if floor is not None:
        ax.axhspan(LOWEST, floor, color="#e9e5db", linewidth=0)
        note(ax, "what is smaller is drawn on this floor", (0.04, 0.2), xycoords="axes fraction", path_effects=None)
    depth, epochs = lines.shape
    for line, colour in zip(lines, layer_colours(depth), strict=True):
        ax.semilogy(np.arange(1, epochs + 1), line, color=colour, linewidth=1.8)
    ax.set(xlim=(1, epochs), xlabel="epoch", ylabel="mean |grad.W|", title=title)
    ax.set(ylim=(LOWEST, HIGHEST), yticks=10.0 ** np.arange(-18, 4, 3))
    named = [i for i in range(depth) if i % -(-depth // 8) == 0 or i == depth - 1]
    ends = np.log10(lines[named, -1])
    low, high = np.log10([LOWEST, HIGHEST])
    for i, end, place in zip(named, ends, apart(ends, 1.7, low + 1, high - 2), strict=True):
        how = {"xytext": (1.055 * epochs, 10**place), "va": "center", "fontsize": 10, "annotation_clip": False}
        arrow = {"arrowstyle": "-", "color": GREY, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0}
        note(ax, f"{i + 1}", (epochs, 10**end), color=INK, arrowprops=arrow, **how)
    note(ax, "layer", (1.055, 1.0), xycoords="axes fraction", fontsize=10, ha="center", color=GREY)


def draw_signals(ax, signals, title, window=(LOWEST, HIGHEST)):
    """The sizes of h, of the delta and of grad.W in each layer, for three arrays (K, layers).

    Each network is a pale line, and their median a dark one.
    """
    for (label, look), sizes in zip(SIGNALS.items(), signals, strict=True):
        sizes = np.clip(np.nan_to_num(sizes, nan=HIGHEST), *window)
        layers = np.arange(1, sizes.shape[1] + 1)
        ax.semilogy(layers, sizes.T, color=look["color"], linewidth=0.5, alpha=0.25)
        ax.semilogy(layers, np.median(sizes, axis=0), label=label, markersize=7, **look)
    ax.set(xlabel="layer (1 is next to the data)", ylabel="mean size", title=title, ylim=window)
    ax.set(xlim=(0.7, len(layers) + 0.3))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(loc="upper center", fontsize=11)


def draw_step(ax, gradients, eps):
    """How much of the learning rate Adam's first move uses, against the gradient; `gradients` maps depths to sizes."""
    g = np.logspace(-18, 0, 200)
    ax.loglog(g, g / (g + eps), color=GREY)
    for depth, size in gradients.items():
        dot = (size, size / (size + eps))
        ax.plot(*dot, "o", color="#0072B2", markersize=8, markeredgecolor=GROUND)
        note(ax, f"{depth} layers", dot, offset=(9, -4), va="top", color="#0072B2", weight="bold")
    ax.axvline(eps, color=INK, linestyle=":", linewidth=1.6)
    note(ax, "ε'", (eps, 1e-12), offset=(5, 0))
    ax.set(xlabel="size of a weight's gradient", ylabel="first move / learning rate", xlim=(1e-17, 1), ylim=(1e-13, 10))


def draw_runs(ax, accuracy, title):
    """Accuracies (epochs, K) of many runs: each a pale line, their median a dark one."""
    epochs, percent = np.arange(1, len(accuracy) + 1), 100 * np.nan_to_num(accuracy)
    alpha = 0.3 if percent.shape[1] > 20 else 0.6
    ax.plot(epochs, percent, color="#0072B2", linewidth=0.7, alpha=alpha)
    ax.plot(epochs, np.median(percent, axis=1), color=INK, linewidth=2.2)
    ax.set(xlim=(1, len(epochs)), ylim=(0, 103), xlabel="epoch", ylabel="right (%)", title=title)


def say(ax, text):
    """The point of a picture of runs, in its lower right corner."""
    note(ax, text, (0.98, 0.07), xycoords="axes fraction", ha="right", weight="bold", color="#0072B2")


def draw_setting(axes, signals, accuracy, title):
    """Before training, the sizes in each layer; in training, the accuracy of K runs. Returns the caption."""
    above, below = axes
    middle = [np.median(sizes, axis=0) for sizes in signals]
    draw_signals(above, [sizes[None] for sizes in middle], title, window=(LOWEST, 1e9))
    above.set(xlabel="layer, before training", yticks=10.0 ** np.arange(-18, 7, 6))
    names = [label.split(",")[0] for label in SIGNALS]
    above.legend(above.lines[1::2], names, loc="upper right", ncols=3, borderpad=0.1, columnspacing=1.2)
    draw_runs(below, accuracy, None)
    right = accuracy[-1] > LEARNT
    say(below, f"{right.sum()} of {right.size} runs end above 90 %")
    h, delta, gW = middle
    return (
        f"{title}: before training h is {h[-1]:.1g} in the last layer, δ is {delta[0]:.1g} and grad.W {gW[0]:.1g} "
        f"in the first. After {len(accuracy)} epochs {right.sum()} of {right.size} runs are right on more than 90 % "
        "of the training rows."
    )


def draw_training(ax, gradients, accuracy, title):
    """The gradients of one run; the caption has its accuracy too."""
    draw_epochs(ax, gradients, title)
    first, *_, last = gradients.values()
    return (
        f"{title}: in the first epoch mean |grad.W| is {first[0]:.1g} in layer 1 and {last[0]:.1g} in the last layer. "
        f"After {len(accuracy)} epochs {accuracy[-1]:.0%} of the training rows are right."
    )
