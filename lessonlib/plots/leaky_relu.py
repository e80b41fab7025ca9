"""Pictures of chapter 9, LeakyReLU."""

import numpy as np

from lessonlib.plots.common import GREY, note

FAMILY = {  # colour and line of each activation
    "ReLU": ("#009E73", "-"),
    "LeakyReLU": ("#D55E00", "--"),
    "ELU": ("#0072B2", ":"),
    "GELU": ("#222222", "-."),
    "SiLU": ("#AA4499", (0, (5, 1, 1, 1, 1, 1))),
}


def draw_family(axes, family, low=-4.0, high=2.5):
    """Activations above and their derivatives below; `family` maps names of FAMILY to functions of x."""
    x = np.linspace(low, high, 2001)
    for name, f in family.items():
        colour, dash = FAMILY[name]
        look = {"color": colour, "linestyle": dash, "linewidth": 2}
        axes[0].plot(x, f(x), label=name, **look)
        axes[1].plot(x[1:], np.diff(f(x)) / np.diff(x), **look)
    axes[0].set(ylabel="activation", ylim=(-1.3, 2.6))
    axes[1].set(ylabel="derivative", xlabel="l", ylim=(-0.25, 1.25))
    for ax in axes:
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.set_xlim(low, high)
    axes[0].legend(loc="upper left")


def draw_silent(ax, shares, steps):
    """The mean share of silent units in each hidden layer before training (thin) and after it.

    shares: maps labels to two arrays (layers,).
    """
    looks = (("#009E73", "^", "-"), ("#D55E00", "s", "--"))
    for (label, (before, after)), (colour, marker, dash) in zip(shares.items(), looks, strict=True):
        layers = np.arange(1, len(after) + 1)
        ax.plot(layers, 100 * before, color=colour, linestyle=dash, linewidth=0.9)
        ax.plot(layers, 100 * after, color=colour, marker=marker, linestyle=dash, markersize=8)
        end = (layers[-1] + 0.2, 100 * after[-1])
        note(ax, label, end, offset=(0, 14), ha="right", color=colour, weight="bold")
    ax.set(xlabel="hidden layer (1 is next to the data)", ylabel="silent units (%)", ylim=(0, 75))
    ax.set_title(f"Before training (thin), and after {steps} epochs")
    ax.xaxis.get_major_locator().set_params(integer=True)


def draw_runs(ax, right, learnt, title, window=5):
    """The accuracies of K runs, means of `window` epochs: in blue the runs that have learnt. Returns the caption.

    right: (epochs, K).  learnt: (K,) booleans.
    """
    smooth = right.reshape(-1, window, right.shape[1]).mean(axis=1)
    epochs = window * np.arange(1, len(smooth) + 1)
    for run, success in sorted(zip(smooth.T, learnt, strict=True), key=lambda pair: pair[1]):
        colour, dash = ("#0072B2", "-") if success else ("#D55E00", "--")
        ax.plot(epochs, 100 * run, color=colour, linestyle=dash, linewidth=1.2)
    ax.set(xlim=(window, len(right)), ylim=(0, 103), title=title)
    ax.set(xlabel=f"epoch (means of {window})", ylabel="training rows right (%)")
    said = f"{learnt.sum()} of {learnt.size}"
    note(ax, f"{said} have learnt", (0.98, 0.07), xycoords="axes fraction", ha="right", weight="bold")
    return f"{title}: {said} runs have learnt."
