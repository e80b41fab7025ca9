"""One function with many settings: the same results from wherever it runs, and nothing is lost or done twice."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from lessonlib.sweep import sweep

TWO = partial(ProcessPoolExecutor, 2, mp_context=get_context("spawn"))  # xdist's workers have threads: no fork
ONE = partial(ProcessPoolExecutor, 1, mp_context=get_context("spawn"))


def walk(seed, steps=100):
    """Chaotic, so that another order of the same operations would show."""
    x = np.random.default_rng(seed).uniform(size=3)
    for _ in range(steps):
        x = 3.9 * x * (1 - x)
    return x


def logged(log, name, until=None, die=False):
    """The square of a number; writes that it ran, waits for a file, or kills its process the first time."""
    with open(log, "a") as file:
        file.write(f"{name} ")
    if die and Path(log).read_text().split().count(str(name)) <= die:
        os.kill(os.getpid(), signal.SIGKILL)
    while until and not Path(until).exists():
        time.sleep(0.01)  # for the file: the test puts it there
    return name**2


def runs(log):
    return sorted(map(int, Path(log).read_text().split()))


SETTINGS = {f"seed {seed}": {"seed": seed} for seed in range(8)} | {"long": {"seed": 0, "steps": 10_000}}


@pytest.mark.parametrize("executor", [TWO, partial(ThreadPoolExecutor, 3)], ids=["processes", "threads"])
def test_every_executor_gives_the_same_numbers_in_the_same_order(executor):
    here = sweep(walk, SETTINGS)
    assert list(here) == list(SETTINGS)
    for name, setting in SETTINGS.items():
        assert (here[name] == walk(**setting)).all()
    with executor() as pool:
        for other in (sweep(walk, SETTINGS, executor), sweep(walk, SETTINGS, pool)):
            assert list(other) == list(SETTINGS)
            assert all((other[name] == here[name]).all() for name in SETTINGS)
        assert pool.submit(int, "3").result() == 3, "an executor that is given stays open"


def test_results_that_come_in_another_order_keep_theirs(tmp_path):
    class Backwards(Executor):
        """All of them at the end, the last one first."""

        def __init__(self):
            self.waiting = []

        def submit(self, call):
            self.waiting.append((Future(), call))
            if len(self.waiting) == 3:
                for future, one in reversed(self.waiting):
                    future.set_result(one())
            return self.waiting[-1][0]

    settings = {name: {"log": tmp_path / "log", "name": name} for name in (1, 2, 3)}
    assert list(sweep(logged, settings, Backwards()).items()) == [(1, 1), (2, 4), (3, 9)]
    assert (tmp_path / "log").read_text() == "3 2 1 "


FORKS = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the pool that takes over is Python's default


@FORKS
@pytest.mark.parametrize("given", [False, True], ids=["a function that makes pools", "a pool"])
def test_a_worker_that_is_killed_loses_nothing(tmp_path, given):
    settings = {name: {"log": tmp_path / "log", "name": name, "die": name == 3} for name in range(1, 7)}
    executor = ONE() if given else ONE
    assert sweep(logged, settings, executor, tmp_path / "kept") == {name: name**2 for name in range(1, 7)}
    # one process: what came before the loss is done once, what was lost twice
    assert runs(tmp_path / "log") == [1, 2, 3, 3, 4, 5, 6]


@FORKS
def test_a_pool_that_is_broken_already_is_replaced():
    pool = ONE()
    with pytest.raises(BrokenExecutor):
        pool.submit(os._exit, 1).result()
    assert sweep(walk, {}, pool) == {}
    assert sweep(walk, {"a": {"seed": 1}}, pool)["a"].tolist() == walk(1).tolist()


def test_a_setting_that_kills_every_worker_ends_the_sweep_and_what_is_done_stays(tmp_path):
    settings = {name: {"log": tmp_path / "log", "name": name, "die": 9 if name == 2 else 0} for name in (1, 2)}
    with pytest.raises(BrokenExecutor, match="^workers were lost 3 times in a row; not done: 2$"):
        sweep(logged, settings, ONE, tmp_path / "kept")
    assert runs(tmp_path / "log") == [1, 2, 2, 2, 2]
    settings[2]["die"] = 0
    sweep(logged, {1: settings[1]}, None, tmp_path / "kept")
    assert runs(tmp_path / "log") == [1, 2, 2, 2, 2], "1 is there and not run again"


def test_losses_with_something_done_in_between_are_no_end(tmp_path):
    settings = {name: {"log": tmp_path / "log", "name": name, "die": True} for name in range(1, 5)}
    assert sweep(logged, settings, ONE) == {name: name**2 for name in range(1, 5)}


def walk_after(seed, kept=None):
    """A walk, after something is kept in a folder."""
    while kept and not (kept.exists() and any(file.suffix == ".pickle" for file in kept.iterdir())):
        time.sleep(0.01)  # for the other setting to be kept
    return walk(seed)


@pytest.mark.parametrize("executor", [None, TWO], ids=["here", "processes"])
def test_an_exception_names_the_setting_and_what_was_done_is_kept(tmp_path, executor):
    settings = {"fine": {"seed": 1}, "bad": {"seed": -1, "kept": tmp_path}}
    with pytest.raises(ValueError, match="non-negative") as caught:
        sweep(walk_after, settings, executor, tmp_path)
    assert caught.value.__notes__ == ["in the setting 'bad'"]
    assert len(list(tmp_path.iterdir())) == 1


def test_what_is_kept_is_not_run_again_and_a_changed_setting_is(tmp_path):
    log, kept = tmp_path / "log", tmp_path / "kept" / "deep"
    settings = {name: {"log": log, "name": name} for name in (1, 2)}
    assert sweep(logged, settings, None, kept) == {1: 1, 2: 4}
    settings[3] = {"log": log, "name": 3}
    assert sweep(logged, settings, None, str(kept)) == {1: 1, 2: 4, 3: 9}
    assert runs(log) == [1, 2, 3]
    assert sweep(logged, {2: {"log": log, "name": 4}}, None, kept) == {2: 16}  # the name is old, its setting is not
    assert sweep(logged, {5: {"log": log, "name": 4}}, None, kept) == {5: 16}
    assert runs(log) == [1, 2, 3, 4, 4]


PROGRAM = """
import signal, sys
from test_sweep import logged
from lessonlib.sweep import sweep
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a program in the background is started without
log, until, kept = sys.argv[1:]
if __name__ == "__main__":
    settings = {name: {"log": log, "name": name, "until": until if name == 3 else None} for name in range(1, 6)}
    print(sweep(logged, settings, None, kept))
