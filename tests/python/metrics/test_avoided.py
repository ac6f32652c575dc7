# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Avoided emissions: golden cases, the shipped data, one tonne one credit, one factor one variable."""

import json
import random
import sys
from pathlib import Path

import numpy as np
import pytest

import huishou as hs

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import golden  # noqa: E402

NUMBERS = ("mass_t", "mass_covered_t", "coverage", "avoided_co2e_t", "avoided_low", "avoided_high", "induced_co2e_t", "net_co2e_t")


def pack(**columns):
    return hs.factors.from_frame(columns, id="t", version="1", licence="CC0", source="test")


PAPER = pack(material=["paper"], factor_co2e_per_t=[1.0])


@pytest.mark.parametrize("path", golden.cases("carbon", "factors.csv"), ids=lambda p: p.name)
def test_golden(path):
    settings = golden.settings(path)
    factors = golden.table(path / "factors.csv", ("factor_co2e_per_t", "low", "high", "induced_co2e_per_t"))
    rows = golden.table(path / "rows.csv")
    wanted = golden.table(path / "expected.csv", NUMBERS)
    call = {"by": settings.get("by", []), "otherwise_recovered": float(settings.get("otherwise_recovered", ["0"])[0])}
    if "yield" in settings:
        call["yield_"] = float(settings["yield"][0])
    if "refused" in settings:
        with pytest.raises(hs.errors.InputError) as error:
            hs.avoided_emissions(rows, pack(**factors), **call)
        assert error.value.code == settings["refused"][0] and error.value.hint
        return
    found = hs.avoided_emissions(rows, pack(**factors), **call).to_arrow()
    for name in NUMBERS:
        for a, b in zip(found.column(name).to_pylist(), wanted[name], strict=True):
            assert golden.same(a, b, float(settings["tolerance"][0])), (name, a, b)
    assert found.column("flags").to_pylist() == [f or "" for f in wanted["flags"]]


def steel():
    return hs.datasets.load("china-steel").where(region="China", period="2019")


def test_steel_scrap_of_china_2019_by_kind_after_preparation():
    scrap = steel().where(material="steel_scrap")
    prepared = hs.recovery_rate(scrap, "steel-preparation-yield")
    rows = {r["origin"]: r for r in hs.avoided_emissions(scrap, "cn", count_at="collection/out", by=["origin"], yield_=prepared).rows()}
    want = {"post_consumer": (156_988.5, 204.1, 251.2), "new_scrap": (69_975.1, 91.0, 112.0)}
    for origin, (kt, low, high) in want.items():
        row = rows[origin]
        assert (round(row["mass_t"] / 1e3, 1), round(row["avoided_low"] / 1e6, 1), round(row["avoided_high"] / 1e6, 1)) == (kt, low, high)
        assert row["status"] == "bound_only" and row["avoided_co2e_t"] is None
    assert round(rows["home_scrap"]["mass_t"] / 1e3, 1) == 50_044.6
    assert rows["home_scrap"]["status"] == "factor_missing" and rows["home_scrap"]["avoided_high"] is None


def test_yield_may_differ_by_group_and_must_exist():
    scrap = hs.datasets.load("china-steel").where(region="China", material="steel_scrap")
    prepared = hs.recovery_rate(scrap, "steel-preparation-yield", by=["period"])
    rows = hs.avoided_emissions(scrap, "cn", count_at="collection/out", by=["period", "origin"], yield_=prepared).rows()
    one = next(r for r in rows if r["period"] == "2019" and r["origin"] == "new_scrap")
    assert round(one["mass_t"] / 1e3, 1) == 69_975.1
    with pytest.raises(hs.errors.InputError) as error:
        hs.avoided_emissions(scrap, "cn", count_at="collection/out", by=["origin"], yield_=prepared)
    assert error.value.code == "no_yield"
    only = hs.recovery_rate(scrap.where(period="2018"), "steel-preparation-yield", by=["period"])
    with pytest.raises(hs.errors.InputError, match="2000") as error:
        hs.avoided_emissions(scrap, "cn", count_at="collection/out", by=["period"], yield_=only)
    assert error.value.code == "no_yield"
    with pytest.raises(hs.errors.InputError) as error:
        hs.avoided_emissions(scrap, "cn", count_at="collection/out", yield_=1.2)
    assert error.value.code == "bad_share"


