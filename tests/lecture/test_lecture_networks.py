"""Lesson 5: MXNet's first weights, the recorded runs, the lecture's printed tables and probabilities; bad input."""

import json
import re
from pathlib import Path

import numpy as np
import oracles
import pytest

from lessonlib import datasets, lecture
from lessonlib.datasets import one_hot
from lessonlib.functions import softmax
from lessonlib.layers import BatchNorm, Linear
from lessonlib.losses import softmax_cross_entropy
from lessonlib.measures import accuracy, confusion_table
from lessonlib.optimizers import Adam, GradientDescent, Momentum
from lessonlib.rstream import RStream
from lessonlib.training import minimise, objective

GOLDEN = Path(__file__).parents[1] / "golden" / "lesson5"
PRINTED = json.loads((GOLDEN / "lecture_tables.json").read_text())
RUNS = {path.stem: json.loads(path.read_text()) for path in GOLDEN.glob("*.json") if path.stem != "lecture_tables"}
X_TEST, Y_TEST = datasets.iris_split()[2], one_hot(datasets.iris_split()[3], 3)


def optimizer(name):
    return lecture.MXNetAdam(lr=0.001) if name.startswith(("mlp", "bn")) else Momentum(lr=0.05, rho=0.9)


@pytest.fixture(scope="module")
def trained():
    """`trained(name)`: the lecture's network after its training, and the history."""
    runs = {}

    def run(name):
        if name not in runs:
            net = lecture.mxnet_uniform(lecture.networks[name]())
            runs[name] = net, lecture.train_iris(net, optimizer(name))
        return runs[name]

    return run


def weights(net):
    return [layer.W for layer in net.leaves() if isinstance(layer, Linear)]


@pytest.mark.parametrize("name", RUNS)
def test_first_weights_are_mxnets_to_the_last_bit(name):
    net = lecture.mxnet_uniform(lecture.networks[name]())
    recorded = RUNS[name]["init_weights"]
    assert len(recorded) == len(weights(net))
    for W, values in zip(weights(net), recorded.values(), strict=True):
        np.testing.assert_array_equal(W.T, values)
    for argument, block in lecture.mxnet_arguments(net).items():
        if not argument.endswith("weight"):
            assert (net.w[block] == argument.endswith("gamma")).all()


def test_all_arguments_and_statistics_of_bn8_as_the_lecture_prints_them():
    net = lecture.networks["bn8"]()
    printed = [f"bn{i}_{name}" for i in range(1, 8) for name in ("beta", "gamma")]
    printed += [f"fc{i}_{name}" for i in range(1, 9) for name in ("bias", "weight")]
    assert sorted(lecture.mxnet_arguments(net)) == printed and len(printed) == 30
    recorded = RUNS["bn8"]["final"]["params"]
    assert {lecture.mxnet_name(name) for name in net.statistics} == set(RUNS["bn8"]["final"]["aux"])
    in_order = [name for i in range(1, 9) for name in (f"fc{i}_weight", f"fc{i}_bias", f"bn{i}_gamma", f"bn{i}_beta")]
    assert list(lecture.mxnet_arguments(net)) == in_order[:-2]
    for name, block in lecture.mxnet_arguments(net).items():
        assert net.w[block].size == np.size(recorded[name])


@pytest.mark.parametrize("name", RUNS)
def test_recorded_losses_gradients_and_probabilities(name, trained):
    net, history = trained(name)
    run = RUNS[name]
    first_50 = {int(step): loss for step, loss in run["loss_at_step"].items() if int(step) <= 50}
    assert len(first_50) > 30
    for step, loss in first_50.items():
        assert history.loss[step - 1] == pytest.approx(loss, rel=0, abs=1e-9)
    assert run["gradient_columns"] == list(history.gradients)
    for epoch, row in run["mean_abs_gradient_per_epoch"].items():
        found = [column[int(epoch) - 1] for column in history.gradients.values()]
        np.testing.assert_allclose(found, row, rtol=1e-6, atol=0)
    Z = net.forward(X_TEST, train=False)
    np.testing.assert_allclose(softmax(Z), run["probabilities_test"], rtol=0, atol=1e-7)
    np.testing.assert_array_equal(confusion_table(Z, Y_TEST), run["confusion"])


