"""Plain networks on the irises, by depth, first weights, time and scale of the inputs: which runs learn (chapter 6)."""

from lessonlib import datasets, lecture, recording
from lessonlib.datasets import one_hot
from lessonlib.layers import ReLU, Sigmoid
from lessonlib.measures import learnt
from lessonlib.optimizers import Momentum

X, y, X_test, y_test = datasets.iris_split()
Y_test = one_hot(y_test, 3)
MEAN, SD = X.mean(axis=0), X.std(axis=0)
INPUTS = {
    "as measured": (X, X_test),
    "standardised": ((X - MEAN) / SD, (X_test - MEAN) / SD),
    "centred": (X - MEAN, X_test - MEAN),
    "moved up": ((X - MEAN) / SD + 3, (X_test - MEAN) / SD + 3),
}
XAVIER, HE = 0.3**0.5, 0.6**0.5  # of U(-a, a) with ten units before and after
SCALES = {"0.01": 0.01, "0.1": 0.1, "0.3": 0.3, "Xavier": XAVIER, "He": HE, "1": 1.0, "1.5": 1.5}

SEEDS = range(100)
SETTINGS = {f"{depth} layers, a 0.01": dict(depth=depth) for depth in range(2, 9)}
SETTINGS |= {f"{depth} layers, a {a}": dict(depth=depth, a=SCALES[a]) for depth in (4, 8, 16) for a in SCALES}
SETTINGS |= {f"26 layers, a {a}": dict(depth=26, a=SCALES[a]) for a in ("0.01", "0.3", "Xavier", "He", "1")}
SETTINGS |= {"4 layers, 300 epochs": dict(depth=4, epochs=300), "8 layers, 300 epochs": dict(depth=8, epochs=300)}
SETTINGS |= {"8 layers, 1000 epochs": dict(depth=8, epochs=1000)}
SETTINGS |= {f"4 layers, {inputs}": dict(depth=4, inputs=inputs) for inputs in ("standardised", "centred", "moved up")}
SETTINGS |= {"4 layers, standardised, 300 epochs": dict(depth=4, inputs="standardised", epochs=300)}
SETTINGS |= {"8 layers, He, standardised": dict(depth=8, a=HE, inputs="standardised")}
for inputs in ("as measured", "standardised"):
    SETTINGS[f"8 layers, He, {inputs}, sgd"] = dict(depth=8, a=HE, inputs=inputs, sgd=True)
SETTINGS |= {"8 sigmoids, a 2.2": dict(depth=8, a=4 * XAVIER, activation=Sigmoid)}
SETTINGS |= {"8 sigmoids, Xavier": dict(depth=8, a=XAVIER, activation=Sigmoid)}
SETTINGS |= {"26 layers, a Xavier, others": dict(depth=26, a=XAVIER, others=4)}
FEW = ["4 layers, a 0.01"]


def outcomes(seeds, depth, a=0.01, epochs=100, inputs="as measured", sgd=False, activation=ReLU, others=0):
    """Which networks are right on more than 90 % of the test flowers; the lecture's Adam, or SGD with momentum.

    others: instead of each seed so many others, from 100 on.
    """
    seeds = [100 + others * seed + k for seed in seeds for k in range(others)] or seeds
    net = lecture.mxnet_uniform(lecture.mlp(depth, activation=activation, population=len(seeds)), seeds, a)
    rows, test_rows = INPUTS[inputs]
    optimizer = Momentum(0.05, 0.9) if sgd else lecture.MXNetAdam(lr=0.001)
    lecture.train_iris(net, optimizer, epochs, (rows, y))
    return learnt(net, test_rows, Y_test)


if __name__ == "__main__":
    recording.main(__file__)
