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
    """The mean share of silent units in each hidden layer; `shares` maps labels to arrays (layers,)."""
    looks = (("#009E73", "^", "-"), ("#D55E00", "s", "--"))
    for (label, share), (colour, marker, dash) in zip(shares.items(), looks, strict=True):
        layers = np.arange(1, len(share) + 1)
        ax.plot(layers, 100 * share, color=colour, marker=marker, linestyle=dash, markersize=8)
        end = (layers[-1] + 0.2, 100 * share[-1])
        note(ax, label, end, offset=(0, 14), ha="right", color=colour, weight="bold")
    ax.set(xlabel="hidden layer (1 is next to the data)", ylabel="silent units (%)", ylim=(0, 75))
    ax.set_title(f"After {steps} epochs")
    ax.xaxis.get_major_locator().set_params(integer=True)
