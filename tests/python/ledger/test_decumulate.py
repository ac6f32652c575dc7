# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Months from cumulative figures: exact differences, gaps with their reason, restatements marked, nothing smoothed."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import huishou as hs
from huishou.errors import HuishouError


def refuses(code, *arguments, **more):
    with pytest.raises(HuishouError) as error:
        hs.decumulate(*arguments, **more)
    assert error.value.code == code and error.value.hint
    return error.value


def test_golden_year():
    """January and February published together, as the National Bureau of Statistics does; April not published; July below June."""
    table = {"period": ["2023年1-2月", "2023年1-3月", "2023年1-5月", "2023年上半年", "2023年1-7月"], "mass_t": [20.0, 33.0, 60.0, 75.0, 73.0]}
    months = hs.decumulate(table).rows()
    assert [(m["period"][5:], m["mass_t"], m["mass_t_span"], m["span_from"], m["status"], m["reason"]) for m in months] == [
        ("01", None, None, None, "missing", "not_reported"), ("02", None, 20.0, "2023-01", "missing", "earlier_month_missing"),
        ("03", 13.0, None, None, "ok", None), ("04", None, None, None, "missing", "not_reported"),
        ("05", None, 27.0, "2023-04", "missing", "earlier_month_missing"), ("06", 15.0, None, None, "ok", None), ("07", -2.0, None, None, "restatement", None)]
    assert [m["mass_t_cumulative"] for m in months] == [None, 20.0, 33.0, None, 60.0, 75.0, 73.0]


def test_straight_from_the_reading_call():
    intake = hs.ingest({"省份": ["浙江"] * 3 + ["广东"] * 2, "时间": ["2023年1-6月", "2023年1-5月", "2023年1-4月", "2023年前三季度", "2023年1-8月"],
                        "品种": ["废纸"] * 5,
                        "回收量（万吨）": ["60", "48", "x", "9", "8"]})
    months = hs.decumulate(intake.ledger, by=["region", "material"])
    told = {(m["region"], m["period"]): m["mass_t"] for m in months.rows() if m["mass_t"] is not None}
    assert told == {("浙江", "2023-06"): 120_000.0, ("广东", "2023-09"): 10_000.0}
    assert months.kind == intake.ledger.kind and months.provenance["inputs"]["ledger"]["call"] == "ingest"


def test_every_cumulative_kind_and_no_other():
    table = {"period": ["2023Q1", "2023H1", "2023年前三季度", "2023年度", "2024年1月"], "mass_t": [3.0, 6.0, 9.0, 12.0, 1.5]}
    given_ = {m["period"]: m["mass_t_cumulative"] for m in hs.decumulate(table).rows() if m["mass_t_cumulative"] is not None}
    assert given_ == {"2023-03": 3.0, "2023-06": 6.0, "2023-09": 9.0, "2023-12": 12.0, "2024-01": 1.5}
    for word in ("2023Q2", "2023H2", "2023年5月", "2023-05-01", "someday", None):
        error = refuses("not_cumulative", {"period": ["2023年1-3月", word], "mass_t": [1.0, 2.0]})
        assert error.row == 2 and error.column == "period"
    assert refuses("not_cumulative", {"period": ["2023-06"], "period_kind": ["month"], "mass_t": [1.0]}).value == "2023-06"
    assert hs.decumulate({"period": ["2023-01"], "period_kind": ["ytd"], "mass_t": [1.0]}).rows()[0]["mass_t"] == 1.0


def test_a_blank_figure_is_no_zero():
    months = hs.decumulate({"period": ["2023年1月", "2023年1-2月", "2023年1-3月"], "mass_t": [1.0, None, 4.0]}).rows()
    assert [(m["reason"], m["mass_t_span"], m["span_from"]) for m in months] == [
        (None, None, None), ("blank", None, None), ("earlier_month_missing", 3.0, "2023-02")]