@pytest.mark.parametrize("name", ["bn8", "mlp4", "res7"])
def test_recorded_parameters_and_statistics_at_the_end(name, trained):
    """Biases before BatchNorm are left out: their gradient is 0, and they drift on rounding noise."""
    net, _ = trained(name)
    final = RUNS[name]["final"]
    for argument, block in lecture.mxnet_arguments(net).items():
        values = np.array(final["params"][argument])
        if name != "bn8" or not re.fullmatch("fc[1-7]_bias", argument):
            np.testing.assert_allclose(net.w[block], values.T.ravel(), rtol=0, atol=1e-8)
    for statistic, values in net.statistics.items():
        np.testing.assert_allclose(values[0], final["aux"][lecture.mxnet_name(statistic)], rtol=0, atol=1e-8)


@pytest.mark.parametrize("name", ["mlp4", "mlp8", "bn8", "res7", "res25", "dense7"])
def test_the_lectures_confusion_tables(name, trained):
    Z = trained(name)[0].forward(X_TEST, train=False)
    np.testing.assert_array_equal(confusion_table(Z, Y_TEST), PRINTED["tables"][name])


@pytest.mark.parametrize("name", ["res7", "dense7"])
def test_the_lectures_probabilities_of_the_first_test_row(name, trained):
    P = softmax(trained(name)[0].forward(X_TEST[:1], train=False))
    np.testing.assert_allclose(P[0], PRINTED["probabilities_of_first_test_row"][name], rtol=0, atol=1e-5)


def test_the_lectures_probabilities_of_bn8_come_from_adams_stale_counters(trained):
    printed = PRINTED["probabilities_of_first_test_row"]["bn8"]
    net = lecture.mxnet_uniform(lecture.networks["bn8"]())
    ahead = lecture.stale_steps(net, ["mlp4", "mlp8"])
    lecture.train_iris(net, lecture.MXNetAdam(lr=0.001, ahead=ahead))
    np.testing.assert_allclose(softmax(net.forward(X_TEST[:1], train=False))[0], printed, rtol=0, atol=2e-4)
    fresh = softmax(trained("bn8")[0].forward(X_TEST[:1], train=False))[0]
    assert np.abs(fresh - printed).max() > 5e-3


def test_stale_steps_count_positions_of_arguments():
    net = lecture.networks["bn8"]()
    ahead = lecture.stale_steps(net, ["mlp4", "mlp8"])
    for i, block in enumerate(lecture.mxnet_arguments(net).values(), 1):
        assert (ahead[block] == (1000 if i <= 8 else 500 if i <= 16 else 0)).all()
    assert lecture.stale_steps(lecture.networks["bn25"](), ["mlp4", "mlp8", "bn8"], steps=7).max() == 21


def test_how_many_layers_and_widths():
    widths = {name: [W.shape for W in weights(make())] for name, make in lecture.networks.items()}
    assert widths["bn25"] == widths["res25"] == [(4, 10)] + [(10, 10)] * 24 + [(10, 3)]
    assert widths["dense7"] == [(4, 3), (3, 4), (7, 5), (12, 6), (18, 7), (25, 8), (33, 3)]
    depths = [len(widths[name]) for name in ("mlp4", "mlp8", "bn8", "res7", "leaky3")]
    assert depths == [4, 8, 8, 7, 3]


@pytest.mark.parametrize("name", lecture.networks)
def test_member_i_of_a_population_is_the_single_run(name):
    seeds = [3, 0, 2**31 - 1]
    net = lecture.mxnet_uniform(lecture.networks[name](population=3), seeds)
    history = lecture.train_iris(net, optimizer(name), epochs=4)
    for i, seed in enumerate(seeds):
        single = lecture.mxnet_uniform(lecture.networks[name](), seed)
        one = lecture.train_iris(single, optimizer(name), epochs=4)
        np.testing.assert_array_equal(one.loss, history.loss[:, i])
        np.testing.assert_array_equal(one.accuracy, history.accuracy[:, i])
        np.testing.assert_array_equal(single.w, net.w[i])
        for layer, means in one.gradients.items():
            np.testing.assert_array_equal(means, history.gradients[layer][:, i])


