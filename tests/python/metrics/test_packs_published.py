# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Packs against what was published: every cell of WARM, the editions of Defra by year and id, the Hub, the grid, the parameters of the IPCC."""

import csv
import io
import itertools
import math
import sys
from pathlib import Path

import pytest

import huishou as hs
from huishou.errors import InputError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import golden  # noqa: E402
import shared_data  # noqa: E402

CASES = golden.DATA / "packs"
SHORT_TON = 0.90718474
PATHWAYS = ("source_reduced", "recycled", "landfilled", "combusted", "composted", "digested")


@pytest.fixture(scope="module")
def sheet():
    """Material -> pathway -> t CO2e per short ton, as the workbook's own sheet holds them."""
    table = golden.table(CASES / "warm-v15" / "sheet.csv", PATHWAYS)
    return {m: {p: table[p][i] for p in PATHWAYS} for i, m in enumerate(table["material"])}


def word(name):
    return hs.factors.load("us-epa-warm").where(material_name=name).table.column("material")[0].as_py()


def test_warm_all_materials_and_pathways_are_those_of_the_sheet(sheet):
    """All 360 cells: 227 numbers to the last bit, 133 pathways that do not exist."""
    pairs = [*itertools.product(sheet, PATHWAYS)]
    assert len(pairs) == 360
    words = {m: word(m) for m in sheet}
    rows = {"material": [words[m] for m, _ in pairs], "fate": [p for _, p in pairs], "mass_t": [SHORT_TON] * 360}
    found = {(r["material"], r["fate"]): r for r in hs.avoided_emissions(rows, "us-epa-warm", "warm", by=["material", "fate"]).rows()}
    numbers = 0
    for material, pathway in pairs:
        row, cell = found[words[material], pathway], sheet[material][pathway]
        if math.isnan(cell):
            assert row["status"] == "factor_missing" and row["net_co2e_t"] is None
        else:
            numbers += 1
            assert row["net_co2e_t"] == pytest.approx(cell, rel=4e-16) and row["net_co2e_t"] == -row["avoided_co2e_t"]
    assert numbers == 227


def test_warm_against_every_baseline_is_the_difference_of_two_cells(sheet):
    words = {m: word(m) for m in sheet}
    compared = 0
    for baseline in ("landfilled", "combusted", "composted"):
        rows = {"material": [*words.values()], "fate": ["recycled"] * 60, "mass_t": [1.0] * 60}
        found = {r["material"]: r for r in hs.avoided_emissions(rows, "us-epa-warm", "warm", baseline=baseline, by=["material"]).rows()}
        for material, cells in sheet.items():
            row, want = found[words[material]], (cells[baseline] - cells["recycled"]) / SHORT_TON
            if math.isnan(want):
                assert row["status"] == "factor_missing"
            else:
                compared += 1
                assert row["avoided_co2e_t"] == pytest.approx(want, rel=1e-14, abs=1e-15) and row["flags"] == "not_separable"
    pairs = [(c["recycled"], c[b]) for c in sheet.values() for b in ("landfilled", "combusted", "composted")]
    assert compared == sum(not math.isnan(x) and not math.isnan(y) for x, y in pairs) == 66


def test_warm_per_tonne_against_a_baseline():
    """Storage of carbon in landfilled newspaper, and metal already taken from the ash, are inside the baselines."""
    checks = golden.settings(CASES / "warm-v15")["check"]
    assert len(checks) == 3
    for material, pathway, baseline, want in (c.split() for c in checks):
        row = hs.avoided_emissions({"material": [material], "fate": [pathway], "mass_t": [1.0]}, "us-epa-warm", "warm", baseline=baseline).rows()[0]
        assert row["avoided_co2e_t"] == pytest.approx(float(want), abs=2e-4)


def test_warm_is_the_workbook_itself(sheet):
    """Where the workbook is at hand, the golden table is read from it again."""
    path = shared_data.DATA / "us-epa-waste-factors" / "warm_v15.xls.zst"
    if not path.exists():
        pytest.skip("the workbook is not here")
    calamine = pytest.importorskip("python_calamine")
    import pyarrow as pa

    with pa.CompressedInputStream(pa.OSFile(str(path)), "zstd") as stream:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
    cells = book.get_sheet_by_name("Analysis Results (MTCO2E)").to_python()[11:71]
    assert [c[3] for c in cells] == [*sheet]
    assert all((c == "NA") == math.isnan(w) and (c == "NA" or c == w) for row in cells for c, w in zip(row[4:10], sheet[row[3]].values(), strict=True))


