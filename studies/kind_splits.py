"""Is the lecture's split a kind one? Some of Part II's networks on 60 other splits, from 50 first weights each."""

import numpy as np

from lessonlib import datasets, studies
from lessonlib.rstream import RStream

splits = studies.Study("splits").script  # its networks
NAMES = ("4 layers", "BatchNorm, 8 layers", "ResNet, 7 layers", "DenseNet, 7 layers")
WEIGHTS = 50


def run(seeds, names=NAMES):
    """{"4 layers": the share of 50 first weights that learn, for each split (seeds,), "4 layers, lecture's": ...}

    Split i is drawn from R's seed 2000 + i; the first weights are MXNet's seeds 0 to 49, and for "lecture's", a share
    of its split for each of 8 other fifties, the seeds 100 to 499.
    """
    others = datasets.iris_split([RStream(2000 + seed) for seed in seeds])
    many = [np.repeat(A, WEIGHTS, axis=0) for A in others]
    found = {}
    for name in names:
        right, _ = splits.learnt(name, list(range(WEIGHTS)) * len(seeds), many)
        found[name] = right.reshape(-1, WEIGHTS).mean(axis=1)
        right, _ = splits.learnt(name, range(100, 500), datasets.iris_split())
        found[f"{name}, lecture's"] = right.reshape(-1, WEIGHTS).mean(axis=1)
    return found


if __name__ == "__main__":
    studies.record(__file__, run, range(60))
