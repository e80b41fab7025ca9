"""RStream against R itself (golden numbers, and what R is known to print) and against a naive Mersenne Twister."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from lessonlib.population import one_or_many
from lessonlib.rstream import RStream

GOLDEN = json.loads((Path(__file__).parent / "golden" / "r_stream.json").read_text())
KINDS = ("Rounding", "Rejection")
SEEDS = (0, 1, -1, 42, 20211021, -123456789, 2**31 - 1, 1 - 2**31)


class NaiveTwister:
    """The Mersenne Twister word by word in plain integers, after its authors' C; seeded and read after R's RNG.c."""

    def __init__(self, seed):
        state = seed & 0xFFFFFFFF
        for _ in range(51):  # 50 to warm up, and the word that R overwrites with the position
            state = (69069 * state + 1) & 0xFFFFFFFF
        self.mt = []
        for _ in range(624):
            state = (69069 * state + 1) & 0xFFFFFFFF
            self.mt.append(state)
        self.position = 624

    def word(self):
        if self.position == 624:
            for k in range(624):
                y = (self.mt[k] & 0x80000000) | (self.mt[(k + 1) % 624] & 0x7FFFFFFF)
                self.mt[k] = self.mt[(k + 397) % 624] ^ (y >> 1) ^ (0x9908B0DF if y & 1 else 0)
            self.position = 0
        y = self.mt[self.position]
        self.position += 1
        y ^= y >> 11
        y ^= (y << 7) & 0x9D2C5680
        y ^= (y << 15) & 0xEFC60000
        return y ^ (y >> 18)

    def uniform(self):
        return self.word() / 2**32

    def bits(self, count):
        value = 0
        for _ in range(0, count + 1, 16):
            value = 65536 * value + (self.word() >> 16)
        return value % 2**count

    def sample(self, n, size, kind):
        left, drawn = list(range(n)), []
        for m in range(n, n - size, -1):
            if kind == "Rounding":
                j = (m * self.word()) >> 32
            else:
                while (j := self.bits((m - 1).bit_length())) >= m:
                    pass
            drawn.append(left[j])
            left[j] = left[m - 1]
        return drawn


def test_uniforms_and_normals_equal_r_to_the_last_bit():
    assert RStream(GOLDEN["seed"]).runif(20).tolist() == GOLDEN["runif_20"]
    assert RStream(GOLDEN["seed"]).rnorm(20).tolist() == GOLDEN["rnorm_20"]


@pytest.mark.parametrize("kind", KINDS)
def test_sample_equals_r(kind):
    assert (RStream(GOLDEN["seed"], kind).sample(150, 100) + 1).tolist() == GOLDEN["sample_1_150_100"][kind]


def test_rounding_is_the_default_as_in_the_lecture():
    assert RStream(0).sample(150).tolist() == RStream(0, "Rounding").sample(150).tolist()
    assert RStream(0).sample(150).tolist() != RStream(0, "Rejection").sample(150).tolist()


@pytest.mark.parametrize(
    ("seed", "kind", "printed"),
    [  # sample(10) after set.seed(seed), as books and help pages have printed it for years
        (1, "Rounding", [3, 4, 5, 7, 2, 8, 9, 6, 10, 1]),
        (123, "Rounding", [3, 8, 4, 7, 6, 1, 10, 9, 2, 5]),
        (1, "Rejection", [9, 4, 7, 1, 2, 5, 3, 10, 6, 8]),
        (42, "Rejection", [1, 5, 10, 8, 2, 4, 6, 9, 7, 3]),
        (123, "Rejection", [3, 10, 2, 8, 6, 9, 1, 7, 5, 4]),
    ],
)
def test_sample_is_what_r_prints_for_well_known_seeds(seed, kind, printed):
    assert (RStream(seed, kind).sample(10) + 1).tolist() == printed


@pytest.mark.parametrize(
    ("seed", "uniforms", "normals"),
    [
        (1, [0.2655087, 0.3721239, 0.5728534], [-0.6264538, 0.1836433, -0.8356286]),
        (42, [0.9148060, 0.9370754, 0.2861395], [1.37095845, -0.56469817, 0.36312841]),
        (123, [0.2875775, 0.7883051, 0.4089769], [-0.56047565, -0.23017749, 1.55870831]),
    ],
)
def test_draws_are_what_r_prints_for_well_known_seeds(seed, uniforms, normals):
    np.testing.assert_allclose(RStream(seed).runif(3), uniforms, rtol=0, atol=5e-8)
    np.testing.assert_allclose(RStream(seed).rnorm(3), normals, rtol=0, atol=5e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_uniforms_equal_a_naive_twister_over_several_rounds_of_its_state(seed):
    naive = NaiveTwister(seed)
    assert RStream(seed).runif(2000).tolist() == [naive.uniform() for _ in range(2000)]


@pytest.mark.parametrize("seed", SEEDS)
def test_normals_are_scipys_quantiles_of_two_uniforms(seed):
    naive = NaiveTwister(seed)
    pairs = np.array([[naive.uniform(), naive.uniform()] for _ in range(1000)])
    p = (np.trunc(134217728 * pairs[:, 0]) + pairs[:, 1]) / 134217728
    np.testing.assert_allclose(RStream(seed).rnorm(1000, 5, 2), 5 + 2 * ndtri(p), rtol=1e-12, atol=1e-13)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    seed=st.integers(1 - 2**31, 2**31 - 1),
    n=st.integers(1, 80) | st.sampled_from([255, 256, 257, 65535, 65536, 65537, 131073]),
    kind=st.sampled_from(KINDS),
    part=st.floats(0, 1),
)
def test_sample_equals_a_naive_twister_and_leaves_the_stream_where_it_does(seed, n, kind, part):
    size = round(part * min(n, 80))
    stream, naive = RStream(seed, kind), NaiveTwister(seed)
    drawn = stream.sample(n, size)
    assert drawn.tolist() == naive.sample(n, size, kind)
    assert len(set(drawn.tolist())) == size
    assert stream.runif(1)[0] == naive.uniform()


@pytest.mark.parametrize("kind", KINDS)
def test_sample_draws_all_by_default(kind):
    assert sorted(RStream(7, kind).sample(500)) == list(range(500))


@settings(derandomize=True, max_examples=30, deadline=None)
@given(sizes=st.lists(st.integers(0, 400), min_size=1, max_size=6))
def test_a_second_call_goes_on_where_the_first_stopped(sizes):
    stream, other = RStream(3), RStream(3)
    assert np.concatenate([stream.runif(n) for n in sizes]).tolist() == RStream(3).runif(sum(sizes)).tolist()
    assert np.concatenate([other.rnorm(n) for n in sizes]).tolist() == RStream(3).rnorm(sum(sizes)).tolist()


def test_limits_mean_and_deviation():
    u, z = RStream(5).runif(1000), RStream(5).rnorm(1000)
    np.testing.assert_allclose(RStream(5).runif(1000, -3, 5), 8 * u - 3, rtol=0, atol=1e-14)
    np.testing.assert_allclose(RStream(5).rnorm(1000, 10, 0.5), z / 2 + 10, rtol=0, atol=1e-14)


def test_what_is_certain_draws_nothing_as_in_r():
    stream = RStream(0)
    assert stream.runif(3, 2, 2).tolist() == [2.0, 2.0, 2.0]
    assert stream.rnorm(3, mean=-1, sd=0).tolist() == [-1.0, -1.0, -1.0]
    assert [len(stream.runif(0)), len(stream.rnorm(0)), len(stream.sample(5, 0))] == [0, 0, 0]
    assert RStream(0).sample(5, 0).dtype == int
    assert stream.runif(20).tolist() == GOLDEN["runif_20"]


@pytest.mark.parametrize("word", [0, 2**32 - 1])
def test_a_uniform_is_never_0_or_1(word):
    stream = RStream(0)
    stream._twister = SimpleNamespace(random_raw=lambda n: np.full(n, word, dtype=np.uint64))
    drawn = stream.runif(1)[0]
    assert 0 < drawn < 1
    assert drawn == pytest.approx({0: 0.5 / (2**32 - 1), 2**32 - 1: 1 - 2.0**-32}[word], rel=1e-15)


def test_two_streams_do_not_touch_each_other_nor_numpys():
    before = np.random.get_state()[1].tolist()
    a, b = RStream(0), RStream(0)
    a.runif(5)
    assert b.runif(20).tolist() == GOLDEN["runif_20"]
    assert np.random.get_state()[1].tolist() == before


def test_one_or_many_stacks_what_each_stream_draws():
    def draw(stream):
        return stream.runif(4), stream.rnorm(2)

    u, z = one_or_many([RStream(1), RStream(2)], draw)
    assert u.shape == (2, 4) and z.shape == (2, 2)
    for i, seed in enumerate((1, 2)):
        single = one_or_many(RStream(seed), draw)
        assert u[i].tolist() == single[0].tolist() and z[i].tolist() == single[1].tolist()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: RStream(0.5), r"seed takes a whole number, got 0\.5"),
        (lambda: RStream(None), "seed takes a whole number, got None"),
        (lambda: RStream(2**31), "seed .* from -2147483647 to 2147483647, got 2147483648"),
        (lambda: RStream(-(2**31)), "seed .* from -2147483647 to 2147483647, got -2147483648"),
        (lambda: RStream(0, "rounding"), "sample_kind takes one of 'Rounding', 'Rejection', got 'rounding'"),
        (lambda: RStream(0).runif(-1), "n takes a whole number of at least 0, got -1"),
        (lambda: RStream(0).runif(2.0), r"n takes a whole number, got 2\.0"),
        (lambda: RStream(0).runif(3, 2, 1), r"high takes finite numbers of at least 2, got 1"),
        (lambda: RStream(0).runif(3, np.nan, 1), "low takes finite numbers, got nan"),
        (lambda: RStream(0).runif(3, 0, np.inf), "high takes finite numbers .* got inf"),
        (lambda: RStream(0).runif(3, [0, 1], 2), r"low must be a single number, got shape \(2,\)"),
        (lambda: RStream(0).runif(3, 0, [1, 2]), r"high must be a single number, got shape \(2,\)"),
        (lambda: RStream(0).rnorm(-2), "n takes a whole number of at least 0, got -2"),
        (lambda: RStream(0).rnorm(3, mean="a"), "mean must be a number or an array of numbers, got 'a'"),
        (lambda: RStream(0).rnorm(3, mean=[0, 1, 2]), r"mean must be a single number, got shape \(3,\)"),
        (lambda: RStream(0).rnorm(3, sd=-1), r"sd takes finite numbers of at least 0, got -1"),
        (lambda: RStream(0).rnorm(3, sd=[1, 2, 3]), r"sd must be a single number, got shape \(3,\)"),
        (lambda: RStream(0).sample(0), "n takes a whole number from 1 to 10000000, got 0"),
        (lambda: RStream(0).sample(10**7 + 1), "n takes a whole number from 1 to 10000000, got 10000001"),
        (lambda: RStream(0).sample(3, 4), "size takes a whole number from 0 to 3, got 4"),
        (lambda: RStream(0).sample(3, -1), "size takes a whole number from 0 to 3, got -1"),
        (lambda: one_or_many([], RStream.runif), r"stream takes an RStream or a list of at least one, got \[\]"),
        (lambda: one_or_many(7, RStream.runif), "stream takes an RStream or a list of at least one, got 7"),
        (lambda: one_or_many([RStream(0), 7], RStream.runif), r"stream takes .* got \[RStream\(0, 'Rounding'\), 7\]"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        call()


def test_repr_shows_how_to_make_it():
    assert repr(RStream(-3, "Rejection")) == "RStream(-3, 'Rejection')"
