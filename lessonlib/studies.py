"""Stored studies: runs that take longer than a page may, or whose counts differ between processors.

`studies/NAME.py` has a function run(seeds), which returns outcomes by name, an array with an entry for each seed, and
`studies/NAME.json` holds what it gave, where and when. A page reads what is stored, runs a few of the seeds itself and
confirms that they agree: a chaotic run ends elsewhere on another processor, a share of many runs hardly moves.
"""

import hashlib
import importlib.util
import json
import platform
from datetime import date
from pathlib import Path

import numpy as np

from lessonlib import arguments
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
        self.script = _load(FOLDER / f"{name}.py")
        self.about = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
        self.results = {result: _parsed(values) for result, values in self.about.pop("results").items()}

    def __getitem__(self, result):
        return self.results[arguments.choice("result", result, self.results)]

    def __repr__(self):
        return f"study {self.name}: {self.about['command']}, seeds {self.about['seeds']}, {self.about['date']}"

    def confirm(self, seeds, **how):
        """Run some of the seeds here; a sentence if they agree with what is stored, else an AssertionError.

        They agree if the 99.9 % interval of each difference, of shares (Newcombe 1998) or means, holds 0. Means may
        also differ by 5 %.
        how: further arguments of the script's run, which may leave results out.
        """
        here = self.script.run(seeds, **how)
        for result, outcomes in here.items():
            if not _agree(np.asarray(outcomes), self[result]):
                raise AssertionError(f"{self.name}: {result}: {outcomes} here, stored are {self[result]}")
        return f"{len(seeds)} stored runs, repeated: they agree"


def names():
    """The names of all stored studies."""
    return sorted(path.stem for path in FOLDER.glob("*.json")) if FOLDER else []


def record(file, run, seeds):
    """Run all seeds and write the result beside the script `file`, with all that is needed to do it again."""
    file = Path(file)
    results = {name: _plain(np.asarray(values)) for name, values in run(seeds).items()}
    about = {
        "command": f"python studies/{file.name}",
        "seeds": f"{seeds[0]} to {seeds[-1]}",
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {_processor()}",
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "script": digest(file),
    }
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in about.items()]
    rows = [f"    {json.dumps(name)}: {json.dumps(values)}" for name, values in results.items()]
    text = "\n".join(["{", *lines, '  "results": {', ",\n".join(rows), "  }", "}", ""])
    file.with_suffix(".json").write_text(text, "utf-8")


def digest(file):
    """What tells one state of a script from another."""
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()[:16]


def _agree(few, many):
    if few.dtype == bool:
        p, q = sorted((share(few, SURE), share(many, SURE)), key=lambda one: one.value)
        return q.value - p.value <= np.hypot(p.high - p.value, q.value - q.low)
    allowed = Z * many.std(ddof=1) * (1 / few.size + 1 / many.size) ** 0.5
    return abs(few.mean() - many.mean()) <= max(allowed, 0.05 * abs(many.mean()))


def _load(path):
    spec = importlib.util.spec_from_file_location(f"lessonlib_study_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _plain(values):
    """Booleans as a string such as "0110", numbers with four digits: a file that can be read."""
    if values.dtype == bool:
        return "".join("01"[value] for value in values.tolist())
    return [float(f"{value:.4g}") if values.dtype.kind == "f" else value for value in values.tolist()]


def _parsed(values):
    return np.array([value == "1" for value in values]) if isinstance(values, str) else np.array(values)


def _processor(cpuinfo=Path("/proc/cpuinfo")):
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    return next((line.split(": ", 1)[1] for line in lines if line.startswith("model name")), platform.processor())
