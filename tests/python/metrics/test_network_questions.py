# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Coverage, use, catchment, paths, and a node that closes."""

import pytest

import huishou as hs
from huishou.errors import InputError, ReconcileError

FLOWS = {"source": ["in", "in", "s1", "s2", "s2", "c1", "c1", "c2", "c2", "m"], "target": ["s1", "s2", "c1", "c1", "c2", "m", "out", "m", "c1", "out"],
         "mass_t": [60.0, 100.0, 60.0, 40.0, 60.0, 100.0, 10.0, 50.0, 10.0, 150.0]}
TIERS = {"s1": "station", "s2": "station", "c1": "centre", "c2": "centre", "m": "market"}
KM = {"source": ["s1", "s2", "s2", "c2", "s1"], "target": ["c1", "c1", "c2", "c1", "c2"], "km": [5.0, 20.0, 8.0, 3.0, 30.0]}


def net(flows=FLOWS):
    return hs.Network(flows, external=("in", "out"), tier=TIERS)


def code_of(call):
    with pytest.raises(InputError) as error:
        call()
    return error.value.code


def test_coverage_against_norms_by_kind_and_edition():
    areas = {"area": ["东", "西", "北"], "households": [5000, 2500, None], "kind": ["urban", "rural", "urban"], "size_km2": [4.0, None, 1.0]}
    stations = {"node": ["s1", "s2", "s9"], "area": ["东", "东", "西"]}
    rows = {r["area"]: r for r in net().coverage(areas, stations).rows()}
    east = rows["东"]
    assert (east["stations"], east["working"], east["needed"], east["gap"], east["status"]) == (2, 2, 3, 1, "below_norm")
    assert (east["households_per_station"], east["stations_per_km2"], east["coverage"]) == (2500.0, 0.5, 2 / 3)
    assert (rows["西"]["working"], rows["西"]["status"], rows["西"]["needed"], rows["西"]["stations_per_km2"]) == (0, "no_station", 1, None)
    assert (rows["北"]["status"], rows["北"]["needed"]) == ("no_households", None)
    local = {r["area"]: r for r in net().coverage(areas, stations, norm={"urban": 1250, "rural": 2000}, edition="北京").rows()}
    assert local["东"]["needed"] == 4 and local["西"]["needed"] == 2 and local["东"]["edition"] == "北京"
    assert net().coverage(areas, stations, norm=5000).rows()[0]["norm_households"] == 5000.0
    assert code_of(lambda: net().coverage(areas | {"kind": ["镇"] * 3}, stations)) == "no_norm"
    assert code_of(lambda: net().coverage(areas, {"node": ["s1"], "area": ["南"]})) == "unknown_area"
    assert code_of(lambda: net().coverage(areas, {"node": ["s1", "s1"], "area": ["东", "西"]})) == "repeated_name"
    assert code_of(lambda: net().coverage(areas, stations, norm=0)) == "not_positive"


def test_utilisation():
    rows = {r["node"]: r for r in net().utilisation({"node": ["c1", "c2", "m", "x"], "capacity_t": [100.0, 120.0, None, 5.0]}).rows()}
    assert (rows["c1"]["throughput_t"], rows["c1"]["utilisation"], rows["c1"]["status"]) == (110.0, 1.1, "gt_one")
    assert (rows["c2"]["utilisation"], rows["m"]["status"], rows["x"]["status"]) == (0.5, "no_denominator", "no_flow")


def test_catchment_weighs_distance_by_tonnes():
    rows = {r["node"]: r for r in net().catchment(KM).rows()}
    c1 = rows["c1"]
    assert (c1["sources"], c1["inflow_t"], c1["work_tkm"], c1["furthest_km"], c1["status"]) == (3, 110.0, 60 * 5 + 40 * 20 + 10 * 3, 20.0, "ok")
    assert c1["mean_km"] == 1130.0 / 110.0 and rows["m"]["status"] == "not_computable" and rows["m"]["mean_km"] is None
    assert [r["node"] for r in net().catchment(KM, tier="centre").rows()] == ["c1", "c2"]
    short = {k: v[:1] + v[2:] for k, v in KM.items()}
    assert {r["node"]: r for r in net().catchment(short).rows()}["c1"]["status"] == "partial"