def test_first_weights_of_other_scales_and_large_layers():
    net = lecture.mxnet_uniform(lecture.mlp(3, width=100), seed=5, scale=0.5)
    W = np.concatenate([W.ravel() for W in weights(net)])
    assert (np.abs(W) <= 0.5).all() and W.std() == pytest.approx(1 / 12**0.5, rel=0.02)
    assert abs(W.mean()) < 0.01 and len(np.unique(W)) > 0.99 * W.size
    small = lecture.mxnet_uniform(lecture.mlp(3, width=100), seed=5, scale=0.25)
    np.testing.assert_array_equal(small.w, net.w / 2)


def test_mxnet_uniform_resets_what_was_trained():
    net = lecture.mxnet_uniform(lecture.networks["bn8"]())
    first = net.w.copy()
    lecture.train_iris(net, optimizer("bn8"), epochs=2)
    assert (net.statistics["moving_var3"] != 1).all()
    lecture.mxnet_uniform(net)
    np.testing.assert_array_equal(net.w, first)
    assert all((value == name.startswith("moving_var")).all() for name, value in net.statistics.items())


@pytest.mark.parametrize("c", [1, 2, 5])
@pytest.mark.parametrize("n", [1, 20])
@pytest.mark.parametrize("scale", [1, 20])
def test_floored_cross_entropy_against_autograd(n, c, scale):
    rng = np.random.default_rng(n + c)
    Z, Y = rng.normal(0, scale, (n, c)), np.eye(c)[rng.integers(0, c, n)]
    value, dZ = lecture.floored_cross_entropy(Z, Y)
    assert value == pytest.approx(oracles.floored_loss(Z, Y), rel=1e-12, abs=1e-15)
    np.testing.assert_allclose(dZ, oracles.floored_gradient(Z, Y), rtol=1e-12, atol=1e-15)
    exact = softmax_cross_entropy(Z, Y)
    if scale == 1:
        np.testing.assert_allclose(c * dZ, exact[1], atol=1e-7)


def test_floored_cross_entropy_saturates():
    Z, Y = np.array([[800.0, 0, 0], [-800, 0, 0]]), np.eye(3)[[1, 1]]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value, dZ = lecture.floored_cross_entropy(Z, Y)
    assert value == pytest.approx((-np.log(1e-8) + np.log(2)) / 6)
    np.testing.assert_array_equal(dZ[0], 0)


def test_mxnet_adams_epsilon_on_tiny_gradients():
    """g = 1e-8 makes sqrt(N) = sqrt(0.001) 1e-8, first move sqrt(0.001) lr 1e-8 / (sqrt(0.001) 1e-8 + eps)."""
    w = lecture.MXNetAdam(lr=0.001)(np.array([1e-8]))
    assert w[0] == pytest.approx(0.001 * 0.03162278 / (0.03162278 + 1), rel=1e-6)
    assert Adam(lr=0.001)(np.array([1.0])) == pytest.approx(lecture.MXNetAdam(lr=0.001)(np.array([1.0])), rel=1e-6)


def test_mxnet_adam_ahead_equals_a_counter_that_ran_on_zeros():
    used, ahead = lecture.MXNetAdam(lr=0.1), lecture.MXNetAdam(lr=0.1, ahead=[40, 0])
    for _ in range(40):
        used(np.zeros(2))
    fresh, g = lecture.MXNetAdam(lr=0.1), np.array([3.0, 3.0])
    for _ in range(3):
        np.testing.assert_array_equal(ahead(g), [used(g)[0], fresh(g)[1]])


def test_lines_of_the_first_five_epochs_and_then_every_tenth():
    lines = []
    net = lecture.mxnet_uniform(lecture.networks["mlp4"]())
    history = lecture.train_iris(net, optimizer("mlp4"), epochs=30, log=lines.append)
    assert [int(re.match(r"epoch = (\d+): ", line)[1]) for line in lines] == [1, 2, 3, 4, 5, 10, 20, 30]
    for line in lines:
        epoch, loss, _ = re.fullmatch(
            r"epoch = (\d+): loss = (\d\.\d{4}) \(Speed: (\d+\.\d\d) sample/secs\)", line
        ).groups()
        assert loss == f"{history.loss[5 * int(epoch) - 5 : 5 * int(epoch)].mean():.4f}"


