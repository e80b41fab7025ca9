"""Pictures of chapter 8, ResNet.

Kinds of networks are "plain", "residual" and "projection": they choose a look, and a name to be read.
"""

import numpy as np

from lessonlib import looks
from lessonlib.evidence import share
from lessonlib.looks import GREY, INK
from lessonlib.measures import LEARNT
from lessonlib.phrases import _
from lessonlib.plots.common import ARROW, draw_box, draw_share, draw_with_band, note
from lessonlib.plots.networks import draw_runs_by_outcome, draw_sizes_by_layer, name_network
from lessonlib.plots.surfaces import SURFACE

FLOOR, CEILING = 1e-14, 1e14  # of sizes; what is outside is drawn on the edge


def draw_losses_by_network(ax, runs, places):
    """The loss of each step. runs: maps kinds to losses (steps,); places: maps them to where their names go."""
    for kind, losses in runs.items():
        ax.plot(np.arange(1, len(losses) + 1), losses, linewidth=1.4, **looks.line(looks.NETWORKS[kind]))
        name_network(ax, kind, places[kind])
    ax.set(xlabel=_("step"), ylabel=_("loss"), xlim=(1, None), ylim=(0, None))


def draw_residual_blocks(ax):
    """Three kinds of blocks beside each other, each from top to bottom, with their skips."""
    blocks = {  # a skip starts at "r" and ends at "+"
        _("the lecture"): ("r", "Linear", "ReLU", "+", _("next r")),
        _("He 2015"): ("r", "Linear", "ReLU", "Linear", "+", "ReLU", _("next r")),
        _("He 2016"): ("r", "ReLU", "Linear", "ReLU", "Linear", "+", _("next r")),
    }
    boxes = {"Linear": INK, "ReLU": looks.ACTIVATIONS["ReLU"]["color"]}
    skip = looks.NETWORKS["residual"]["color"]
    ax.set(xlim=(-0.1, 10), ylim=(-0.9, 10.6))
    ax.axis("off")
    for x, (name, parts) in zip((1.2, 4.6, 8.0), blocks.items(), strict=True):
        rows = 8.8 - 1.45 * np.arange(len(parts))
        note(ax, name, (x, 10.1), ha="center", weight="bold")
        for row, part in zip(rows, parts, strict=True):
            if part in boxes:
                draw_box(ax, x, row, part, boxes[part])
            else:
                note(ax, part, (x, row), ha="center", va="center", fontsize=22 if part == "+" else 14)
        for above, below in zip(rows, rows[1:], strict=False):
            ax.annotate("", (x, below + 0.46), (x, above - 0.46), arrowprops=ARROW | {"color": GREY})
        plus, side = rows[parts.index("+")], x + 1.25
        ax.plot([x + 0.25, side, side], [rows[0], rows[0], plus], color=skip, linewidth=2.4)
        ax.annotate("", (x + 0.25, plus), (side, plus), arrowprops=ARROW | {"color": skip})


