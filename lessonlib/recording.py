"""What runs a study's script and stores its outcomes.

A script has three names. SEEDS: a range. SETTINGS: {name: keyword arguments}. outcomes: a function (seeds, **setting)
that returns an array with an entry for each seed, or several, {what follows the setting's name: array}.

Where it is of use it has more. FEW: the names of settings that pages and tests repeat, all by default. TOGETHER: how
many seeds train side by side, all by default. CLOCK = True: it measures times, one setting after the other and each
time anew, and nothing is compared with them.
"""

import hashlib
import importlib.util
import json
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache, partial
from pathlib import Path

import numpy as np

from lessonlib import arguments
from lessonlib.sweep import sweep

PACKAGE = Path(__file__).parent


def run(file, seeds, names=None, executor=None, folder=None):
    """{result: its outcomes, (seeds,)} of a script; executor and folder as `sweep` takes them.

    seeds: whole numbers, a list or a range.  names: some of the settings, all by default; ValueError for others.
    """
    script = load(file)
    seeds = [arguments.whole("seeds", seed, 0) for seed in seeds]
    if not seeds:
        raise ValueError("seeds takes at least one whole number, got none")
    names = [arguments.choice("names", name, script.SETTINGS) for name in (script.SETTINGS if names is None else names)]
    together = getattr(script, "TOGETHER", len(seeds))
    starts = range(0, len(seeds), together)
    units = {(name, k): {"name": name, "seeds": seeds[k : k + together]} for name in names for k in starts}
    found = sweep(partial(_unit, str(file), digest(file)), units, executor, folder)
    results = {}
    for name in names:
        pieces = [found[name, k] for k in starts]
        for rest in dict.fromkeys(rest for piece in pieces for rest in piece):
            if name + rest in results or any(rest not in piece for piece in pieces):
                raise ValueError(f"outcomes must give each result once for all seeds, not so {name + rest!r}")
            results[name + rest] = np.concatenate([piece[rest] for piece in pieces])
    return results


def record(file, executor=None):
    """Run a script and write its outcomes beside it, NAME.json, with all that is needed to do it again.

    What is done is kept in `.cache/studies`, so a study that was cut off goes on where it stopped, as long as the code
    of lessonlib and of all studies, the versions and the processor are the same.  executor: as `sweep` takes it.
    """
    file = Path(file)
    script, processor = load(file), _processor()
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    code = sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.csv"), *file.parent.glob("*.py")])
    state = hashlib.sha256(repr([processor, versions, *map(digest, code)]).encode()).hexdigest()[:16]
    kept = file.parents[1] / ".cache" / "studies" / f"{file.stem}-{state}"
    if is_clock(script):
        executor = kept = None
    about = {
        "command": f"python studies/{file.name}",
        "seeds": f"{script.SEEDS[0]} to {script.SEEDS[-1]}",
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {processor}",
        "versions": versions,
        "script": digest(file),
    }
    results = run(file, script.SEEDS, executor=executor, folder=kept)
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in about.items()]
    rows = [f"    {json.dumps(name)}: {json.dumps(_plain(values))}" for name, values in results.items()]
    text = "\n".join(["{", *lines, '  "results": {', ",\n".join(rows), "  }", "}", ""])
    file.with_suffix(".json").write_text(text, "utf-8")


def main(file):
    """A script as a program, `python studies/NAME.py [processes]`: it records itself, in one process by default."""
    processes = arguments.whole("processes", int(sys.argv[1]) if len(sys.argv) > 1 else 1, 1)
    record(file, partial(ProcessPoolExecutor, processes) if processes > 1 else None)


def load(file):
    """A script as a module, loaded once for each state of its file."""
    return _loaded(Path(file), digest(file))


def digest(file):
    """What tells one state of a file from another."""
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()[:16]


def is_clock(script):
    """Whether a script measures times."""
    return getattr(script, "CLOCK", False)


def _unit(file, state, name, seeds):
    """{what follows the setting's name: outcomes}, in whatever process: it must find the same script there."""
    if digest(file) != state:
        raise ValueError(f"{file} is not the script with which the study began")
    script = load(file)
    outcomes = script.outcomes(seeds, **script.SETTINGS[name])
    outcomes = outcomes if isinstance(outcomes, dict) else {"": outcomes}
    return {rest: np.asarray(values) for rest, values in outcomes.items()}


@cache
def _loaded(file, state):
    spec = importlib.util.spec_from_file_location(f"lessonlib_study_{file.stem}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _plain(values):
    """Booleans as a string such as "0110", numbers with four digits: a file that can be read."""
    if values.dtype == bool:
        return "".join("01"[value] for value in values.tolist())
    return [float(f"{value:.4g}") if values.dtype.kind == "f" else value for value in values.tolist()]


def _processor(cpuinfo=Path("/proc/cpuinfo")):
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    return next((line.split(": ", 1)[1] for line in lines if line.startswith("model name")), platform.processor())
