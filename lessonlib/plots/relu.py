"""Pictures of chapter 3, ReLU."""

from itertools import pairwise, product

import numpy as np
from matplotlib.patches import Circle

from lessonlib import looks
from lessonlib.functions import sigmoid
from lessonlib.looks import CLASSES, GREY, GROUND, INK
from lessonlib.measures import accuracy, dead_units
from lessonlib.plots.common import ARROW, draw_box, note
from lessonlib.plots.surfaces import RINGS, draw_network_on_rings

BACK = "#D55E00"  # the way back, and what is dead


def draw_units(ax, widths=(2, 4, 4, 1), marked=1):
    """A network of these widths, the inputs' first: a circle for each unit, an arrow for each weight.

    marked: the unit of the first hidden layer whose arrows are dark.
    """
    places = [[(2.4 * layer, 1.1 * ((width - 1) / 2 - k)) for k in range(width)] for layer, width in enumerate(widths)]
    for layer, (before, after) in enumerate(pairwise(places)):
        for (x0, y0), (unit, (x1, y1)) in product(before, enumerate(after)):
            dark = (layer, unit) == (0, marked)
            gap = np.array([x1 - x0, y1 - y0]) * 0.38 / np.hypot(x1 - x0, y1 - y0)  # from the edge of the circles on
            how = {"color": INK, "linewidth": 2.0, "zorder": 3} if dark else {"color": "#b5b1a7", "linewidth": 0.9}
            ax.annotate("", (x1 - gap[0], y1 - gap[1]), (x0 + gap[0], y0 + gap[1]), arrowprops=ARROW | how)
        middle, top = 2.4 * layer + 1.2, max(y for _, y in before + after)
        note(ax, f"W{'⁰¹²³⁴⁵⁶⁷⁸⁹'[layer + 1]}", (middle, top + 0.35), ha="center", va="center", fontsize=13)
    names = ["x", *(f"h{'₀₁₂₃₄₅₆₇₈₉'[layer]}" for layer in range(1, len(widths) - 1)), "o"]
    roles = ["data", *("hidden" for _ in widths[2:]), "output"]
    colours = [GREY, *(looks.activation("ReLU")["color"] for _ in widths[2:]), CLASSES[1]["color"]]
    bottom = 0.55 * (max(widths) - 1)
    for name, role, colour, column in zip(names, roles, colours, places, strict=True):
        for x, y in column:
            ax.add_patch(Circle((x, y), 0.34, facecolor="white", edgecolor=colour, linewidth=2, zorder=4))
            how = {"ha": "center", "va": "center", "color": colour, "path_effects": None, "weight": "bold"}
            note(ax, name, (x, y - 0.02), **how)
        note(ax, role, (column[0][0], -bottom - 0.65), ha="center", va="center", color=colour)
    ax.set(xlim=(-0.6, 2.4 * (len(widths) - 1) + 0.6), ylim=(-bottom - 0.9, bottom + 0.7), aspect="equal")
    ax.axis("off")


def draw_activations(axes):
    """The sigmoid and ReLU (above) and their derivatives (below)."""
    x = np.linspace(-4, 4, 801)
    S = sigmoid(x)
    above, below = axes
    above.plot(x, S, label="sigmoid S", **looks.line(looks.activation("Sigmoid")))
    above.plot(x, np.maximum(x, 0), label="ReLU", **looks.line(looks.activation("ReLU")))
    below.plot(x, S * (1 - S), **looks.line(looks.activation("Sigmoid")))
    below.plot(x[x <= 0], 0 * x[x <= 0], **looks.line(looks.activation("ReLU")))
    below.plot(x[x > 0], 0 * x[x > 0] + 1, **looks.line(looks.activation("ReLU")))
    for y, face in ((0, looks.activation("ReLU")["color"]), (1, GROUND)):  # at 0 the derivative is taken as 0
        below.plot(0, y, "o", color=looks.activation("ReLU")["color"], markerfacecolor=face, markersize=7, zorder=5)
    above.set(ylim=(-0.1, 2.2), xlim=(-4, 4), title="The functions")
    above.legend(loc="upper left")
    below.set(ylim=(-0.08, 1.18), xlim=(-4, 4), xlabel="l, what goes in", title="Their derivatives")
    note(below, "never above ¼", (-3.8, 0.3), color=looks.activation("Sigmoid")["color"], weight="bold")
    note(below, "1, however far out", (0.5, 0.84), color=looks.activation("ReLU")["color"], weight="bold")


