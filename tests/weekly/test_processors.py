"""The chapters and the tests on other processors than this one, one factor at a time.

OpenBLAS and numpy choose their code by the processor, and can be told to choose that of another. A kind that this
processor cannot execute is reported as not run (skipped).
"""

import os
import subprocess
import sys

import pytest

from website.paths import ROOT

KINDS = ("Haswell", "Zen", "Sandybridge", "Nehalem", "SkylakeX")
FACTORS = {kind: {"OPENBLAS_CORETYPE": kind} for kind in KINDS} | {
    "numpy without AVX-512": {"NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"},
    "numpy without AVX2": {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"},
    "two threads": {"OPENBLAS_NUM_THREADS": "2"},
    "one thread": {"OPENBLAS_NUM_THREADS": "1"},
}
CHOSEN = ("OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "NPY_DISABLE_CPU_FEATURES")
TRY = "import numpy as np; A = np.ones((99, 99)); assert (A @ A == 99).all(); assert np.exp(A).sum() > 0"


@pytest.mark.parametrize("factor", FACTORS)
def test_all_holds_on_another_processor(factor):
    environment = {name: value for name, value in os.environ.items() if name not in CHOSEN} | FACTORS[factor]
    environment["PYTHONWARNINGS"] = "ignore::ImportWarning"  # numpy names the features that this processor lacks
    if subprocess.run([sys.executable, "-c", TRY], env=environment, capture_output=True).returncode:
        pytest.skip(f"{factor}: this processor cannot execute it")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope", "-p", "no:cacheprovider"]
    command += ["--nbval", "--ignore=tests/browser", "--ignore=tests/weekly", "chapters", "reference", "tests"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-20_000:]