def test_all_scrap_at_the_furnaces():
    row = hs.avoided_emissions(steel(), "cn", count_at="reprocessing/in", where={"material": "steel_scrap"}).rows()[0]
    assert (round(row["mass_t"] / 1e3, 2), round(row["avoided_low"] / 1e6, 1), round(row["avoided_high"] / 1e6, 1)) == (277_185.57, 360.3, 443.5)
    every = hs.avoided_emissions(steel(), "cn", count_at="reprocessing/in")
    assert every.rows()[0]["flags"] == "bound_only partial" and "pig_iron" in every.explain(0)


def test_several_gates_are_refused_with_their_tonnes():
    with pytest.raises(hs.errors.InputError, match="collection/out 3.1") as error:
        hs.avoided_emissions(steel(), "cn")
    assert error.value.code == "double_count_risk" and "count_at" in error.value.hint
    with pytest.raises(hs.errors.InputError, match="sorting/out") as error:
        hs.avoided_emissions(steel(), "cn", count_at="market/in")
    assert error.value.code == "nothing_counted"


def test_words_of_ledger_and_pack_meet():
    for word in ("steel_scrap", "废钢铁", "Steel Scrap", "scrap steel"):
        row = hs.avoided_emissions({"material": [word], "mass_t": [10.0]}, "cn").rows()[0]
        assert (row["avoided_low"], row["avoided_high"]) == (13.0, 16.0), word
    row = hs.avoided_emissions({"material": ["steel_scrap"], "fate": ["landfilled"], "mass_t": [10.0]}, "cn").rows()[0]
    assert row["status"] == "factor_missing"  # a factor without pathway is for recycled tonnes


def test_rows_not_offered_for_matching_stay_out():
    listed = hs.frames.to("pandas", hs.factors.load("cn").frame())
    for material in set(listed.loc[~listed["match"], "material"]) - set(listed.loc[listed["match"], "material"]):
        assert hs.avoided_emissions({"material": [material], "mass_t": [1.0]}, "cn").rows()[0]["status"] == "factor_missing"


def test_warm_factors_and_baselines():
    warm = hs.factors.load("us-epa-warm")
    table = hs.frames.to("pandas", warm.frame())
    rows = {"material": table["material"].to_numpy(), "fate": table["pathway"].to_numpy(), "mass_t": np.ones(len(table))}
    found = hs.avoided_emissions(rows, warm, "warm", by=["material", "fate"]).to_pandas().set_index(["material", "fate"])
    for r in table.itertuples():
        row = found.loc[(r.material, r.pathway)]
        assert row["avoided_co2e_t"] == -r.factor_co2e_per_t and row["net_co2e_t"] == r.factor_co2e_per_t
        assert row["flags"] == "not_separable no_baseline" and np.isnan(row["induced_co2e_t"])
    for material, baseline, want in (("corrugated_containers", "landfilled", 3.7379), ("newspaper", "landfilled", 2.0866), ("steel_cans", "combusted", 0.2659)):
        row = hs.avoided_emissions({"material": [material], "fate": ["recycled"], "mass_t": [1.0]}, warm, "warm", baseline=baseline).rows()[0]
        assert row["avoided_co2e_t"] == pytest.approx(want, abs=2e-4) and row["flags"] == "not_separable"
    row = hs.avoided_emissions({"material": ["ldpe"], "fate": ["recycled"], "mass_t": [1.0]}, warm, "warm").rows()[0]
    assert row["status"] == "factor_missing"  # WARM has none: never 0


def test_incineration_has_two_names():
    rows = {"material": ["pet"] * 2, "fate": ["incinerated", "energy"], "mass_t": [1.0, 1.0]}
    assert hs.avoided_emissions(rows, "us-epa-warm", "warm").rows()[0]["coverage"] == 1.0


def test_fates_not_stated_need_a_word():
    rows = {"material": ["pet"], "mass_t": [1.0]}
    assert hs.avoided_emissions(rows, "us-epa-warm", "warm").rows()[0]["status"] == "factor_missing"
    assert hs.avoided_emissions(rows, "us-epa-warm", "warm", pathway="recycled").rows()[0]["coverage"] == 1.0


