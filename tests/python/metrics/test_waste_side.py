# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Landfill, fire, haulage and electricity: golden cases, identities, and what is refused."""

import math
import sys
from pathlib import Path

import pytest

import huishou as hs
from huishou.errors import HuishouError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import golden  # noqa: E402

approx = pytest.approx
WORDS = ("technology", "gwp", "basis", "form", "region")
WHOLE = ("year",)


def code(call, *args, **kwargs):
    with pytest.raises(HuishouError) as error:
        call(*args, **kwargs)
    assert error.value.hint
    return error.value.code


@pytest.mark.parametrize("path", golden.cases("waste_side", "case.txt"), ids=lambda p: p.name)
def test_golden(path):
    settings = golden.settings(path)
    own = {k: v[0] for k, v in settings.items() if k not in ("source", "call", "tolerance", "want", "waste")}
    arguments = {k: v if k in WORDS else int(v) if k in WHOLE else float(v) for k, v in own.items()}
    if "waste" in settings:
        arguments |= {k: {settings["waste"][0]: arguments[k]} for k in ("mass_t", "power_kwh") if k in arguments}
    row = getattr(hs.carbon, settings["call"][0])(**arguments).rows()[0]
    for line in settings["want"]:
        name, number = line.split()
        assert golden.same(row[name], float(number), float(settings["tolerance"][0])), (name, row[name], number)


LANDFILL = dict(doc=0.4, doc_f=0.5, mcf=0.8, f=0.55, ox=0.1)


@pytest.mark.parametrize("form", ["epa", "ipcc"])
def test_years_sum_to_the_commitment(form):
    """Constant capture: the years of two centuries are the commitment but for what is still in place. Capture by year: the same, computed two ways."""
    years = hs.carbon.landfill_methane(1000.0, k=0.185, recovery=0.3, years=200, form=form, **LANDFILL).rows()
    whole = hs.carbon.landfill_committed(1000.0, recovery=0.3, **LANDFILL).rows()[0]
    for name in ("generated_ch4_t", "captured_ch4_t", "emitted_ch4_t", "biogenic_co2_t"):
        assert math.fsum(r[name] for r in years) == approx(whole[name], rel=1e-12), name
    collection = [0.0, 0.0, 0.5, 0.5, 0.5, 0.75]                      # EPA, typical operation
    by_year = hs.carbon.landfill_committed(1000.0, k=0.06, recovery=collection, form=form, **LANDFILL).rows()[0]
    long = hs.carbon.landfill_methane(1000.0, k=0.06, recovery=collection + [0.75] * 694, years=700, form=form, **LANDFILL).rows()
    assert math.fsum(r["emitted_ch4_t"] for r in long) == approx(by_year["emitted_ch4_t"], rel=1e-12)
    assert by_year["emitted_ch4_t"] < hs.carbon.landfill_committed(1000.0, recovery=0.0, **LANDFILL).rows()[0]["emitted_ch4_t"]


def test_capture_that_starts_late_catches_less_of_quick_waste():
    late = [0.0, 0.0, 0.75]
    food, wood = (hs.carbon.landfill_committed(1.0, k=k, recovery=late, **LANDFILL).rows()[0] for k in (0.4, 0.02))
    assert food["captured_ch4_t"] < wood["captured_ch4_t"] < 0.75 * wood["generated_ch4_t"]


def test_carbon_is_neither_made_nor_lost():
    row = hs.carbon.landfill_committed(1000.0, recovery=0.4, **LANDFILL).rows()[0]
    carbon = row["emitted_ch4_t"] * 12 / 16 + row["biogenic_co2_t"] * 12 / 44 + row["stored_c_t"]
    assert carbon == approx(1000.0 * 0.4 * 0.8, rel=1e-12)            # what of the degradable carbon meets no air
    for call, share in ((hs.carbon.incineration, 1.0), (hs.carbon.open_burning, 0.58)):
        for row in call({"nappies": 7.0, "rubber_leather": 5.0, "food": 2.0}).rows():
            known = {"nappies": 0.40 * 0.70, "rubber_leather": 0.84 * 0.67, "food": 0.40 * 0.38}[row["waste"]]
            assert (row["fossil_co2_t"] + row["biogenic_co2_t"]) * 12 / 44 == approx(row["mass_t"] * known * share, rel=1e-12)


