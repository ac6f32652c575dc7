# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The ladder of a factor: gate, region, year; what is flagged, and what is refused with the reason."""

import random

import pytest

import huishou as hs
from huishou.errors import InputError
from huishou.metrics.countries import country, relation
from huishou.metrics.factor_gate import implied


def pack(about=None, **columns):
    return hs.factors.from_frame(columns, **({"id": "t", "version": "1", "licence": "CC0", "source": "test"} | (about or {})))


def one(rows, factors, **call):
    return hs.avoided_emissions(rows, factors, **call).rows()[0]


def refused(rows, factors, **call):
    with pytest.raises(InputError) as error:
        hs.avoided_emissions(rows, factors, **call)
    assert error.value.hint
    return error.value


COLLECTED = pack(material=["paper"], factor_co2e_per_t=[2.0], gate=["collected"], per=["t collected"])
PAPER = {"material": ["paper"], "mass_t": [10.0]}


# ---- the gate


def test_a_factor_per_tonne_collected_is_refused_on_product_tonnes():
    error = refused(PAPER | {"gate": ["product"]}, COLLECTED)
    assert error.code == "gate_mismatch" and error.column == "gate" and "t collected" in str(error) and "yield_" in error.hint
    assert one(PAPER | {"gate": ["collected"]}, COLLECTED)["status"] == "ok"
    assert one(PAPER, COLLECTED)["status"] == "ok"
    through = one(PAPER | {"gate": ["product"]}, COLLECTED, yield_=0.8)                  # who says which share arrives has answered the question
    assert through["status"] == "ok" and through["avoided_co2e_t"] == 16.0


def test_gates_are_known_by_their_chinese_words_and_others_are_refused():
    assert one(PAPER | {"gate": ["回收"]}, COLLECTED)["status"] == "ok"
    assert refused(PAPER | {"gate": ["产品"]}, COLLECTED).code == "gate_mismatch"
    assert refused(PAPER | {"gate": ["柜台"]}, COLLECTED).code == "unknown_gate"
    assert one(PAPER | {"gate": ["柜台"]}, pack(material=["paper"], factor_co2e_per_t=[2.0]))["status"] == "ok"     # a factor that names none asks none


def test_another_stage_is_flagged_where_the_rows_state_no_gate():
    row = one(PAPER | {"stage": ["reprocessing"], "flow": ["out"]}, COLLECTED)
    assert row["status"] == "gate_mismatch" and row["avoided_co2e_t"] == 20.0
    assert "collected" in hs.avoided_emissions(PAPER | {"stage": ["reprocessing"], "flow": ["out"]}, COLLECTED).explain(0, "en")
    assert one(PAPER | {"stage": ["collection"], "flow": ["out"]}, COLLECTED)["status"] == "ok"
    assert one(PAPER | {"stage": ["market"], "flow": ["out"]}, COLLECTED)["status"] == "ok"          # a market says nothing of losses
    assert implied("sorting", "in") == "collected" and implied("import", "in") is None


def test_a_factor_per_tonne_of_product_wants_to_know_the_gate():
    made = pack(material=["paper"], factor_co2e_per_t=[2.0], gate=["secondary_out product"], per=["t output"])
    assert refused(PAPER, made).code == "gate_unstated"
    assert refused(PAPER | {"gate": ["collected"]}, made).code == "gate_mismatch"
    assert one(PAPER | {"stage": ["reprocessing"], "flow": ["out"]}, made)["status"] == "ok"
    assert one(PAPER | {"gate": ["product"]}, made)["status"] == "ok"
    assert one(PAPER, made, yield_=0.9)["avoided_co2e_t"] == 18.0


def test_only_counted_rows_are_held_to_the_gate():
    rows = {"material": ["paper"] * 2, "gate": ["product", "collected"], "stage": ["reprocessing", "collection"], "flow": ["out", "out"], "mass_t": [8.0, 10.0]}
    assert one(rows, COLLECTED, count_at="collection/out")["avoided_co2e_t"] == 20.0
    assert refused(rows, COLLECTED, count_at="reprocessing/out").code == "gate_mismatch"


def test_the_gate_chooses_among_factors_of_one_material():
    both = pack(material=["steel"] * 2, factor_co2e_per_t=[1.5, 1.8], gate=["collected reprocessor_in", "product"], factor_id=["scrap", "made"])
    found = {g: one({"material": ["steel"], "gate": [g], "mass_t": [1.0]}, both)["factors"] for g in ("collected", "reprocessor_in", "product")}
    assert found == {"collected": "scrap", "reprocessor_in": "scrap", "product": "made"}
    assert one({"material": ["steel"], "mass_t": [1.0]}, both)["factors"] == "scrap"
    rows = {"material": ["steel"] * 2, "gate": ["collected", "product"], "mass_t": [1.0, 1.0]}
    assert one(rows, both)["avoided_co2e_t"] == pytest.approx(3.3)


