"""One function with many settings: here, in other processes or on a cluster, and each setting once."""

import hashlib
import os
import pickle
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, as_completed
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from lessonlib import arguments
from lessonlib.progress import progress

LOSSES = 3  # how often in a row workers may be lost with nothing done


def sweep(f, settings, executor=None, folder=None):
    """{name: f(**setting)} for every setting, in their order.

    f: a function that other processes can import, if they are to run it.
    settings: {name: its keyword arguments}, a dict of dicts.
    executor: None for one setting after the other in this process; a concurrent.futures.Executor, such as
    ProcessPoolExecutor(4) or `dask.distributed.Client(...).get_executor()`; or a function that makes one, such as
    partial(ProcessPoolExecutor, 4).
    folder: where each result is kept as soon as it is there. What is there already is not run again, so a sweep that
    was cut off goes on where it stopped. A folder belongs to one f: take another one when f changes.

    If a worker process is killed, the settings that were not done are run again. A process pool does not survive that:
    a new one is made where `executor` is a function, else one process takes over. Dask runs lost tasks again by itself.
    An exception of f ends the sweep, with a note that names the setting. Raises ValueError for bad arguments, and
    BrokenExecutor if workers are lost three times in a row with nothing done in between.
    """
    arguments.function("f", f, "a function")
    settings = _checked(settings)
    if not (executor is None or isinstance(executor, Executor) or callable(executor)):
        raise ValueError(f"executor takes None, an Executor or a function that makes one, got {executor!r}")
    files = {name: _file(folder, name, setting) for name, setting in settings.items()} if folder is not None else {}
    done = {name: pickle.loads(file.read_bytes()) for name, file in files.items() if file.exists()}
    losses = 0
    while left := {name: setting for name, setting in settings.items() if name not in done}:
        before = len(done)
        for name, result in progress(_results(f, left, executor), "settings", len(left)):
            done[name] = result
            if files:
                _write(files[name], result)
        losses = losses + 1 if len(done) == before else 0
        if losses == LOSSES:
            raise BrokenExecutor(f"workers were lost {LOSSES} times in a row; not done: {', '.join(map(str, left))}")
        executor = partial(ProcessPoolExecutor, 1) if isinstance(executor, Executor) else executor
    return {name: done[name] for name in settings}


def _results(f, settings, executor):
    """(name, result) of each setting as soon as it is there; nothing of those that are lost with their worker."""
    if executor is None:
        for name, setting in settings.items():
            yield name, _named(name, partial(f, **setting))
        return
    made = None if isinstance(executor, Executor) else arguments.instance("executor()", executor(), Executor)
    with made or nullcontext(executor) as pool:  # what is made here is closed here
        futures = {}
        try:
            for name, setting in settings.items():
                futures[pool.submit(partial(f, **setting))] = name  # partial: Dask's submit has keywords of its own
            for future in as_completed(futures):
                if not isinstance(future.exception(), BrokenExecutor):
                    yield futures[future], _named(futures[future], future.result)
        except BrokenExecutor:  # at submit: the pool is broken already
            return
        finally:
            for future in futures:
                future.cancel()


def _named(name, call):
    try:
        return call()
    except Exception as error:
        error.add_note(f"in the setting {name!r}")
        raise


def _checked(settings):
    if not isinstance(settings, dict) or not all(isinstance(setting, dict) for setting in settings.values()):
        raise ValueError(f"settings takes a dict of dicts, keyword arguments by name, got {settings!r}")
    return settings


def _file(folder, name, setting):
    return Path(folder) / f"{hashlib.sha256(pickle.dumps((name, setting))).hexdigest()[:24]}.pickle"


def _write(file, result):
    """At once or not at all: a process that is killed leaves no half of a result."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(f".{os.getpid()}")
    half.write_bytes(pickle.dumps(result))
    half.replace(file)
