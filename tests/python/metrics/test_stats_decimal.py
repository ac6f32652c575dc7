# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Decimal columns as values and as keys: exact, of one scale, refused where they would be guessed at."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest

import huishou as hs
from huishou.errors import InputError

ALL = ["count", "sum", "mean", "var", "min", "max", "q50"]


def rows(n: int, scale: int, digits: int, seed: int = 3):
    """Groups and decimals of up to ``digits`` digits, one in seven missing."""
    rng = random.Random(seed)
    keys = [rng.choice("abc") for _ in range(n)]
    values = [None if rng.random() < 1 / 7 else Decimal(rng.randrange(-10**digits + 1, 10**digits)).scaleb(-scale) for _ in range(n)]
    return keys, values


@pytest.mark.parametrize(("digits", "scale", "statistics"), [(9, 2, ALL), (15, 15, ALL), (33, 10, ["count", "sum", "mean", "var"])])
def test_decimals_are_added_and_divided_exactly(digits, scale, statistics):
    keys, values = rows(500, scale, digits)
    table = pa.table({"site": keys, "x": pa.array(values, pa.decimal128(38, scale))})
    got = hs.aggregate(table, by=["site"], values={"x": statistics}).to_arrow()
    assert got.schema.field("x_sum").type == pa.decimal128(38, scale)
    for row in got.to_pylist():
        own = [v for k, v in zip(keys, values, strict=True) if k == row["site"] and v is not None]
        exact = [Fraction(v) for v in own]
        n, total = len(exact), sum(exact)
        assert row["x_count"] == n and row["x_missing"] == sum(k == row["site"] for k in keys) - n
        assert Fraction(row["x_sum"]) == total
        assert row["x_mean"] == float(total / n)
        assert row["x_var"] == float((n * sum(x * x for x in exact) - total * total) / (n * (n - 1)))
        if "min" in statistics:
            assert (row["x_min"], row["x_max"]) == (min(own), max(own))
            middle = float(sorted(own)[(n + 1) // 2 - 1])
            assert abs(row["x_q50"] - middle) <= abs(middle) / 256


def test_cents_that_floats_lose():
    table = pa.table({"x": pa.array([Decimal("0.1")] * 10 + [Decimal("9007199254740993.3")], pa.decimal128(20, 1))})
    assert hs.aggregate(table, by=[], values={"x": ["sum"]}).to_arrow().column("x_sum").to_pylist() == [Decimal("9007199254740994.3")]


def test_state_bytes_order_and_merge():
    keys, values = rows(300, 4, 20)
    table = pa.table({"site": keys, "x": pa.array(values, pa.decimal128(30, 4))})

    def state(*parts):
        agg = hs.Aggregator(by=["site"], values={"x": ["sum", "var"]})
        for part in parts:
            agg.update(part)
        return agg
    whole = state(table)
    back = state(table.slice(200), table.slice(0, 200))
    assert whole.digest() == back.digest()
    again = hs.Aggregator.from_bytes(whole.to_bytes())
    assert again.digest() == whole.digest() and again.result().to_arrow().equals(whole.result().to_arrow())
    narrow = table.set_column(1, "x", table.column("x").cast(pa.decimal128(38, 5)))
    assert state(narrow).digest() != whole.digest()              # units of another digit are another state
    for other in (narrow, table.set_column(1, "x", table.column("x").cast(pa.float64()))):
        with pytest.raises(InputError) as error:
            state(table, other)
        assert error.value.code == "value_kinds_differ" and error.value.column == "x" and error.value.hint
        with pytest.raises(InputError, match="scale 4"):
            whole.merge(state(other))
    assert whole.digest() == back.digest()


def test_more_than_38_digits_is_refused():
    table = pa.table({"x": pa.array([Decimal(10**38 - 1)] * 2, pa.decimal128(38, 0))})
    with pytest.raises(InputError) as error:
        hs.aggregate(table, by=[], values={"x": ["sum"]})
    assert error.value.code == "decimal_overflow"
    assert hs.aggregate(table, by=[], values={"x": ["mean"]}).to_arrow().column("x_mean").to_pylist() == [1e38]


@pytest.mark.parametrize("coded", [False, True])
def test_keys_are_numbers_whatever_their_scale(coded):
    values = [Decimal("1.50"), Decimal("-2.00"), None, Decimal("10.00"), Decimal("1.50"), Decimal("9.25")]
    other = [Decimal("1.5"), Decimal("-2.0"), None, Decimal("10.0"), Decimal("1.5")]

    def table(keys, scale):
        column = pa.array(keys, pa.decimal128(20, scale))
        return pa.table({"k": column.dictionary_encode() if coded else column, "x": [1.0] * len(keys)})
    agg = hs.Aggregator(by=["k"], values={"x": ["count"]})
    agg.update(table(values, 2))
    agg.update(table(other, 1))
    got = agg.result().to_arrow()
    assert got.column("k").to_pylist() == [Decimal("-2"), Decimal("1.5"), Decimal("9.25"), Decimal("10"), None]
    assert got.column("x_count").to_pylist() == [2, 4, 1, 2, 2]
    one = hs.Aggregator(by=["k"], values={"x": ["count"]})
    one.update(table([*values, *other], 2))
    assert one.digest() == agg.digest() == hs.Aggregator.from_bytes(agg.to_bytes()).digest()


def test_rates_refuse_decimals_rather_than_lose_their_point():
    rows = {"stage": ["collected", "generated"], "material": ["paper", "paper"], "region": ["CN-ZJ"] * 2, "year": [2020, 2020]}
    table = pa.table(rows | {"flow": pa.nulls(2, pa.string()), "mass_t": pa.array([Decimal("1.50"), Decimal("3.00")], pa.decimal128(10, 2))})
    with pytest.raises(InputError) as error:
        hs.recovery_rate(table, "cn-waste-paper-recovery", by=["year"])
    assert error.value.column == "mass_t" and "decimals" in str(error.value)
