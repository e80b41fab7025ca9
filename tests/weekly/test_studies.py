"""Every stored study, run again in full: it must give what is stored, on any processor."""

import pytest

from lessonlib.studies import Study, names
from website.paths import ROOT

CLOCKS = {"batch_times"}  # seconds of one machine: nothing to compare


def test_only_clocks_are_left_out():
    scripts = {name: (ROOT / "studies" / f"{name}.py").read_text("utf-8") for name in names()}
    assert {name for name, script in scripts.items() if "perf_counter" in script} == CLOCKS


@pytest.mark.parametrize("name", sorted(set(names()) - CLOCKS))
def test_a_study_repeats(name):
    study = Study(name)
    first, last = study.about["seeds"].split(" to ")
    assert study.confirm(range(int(first), int(last) + 1)).endswith("they agree")
