"""Pictures of chapter 5, Adaptive learning rates."""

import numpy as np

from lessonlib.evidence import mean_and_gap
from lessonlib.plots.common import GREY, GROUND, INK, draw_mean, draw_path, draw_share, draw_surface, line, note, style

UNCORRECTED = {"color": GREY, "marker": "D", "linestyle": ":"}  # Adam without its last touch
NEAR = 0.05  # a run has arrived when it stays within this distance of the minimum
VALLEY = ((-1.0, 0.5), (-0.36, 0.36))


def arrival(path):
    """The first step from which a path stays within NEAR of 0: a number, or one for each member; -1 if it does not.

    path: (steps + 1, 2), or (steps + 1, ..., 2) for a population; a member that diverged is NaN.
    """
    near = np.linalg.norm(path, axis=-1) < NEAR
    last_far = len(near) - near[::-1].argmin(axis=0) - 1
    steps = np.where(near.all(axis=0), 0, last_far + 1)
    return np.where(near[-1], steps, -1)[()]


def draw_valley(ax, f, path, optimizer, title):
    """A run on the valley seen from above. Returns the step at which it leaves the picture, or None."""
    draw_surface(ax, f, VALLEY, levels=(np.linspace(0, 1, 15) ** 2) * 7, lines=False, extend="max")
    ax.plot(0, 0, "*", color="white", markersize=13, markeredgecolor=INK, markeredgewidth=1, zorder=2)
    ax.set(title=title, xlabel="", ylabel="", xticks=[-1, -0.5, 0, 0.5], yticks=[-0.3, 0, 0.3])
    return draw_path(ax, path[:, 0], path[:, 1], optimizer)


def draw_on_valley(ax, f, path, optimizer, title, steps=None):
    """A run on the valley, cut off after `steps` moves; says when it arrived. Returns the caption."""
    left = draw_valley(ax, f, path if steps is None else path[: steps + 1], optimizer, title)
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


def draw_steps(ax, steps, log=True):
    """The length of each step on a slope that never changes; `steps` maps labels to (look, lengths).

    look: an optimizer's name, or a dict with colour, marker and line.
    """
    for label, (look, length) in steps.items():
        look = style(look) if isinstance(look, str) else look
        count = np.arange(1, len(length) + 1)
        ax.plot(count, length, label=label, markevery=[0], clip_on=False, **look | {"markersize": 8})
    ax.set(xlabel="step", ylabel="length of the step (lr = 1)", xscale="log", yscale="log" if log else "linear")
    ax.legend()


def draw_bounce(ax, path, lr, last=40):
    """The two coordinates of a run's last steps, and the band of half a learning rate."""
    count = np.arange(len(path) - last, len(path))
    ax.axhspan(-lr / 2, lr / 2, color="#f3e3ec", linewidth=0)
    for i, (look, marker) in enumerate((("-", "X"), (":", "o"))):
        ax.plot(count, path[-last:, i], look, color=style("RMSProp")["color"], linewidth=1)
        ax.plot(count, path[-last:, i], marker, color=(style("RMSProp")["color"], INK)[i], label=f"w{i + 1}")
    ax.set(xlabel="step", ylabel="w", ylim=(-1.4 * lr, 1.4 * lr))
    ax.legend(loc="upper right", ncols=2)
    note(ax, "half a learning rate", (count[0], lr / 2), offset=(0, 6))


def draw_epsilon(ax, g, steps):
    """The first step against the size of the gradient; `steps` maps two labels to arrays, inside the root first."""
    looks = (("-", INK, "o", (4e-4, 0.35)), ("--", "#0072B2", "s", (3e-8, 0.35)))
    for (label, step), (dash, colour, marker, place) in zip(steps.items(), looks, strict=True):
        ax.semilogx(g, step, dash, color=colour)
        at = float(np.interp(-6, np.log10(g), step))
        ax.plot(1e-6, at, marker, color=colour, markersize=8)
        note(ax, f"{at:.2f}", (1e-6, at), offset=(9, 4 if at < 0.5 else -16), color=colour, weight="bold")
        note(ax, label, place, color=colour, weight="bold")
    ax.axvline(1e-6, color=GREY, linewidth=1, linestyle=":")
    ax.set(xlabel="size of the gradient |g|", ylabel="first step / lr", ylim=(-0.05, 1.08), xlim=(g[0], g[-1]))
    ax.set_xticks(10.0 ** np.arange(-10, 1, 2))