def test_training_prints_when_it_is_told_to(capsys):
    net = lecture.mxnet_uniform(lecture.networks["mlp4"]())
    lecture.train_iris(net, optimizer("mlp4"), epochs=2, log=print)
    assert capsys.readouterr().out.count("sample/secs)\n") == 2
    lecture.train_iris(net, optimizer("mlp4"), epochs=2)
    assert capsys.readouterr().out == ""


def test_another_loss_is_trained_with():
    ours, theirs = (lecture.mxnet_uniform(lecture.networks["mlp4"]()) for _ in range(2))
    history = lecture.train_iris(ours, GradientDescent(0.1), epochs=2, loss=softmax_cross_entropy)
    batches = lecture.InOrder(*datasets.iris_split()[:1], one_hot(datasets.iris_split()[1], 3), 20)
    values = minimise(objective(theirs, softmax_cross_entropy, batches), theirs.w, GradientDescent(0.1), 10)
    np.testing.assert_array_equal(history.loss, values)
    np.testing.assert_array_equal(ours.w, theirs.w)


def test_first_weights_are_of_seed_0_and_of_as_many_as_there_are_members():
    one, many = lecture.mxnet_uniform(lecture.mlp(4)), lecture.mxnet_uniform(lecture.mlp(4, population=3))
    np.testing.assert_array_equal(one.w, lecture.mxnet_uniform(lecture.mlp(4), seed=0).w)
    np.testing.assert_array_equal(many.w, lecture.mxnet_uniform(lecture.mlp(4, population=3), seed=[0, 1, 2]).w)


def test_an_mlp_has_batchnorms_with_their_epsilon():
    norms = [layer for layer in lecture.mlp(3, batch_norm=True, eps=0.5).leaves() if isinstance(layer, BatchNorm)]
    assert [layer.eps for layer in norms] == [0.5, 0.5]


def test_accuracy_is_of_the_training_rows_after_the_epoch_in_prediction_mode():
    X, y, _, _ = datasets.iris_split()
    net = lecture.mxnet_uniform(lecture.networks["bn8"]())
    history = lecture.train_iris(net, lecture.MXNetAdam(lr=0.01), epochs=7)
    assert history.accuracy.shape == (7,) and history.loss.shape == (35,)
    assert history.accuracy[-1] == accuracy(net.forward(X, train=False), one_hot(y, 3)) > 0.4


def test_other_data_and_a_last_batch_that_is_smaller():
    X, y = datasets.iris()
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    net = lecture.mlp(2).initialise(np.random.default_rng(0), "he")
    history = lecture.train_iris(net, Adam(lr=0.05), epochs=20, data=(X[:105], y[:105]))
    assert history.loss.shape == (120,) and history.accuracy[-1] > 0.95
    many, labels = np.stack([X[:105], X[45:]]), np.stack([y[:105], y[45:]])
    nets = lecture.mlp(2, population=2).initialise([np.random.default_rng(0), np.random.default_rng(1)], "he")
    both = lecture.train_iris(nets, Adam(lr=0.05), epochs=20, data=(many, labels))
    np.testing.assert_array_equal(both.loss[:, 0], history.loss)


@pytest.mark.parametrize("name", lecture.networks)
def test_member_i_on_its_own_split_is_the_single_run_on_that_split(name):
    seeds = [4, 0, 9]
    X, y, X_test, _ = datasets.iris_split([RStream(1000 + seed) for seed in seeds])
    net = lecture.mxnet_uniform(lecture.networks[name](population=3), seeds)
    history = lecture.train_iris(net, optimizer(name), epochs=4, data=(X, y))
    for i, seed in enumerate(seeds):
        single = lecture.mxnet_uniform(lecture.networks[name](), seed)
        one = lecture.train_iris(single, optimizer(name), epochs=4, data=(X[i], y[i]))
        np.testing.assert_array_equal(one.loss, history.loss[:, i])
        np.testing.assert_array_equal(one.accuracy, history.accuracy[:, i])
        np.testing.assert_array_equal(single.w, net.w[i])
        np.testing.assert_array_equal(single.predict(X_test[i]), net.predict(X_test)[i])


