# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The Aggregator as a state: what it refuses, and that a refusal changes nothing."""

import math

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import huishou as hs
from huishou.errors import InputError, StateError

BY = ["region", "material", "month"]
MOMENTS = {"mass_t": ["count", "sum", "mean", "var", "q50"]}
FULL = {"mass_t": [*MOMENTS["mass_t"], "min", "max"]}


def take(rows, index):
    return {k: v[index] for k, v in rows.items()}


def state(rows, values=FULL, by=BY, threads=2):
    agg = hs.Aggregator(by=by, values=values, threads=threads)
    agg.update(rows)
    return agg


def refused(call, code, kind=InputError):
    with pytest.raises(kind) as error:
        call()
    assert type(error.value) is kind and error.value.code == code and error.value.hint
    return error.value


def test_a_correction_equals_recomputation(many_rows):
    index = np.arange(len(many_rows["mass_t"]))
    whole = state(many_rows, MOMENTS)
    whole -= state(take(many_rows, index[::10]), MOMENTS)
    assert whole == state(take(many_rows, np.delete(index, np.s_[::10])), MOMENTS)
    new = take(many_rows, index[::10])
    new["mass_t"] = new["mass_t"] * 1.5
    whole += state(new, MOMENTS)
    corrected = many_rows["mass_t"].copy()
    corrected[::10] *= 1.5
    assert whole == state({**many_rows, "mass_t": corrected}, MOMENTS)


def test_groups_without_rows_vanish():
    a = state({"k": ["x", "y"], "mass_t": [1.0, math.nan]}, MOMENTS, ["k"])
    b = state({"k": ["y"], "mass_t": [math.nan]}, MOMENTS, ["k"])
    a -= b
    assert len(a) == 1 and a == state({"k": ["x"], "mass_t": [1.0]}, MOMENTS, ["k"])
    a.subtract(a)
    assert len(a) == 0 and a == hs.Aggregator(by=["k"], values=MOMENTS)
    a.update({"k": [7], "mass_t": [2.0]})                        # nothing is left of the strings either
    assert a.result().rows()[0]["k"] == 7


def test_extrema_cannot_be_taken_back(many_rows):
    for values in (FULL, {"mass_t": ["sum"], "month": ["min"]}):
        agg = state(many_rows, values, ["region"])
        before = agg.digest()
        error = refused(lambda agg=agg: agg.subtract(agg.copy()), "not_subtractable", StateError)
        assert error.column in values and agg.digest() == before


@pytest.mark.parametrize(("have", "gone", "statistics"), [
    ([1.0], [1.0, 2.0], ["count"]), ([1.0], [math.nan], ["count"]), ([], [1.0], ["sum"]), ([1.0, 2.0], [1.0, 64.0], ["q50"]), ([1.0, 3.0], [2.0, 2.0], ["q50"]),
])
def test_rows_that_never_were_there_cannot_be_taken_back(have, gone, statistics):
    agg = state({"mass_t": have}, {"mass_t": statistics}, [])
    before = agg.digest()
    refused(lambda: agg.subtract(state({"mass_t": gone}, {"mass_t": statistics}, [])), "negative_count", StateError)
    assert agg.digest() == before


@pytest.mark.parametrize(("have", "gone", "statistics"), [
    ([1.0], [2.0], ["sum"]),                                     # a sum without rows
    ([1.0, 3.0], [2.0, 2.0], ["var"]),                           # the sum fits by chance, the squares do not
    ([1.0, 2.0], [5.0], ["var"]),                                # one row with a spread
    ([0.0, 0.0, 10.0], [-100.0], ["var"]),                       # n S2 < S1^2
    ([0.0, 0.0, 1e200], [-1e250], ["var"]),                      # the same outside the windows
])
def test_sums_that_no_rows_can_have_are_refused(have, gone, statistics):
    agg = state({"mass_t": have}, {"mass_t": statistics}, [])
    before = agg.digest()
    refused(lambda: agg.subtract(state({"mass_t": gone}, {"mass_t": statistics}, [])), "foreign_rows", StateError)
    assert agg.digest() == before


