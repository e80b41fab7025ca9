"""Pictures of chapter 5, Adaptive learning rates."""

import numpy as np

from lessonlib import looks
from lessonlib.looks import GREY, GROUND, INK
from lessonlib.measures import arrival
from lessonlib.plots.common import draw_mean, draw_path, draw_share, note
from lessonlib.plots.surfaces import draw_surface

UNCORRECTED = "Adam without correction"
VALLEY = ((-1.0, 0.5), (-0.36, 0.36))


def draw_valley(ax, f, title, star=2):
    """The valley seen from above, with a star at its minimum.  star: its zorder."""
    draw_surface(ax, f, VALLEY, levels=(np.linspace(0, 1, 15) ** 2) * 7, lines=False, extend="max")
    ax.plot(0, 0, "*", color="white", markersize=13, markeredgecolor=INK, markeredgewidth=1, zorder=star)
    ax.set(title=title, xlabel="", ylabel="", xticks=[-1, -0.5, 0, 0.5], yticks=[-0.3, 0, 0.3])


def draw_on_valley(ax, f, path, optimizer, title, steps=None):
    """A run on the valley, cut off after `steps` moves; says when it arrived. Returns the caption."""
    draw_valley(ax, f, title)
    left = draw_path(ax, *path[: None if steps is None else steps + 1].T, optimizer)
    arrived = arrival(path)
    words = f"arrives at step {arrived}" if arrived >= 0 else f"has not arrived after {len(path) - 1} steps"
    if not np.isfinite(path[-1]).all() or abs(path[-1]).max() > 1e3:
        words = "diverges"
    note(ax, words, (0.98, 0.06), xycoords="axes fraction", ha="right", weight="bold")
    outside = "" if left is None else f" It leaves the picture at step {left}."
    return f"{title}: {words}.{outside}"


def draw_runs(axes, f, runs, steps=None):
    """One panel a run; `runs` maps titles to (optimizer, path)."""
    for ax, (title, (optimizer, path)) in zip(axes, runs.items(), strict=True):
        draw_on_valley(ax, f, path, optimizer, title, steps)


def draw_steps(ax, steps):
    """The length of each step on a slope that never changes; `steps` maps optimizers, or UNCORRECTED, to lengths."""
    for label, length in steps.items():
        look = looks.again(looks.METHODS["Adam"]) if label == UNCORRECTED else looks.method(label)
        count = np.arange(1, len(length) + 1)
        ax.plot(count, length, label=label, markevery=[0], clip_on=False, **look | {"markersize": 8})
    ax.set(xlabel="step", ylabel="length of the step / lr", xscale="log", yscale="log")
    ax.set_yticks([0.03, 0.1, 0.3, 1, 3], ["0.03", "0.1", "0.3", "1", "3"])
    ax.minorticks_off()
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1), ncols=2, fontsize=10)


def draw_bounce(ax, path, lr, last=40):
    """The two coordinates of a run's last steps, and the band of half a learning rate."""
    count, colour = np.arange(len(path) - last, len(path)), looks.method("RMSProp")["color"]
    ax.axhspan(-lr / 2, lr / 2, color="#f3e3ec", linewidth=0)
    ax.plot(count, path[-last:, 0], "X-", color=colour, linewidth=1, markersize=5, label="w1")
    ax.plot(count, path[-last:, 1], "o:", color=INK, linewidth=1, markersize=9, fillstyle="none", label="w2")
    ax.set(xlabel="step", ylabel="w", ylim=(-1.4 * lr, 1.4 * lr))
    ax.legend(loc="upper right", ncols=2)
    note(ax, "half a learning rate", (count[0], lr / 2), offset=(0, 10))


def draw_arrivals(ax, x, arrivals, limit, xlabel):
    """Steps until a run has arrived, a line an optimizer; what did not arrive is missing. Maps names to arrays."""
    for name, steps in arrivals.items():
        shown = np.where(steps >= 0, steps, np.nan)
        ax.plot(x, shown, label=name, **looks.method(name) | {"markersize": 5})
    ax.set(xlabel=xlabel, ylabel="steps until it arrives", yscale="log", ylim=(2, 1.3 * limit))
    ax.set_yticks([3, 10, 30, 100, 300], ["3", "10", "30", "100", "300"])
    ax.minorticks_off()


def draw_by_rate(ax, rates, shares, title):
    """Shares of runs against the learning rate, a line an optimizer, with intervals. Maps names to lists of Share."""
    for name, row in shares.items():
        draw_share(ax, rates, row, label=name, **looks.method(name) | {"markersize": 6})
    rate_axis(ax, title)


def draw_right_by_rate(ax, rates, right, title):
    """Mean accuracy against the learning rate with 95 % intervals; maps names to arrays (rates, runs)."""
    for name, a in right.items():
        draw_mean(ax, rates, a, label=name, **looks.method(name) | {"markersize": 6})
    ax.set(ylabel="right (%)", ylim=(50, 100))
    rate_axis(ax, title)


def rate_axis(ax, title):
    """Name a logarithmic axis of learning rates; the legend stands above, where it hides no line."""
    ax.set(xscale="log", xlabel="learning rate")
    ax.set_title(title, pad=40)
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1), ncols=3, fontsize=9.5, columnspacing=1)
    ticks = [rate for rate in (0.001, 0.01, 0.1, 1) if rate >= ax.get_xlim()[0]]
    ax.set_xticks(ticks, [f"{rate:g}" for rate in ticks])
    ax.minorticks_off()


def draw_schedules(ax, t, schedules):
    """Learning rates over a run, as shares of the full one; `schedules` maps names to arrays."""
    looks = ((GREY, ":"), ("#D55E00", "-."), ("#0072B2", "-"), (INK, "--"))
    for (name, rate), (colour, dash) in zip(schedules.items(), looks, strict=True):
        ax.plot(t, rate, dash, color=colour, label=name, clip_on=False)
    ax.set(ylabel="share of the full rate", ylim=(0, 1.04), xlim=(0, 1), xticks=[0, 1], yticks=[0, 0.5, 1])
    ax.set_xticklabels(["start", "end"])
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.32), ncols=2)


def draw_beta_run(ax, f, paths, optimizer):
    """The first of many runs on the noisy valley, its last steps apart: with noise nothing arrives for good.

    paths: (steps + 1, runs, 2).  Returns the caption, with the mean of all runs.
    """
    draw_valley(ax, f, f"beta1 {optimizer.beta1:g}, beta2 {optimizer.beta2:g}", star=6)
    ax.plot(*paths[:-49, 0].T, color=GREY, linewidth=1, zorder=3)
    ax.plot(*paths[0, 0], "o", color=GROUND, markersize=8, markeredgecolor=GREY, markeredgewidth=2, zorder=4)
    ax.plot(*paths[-50:, 0].T, "o", color=INK, markersize=5, markeredgewidth=0, zorder=5)
    away = float(np.linalg.norm(paths[-50:], axis=-1).mean())
    note(ax, f"last 50 steps: {away:.2f} away", (0.98, 0.06), xycoords="axes fraction", ha="right", weight="bold")
    return (
        f"beta1 = {optimizer.beta1:g}, beta2 = {optimizer.beta2:g}: in the last 50 steps (black dots) {away:.2f} from "
        f"the minimum, the mean of {paths.shape[1]} runs."
    )
