# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Tables of flows of the shared data in text files: the known answers and the known dirt of each source."""

import collections
import csv
import math
import re
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from shared_data import DATA, SHORT_TON, by, read, rows, total  # noqa: E402

SCOTLAND = """
    rename.site = "permit"
    rename.flow = "io-direction"
"""


def test_scotland(tmp_path):
    intake = read("scotland-waste-sites-and-flows/waste-site-material-io.csv.zst", SCOTLAND, tmp_path)
    assert intake.counts["rules"] == {"negative": 1, "material_missing": 730} and intake.counts["accepted"] == 117_602
    bad = next(r for r in rows(intake.rejected) if r["_rules"] == "negative")
    assert (bad["permit"], bad["year"], bad["tonnes"], bad["io-direction"]) == ("PPC/A/1004241", "2015", "-8.56", "in")
    assert sum(r["period"] == "2020" for r in intake.ledger.to_arrow().to_pylist()) + sum(r["year"] == "2020" for r in rows(intake.rejected)) == 7_579


def test_scottish_sites_out_of_balance(tmp_path):
    """What the source is known for: sites with one side only, and sites that put out more than came in. Refused rows are still there to be counted."""
    intake = read("scotland-waste-sites-and-flows/waste-site-material-io.csv.zst", SCOTLAND, tmp_path)
    sides = collections.defaultdict(lambda: {"in": 0.0, "out": 0.0})
    for r in intake.ledger.to_arrow().to_pylist():
        sides[r["site"], r["period"]][r["flow"]] += r["mass_t"]
    for r in rows(intake.rejected):
        sides[r["permit"], r["year"]][r["io-direction"]] += float(r["tonnes"])
    both = [s for s in sides.values() if s["in"] > 0 and s["out"] > 1.05 * s["in"]]
    assert (len(sides), sum(s["in"] > 0 and s["out"] == 0 for s in sides.values()), sum(s["out"] > 0 and s["in"] == 0 for s in sides.values()),
            len(both)) == (10_733, 964, 203, 1_460)


def test_scottish_households(tmp_path):
    mapping = """
        rename.fate = "management"
        recode.fate."Other Diversion" = "unknown"
    """
    intake = read("scotland-waste-sites-and-flows/household-waste.csv.zst", mapping, tmp_path)
    mass = intake.ledger.to_arrow().column("mass_t").to_numpy()
    assert len(mass) == intake.counts["read"] == 19_008 and int((mass == 0).sum()) == 12_751
    assert set(by(intake, "fate")) == {"landfilled", "recycled", "unknown"}


def test_austin(tmp_path):
    mapping = """
        rename.period = "date"
        rename.material = "Load.Type"
        rename.site = "Dropoff.Site"
        rename.mass = "daily_weight"
        units.mass = "lb"
        constant.stage = "collection"
    """
    intake = read("austin-collection-daily/clean_waste_data.csv.zst", mapping, tmp_path)
    assert intake.counts["rules"] == {"negative": 1}
    bad = rows(intake.rejected)[0]
    assert (bad["daily_weight"], bad["Route.Number"], bad["date"]) == ("-4480", "RMBU23", "2011-09-06")
    table = intake.ledger.to_arrow()
    assert int((table.column("mass_t").to_numpy() == 0).sum()) == 119
    assert total(intake, SHORT_TON) == pytest.approx(3.567e6, abs=500)
    loads = pc.sum(pc.cast(table.column("nb_loads"), pa.int64())).as_py() + int(bad["nb_loads"])
    assert loads == 563_795
    assert len(by(intake, "material")) == 10


NYC = """
    join.region.columns = ["BOROUGH", "COMMUNITYDISTRICT"]
    units.mass = "short_ton"
    melt.columns.REFUSETONSCOLLECTED.material = "refuse"
    melt.columns.PAPERTONSCOLLECTED.material = "paper"
    melt.columns.MGPTONSCOLLECTED.material = "metal, glass and plastic"
    melt.columns.RESORGANICSTONS.material = "organics of residents"
    melt.columns.SCHOOLORGANICTONS.material = "organics of schools"
    melt.columns.LEAVESORGANICTONS.material = "leaves"
    melt.columns.XMASTREETONS.material = "trees"
    melt.columns.OTHERORGANICSTONS.material = "other organics"
"""


