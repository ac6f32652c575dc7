# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Order, split, merge tree and threads leave no trace: every way of adding the same rows gives the digest that rational arithmetic gives."""

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import huishou as hs

BY = ["region", "material", "month"]
ALL = ["count", "sum", "mean", "var", "min", "max", "q05", "q50", "q95"]
STATS = {"mass_t": ALL}

# Edges of the windows, of the double, and numbers that cancel.
HARD = [0.0, -0.0, 0.1, 1 / 3, 1e15, -1e15, 2.0**30, -(2.0**30), 2.0**30 - 2**-22, 2.0**-90, -(2.0**-90), 2.0**-91, 3 * 2.0**-92, 2.0**-126, 1 + 2.0**-52,
        5e-324, -5e-324, 2.2e-308, 1.7e308, -1.7e308, 2.0**53, 2.0**400, 2.0**-400, float("nan")]
number = st.one_of(st.sampled_from(HARD), st.floats(allow_infinity=False), st.floats(-1e6, 1e6), st.none())


@st.composite
def ledgers(draw):
    """Rows of (text or null, integer or null), (mass, weight); integers near one another, far apart, or both."""
    integers = draw(st.sampled_from([st.integers(-3, 3), st.integers(-(2**63), 2**63 - 1), st.sampled_from([0, 1, 2**40, -(2**63), 2**63 - 1])]))
    words = st.one_of(st.none(), st.sampled_from(["", "废纸", "废", "a", "a" * 17, "a" * 16 + "b"]), st.text(max_size=3))
    keys = st.tuples(words, st.one_of(st.none(), integers))
    return draw(st.lists(st.tuples(keys, st.tuples(number, number)), max_size=30))


VALUES = {"mass_t": ALL, "a_weight": ["q50", "var", "count"]}


def frame(rows):
    return pa.table({"name": pa.array([r[0][0] for r in rows], pa.string()), "code": pa.array([r[0][1] for r in rows], pa.int64()),
                     "mass_t": pa.array([r[1][0] for r in rows], pa.float64()), "a_weight": pa.array([r[1][1] for r in rows], pa.float64())})


def state(rows, values=VALUES):
    agg = hs.Aggregator(by=["name", "code"], values=values)
    agg.update(frame(rows))
    return agg


def cut(rows, cuts):
    bounds = [0, *sorted(min(c, len(rows)) for c in cuts), len(rows)]
    return [rows[a:b] for a, b in zip(bounds, bounds[1:], strict=False)]


@settings(max_examples=250, deadline=None)
@given(rows=ledgers(), seed=st.integers(0, 2**32), cuts=st.lists(st.integers(0, 30), max_size=5))
def test_any_order_any_split_any_tree_gives_the_digest_of_rational_arithmetic(rationals, rows, seed, cuts):
    want = rationals.digest({"name": "text", "code": "integer"}, VALUES, rows)
    rng = random.Random(seed)
    parts = cut(rng.sample(rows, len(rows)), cuts)
    assert state(rows).digest() == want

    chunked = hs.Aggregator(by=["name", "code"], values=VALUES)
    chunked.update(pa.concat_tables([frame(part) for part in parts]))
    assert chunked.digest() == want

    one = hs.Aggregator(by=["name", "code"], values=VALUES)
    for part in parts:
        one.update(frame(part))
    assert one.digest() == want

    forest = [state(part) for part in parts]
    while len(forest) > 1:
        a, b = forest.pop(rng.randrange(len(forest))), forest.pop(rng.randrange(len(forest)))
        forest.append(hs.Aggregator.from_bytes(a.to_bytes()) + b if rng.random() < 0.5 else a + b)
    assert forest[0].digest() == want


@settings(max_examples=150, deadline=None)
@given(kept=ledgers(), gone=ledgers())
def test_taking_rows_back_equals_never_having_had_them(rationals, kept, gone):
    values = {"mass_t": ["count", "sum", "mean", "var", "q50"], "a_weight": ["q05", "sum"]}
    whole = state([*kept, *gone], values)
    whole -= state(gone, values)
    assert whole.digest() == rationals.digest({"name": "text", "code": "integer"}, values, kept)