def test_resource_saving_of_steel_made_from_scrap():
    """1.6 t CO2, 4.3 t ore, 350 kgce and 3 t solid waste are per tonne of steel: never of scrap, unless a yield says how much becomes steel."""
    steel = {"material": ["废钢铁"], "gate": ["product"], "mass_t": [100.0]}
    want = {"ore_t": 430.0, "energy_tce": 35.0, "solid_waste_t": 300.0}
    for indicator, saved in want.items():
        found = hs.avoided_emissions(steel, "cn", indicator=indicator)
        assert found.rows()[0][f"avoided_{indicator}"] == pytest.approx(saved) and found.rows()[0]["factors"] == "cn-steel-casi-2024"
        assert "废钢铁应用协会" in found.explain(0)
    assert one(steel, "cn")["avoided_co2e_t"] == 160.0
    scrap = {"material": ["废钢铁"], "gate": ["collected"], "mass_t": [100.0]}
    assert refused(scrap, "cn", indicator="ore_t").code == "gate_mismatch"
    assert refused({"material": ["废钢铁"], "mass_t": [100.0]}, "cn", indicator="ore_t").code == "gate_unstated"
    assert one(scrap, "cn", indicator="ore_t", yield_=0.9)["avoided_ore_t"] == pytest.approx(387.0)
    assert (one(scrap, "cn")["avoided_low"], one(scrap, "cn")["avoided_high"]) == (130.0, 160.0)
    assert one({"material": ["weee"], "gate": ["collected"], "mass_t": [1.0]}, "cn", indicator="ore_t")["status"] == "factor_missing"
    assert one(steel, "cn", indicator="water_m3")["status"] == "factor_missing"          # the source says nothing of water


# ---- regions and years


@pytest.mark.parametrize(("region", "own", "lies"), [
    ("浙江省", "CN", "parent"), ("CN-ZJ", "中国", "parent"), ("China", "CN", "exact"), ("浙江", "浙江省", "exact"), ("浙江", "江苏", "elsewhere"),
    ("Germany", "EU", "parent"), ("Norway", "EU", "foreign"), ("Scotland", "UK", "parent"), ("UK", "Scotland", "elsewhere"),
    ("宁波", "浙江", "parent"), ("浙江", "宁波", "elsewhere"), ("宁波市", "江苏", "elsewhere"),
    ("FR-75", "FR-69", "elsewhere"), ("广东", "US", "foreign"),
    ("Manhattan", "US", "unknown"), ("浙江", "world", "open"), (None, "US", "open"), ("浙江", None, "open"), ("A", "A", "exact"), ("CA", "US", "unknown")])
def test_where_a_region_lies(region, own, lies):
    assert relation(region, own) == lies


def test_codes_of_states_are_no_countries():
    assert [country(c) for c in ("IN", "CA", "FR", "GB", "CN-11", "新疆兵团", "全国", "大连")] == [None, None, "FR", "GB", "CN", "CN", "CN", "CN"]


def test_no_factor_crosses_a_border():
    rows = {"material": ["glass"], "fate": ["recycled"], "region": ["浙江"], "mass_t": [1.0]}
    found = hs.avoided_emissions(rows, "us-epa-warm", "warm")
    assert found.rows()[0]["status"] == "factor_missing" and found.rows()[0]["avoided_co2e_t"] is None
    assert "another country" in found.explain(0, "en") and "另一个国家" in found.explain(0)
    steel = {"material": ["废钢铁"] * 2, "region": ["河北", "Japan"], "mass_t": [10.0, 10.0]}
    found = {r["region"]: r for r in hs.avoided_emissions(steel, "cn", by=["region"]).rows()}
    assert found["河北"]["avoided_high"] == 16.0 and found["Japan"]["status"] == "factor_missing"
    together = one(steel, "cn")
    assert "partial" in together["flags"] and together["coverage"] == 0.5                 # the region counts though it is in no answer


def test_regions_and_periods_may_be_numbers():
    """GB/T 2260 codes and whole years, as frames often hold them."""
    rows = {"material": ["废钢铁"] * 3, "region": [330000, 130000, 990099], "period": [2025, 2025, 2025], "mass_t": [10.0] * 3}
    found = {r["region"]: (r["avoided_high"], r["status"], r["flags"]) for r in hs.avoided_emissions(rows, "cn", by=["region"]).rows()}
    province = (16.0, "bound_only", "bound_only")
    assert found == {330000: province, 130000: province, 990099: (16.0, "bound_only", "bound_only region_fallback")}
    own = pack({"valid_until": "2024"}, material=["paper"], factor_co2e_per_t=[1.0])
    assert one(PAPER | {"period": [2025]}, own)["status"] == "factor_stale" and one(PAPER | {"period": [2024]}, own)["status"] == "ok"