def test_shares_of_paths():
    rows = {(r["source"], r["target"]): r for r in net().paths("m").rows()}
    assert rows["c1", "m"]["share"] == pytest.approx(100 / 110) and rows["c2", "m"]["share"] == pytest.approx(50 / 60 + 10 / 60 * 100 / 110)
    assert rows["s2", "m"]["share"] == pytest.approx(0.4 * rows["c1", "m"]["share"] + 0.6 * rows["c2", "m"]["share"])
    assert rows["s1", "m"]["mass_t"] + rows["s2", "m"]["mass_t"] == pytest.approx(150.0)          # all the market gets
    assert {r["target"] for r in net().paths().rows()} == {"m"}
    assert code_of(lambda: net().paths("x")) == "unknown_node"


def test_tonnes_that_come_by_twice_count_once():
    """a sends all to b, b half back to a and half to m: everything reaches m, and everything from b reaches a with one half."""
    flows = {"source": ["in", "a", "b", "b", "m"], "target": ["a", "b", "a", "m", "out"], "mass_t": [10.0, 20.0, 10.0, 10.0, 10.0]}
    rows = {(r["source"], r["target"]): r["share"] for r in hs.Network(flows, external=("in", "out")).paths(["a", "m"]).rows()}
    assert rows["a", "m"] == pytest.approx(1.0) and rows["b", "a"] == pytest.approx(0.5)
    ring = {"source": ["in", "a", "b"], "target": ["a", "b", "a"], "mass_t": [1.0, 2.0, 2.0]}
    with pytest.raises(ReconcileError) as error:
        hs.Network(ring, external=("in", "out")).paths("a")
    assert error.value.code == "closed_loop"


def test_a_centre_closes():
    rows = {r["node"]: r for r in net().closing("c2").rows()}
    assert (rows["c2"]["status"], rows["c2"]["after_t"], rows["s2"]["stranded_t"]) == ("closed", 0.0, 0.0)
    assert (rows["c1"]["before_t"], rows["c1"]["after_t"]) == (110.0, pytest.approx(160.0)) and rows["m"]["after_t"] == pytest.approx(160 * 100 / 110)
    rows = {r["node"]: r for r in net().closing("c1").rows()}
    assert (rows["s1"]["status"], rows["s1"]["stranded_t"]) == ("stranded", 60.0) and rows["c2"]["after_t"] == pytest.approx(100.0)
    near = {r["node"]: r for r in net().closing("c1", KM).rows()}
    assert near["s1"]["status"] == "ok" and near["c2"]["after_t"] == pytest.approx(160.0)
    assert code_of(lambda: net().closing("x")) == "unknown_node"
    for distance, code in ((-5.0, "not_positive"), (float("inf"), "not_finite")):                # the nearest of all, if it were believed
        wrong = KM | {"km": [*KM["km"][:4], distance]}
        assert code_of(lambda wrong=wrong: net().closing("c1", wrong)) == code_of(lambda wrong=wrong: net().catchment(wrong)) == code


def test_questions_need_one_period_and_measured_flows():
    two = FLOWS | {"period": ["2023"] * 5 + ["2024"] * 5}
    for ask in (lambda n: n.utilisation({"node": ["c1"], "capacity_t": [1.0]}), lambda n: n.catchment(KM), lambda n: n.paths(), lambda n: n.closing("c1")):
        assert code_of(lambda ask=ask: ask(net(two))) == "mixed_groups"
        assert code_of(lambda ask=ask: ask(net(FLOWS | {"mass_t": [None, *FLOWS["mass_t"][1:]]}))) == "unmeasured"
        assert code_of(lambda ask=ask: ask(net(FLOWS | {"mass_t": [-1.0, *FLOWS["mass_t"][1:]]}))) == "negative"
