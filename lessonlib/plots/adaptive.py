"""Pictures of chapter 5, Adaptive learning rates."""

import numpy as np

from lessonlib import looks
from lessonlib.looks import GREY, GROUND, INK
from lessonlib.measures import arrival
from lessonlib.phrases import _
from lessonlib.plots.common import corner_note, draw_mean, draw_path, draw_share, note
from lessonlib.plots.surfaces import draw_surface, mark_answer

VALLEY = ((-1.0, 0.5), (-0.36, 0.36))


def draw_narrow_valley(ax, f, title, star=2):
    """The valley seen from above, with a star at its minimum.  star: its zorder."""
    draw_surface(ax, f, VALLEY, levels=(np.linspace(0, 1, 15) ** 2) * 7, lines=False, extend="max")
    mark_answer(ax, (0, 0), size=13, zorder=star)
    ax.set(title=title, xlabel="", ylabel="", xticks=[-1, -0.5, 0, 0.5], yticks=[-0.3, 0, 0.3])


def draw_run_on_valley(ax, f, path, optimizer, title, steps=None):
    """A run on the valley, cut off after `steps` steps; says when it arrived. Returns the caption."""
    draw_narrow_valley(ax, f, title)
    left = draw_path(ax, *path[: None if steps is None else steps + 1].T, optimizer)
    arrived = arrival(path)
    if not np.isfinite(path[-1]).all() or abs(path[-1]).max() > 1e3:
        words = _("diverges")
    elif arrived >= 0:
        words = _("arrives at step {step}").format(step=arrived)
    else:
        words = _("has not arrived after {steps} steps").format(steps=len(path) - 1)
    corner_note(ax, words)
    if left is None:
        return _("{title}: {ending}.").format(title=title, ending=words)
    said = _("{title}: {ending}. It leaves the picture at step {step}.")
    return said.format(title=title, ending=words, step=left)


def draw_runs_on_valley(axes, f, runs, steps=None):
    """One panel a run; `runs` maps titles to (optimizer, path)."""
    for ax, (title, (optimizer, path)) in zip(axes, runs.items(), strict=True):
        draw_run_on_valley(ax, f, path, optimizer, title, steps)


def draw_step_lengths(ax, steps, uncorrected):
    """The length of each step on a slope that never changes.

    steps: maps optimizers' names to lengths.  uncorrected: those of Adam without its correction.
    """
    lines = [(name, length, looks.method(name)) for name, length in steps.items()]
    for label, length, look in [*lines, (_("Adam without correction"), uncorrected, looks.again(looks.method("Adam")))]:
        count = np.arange(1, len(length) + 1)
        ax.plot(count, length, label=label, markevery=[0], clip_on=False, **look | {"markersize": 8})
    ax.set(xlabel=_("step"), ylabel=_("length of the step / lr"), xscale="log", yscale="log")
    ax.set_yticks([0.03, 0.1, 0.3, 1, 3], ["0.03", "0.1", "0.3", "1", "3"])
    ax.minorticks_off()
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1), ncols=2, fontsize=10)


def draw_bounce(ax, path, lr, last=40):
    """The two coordinates of RMSProp's last steps, and the band of half a learning rate."""
    count, look = np.arange(len(path) - last, len(path)), looks.method("RMSProp")
    ax.axhspan(-lr / 2, lr / 2, color=looks.BAND, linewidth=0)
    ax.plot(count, path[-last:, 0], linewidth=1, markersize=5, label="w1", **look | {"linestyle": "-"})
    ax.plot(count, path[-last:, 1], "o:", color=INK, linewidth=1, markersize=9, fillstyle="none", label="w2")
    ax.set(xlabel=_("step"), ylabel="w", ylim=(-1.4 * lr, 1.4 * lr))
    ax.legend(loc="upper right", ncols=2)
    note(ax, _("half a learning rate"), (count[0], lr / 2), offset=(0, 10))


def draw_arrivals(ax, x, arrivals, limit, xlabel):
    """Steps until a run has arrived, a line an optimizer; what did not arrive is missing. Maps names to arrays."""
    for name, steps in arrivals.items():
        shown = np.where(steps >= 0, steps, np.nan)
        ax.plot(x, shown, label=name, **looks.method(name) | {"markersize": 5})
    ax.set(xlabel=xlabel, ylabel=_("steps until it arrives"), yscale="log", ylim=(2, 1.3 * limit))
    ax.set_yticks([3, 10, 30, 100, 300], ["3", "10", "30", "100", "300"])
    ax.minorticks_off()


def draw_shares_by_rate(ax, rates, shares, title):
    """Shares of runs against the learning rate, a line an optimizer, with intervals. Maps names to lists of Share."""
    for name, row in shares.items():
        draw_share(ax, rates, row, label=name, **looks.method(name) | {"markersize": 6})
    set_rate_axis(ax, title)


def draw_accuracy_by_rate(ax, rates, right, title):
    """Mean accuracy against the learning rate with 95 % intervals; maps names to arrays (rates, runs)."""
    for name, a in right.items():
        draw_mean(ax, rates, a, label=name, **looks.method(name) | {"markersize": 6})
    ax.set(ylabel=_("right (%)"), ylim=(50, 100))
    set_rate_axis(ax, title)


def set_rate_axis(ax, title):
    """Name a logarithmic axis of learning rates; the legend stands above, where it hides no line."""
    ax.set(xscale="log", xlabel=_("learning rate"))
    ax.set_title(title, pad=40)
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1), ncols=3, fontsize=9.5, columnspacing=1)
    ticks = [rate for rate in (0.001, 0.01, 0.1, 1) if rate >= ax.get_xlim()[0]]
    ax.set_xticks(ticks, [f"{rate:g}" for rate in ticks])
    ax.minorticks_off()


def draw_schedules(ax, t, schedules):
    """Learning rates over a run, as shares of the full one; `schedules` maps names to arrays."""
    order = looks.in_order(looks.BATCHES, len(schedules))
    for (name, rate), look in zip(schedules.items(), order, strict=True):
        ax.plot(t, rate, label=name, clip_on=False, **looks.line(look))
    ax.set(ylabel=_("share of the full rate"), ylim=(0, 1.04), xlim=(0, 1), xticks=[0, 1], yticks=[0, 0.5, 1])
    ax.set_xticklabels([_("start"), _("end")])
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.32), ncols=2)


def draw_noisy_run(ax, f, paths, optimizer):
    """The first of many runs on the noisy valley, its last steps apart: with noise nothing arrives for good.

    paths: (steps + 1, runs, 2).  optimizer: an Adam.  Returns the caption, with the mean of all runs.
    """
    title = _("beta1 {beta1:g}, beta2 {beta2:g}").format(beta1=optimizer.beta1, beta2=optimizer.beta2)
    draw_narrow_valley(ax, f, title, star=6)
    ax.plot(*paths[:-49, 0].T, color=GREY, linewidth=1, zorder=3)
    ax.plot(*paths[0, 0], "o", color=GROUND, markersize=8, markeredgecolor=GREY, markeredgewidth=2, zorder=4)
    ax.plot(*paths[-50:, 0].T, "o", color=INK, markersize=5, markeredgewidth=0, zorder=5)
    away = float(np.linalg.norm(paths[-50:], axis=-1).mean())
    corner_note(ax, _("last 50 steps: {away:.2f} away").format(away=away))
    return _(
        "beta1 = {beta1:g}, beta2 = {beta2:g}: in the last 50 steps (black dots) {away:.2f} from the minimum, the mean "
        "of {runs} runs."
    ).format(beta1=optimizer.beta1, beta2=optimizer.beta2, away=away, runs=paths.shape[1])
