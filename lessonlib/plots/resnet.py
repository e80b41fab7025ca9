"""Pictures of chapter 7, ResNet."""

import numpy as np

from lessonlib.evidence import share
from lessonlib.measures import LEARNT
from lessonlib.plots.common import ARROW, GREY, INK, draw_box, draw_share, note
from lessonlib.plots.surfaces import SURFACE

LOOKS = {
    "residual": {"color": "#0072B2", "marker": "o", "linestyle": "-"},
    "plain": {"color": "#D55E00", "marker": "s", "linestyle": "--"},
    "projection": {"color": "#009E73", "marker": "^", "linestyle": "-."},
}
BLOCKS = {  # from top to bottom; the skip starts at "in" and ends at "+"
    "the lecture": ("in", "Linear", "ReLU", "+", "out"),
    "He 2015": ("in", "Linear", "ReLU", "Linear", "+", "ReLU", "out"),
    "He 2016": ("in", "ReLU", "Linear", "ReLU", "Linear", "+", "out"),
}


def line(kind):
    """Colour and line of a kind of network, without its marker."""
    return {key: LOOKS[kind][key] for key in ("color", "linestyle")}


def draw_losses(ax, runs, places):
    """The loss of each step. runs: maps a kind of network to losses; places: to where its name goes."""
    for kind, losses in runs.items():
        ax.plot(np.arange(1, len(losses) + 1), losses, **line(kind) | {"linewidth": 1.4})
        note(ax, kind, places[kind], color=LOOKS[kind]["color"], weight="bold")
    ax.set(xlabel="step", ylabel="loss", xlim=(1, None), ylim=(0, None))


def draw_blocks(ax):
    """Three kinds of blocks beside each other, with their skips."""
    ax.set(xlim=(-0.1, 10), ylim=(-0.9, 10.6))
    ax.axis("off")
    for x, (name, parts) in zip((1.2, 4.6, 8.0), BLOCKS.items(), strict=True):
        rows = 8.8 - 1.45 * np.arange(len(parts))
        note(ax, name, (x, 10.1), ha="center", weight="bold", color=INK)
        for row, part in zip(rows, parts, strict=True):
            if part in ("Linear", "ReLU"):
                draw_box(ax, x, row, part, LOOKS["plain" if part == "Linear" else "projection"]["color"])
            else:
                text, size = {"in": ("r", 14), "out": ("next r", 14)}.get(part, (part, 22))
                note(ax, text, (x, row), ha="center", va="center", fontsize=size)
        for above, below in zip(rows, rows[1:], strict=False):
            ax.annotate("", (x, below + 0.46), (x, above - 0.46), arrowprops=ARROW | {"color": GREY})
        plus, side = rows[parts.index("+")], x + 1.25
        ax.plot([x + 0.25, side, side], [rows[0], rows[0], plus], color=LOOKS["residual"]["color"], linewidth=2.4)
        ax.annotate("", (x + 0.25, plus), (side, plus), arrowprops=ARROW | {"color": LOOKS["residual"]["color"]})


