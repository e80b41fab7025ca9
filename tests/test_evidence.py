"""Shares, means and their intervals, against scipy's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lessonlib.evidence import found, mean_and_half_width, share


def outcomes(k, n):
    return np.random.default_rng([k, n]).permutation(np.arange(n) < k)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(n=st.integers(1, 3000), part=st.floats(0, 1), confidence=st.floats(0.001, 0.9999))
def test_interval_is_wilsons(n, part, confidence):
    k = round(part * n)
    got = share(outcomes(k, n), confidence)
    expected = stats.binomtest(k, n).proportion_ci(confidence, method="wilson")
    assert (got.successes, got.runs, got.value) == (k, n, k / n)
    np.testing.assert_allclose([got.low, got.high], [expected.low, expected.high], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 100, 123, 4321])
def test_share_lies_within_its_interval_also_at_the_ends(n):
    for k in {0, 1, n // 2, n - 1, n}:
        got = share(outcomes(k, n))
        assert 0 <= got.low <= got.value <= got.high <= 1
        assert got.high - got.low > 1 / (n + 4)
    assert share([False] * n).low == 0 and share([True] * n).high == 1


def test_no_rounding_leads_out_of_0_to_1():
    for n in range(1, 400):
        assert share([True] * n).high == 1 and share([False] * n).low == 0


def test_95_percent_is_the_default_and_more_confidence_is_wider():
    expected = stats.binomtest(37, 100).proportion_ci(0.95, method="wilson")
    assert share(outcomes(37, 100))[3:] == pytest.approx(tuple(expected), rel=1e-12)
    widths = [got.high - got.low for got in (share(outcomes(37, 100), c) for c in (0.5, 0.9, 0.99, 1 - 2**-53))]
    assert widths == sorted(widths) and len(set(widths)) == 4


def test_it_reads_as_a_sentence():
    assert str(share(outcomes(37, 100))) == "37 of 100: 37 % (28 to 47 %)"
    assert str(share([True] * 100)) == "100 of 100: 100 % (96 to 100 %)"


def test_a_mean_has_the_normal_interval():
    values = np.random.default_rng(0).normal(3, 2, (4, 30))
    mean, gap = mean_and_half_width(values)
    expected = stats.norm.interval(0.95, values.mean(axis=1), stats.sem(values, axis=1))
    np.testing.assert_allclose([mean - gap, mean + gap], expected, rtol=1e-4)


def test_a_mean_is_over_the_last_axis_and_takes_two_runs():
    assert mean_and_half_width([1, 3]) == (2.0, pytest.approx(1.96 * 2**0.5 / 2**0.5, rel=1e-15))
    values = np.random.default_rng(1).normal(size=(2, 3, 5))
    mean, gap = mean_and_half_width(values)
    assert mean.shape == gap.shape == (2, 3)
    for at in np.ndindex(2, 3):
        spread = (np.square(values[at] - values[at].mean()).sum() / 4) ** 0.5
        assert mean[at] == pytest.approx(values[at].mean(), rel=1e-12)
        assert gap[at] == pytest.approx(1.96 * spread / 5**0.5, rel=1e-12)


def test_it_takes_lists_and_arrays():
    assert share([True, False, True]) == share(np.array([True, False, True]))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: share(["a"]), r"outcomes must be a number or an array of numbers, got \['a'\]"),
        (lambda: share([]), r"outcomes takes one axis of booleans, got float64 of shape \(0,\)"),
        (lambda: share(np.zeros(0, bool)), r"outcomes takes one axis of booleans, got bool of shape \(0,\)"),
        (lambda: share([0, 1, 1]), r"outcomes takes one axis of booleans, got int64 of shape \(3,\)"),
        (lambda: share([0.5, np.nan]), r"outcomes takes one axis of booleans, got float64 of shape \(2,\)"),
        (lambda: share(True), r"outcomes takes one axis of booleans, got bool of shape \(\)"),
        (lambda: share([[True]]), r"outcomes takes one axis of booleans, got bool of shape \(1, 1\)"),
        (lambda: share([True], 0), "confidence takes finite numbers greater than 0 and less than 1, got 0"),
        (lambda: share([True], 1), "confidence takes finite numbers greater than 0 and less than 1, got 1"),
        (lambda: share([True], 95), "confidence takes finite numbers greater than 0 and less than 1, got 95"),
        (lambda: share([True], np.nan), "confidence takes finite numbers .*, got nan"),
        (lambda: share([True], [0.9, 0.95]), r"confidence must be a single number, got shape \(2,\)"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        call()


def test_what_was_found_is_printed_by_name(capsys):
    found(a=share(outcomes(3, 4)), b=outcomes(1, 20), c=12.34567, d=12345, e=np.int64(7), f=np.float32(0.5), g=1e-12)
    lines = ["a = 3 of 4", "b = 1 of 20", "c = 12.35", "d = 12345", "e = 7", "f = 0.5", "g = 1e-12"]
    assert capsys.readouterr().out.splitlines() == lines


@pytest.mark.parametrize("bad", ["a", None, [0.1, 0.2], np.nan, []])
def test_what_is_no_result_is_refused(bad):
    with pytest.raises(ValueError, match="^speed "):
        found(speed=bad)
