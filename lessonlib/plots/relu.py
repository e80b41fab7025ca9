"""Pictures of chapter 3, ReLU."""

from itertools import pairwise, product

import numpy as np
from matplotlib.patches import Circle

from lessonlib import looks
from lessonlib.functions import sigmoid
from lessonlib.looks import GREY, GROUND, INK
from lessonlib.measures import accuracy, dead_units
from lessonlib.phrases import _
from lessonlib.plots.common import ARROW, corner_note, draw_box, draw_runs_and_median, note
from lessonlib.plots.networks import draw_sizes_by_layer
from lessonlib.plots.surfaces import RINGS, draw_network_on_rings


def draw_units(ax, widths=(2, 4, 4, 1), marked=1):
    """A network of these widths, the inputs' first: a circle for each unit, an arrow for each weight.

    marked: the unit of the first hidden layer whose arrows are dark.
    """
    places = [[(2.4 * layer, 1.1 * ((width - 1) / 2 - k)) for k in range(width)] for layer, width in enumerate(widths)]
    for layer, (before, after) in enumerate(pairwise(places)):
        for (x0, y0), (unit, (x1, y1)) in product(before, enumerate(after)):
            dark = (layer, unit) == (0, marked)
            gap = np.array([x1 - x0, y1 - y0]) * 0.38 / np.hypot(x1 - x0, y1 - y0)  # from the edge of the circles on
            how = {"color": INK, "linewidth": 2.0, "zorder": 3} if dark else {"color": looks.FAINT, "linewidth": 0.8}
            ax.annotate("", (x1 - gap[0], y1 - gap[1]), (x0 + gap[0], y0 + gap[1]), arrowprops=ARROW | how)
        middle, top = 2.4 * layer + 1.2, max(y for _x, y in before + after)
        note(ax, f"W{'⁰¹²³⁴⁵⁶⁷⁸⁹'[layer + 1]}", (middle, top + 0.35), ha="center", va="center", fontsize=13)
    names = ["x", *(f"h{'₀₁₂₃₄₅₆₇₈₉'[layer]}" for layer in range(1, len(widths) - 1)), "o"]
    roles = [_("data"), *(_("hidden") for _width in widths[2:]), _("output")]
    hidden, output = looks.activation("ReLU")["color"], looks.CLASSES[1]["color"]
    colours = [GREY, *(hidden for _width in widths[2:]), output]
    bottom = 0.55 * (max(widths) - 1)
    for name, role, colour, column in zip(names, roles, colours, places, strict=True):
        how = {"ha": "center", "va": "center", "color": looks.words(colour)}
        for x, y in column:
            ax.add_patch(Circle((x, y), 0.34, facecolor=looks.WHITE, edgecolor=colour, linewidth=2, zorder=4))
            note(ax, name, (x, y - 0.02), path_effects=None, weight="bold", **how)
        note(ax, role, (column[0][0], -bottom - 0.65), **how)
    ax.set(xlim=(-0.6, 2.4 * (len(widths) - 1) + 0.6), ylim=(-bottom - 0.9, bottom + 0.7), aspect="equal")
    ax.axis("off")


def draw_sigmoid_and_relu(axes):
    """The sigmoid and ReLU (above) and their derivatives (below)."""
    x = np.linspace(-4, 4, 801)
    S, (above, below) = sigmoid(x), axes
    smooth, bent = looks.activation("Sigmoid"), looks.activation("ReLU")
    above.plot(x, S, label=_("sigmoid S"), **looks.line(smooth))
    above.plot(x, np.maximum(x, 0), label="ReLU", **looks.line(bent))
    below.plot(x, S * (1 - S), **looks.line(smooth))
    below.plot(x[x <= 0], 0 * x[x <= 0], **looks.line(bent))
    below.plot(x[x > 0], 0 * x[x > 0] + 1, **looks.line(bent))
    for y, face in ((0, bent["color"]), (1, GROUND)):  # at 0 the derivative is taken as 0
        below.plot(0, y, "o", color=bent["color"], markerfacecolor=face, markersize=7, zorder=5)
    above.set(ylim=(-0.1, 2.2), xlim=(-4, 4), title=_("The functions"))
    above.legend(loc="upper left")
    below.set(ylim=(-0.08, 1.18), xlim=(-4, 4), xlabel=_("l, what goes in"), title=_("Their derivatives"))
    note(below, _("never above ¼"), (-3.8, 0.3), color=looks.words(smooth), weight="bold")
    note(below, _("1, however far out"), (0.5, 0.84), color=looks.words(bent), weight="bold")


