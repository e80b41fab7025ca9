"""Stored studies: runs that take longer than a page may, or whose counts differ between processors.

`studies/NAME.py` is a script that `lessonlib.recording` runs, and `studies/NAME.json` holds what it gave, where and
when. A page reads what is stored, runs a few of the seeds itself and confirms that they agree: a chaotic run ends
elsewhere on another processor, a share of many runs hardly moves.
"""

import json
from pathlib import Path

import numpy as np

from lessonlib import arguments, recording
from lessonlib.evidence import share

# beside the package in a checkout, within it where it was installed
FOLDER = next(filter(Path.is_dir, (Path(__file__).with_name("stored"), Path(__file__).parents[1] / "studies")), None)
SURE = 0.999  # confidence of `confirm`: a study has many results, and each must lie in its interval
Z = 3.29  # standard errors that this confidence is


class Study:
    """A stored study by its name, such as Study("sine_by_rate").

    script: its module, whose functions can be shown and run.  about: command, seeds, machine, date and versions of the
    stored run.  study["name of a result"]: the stored outcomes, an array of booleans or numbers, one for each seed.

    Raises ValueError if there is no such study or no such result.
    """

    def __init__(self, name):
        self.name = arguments.choice("name", name, names())
        self.file = FOLDER / f"{name}.py"
        self.script = recording.load(self.file)
        self.about = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
        self.results = {result: _parsed(values) for result, values in self.about.pop("results").items()}

    def __getitem__(self, result):
        return self.results[arguments.choice("result", result, self.results)]

    def __repr__(self):
        return f"study {self.name}: {self.about['command']}, seeds {self.about['seeds']}, {self.about['date']}"

    def confirm(self, seeds, names=None):
        """Run some of the seeds here; a sentence if they agree with what is stored, else an AssertionError.

        They agree if they are the same for these seeds, or if the 99.9 % interval of each difference, of shares
        (Newcombe 1998) or means, holds 0. Means may also differ by 5 %.
        names: the settings to run, by default the script's FEW, or all.
        """
        names = getattr(self.script, "FEW", None) if names is None else names
        for result, outcomes in recording.run(self.file, seeds, names).items():
            if not (_same(outcomes, self[result], seeds) or _agree(outcomes, self[result])):
                raise AssertionError(f"{self.name}: {result}: {outcomes} here, stored are {self[result]}")
        return f"{len(seeds)} stored runs, repeated: they agree"


def names():
    """The names of all stored studies."""
    return sorted(path.stem for path in FOLDER.glob("*.json")) if FOLDER else []


def _same(here, stored, seeds):
    """Whether the outcomes are the stored ones, which have four digits."""
    return len(here) == len(seeds) and max(seeds) < len(stored) and np.allclose(here, stored[list(seeds)], 1e-3, 0)


def _agree(few, many):
    if few.dtype == bool:
        p, q = sorted((share(few, SURE), share(many, SURE)), key=lambda one: one.value)
        return q.value - p.value <= np.hypot(p.high - p.value, q.value - q.low)
    allowed = Z * many.std(ddof=1) * (1 / few.size + 1 / many.size) ** 0.5
    return abs(few.mean() - many.mean()) <= max(allowed, 0.05 * abs(many.mean()))


def _parsed(values):
    return np.array([value == "1" for value in values]) if isinstance(values, str) else np.array(values)
