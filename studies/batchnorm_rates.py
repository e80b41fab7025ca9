"""Eight layers with BatchNorm and without: learning rates, and first weights down to tiny ones (chapter 7)."""

from lessonlib import datasets, lecture, recording
from lessonlib.datasets import one_hot
from lessonlib.measures import learnt

SEEDS = range(100)
SETTINGS = {
    f"{name}, {lr:g}, within {scale:g}": {"lr": lr, "scale": scale, "batch_norm": name == "BatchNorm"}
    for name in ("BatchNorm", "plain")
    for lr in (0.001, 0.01, 0.1)
    for scale in (0.01, 0.1, 0.5, 1.0)
}
FEW = [name for name in SETTINGS if ", 0.1, " in name]
SETTINGS |= {f"BatchNorm, within {s:g}": {"lr": 0.001, "scale": s, "epochs": 100} for s in (1e-2, 1e-3, 1e-4)}
_, _, X_test, y_test = datasets.iris_split()


def outcomes(seeds, lr, scale, batch_norm=True, epochs=60):
    """Which networks are right on more than 90 % of the test rows, from first weights within scale."""
    net = lecture.mlp(8, batch_norm=batch_norm, population=len(seeds))
    lecture.mxnet_uniform(net, seeds, scale)
    lecture.train_iris(net, lecture.MXNetAdam(lr=lr), epochs)
    return learnt(net, X_test, one_hot(y_test, 3))


if __name__ == "__main__":
    recording.main(__file__)