def draw_folds(ax, net):
    """The line for each unit of the first layer where its input changes sign: there the network is folded."""
    b, W = net.layers[0].b[0], net.layers[0].W
    x = np.array(RINGS[0], dtype=float)
    how = {"color": looks.activation("ReLU")["color"], "linewidth": 1.3, "alpha": 0.85}
    for bias, (w1, w2) in zip(b, W.T, strict=True):
        if abs(w2) > abs(w1):
            ax.plot(x, -(bias + w1 * x) / w2, **how)
        elif w1:
            ax.plot(-(bias + w2 * x) / w1, x, **how)
    ax.set(xlim=RINGS[0], ylim=RINGS[1])


def draw_signals_and_law(ax, signals, factors, kinds):
    """The size of grad.l in each layer for K networks, against that of the last one, and lines of a law.

    signals: maps labels to sizes (K, layers).  factors: maps them to the law's factor per layer.  kinds: the activation
    of each.
    """
    for i, (kind, (label, sizes)) in enumerate(zip(kinds, signals.items(), strict=True)):
        layers, relative = np.arange(1, sizes.shape[1] + 1), sizes / sizes[:, -1:]
        look = looks.activation(kind)
        look = looks.again(look) if kind in kinds[:i] else look
        draw_runs_and_median(ax, layers, relative.T, look, looks.dots(look))
        ax.plot(layers, factors[label] ** (layers[-1] - layers), linewidth=2, **looks.line(look))
        fades = factors[label] < 0.9  # then its name goes below its lines
        place = (layers[0], relative[:, 0].min() if fades else relative[:, 0].max())
        offset, side = ((0, -6), "top") if fades else ((0, 6), "bottom")
        note(ax, label, place, offset, va=side, color=looks.words(look), weight="bold")
    ax.set(yscale="log", xlabel=_("layer (the way back goes to the left)"), xticks=layers)
    ax.set_ylabel(_("size of grad.l (last layer = 1)"))
    ax.margins(y=0.12)


def draw_gradient_sizes(ax, sizes, kind, title):
    """The mean |grad.W| of each layer for K networks. Returns the caption.

    sizes: (K, layers), the output's last.  kind: their activation.
    """
    ax.axhspan(1e-13, 1e-6, color=looks.BAND, linewidth=0)
    edge = {"fontsize": 10, "color": GREY, "path_effects": None, "weight": "normal"}
    corner_note(ax, _("almost nothing; less is drawn on the edge"), **edge)
    median = {"linestyle": "-", "linewidth": 1.8, "markersize": 7}
    draw_sizes_by_layer(ax, sizes, looks.activation(kind), (2e-13, np.inf), **median)
    ax.set(ylabel=_("mean |grad.W|"), title=title, ylim=(1e-13, 1e9), yticks=10.0 ** np.arange(-12, 9, 4))
    first, *_others, hidden, output = np.median(sizes, axis=0)
    return _(
        "{title}: mean |grad.W| is {first:.2g} in layer 1, {hidden:.2g} in the last hidden layer and {output:.2g} in "
        "the output (medians)."
    ).format(title=title, first=first, hidden=hidden, output=output)