@settings(max_examples=150, deadline=None)
@given(rows=ledgers())
def test_numbers_are_the_rational_ones_rounded_once(rationals, rows):
    groups = rationals.states(rows, 2)
    if any(rationals.rounded(a.sum) is None or any(s.count > 1 and s.var() is None for s in (a, b)) for a, b in groups.values()):
        with pytest.raises(hs.errors.InputError) as error:
            state(rows).result()
        assert error.value.code == "overflow"
        return
    want = [groups[keys][0] for keys in sorted(groups, key=rationals.order)]
    got = state(rows).result().rows()
    for row, s in zip(got, want, strict=True):
        ordered = sorted(s.values)
        assert (row["mass_t_count"], row["mass_t_missing"]) == (s.count, s.missing)
        assert (row["mass_t_sum"], row["mass_t_mean"], row["mass_t_var"]) == (rationals.rounded(s.sum), s.mean(), s.var())
        assert (row["mass_t_min"], row["mass_t_max"]) == ((ordered[0], ordered[-1]) if ordered else (None, None))
        assert all(np.copysign(1.0, row[c]) == 1.0 for c in ("mass_t_sum", "mass_t_mean", "mass_t_min", "mass_t_max") if row[c] == 0.0)
        for q in (5, 50, 95):
            x = row[f"mass_t_q{q:02d}"]
            exact = ordered[-(-q * s.count // 100) - 1] if ordered else None
            assert x is None if exact is None else abs(x - exact) <= max(abs(exact) / 256, 2.0**-1030)


@pytest.fixture(scope="module")
def many_digest(rationals, many_rows):
    columns = [many_rows[k].tolist() for k in (*BY, "mass_t")]
    rows = (((region, material, month), (mass,)) for region, material, month, mass in zip(*columns, strict=True))
    return rationals.digest({"region": "text", "material": "text", "month": "integer"}, STATS, rows)


@pytest.mark.parametrize("threads", [1, 2, 7])
@pytest.mark.parametrize("arrangement", ["as it came", "shuffled", "sorted", "small batches"])
def test_threads_and_arrangement_leave_no_trace(many_rows, many_digest, threads, arrangement):
    table = pa.table(many_rows)
    if arrangement == "shuffled":
        table = table.take(np.random.default_rng(threads).permutation(table.num_rows))
    elif arrangement == "sorted":
        table = table.sort_by([(b, "ascending") for b in BY])
    elif arrangement == "small batches":
        table = pa.Table.from_batches(table.to_batches(max_chunksize=777))
    agg = hs.Aggregator(by=BY, values=STATS, threads=threads)
    agg.update(table)
    assert agg.digest() == many_digest


def test_a_worker_and_its_twin_merge_like_one(many_rows):
    """A partition computed twice, in other orders and on other threads, is the same state: a lost worker's part can be computed again."""
    n = len(many_rows["mass_t"])
    rng = np.random.default_rng(7)
    parts = np.array_split(rng.permutation(n), 5)
    states = []
    for threads, part in zip((1, 2, 7, 1, 2), parts, strict=True):
        agg = hs.Aggregator(by=BY, values=STATS, threads=threads)
        agg.update({k: v[part] for k, v in many_rows.items()})
        again = hs.Aggregator(by=BY, values=STATS)
        again.update({k: v[part[::-1]] for k, v in many_rows.items()})
        assert agg == again
        states.append(again)
    total = states[3] + ((states[0] + states[4]) + (states[2] + states[1]))
    whole = hs.Aggregator(by=BY, values=STATS)
    whole.update(many_rows)
    assert total == whole
    less = hs.Aggregator(by=BY, values=STATS)
    less.update({k: v[1:] for k, v in many_rows.items()})
    assert less != whole
