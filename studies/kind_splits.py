"""Is the lecture's split a kind one? Some of Part II's networks on 60 other splits, from 50 first weights each."""

import numpy as np

from lessonlib import datasets, recording, studies
from lessonlib.rstream import RStream

splits = studies.Study("splits").script  # its networks
NAMES = ("4 layers", "BatchNorm, 8 layers", "ResNet, 7 layers", "DenseNet, 7 layers")
WEIGHTS = 50
SEEDS, SETTINGS = range(60), {name: {"name": name} for name in NAMES}
SETTINGS |= {f"{name}, lecture's": {"name": name, "lectures": True} for name in NAMES}
FEW = NAMES[:3:2]


def outcomes(seeds, name, lectures=False):
    """The share of 50 first weights that learn, for each split (seeds,); lectures: for the lecture's split (8,).

    Split i is drawn from R's seed 2000 + i; the first weights are MXNet's seeds 0 to 49. On the lecture's split they
    are the seeds 100 to 499, a share for each fifty.
    """
    if lectures:
        weights, data = range(100, 500), datasets.iris_split()
    else:
        drawn = datasets.iris_split([RStream(2000 + seed) for seed in seeds])
        weights, data = [*range(WEIGHTS)] * len(seeds), [np.repeat(A, WEIGHTS, axis=0) for A in drawn]
    right, _ = splits.learns(weights, data, **splits.SETTINGS[name])
    return right.reshape(-1, WEIGHTS).mean(axis=1)


if __name__ == "__main__":
    recording.main(__file__)