"""


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT], ids=lambda blow: blow.name)
def test_a_sweep_that_is_cut_off_goes_on_where_it_stopped(tmp_path, blow):
    log, until, kept = tmp_path / "log", tmp_path / "until", tmp_path / "kept"
    command = [sys.executable, "-c", PROGRAM, str(log), str(until), str(kept)]
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    environment = os.environ | {"PYTHONPATH": paths}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as cut:
        while not log.exists() or runs(log) != [1, 2, 3]:  # until the third waits
            assert cut.poll() is None
            time.sleep(0.01)  # for the line of the third
        cut.send_signal(blow)
        assert cut.communicate()[0] == b"" and cut.returncode != 0
    assert runs(log) == [1, 2, 3]
    until.touch()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "{1: 1, 2: 4, 3: 9, 4: 16, 5: 25}\n"
    assert runs(log) == [1, 2, 3, 3, 4, 5], "the first two are not run again"
    assert {file.suffix for file in kept.iterdir()} == {".pickle"} and len(list(kept.iterdir())) == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"f": 3}, "f takes a function, got 3"),
        ({"f": int}, "f takes a function, got <class 'int'>"),
        ({"settings": [{"seed": 1}]}, "settings takes a dict of dicts, keyword arguments by name, got"),
        ({"settings": {"a": 1}}, "settings takes a dict of dicts, keyword arguments by name, got"),
        ({"executor": 4}, "executor takes None, an Executor or a function that makes one, got 4"),
        ({"executor": partial(int, 4)}, r"executor\(\) takes a Executor, got 4"),
    ],
)
def test_bad_arguments_are_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        sweep(**{"f": walk, "settings": {"a": {"seed": 1}}} | arguments)
