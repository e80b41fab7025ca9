"""Stored studies: each has its script and says how it came about, and what is run here must agree with it."""

import json
from statistics import NormalDist

import numpy as np
import pytest
from every import NOTEBOOKS
from scipy.optimize import brentq

from lessonlib import recording, studies
from lessonlib.studies import Study
from website.paths import ROOT

NAMES = sorted(path.stem for path in (ROOT / "studies").glob("*.py"))
CLOCKS = {"batch_times"}  # seconds of one machine: nothing to compare
SCRIPT = """
import numpy as np
SEEDS = range(40)
SETTINGS = {"even": {"n": 2}, "size": {"n": 5, "size": True}}
def outcomes(seeds, n, size=False):
    return np.array([1.0 + seed % n if size else seed % n == 0 for seed in seeds])
"""


@pytest.mark.parametrize("name", NAMES)
def test_a_study_says_how_it_came_about(name):
    about = Study(name).about
    assert about["command"] == f"python studies/{name}.py"
    assert set(about) == {"command", "seeds", "date", "machine", "versions", "script"}
    assert all(about.values()) and set(about["versions"]) == {"python", "numpy"}
    assert about["script"] == recording.digest(ROOT / "studies" / f"{name}.py"), f"{name} was edited: run it again"


@pytest.mark.parametrize("name", sorted(set(NAMES) - CLOCKS))
def test_two_seeds_of_a_study_agree_with_what_is_stored(name):
    assert Study(name).confirm(range(2)) == "2 stored runs, repeated: they agree"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_stored_is_what_the_script_declares(name):
    study = Study(name)
    script, results = study.script, set(study.results)
    assert all(any(result.startswith(setting) for result in results) for setting in script.SETTINGS)
    assert all(any(result.startswith(setting) for setting in script.SETTINGS) for result in results)
    assert study.about["seeds"] == f"{script.SEEDS[0]} to {script.SEEDS[-1]}"
    assert set(getattr(script, "FEW", ())) <= set(script.SETTINGS)


def test_only_clocks_are_left_out():
    scripts = {name: (ROOT / "studies" / f"{name}.py").read_text("utf-8") for name in NAMES}
    assert {name for name, script in scripts.items() if "perf_counter" in script} == CLOCKS
    assert {name for name in NAMES if recording.is_clock(Study(name).script)} == CLOCKS


def test_each_script_has_its_result_and_a_page_that_reads_it():
    assert studies.names() == NAMES
    pages = "".join(path.read_text("utf-8") for path in NOTEBOOKS)
    assert [name for name in NAMES if f'Study(\\"{name}\\")' not in pages] == []


@pytest.fixture
def small(tmp_path, monkeypatch):
    """`small(change, more)` is a study of 40 seeds, whose stored outcomes `change` may falsify; more: of its script."""

    def small(change=lambda results: None, more=""):
        folder = tmp_path / "studies"
        folder.mkdir(exist_ok=True)
        (folder / "small.py").write_text(SCRIPT + more)
        monkeypatch.setattr(studies, "FOLDER", folder)
        recording.record(folder / "small.py")
        about = json.loads((folder / "small.json").read_text())
        change(about["results"])
        (folder / "small.json").write_text(json.dumps(about))
        return Study("small")

    return small


def test_what_is_stored_comes_back(small):
    study = small()
    assert study["even"].dtype == bool and study["even"].tolist() == [True, False] * 20
    assert study["size"].tolist() == [1.0, 2.0, 3.0, 4.0, 5.0] * 8
    assert study.about["seeds"] == "0 to 39" and study.about["command"] == "python studies/small.py"
    assert repr(study).startswith("study small: python studies/small.py, seeds 0 to 39, 2")
    assert study.script.SETTINGS["even"] == {"n": 2}


def test_a_few_seeds_confirm_the_stored_ones(small):
    assert small().confirm(range(20)) == "20 stored runs, repeated: they agree"
    without_even = small(lambda results: results.pop("even"))
    assert without_even.confirm(range(10, 20), names=["size"]) == "10 stored runs, repeated: they agree"
    with pytest.raises(ValueError, match="^result takes one of 'size', got 'even'"):
        without_even.confirm(range(10))


def test_the_few_settings_that_a_script_names_are_repeated_by_default(small):
    study = small(lambda results: results.pop("even"), 'FEW = ["size"]')
    assert study.confirm(range(10)) == "10 stored runs, repeated: they agree"
    with pytest.raises(ValueError, match="^result takes one of 'size', got 'even'"):
        study.confirm(range(10), names=["even"])
    with pytest.raises(ValueError, match="^names takes one of 'even', 'size', got 'odd'"):
        study.confirm(range(10), names=["odd"])


@pytest.mark.parametrize(
    ("result", "stored"),
    [("even", "0001000000" * 4), ("even", "1" * 40), ("size", [3.5, 3.6, 3.7, 3.8] * 10), ("size", [2.5] * 40)],
)
def test_another_result_than_the_stored_one_is_named(small, result, stored):
    study = small(lambda results: results.__setitem__(result, stored))
    with pytest.raises(AssertionError, match=f"^small: {result}: "):
        study.confirm(range(30))


def test_a_mean_may_be_five_percent_off_and_no_more(small):
    for value, passes in ((3.15, True), (2.86, True), (3.17, False), (2.85, False)):
        study = small(lambda results, value=value: results.__setitem__("size", [value] * 40))
        if passes:
            study.confirm(range(40), names=["size"])
        else:
            with pytest.raises(AssertionError):
                study.confirm(range(40), names=["size"])


def test_unknown_names_are_refused(small):
    with pytest.raises(ValueError, match="^name takes one of 'small', got 'large'"):
        small() and Study("large")
    with pytest.raises(ValueError, match="^result takes one of 'even', 'size', got 'odd'"):
        small()["odd"]


def wilson(k, n, z):
    """The two p that lie z standard errors of their own from k / n, found as roots."""

    def gap(p):
        return abs(k / n - p) - z * (p * (1 - p) / n) ** 0.5

    return brentq(gap, 1e-9, k / n), brentq(gap, k / n, 1 - 1e-9)


@pytest.mark.parametrize("of_many", [12, 20, 31])
def test_shares_agree_as_far_as_newcombes_interval_goes(of_many):
    z, many = NormalDist().inv_cdf(0.9995), np.arange(40) < of_many
    for k in range(1, 20):
        (low, high), (low_many, high_many) = wilson(k, 20, z), wilson(of_many, 40, z)
        p, q = k / 20, of_many / 40
        room = np.hypot(high - p, q - low_many) if p < q else np.hypot(p - low, high_many - q)
        assert studies._agree(np.arange(20) < k, many) == (abs(p - q) <= room), k


def test_means_agree_within_their_standard_errors():
    many, few = np.array([0.0, 2.0] * 8), np.ones(4)  # of sd sqrt(16 / 15)
    allowed = 3.29 * (16 / 15) ** 0.5 * (1 / 4 + 1 / 16) ** 0.5
    for side in (-1, 1):
        assert studies._agree(few + side * 0.999 * allowed, many)
        assert not studies._agree(few + side * 1.001 * allowed, many)


def test_without_the_folder_there_are_no_studies(monkeypatch):
    monkeypatch.setattr(studies, "FOLDER", None)
    assert studies.names() == []
