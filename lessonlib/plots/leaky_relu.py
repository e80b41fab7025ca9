"""Pictures of chapter 10, LeakyReLU."""

import numpy as np

from lessonlib import looks
from lessonlib.looks import GREY
from lessonlib.phrases import _
from lessonlib.plots.common import note
from lessonlib.plots.networks import count_layers, draw_runs_by_outcome


def draw_activation_family(axes, family, low=-4.0, high=2.5):
    """Activations (above) and their derivatives (below); maps keys of `looks.ACTIVATIONS` to functions of x."""
    x = np.linspace(low, high, 2001)
    for name, f in family.items():
        look = looks.line(looks.ACTIVATIONS[name])
        axes[0].plot(x, f(x), label=name, **look)
        axes[1].plot(x[1:], np.diff(f(x)) / np.diff(x), **look)
    axes[0].set(ylabel=_("activation"), ylim=(-1.3, 2.6))
    axes[1].set(ylabel=_("derivative"), xlabel="l", ylim=(-0.25, 1.25))
    for ax in axes:
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.set_xlim(low, high)
    axes[0].legend(loc="upper left")


def draw_silent_units(ax, shares, epochs):
    """The mean share of silent units in each hidden layer, before training (thin) and after it.

    shares: maps keys of `looks.ACTIVATIONS` to two arrays (layers,) of shares from 0 to 1.
    """
    for name, (before, after) in shares.items():
        look, layers = looks.ACTIVATIONS[name], np.arange(1, len(after) + 1)
        ax.plot(layers, 100 * before, linewidth=0.9, **looks.line(look))
        ax.plot(layers, 100 * after, markersize=8, **look)
        how = {"offset": (0, 14), "ha": "right", "color": looks.words(look), "weight": "bold"}
        note(ax, name, (layers[-1] + 0.2, 100 * after[-1]), **how)
    ax.set(xlabel=_("hidden layer (1 is next to the data)"), ylabel=_("silent units (%)"), ylim=(0, 75))
    ax.set_title(_("Before training (thin), and after {epochs} epochs").format(epochs=epochs))
    count_layers(ax)


def draw_accuracies_by_outcome(ax, right, learnt, title, window=5):
    """The accuracies of K runs, means of `window` epochs, as their outcomes look. Returns the caption.

    right: on the training rows, from 0 to 1, (epochs, K).  learnt: booleans (K,).
    """
    smooth = right.reshape(-1, window, right.shape[1]).mean(axis=1)
    draw_runs_by_outcome(ax, window * np.arange(1, len(smooth) + 1), 100 * smooth, learnt, linewidth=1.2)
    ax.set(xlim=(window, len(right)), ylim=(0, 103), title=title)
    ax.set(xlabel=_("epoch (means of {window})").format(window=window), ylabel=_("training rows right (%)"))
    counts = {"learnt": learnt.sum(), "runs": learnt.size}
    return _("{title}: {learnt} of {runs} runs have learnt.").format(title=title, **counts)
