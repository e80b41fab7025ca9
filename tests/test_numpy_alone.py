"""With numpy alone installed, in `python -O` and with warnings as errors, the engine imports, trains and is right."""

import os
import subprocess
import sys

import pytest

from website.paths import ROOT

PROGRAM = """
import sys

class Missing:  # as where nothing but numpy is installed
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"matplotlib", "ipywidgets", "tqdm", "IPython", "scipy", "PIL", "autograd", "pytest"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
import importlib
from pathlib import Path
import lessonlib
import numpy as np

package = Path(lessonlib.__file__).parent
for file in sorted(package.rglob("*.py")):
    parts = file.relative_to(package).with_suffix("").parts
    if parts[0] not in ("plots",) and not parts[0].startswith("explorer"):
        importlib.import_module(".".join(("lessonlib", *parts)).removesuffix(".__init__"))

from lessonlib import datasets, lecture, measures
from lessonlib.optimizers import Adam
from lessonlib.rstream import RStream
from lessonlib.studies import Study, names

stream = RStream(0)
X, y = datasets.rings(stream=stream)
net, loss = lecture.train_mlp(X, y, (20, 20), Adam(lr=0.01), 50, 20, stream)
iris = lecture.mxnet_uniform(lecture.networks["bn8"]())
history = lecture.train_iris(iris, lecture.MXNetAdam(lr=0.001), epochs=3)
for wrong in (lambda: Adam(lr=-1), lambda: net.forward("X"), lambda: measures.accuracy(None, y)):
    try:
        wrong()
    except ValueError:
        continue
    raise SystemExit("no ValueError")
print(loss[-1].round(6), history.loss[-1].round(6), len(names()), Study("sine_by_rate"))
"""


@pytest.mark.parametrize("options", [[], ["-O"], ["-W", "error"], ["-OO", "-W", "error"]], ids=" ".join)
def test_numpy_is_enough(options):
    kept = {
        name: value for name, value in os.environ.items() if name not in ("PYTEST_VERSION", "LESSONLIB_NO_PROGRESS")
    }
    command = [sys.executable, *options, "-c", PROGRAM]
    done = subprocess.run(command, env=kept | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    loss, iris, studies, *said = done.stdout.split()
    assert 0 < float(loss) < 2 and 0.3 < float(iris) < 0.4 and int(studies) > 5 and said[1] == "sine_by_rate:"
