"""What is measured of a network or a run, written once for chapters, pictures, studies and tests.

answers: how many rows are right.  runs: where a run ends, and when.  signals: sizes of values and gradients by layer.
structure: dead units, who reads whom, networks with layers left out.  surface: the loss around a network.
"""

from lessonlib.measures.answers import LEARNT, accuracy, confusion_table, learnt
from lessonlib.measures.runs import DIVERGED, GLOBAL, LOCAL, NEAR, NEITHER, REACHED, arrival, fate, locate, reached
from lessonlib.measures.signals import Signal, mean_abs, mean_abs_gradients, rms, signals, spread
from lessonlib.measures.structure import dead_units, predict_without, reads
from lessonlib.measures.surface import loss_surface, random_direction

__all__ = [
    "DIVERGED",
    "GLOBAL",
    "LEARNT",
    "LOCAL",
    "NEAR",
    "NEITHER",
    "REACHED",
    "Signal",
    "accuracy",
    "arrival",
    "confusion_table",
    "dead_units",
    "fate",
    "learnt",
    "loss_surface",
    "mean_abs",
    "mean_abs_gradients",
    "locate",
    "predict_without",
    "random_direction",
    "reached",
    "reads",
    "rms",
    "signals",
    "spread",
]
