# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The numbers of ``aggregate`` and ``exact_sum``: right to the last bit, defined at every edge."""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import huishou as hs
from huishou.errors import InputError

FULL = {"mass_t": ["count", "sum", "mean", "var", "min", "max"]}


def one(values, statistics=("count", "sum", "mean", "var", "min", "max", "q50")):
    """The row of a column in one group."""
    rows = hs.aggregate({"mass_t": values}, by=[], values={"mass_t": list(statistics)}).rows()
    return {k.removeprefix("mass_t_"): v for k, v in rows[0].items()}


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_exact_sum_is_the_rounded_rational_sum(values):
    exact = sum(map(Fraction, values), Fraction(0))
    try:
        want = exact.numerator / exact.denominator
    except OverflowError:
        with pytest.raises(InputError) as error:
            hs.exact_sum(values)
        assert error.value.code == "overflow"
        return
    got = hs.exact_sum(values)
    assert got == want and math.copysign(1, got) == (math.copysign(1, want) if want else 1)


@pytest.mark.parametrize("scale", [1e-300, 1e-20, 1e-3, 1.0, 1e6, 1e25, 1e300])
def test_exact_sum_is_fsum(scale):
    x = np.random.default_rng(1).normal(0, scale, 100_000)
    assert hs.exact_sum(x) == math.fsum(x) == hs.exact_sum(x[::-1]) == hs.exact_sum(x.reshape(100, 1000).T)


def test_exact_sum_of_what_rounds_elsewhere():
    assert hs.exact_sum(np.full(10, 0.1)) == 1.0
    assert hs.exact_sum([1e15, 1.0, -1e15]) == hs.exact_sum([1.0, 1e300, -1e300]) == 1.0
    assert hs.exact_sum([]) == 0.0 and math.copysign(1, hs.exact_sum([-0.0])) == 1.0
    assert hs.exact_sum([5e-324, 5e-324]) == 1e-323