def test_materials_may_be_mapped_by_the_caller():
    rows = {"material": ["paper"], "mass_t": [1.0]}
    found = hs.avoided_emissions(rows, "us-epa-warm", "warm", pathway="recycled", materials={"paper": "mixed_paper_general"})
    assert found.rows()[0]["factors"] == "warm15-mixed_paper_general-recycled"
    assert found.provenance["parameters"]["materials"] == {"paper": "mixed_paper_general"}


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (dict(factors="uk-defra"), "wrong_pack"),
        (dict(factors="us-epa-hub", gwp="AR4-100"), "wrong_pack"),
        (dict(factors="us-epa-hub", gwp="AR4-100", method="warm"), "wrong_pack"),
        (dict(factors="uk-defra", method="warm"), "wrong_pack"),
        (dict(factors="ipcc-waste"), "wrong_pack"),
        (dict(factors="ipcc-waste", method="closed_loop"), "wrong_pack"),
        (dict(factors="grid-cn"), "wrong_pack"),
        (dict(factors="cn", method="warm"), "wrong_pack"),
        (dict(method="magic"), "bad_method"),
        (dict(gwp="AR9"), "bad_gwp"),
        (dict(indicator="joy"), "bad_indicator"),
        (dict(indicator="ore_t"), "no_indicator"),
        (dict(baseline="landfilled"), "bad_baseline"),
        (dict(otherwise_recovered=1.5), "bad_share"),
        (dict(draws=-1), "bad_draws"),
        (dict(draws=1), "bad_draws"),
        (dict(draws=9, rng="x"), "bad_seed"),
        (dict(count_at="a/b/c"), "bad_gate"),
        (dict(level=0), "bad_level"),
        (dict(ranges="middle"), "bad_ranges"),
        (dict(count_at="reprocessing"), "missing_column"),
        (dict(factors="cm"), "unknown_pack"),
        (dict(factors={"a": 1}), "wrong_pack"),
        (dict(count_at="a/in", where={"flow": "in"}), "bad_gate"),
        (dict(by="material"), "bad_by"),
    ],
)
def test_wrong_calls(call, code):
    with pytest.raises(hs.errors.HuishouError) as error:
        hs.avoided_emissions({"material": ["paper"], "mass_t": [1.0]}, **({"factors": PAPER} | call))
    assert error.value.code == code and error.value.hint


def test_gwp_sets_are_not_mixed():
    own = hs.factors.from_frame({"material": ["paper"], "factor_co2e_per_t": [1.0]}, id="t", version="1", licence="CC0", source="test", gwp="AR5, 100 years")
    with pytest.raises(hs.errors.InputError) as error:
        hs.avoided_emissions({"material": ["paper"], "mass_t": [1.0]}, own)
    assert error.value.code == "gwp_mismatch"
    assert hs.avoided_emissions({"material": ["paper"], "mass_t": [1.0]}, own, gwp="AR5-100").rows()[0]["status"] == "ok"


def test_resource_saving_with_the_same_call():
    own = pack(material=["steel"], factor_co2e_per_t=[1.6], ore_t_per_t=[4.3])
    row = hs.avoided_emissions({"material": ["steel"], "mass_t": [10.0]}, own, indicator="ore_t").rows()[0]
    assert row["avoided_ore_t"] == 43.0 and row["net_ore_t"] == -43.0


def test_regions_and_years_choose_among_factors():
    own = hs.factors.from_frame(
        {"material": ["pet"] * 4, "factor_co2e_per_t": [1.0, 2.0, 3.0, 4.0], "region": ["A", "A", "B", None], "year": ["2010", "2020", "2020", "2020"]},
        id="t",
        version="1",
        licence="CC0",
        source="test",
    )
    rows = {"material": ["pet"] * 5, "region": ["A", "A", "B", "C", "A"], "period": ["2011-03", "2019", "2000", "2020", "2015"], "mass_t": [1.0] * 5}
    found = {(r["region"], r["period"]): r["avoided_co2e_t"] for r in hs.avoided_emissions(rows, own, by=["region", "period"]).rows()}
    assert found == {("A", "2011-03"): 1.0, ("A", "2019"): 2.0, ("B", "2000"): 3.0, ("C", "2020"): 4.0, ("A", "2015"): 1.0}


UNSURE = pack(
    material=["paper", "glass", "steel"],
    factor_co2e_per_t=[1.0, 0.3, None],
    low=[None, None, 1.3],
    high=[None, None, 1.6],
    distribution=["normal", "lognormal", None],
    sd=[0.1, 0.1, None],
)