def test_years_and_series_are_apart():
    table = {"region": ["a", "a", "b"], "period": ["2022年度", "2023年1月", "2023年1月"], "mass_t": [12.0, 5.0, 7.0]}
    months = hs.decumulate(table, by="region").rows()
    assert [(m["region"], m["period"], m["mass_t"]) for m in months if m["mass_t"] is not None] == [("a", "2023-01", 5.0), ("b", "2023-01", 7.0)]


def test_wrong_calls():
    table = {"region": ["a", "b"], "period": ["2023年1-3月"] * 2, "mass_t": [1.0, 2.0]}
    error = refuses("repeated_period", table)
    assert error.row == 2 and "Rows 1 and 2" in error.message
    assert len(hs.decumulate(table, by=["region"])) == 6
    refuses("missing_column", table, by=["site"])
    refuses("bad_by", table, by=["mass_t"])
    assert refuses("not_a_number", {"period": ["2023年1-3月"], "mass_t": ["x"]}).row == 1


def test_growth_is_kept_with_its_comparable_base():
    """2023 is printed 5.0 % above a base of 100.0 / 1.05; printed a year earlier stood 90 (another scope) or 95.2 (the same, rounded)."""
    table = {"region": ["a", "a", "b", "b"], "period": ["2022年1-6月", "2023年1-6月"] * 2, "mass_t": [90.0, 100.0, 95.2, 100.0],
             "同比": [None, "5.0%", None, "5.0%"]}
    found = {(m["region"], m["period"]): m for m in hs.decumulate(table, by="region", growth="同比").rows() if m["mass_t_cumulative"] is not None}
    a, b = found["a", "2023-06"], found["b", "2023-06"]
    assert a["growth"] == b["growth"] == pytest.approx(0.05, rel=1e-15) and a["comparable_base"] == pytest.approx(100 / 1.05, rel=1e-15)
    assert (a["previous"], a["base_status"]) == (90.0, "base_revised") and (b["previous"], b["base_status"]) == (95.2, "ok")
    assert found["a", "2022-06"]["base_status"] == "no_growth"


def test_growth_passes_through_the_reading_call():
    """同比 is no mass and no value: it is carried as it stands, and its % is in the header."""
    intake = hs.ingest({"省份": ["浙江"] * 3, "时间": ["2022年1-6月", "2023年1-6月", "2024年1-6月"], "品种": ["废纸"] * 3,
                        "回收量（万吨）": ["100", "110", "99"], "同比增长（%）": [None, "10.0", "-8.3"]})
    found = [m for m in hs.decumulate(intake.ledger, by=["region", "material"], growth="同比增长（%）").rows() if m["mass_t_cumulative"] is not None]
    assert [m["base_status"] for m in found] == ["no_growth", "ok", "base_revised"]
    assert found[2]["comparable_base"] == pytest.approx(990_000 / (1 - 0.083), rel=1e-15) and found[2]["previous"] == 1_100_000.0


@settings(deadline=None)
@given(st.lists(st.integers(-10**6, 10**9), min_size=12, max_size=12))
def test_months_add_up_to_the_year(months):
    """Integers below 2**53 are exact, so the differences of their running sums are the months themselves."""
    sums = [float(sum(months[: i + 1])) for i in range(12)]
    out = hs.decumulate({"period": [f"2023年1-{i}月" if i > 1 else "2023年1月" for i in range(1, 13)], "mass_t": sums}).rows()
    assert [m["mass_t"] for m in out] == [float(m) for m in months]
    assert [m["status"] for m in out] == ["restatement" if m < 0 else "ok" for m in months]
    assert math.fsum(m["mass_t"] for m in out) == sums[-1]


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow", "dict"])
def test_same_kind_out(kind):
    frame = hs.frames.to(kind, {"period": ["2023年1-3月"], "mass_t": [1.0]})
    assert hs.frames.kind_of(hs.decumulate(frame).frame()) == kind