def draw_folds(ax, net):
    """The line for each unit of the first layer where its input changes sign: there the network is folded."""
    b, W = net.layers[0].b[0], net.layers[0].W
    x, how = (
        np.array(RINGS[0], dtype=float),
        {"color": looks.activation("ReLU")["color"], "linewidth": 1.3, "alpha": 0.85},
    )
    for bias, (w1, w2) in zip(b, W.T, strict=True):
        if abs(w2) > abs(w1):
            ax.plot(x, -(bias + w1 * x) / w2, **how)
        elif w1:
            ax.plot(-(bias + w2 * x) / w1, x, **how)
    ax.set(xlim=RINGS[0], ylim=RINGS[1])


def draw_signals_and_law(ax, signals, factors):
    """The size of grad.l in each layer for K networks, against that of the last one, and lines of a law.

    signals: maps a label that begins with the activation's name to sizes (K, layers).
    factors: maps it to the law's factor per layer.
    """
    for label, sizes in signals.items():
        layers, relative = np.arange(1, sizes.shape[1] + 1), sizes / sizes[:, -1:]
        look = looks.activation(label.split()[0]) | ({"marker": "o", "linestyle": ":"} if "He" in label else {})
        ax.semilogy(layers, relative.T, color=look["color"], linewidth=0.6, alpha=0.25)
        ax.semilogy(layers, factors[label] ** (layers[-1] - layers), linewidth=2, **look | {"marker": ""})
        ax.semilogy(layers, np.median(relative, axis=0), **look | {"linestyle": "none"})
        fades = factors[label] < 0.9  # then its name goes below its lines
        place = (layers[0], relative[:, 0].min() if fades else relative[:, 0].max())
        offset, side = ((0, -6), "top") if fades else ((0, 6), "bottom")
        note(ax, label, place, offset, va=side, color=look["color"], weight="bold")
    ax.set(xlabel="layer (the way back goes to the left)", ylabel="size of grad.l (last layer = 1)", xticks=layers)
    ax.margins(y=0.12)


def draw_gradient_sizes(ax, sizes, name, title):
    """The mean |grad.W| of each layer for K networks. Returns the caption.

    sizes: (K, layers), the output's last.
    """
    look, layers = looks.activation(name), np.arange(1, sizes.shape[1] + 1)
    middle = np.median(sizes, axis=0)
    ax.axhspan(1e-13, 1e-6, color="#e9e5db", linewidth=0)
    edge = {"xycoords": "axes fraction", "ha": "right", "fontsize": 10, "color": GREY, "path_effects": None}
    note(ax, "almost nothing; less is drawn on the edge", (0.98, 0.04), **edge)
    ax.semilogy(layers, np.maximum(sizes, 2e-13).T, color=look["color"], linewidth=0.6, alpha=0.3)
    ax.semilogy(layers, np.maximum(middle, 2e-13), **look | {"linestyle": "-", "linewidth": 1.8, "markersize": 7})
    ax.set(xlabel="layer (1 is next to the data)", ylabel="mean |grad.W|", title=title)
    ax.set(ylim=(1e-13, 1e9), xlim=(0.6, len(layers) + 0.4), yticks=10.0 ** np.arange(-12, 9, 4))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ends = f"{middle[0]:.2g} in layer 1, {middle[-2]:.2g} in the last hidden layer and {middle[-1]:.2g} in the output"
    return f"{title}: mean |grad.W| is {ends} (medians)."