def test_draws_do_not_depend_on_rows_order_threads_or_neighbours():
    random.seed(5)
    rows = [(random.choice(["A", "B"]), random.choice(["paper", "glass"]), random.uniform(0, 1e6)) for _ in range(2000)]
    columns = {n: [r[i] for r in rows] for i, n in enumerate(("region", "material", "mass_t"))}
    one = hs.avoided_emissions(columns, UNSURE, by=["region"], draws=3000, rng=1, threads=1).rows()
    random.shuffle(rows)
    columns = {n: [r[i] for r in rows] for i, n in enumerate(("region", "material", "mass_t"))}
    assert hs.avoided_emissions(columns, UNSURE, by=["region"], draws=3000, rng=1, threads=7).rows() == one
    alone = [r for r in rows if r[0] == "B"]
    columns = {n: [r[i] for r in alone] for i, n in enumerate(("region", "material", "mass_t"))}
    assert hs.avoided_emissions(columns, UNSURE, by=["region"], draws=3000, rng=1).rows() == one[1:]
    assert hs.avoided_emissions(columns, UNSURE, by=["region"], draws=3000, rng=2).rows() != one[1:]


def test_equal_numbers_of_uncertain_factors_share_no_stream():
    """Two packs with two uncertain factors each: correlated streams would make the sum's sd 1.4 times too large."""
    own = pack(material=["a", "b"], factor_co2e_per_t=[1.0, 1.0], distribution=["normal"] * 2, sd=[0.1] * 2)
    row = hs.avoided_emissions({"material": ["a", "b"], "mass_t": [1.0, 1.0]}, own, draws=100_000, rng=3).rows()[0]
    assert row["sd"] == pytest.approx(0.1 * 2**0.5, rel=0.02)
    warm = {"material": ["a", "a"], "pathway": ["recycled", "landfilled"], "factor_co2e_per_t": [-1.0, 1.0], "distribution": ["normal"] * 2, "sd": [0.1] * 2}
    net = hs.factors.from_frame(warm, id="t", version="1", licence="CC0", source="test", type="consequential_net")
    row = hs.avoided_emissions({"material": ["a"], "fate": ["recycled"], "mass_t": [1.0]}, net, "warm", baseline="landfilled", draws=100_000, rng=3).rows()[0]
    assert (row["mean"], row["sd"]) == (pytest.approx(2.0, rel=0.01), pytest.approx(0.1 * 2**0.5, rel=0.02))
    assert row["net_mean"] == -row["mean"] and row["net_low"] < row["net_high"]


def test_a_range_is_drawn_only_when_asked():
    rows = {"material": ["steel"], "mass_t": [100.0]}
    row = hs.avoided_emissions(rows, UNSURE, draws=2000, rng=1).rows()[0]
    assert row["mean"] is None and row["status"] == "bound_only"
    row = hs.avoided_emissions(rows, UNSURE, draws=20_000, rng=1, ranges="uniform").rows()[0]
    assert row["mean"] == pytest.approx(145.0, rel=0.01) and 130 <= row["low"] < row["high"] <= 160 and row["avoided_co2e_t"] is None


def test_bounds_of_a_distribution_hold_and_negative_lognormals_stay_negative():
    own = pack(material=["a"], factor_co2e_per_t=[0.0], low=[-0.5], high=[0.5], distribution=["normal"], sd=[1.0])
    row = hs.avoided_emissions({"material": ["a"], "mass_t": [1.0]}, own, draws=20_000, rng=1, level=0.9999).rows()[0]
    assert -0.5 <= row["low"] and row["high"] <= 0.5 and row["sd"] == pytest.approx(0.2839, rel=0.02)
    own = pack(material=["a"], factor_co2e_per_t=[-3.0], distribution=["lognormal"], sd=[1.0])
    row = hs.avoided_emissions({"material": ["a"], "mass_t": [1.0]}, own, draws=20_000, rng=1, level=0.9999).rows()[0]
    assert row["high"] < 0 and row["mean"] == pytest.approx(-3.0, rel=0.02)


def test_coverage_of_an_interval_is_the_level_for_every_distribution():
    for name, more in (
        ("normal", {"sd": [0.2]}),
        ("lognormal", {"sd": [0.2]}),
        ("uniform", {"low": [0.5], "high": [1.5]}),
        ("triangular", {"low": [0.5], "high": [1.5]}),
    ):
        own = pack(material=["a"], factor_co2e_per_t=[1.0], distribution=[name], **more)
        row = hs.avoided_emissions({"material": ["a"], "mass_t": [1.0]}, own, draws=10_000, rng=1, level=0.8).rows()[0]
        inner = hs.avoided_emissions({"material": ["a"], "mass_t": [1.0]}, own, draws=10_000, rng=1, level=0.8).rows()[0]
        assert row == inner and row["low"] < row["mean"] < row["high"]


