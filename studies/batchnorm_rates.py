"""Eight layers with BatchNorm and without: learning rates, and first weights down to tiny ones (chapter 7)."""

from lessonlib import datasets, lecture, studies
from lessonlib.datasets import one_hot
from lessonlib.measures import accuracy

RATES, SCALES, TINY = (0.001, 0.01, 0.1), (0.01, 0.1, 0.5, 1.0), (1e-2, 1e-3, 1e-4)
_, _, X_test, y_test = datasets.iris_split()


def learnt(seeds, batch_norm, lr, scale, epochs):
    """Which networks are right on more than 90 % of the test rows, from first weights within scale."""
    net = lecture.mlp(8, batch_norm=batch_norm, population=len(seeds))
    lecture.mxnet_uniform(net, list(seeds), scale)
    lecture.train_iris(net, lecture.MXNetAdam(lr=lr), epochs, log=None)
    return accuracy(net.predict(X_test), one_hot(y_test, 3)) > 0.9


def run(seeds, rates=RATES):
    """{"BatchNorm, 0.1, within 0.5": booleans (seeds,), "plain, ...": ..., "BatchNorm, within 0.001": ...}"""
    found = {
        f"{name}, {lr:g}, within {scale:g}": learnt(seeds, name == "BatchNorm", lr, scale, 60)
        for name in ("BatchNorm", "plain")
        for lr in rates
        for scale in SCALES
    }
    if rates == RATES:
        found |= {f"BatchNorm, within {scale:g}": learnt(seeds, True, 0.001, scale, 100) for scale in TINY}
    return found


if __name__ == "__main__":
    studies.record(__file__, run, range(100))