def draw_arrivals(ax, x, arrivals, limit, xlabel):
    """Steps until a run has arrived, a line an optimizer; what did not arrive is missing. Maps names to arrays."""
    for name, steps in arrivals.items():
        shown = np.where(steps >= 0, steps, np.nan)
        ax.plot(x, shown, label=name, **style(name) | {"markersize": 5})
    ax.set(xlabel=xlabel, ylabel="steps until it arrives", yscale="log", ylim=(2, 1.3 * limit))
    ax.set_yticks([3, 10, 30, 100, 300], ["3", "10", "30", "100", "300"])
    ax.minorticks_off()


def draw_by_rate(ax, rates, shares, title):
    """Shares of runs against the learning rate, a line an optimizer, with intervals. Maps names to lists of Share."""
    for name, row in shares.items():
        draw_share(ax, rates, row, label=name, **style(name) | {"markersize": 6})
    rate_axis(ax, title)


def draw_right_by_rate(ax, rates, right, title):
    """Mean accuracy against the learning rate with 95 % intervals; maps names to arrays (rates, runs)."""
    for name, a in right.items():
        draw_mean(ax, rates, a, label=name, **style(name) | {"markersize": 6})
    ax.set(ylabel="right (%)", ylim=(52, 75))
    rate_axis(ax, title)


def rate_axis(ax, title):
    """Name a logarithmic axis of learning rates; the legend stands above, where it hides no line."""
    ax.set(xscale="log", xlabel="learning rate")
    ax.set_title(title, pad=40)
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1), ncols=3, fontsize=9.5, columnspacing=1)
    ticks = [rate for rate in (0.001, 0.01, 0.1, 1) if rate >= ax.get_xlim()[0]]
    ax.set_xticks(ticks, [f"{rate:g}" for rate in ticks])
    ax.minorticks_off()


def draw_schedules(axes, t, schedules):
    """Learning rates over a run, a small panel each; `schedules` maps names to arrays."""
    for ax, (name, rate) in zip(np.ravel(axes), schedules.items(), strict=True):
        ax.plot(t, rate, color="#0072B2")
        ax.fill_between(t, rate, color="#0072B2", alpha=0.12, linewidth=0)
        ax.set(title=name, ylim=(0, 1.12), xlim=(0, 1), xticks=[0, 1], yticks=[0, 1])
        ax.set_xticklabels(["start", "end"])


def draw_training(ax, losses):
    """Running means of the loss over 200 steps; `losses` maps optimizers' names to arrays (steps,)."""
    for name, loss in losses.items():
        mean = np.convolve(loss, np.full(200, 1 / 200), "valid")
        ax.semilogy(np.arange(len(mean)) + 200, mean, label=name, **line(name) | {"linewidth": 1.4})
    ax.set(xlabel="step", ylabel="loss of the batches", xlim=(0, len(loss)), ylim=(0.01, 3))
    ax.legend(loc="upper right")


def draw_over_fit(ax, depths, right):
    """Accuracy against depth; `right` maps a label to arrays (depths, runs). Means with 95 % intervals."""
    looks = (("#D55E00", "s", "-"), ("#0072B2", "o", "--"))
    for (label, a), (colour, marker, dash) in zip(right.items(), looks, strict=True):
        mean, gap = mean_and_gap(100 * a)
        ax.errorbar(depths, mean, gap, color=colour, marker=marker, linestyle=dash, label=label, capsize=3)
        note(ax, label, (depths[-1], mean[-1]), offset=(0, 10), ha="right", color=colour, weight="bold")
    ax.set(xlabel="hidden layers of 20 units", ylabel="right (%)", xscale="log", ylim=(50, 106))
    ax.set_xticks(depths, [str(d) for d in depths])
    ax.minorticks_off()


def draw_beta_run(ax, f, path, optimizer):
    """A run on the noisy valley, its last steps apart: with noise nothing arrives for good. Returns the caption."""
    draw_valley(ax, f, path, optimizer, f"beta1 {optimizer.beta1:g}, beta2 {optimizer.beta2:g}")
    away = float(np.linalg.norm(path[-50:], axis=-1).mean())
    swing = float(path[:, 0].max())
    ax.plot(*path[-50:].T, ".", color="#D55E00", markersize=4, zorder=6, markeredgecolor=GROUND, markeredgewidth=0.3)
    note(ax, f"last 50 steps: {away:.3f} away", (0.98, 0.06), xycoords="axes fraction", ha="right", weight="bold")
    return (
        f"beta1 = {optimizer.beta1:g}, beta2 = {optimizer.beta2:g}: on average {away:.3f} from the minimum in the last "
        f"50 steps (orange dots); it went as far as w1 = {swing:.2f}."
    )