def test_new_york(tmp_path):
    intake = read("nyc-dsny-monthly-tonnage/DSNY_Monthly_Tonnage_Data_20251130.csv.zst", NYC, tmp_path)
    assert intake.counts["rejected"] == 0 and intake.counts["read"] == 8 * 24_647
    tons = by(intake, "material", unit=SHORT_TON)
    assert tons["refuse"] == pytest.approx(104_576_992.8, abs=0.06)
    assert tons["paper"] == pytest.approx(9_958_184.6, abs=0.06)
    assert tons["metal, glass and plastic"] == pytest.approx(7_972_192.7, abs=0.06)
    assert any("'LEAVESORGANICTONS': 26 numbers are read across thousands separators" in n for n in intake.notes)
    assert sum("thousands separators" in n for n in intake.notes) == 1
    # What is empty is not zero.
    empty = collections.Counter(r["_column"] for r in rows(intake.ignored) if r["_reason"] == "blank_cell")
    assert (empty["PAPERTONSCOLLECTED"], empty["MGPTONSCOLLECTED"], empty["RESORGANICSTONS"]) == (2_434, 2_077, 21_552)
    assert len({r["period"] for r in intake.ledger.to_arrow().select(["period"]).to_pylist()}) == 426


CBS = """
    rename.material = "UNU_Key"
    rename.region = "Country"
    rename.mass = "POM_kg"
    units.mass = "kg"
    constant.stage = "consumption"
    options.history = ["material", "region"]
"""


def test_the_electronics_of_denmark_are_outliers(tmp_path):
    intake = read("cbs-ewaste/UNU_countries.csv.zst", CBS, tmp_path)
    assert intake.counts["rejected"] == 0 and intake.counts["accepted"] == 24_780
    assert total(intake.ledger.where(period="2015") and _of(intake, period="2015"), 1e6) == pytest.approx(58.9, abs=0.05)
    found = {(r["UNU_Key"], r["Country"], r["Year"]): r for r in rows(intake.warnings)}
    assert float(found["0802", "DNK", "2015"]["POM_kg"]) == pytest.approx(32.9e9, rel=1e-3)
    assert float(found["0802", "DNK", "2014"]["POM_kg"]) == pytest.approx(24.4e9, rel=2e-3)
    assert all(r["_warnings"] == "outlier" and "far from its own history" in r["_message"] for r in found.values())
    # A doubt about every twentieth number would be read by nobody, and the years before the slip are usual.
    assert len(found) < 0.05 * 24_780
    assert not any(("0802", "DNK", str(year)) in found for year in range(1995, 2008))


def _of(intake, **where):
    """The intake's ledger as something ``total`` reads, of the rows that match."""
    return type("Part", (), {"ledger": intake.ledger.where(**where)})


def test_manual_corrections_of_the_same_source_are_found_more_often_than_chance(tmp_path):
    """475 corrections accepted by the statistical office are a labelled set. They rest on what the office knew of importers and on imputations, so a rule
    that sees the numbers alone finds few; but a cell the office moved by more than a factor of 2 is warned of more often than others (1.8 times)."""
    intake = read("cbs-ewaste/UNU_countries.csv.zst", CBS, tmp_path)
    with (DATA / "cbs-ewaste/manual_corrections.csv").open(encoding="utf-8", newline="") as file:
        pairs = {(r["UNU_Key"], r["Country"], r["Year"]): (r["POM_kg_new"], r["POM_kg_original"]) for r in csv.DictReader(file)}
    numbers = {k: tuple(map(float, p)) for k, p in pairs.items() if all(re.fullmatch(r"[\d.]+", v) for v in p)}
    moved = {k for k, (new, old) in numbers.items() if min(new, old) > 0 and max(new, old) > 2 * min(new, old)}
    cells = {(r["material"], r["region"], r["period"]) for r in intake.ledger.to_arrow().to_pylist()}
    warned = {(r["UNU_Key"], r["Country"], r["Year"]) for r in rows(intake.warnings)}
    inside = cells & moved
    assert len(inside) > 50 and len(inside & warned) / len(inside) > 1.5 * len(warned) / len(cells)