def test_a_countrys_factor_beside_regional_ones_is_told():
    own = pack(material=["paper"] * 2, factor_co2e_per_t=[1.0, 2.0], region=["CN", "江苏"])
    rows = {"material": ["paper"] * 3, "region": ["江苏省", "浙江", "CN"], "mass_t": [1.0] * 3}
    found = {r["region"]: r for r in hs.avoided_emissions(rows, own, by=["region"]).rows()}
    assert (found["江苏省"]["avoided_co2e_t"], found["江苏省"]["status"]) == (2.0, "ok")
    assert (found["浙江"]["avoided_co2e_t"], found["浙江"]["status"]) == (1.0, "region_fallback")
    assert found["CN"]["status"] == "ok"
    assert "the country the region lies in" in hs.avoided_emissions(rows, own, by=["region"]).explain(1, "en") + \
        hs.avoided_emissions(rows, own, by=["region"]).explain(2, "en") + hs.avoided_emissions(rows, own, by=["region"]).explain(0, "en")
    regional = pack(material=["paper"] * 2, factor_co2e_per_t=[1.0, 2.0], region=["浙江", "江苏"])
    assert one({"material": ["paper"], "region": ["安徽"], "mass_t": [1.0]}, regional)["status"] == "factor_missing"
    assert one(PAPER, regional)["status"] == "factor_missing"                             # two regions, and the rows say none: nothing is guessed


def test_a_region_of_unknown_country_is_told():
    rows = {"material": ["glass"], "fate": ["recycled"], "region": ["Manhattan 03"], "mass_t": [1.0]}
    row = one(rows, "us-epa-warm", method="warm")
    assert row["avoided_co2e_t"] > 0 and "region_fallback" in row["flags"].split()
    two = pack(material=["paper"] * 2, factor_co2e_per_t=[1.0, 2.0], region=["A", "B"])
    assert one({"material": ["paper"], "region": ["C"], "mass_t": [1.0]}, two)["status"] == "factor_missing"


def test_without_a_period_the_latest_edition_counts():
    own = pack(material=["paper"] * 3, factor_co2e_per_t=[1.0, 2.0, 3.0], year=["2016", "2021", "2019"])
    assert one(PAPER, own)["avoided_co2e_t"] == 20.0
    assert one(PAPER | {"period": ["2018"]}, own)["avoided_co2e_t"] == 30.0
    assert one(PAPER | {"period": ["2020-05"]}, own)["avoided_co2e_t"] == 30.0            # 2019 and 2021 are as near: the earlier
    assert "the nearest year" in hs.avoided_emissions(PAPER | {"period": ["2018"]}, own).explain(0, "en")


@pytest.mark.parametrize(("until", "period", "stale"), [
    ("2023-12", "2023", False), ("2023-12", "2023-12", False), ("2023-12", "2024-01", True), ("2023-12", "2024", True), ("2023", "2023-12", False),
    ("2024-06-10", "2024-06", False), ("2024-06-10", "2024-07", True), (None, "2099", False), ("2023", None, False)])
def test_an_expired_pack_is_flagged(until, period, stale):
    own = pack({"valid_until": until}, material=["paper"], factor_co2e_per_t=[1.0])
    row = one(PAPER | ({"period": [period]} if period else {}), own)
    assert row["avoided_co2e_t"] == 10.0 and row["status"] == ("factor_stale" if stale else "ok")


def test_expiry_of_a_row_goes_before_that_of_the_pack_and_shows_by_group():
    own = pack({"valid_until": "2030"}, material=["paper", "glass"], factor_co2e_per_t=[1.0, 1.0], valid_until=["2020", None])
    rows = {"material": ["paper", "paper", "glass"], "period": ["2020", "2021", "2021"], "mass_t": [1.0] * 3}
    found = {(r["material"], r["period"]): r["status"] for r in hs.avoided_emissions(rows, own, by=["material", "period"]).rows()}
    assert found == {("paper", "2020"): "ok", ("paper", "2021"): "factor_stale", ("glass", "2021"): "ok"}
    row = one(rows, own)
    assert row["status"] == "factor_stale" and row["avoided_co2e_t"] == 3.0 and row["factors"].split() == ["glass/any", "paper/any"]
    late = {"material": ["glass"], "fate": ["recycled"], "period": ["2024"], "mass_t": [1.0]}
    assert one(late, "us-epa-warm", method="warm")["flags"] == "factor_stale not_separable no_baseline"