def test_warm_and_hub_differ_in_sign_and_both_cards_say_why():
    warm, hub = hs.factors.load("us-epa-warm"), hs.factors.load("us-epa-hub").where(year="2025")
    a = warm.factor("warm15-aluminum_cans-recycled")["factor_co2e_per_t"]
    b = hub.factor("hub9-aluminum_cans-recycled")["factor_co2e_per_t"]
    assert a < 0 < b and abs(a / b) > 100
    recycled = [(r, next((h for h in hub.table.to_pylist() if h["material"] == r["material"] and h["pathway"] == "recycled"), None))
                for r in warm.where(pathway="recycled").table.to_pylist()]
    both = [(r, h) for r, h in recycled if h is not None]
    assert len(both) > 25 and all(r["factor_co2e_per_t"] < 0 < h["factor_co2e_per_t"] for r, h in both if r["material"] != "fly_ash")
    for pack in (warm, hub):
        assert "differ in sign" in str(pack.card()) and "Never mix" in str(pack.card())
    for method in ("substitution", "warm"):
        with pytest.raises(InputError) as error:
            hs.avoided_emissions({"material": ["glass"], "fate": ["recycled"], "mass_t": [1.0]}, hub, method, gwp="AR4-100")
        assert error.value.code == "wrong_pack" and "without credits" in str(error.value)


def test_hub_fixtures():
    """N-C6, the edition of 2021: kg CO2e of the unit tests of a public library for the same table; its short ton is rounded to four digits for kg."""
    hub = hs.factors.load("us-epa-hub").where(year="2021")
    short_ton, pound = 907.18474, 0.45359237
    for name, kg, want, tolerance in (("glass-recycled", 10_000 * short_ton, 500_000, 1e-12),
                                      ("mixed_recyclables-landfilled", 10_000 * short_ton, 6_800_000, 1e-12),
                                      ("copper_wire-recycled", 10_000 * pound, 900, 1e-12), ("food_waste_non_meat-landfilled", 10_000, 6391.6, 3e-4)):
        assert hub.factor(f"hub9-{name}")["factor_co2e_per_t"] * kg == pytest.approx(want, rel=tolerance), name
    truck = hub.factor("hub8-medium_and_heavy_duty_truck-short_ton_mile-co2")
    assert (truck["value"], truck["unit"], truck["match"]) == (0.211, "kg CO2 per short ton-mile", False)


def test_hub_is_served_by_allocations_that_need_disposal_alone():
    rows = {"material": ["corrugated_containers"], "fate": ["recycled"], "mass_t": [SHORT_TON]}
    hub = hs.factors.load("us-epa-hub")
    found = hs.avoided_emissions(rows | {"period": ["2025"]}, hub, "cut_off", baseline="landfilled", gwp="AR4-100").rows()[0]
    assert found["avoided_co2e_t"] == pytest.approx(1.0) and found["factors"] == "2025/hub9-corrugated_containers-landfilled"
    assert hs.avoided_emissions(rows, hub, "closed_loop", gwp="AR4-100").rows()[0]["status"] == "factor_missing"


def test_defra_cells_of_every_edition():
    """Twelve cells a year of the workbooks, found by their words and read by (year, id)."""
    pack = hs.factors.load("uk-defra")
    columns = ("year", "level_1", "level_2", "level_3", "level_4", "column_text", "uom")
    ids = {}
    for r in pack.table.select([*columns, "gas", "id"]).to_pylist():
        ids[tuple(r[c] or "" for c in columns) + (r["gas"],)] = r["id"]
    cells = list(csv.DictReader((CASES / "defra" / "cells.csv").read_text("utf-8").splitlines()))
    assert len(cells) == 96 and len({c["year"] for c in cells}) == 8
    for c in cells:
        gas = c["gas"].removesuffix(" per unit").removeprefix("kg CO2e of ").removeprefix("kg ")
        row = pack.factor(ids[tuple(c[n] for n in columns) + (gas,)], year=c["year"])
        assert row["value"] == float(c["factor"]), c
        assert row["match"] == (c["level_1"] in ("Waste disposal", "Material use"))


def test_defra_every_factor_by_year_and_id():
    pack = hs.factors.load("uk-defra")
    rows = pack.table.select(["factor_id", "id", "year", "published_value", "value"]).to_pylist()
    assert len({(r["year"], r["id"]) for r in rows}) == len(rows) == 50_655
    for r in rows[::997] + [x for x in rows if x["value"] is None]:
        found = pack.factor(r["id"], year=r["year"])
        assert (found["factor_id"], found["published_value"]) == (f"{r['year']}/{r['id']}", r["published_value"])
    files = [shared_data.DATA / "uk-defra-ghg-factors" / f"factors_{y}.csv.zst" for y in range(2016, 2024)]
    if not all(f.exists() for f in files):
        pytest.skip("the flat files are not here")
    import pyarrow as pa

    for year, file in zip(range(2016, 2024), files, strict=True):
        with pa.CompressedInputStream(pa.OSFile(str(file)), "zstd") as stream:
            cells = csv.DictReader(io.StringIO(stream.read().decode()))
            published = sorted(c[f"GHG Conversion Factor {year}"].strip() for c in cells if c[f"GHG Conversion Factor {year}"].strip())
        assert sorted(r["published_value"] for r in rows if r["year"] == str(year)) == published, year


