"""The lecture's data sets: R's to the last bit, and one population axis in front for many."""

import json
from pathlib import Path

import numpy as np
import pytest

from lessonlib.datasets import disk, iris, iris_split, one_hot, rings, sine
from lessonlib.rstream import RStream

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("b1", "b2", "file"), [(0.7, 0.7, "datasets/sine_0.7.csv"), (2, 3, "datasets/sine_2_3.csv")])
@pytest.mark.parametrize("stream", [None, "given"])
def test_sine_equals_r_to_the_last_bit(b1, b2, file, stream):
    golden = np.loadtxt(GOLDEN / file, delimiter=",", skiprows=1)
    X, y = sine(b1, b2, stream=stream and RStream(0))
    assert golden.shape == (1000, 3)
    assert X.tolist() == golden[:, :2].tolist()
    assert y.tolist() == golden[:, 2].tolist()


@pytest.mark.parametrize("make", [rings, disk])
def test_rings_and_disk_equal_rs_one_by_one_and_many(make):
    table = np.loadtxt(GOLDEN / "datasets" / f"{make.__name__}.csv", delimiter=",", skiprows=1)
    X, y = make()
    np.testing.assert_allclose(X, table[:, :2], rtol=1e-15)
    assert y.tolist() == table[:, 2].tolist() and X.dtype == y.dtype == np.float64
    assert len(table) == {"rings": 300, "disk": 100}[make.__name__]
    many, labels = make(7, [RStream(5), RStream(0)])
    assert many.shape == (2, 7, 2) and labels.shape == (2, 7)
    for i, seed in enumerate((5, 0)):
        single = make(7, RStream(seed))
        assert many[i].tolist() == single[0].tolist() and labels[i].tolist() == single[1].tolist()
    assert make(1)[0].shape == (1, 2)


def test_shapes_types_and_ranges():
    X, y = sine(0.7, 0.7, n=37, stream=RStream(8))
    assert X.shape == (37, 2) and y.shape == (37,)
    assert X.dtype == y.dtype == np.float64
    assert (np.abs(X) < 3).all() and set(y) == {0.0, 1.0}


def test_a_list_of_streams_gives_one_data_set_each():
    X, y = sine(2, 3, n=50, stream=[RStream(seed) for seed in (4, -5, 6)])
    assert X.shape == (3, 50, 2) and y.shape == (3, 50)
    for i, seed in enumerate((4, -5, 6)):
        single = sine(2, 3, n=50, stream=RStream(seed))
        assert X[i].tolist() == single[0].tolist() and y[i].tolist() == single[1].tolist()
    assert not np.array_equal(X[0], X[1])


def test_a_stream_goes_on_and_the_default_starts_anew():
    stream = RStream(0)
    first, second = sine(0.7, 0.7, n=20, stream=stream), sine(0.7, 0.7, n=20, stream=stream)
    assert not np.array_equal(first[0], second[0])
    assert sine(0.7, 0.7, n=20)[0].tolist() == sine(0.7, 0.7, n=20)[0].tolist() == first[0].tolist()