def draw_sizes(ax, sizes, label):
    """Sizes along the layers for K networks of each kind, in pale lines, and their median.

    sizes: maps a kind to (K, layers).
    """
    for kind, values in sizes.items():
        layers = np.arange(1, values.shape[1] + 1)
        ax.semilogy(layers, values.T, linewidth=0.6, alpha=0.3, **line(kind))
        middle = np.median(values, axis=0)
        ax.semilogy(layers, middle, linewidth=2.2, **line(kind))
        first, offset = (layers[0], (4, 5)) if middle[0] > middle[-1] / 10 else (layers[len(layers) // 4], (10, -16))
        note(ax, kind, (first, middle[first - 1]), offset, weight="bold", color=LOOKS[kind]["color"])
    ax.set(xlabel="hidden layer", ylabel=label)
    ax.margins(y=0.12)


def draw_learnt(ax, runs, places):
    """The share of runs that have learnt (more than 90 % of the training rows right) against epochs.

    runs: maps a kind to accuracies (epochs, K).  places: maps it to where its name goes.
    """
    for kind, right in runs.items():
        shares = [share(epoch > LEARNT) for epoch in right]
        draw_share(ax, np.arange(1, len(right) + 1), shares, **line(kind))
        note(ax, kind, places[kind], color=LOOKS[kind]["color"], weight="bold")
    ax.set(xlabel="epoch", xlim=(1, None))


def draw_lesions(ax, lesions, places):
    """Accuracy without one block, for each block: the median of K networks and the middle 80 % of them.

    lesions: maps a kind to (K, blocks).  places: maps it to where its name goes.
    """
    for kind, right in lesions.items():
        blocks = np.arange(1, right.shape[1] + 1)
        low, middle, high = 100 * np.quantile(right, [0.1, 0.5, 0.9], axis=0)
        ax.fill_between(blocks, low, high, color=LOOKS[kind]["color"], alpha=0.2, linewidth=0)
        ax.plot(blocks, middle, **LOOKS[kind] | {"markersize": 5})
        note(ax, kind, places[kind], color=LOOKS[kind]["color"], weight="bold")
    ax.axhline(100 / 3, color=GREY, linewidth=1, linestyle=":")
    note(ax, "guessing", (7, 25), color=GREY)
    ax.set(xlabel="the block that is left out", ylabel="test rows right (%)", ylim=(0, 103))


FLOOR, CEILING = 1e-14, 1e14


def draw_signals(axes, forward, back, title):
    """Sizes of r (above) and of grad.r (below) along the layers, from 1e-14 to 1e14. Returns the caption.

    forward, back: map a kind to (K, layers).
    """
    said = []
    for ax, sizes, label in zip(axes, (forward, back), ("size of r", "size of grad.r"), strict=True):
        for kind, values in sizes.items():
            layers, shown = np.arange(1, values.shape[1] + 1), np.clip(values, FLOOR, CEILING)
            ax.semilogy(layers, shown.T, linewidth=0.5, alpha=0.25, **line(kind))
            ax.semilogy(layers, np.median(shown, axis=0), linewidth=2.2, **line(kind))
        ax.set(ylabel=label, ylim=(FLOOR / 3, CEILING * 3), yticks=10.0 ** np.arange(-12, 13, 6))
        ax.set(xlim=(1, 1.06 * len(layers)))  # with room for half of the last tick's number, up to 1000
    axes[0].set_title(title)
    axes[1].set_xlabel("hidden layer (the way back goes to the left)")
    for kind, y in (("residual", 0.86), ("plain", 0.06)):
        note(axes[0], kind, (0.03, y), xycoords="axes fraction", color=LOOKS[kind]["color"], weight="bold")
    for kind in forward:
        grown, zero = np.median(forward[kind][:, -1] / forward[kind][:, 0]), (back[kind][:, 0] == 0).sum()
        if zero == len(back[kind]):
            note(axes[1], f"{kind}: exactly 0", (0.3, 0.08), xycoords="axes fraction", color=LOOKS[kind]["color"])
        said.append(
            f"{kind}: r is multiplied by {grown:.2g}, grad.r is exactly 0 in {zero} of {len(back[kind])} networks"
        )
    return f"{title}. {'; '.join(said)}."


def draw_runs(ax, losses, learnt, title):
    """The mean loss of each epoch of K runs. Returns the caption.

    losses: (epochs, K).  learnt: (K,) booleans.
    """
    epochs = np.arange(1, len(losses) + 1)
    for run, success in zip(losses.T, learnt, strict=True):
        look = line("residual" if success else "plain")
        ax.semilogy(epochs, np.clip(run, 0.01, 6), linewidth=1.3, alpha=0.8, **look)
    ax.axhline(np.log(3) / 3, color=GREY, linewidth=1, linestyle=":")
    note(ax, "knows nothing", (0.98, np.log(3) / 3 * 1.08), xycoords=("axes fraction", "data"), ha="right", color=GREY)
    ax.set(xlabel="epoch", ylabel="loss", title=title, ylim=(0.009, 7), xlim=(1, len(losses)))
    ax.set(yticks=[0.01, 0.1, 1], yticklabels=["0.01", "0.1", "1"], xticks=epochs[4::5])
    note(ax, f"{learnt.sum()} of {learnt.size} have learnt", (0.03, 0.06), xycoords="axes fraction", weight="bold")
    end = np.median(losses[-1])
    return f"{title}: {learnt.sum()} of {learnt.size} runs have learnt; the median loss ends at {end:.3f}."


def draw_surface_of_loss(ax, values, title):
    """A loss_surface from above, in powers of ten, with the network itself in the middle."""
    places, levels = np.linspace(-1, 1, len(values)), np.linspace(-2, 0.8, 15)
    ax.contourf(places, places, np.clip(np.log10(values), -2, 0.8), levels, cmap=SURFACE)
    ax.contour(places, places, np.log10(values), levels, colors="white", linewidths=0.5, linestyles="-")
    ax.plot(0, 0, "o", color=INK, markersize=6)
    ax.set(title=title, aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