def test_defra_gwp_sets_are_told_by_row_and_never_mixed():
    pack = hs.factors.load("uk-defra")
    assert {(r["year"], r["gwp"]) for r in pack.table.select(["year", "gwp"]).to_pylist()} == {(str(y), "AR4") for y in range(2016, 2023)} | {("2023", "AR5")}
    rows = {"material": ["metal_steel_cans"] * 2, "fate": ["recycled"] * 2, "period": ["2022", "2023"], "mass_t": [1.0, 1.0]}
    with pytest.raises(InputError) as error:
        hs.avoided_emissions(rows, pack, "closed_loop", gwp="AR5-100")
    assert error.value.code == "mixed_gwp" and "AR4" in str(error.value) and error.value.hint
    one = {k: v[:1] for k, v in rows.items()}
    assert hs.avoided_emissions(one, pack, "closed_loop", gwp="AR4-100").rows()[0]["factors"].startswith("2022/")
    with pytest.raises(InputError) as error:
        hs.avoided_emissions(one, pack, "closed_loop", gwp="AR5-100")
    assert error.value.code == "gwp_mismatch"


def test_defra_ends_where_its_front_pages_say():
    ends = {(r["year"], r["valid_until"]) for r in hs.factors.load("uk-defra").table.select(["year", "valid_until"]).to_pylist()}
    assert ends == {("2016", "2017-06"), ("2017", "2018-07-31"), ("2018", "2019-06"), ("2019", "2020-07-31"), ("2020", "2021-06-01"), ("2021", "2022-07-31"),
                    ("2022", "2023-06-08"), ("2023", "2024-06-10")}


def test_ipcc_rates_keep_their_ranges_and_mended_cells_say_so():
    rows = {r["factor_id"]: r for r in hs.factors.load("ipcc-waste").table.to_pylist()}
    rates = [r for r in rows.values() if r["quantity"] == "k"]
    assert len(rates) == 20 and all(r["low"] <= r["value"] <= r["high"] and r["unit"] == "1/year" for r in rates)
    dry = rows["ipcc2006-k-paper_and_textiles-tropical_dry"]
    assert (dry["value"], dry["low"], dry["high"]) == (0.045, 0.04, 0.06) and "range" in dry["note"]
    garden = rows["ipcc2006-k-garden_and_park-temperate_dry"]
    assert (garden["value"], garden["low"], garden["high"]) == (0.05, 0.04, 0.06)
    assert rows["ipcc2006-k-food_and_sludge-tropical_wet"]["value"] == 0.4 and rows["ipcc2006-doc-textiles"]["value"] == 0.24
    unverified = {i for i, r in rows.items() if r["confidence"].startswith("unverified")}
    assert unverified == {"ipcc2006-of-open_burning", "ipcc2006-ef_ch4-open_burning", "ipcc2006-ef_n2o-open_burning"}
    assert all(r["kind"] == "parameter" and not r["match"] for r in rows.values())


def test_grid_is_keyed_by_year_region_and_basis():
    rows = hs.factors.load("grid-cn").table.to_pylist()
    keys = {(r["year"], r["region"], r["basis"]): r["value"] for r in rows}
    assert len(keys) == len(rows) == 92
    for key, value in {("2022", "CN", "average"): 0.5366, ("2023", "CN", "average"): 0.5306, ("2023", "CN", "residual"): 0.6096,
                       ("2023", "CN", "fossil"): 0.8273,
                       ("2021", "CN", "enterprise"): 0.5810, ("2023", "华北", "average"): 0.6361, ("2023", "西北", "average"): 0.5543}.items():
        assert keys[key] == value
    assert keys["2023", "CN", "average"] / keys["2022", "CN", "average"] - 1 == pytest.approx(-0.011, abs=5e-4)       # N-C8
    assert keys["2022", "CN", "residual"] == pytest.approx(0.6096 / 1.041, abs=5e-5)
    marks = {(r["year"], r["basis"]): r["confidence"].split(":")[0] for r in rows if r["region"] == "CN"}
    assert marks["2022", "enterprise"] == "unverified" and marks["2023", "average"] == "high"
    assert all(r["unit"] == "kg CO2 per kWh" and not r["match"] for r in rows)
