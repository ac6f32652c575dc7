# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Tables of flows of the shared data in workbooks and OpenDocument sheets: the known answers and the known dirt of each source."""

import collections
import math
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from shared_data import by, read, rows  # noqa: E402


def test_british_electronics_collected_a_sheet_of_several_tables(tmp_path):
    mapping = """
        rename.material = "Category Name"
        constant.period = "2023Q1"
        constant.stage = "collection"
        melt.columns."Household WEEE collected from a DCF1(tonnes)".mode = "DCF"
        melt.columns."Household WEEE returned under regulation 432 (tonnes)".mode = "regulation 43"
        melt.columns."Household WEEE returned under regulation 503 (tonnes)".mode = "regulation 50"
        options.rows = [8, 23]
    """
    intake = read("uk-weee/WEEE_collected.ods", mapping, tmp_path)
    modes = by(intake, "mode")
    # The sheet's own totals by mode.
    printed = {"DCF": 70_117.735, "regulation 43": 33_547.186, "regulation 50": 16_205.33}
    assert modes == pytest.approx(printed, abs=5e-4) and intake.counts["ignored"]["total_row"] == 3
    assert any("3 totals agree" in n for n in intake.notes)
    assert all(r["_row"] == 23 for r in rows(intake.ignored))


def test_british_electronics_in_stock_balance(tmp_path):
    mapping = """
        rename.mass = "value"
        rename.material = "unu_key"
        constant.flow = "stock_change"
        units.mass = "t"
    """
    intake = read("uk-weee/unu_inflow_stock_outflow.xlsx", mapping, tmp_path)
    assert intake.counts["accepted"] == intake.counts["read"] == 2_946
    value = {(r["material"], r["unit"], r["variable"], int(r["period"])): r["mass_t"] for r in intake.ledger.to_arrow().to_pylist()}
    # The stock before is that of the last year listed: a few keys skip years.
    gaps = []
    for key, unit in {(k, u) for k, u, _, _ in value}:
        before = 0.0
        for year in sorted(y for k, u, v, y in value if (k, u, v) == (key, unit, "stock")):
            stock = value[key, unit, "stock", year]
            gaps.append(stock - before - (value[key, unit, "inflow", year] - value[key, unit, "outflow", year]))
            before = stock
    assert len(gaps) == 982 and max(map(abs, gaps)) < 6e-7


def test_local_authorities_of_england(tmp_path):
    mapping = """
        rename.site = "Authority"
        constant.material = "local authority collected waste"
        units.mass = "t"
        melt.columns.Landfilled.fate = "landfilled"
        melt.columns."Incineration with EfW".fate = "energy"
        melt.columns."Incineration without EfW 4".fate = "incinerated"
        melt.columns."Recycled- Composted".fate = "recycled"
        melt.columns.Other1.fate = "unknown"
        options.carry = ["Year", "Region"]
    """
    intake = read("uk-defra-waste-statistics/LA_collection.ods", mapping, tmp_path, sheet="Table_2")
    # The residual class of the source, what is left of the total, is negative 90 times.
    assert intake.counts["rules"] == {"negative": 90} and {r["_column"] for r in rows(intake.rejected)} == {"Other1"}
    parts, whole = collections.defaultdict(list), {}
    for r in intake.ledger.to_arrow().to_pylist():
        parts[r["Year"], r["ONS Code"], r["site"]].append(r["mass_t"])
        whole[r["Year"], r["ONS Code"], r["site"]] = float(r["Total2"])
    for r in rows(intake.rejected):
        parts[r["Year"], r["ONS Code"], r["Authority"].strip()].append(float(r["Other1"]))
    # Printed in whole tonnes: five rounded parts differ from the rounded whole by three at most.
    off = [k for k, p in parts.items() if abs(math.fsum(p) - whole[k]) > 3]
    assert len(parts) > 1_000 and len(off) < 0.01 * len(parts)


def test_packaging_evidence(tmp_path):
    mapping = """
        rename.mass = "value"
        rename.material = "material_2"
        units.mass = "t"
    """
    intake = read("uk-npwd-packaging/NPWD_recycling_recovery_detail.xlsx", mapping, tmp_path)
    assert intake.counts["rules"] == {"negative": 7} and intake.counts["ignored"]["total_row"] > 0


def test_steel_of_thirty_countries(tmp_path):
    mapping = """
        rename.material = "type"
        rename.mass = "value"
        units.mass = "kt"
    """
    intake = read("watari-steel-flows/data_2000_2024.xlsx", mapping, tmp_path)
    assert intake.counts["accepted"] == intake.counts["read"] == 31_513 and intake.counts["warnings"] == {}
    flows = intake.ledger.where(region="China", period="2019").to_arrow().to_pylist()
    into = math.fsum(r["mass_t"] for r in flows if r["target"] == "Use phase")
    out = math.fsum(r["mass_t"] for r in flows if r["source"] == "Use phase")
    assert (into - out) / 1e3 == pytest.approx(566_893, abs=1)


def test_steel_consumption_since_1900(tmp_path):
    mapping = """
        rename.mass = "V"
        rename.region = "CS"
        rename.period = "T"
        constant.material = "steel"
        constant.stage = "consumption"
        units.mass = "kt"
    """
    intake = read("odym-steel-and-vehicles/Steel_Consumption_Final_9Countries.xlsx", mapping, tmp_path)
    assert intake.counts["accepted"] == intake.counts["read"] == 981
    table = intake.ledger.to_arrow()
    assert len(set(table.column("region").to_pylist())) == 9 and min(table.column("period").to_pylist()) == "1900"


def test_cement_of_japan(tmp_path):
    mapping = """
        rename.mass = "0"
        constant.material = "cement"
        constant.region = "Japan"
        units.mass = "t"
        options.rows = [1, 102]
    """
    intake = read("watari-japan-concrete/Result_cement_demand_BASE.xlsx", mapping, tmp_path)
    assert intake.counts["accepted"] == intake.counts["read"] == 101
    assert intake.ledger.to_arrow().column("mass_t")[0].as_py() == 6601164.03263443