def draw_sizes_by_network(ax, sizes, label):
    """Sizes in each hidden layer of K networks of each kind, pale lines, and their medians, which are named.

    sizes: maps kinds to (K, layers).  label: what is measured.
    """
    for kind, values in sizes.items():
        draw_sizes_by_layer(ax, values, looks.NETWORKS[kind], marker="", linewidth=2.2)
        middle = np.median(values, axis=0)
        falls = middle[0] <= middle[-1] / 10  # on its way back, to the left: then the name goes below the line
        layer, offset = (len(middle) // 4, (10, -16)) if falls else (0, (4, 5))
        name_network(ax, kind, (layer + 1, middle[layer]), offset)
    ax.set(xlabel=_("hidden layer"), ylabel=label)
    ax.margins(y=0.12)


def draw_learnt_by_epoch(ax, runs, places):
    """The share of runs that are right on more than 90 % of the training rows, against the epoch, with its interval.

    runs: maps kinds to accuracies from 0 to 1, (epochs, K).  places: maps them to where their names go.
    """
    for kind, right in runs.items():
        shares = [share(epoch > LEARNT) for epoch in right]
        draw_share(ax, np.arange(1, len(right) + 1), shares, **looks.line(looks.NETWORKS[kind]))
        name_network(ax, kind, places[kind])
    ax.set(xlabel=_("epoch"), xlim=(1, None))


def draw_lesions(ax, lesions, places):
    """The accuracy without one block, for each block: the median of K networks and the middle 80 % of them.

    lesions: maps kinds to accuracies from 0 to 1, (K, blocks).  places: maps them to where their names go.
    """
    for kind, right in lesions.items():
        low, middle, high = 100 * np.quantile(right, [0.1, 0.5, 0.9], axis=0)
        blocks = np.arange(1, right.shape[1] + 1)
        draw_with_band(ax, blocks, middle, low, high, markersize=5, **looks.NETWORKS[kind])
        name_network(ax, kind, places[kind])
    ax.axhline(100 / 3, **looks.REFERENCE)
    note(ax, _("guessing"), (7, 25), color=GREY)
    ax.set(xlabel=_("the block that is left out"), ylabel=_("test rows right (%)"), ylim=(0, 103))


def draw_sizes_both_ways(axes, forward, back, title):
    """Sizes of r (above) and of grad.r (below) in each hidden layer of K networks of each kind. Returns the caption.

    forward, back: map "plain" and "residual" to (K, layers).
    """
    for ax, sizes, label in zip(axes, (forward, back), (_("size of r"), _("size of grad.r")), strict=True):
        for kind, values in sizes.items():
            draw_sizes_by_layer(ax, values, looks.NETWORKS[kind], (FLOOR, CEILING), marker="", linewidth=2.2)
        ax.set(ylabel=label, ylim=(FLOOR / 3, CEILING * 3), yticks=10.0 ** np.arange(-12, 13, 6))
        ax.set(xlim=(1, 1.06 * values.shape[1]))  # with room for half of the last tick's number, up to 1000
    axes[0].set(title=title, xlabel="")
    axes[1].set_xlabel(_("hidden layer (the way back goes to the left)"))
    for kind, y in (("residual", 0.86), ("plain", 0.06)):
        name_network(axes[0], kind, (0.03, y), xycoords="axes fraction")
    zero = {kind: (values[:, 0] == 0).sum() for kind, values in back.items()}
    vanished = {"plain": _("plain: exactly 0"), "residual": _("residual: exactly 0")}
    for kind, count in zero.items():
        if count == len(back[kind]):
            colour = looks.words(looks.NETWORKS[kind])
            note(axes[1], vanished[kind], (0.3, 0.08), xycoords="axes fraction", color=colour)
    grown = {kind: np.median(values[:, -1] / values[:, 0]) for kind, values in forward.items()}
    return _(
        "{title}. plain: r is multiplied by {plain:.2g}, grad.r is exactly 0 in {plain_zero} of {networks} networks; "
        "residual: r is multiplied by {residual:.2g}, grad.r is exactly 0 in {residual_zero} of {networks} networks."
    ).format(
        title=title, plain_zero=zero["plain"], residual_zero=zero["residual"], networks=len(back["plain"]), **grown
    )


def draw_losses_by_outcome(ax, losses, learnt, title):
    """The mean loss of each epoch of K runs, as their outcomes look. Returns the caption.

    losses: (epochs, K).  learnt: booleans (K,).
    """
    epochs = np.arange(1, len(losses) + 1)
    draw_runs_by_outcome(ax, epochs, np.clip(losses, 0.01, 6), learnt, "lower left", linewidth=1.3, alpha=0.8)
    ax.axhline(np.log(3) / 3, **looks.REFERENCE)
    place, where = (0.98, np.log(3) / 3 * 1.08), ("axes fraction", "data")
    note(ax, _("knows nothing"), place, xycoords=where, ha="right", color=GREY)
    ax.set(xlabel=_("epoch"), ylabel=_("loss"), title=title, yscale="log", ylim=(0.009, 7), xlim=(1, len(losses)))
    ax.set(yticks=[0.01, 0.1, 1], yticklabels=["0.01", "0.1", "1"], xticks=epochs[4::5])
    return _("{title}: {learnt} of {runs} runs have learnt; the median loss ends at {end:.3f}.").format(
        title=title, learnt=learnt.sum(), runs=learnt.size, end=np.median(losses[-1])
    )


def draw_loss_landscape(ax, losses, title):
    """The loss around a trained network from above, in powers of ten: dark is low, and the network is in the middle.

    losses: (K, K), along two directions, each from -1 to 1.
    """
    places, levels = np.linspace(-1, 1, len(losses)), np.linspace(-2, 0.8, 15)
    ax.contourf(places, places, np.clip(np.log10(losses), -2, 0.8), levels, cmap=SURFACE)
    ax.contour(places, places, np.log10(losses), levels, colors=looks.WHITE, linewidths=0.5, linestyles="-")
    ax.plot(0, 0, "o", color=INK, markersize=6)
    ax.set(title=title, aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