def draw_forward_and_backward(ax):
    """The lecture's network: values go down on the left, gradients up on the right."""
    forth, back = looks.PASSES["forward"]["color"], looks.PASSES["backward"]["color"]
    values = ["x", "l₁", "h₁", "l₂", "o", _("loss")]
    grads = ["grad.W¹", "grad.l₁", "grad.h₁", "grad.l₂", "grad.o", "1"]
    down = [_("xᴱ times W¹"), "ReLU", _("h₁ᴱ times W²"), "S", "CE"]
    up = [_("(xᴱ)ᵀ times"), _("times ReLU′"), _(r"times ($\tilde{\mathrm{W}}$²)ᵀ"), _("times S′"), _("times CE′")]
    ax.set(xlim=(0.8, 10), ylim=(-0.6, 10.4))
    ax.axis("off")
    rows = np.linspace(9.8, 0, 6)
    for row, value, grad in zip(rows, values, grads, strict=True):
        draw_box(ax, 3.9, row, value, forth)
        draw_box(ax, 6.3, row, grad, back)
    for row, after, f, df in zip(rows[:-1], rows[1:], down, up, strict=True):
        middle = (row + after) / 2
        ax.annotate("", (3.9, after + 0.5), (3.9, row - 0.5), arrowprops=ARROW | {"color": forth})
        ax.annotate("", (6.3, row - 0.5), (6.3, after + 0.5), arrowprops=ARROW | {"color": back})
        note(ax, f, (3.6, middle), ha="right", va="center")
        note(ax, df, (6.6, middle), ha="left", va="center", color=back)
    # grad.W² leaves the chain: it is used, and not passed on
    draw_box(ax, 9.0, rows[2], "grad.W²", back)
    turn = ARROW | {"color": back, "connectionstyle": "angle,angleA=0,angleB=90"}
    ax.annotate("", (9.0, rows[2] - 0.5), (7.3, rows[3]), arrowprops=turn)
    note(ax, _("(h₁ᴱ)ᵀ times"), (9.1, rows[3] - 0.25), ha="center", va="top", color=back)


def draw_losses_by_method(ax, runs, kinds, thick):
    """The loss of each step, both axes in powers of ten.

    runs: maps labels to losses.  kinds: the activation of each.  thick: whether its line is thick, for each.
    """
    for (label, losses), kind, wide in zip(runs.items(), kinds, thick, strict=True):
        look = looks.line(looks.activation(kind)) | {"linewidth": 2.6 if wide else 1.3}
        ax.loglog(np.arange(1, len(losses) + 1), losses, label=label, **look)
    ax.set(xlabel=_("step"), ylabel=_("loss"), xlim=(1, None))
    ax.legend(loc="lower left", fontsize=10.5)


def draw_losses_of_many(ax, losses, kind, learnt):
    """The losses of many networks in pale lines, and their median in a dark one.

    losses: (steps, K).  kind: the name of their activation.  learnt: the Share that has learnt.
    """
    look, steps = looks.activation(kind), np.arange(1, len(losses) + 1)
    draw_runs_and_median(ax, steps, losses, look)
    ax.set(xlabel=_("step"), ylabel=_("loss"), xlim=(1, len(losses)), ylim=(0.04, 15), title=kind, yscale="log")
    text = _("{share:.0%} have learnt").format(share=learnt.value)
    corner_note(ax, text, "upper right", color=looks.words(look))


def draw_dead_units(ax, rates, dead, width=20):
    """Dead units of both hidden layers against the learning rate: every network a pale mark, and the mean.

    dead: (layers, rates, K).
    """
    places, jitter = np.arange(len(rates)), np.linspace(-0.1, 0.1, dead.shape[-1])
    names = (_("first hidden layer"), _("second hidden layer"))
    for shift, counts, look, label in zip((-0.16, 0.16), dead, looks.in_order(looks.LAYERS, 2), names, strict=True):
        look = looks.dots(look)
        for place, row in zip(places, counts, strict=True):
            ax.plot(place + shift + jitter, row, alpha=0.3, markersize=4, markeredgewidth=0, **look)
        means = counts.mean(axis=-1)
        ax.plot(places + shift, means, markersize=10, markeredgecolor=GROUND, label=label, **look)
    ax.set(xticks=places, xticklabels=[f"{rate:g}" for rate in rates], xlabel=_("learning rate"))
    ax.set_ylabel(_("dead units of {width}").format(width=width))
    ax.set(ylim=(-1, width + 1), yticks=range(0, width + 1, 5))
    ax.legend(loc="upper left")


def draw_fit_on_rings(ax, net, X, y, loss, title):
    """What a trained network predicts, with its accuracy. Returns the caption."""
    right = accuracy(net.predict(X), y[:, None])
    *others, last = (str(units.sum()) for units in dead_units(net, X).values())
    dead = _("{first} and {last}").format(first=", ".join(others), last=last) if others else last
    draw_network_on_rings(ax, net, X, y, title, points=61, size=5)
    corner_note(ax, _("accuracy {right:.0%}").format(right=right), "upper left")
    said = _("{title}: the loss is {loss:.3f}, the accuracy {right:.1%}; dead units by layer: {dead}.")
    return said.format(title=title, loss=loss, right=right, dead=dead)