def test_plastic_scrap_through_british_customs(tmp_path):
    mapping = """
        rename.mass = "NetMass"
        rename.material = "Description"
        rename.region = "Country"
        units.mass = "kg"
        options.carry = ["Value"]
    """
    intake = read("uk-hmrc-plastic-scrap-trade/uk_trade_hs3915_2000_2024.csv.zst", mapping, tmp_path)
    mt = by(intake, "FlowType", unit=1e6)
    assert {k: round(v, 2) for k, v in mt.items()} == {"Non-EU Exports": 9.81, "EU Exports": 2.80, "EU Imports": 1.43, "Non-EU Imports": 0.15}
    table = intake.ledger.to_arrow()
    assert int((table.column("mass_t").to_numpy() == 0).sum()) == 15
    # Pounds sterling are no yuan: carried as they are, and not read as value.
    assert "value_cny" not in table.column_names and table.column("Value").to_pylist().count("0") == 11


def test_materials_facilities(tmp_path):
    sides = {"input": 'rename.period = "Year"\nrename.site = "Permit Ref"\nconstant.material = "mixed recyclables"\nconstant.flow = "in"',
             "output": 'rename.period = "Year"\nrename.site = "PERMIT"\nrename.material = "Material Type (if SOM)"\nconstant.flow = "out"'}
    read_ = {side: read(f"uk-ea-materials-facility-2020/{side}.csv.zst", f'rename.mass = "Tonnes"\nconstant.stage = "sorting"\n{more}', tmp_path)
             for side, more in sides.items()}
    assert total(read_["input"]) == pytest.approx(3_579_293.2, abs=0.06)
    named = by(read_["output"], "material")
    assert math.fsum(named.values()) == pytest.approx(2_861_012.7, abs=0.06)
    for word, tonnes in {"glass": 1_045_706.4, "paper": 1_192_743.3, "plastic": 415_377.9, "metal": 207_185.1}.items():
        assert math.fsum(v for k, v in named.items() if word in k.casefold()) == pytest.approx(tonnes, abs=0.06)
    # Residue and onward transfers name no material; their tonnes are in the rejected rows, and the check value of all outputs needs them.
    left = math.fsum(float(r["Tonnes"]) for r in rows(read_["output"].rejected))
    assert math.fsum(named.values()) + left == pytest.approx(3_177_355.2, abs=0.06)
    zeros = {s: int((i.ledger.to_arrow().column("mass_t").to_numpy() == 0).sum()) for s, i in read_.items()}
    zeros["output"] += sum(float(r["Tonnes"]) == 0 for r in rows(read_["output"].rejected))
    assert zeros == {"input": 79, "output": 34}


def test_oecd(tmp_path):
    mapping = """
        rename.mass = "Value"
        rename.material = "Variable"
        rename.region = "Country"
        units.mass = "kt"
    """
    intake = read("oecd-waste/MUNW_17062020003103960.csv.zst", mapping, tmp_path, where={"Unit Code": "TONNE", "PowerCode": "Thousands"})
    assert intake.counts["read"] == 20_779
    one = intake.ledger.where(region="Australia", period="1992", material="Municipal waste generated").to_arrow().column("mass_t").to_pylist()
    assert one == [12_000_000.0]
    assert set(intake.ledger.to_arrow().column("Unit").to_pylist()) == {"Tonnes"}


@pytest.mark.parametrize("stream", ["commercial", "residential", "selfhaul"])
def test_seattle_closes_to_a_short_ton(stream, tmp_path):
    mapping = """
        units.mass = "short_ton"
        constant.material = "municipal waste"
        melt.columns.msw_generated.stage = "generation"
        melt.columns.msw_disposed.stage = "disposal"
        melt.columns.msw_recycled.stage = "reprocessing"
    """
    intake = read(f"seattle-msw-annual/seattle_msw_{stream}.csv", mapping, tmp_path)
    assert intake.counts["rejected"] == 0 and intake.counts["read"] == 60
    assert sum("thousands separators" in n for n in intake.notes) == 3
    tons = by(intake, "period", "stage", unit=SHORT_TON)
    for year in {p for p, _ in tons}:
        assert tons[year, "generation"] == pytest.approx(tons[year, "disposal"] + tons[year, "reprocessing"], abs=1.001)


