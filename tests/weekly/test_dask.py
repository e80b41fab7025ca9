"""A sweep on a Dask cluster: the same numbers as here, and a worker that is killed loses nothing.

Needs the network, to install; .cache/dask is kept. The cluster is a real one, of processes on this machine.
"""

import os
import subprocess
import sys

import numpy as np
import pytest

from website.paths import ROOT

ENVIRONMENT = ROOT / ".cache" / "dask"
PROGRAM = """
import sys
from dask.distributed import Client, LocalCluster
from lessonlib import recording
from lessonlib.sweep import sweep
from test_sweep import logged, runs, walk

log, study = sys.argv[1:]

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        executor = client.get_executor()
        settings = {f"seed {seed}": {"seed": seed} for seed in range(20)} | {"other": {"seed": 0, "steps": 10_000}}
        here, there = sweep(walk, settings), sweep(walk, settings, executor)
        assert list(here) == list(there) and all((here[name] == there[name]).all() for name in settings)

        settings = {name: {"log": log, "name": name, "die": name == 3} for name in range(1, 9)}
        assert sweep(logged, settings, executor) == {name: name**2 for name in settings}
        assert set(runs(log)) == set(settings) and runs(log).count(3) == 2, "3 killed its worker and was run again"

        here, there = recording.run(study, range(6)), recording.run(study, range(6), executor=executor)
        assert list(here) == list(there) and all((here[name] == there[name]).all() for name in here)

        try:
            sweep(walk, {"bad": {"seed": -1}}, executor)
        except ValueError as error:
            assert error.__notes__ == ["in the setting 'bad'"]
            print(len(here), "results agree")
"""


@pytest.fixture(scope="module")
def python():
    """The Python of an environment with Dask, beside the numpy that runs these tests."""
    subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
    python = ENVIRONMENT / "bin" / "python"
    needs = ["distributed>=2024.8", "pytest", f"numpy=={np.__version__}"]
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-compile", *needs], check=True)
    return python


def test_a_cluster_gives_the_same_numbers_and_survives_a_lost_worker(python, tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    command = [python, program, tmp_path / "log", ROOT / "studies" / "turned_valley.py"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0 and done.stdout == "74 results agree\n", done.stderr[-10_000:]