def test_biogenic_carbon_is_in_no_total():
    wood = hs.carbon.incineration({"wood": 100.0}, gwp="AR5-100").rows()[0]
    assert wood["fossil_co2_t"] == 0.0 and wood["biogenic_co2_t"] > 150.0
    assert wood["co2e_t"] == approx(wood["ch4_t"] * 28 + wood["n2o_t"] * 265)


def test_fire_takes_numbers_of_ones_own_and_says_which_were_the_packs():
    found = hs.carbon.incineration({"sofa": 2.0, "wood": 1.0}, dm={"sofa": 0.9}, cf={"sofa": 0.6}, fcf={"sofa": 0.5}, of=0.98, ch4_g_per_t=1.0)
    sofa = next(r for r in found.rows() if r["waste"] == "sofa")
    assert sofa["fossil_co2_t"] == approx(2.0 * 0.9 * 0.6 * 0.5 * 0.98 * 44 / 12) and sofa["factors"] == "ipcc2006-ef_n2o-continuous"
    parameters = found.provenance["parameters"]
    assert parameters["pack"]["id"] == "ipcc-waste" and parameters["OF"] == 0.98 and parameters["dm"] == {"sofa": 0.9}
    batch, stoker = (hs.carbon.incineration({"wood": 1.0}, technology=t).rows()[0]["ch4_t"] for t in ("batch_stoker", "continuous_stoker"))
    assert batch == approx(300 * stoker)


def test_fire_refuses():
    call = hs.carbon.incineration
    assert code(call, {"sofa": 1.0}) == "no_parameter" and code(call, {"wood": 1.0}, technology="pit") == "bad_technology"
    assert code(call, {"wood": 1.0}, power_kwh={"wood": 5.0}) == "no_grid" and code(call, {"wood": -1.0}) == "not_positive"
    assert code(call, {"wood": 1.0}, gwp="AR9-100") == "bad_gwp" and code(call, {"wood": 1.0}, of=58) == "bad_share"
    assert code(hs.carbon.open_burning, {"wood": 1.0}, dm={"wood": 85}) == "bad_share"
    assert code(call, {"wood": 1.0}, dm={"wod": 0.5}) == "unknown_waste" and code(call, 5.0) == "no_waste"
    assert code(call, {"wood": 1.0}, power_kwh={"food": 5.0}, grid_kg_per_kwh=0.5) == "unknown_waste"
    assert code(call, {"wood": 1.0}, parameters="cn") == "wrong_pack" and code(call, {"wood": 1.0}, parameters=7) == "wrong_pack"
    assert call({"wood": 1.0}, parameters="ipcc-waste").rows() == call({"wood": 1.0}).rows()


def test_landfill_committed_refuses():
    assert code(hs.carbon.landfill_committed, 1.0, recovery=[0.1, 0.2], **LANDFILL) == "no_rate"
    assert code(hs.carbon.landfill_committed, 1.0, recovery=1.2, **LANDFILL) == "bad_share"
    assert code(hs.carbon.landfill_committed, 1.0, recovery=[0.1], k=0.1, form="cdm", **LANDFILL) == "bad_form"


def test_landfill_defaults_are_those_of_the_pack_and_never_hold_a_recovery():
    paper = hs.carbon.landfill_defaults("paper_cardboard", climate="temperate_wet", site="managed_anaerobic", covered=True)
    assert paper == {"doc": 0.4, "doc_f": 0.5, "mcf": 1.0, "k": 0.06, "f": 0.5, "ox": 0.1}
    assert hs.carbon.landfill_defaults("textiles", climate="tropical_dry", site="uncategorised", covered=False)["k"] == 0.045
    assert code(hs.carbon.landfill_defaults, "nappies", climate="tropical_dry", site="uncategorised", covered=False) == "no_parameter"
    assert code(hs.carbon.landfill_defaults, "food", climate="polar", site="uncategorised", covered=False) == "bad_climate"
    assert code(hs.carbon.landfill_defaults, "food", climate="tropical_dry", site="hole", covered=False) == "no_parameter"


