# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Terms of other periods, means of them, and coefficients that differ by row."""

from fractions import Fraction

import pytest

import huishou as hs

PLACED = {2018: 13.2, 2019: 12.6, 2020: 12.0, 2021: 900.0}


def weee(collected=None, placed=None, region=None):
    placed, collected = placed or PLACED, collected or {2021: 9.1}
    rows = [("consumption", str(y), m) for y, m in placed.items()] + [("collection", str(y), m) for y, m in collected.items()]
    return {"stage": [r[0] for r in rows], "material": ["weee"] * len(rows), "period": [r[1] for r in rows], "region": [region] * len(rows),
            "mass_t": [r[2] for r in rows]}


def year(result, period):
    return next(r for r in result.rows() if r["period"] == period)


def test_weee_over_the_three_years_before_equals_the_formula():  # N-R11
    found = hs.recovery_rate(weee(), "eu-weee-collection-placed", by=["period"])
    row = year(found, "2021")
    exact = Fraction(9.1) / (sum(map(Fraction, (13.2, 12.6, 12.0))) / 3)
    assert row["rate"] == float(exact) == pytest.approx(0.722222, abs=1e-6) and row["status"] == "ok"
    assert row["rate"] == pytest.approx(hs.recovery.weee_collection(collected=9.1, placed=[12.0, 12.6, 13.2]).rate, rel=1e-15)
    at = [r["period"] for r in found.rows()].index("2021")
    assert "mean over 1, 2, 3 periods before" in found.explain(at, "en") and "12.6 t (3 rows)" in found.explain(at, "en")


def test_a_year_that_nobody_reported_is_left_out_of_the_mean_and_said():
    row = year(hs.recovery_rate(weee(placed={2019: 12.6, 2021: 900.0}), "eu-weee-collection-placed", by=["period"]), "2021")
    assert row["rate"] == 9.1 / 12.6 and row["status"] == "partial"
    none = year(hs.recovery_rate(weee(placed={2021: 900.0}), "eu-weee-collection-placed", by=["period"]), "2021")
    assert none["rate"] is None and none["status"] == "no_denominator"          # the year's own is never used


def test_regions_do_not_borrow_from_each_other():
    a, b = weee(region="A"), weee(region="B", placed={2020: 1.0})
    both = {c: a[c] + b[c] for c in a}
    found = {(r["region"], r["period"]): r["rate"] for r in hs.recovery_rate(both, "eu-weee-collection-placed", by=["region", "period"]).rows()}
    assert found["A", "2021"] == pytest.approx(0.722222, abs=1e-6) and found["B", "2021"] == 9.1


@pytest.mark.parametrize(("period", "before"), [("2023Q1", "2022Q4"), ("2023-01", "2022-12"), ("2014/15", "2013/14"), ("2023H1", "2022H2"), (2023, 2022)])
def test_the_period_before_whatever_its_kind(period, before):
    rows = {"stage": ["a", "b"], "period": [before, period], "mass_t": [4.0, 1.0]}
    own = hs.Definition(id="x", numerator={"stage": "b"}, denominator=hs.Term({"stage": "a"}, lag=1))
    assert year(hs.recovery_rate(rows, own, by=["period"]), period)["rate"] == 0.25


def test_lags_need_the_period_and_all_rows():
    for call, code in ((dict(), "no_period"), (dict(by=["period"], pairing="complete"), "bad_pairing")):
        with pytest.raises(hs.errors.InputError) as error:
            hs.recovery_rate(weee(), "eu-weee-collection-placed", **call)
        assert error.value.code == code and error.value.hint
    rows = hs.recovery_rate(weee(), "all")
    at = [r["definition"] for r in rows.rows()].index("eu-weee-collection-placed")
    assert rows.rows()[at]["status"] == "not_computable" and "period in by" in rows.explain(at, "en")


@pytest.mark.parametrize("lag", [-1, 1.5, (), (1, 1), tuple(range(20)), True, "1"])
def test_lags_are_whole_numbers(lag):
    with pytest.raises(hs.errors.InputError) as error:
        hs.Term({"stage": "a"}, lag=lag)
    assert error.value.code == "bad_lag"


KEPT = {"material": ["waste_paper", "waste_glass"], "coef": [0.9, 0.75]}
SORTED = {"stage": ["generation", "sorting", "sorting"], "flow": [None, "out", "out"], "fate": [None, "recycled", "recycled"],
          "material": ["msw", "waste_paper", "waste_glass"], "mass_t": [100.0, 20.0, 8.0]}


def kept(**more):
    return hs.Coefficients(KEPT | more, source="estimate", version="2023")


def test_loss_rates_by_material():
    found = hs.recovery_rate(SORTED, hs.recovery.municipal_rate_with_losses(kept()))
    assert found.rows()[0]["rate"] == 0.24 and found.rows()[0]["numerator_t"] == 24.0
    assert found.provenance["parameters"]["coefficients"][0]["sha256"] == kept().sha256
    assert "estimate, 2023" in found.explain(0, "en")


def test_a_material_without_a_coefficient_makes_the_rate_missing():
    table = hs.Coefficients({"material": ["waste_paper"], "coef": [0.9]}, source="estimate", version="2023")
    row = hs.recovery_rate(SORTED, hs.recovery.municipal_rate_with_losses(table)).rows()[0]
    assert row["rate"] is None and row["status"] == "factor_missing"


def test_coefficients_by_year_and_their_mean_over_years():
    table = hs.Coefficients({"period": ["2020", "2021"], "coef": [0.5, 0.25]}, source="s", version="v")
    rows = {"stage": ["a", "a", "b"], "period": ["2020", "2021", "2022"], "mass_t": [8.0, 8.0, 3.0]}
    own = hs.Definition(id="x", numerator={"stage": "b"}, denominator=hs.Term({"stage": "a"}, coef=table, lag=(1, 2), agg="mean"))
    assert year(hs.recovery_rate(rows, own, by=["period"]), "2022")["rate"] == 1.0          # 3 / ((8 x 0.5 + 8 x 0.25) / 2)


@pytest.mark.parametrize(("table", "code"), [
    ({"coef": [1.0]}, "no_rows"), ({"material": ["a"]}, "missing_column"), ({"material": ["a", "a"], "coef": [1.0, 2.0]}, "repeated_coefficient"),
    ({"material": ["a"], "coef": [float("nan")]}, "bad_coefficient"), ({"material": ["a"], "coef": ["1"]}, "bad_coefficient"),
    ({"material": [1.5], "coef": [1.0]}, "wrong_type")])
def test_tables_that_say_nothing_or_two_things(table, code):
    with pytest.raises(hs.errors.InputError) as error:
        hs.Coefficients(table, source="s", version="v")
    assert error.value.code == code and error.value.hint


def test_a_table_without_a_source_is_none():
    for source, version in (("", "v"), ("s", " "), (None, "v")):
        with pytest.raises(hs.errors.InputError) as error:
            hs.Coefficients(KEPT, source=source, version=version)
        assert error.value.code == "no_source"


def test_equal_tables_have_equal_hashes_in_any_order():
    turned = {c: v[::-1] for c, v in KEPT.items()}
    assert kept() == hs.Coefficients(turned, source="estimate", version="2023") and kept() != kept(coef=[0.9, 0.7])
    with pytest.raises(AttributeError):
        kept().source = "x"