def test_a_failed_update_changes_nothing_and_names_the_first_bad_row(many_rows):
    agg = state(many_rows)
    before = agg.digest(), agg.to_bytes()
    bad = many_rows["mass_t"].copy()
    bad[[499_000, 200_001, 330_000]] = [math.inf, -math.inf, math.inf]
    for threads in (1, 2, 7):
        worker = agg.copy()
        worker._threads = threads
        error = refused(lambda worker=worker: worker.update({**many_rows, "mass_t": bad}), "infinite_value")
        assert (error.column, error.row, error.value) == ("mass_t", 200_002, "-inf")             # rows count from 1
        assert (worker.digest(), worker.to_bytes()) == before


@pytest.mark.parametrize(("frame", "code", "column", "row"), [
    ({"k": [0.5], "x": [1.0]}, "float_key", "k", 1),
    ({"k": [1.0, 2.0**53 + 2], "x": [1.0, 1.0]}, "float_key", "k", 2),
    ({"k": [1.0, math.inf], "x": [1.0, 1.0]}, "float_key", "k", 2),
    ({"k": np.array([1, 2**63], "u8"), "x": [1.0, 1.0]}, "key_too_large", "k", 2),
    ({"k": pa.array([0, 2**62], pa.timestamp("s")), "x": [1.0, 1.0]}, "key_too_large", "k", 2),
    (pa.table({"k": pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int8()), pa.array([1.0, 2.5])), "x": [1.0, 1.0]}), "float_key", "k", 2),
    ({"k": [b"a"], "x": [1.0]}, "key_type", "k", None),
    ({"k": [[1]], "x": [1.0]}, "key_type", "k", None),
    (pd.DataFrame({"k": pd.period_range("2020-01", periods=2, freq="M"), "x": [1.0, 2.0]}), "key_type", "k", None),
    ({"k": [1], "x": ["1"]}, "value_type", "x", None),
    ({"k": [1], "x": [True]}, "value_type", "x", None),
    ({"k": [1]}, "missing_column", "x", None),
    ({"k": [1, 2], "x": [1.0]}, "unequal_lengths", None, None),
    (pd.DataFrame([[1, 2.0, 3.0]], columns=["k", "x", "x"]), "repeated_name", "x", None),
    (pd.DataFrame({"k": [1], "x": np.array([1.0], ">f8")}), "unreadable_column", "x", None),
    (7, "not_a_frame", None, None),
])
def test_frames_that_cannot_be_used_are_refused_with_the_place(frame, code, column, row):
    agg = hs.Aggregator(by=["k"], values={"x": ["sum"]})
    agg.update({"k": [4], "x": [2.0]})
    before = agg.digest()
    error = refused(lambda: agg.update(frame), code)
    assert (error.column, error.row) == (column, row) and agg.digest() == before
    if code == "missing_column":
        assert "k" in error.hint


def test_a_value_that_no_row_uses_is_no_obstacle():
    words = pa.DictionaryArray.from_arrays(pa.array([0, None, 0], pa.int8()), pa.array([1.0, 2.5]))
    assert state({"k": words, "mass_t": [1.0, 2.0, 3.0]}, by=["k"]) == state({"k": [1, None, 1], "mass_t": [1.0, 2.0, 3.0]}, by=["k"])


@pytest.mark.parametrize(("one", "other"), [
    ([1], ["1"]), (["a"], [True]), (pa.array([0], pa.date32()), [0]), (pa.array([0], pa.timestamp("s")), pa.array([0], pa.timestamp("s", "UTC"))),
])
def test_keys_of_two_kinds_are_never_one_column(one, other):
    a, b = (state({"k": k, "mass_t": [1.0]}, by=["k"]) for k in (one, other))
    before = a.digest()
    assert refused(lambda: a.merge(b), "key_kinds_differ").column == "k"
    refused(lambda: a.update({"k": other, "mass_t": [1.0]}), "key_kinds_differ")
    assert a.digest() == before
    a.update({"k": [None], "mass_t": [1.0]})                     # nulls have no kind
    assert len(a) == 2


