"""Pictures of chapter 6, BatchNorm."""

import numpy as np

from lessonlib.datasets import SPECIES
from lessonlib.plots.common import ARROW, GREY, GROUND, INK, draw_box, note

WITH = {"color": "#0072B2", "linestyle": "-", "marker": "o"}
WITHOUT = {"color": "#D55E00", "linestyle": "--", "marker": "s"}
BACK = "#D55E00"  # the way back
LOOKS = (("#0072B2", "o"), ("#D55E00", "^"), ("#009E73", "s"))  # of the three species
FLOOR = 1e-13  # smaller sizes are drawn here


def draw_loss(ax, losses, batch_norm, right):
    """The loss of each step of a run, with BatchNorm or without, and its test accuracy, on one Axes for both."""
    look = WITH if batch_norm else WITHOUT
    steps = np.arange(1, len(losses) + 1)
    ax.plot(steps, losses, color=look["color"], linestyle=look["linestyle"], linewidth=1.5)
    name = "with BatchNorm" if batch_norm else "without BatchNorm"
    height = losses[3 * len(steps) // 5 :].max() + 0.02
    note(ax, f"{name}:\n{right:.0%} right", (len(losses), height), color=look["color"], ha="right", weight="bold")
    ax.set(xlabel="step", ylabel="loss of the batch", xlim=(0, len(losses)), ylim=(0, 0.48))


def draw_batch(axes, before, after):
    """The columns of a batch before and after BatchNorm: a dot for each row, a bar for each mean."""
    columns = np.arange(1, before.shape[1] + 1)
    for ax, values, colour in zip(axes, (before, after), (GREY, WITH["color"]), strict=True):
        spread = np.linspace(-0.22, 0.22, len(values))[:, None]
        ax.plot(columns + spread, values, "o", color=colour, markersize=3.5, alpha=0.6, markeredgewidth=0)
        ax.hlines(values.mean(axis=0), columns - 0.35, columns + 0.35, color=INK, linewidth=2)
        ax.set(xticks=columns, xlim=(0.4, columns[-1] + 0.6))
    axes[0].set(title="What the first layer gives", ylabel="l")
    axes[1].set(title="The same after BatchNorm", ylabel="y", xlabel="unit (column)", ylim=(-3.4, 3.4))
    note(axes[1], "mean 0, standard deviation 1", (0.6, 2.75), color=WITH["color"], weight="bold")


def draw_roads(ax):
    """How x reaches y: straight, through the variance, and through the mean."""
    ax.set(xlim=(-0.2, 10.8), ylim=(-0.7, 9.6))
    ax.axis("off")
    arrow = ARROW | {"linewidth": 1.6, "color": INK}
    roads = [((4.3, 8.5), (1.9, 6.5)), ((5, 8.5), (5, 6.5)), ((1.9, 5.5), (4.3, 3.5)), ((5, 5.5), (5, 3.5))]
    for start, end in [*roads, ((5, 2.5), (5, 0.5)), ((2.1, 1), (4.05, 0.3)), ((2.1, -0.1), (4.05, -0.05))]:
        ax.annotate("", end, start, arrowprops=arrow)
    ax.annotate("", (5.95, 3.1), (5.95, 8.9), arrowprops=arrow | {"connectionstyle": "arc3,rad=-0.75"})
    ax.annotate("", (4.05, 6), (2.15, 6), arrowprops=arrow | {"color": GREY, "linestyle": ":"})
    for name, x, y in (("x", 5, 9), ("x̄", 1.2, 6), ("σ²", 5, 6), ("x̂", 5, 3), ("y", 5, 0)):
        draw_box(ax, x, y, name, INK)
    for x, y, text in ((8.3, 6, "1 straight"), (5.2, 4.5, "2 variance"), (0.9, 4.3, "3 mean")):
        note(ax, text, (x, y), color=BACK, weight="bold", va="center")
    note(ax, "γ", (1.9, 1), ha="right", va="center", weight="bold")
    note(ax, "β", (1.9, -0.1), ha="right", va="center", weight="bold")
    note(ax, "adds up\nto 0", (3.1, 6.2), color=GREY, fontsize=10.5, ha="center")


def draw_sizes(axes, forward, back, title, eps=None):
    """The spread of each Linear's outputs (above) and of grad.l (below) in each layer of K networks.

    forward, back: (K, layers).  eps: BatchNorm's, or None without it.  Returns the caption.
    """
    look = WITHOUT if eps is None else WITH
    layers = np.arange(1, forward.shape[1] + 1)
    for ax, sizes in zip(axes, (forward, back), strict=True):
        ax.semilogy(layers, np.maximum(sizes, FLOOR).T, color=look["color"], linewidth=0.5, alpha=0.25)
        middle = np.maximum(np.median(sizes, axis=0), FLOOR)
        ax.semilogy(layers, middle, **look | {"markersize": 5})
        ax.set(xlim=(0.4, layers[-1] + 0.6), ylim=(FLOOR / 3, 100), yticks=10.0 ** np.arange(-12, 1, 4))
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.minorticks_off()
    if eps is not None:
        axes[0].axhline(eps**0.5, color=INK, linewidth=1, linestyle=":")
        note(axes[0], "√ε", (layers[-1] + 0.5, eps**0.5 * 2), ha="right", fontsize=10.5)
    axes[0].set(title=title, ylabel="spread of l")
    axes[1].set(ylabel="size of grad.l", xlabel="layer (1 is next to the data)")
    first, last = (np.median(sizes[:, [0, -1]], axis=0) for sizes in (forward, back))
    return (
        f"{title}: from layer 1 to the last the spread of l goes from {first[0]:.1g} to {first[1]:.1g}; "
        f"on the way back grad.l goes from {last[1]:.1g} to {last[0]:.1g} (medians of {len(forward)} networks)."
    )


def draw_waking(axes, gradients, right):
    """For each epoch the mean |grad.W| of one layer (above) and the accuracy (below), both (epochs, K)."""
    epochs = np.arange(1, len(right) + 1)
    axes[0].axhline(1e-8, color=INK, linewidth=1, linestyle=":")
    axes[0].semilogy(epochs, np.maximum(gradients, 1e-16), color=WITH["color"], linewidth=0.6, alpha=0.5)
    axes[0].semilogy(epochs, np.median(gradients, axis=1), color=INK, linewidth=2.2)
    note(axes[0], "Adam's ε", (2, 2e-8))
    axes[1].plot(epochs, 100 * right, color=WITH["color"], linewidth=0.6, alpha=0.5)
    axes[1].plot(epochs, 100 * np.median(right, axis=1), color=INK, linewidth=2.2)
    axes[0].set(title="Gradient of the weights, layer 13", ylabel="mean |grad.W|", ylim=(1e-16, 1))
    axes[1].set(title="Training rows that are right", ylabel="%", xlabel="epoch", ylim=(0, 102))
    for ax in axes:
        ax.set(xlim=(1, len(right)))


def draw_accuracies(ax, right, lecture):
    """The test accuracy of each run, a dot, in columns; and where the lecture's run lies."""
    columns = np.round(np.asarray(right) * 25) / 25
    for place in np.unique(columns):
        height = np.arange(1, (columns == place).sum() + 1)
        ax.plot(np.full(len(height), 100 * place), height, "o", color=WITH["color"], markersize=6)
    top = max((columns == place).sum() for place in columns)
    ax.axvspan(90, 102, color="#e9e5db", linewidth=0, zorder=0)
    note(ax, "learnt", (96, top + 1.6), ha="center", weight="bold")
    arrow = {"arrowstyle": "-|>", "color": BACK, "linewidth": 1.6}
    how = {"arrowprops": arrow, "color": BACK, "ha": "center", "weight": "bold"}
    spot = (100 * lecture, (columns == np.round(lecture * 25) / 25).sum() + 0.6)
    note(ax, "the lecture's run", spot, xytext=(100 * lecture - 8, top + 1.6), **how)
    ax.set(xlabel="test rows that are right (%)", ylabel="runs", xlim=(0, 102), ylim=(0, top + 3))


def draw_agreement(ax, depths, without, normalised):
    """The median cosine between batches' gradients at each depth, and the middle half: (depths, pairs) of cosines."""
    for cosines, look, name in ((without, WITHOUT, "without BatchNorm"), (normalised, WITH, "with BatchNorm")):
        low, middle, high = np.quantile(cosines, (0.25, 0.5, 0.75), axis=1)
        ax.fill_between(depths, low, high, color=look["color"], alpha=0.2, linewidth=0)
        ax.plot(depths, middle, label=name, **look)
    ax.axhline(0, color=GREY, linewidth=1, linestyle=":")
    ax.set(xlabel="hidden layers", ylabel="agreement (cosine)", ylim=(-0.55, 1.05), xticks=depths)
    ax.legend(loc="lower left")


def draw_flowers(ax, values, part, title):
    """Two units' values for three flowers in many batches: (batches, 3, 2). Returns the caption."""
    for k, (name, (colour, marker)) in enumerate(zip(SPECIES, LOOKS, strict=True)):
        ax.plot(*values[:, k].T, marker, color=colour, alpha=0.6, markersize=5, markeredgewidth=0)
        ax.plot(*values[:, k].mean(axis=0), marker, color=colour, markersize=13, markeredgecolor=GROUND, label=name)
    ax.legend(loc="lower left", fontsize=10.5, markerscale=0.7)
    ax.set(xlim=(-3.6, 3.6), ylim=(-3.6, 3.6), aspect="equal", title=title)
    ax.set(xlabel="first unit of the last layer", ylabel="second unit")
    note(ax, f"due to the company: {part:.0%}", (0.03, 0.94), xycoords="axes fraction", weight="bold")
    return f"{title}: {part:.0%} of the variance of these flowers' values is due to the other rows of the batch."


def draw_rates(ax, losses, right, title):
    """Losses of runs without and with BatchNorm, each (steps, K), and the median of `right`. Returns the caption."""
    said = []
    where = {"xycoords": "axes fraction", "ha": "right", "weight": "bold"}
    for (name, found), look, y in zip(losses.items(), (WITHOUT, WITH), (0.9, 0.8), strict=True):
        steps, colour = np.arange(1, len(found) + 1), look["color"]
        ax.plot(steps, found, color=colour, linewidth=0.5, alpha=0.3)
        ax.plot(steps, np.median(found, axis=1), color=colour, linestyle=look["linestyle"], linewidth=2)
        said.append(f"{name} {np.median(right[name]):.0%}")
        note(ax, f"{said[-1]} right", (0.98, y), color=colour, **where)
    ax.set(xlabel="step", ylabel="loss of the batch", title=title, xlim=(1, len(found)), ylim=(0, 0.8))
    return f"{title}: median test accuracy {' and '.join(said)} ({found.shape[1]} runs each)."