def draw_flow(ax):
    """The lecture's network: values go down on the left, gradients up on the right."""
    values = ["x", "l₁", "h₁", "l₂", "o", "loss"]
    grads = ["grad.W¹", "grad.l₁", "grad.h₁", "grad.l₂", "grad.o", "1"]
    forth = ["xᴱ times W¹", "ReLU", "h₁ᴱ times W²", "S", "CE"]
    back = ["(xᴱ)ᵀ times", "times ReLU′", r"times ($\tilde{\mathrm{W}}$²)ᵀ", "times S′", "times CE′"]
    ax.set(xlim=(0.8, 10), ylim=(-0.6, 10.4))
    ax.axis("off")
    rows = np.linspace(9.8, 0, 6)
    for row, value, grad in zip(rows, values, grads, strict=True):
        draw_box(ax, 3.9, row, value, INK)
        draw_box(ax, 6.3, row, grad, BACK)
    for row, after, f, df in zip(rows[:-1], rows[1:], forth, back, strict=True):
        middle = (row + after) / 2
        ax.annotate("", (3.9, after + 0.5), (3.9, row - 0.5), arrowprops=ARROW | {"color": INK})
        ax.annotate("", (6.3, row - 0.5), (6.3, after + 0.5), arrowprops=ARROW | {"color": BACK})
        note(ax, f, (3.6, middle), ha="right", va="center")
        note(ax, df, (6.6, middle), ha="left", va="center", color=BACK)
    # grad.W² leaves the chain: it is used, and not passed on
    draw_box(ax, 9.0, rows[2], "grad.W²", BACK)
    turn = ARROW | {"color": BACK, "connectionstyle": "angle,angleA=0,angleB=90"}
    ax.annotate("", (9.0, rows[2] - 0.5), (7.3, rows[3]), arrowprops=turn)
    note(ax, "(h₁ᴱ)ᵀ times", (9.1, rows[3] - 0.25), ha="center", va="top", color=BACK)


def draw_losses_of_methods(ax, runs):
    """The loss of each step, both axes in powers of ten.

    runs: maps a label that begins with the activation's name to losses; thin where it does not end in "momentum".
    """
    for label, losses in runs.items():
        width = 2.6 if label.endswith("momentum") else 1.3
        ax.loglog(
            np.arange(1, len(losses) + 1),
            losses,
            label=label,
            linewidth=width,
            **looks.line(looks.activation(label.split()[0])),
        )
    ax.set(xlabel="step", ylabel="loss", xlim=(1, None))
    ax.legend(loc="lower left", fontsize=10.5)


def draw_many(ax, losses, name, text):
    """The losses of many runs in pale lines, and their median in a dark one."""
    look, steps = looks.line(looks.activation(name)), np.arange(1, len(losses) + 1)
    ax.semilogy(steps, losses, color=look["color"], linewidth=0.5, alpha=0.25)
    ax.semilogy(steps, np.median(losses, axis=1), color=INK, linewidth=2.2)
    ax.set(xlabel="step", ylabel="loss", xlim=(1, len(losses)), ylim=(0.04, 15), title=name)
    note(ax, text, (0.98, 0.88), xycoords="axes fraction", ha="right", weight="bold", color=look["color"])


def draw_dead(ax, rates, dead, width=20):
    """Dead units of each layer against the learning rate: every network a pale dot, and the mean.

    dead: (layers, rates, K).
    """
    places, jitter = np.arange(len(rates)), np.linspace(-0.1, 0.1, dead.shape[-1])
    looks = (("#0072B2", "o", "first hidden layer"), (BACK, "s", "second hidden layer"))
    for shift, counts, (colour, marker, label) in zip((-0.16, 0.16), dead, looks, strict=True):
        for place, row in zip(places, counts, strict=True):
            ax.plot(place + shift + jitter, row, marker, color=colour, alpha=0.3, markersize=4, markeredgewidth=0)
        means = counts.mean(axis=-1)
        ax.plot(places + shift, means, marker, color=colour, markersize=10, markeredgecolor=GROUND, label=label)
    ax.set(xticks=places, xticklabels=[f"{rate:g}" for rate in rates], xlabel="learning rate")
    ax.set(ylabel=f"dead units of {width}", ylim=(-1, width + 1), yticks=range(0, width + 1, 5))
    ax.legend(loc="upper left")


def draw_fit(ax, net, X, y, loss, title):
    """What a trained network believes, with its accuracy. Returns the caption."""
    right = accuracy(net.predict(X), y[:, None])
    dead = " and ".join(str(units.sum()) for units in dead_units(net, X).values())
    draw_network_on_rings(ax, net, X, y, title, points=61, size=5)
    note(ax, f"accuracy {right:.0%}", (0.03, 0.95), xycoords="axes fraction", weight="bold", va="top")
    return f"{title}: the loss is {loss:.3f}, the accuracy {right:.1%}; dead units by layer: {dead}."