def test_published_totals_of_china(tmp_path):
    mapping = """
        rename.material = "material_zh"
        rename.mass = "volume_10kt"
        rename.value = "value_100m_cny"
        units.mass = "万吨"
        units.value = "亿元"
        options.totals = "keep"
    """
    intake = read("china-recyclables/volumes.csv", mapping, tmp_path)
    totals = by(_of(intake, material="合计", evidence=["published", "derived"]), "period", unit=1e6)
    assert {y: totals[y] for y in ("2020", "2021", "2022", "2023", "2024")} == {"2020": 372, "2021": 381, "2022": 371, "2023": 376, "2024": 401}
    # Blank cells stay blank; nothing is filled.
    assert set(intake.counts["rules"]) == {"missing"}


def test_plastic_waste_trade_of_the_world(tmp_path):
    mapping = """
        rename.region = "Entity"
        constant.material = "waste_plastics"
        units.mass = "t"
        melt.columns.plastic_waste_exports.stage = "export"
        melt.columns.plastic_waste_imports.stage = "import"
    """
    intake = read("owid-trade-and-metals/plastic_waste_trade_comtrade_2022.csv.zst", mapping, tmp_path)
    assert intake.counts["rejected"] == 0
    mass = by(intake, "region", "period", "stage")
    net = {(r["region"], r["period"]): r["plastic_waste_net_exports"] for r in intake.ledger.to_arrow().to_pylist()}
    given = {k: float(v) for k, v in net.items() if v}
    assert sum(v < 0 for v in given.values()) == 655
    # Exports less imports is the net printed for every country; groups of countries (Africa, high income …) are netted over other members.
    off = {k[0] for k, v in given.items() if not math.isclose(mass.get((*k, "export"), 0) - mass.get((*k, "import"), 0), v, rel_tol=1e-9, abs_tol=2e-3)}
    assert len(given) == 2_056 and len(off) <= 12 and not off & {"China", "Germany", "United States", "Japan"}, off


@pytest.mark.parametrize("name, packed", [("ten00106", "unit,hazard,nace_r2,waste"), ("ten00108", "unit,hazard,nace_r2,waste"),
                                          ("ten00110", "unit,hazard,nace_r2,waste")])
def test_eurostat_flags_stay_with_their_numbers(name, packed, tmp_path):
    mapping = f"""
        split.'{packed},geo\\time' = ["unit", "hazard", "nace_r2", "material", "region"]
        units.mass = "t"
        constant.stage = "generation"
        options.flags = ["b", "c", "d", "e", "p", "s", "u"]
        options.totals = "keep"
    """
    intake = read(f"eurostat-waste/{name}.tsv", mapping, tmp_path)
    # The source counted on its bytes, not by this package.
    cells = [c.strip() for line in (DATA / f"eurostat-waste/{name}.tsv").read_text().splitlines()[1:] for c in line.split("\t")[1:]]
    flagged = [c for c in cells if re.fullmatch(r"[\d.]+ [a-z]+", c)]
    blank = [c for c in cells if c.startswith(":")]
    assert flagged and blank and len(cells) == intake.counts["read"] and intake.counts["rejected"] == 0
    assert intake.counts["warnings"] == {"flagged_number": len(flagged)} and intake.counts["ignored"]["blank_cell"] == len(blank)
    assert collections.Counter(f for f in intake.ledger.to_arrow().column("mass_flag").to_pylist() if f) == collections.Counter(c.split()[1] for c in flagged)
    assert total(intake) == pytest.approx(math.fsum(float(c.split()[0]) for c in cells if not c.startswith(":")), rel=1e-15)


def test_durban_and_kampala(tmp_path):
    durban = """
        rename.site = "location"
        units.mass = "kg"
        melt.columns.pet.material = "PET"
        melt.columns.hdpe_pp.material = "HDPE and PP"
    """
    assert read("household-waste-sorts/durban_litterboom_weights.csv", durban, tmp_path).counts["accepted"] == 28
    kampala = """
        rename.site = "id"
        rename.region = "parish"
        units.mass = "kg"
        melt.material = ["waste_food_kg", "waste_garden_kg", "waste_wood_kg", "waste_textiles_kg", "waste_paper_kg", "waste_polythene_kg", "waste_plastics_kg",
        "waste_glass_kg", "waste_metals_kg", "waste_other_kg"]
    """
    intake = read("household-waste-sorts/kampala_household_sorts.csv", kampala, tmp_path)
    kg = by(intake, "site", unit=1e-3)
    whole = {r["site"]: float(r["waste_total_kg"]) for r in intake.ledger.to_arrow().to_pylist()}
    gaps = [abs(kg[i] - whole[i]) for i in whole]
    # Weighed to a gram, added by hand: beyond ten grams the fractions and their total disagree.
    assert len(whole) == 103 and sum(g > 0.01 for g in gaps) == 4 and max(gaps) == pytest.approx(3.57, abs=5e-3)