@pytest.mark.parametrize(("by", "values", "code"), [
    (["k"], {"x": ["median"]}, "unknown_statistic"), (["k"], {"x": ["q00"]}, "unknown_statistic"), (["k"], {"x": ["q100"]}, "unknown_statistic"),
    (["k"], {"x": ["sum", "sum"]}, "repeated_name"), (["k", "k"], {"x": ["sum"]}, "repeated_name"), (["x"], {"x": ["sum"]}, "repeated_name"),
    (["k"], {"x": []}, "no_statistic"), (["k"], {}, "no_values"), ("k", {"x": ["sum"]}, "bad_by"), (None, {"x": ["sum"]}, "bad_by"),
    ([1], {"x": ["sum"]}, "bad_by"), (["k"], {"x": "sum"}, "bad_values"), (["k"], {"x": None}, "bad_values"), (["k"], ["x"], "bad_values"),
])
def test_calls_that_mean_nothing_are_refused(by, values, code):
    refused(lambda: hs.Aggregator(by=by, values=values), code)
    refused(lambda: hs.aggregate({"k": [1], "x": [1.0]}, by=by, values=values), code)


@pytest.mark.parametrize("threads", [0, -1, 1.5, "2", True])
def test_threads_are_a_whole_number(threads):
    refused(lambda: hs.Aggregator(by=[], values=FULL, threads=threads), "bad_threads")


def test_names_are_read_once():
    agg = hs.Aggregator(by=(k for k in ["k"]), values={"x": (s for s in ["sum"])}, threads=2**70)
    assert (agg.by, agg.values) == (["k"], {"x": ["sum"]})


@pytest.mark.parametrize("other", [
    hs.Aggregator(by=["region"], values=FULL), hs.Aggregator(by=BY[::-1], values=FULL), hs.Aggregator(by=BY, values={"mass_t": ["count"]}),
    hs.Aggregator(by=BY, values={"mass": FULL["mass_t"]}), hs.Aggregator(by=BY, values={**FULL, "x": ["sum"]}), None, 5,
])
def test_states_of_other_questions_do_not_merge(many_rows, other):
    agg = state(many_rows)
    before = agg.digest()
    for call in (agg.merge, agg.subtract, agg.__iadd__, agg.__isub__):
        refused(lambda call=call: call(other), "unlike_states", StateError)
    assert agg.digest() == before


def test_the_order_in_which_statistics_were_named_is_no_difference():
    rows = {"k": [1, 2], "b": [1.0, 2.0], "a": [3.0, 4.0]}
    one = state(rows, {"b": ["sum", "count"], "a": ["min"]}, ["k"])
    two = state(rows, {"a": ["min"], "b": ["count", "sum"]}, ["k"])
    assert one == two and (one + two) == (two + one)
    assert one.result().columns == ["k", "b_sum", "b_count", "b_missing", "a_min", "a_missing"]
    assert two.result().columns == ["k", "a_min", "a_missing", "b_count", "b_sum", "b_missing"]


def test_states_are_values():
    rows = {"k": [1, 2], "mass_t": [1.0, 2.0]}
    a = state(rows, MOMENTS, ["k"])
    b = a.copy()
    c = a + a
    b += b                                                       # into itself
    assert b == c != a and a == state(rows, MOMENTS, ["k"])
    assert a != "a state" and "k" in repr(a) and "mass_t" in repr(a)
    with pytest.raises(TypeError):
        hash(a)


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow", "dict"])
def test_the_same_frame_comes_back(kind):
    rows = {"k": np.array([2, 1]), "mass_t": np.array([1.0, 2.0])}
    frame = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table, "dict": dict}[kind](rows)
    for out in (hs.aggregate(frame, by=["k"], values=FULL), state(frame, by=["k"]).result()):
        assert type(out.frame()) is type(frame) and out.kind == kind
        assert out.to_arrow().column("k").to_pylist() == [1, 2]
    assert hs.aggregate(frame, by=["k"], values=FULL).provenance["inputs"]["rows"] == 2
