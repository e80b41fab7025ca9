"""A study's script is run setting by setting, and stored with all that is needed to do it again."""

import json
import os
import platform
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor

import numpy as np
import pytest

from lessonlib import recording
from website.paths import ROOT

SCRIPT = """
import os, time
from pathlib import Path
import numpy as np
from lessonlib import recording
SEEDS = range(6)
SETTINGS = {"a": {"n": 1}, "b": {"n": 2}, "c": {"n": 3}}
HERE = Path(__file__).parents[1]
def outcomes(seeds, n):
    with open(HERE / "log", "a") as log:
        log.write(f"{n}:{len(seeds)} ")
    while n == 2 and (HERE / "wait").exists():
        time.sleep(0.01)  # for the file to go: the test takes it away
    x = np.array(seeds) / n
    return {"": x < 1, ", part": x} if n < 3 else x
if __name__ == "__main__":
    recording.main(__file__)
"""
FOUND = {
    "a": "100000",
    "a, part": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
    "b": "110000",
    "b, part": [0.0, 0.5, 1.0, 1.5, 2.0, 2.5],
    "c": [0.0, 0.3333, 0.6667, 1.0, 1.333, 1.667],
}


@pytest.fixture
def script(tmp_path):
    """`script(more)` is the file of a small study."""

    def script(more=""):
        (tmp_path / "studies").mkdir(exist_ok=True)
        file = tmp_path / "studies" / "small.py"
        file.write_text(SCRIPT.replace("HERE =", more + "\nHERE ="))
        return file

    return script


class NobodyMayAsk(Executor):
    """Fails where it is used."""


def stored(file):
    return json.loads(file.with_suffix(".json").read_text())


def log(file):
    return (file.parents[1] / "log").read_text().split()


def test_a_record_says_how_it_came_about(script):
    file = script()
    recording.record(file)
    about = stored(file)
    assert about.pop("results") == FOUND
    assert about["command"] == "python studies/small.py" and about["seeds"] == "0 to 5"
    assert about["machine"].startswith(f"{platform.machine()}, ") and len(about["date"]) == 10
    assert about["versions"] == {"python": platform.python_version(), "numpy": np.__version__}
    assert about["script"] == recording.digest(file) and len(about) == 6
    assert len(file.with_suffix(".json").read_text().splitlines()) == 6 + 1 + len(FOUND) + 2 + 1


def test_some_settings_and_seeds_are_run(script):
    found = recording.run(script(), [4, 1], ["b"])
    assert {name: values.tolist() for name, values in found.items()} == {"b": [False, True], "b, part": [2.0, 0.5]}


@pytest.mark.parametrize("together", [1, 4, 6, 100])
def test_the_seeds_of_a_setting_may_be_run_in_parts(script, together):
    file = script(f"TOGETHER = {together}")
    recording.record(file)
    assert stored(file)["results"] == FOUND
    parts = [min(together, 6 - k) for k in range(0, 6, together)]
    assert log(file) == [f"{n}:{part}" for n in (1, 2, 3) for part in parts]


def test_numbers_are_stored_with_four_digits():
    assert recording._plain(np.array([np.pi, 1e-7 / 3])) == [3.142, 3.333e-08]
    assert recording._plain(np.array([12345, 6])) == [12345, 6]
    assert recording._plain(np.array([True, False])) == "10"


def program(file, *options):
    return {"args": [sys.executable, str(file), *options], "env": os.environ | {"PYTHONPATH": str(ROOT)}, "text": True}


def run_as_a_program(file, *options):
    """Its exit code and what it wrote to stderr."""
    done = subprocess.run(**program(file, *options), stderr=subprocess.PIPE)
    return done.returncode, done.stderr


def test_a_study_that_is_killed_goes_on_where_it_stopped(script):
    file = script("TOGETHER = 3")
    wait = file.parents[1] / "wait"
    wait.touch()
    with subprocess.Popen(**program(file)) as cut:
        while not (file.parents[1] / "log").exists() or log(file) != ["1:3", "1:3", "2:3"]:
            assert cut.poll() is None
            time.sleep(0.01)  # for the line of the second setting
        cut.send_signal(signal.SIGKILL)
    assert not file.with_suffix(".json").exists()
    wait.unlink()
    assert run_as_a_program(file) == (0, "")
    assert log(file) == ["1:3", "1:3", "2:3", "2:3", "2:3", "3:3", "3:3"], "the first setting is not run again"
    assert stored(file)["results"] == FOUND
    recording.record(file)
    assert len(log(file)) == 7, "all is there"
    script("TOGETHER = 2")
    recording.record(file)
    assert len(log(file)) == 7 + 9, "another script is another study"


def test_a_program_takes_a_number_of_processes(script):
    file = script()
    assert run_as_a_program(file, "2") == (0, "")
    assert stored(file)["results"] == FOUND and sorted(log(file)) == ["1:6", "2:6", "3:6"]
    for wrong in ("0", "two"):
        code, said = run_as_a_program(file, wrong)
        assert code and "ValueError" in said


def test_a_clock_is_read_anew(script):
    file = script("CLOCK = True")
    assert recording.is_clock(recording.load(file))
    recording.record(file)
    recording.record(file, NobodyMayAsk())
    assert log(file) == ["1:6", "2:6", "3:6"] * 2
    assert not recording.is_clock(recording.load(script()))


def test_a_script_that_is_edited_while_it_runs_ends_the_study(script):
    file = script()
    state = recording.digest(file)
    assert recording._unit(str(file), state, "c", [3])[""].tolist() == [1.0]
    script("TOGETHER = 3")
    with pytest.raises(ValueError, match="^.*small.py is not the script with which the study began$"):
        recording._unit(str(file), state, "c", [3])


@pytest.mark.parametrize(
    ("seeds", "names", "message"),
    [
        ([], None, "seeds takes at least one whole number, got none"),
        ([0.5], None, "seeds takes a whole number, got 0.5"),
        ([-1], None, "seeds takes a whole number of at least 0, got -1"),
        ([0], ["d"], "names takes one of 'a', 'b', 'c', got 'd'"),
    ],
)
def test_bad_arguments_are_refused_by_name(script, seeds, names, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        recording.run(script(), seeds, names)


@pytest.mark.parametrize(
    ("text", "name"),
    [("vendor_id\t: X\nmodel name\t: A: B 3 GHz\nmodel name\t: C\n", "A: B 3 GHz"), ("", platform.processor())],
)
def test_a_study_names_its_processor(tmp_path, text, name):
    (tmp_path / "cpuinfo").write_text(text)
    assert recording._processor(tmp_path / "cpuinfo") == name
    assert recording._processor(tmp_path / "missing") == platform.processor()


def test_a_result_that_two_settings_give_is_refused(script):
    with pytest.raises(ValueError, match="^outcomes must give each result once for all seeds, not so 'a, part'$"):
        recording.run(script('SETTINGS["a, part"] = {"n": 3}'), range(6))


def test_a_result_that_some_seeds_do_not_give_is_refused(tmp_path):
    file = tmp_path / "some.py"
    file.write_text(
        "SEEDS, SETTINGS, TOGETHER = range(4), {'a': {}}, 2\n"
        "def outcomes(seeds):\n"
        "    return {'': [1.0] * len(seeds)} | ({', late': [2.0] * len(seeds)} if 3 in seeds else {})\n"
    )
    with pytest.raises(ValueError, match="^outcomes must give each result once for all seeds, not so 'a, late'$"):
        recording.run(file, range(4))