def test_landfills_of_the_united_states(tmp_path):
    mapping = """
        rename.site = "Landfill Name"
        rename.mass = "Annual Waste Acceptance Rate (tons per year)"
        rename.period = "Annual Waste Acceptance Year"
        rename.record_id = "Landfill ID"
        constant.material = "landfilled waste"
        constant.stage = "disposal"
        units.mass = "short_ton"
    """
    intake = read("us-epa-lmop-landfills/lmop_database_sheet.csv.zst", mapping, tmp_path)
    assert intake.counts["read"] == 2_629 and set(intake.counts["rules"]) == {"missing"}
    anchorage = intake.ledger.where(site="Anchorage Regional Landfill").to_arrow().to_pylist()[0]
    assert (anchorage["mass_t"], anchorage["period"]) == (pytest.approx(314_319 * SHORT_TON, rel=1e-15), "2019")


def test_countries_of_the_world_bank(tmp_path):
    mapping = """
        rename.region = "country_name"
        rename.mass = "total_msw_total_msw_generated_tons_year"
        constant.material = "municipal waste"
        constant.stage = "generation"
        units.mass = "t"
    """
    intake = read("worldbank-what-a-waste/country_level_data.csv", mapping, tmp_path)
    # 217 countries, two of them without a figure, and a last line that a program left behind.
    assert (intake.counts["read"], intake.counts["accepted"], intake.counts["rules"]) == (218, 215, {"wrong_cell_count": 1, "missing": 2})
    left = next(r for r in rows(intake.rejected) if r["_rules"] == "wrong_cell_count")
    assert left["_row"] == 219 and left["iso3c"] == "System.IO.MemoryStream" and "1 / 51" in left["_message"]
    assert intake.ledger.where(region="Brazil").to_arrow().column("mass_t").to_pylist() == [79_069_584.0]


def test_wood_of_britain(tmp_path):
    mapping = """
        rename.material = "Object"
        rename.mass = "Measurement"
        rename.record_id = "ID"
        constant.period = "2019"
        units.mass = "kg"
    """
    intake = read("uk-wood-flows/UK_wood_observations.csv", mapping, tmp_path, where={"Metric": ["GreenMass", "Mass"]})
    first = intake.ledger.where(record_id="1").to_arrow().to_pylist()[0]
    assert first["mass_t"] == 9_801_000.0 and first["Role"] == "ProcessOutput"
    # 84 rows in mass; areas, volumes and ratios are outside; of the others 11 lines are blank and two zeros name nothing.
    assert (intake.counts["read"], intake.counts["accepted"], intake.counts["rules"]) == (149, 84, {"material_missing": 2})
    assert intake.counts["ignored"]["blank_row"] == 11 and intake.counts["ignored"]["outside_where"] == 52


def test_every_folder_with_tonnes_is_read_here():
    """Folders without a table of flows in mass: factors, defaults, prices, shares, pieces, distances. A new folder must be put on one of the lists."""
    if not DATA.exists():
        pytest.skip("the shared data are not here")
    without = {"blantyre-skip-network", "open-repair", "owid-electricity-mix", "pv-ice-baselines", "uk-defra-ghg-factors", "us-epa-landfill-defaults",
               "us-epa-waste-factors"}
    text = "".join(p.read_text("utf-8") for p in Path(__file__).parent.glob("test_shared_*.py"))
    unread = {p.parent.name for p in DATA.glob("*/SOURCE.md") if f'"{p.parent.name}/' not in text} - without
    assert unread - {"eurostat-waste", "seattle-msw-annual", "uk-ea-materials-facility-2020"} == set()