def test_contributions_name_the_factor_to_improve():
    a = hs.avoided_emissions({"material": ["paper", "glass"], "mass_t": [10.0, 1.0]}, UNSURE)
    frame = hs.frames.to("pandas", a.contributions())
    assert list(frame["factor"]) == ["paper/any", "glass/any"] and frame["share"].sum() == pytest.approx(1.0)
    assert frame["share"].iloc[0] == pytest.approx(100 / 101)


def test_the_pedigree_travels():
    result = hs.avoided_emissions({"material": ["paper"], "mass_t": [1.0]}, PAPER, draws=10)
    record = json.loads(json.dumps(result.provenance))["parameters"]
    assert record["pack"]["sha256"] == PAPER.sha256 and record["seed"] >= 0 and record["draws"] == 10
    again = hs.avoided_emissions({"material": ["paper"], "mass_t": [1.0]}, PAPER, draws=10, rng=record["seed"])
    assert again.rows() == result.rows()
    assert "非 CCER" in hs.avoided_emissions({"material": ["废钢铁"], "mass_t": [1.0]}, "cn").explain(0)


def test_global_state_of_numpy_is_left_alone():
    before = (np.geterr(), np.random.get_state()[1].copy())
    hs.avoided_emissions({"material": ["paper"], "mass_t": [1.0]}, UNSURE, draws=100)
    assert np.geterr() == before[0] and (np.random.get_state()[1] == before[1]).all()


MAKING = hs.factors.from_frame(
    {"material": ["steel"] * 3, "pathway": ["primary", "secondary", "landfilled"], "factor_co2e_per_t": [2.0548, 0.5548, 0.02], "distribution": ["normal"] * 3,
     "sd": [0.2, 0.1, 0.0]},
    id="m", version="1", licence="CC0", source="Broadbent 2016 (primary and secondary)", type="production")  # fmt: skip
STEEL = {"material": ["steel"], "fate": ["recycled"], "mass_t": [1000.0]}


def test_methods_side_by_side():
    """N-C4: 1.5 t/t saved is 73 % of primary; the choice of method alone moves the answer from 20 to 1,520 t."""
    found = hs.avoided_emissions(STEEL, MAKING, "all", baseline="landfilled", allocation=0.2, quality=0.9)
    rows = {r["method"]: r for r in found.rows()}
    assert list(rows) == ["substitution", "warm", "cut_off", "closed_loop", "fifty_fifty", "value_corrected", "worldsteel", "cff"]
    impossible = [rows[m] for m in ("substitution", "warm", "worldsteel")]
    assert {r["status"] for r in impossible} == {"not_computable"} and rows["warm"]["avoided_co2e_t"] is None
    want = {"cut_off": (20.0, 0.0), "closed_loop": (2074.8, 554.8), "fifty_fifty": (1047.4, 277.4), "cff": (0.8 * 0.9 * 2054.8 + 20.0, 0.8 * 554.8),
            "value_corrected": (0.9 * 2054.8 + 20.0, 554.8)}
    for method, (avoided, induced) in want.items():
        row = rows[method]
        assert (row["avoided_co2e_t"], row["induced_co2e_t"]) == (pytest.approx(avoided), pytest.approx(induced)) and row["status"] == "ok"
        assert row["net_co2e_t"] == pytest.approx(induced - avoided)
        alone = hs.avoided_emissions(STEEL, MAKING, method, baseline="landfilled", allocation=0.2, quality=0.9).rows()[0]
        assert alone == {k: v for k, v in row.items() if k != "method"}
    loop = hs.avoided_emissions(STEEL, MAKING, "closed_loop")
    assert -loop.rows()[0]["net_co2e_t"] == pytest.approx(1500.0) and loop.rows()[0]["flags"] == "no_baseline"
    assert "1 × (2.0548)" in loop.explain(0, "en") and "induced" in loop.explain(0, "en")


def test_worldsteel_credits_by_yield_and_treats_scrap_in_and_out_alike():
    """LCI = X − (RR − S) Y (Xpr − Xre), worldsteel LCI methodology, appendix 10."""
    row = hs.avoided_emissions(STEEL, MAKING, "worldsteel", yield_=0.9).rows()[0]
    assert (row["avoided_co2e_t"], row["induced_co2e_t"], row["status"]) == (pytest.approx(0.9 * 2054.8), pytest.approx(0.9 * 554.8), "ok")
    both = {"material": ["steel"] * 2, "fate": ["recycled"] * 2, "mass_t": [1000.0, -300.0]}
    assert hs.avoided_emissions(both, MAKING, "worldsteel", yield_=0.9).rows()[0]["net_co2e_t"] == pytest.approx(-700 * 0.9 * 1.5)


