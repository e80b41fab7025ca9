"""Every stored study, run again in full: it must give what is stored, on any processor."""

import pytest

from lessonlib.recording import is_clock
from lessonlib.studies import Study, names


@pytest.mark.parametrize("name", names())
def test_a_study_repeats(name):
    study = Study(name)
    if not is_clock(study.script):  # seconds of one machine: nothing to compare
        assert study.confirm(study.script.SEEDS, names=study.script.SETTINGS).endswith("they agree")
