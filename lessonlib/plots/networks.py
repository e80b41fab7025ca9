"""What pictures of networks share: sizes in each layer, runs by epoch and by outcome, and the names of their kinds."""

import numpy as np

from lessonlib import looks
from lessonlib.phrases import _
from lessonlib.plots.common import corner_note, draw_runs_and_median, note


def network_name(kind):
    """What a reader calls a kind of network, a key of `looks.NETWORKS`."""
    names = {"plain": _("plain"), "residual": _("residual"), "projection": _("projection"), "dense": _("dense")}
    return names[kind]


def name_network(ax, kind, place, offset=None, **how):
    """The name of a kind of network, in its colour, at a place beside its line."""
    look = {"color": looks.words(looks.NETWORKS[kind]), "weight": "bold"}
    note(ax, network_name(kind), place, offset, **look | how)


def count_layers(ax):
    """Whole numbers alone at an axis of layers."""
    ax.xaxis.get_major_locator().set_params(integer=True)


def draw_sizes_by_layer(ax, sizes, look, window=(0.0, np.inf), **median):
    """Sizes in each layer of K networks on a logarithmic axis: pale lines, and their median.

    sizes: (K, layers); what is outside of the window is drawn on its edge, and NaN on the upper one.
    look: of all lines.  median: what is different for the median.
    """
    shown, layers = np.clip(np.nan_to_num(sizes, nan=np.inf), *window), sizes.shape[1]
    draw_runs_and_median(ax, np.arange(1, layers + 1), shown.T, look, look | median)
    ax.set(yscale="log", xlim=(0.5, layers + 0.5), xlabel=_("layer (1 is next to the data)"))
    count_layers(ax)


def draw_accuracy_by_epoch(ax, accuracy, look):
    """The accuracy of K runs against the epoch, in percent: pale lines, and their median.

    accuracy: from 0 to 1, (epochs, K); NaN, after a run has left the finite numbers, is drawn as 0.
    """
    epochs, runs = accuracy.shape
    percent, alpha = 100 * np.nan_to_num(accuracy), 0.3 if runs > 20 else 0.6
    draw_runs_and_median(ax, np.arange(1, epochs + 1), percent, look, alpha=alpha)
    ax.set(xlim=(1, epochs), ylim=(0, 103), xlabel=_("epoch"), ylabel=_("right (%)"))


def note_learnt(ax, learnt, runs, corner="lower right"):
    """How many of so many runs have learnt, in a corner."""
    corner_note(ax, _("{learnt} of {runs} have learnt").format(learnt=learnt, runs=runs), corner)


def draw_runs_by_outcome(ax, x, runs, learnt, corner="lower right", **how):
    """K runs as their outcomes look, those that have learnt on top, and how many these are in a corner.

    runs: (len(x), K).  learnt: booleans (K,).
    """
    for outcome, members in (("stuck", ~learnt), ("learnt", learnt)):
        ax.plot(x, runs[:, members], **looks.line(looks.OUTCOMES[outcome]) | how)
    note_learnt(ax, learnt.sum(), learnt.size, corner)