@pytest.mark.parametrize(("method", "call", "code"), [("worldsteel", {}, "no_yield"), ("worldsteel", {"yield_": 0.9, "baseline": "landfilled"}, "bad_baseline"),
                                                      ("value_corrected", {}, "no_quality"), ("value_corrected", {"quality": {"paper": 0.5}}, "no_quality"),
                                                      ("cff", {"allocation": {"paper": 0.5}}, "no_allocation")])
def test_methods_refuse_what_they_cannot_do_without(method, call, code):
    with pytest.raises(hs.errors.InputError) as caught:
        hs.avoided_emissions(STEEL, MAKING, method, **call)
    assert caught.value.code == code


def test_cff_agrees_with_the_formula_and_a_of_one_removes_the_credit():
    for a in (0.0, 0.2, 1.0):
        row = hs.avoided_emissions(STEEL, MAKING, "cff", allocation={"steel": a}, baseline="landfilled").rows()[0]
        recycled, not_recycled = (hs.carbon.cff(A=a, R1=0, R2=r, Ev=2.0548, ErecEoL=0.5548, ED=0.02).total for r in (1.0, 0.0))
        assert row["net_co2e_t"] == pytest.approx(1000 * (recycled - not_recycled))


def test_defra_serves_allocations_and_nothing_else():
    defra = hs.factors.load("uk-defra").where(year="2023")
    rows = {"material": ["metal_steel_cans"], "fate": ["recycled"], "mass_t": [1.0]}
    found = {r["method"]: r for r in hs.avoided_emissions(rows, defra, "all", baseline="landfilled", gwp="AR5-100").rows()}
    assert found["closed_loop"]["net_co2e_t"] == pytest.approx(1.726727 - 3.086727 - 0.008884, abs=1e-5)
    assert found["cff"]["status"] == found["substitution"]["status"] == "not_computable"
    assert hs.avoided_emissions(rows, defra, "closed_loop", baseline="composted", gwp="AR5-100").rows()[0]["status"] == "factor_missing"


def test_methods_refuse():
    for call, code in (({"method": "cff"}, "no_allocation"), ({"method": "cff", "allocation": {"paper": 0.2}}, "no_allocation"),
                       ({"method": "cff", "allocation": 2}, "bad_share"), ({"method": "closed_loop", "indicator": "ore_t"}, "no_indicator")):  # fmt: skip
        with pytest.raises(hs.errors.InputError) as error:
            hs.avoided_emissions(STEEL, MAKING, **call)
        assert error.value.code == code


def test_what_avoided_and_induced_share_is_drawn_once():
    row = hs.avoided_emissions(STEEL, MAKING, "closed_loop", draws=40_000, rng=5).rows()[0]
    assert row["sd"] == pytest.approx(200.0, rel=0.02)
    width = (row["net_high"] - row["net_low"]) / (2 * 1.96)
    assert width == pytest.approx(1000 * (0.2**2 + 0.1**2) ** 0.5, rel=0.03) and row["net_mean"] == pytest.approx(-1500.0, rel=0.01)
    both = hs.avoided_emissions(STEEL, MAKING, "all", draws=1000, rng=5, allocation=0.2, baseline="landfilled")
    assert {r["method"]: r["mean"] for r in both.rows()}["closed_loop"] == pytest.approx(2074.8, rel=0.02)
    shares = hs.frames.to("pandas", both.contributions())
    assert set(shares["method"]) >= {"closed_loop", "cff"} and shares.loc[shares["method"] == "closed_loop", "share"].max() == 1.0


def test_citations_say_what_a_reader_must_know():
    a = hs.avoided_emissions(steel().where(material="steel_scrap"), "cn", count_at="reprocessing/in")
    zh, en = a.cite(), a.cite(0, "en")
    assert zh.startswith("估算减排量 360,341,244.3 t – 443,496,916.0 t CO2e（非 CCER") and "reprocessing/in" in zh and "bound_only" in zh
    assert "no carbon credit" in en and "cn-steel-ndrc-2022" in en
    r = hs.recovery_rate(hs.datasets.load("nyc-dsny"), "nyc-diversion", pairing="complete")
    assert "15.9 %" in r.cite() and "period_kind month" in r.cite(0, "en") and "complete units alone" in r.cite(0, "en")
    with pytest.raises(hs.errors.InputError):
        r.cite(1)
