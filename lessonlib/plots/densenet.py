"""Pictures of chapter 8, DenseNet."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LogNorm

from lessonlib.plots.common import GREY, INK, draw_share, note

CONNECTIONS = {  # how layers are joined, and their look, as in chapter 7
    "plain": {"color": "#D55E00", "marker": "s", "linestyle": "--"},
    "residual": {"color": "#0072B2", "marker": "o", "linestyle": "-"},
    "dense": {"color": "#009E73", "marker": "^", "linestyle": "-."},
}
LOWEST, HIGHEST = 1e-18, 1e6  # what is outside is drawn on the edge
STARTING, LARGE = 2e-3, 1.0  # ends of the colours of mean |W|; MXNet's first weights have a mean size of 0.005


def writers(widths):
    """The colour of what each layer has written, dark next to the data."""
    return plt.get_cmap("viridis")(np.linspace(0.12, 0.95, len(widths)))


def draw_growth(ax, widths, inputs=4):
    """What each layer of a dense network reads: one bar a layer, one block for each layer that wrote it."""
    colours = writers(widths)
    ax.barh(0, inputs, color="#d8d4ca", edgecolor="white")
    note(ax, "x", (inputs / 2, 0), ha="center", va="center", path_effects=None)
    for k in range(1, len(widths) + 1):
        left = 0
        for j, (width, colour) in enumerate(zip(widths[:k], colours, strict=False)):
            ax.barh(k, width, left=left, color=colour, edgecolor="white")
            ink = "white" if j < len(widths) / 2 else INK
            note(ax, f"h{j + 1}", (left + width / 2, k), ha="center", va="center", color=ink, path_effects=None)
            left += width
        note(ax, str(left), (left, k), offset=(5, 0), va="center", weight="bold")
    note(ax, str(inputs), (inputs, 0), offset=(5, 0), va="center", weight="bold")
    ax.set(xlabel="columns", ylabel="read by layer", yticks=range(len(widths) + 1), xlim=(0, 1.1 * sum(widths)))
    ax.set_yticklabels(range(1, len(widths) + 2))
    ax.invert_yaxis()


def draw_reads(ax, table, title):
    """The table of `measures.reads`, of one network, as colours. Returns the caption."""
    ax.imshow(table, cmap="YlGnBu", norm=LogNorm(STARTING, LARGE), aspect="auto")
    for (row, column), size in np.ndenumerate(table):
        if np.isfinite(size):
            look = {"color": "white" if size > 0.1 else INK, "fontsize": 9.5, "path_effects": None}
            note(ax, f"{size:.2g}"[:5], (column, row), ha="center", va="center", **look)
    layers, wrote = table.shape
    ax.set(xticks=range(wrote), yticks=range(layers), xlabel="what was written by layer", ylabel="read by layer")
    ax.set_xticklabels(range(1, wrote + 1))
    ax.set_yticklabels([*range(2, layers + 1), "output"])
    ax.set_title(title)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    top = int(np.nanargmax(table[-1])) + 1
    inner = np.nanmax(table[:-1]) if layers > 1 else np.nan
    return (
        f"{title}: the output reads layer {top} most, with a mean |W| of {table[-1, top - 1]:.2g}; "
        f"no hidden layer reads another with more than {inner:.2g}."
    )


def draw_sizes(ax, sizes, kind, title):
    """The mean |grad.W| of each layer for K networks before training. Returns the caption.

    sizes: (K, layers), the output's last.  kind: a name of CONNECTIONS.
    """
    look, layers = CONNECTIONS[kind], np.arange(1, sizes.shape[1] + 1)
    shown, middle = np.clip(sizes, LOWEST, HIGHEST), np.median(sizes, axis=0)
    ax.semilogy(layers, shown.T, color=look["color"], linewidth=0.6, alpha=0.3)
    ax.semilogy(layers, np.clip(middle, LOWEST, HIGHEST), markersize=6, linewidth=1.8, **look)
    ax.set(xlabel="layer (1 is next to the data)", ylabel="mean |grad.W|", title=title)
    ax.set(ylim=(LOWEST / 3, HIGHEST * 3), xlim=(0.5, len(layers) + 0.5), yticks=10.0 ** np.arange(-18, 7, 6))
    ax.xaxis.get_major_locator().set_params(integer=True)
    of = f"(medians of {len(sizes)})"
    return f"{title}: mean |grad.W| is {middle[0]:.1g} in layer 1 and {middle[-1]:.1g} in the last one {of}."


def draw_economy(ax, families):
    """The share that has learnt against the number of parameters; `families` maps connections to {count: Share}."""
    for kind, found in families.items():
        draw_share(ax, list(found), list(found.values()), label=kind, **CONNECTIONS[kind])
    ax.set(xscale="log", xlabel="parameters", ylim=(40, 102))
    ax.set_xticks([50, 100, 200, 500], ["50", "100", "200", "500"])
    ax.minorticks_off()
    ax.legend(loc="lower right")


def draw_shares(ax, shares):
    """A bar for each case with its interval; `shares` maps labels to Share."""
    for row, (label, s) in enumerate(shares.items()):
        kind = next((kind for kind in CONNECTIONS if kind in label), None)
        ax.barh(row, 100 * s.value, color=CONNECTIONS[kind]["color"] if kind else GREY, height=0.6)
        ax.plot([100 * s.low, 100 * s.high], [row, row], color=INK, linewidth=2.2)
        note(ax, f"{s.value:.0%}", (max(100 * s.high, 3), row), offset=(6, 0), va="center")
    ax.set(xlim=(0, 118), xticks=range(0, 101, 20), xlabel="learnt, of 100 seeds (%)", yticks=range(len(shares)))
    ax.set_yticklabels(list(shares))
    ax.invert_yaxis()
