"""Pictures of chapter 9, DenseNet."""

import numpy as np
from matplotlib.colors import LogNorm, to_hex

from lessonlib import looks
from lessonlib.looks import INK
from lessonlib.phrases import _
from lessonlib.plots.common import HALO, colour_map, draw_share, note
from lessonlib.plots.networks import draw_sizes_by_layer, network_name

LOWEST, HIGHEST = 1e-18, 1e6  # of gradients; what is outside is drawn on the edge
SMALL, LARGE = 2e-3, 1.0  # ends of the colours of mean |W|; MXNet's first weights have a mean size of 0.005
CENTRED = {"ha": "center", "va": "center", "path_effects": None}


def draw_concatenation(ax, widths, inputs=4):
    """What each layer of a dense network reads: a bar for a layer, a block for each layer that wrote it.

    widths: the units of each hidden layer.  inputs: the columns of x.
    """
    colours = [look["color"] for look in looks.in_order(looks.LAYERS, len(widths))]
    ax.barh(0, inputs, color=looks.INPUT, edgecolor=looks.WHITE)
    note(ax, "x", (inputs / 2, 0), **CENTRED)
    ends = np.cumsum([0, *widths])
    for k in range(1, len(widths) + 1):
        for j, (left, width, colour) in enumerate(zip(ends[:k], widths, colours, strict=False), 1):
            ax.barh(k, width, left=left, color=colour, edgecolor=looks.WHITE)
            note(ax, f"h{j}", (left + width / 2, k), color=looks.words_on(colour), **CENTRED)
        note(ax, str(ends[k]), (ends[k], k), offset=(5, 0), va="center", weight="bold")
    note(ax, str(inputs), (inputs, 0), offset=(5, 0), va="center", weight="bold")
    ax.set(xlabel=_("columns"), ylabel=_("read by layer"), xlim=(0, 1.1 * ends[-1]))
    ax.set_yticks(range(len(widths) + 1), range(1, len(widths) + 2))
    ax.invert_yaxis()


def draw_reads(ax, table, title):
    """The mean |W| with which each layer of a network reads what each earlier one wrote. Returns the caption.

    table: (readers, writers), the output last; NaN where there is nothing to read.
    """
    cells, norm = colour_map(looks.SIZES), LogNorm(SMALL, LARGE)
    ax.imshow(table, cmap=cells, norm=norm, aspect="auto")
    for (row, column), size in np.ndenumerate(table):
        if np.isfinite(size):
            ink = looks.words_on(to_hex(cells(norm(size))))
            note(ax, f"{size:.2g}"[:5], (column, row), color=ink, fontsize=9.5, **CENTRED)
    layers, wrote = table.shape
    ax.set(xlabel=_("what was written by layer"), ylabel=_("read by layer"), title=title)
    ax.set_xticks(range(wrote), range(1, wrote + 1))
    ax.set_yticks(range(layers), [*range(2, layers + 1), _("output")])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    inner = np.nanmax(table[:-1]) if layers > 1 else np.nan
    return _(
        "{title}: the output reads layer {top} most, with a mean |W| of {most:.2g}; "
        "no hidden layer reads another with more than {inner:.2g}."
    ).format(title=title, top=np.nanargmax(table[-1]) + 1, most=np.nanmax(table[-1]), inner=inner)


def draw_gradients_by_layer(ax, sizes, kind, title):
    """The mean |grad.W| of each layer of K networks before training. Returns the caption.

    sizes: (K, layers), the output's last.  kind: a key of `looks.NETWORKS`.
    """
    draw_sizes_by_layer(ax, sizes, looks.NETWORKS[kind], (LOWEST, HIGHEST), linewidth=1.8)
    ax.set(ylabel=_("mean |grad.W|"), title=title)
    ax.set(ylim=(LOWEST / 3, HIGHEST * 3), yticks=10.0 ** np.arange(-18, 7, 6))
    first, last = np.median(sizes[:, [0, -1]], axis=0)
    return _(
        "{title}: mean |grad.W| is {first:.1g} in layer 1 and {last:.1g} in the last one (medians of {networks})."
    ).format(title=title, first=first, last=last, networks=len(sizes))


def draw_learnt_by_parameters(ax, families):
    """The share of runs that have learnt against the number of parameters; maps kinds to {parameters: Share}."""
    for kind, found in families.items():
        draw_share(ax, list(found), found.values(), label=network_name(kind), **looks.NETWORKS[kind])
    ax.set(xscale="log", xlabel=_("parameters"), ylim=(40, 102))
    ax.set_xticks([50, 100, 200, 500], ["50", "100", "200", "500"])
    ax.minorticks_off()
    ax.legend(loc="lower right")


def draw_share_bars(ax, shares, kinds):
    """A bar for each Share of 100 runs, with its interval.

    shares: maps names to Shares.  kinds: for each the kind of network whose colour it has, or None.
    """
    for row, (s, kind) in enumerate(zip(shares.values(), kinds, strict=True)):
        colour = looks.NETWORKS[kind]["color"] if kind else looks.FAINT
        ax.barh(row, 100 * s.value, color=colour, height=0.6)
        ax.plot([100 * s.low, 100 * s.high], [row, row], color=INK, linewidth=1.6, path_effects=HALO)
        note(ax, f"{s.value:.0%}", (max(100 * s.high, 3), row), offset=(6, 0), va="center")
    ax.set(xlim=(0, 118), xticks=range(0, 101, 20), xlabel=_("learnt, of 100 seeds (%)"))
    ax.set_yticks(range(len(shares)), list(shares))
    ax.invert_yaxis()