def test_an_empty_way_back_is_stated_and_counted_once():
    vehicle = dict(payload_t=6.0, kg_per_km_full=1.1, kg_per_km_empty=0.7)
    there, both = (hs.carbon.transport(17.0, 25.0, empty_return=r, **vehicle).rows()[0]["co2e_t"] for r in (0.0, 1.0))
    assert both - there == approx(3 * 25 * 0.7 / 1000)
    assert code(hs.carbon.transport, 17.0, 25.0, **vehicle) == "no_empty_return"
    assert code(hs.carbon.transport, 17.0, 25.0, payload_t=6.0, kg_per_km_full=1.1, empty_return=0.5) == "missing_emission"
    assert code(hs.carbon.transport, 17.0, 25.0, kg_per_tkm=0.1, empty_return=1.0) == "two_forms"
    assert code(hs.carbon.transport, 17.0, 25.0) == "no_form" and code(hs.carbon.transport, -1.0, 25.0, kg_per_tkm=0.1) == "not_positive"
    assert hs.carbon.transport(0.0, 25.0, empty_return=1.0, **vehicle).rows()[0]["trips"] == 0


def test_freight_factors_of_two_publishers_in_one_unit():
    hub = hs.factors.load("us-epa-hub")
    for name, want in (("medium_and_heavy_duty_truck", 0.1445), ("rail", 0.0151), ("waterborne_craft", 0.0247)):
        kg, per = hs.carbon.kg_per_km(hub.factor(f"hub8-{name}-short_ton_mile-co2", year=2021))
        assert (kg, per) == (approx(want, abs=5e-5), "t km")
    assert hs.carbon.kg_per_km(hub.factor("hub8-rail-short_ton_mile-ch4", year=2021))[0] == approx(0.0017 / 1000 / 0.90718474 / 1.609344)
    kg, per = hs.carbon.kg_per_km(hub.factor("hub8-medium_and_heavy_duty_truck-vehicle_mile-co2", year=2021))
    assert (kg, per) == (approx(1.407 / 1.609344), "km")
    freight = hs.factors.load("uk-defra").where(year="2023", level_1="Freighting goods", uom="tonne.km", gas="CO2e").table.to_pylist()
    assert len(freight) > 50 and all(hs.carbon.kg_per_km(r) == (r["value"], "t km") for r in freight)
    assert code(hs.carbon.kg_per_km, hub.factor("hub9-glass-recycled", year=2021)) == "no_distance"


@pytest.mark.parametrize(("region", "year", "basis", "factor", "flags"), [
    ("CN", 2023, "average", "grid-cn-2023-national-average", ""), ("中国", 2022, "fossil", "grid-cn-2022-national-fossil", ""),
    ("华北", 2023, "average", "grid-cn-2023-north-average", ""), ("浙江", 2022, "average", "grid-cn-2022-ZJ-average", ""),
    ("CN-ZJ", 2023, "average", "grid-cn-2022-ZJ-average", "year_nearest"), ("宁波市", 2022, "average", "grid-cn-2022-ZJ-average", "region_fallback"),
    ("西藏", 2022, "average", "grid-cn-2022-southwest-average", "region_fallback"),
    ("浙江", 2023, "residual", "grid-cn-2023-national-residual", "region_fallback"),
    ("CN", 2030, "residual", "grid-cn-2023-national-residual", "year_nearest"), ("CN", 2023, "enterprise", "grid-cn-2022-national-enterprise", "year_nearest")])
def test_the_ladder_of_electricity(region, year, basis, factor, flags):
    row = hs.carbon.electricity(1000.0, year=year, basis=basis, region=region).rows()[0]
    assert (row["factor"], row["flags"], row["basis"]) == (factor, flags, basis)
    assert row["co2_t"] == row["kg_co2_per_kwh"] and row["status"] == (flags.split()[0] if flags else "ok")


def test_electricity_refuses_and_never_changes_the_basis():
    pack = hs.factors.load("grid-cn").where(basis="average")
    row = hs.carbon.electricity(1.0, year=2023, basis="residual", pack=pack).rows()[0]
    assert row["status"] == "factor_missing" and row["co2_t"] is None
    assert code(hs.carbon.electricity, 1.0, year=2023, basis="green") == "bad_basis"
    assert code(hs.carbon.electricity, 1.0, year="2023", basis="average") == "bad_year"
    assert code(hs.carbon.electricity, 1.0, year=2023, basis="average", region="Texas") == "unknown_region"
    assert code(hs.carbon.electricity, 1.0, year=2023, basis="average", pack="cn") == "wrong_pack"
    assert hs.carbon.electricity(1.0, year=2022, basis="average", region=330000).rows()[0]["factor"] == "grid-cn-2022-ZJ-average"
    assert code(hs.carbon.electricity, -1.0, year=2023, basis="average") == "not_positive"
    assert "notice 2025 No. 47" in hs.carbon.electricity(1.0, year=2023, basis="average").provenance["parameters"]["source"]