@pytest.mark.parametrize("dtype", ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", ">f8", ">i4"])
def test_exact_sum_takes_every_number_type_up_to_64_bits(dtype):
    assert hs.exact_sum(np.array([1, 2, 3, 100], dtype)[::-1]) == 106.0


def test_exact_sum_skips_missing_values():
    assert hs.exact_sum([1.0, math.nan, 2.0]) == 3.0
    assert hs.exact_sum(pd.Series([1.0, None])) == 1.0
    assert hs.exact_sum(np.ma.array([1.0, 2.0, 4.0], mask=[False, True, False])) == 5.0


@pytest.mark.parametrize(("values", "code"), [
    ([1.0, math.inf], "infinite_value"), ([-math.inf], "infinite_value"), ([1.7e308, 1.7e308], "overflow"), (["1.5"], "value_type"),
    ([True], "value_type"), ([1.0, None], "value_type"), ([1j], "value_type"),
    ([2**53 + 1, 0], "integer_too_large"), ([-(2**53) - 1, 0], "integer_too_large"), ([2**63, 2**64], "value_type"),
])
def test_exact_sum_refuses_what_it_cannot_hold(values, code):
    with pytest.raises(InputError) as error:
        hs.exact_sum(values)
    assert error.value.code == code and error.value.hint
    if code == "infinite_value":
        assert error.value.row == len(values) and error.value.value == ("inf" if values[-1] > 0 else "-inf")


def test_a_million_rows_against_rational_arithmetic():
    n, groups = 1_000_000, 1000
    rng = np.random.default_rng(6)
    key = rng.integers(0, groups, n)
    mass = np.exp(rng.normal(0, 5, n)) * np.where(rng.random(n) < 0.1, -1, 1)
    # mass = whole * 2^-120, exactly: the values lie between 2^-40 and 2^40
    fraction, exponent = np.frexp(mass)
    whole, shift = (fraction * 2.0**53).astype(np.int64).tolist(), (exponent + (120 - 53)).tolist()
    count, sums, squares = [0] * groups, [0] * groups, [0] * groups
    for k, w, s in zip(key.tolist(), whole, shift, strict=True):
        x = w << s
        count[k] += 1
        sums[k] += x
        squares[k] += x * x
    got = hs.aggregate({"key": key, "mass_t": mass}, by=["key"], values=FULL, threads=2).to_pandas()
    assert got["key"].tolist() == list(range(groups)) and got["mass_t_count"].tolist() == count
    assert got["mass_t_sum"].tolist() == [s / 2**120 for s in sums]
    assert got["mass_t_mean"].tolist() == [s / (2**120 * c) for s, c in zip(sums, count, strict=True)]
    assert got["mass_t_var"].tolist() == [(c * q - s * s) / (2**240 * c * (c - 1)) for s, q, c in zip(sums, squares, count, strict=True)]
    assert got["mass_t_min"].tolist() == [mass[key == k].min() for k in range(groups)]


@pytest.mark.parametrize("v", [0.1, 1.1, 0.7, 1e-15, 1e9 / 3, 1e-30, 1e15, 5e-324, 1e300, -0.3])
@pytest.mark.parametrize("n", [2, 4, 1001])
def test_a_constant_column_has_no_variance(v, n):
    row = one(np.full(n, v))
    assert row["var"] == 0.0 and row["mean"] == row["min"] == row["max"] == v


def test_variance_holds_at_any_offset():
    assert one(1e8 + np.array([4.0, 7.0, 13.0, 16.0]))["var"] == 30.0                            # sample variance, n - 1
    x = 9e8 + np.random.default_rng(2).normal(0, 1e-3, 1000)                                     # mean / sd near 1e12
    exact = [Fraction(v) for v in x.tolist()]
    mean = sum(exact) / 1000
    want = sum((v - mean) ** 2 for v in exact) / 999
    assert one(x)["var"] == want.numerator / want.denominator


def test_quantiles_keep_their_promise():
    rng = np.random.default_rng(3)
    x = np.concatenate([rng.lognormal(2, 1.5, 100_000), -rng.lognormal(0, 1, 3_000), np.zeros(500)])
    names = [f"q{q:02d}" for q in range(1, 100)]
    row = one(x, names)
    want = np.quantile(x, np.arange(1, 100) / 100, method="inverted_cdf")
    assert all(abs(row[q] - w) <= abs(w) / 256 for q, w in zip(names, want, strict=True))


def test_edges_of_a_column():
    none = dict.fromkeys(("mean", "var", "min", "max", "q50"))
    assert one([math.nan, math.nan]) == {"count": 0, "sum": 0.0, "missing": 2, **none}
    lone = one(pa.array([None, 3.5]))
    assert lone.pop("q50") == pytest.approx(3.5, rel=1 / 256)
    assert lone == {"count": 1, "sum": 3.5, "missing": 1, "mean": 3.5, "var": None, "min": 3.5, "max": 3.5}
    assert math.copysign(1, one([-0.0, -0.0])["min"]) == math.copysign(1, one([-0.0])["sum"]) == 1.0
    assert math.copysign(1, one([-5e-324, 0.0])["mean"]) == 1.0  # half the smallest subnormal rounds to the even neighbour, 0, and that is +0


@pytest.mark.parametrize("frame", [
    {"k": [], "mass_t": []}, {"k": np.array([], "i8"), "mass_t": np.array([])}, pd.DataFrame({"k": pd.Series([], dtype=object), "mass_t": []}),
    pa.table({"k": pa.array([], pa.string()), "mass_t": pa.array([], pa.float64())}),
])
def test_no_rows_make_no_groups(frame):
    assert hs.aggregate(frame, by=["k"], values=FULL).rows() == []
    assert hs.aggregate(frame, by=[], values=FULL).rows() == []
    agg = hs.Aggregator(by=["k"], values=FULL)
    before = agg.digest()
    agg.update(frame)
    assert agg.digest() == before and len(agg) == 0


def test_the_types_of_no_rows_decide_nothing():
    """Engines hand over empty partitions with any types; whether one came, and when, must not show."""
    rows, empty = {"k": ["a"], "mass_t": [1]}, {"k": np.array([], "i8"), "mass_t": np.array([], "f8")}
    results = []
    for order in ([rows], [empty, rows], [rows, empty]):
        agg = hs.Aggregator(by=["k"], values=FULL)
        for part in order:
            agg.update(part)
        other = hs.Aggregator(by=["k"], values=FULL)
        other.update(empty)
        agg.merge(other)
        other.merge(agg)
        assert other == agg
        results.append((agg.digest(), agg.result().to_arrow().schema, agg.to_bytes()))
    assert results[0] == results[1] == results[2]
    with pytest.raises(InputError):
        hs.Aggregator(by=["k"], values=FULL).update({"k": [1], "x": []})


def test_null_keys_are_a_group_of_their_own():
    frame = {"k": np.array([1.0, math.nan, 1.0, math.nan, 2.0]), "s": ["a", None, None, "a", "a"], "mass_t": np.arange(5.0)}
    rows = hs.aggregate(frame, by=["k", "s"], values={"mass_t": ["sum"]}).rows()
    assert [(r["k"], r["s"], r["mass_t_sum"]) for r in rows] == [(1, "a", 0.0), (1, None, 2.0), (2, "a", 4.0), (None, "a", 3.0), (None, None, 1.0)]


def test_groups_come_in_the_order_of_their_keys():
    words = ["", "a", "a\0", "aa", "b", "é", "废", "￿", "𐀀", None]                          # UTF-8 bytes; UTF-16 would put the last word before the one ahead
    assert [w.encode() for w in words[:-1]] == sorted(w.encode() for w in words[:-1])
    numbers = [-(2**63), -1, 0, 7, 2**63 - 1, None]
    rng = np.random.default_rng(4)
    for values, arrow in ((words, pa.string()), (numbers, pa.int64()), ([False, True, None], pa.bool_())):
        shuffled = [values[i] for i in rng.permutation(len(values))]
        result = hs.aggregate({"k": pa.array(shuffled, arrow), "mass_t": np.ones(len(values))}, by=["k"], values={"mass_t": ["count"]})
        assert [r["k"] for r in result.rows()] == values


def test_integers_are_added_as_integers():
    big = np.array([2**62, 2**61 + 1, -(2**60), 3])
    row = one(big, ["sum", "mean", "var"])
    exact = [int(v) for v in big]
    assert row["sum"] == sum(exact) and isinstance(row["sum"], int)
    mean, spread = Fraction(sum(exact), 4), 4 * sum(v * v for v in exact) - sum(exact) ** 2
    assert row["mean"] == mean.numerator / mean.denominator and row["var"] == spread / 12
    assert one(np.array([2**53, 1]), ["sum", "min", "max"]) == {"sum": 2**53 + 1, "min": 1, "max": 2**53, "missing": 0}
    assert one(np.array([2**64 - 1, 2**64 - 1], "u8"), ["mean"])["mean"] == float(2**64)
    assert one(pa.array([None, -(2**63)]), ["sum"]) == {"sum": -(2**63), "missing": 1}


def test_integers_that_fit_nothing_are_refused():
    with pytest.raises(InputError) as error:
        one(np.array([2**62, 2**62]), ["sum"])
    assert (error.value.code, error.value.column) == ("integer_overflow", "mass_t")
    with pytest.raises(InputError) as error:
        one(np.array([0, 2**53 + 1]), ["max"])
    assert (error.value.code, error.value.column, error.value.row) == ("integer_too_large", "mass_t", 2)
    agg = hs.Aggregator(by=[], values={"mass_t": ["sum"]})
    agg.update({"mass_t": np.array([2**62, 2**62])})
    assert len(agg) == 1                                                                         # the state holds it; only the number does not fit
    agg.update({"mass_t": np.array([-(2**62)])})
    assert agg.result().rows() == [{"mass_t_sum": 2**62, "mass_t_missing": 0}]


def test_integers_and_floats_of_one_value_are_one_value():
    digests = set()
    for dtype in ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"):
        agg = hs.Aggregator(by=["k"], values={"mass_t": ["count", "sum", "var", "min", "max", "q50"]})
        agg.update({"k": np.arange(4, dtype=dtype) % 2, "mass_t": np.array([1, 0, 3, 100], dtype)})
        digests.add(agg.digest())
    assert len(digests) == 1


def test_sums_beyond_the_largest_double_are_refused_not_infinite():
    for values, statistic in (([1.7e308, 1.7e308], "sum"), ([1.7e308, -1.7e308], "var")):
        with pytest.raises(InputError) as error:
            one(values, [statistic])
        assert (error.value.code, error.value.column) == ("overflow", "mass_t")
        assert one(values, ["mean"])["mean"] == sum(v / 2 for v in values)
    assert one([1.7e308, 1.7e308, -1.7e308], ["sum"])["sum"] == 1.7e308


@pytest.mark.parametrize("later", [[2**63 - 1, -5], [-(2**63), 3], [None, None], [2**40, None], [2**21, -(2**21)]])
def test_keys_may_lie_anywhere_and_come_late(later, rationals):
    """Keys close together are numbered by a difference; what comes after some thousand rows may be any 64 bits away, or null."""
    keys = [-5, 3] * 2500 + later * 2500 + [3, None] * 2500
    mass = np.arange(len(keys)) / 8
    agg = hs.Aggregator(by=["k"], values=FULL)
    agg.update({"k": pa.array(keys, pa.int64()), "mass_t": mass})
    assert agg.digest() == rationals.digest({"k": "integer"}, FULL, [((k,), (x,)) for k, x in zip(keys, mass.tolist(), strict=True)])