def test_a_run_that_leaves_the_finite_numbers_is_nan_from_there():
    net = lecture.mxnet_uniform(lecture.mlp(4, population=2), seed=[0, 1], scale=0.5)
    lr = np.array([[0.01], [1e200]])
    history = lecture.train_iris(net, GradientDescent(lr), epochs=3)
    assert np.isfinite(history.loss[:, 0]).all() and np.isfinite(history.accuracy[:, 0]).all()
    assert np.isnan(history.loss[-1, 1]) and np.isnan(history.accuracy[-1, 1])
    single = lecture.mxnet_uniform(lecture.mlp(4), seed=1, scale=0.5)
    alone = lecture.train_iris(single, GradientDescent(1e200), epochs=3)
    assert np.isnan(alone.loss[-1]) and np.isnan(alone.gradients["fc1_weight"][-1]) and np.isnan(alone.accuracy[-1])


def test_a_thousand_residual_layers_learn_in_a_few_steps():
    net = lecture.mxnet_uniform(lecture.resnet(1000), scale=0.001)
    history = lecture.train_iris(net, Adam(lr=1e-4), epochs=2)
    assert np.isfinite(history.loss).all() and len(history.gradients) == 1000
    assert all((history.gradients[f"fc{i}_weight"] > 0).all() for i in (1, 2, 500, 1000))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda net: lecture.mxnet_uniform(net, seed=-1), "seed takes a whole number from 0 to 2147483647, got -1"),
        (lambda net: lecture.mxnet_uniform(net, seed=1.5), "seed takes a whole number, got 1.5"),
        (lambda net: lecture.mxnet_uniform(net, seed=[1]), r"seed takes one whole number, got \[1\]"),
        (lambda net: lecture.mxnet_uniform(lecture.mlp(4, population=2), 0), "seed takes a list of 2 whole .* got 0"),
        (lambda net: lecture.mxnet_uniform(lecture.mlp(4, population=2), [1, 2, 3]), "seed takes a list of 2 whole"),
        (lambda net: lecture.mxnet_uniform(net, scale=0), "scale takes finite numbers greater than 0, got 0"),
        (lambda net: lecture.mlp(0), "depth takes a whole number of at least 1, got 0"),
        (lambda net: lecture.resnet(1), "depth takes a whole number of at least 2, got 1"),
        (lambda net: lecture.mlp(3, width=0), "width takes a whole number of at least 1, got 0"),
        (lambda net: lecture.densenet([3, 0]), "widths takes a whole number of at least 1, got 0"),
        (lambda net: lecture.MXNetAdam(ahead=-1), "ahead takes finite numbers of at least 0, got -1"),
        (lambda net: lecture.MXNetAdam(beta1=1), "beta1 takes finite numbers"),
        (lambda net: lecture.stale_steps(net, ["mlp5"]), "before takes one of 'mlp4'"),
        (lambda net: lecture.train_iris(net, "adam"), "optimizer takes an optimizer such as MXNetAdam"),
        (lambda net: lecture.train_iris(net, Adam), "optimizer takes an optimizer such as"),
        (lambda net: lecture.train_iris(net, Adam(), epochs=-1), "epochs takes a whole number of at least 0, got -1"),
        (
            lambda net: lecture.train_iris(net, Adam(), data=(X_TEST, [3] * 50)),
            r"y takes class labels from 0 to 2, got \[3\]",
        ),
        (
            lambda net: lecture.train_iris(net, Adam(), data=(X_TEST, [0] * 49)),
            "y must have an entry for each row of X",
        ),
        (lambda net: lecture.train_iris(net, Adam(), data=(X_TEST[:, :2], [0] * 50)), "batches must have 4 inputs"),
        (
            lambda net: lecture.train_iris(
                lecture.mxnet_uniform(lecture.networks["bn8"]()), Adam(), data=(X_TEST[:41], [0] * 41)
            ),
            "BatchNorm.10. takes batches of at least 2 rows in training, got 1",
        ),
    ],
)
def test_bad_input(make, message):
    net = lecture.networks["mlp4"]()
    with pytest.raises(ValueError, match=message):
        make(net)
    assert not net.w.any()