# ---- sets of global warming potentials


def test_rows_of_two_sets_are_not_added():
    own = pack(material=["paper", "glass"], factor_co2e_per_t=[1.0, 1.0], gwp=["AR4", "AR6"])
    rows = {"material": ["paper", "glass"], "mass_t": [1.0, 1.0]}
    error = refused(rows, own)
    assert error.code == "mixed_gwp" and "AR4 (paper/any)" in str(error) and "AR6 (glass/any)" in str(error)
    assert one({"material": ["glass"], "mass_t": [1.0]}, own)["status"] == "ok"
    assert refused({"material": ["paper"], "mass_t": [1.0]}, own).code == "gwp_mismatch"


# ---- numbers do not move


def test_doubts_change_no_number_and_no_draw():
    """A factor met with and without a doubt is one random variable: the split costs no bit of the sums and none of the draws."""
    about = {"material": ["paper"], "factor_co2e_per_t": [0.1], "distribution": ["normal"], "sd": [0.02]}
    plain, dated = pack(**about), pack({"valid_until": "2020"}, **about)
    rows = {"material": ["paper"] * 200, "period": ["2019", "2023"] * 100, "mass_t": [0.1 + i / 7 for i in range(200)]}
    a, b = (one(rows, p, draws=5000, rng=7) for p in (plain, dated))
    assert b["status"] == "factor_stale" and {k: v for k, v in a.items() if k not in ("status", "flags")} == {
        k: v for k, v in b.items() if k not in ("status", "flags")}


def test_neither_the_order_of_factors_nor_of_rows_nor_threads_change_an_answer():
    rng = random.Random(11)
    regions, years, gates = ("CN", "浙江", "江苏", None), ("2015", "2019", "2022"), ("collected", "product", None)
    factors = [(m, r, y, g, rng.uniform(-1, 3)) for m in ("paper", "steel") for r in regions for y in years for g in gates]
    rows = [(rng.choice(("paper", "steel")), rng.choice(("浙江省", "CN-JS", "安徽", "Gondor", "Japan")), f"{rng.randint(2012, 2026)}-0{rng.randint(1, 9)}",
             rng.choice(gates), rng.uniform(0, 1e5)) for _ in range(400)]

    def answer(factors, rows, threads):
        names = ("material", "region", "year", "gate", "factor_co2e_per_t")
        own = pack({"valid_until": "2024-06"}, **dict(zip(names, map(list, zip(*factors, strict=True)), strict=True)))
        columns = dict(zip(("material", "region", "period", "gate", "mass_t"), map(list, zip(*rows, strict=True)), strict=True))
        return hs.avoided_emissions(columns, own, by=["material", "region"], threads=threads).rows()

    first = answer(factors, rows, 1)
    seen = {f for r in first for f in r["flags"].split()}
    assert {"region_fallback", "factor_stale"} <= seen
    for threads in (1, 2, 7):
        rng.shuffle(factors)
        rng.shuffle(rows)
        assert answer(factors, rows, threads) == first


def test_a_wider_material_lends_its_factor_only_where_the_caller_says_so():
    two = {"material": ["waste_plastics", "film"], "factor_co2e_per_t": [1.2, 0.4]}
    own = hs.factors.from_frame(two, id="own", version="1", licence="CC0", source="example")
    rows = {"material": ["pet_clear", "film", "glass"], "mass_t": [100.0, 10.0, 5.0]}
    alone = hs.avoided_emissions(rows, own, by=["material"]).rows()
    assert [r["status"] for r in alone] == ["ok", "factor_missing", "factor_missing"]
    tree = {"pet_clear": "pet", "pet": "waste_plastics", "film": "waste_plastics", "waste_plastics": "pet"}      # a circle ends by itself
    found = hs.avoided_emissions(rows, own, by=["material"], parents=tree)
    film, glass, bottles = found.rows()
    assert (bottles["avoided_co2e_t"], bottles["status"]) == (120.0, "material_fallback")
    assert (film["avoided_co2e_t"], film["status"], glass["status"]) == (4.0, "ok", "factor_missing")
    assert "the wider material" in found.explain(2, "en") and found.provenance["parameters"]["parents"] == tree
    total = hs.avoided_emissions(rows, own, parents=tree).rows()[0]
    assert total["avoided_co2e_t"] == 124.0 and "material_fallback" in total["flags"] and total["status"] == "partial"
