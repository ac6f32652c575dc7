# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rates of real ledgers that are not part of the package, against the figures their publishers print; skipped where the data are not at hand."""

import sys
from pathlib import Path

import pyarrow as pa
import pytest

import huishou as hs

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from shared_data import DATA, read  # noqa: E402

METHODS = [f"eu-wfd-2011-753-method-{k}" for k in (1, 2, 3, 4)]


def by(result, *names):
    return {tuple(r[n] for n in names) if len(names) > 1 else r[names[0]]: r for r in result.rows()}


def test_household_recycling_of_scotland_by_council_and_year(tmp_path):
    mapping = """
        rename.fate = "management"
        recode.fate."Other Diversion" = "unknown"
        constant.stage = "collection"
    """
    ledger = read("scotland-waste-sites-and-flows/household-waste.csv.zst", mapping, tmp_path).ledger
    councils = hs.recovery_rate(ledger, "diversion-rate", by=["region", "period"])
    assert len(councils) == 32 * 9 and all(r["status"] == "ok" and 0 < r["rate"] < 0.7 for r in councils.rows())
    scotland = by(hs.recovery_rate(ledger, "diversion-rate", by=["period"]), "period")
    # SEPA, household waste summary: 44.7 % in 2018, 44.9 % in 2019.
    assert round(100 * scotland["2018"]["rate"], 1) == 44.7 and round(100 * scotland["2019"]["rate"], 1) == 44.9


@pytest.fixture(scope="module")
def england():
    path = DATA / "uk-defra-waste-statistics/LA_collection.ods"
    if not path.exists():
        pytest.skip("uk-defra-waste-statistics is not here")
    columns = {"Household - total waste (tonnes)": {"stage": "generation", "flow": "out"},
               "Household - waste sent for recycling-composting-reuse (tonnes)": {"stage": "reprocessing", "flow": "in", "fate": "recycled"}}
    mapping = {"rename": {"period": "Financial Year", "site": "Local Authority", "scope": "Authority type"},
               "constant": {"material": "household_waste", "source_stream": "生活"}, "melt": {"columns": columns}, "units": {"mass": "t"},
               "options": {"carry": ["Region"]}}
    return hs.ingest(path, mapping, sheet="Table_1").ledger


def test_collection_and_disposal_authorities_are_never_summed(england):
    with pytest.raises(hs.errors.InputError) as error:
        hs.recovery_rate(england, METHODS[3], by=["period"])
    assert error.value.code == "mixed_scope" and "Collection" in str(error.value) and "Disposal" in str(error.value)


def test_the_four_methods_on_england(england):
    """As Defra says above the table, unitary and disposal authorities add up to England; printed rates: its tables 3a and 3b."""
    table = england.where(scope=["Unitary", "Disposal"]).to_arrow()
    whole = table.set_column(table.column_names.index("scope"), "scope", pa.array(["unitary and disposal"] * table.num_rows))
    found = {m: by(hs.recovery_rate(whole, m, by=["period"]), "period") for m in METHODS}
    printed = {"2014/15": 43.7, "2015/16": 43.0, "2016/17": 43.7, "2017/18": 43.2, "2018/19": 43.5, "2019/20": 43.8, "2020/21": 42.3, "2021/22": 42.5}
    for period, rate in printed.items():
        assert 100 * found[METHODS[2]][period]["rate"] == pytest.approx(rate, abs=0.75), period
        assert found[METHODS[0]][period]["status"] == found[METHODS[1]][period]["status"] == "no_denominator"
    said = hs.recovery_rate(whole, METHODS[0], by=["period"]).explain(0, "en")
    assert "material = waste_paper" in said and "not reported" in said
    kinds = by(hs.recovery_rate(england, METHODS[2], by=["scope", "period"]), "scope", "period")
    assert {k for k, _ in kinds} == {"Collection", "Disposal", "Unitary"} and all(r["status"] == "ok" for r in kinds.values())


def test_new_york_by_district_and_year_with_both_pairings():
    table = hs.datasets.load("nyc-dsny").table
    table = table.append_column("year", pa.array([p[:4] for p in table.column("period").to_pylist()]))
    every, complete = (by(hs.recovery_rate(table, "nyc-diversion", by=["site", "year"], pairing=p), "site", "year") for p in ("all", "complete"))
    assert every.keys() == complete.keys() and len({district for district, _ in every}) == 59 and len(every) > 1_900
    # Where every month gave all three streams, both pairings are one number; elsewhere they are two.
    assert all((r["rate"] == complete[k]["rate"]) == (r["denominator_covered"] == 1.0) for k, r in every.items() if r["rate"] is not None)
    assert complete["Bronx-01", "2019"]["rate"] == every["Bronx-01", "2019"]["rate"]
    assert any("partial_numerator" in r["flags"] for r in every.values()) and not any("partial_numerator" in r["flags"] for r in complete.values())


def electronics(name, sheet, stage, period, first, masses):
    """The table of the whole year in a sheet of the Environment Agency: household rows by category."""
    path = DATA / "uk-weee" / name
    if not path.exists():
        pytest.skip("uk-weee is not here")
    mapping = {"melt": {"columns": {masses: {"mode": "household"}}}, "rename": {"site": "Category Name" if stage == "collection" else "Category"},
               "constant": {"material": "weee", "stage": stage, "period": period}, "units": {"mass": "t"}, "options": {"rows": [first, first + 15]}}
    intake = hs.ingest(path, mapping, sheet=sheet)
    assert intake.counts["ignored"]["total_row"] == 1 and any("1 totals agree" in n for n in intake.notes), intake.notes
    return intake.ledger.to_arrow().select(["stage", "material", "period", "mass_t"])


def test_british_electronics_over_the_three_years_before():
    """Household electronics placed on the market in 2014 to 2016, and collected in 2017; the sheets' own totals are 1,231,078.9, 1,433,225.9, 1,416,289.2
    and 525,079.9 t."""
    sheets = {"2014": "2014_Quarters_1-4", "2015": "2015_Quarters_1_-_4", "2016": "2016_Quarters_1_-_4"}
    tables = [electronics("EEE_on_the_market.ods", sheet, "consumption", year, 93, "Household EEE (tonnes)") for year, sheet in sheets.items()]
    tables.append(electronics("WEEE_collected.ods", "2017_Quarter_1_-_4", "collection", "2017", 88, "Total separately collected household WEEE4(tonnes)"))
    row = by(hs.recovery_rate(pa.concat_tables(tables), "eu-weee-collection-placed", by=["period"]), "period")["2017"]
    assert row["numerator_t"] == pytest.approx(525_079.86, abs=0.01)
    assert row["denominator_t"] == pytest.approx((1231078.85312 + 1433225.921 + 1416289.205) / 3, abs=0.01)
    assert round(row["rate"], 4) == 0.386 and row["status"] == "ok"