def test_labels_flip_only_where_the_noise_of_0_3_can_reach():
    X, y = sine(0.7, 0.7, n=20_000, stream=RStream(11))
    logit = np.sin(0.7 * X.prod(axis=1) + 0.7 * X[:, 1])
    flipped = (logit > 0) != y
    # P(flip | logit) = Phi(-|logit| / 0.3); so of those below 0.05 nearly half, of those above 0.9 about one in 1000
    assert 0.42 < flipped[np.abs(logit) < 0.05].mean() < 0.5
    assert 0 < flipped[np.abs(logit) > 0.9].mean() < 0.003


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"b1": np.nan}, "b1 takes finite numbers, got nan"),
        ({"b1": "0.7"}, "b1 must be a number or an array of numbers, got '0.7'"),
        ({"b1": [0.7, 2]}, r"b1 must be a single number, got shape \(2,\)"),
        ({"b2": [0.7, 2]}, r"b2 must be a single number, got shape \(2,\)"),
        ({"n": 0}, "n takes a whole number of at least 1, got 0"),
        ({"n": 10.0}, r"n takes a whole number, got 10\.0"),
        ({"stream": 0}, "stream takes an RStream or a list of at least one, got 0"),
        ({"stream": []}, r"stream takes an RStream or a list of at least one, got \[\]"),
        ({"stream": [0, 1]}, r"stream takes an RStream or a list of at least one, got \[0, 1\]"),
    ],
)
def test_bad_input_is_named(how, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        sine(**({"b1": 0.7, "b2": 0.7} | how))


def test_iris_is_rs():
    X, y = iris()
    assert X.shape == (150, 4) and y.tolist() == [0] * 50 + [1] * 50 + [2] * 50
    rows = {1: [5.1, 3.5, 1.4, 0.2], 35: [4.9, 3.1, 1.5, 0.2], 38: [4.9, 3.6, 1.4, 0.1], 150: [5.9, 3.0, 5.1, 1.8]}
    assert {row: X[row - 1].tolist() for row in rows} == rows  # UCI's 35 and 38 differ
    means = [
        [5.006, 3.428, 1.462, 0.246],
        [5.936, 2.770, 4.260, 1.326],
        [6.588, 2.974, 5.552, 2.026],
    ]  # R's aggregate()
    np.testing.assert_allclose([X[y == k].mean(axis=0) for k in range(3)], means, rtol=1e-12)
    np.testing.assert_allclose(X.std(axis=0, ddof=1), [0.8280661, 0.4358663, 1.7652982, 0.7622377], rtol=1e-7)  # sd()


def test_iris_equals_scikit_learns():
    sklearn = pytest.importorskip("sklearn.datasets")
    X, y = sklearn.load_iris(return_X_y=True)
    np.testing.assert_array_equal(iris()[0], X)
    np.testing.assert_array_equal(iris()[1], y)


def test_iris_split_is_the_lectures():
    split = json.loads((GOLDEN / "iris_split.json").read_text())
    X, y = iris()
    train, test = (np.array(split[name]) - 1 for name in ("train_rows_1based_in_batch_order", "test_rows_1based"))
    for found, expected in zip(iris_split(), (X[train], y[train], X[test], y[test]), strict=True):
        np.testing.assert_array_equal(found, expected)
    assert np.bincount(iris_split()[3]).tolist() == split["test_class_counts"]


def test_other_splits_are_those_of_their_streams_and_each_flower_is_on_one_side():
    many = iris_split([RStream(1000), RStream(0), RStream(7, "Rejection")])
    assert [array.shape for array in many] == [(3, 100, 4), (3, 100), (3, 50, 4), (3, 50)]
    for one, found, lecture in zip(iris_split(RStream(1000)), many, iris_split(), strict=True):
        np.testing.assert_array_equal(found[0], one)
        np.testing.assert_array_equal(found[1], lecture)
    X, y = iris()
    everything = sorted([*row, kind] for row, kind in zip(X.tolist(), y, strict=True))
    for X_train, y_train, X_test, y_test in zip(*many, strict=True):
        rows = np.concatenate([np.column_stack([X_train, y_train]), np.column_stack([X_test, y_test])])
        assert sorted(rows.tolist()) == everything
    assert not np.array_equal(many[0][0], many[0][1])


def test_one_hot_has_a_1_in_the_column_of_the_class():
    np.testing.assert_array_equal(one_hot([0, 2, 2, 1], 3), [[1, 0, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0]])
    assert one_hot([[0], [1]], 2).shape == (2, 1, 2)


@pytest.mark.parametrize(
    ("y", "classes", "message"),
    [
        ([0, 3], 3, r"y takes class labels from 0 to 2, got \[3\]"),
        ([0, -1], 3, "y takes class labels"),
        ([0.5, 1], 3, "y takes class labels"),
        ([np.nan], 3, "y takes class labels"),
        (["setosa"], 3, "y takes class labels"),
        ([], 3, "y takes class labels"),
        ([0], 0, "classes takes a whole number of at least 1, got 0"),
    ],
)
def test_one_hot_takes_class_labels(y, classes, message):
    with pytest.raises(ValueError, match=message):
        one_hot(y, classes)
