# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Networks from flow tables: what is read, what is reported, balances, reconciliation under names."""

import numpy as np
import pytest

import huishou as hs
from huishou import frames
from huishou.errors import InputError, ReconcileError

FLOWS = {"source": ["environment", "environment", "站点1", "站点2", "站点2", "分拣1", "分拣1", "分拣2", "集散", "分拣2"],
         "target": ["站点1", "站点2", "分拣1", "分拣1", "分拣2", "集散", "environment", "集散", "environment", "分拣1"],
         "mass_t": [61.0, 83.0, 60.0, 40.0, 45.0, 88.0, 14.0, 41.0, 130.0, 3.0]}
TIERS = {"站点1": "站点", "站点2": "站点", "分拣1": "分拣中心", "分拣2": "分拣中心", "集散": "集散市场"}


def shuffled(flows, seed):
    order = np.random.default_rng(seed).permutation(len(flows["source"]))
    return {k: [v[i] for i in order] for k, v in flows.items()}


def refused(call):
    with pytest.raises(InputError) as error:
        call()
    assert error.value.hint
    return error.value


def test_balance_by_hand_and_in_any_order():
    rows = {r["node"]: r for r in hs.Network(FLOWS, tier=TIERS).balance().rows()}
    assert rows["分拣1"]["inflow_t"] == 103.0 and rows["分拣1"]["outflow_t"] == 102.0 and rows["分拣1"]["residual_t"] == 1.0
    assert rows["分拣1"]["closure"] == 102.0 / 103.0 and rows["分拣1"]["tier"] == "分拣中心"
    assert rows["站点2"]["residual_t"] == -2.0 and rows["站点2"]["status"] == "gt_one"
    assert sum(r["share"] for r in rows.values()) == pytest.approx(1.0)
    worst = hs.Network(FLOWS).breaks().rows()
    assert [r["node"] for r in worst[:1]] == ["站点2"] and len(worst) == 5 and abs(worst[-1]["residual_t"]) == 1.0
    for seed in range(3):
        net = hs.Network(shuffled(FLOWS, seed), relative=0.05)
        assert net.balance().to_arrow() == hs.Network(FLOWS, relative=0.05).balance().to_arrow()
        assert net.reconcile().result.to_arrow() == hs.Network(FLOWS, relative=0.05).reconcile().result.to_arrow()   # to the last bit
        assert net.issues().to_arrow() == hs.Network(FLOWS, relative=0.05).issues().to_arrow()


def test_sums_are_exact():
    """1e15 in, 0.1 ten times and −1e15 out again: plain sums lose the tenths."""
    flows = {"source": ["x"] * 11 + ["a"] * 2, "target": ["a"] * 11 + ["x"] * 2, "mass_t": [1e15] + [0.1] * 10 + [1e15, 1.0]}
    row = hs.Network(flows, external="x").balance().rows()[0]
    assert row["residual_t"] == hs.exact_sum([0.1] * 10 + [-1.0]) != 0.0 and row["inflow_t"] == 1000000000000001.0


def test_what_is_odd_is_reported_and_kept():
    flows = {"source": ["a", "a", "b", "b", "c", "c", "p", "in", "q"], "target": ["b", "b", "b", "c", "a", "out", "q", "a", "p"],
             "mass_t": [5.0, 6.0, 1.0, 11.0, 2.0, 9.0, None, 9.0, -1.0]}
    net = hs.Network(flows, relative=0.1, external=("in", "out"), tier={"a": 1, "b": 1, "c": 2, "p": 1, "z": 3})
    found = {(r["issue"], r["node"] or r["flow"]) for r in net.issues().rows()}
    assert found == {("orphan", "z"), ("no_tier", "q"), ("self_loop", "b → b"), ("duplicate", "a → b"), ("cycle", "a"), ("cycle", "p"), ("apart", "p"),
                     ("unmeasured", "p → q"), ("negative", "q → p")}
    assert "圈" in net.issues().explain(next(i for i, r in enumerate(net.issues().rows()) if r["issue"] == "cycle"))
    rows = hs.frames.to("pandas", net.reconcile().flows)
    assert len(rows) == 9                                         # nothing was merged
    note = dict(zip(zip(rows["source"], rows["target"], rows["measured_t"], strict=True), rows["note"], strict=True))
    assert note["a", "b", 5.0] == note["a", "b", 6.0] == "duplicate" and note["b", "b", 1.0] == "self_loop"
    loop = rows[(rows["source"] == "b") & (rows["target"] == "b")].iloc[0]
    assert (loop["reconciled_t"], loop["class"]) == (1.0, "nonredundant")
    twins = hs.frames.to("pandas", net.reconcile().suspects)
    first = twins[(twins["source"] == "a") & (twins["target"] == "b")]
    assert not first["identifiable"].any() and set(first["equivalent"]) == {"a → b"}


def test_border_nodes_have_no_balance():
    """Stations whose collection is not in the table: a balance would force what they send to zero."""
    net = hs.Network({"source": ["s1", "s2", "c"], "target": ["c", "c", "m"], "mass_t": [10.0, 20.0, 33.0]}, relative=0.1)
    assert {(r["issue"], r["node"]) for r in net.issues().rows()} == {("no_inflow", "s1"), ("no_inflow", "s2"), ("no_outflow", "m")}
    status = {r["node"]: (r["status"], r["residual_t"]) for r in net.balance().rows()}
    assert status == {"s1": ("no_inflow", None), "s2": ("no_inflow", None), "m": ("no_outflow", None), "c": ("gt_one", -3.0)}
    rec = net.reconcile()
    assert rec.global_test.dof == 1 and set(rec.flows["note"]) == {"border"} and all(v > 9 for v in rec.values)


def test_materials_periods_and_stock():
    flows = {"period": ["2023"] * 4 + ["2024"] * 4, "material": ["纸", "纸", "铁", "铁"] * 2, "source": ["in", "a"] * 4, "target": ["a", "out"] * 4,
             "mass_t": [10.0, 9.0, 50.0, 52.0, 20.0, 26.0, 70.0, 70.0]}
    net = hs.Network(flows, relative=0.1, external=("in", "out"))
    rows = {(r["period"], r["material"]): r["residual_t"] for r in net.balance().rows()}
    assert rows == {("2023", "纸"): 1.0, ("2023", "铁"): -2.0, ("2024", "纸"): -6.0, ("2024", "铁"): 0.0}
    rec = net.reconcile()
    assert rec.global_test.dof == 4 and list(rec.result.columns[:4]) == ["period", "material", "source", "target"]
    together = hs.Network(flows, external=("in", "out"), material=None).balance().rows()
    assert [(r["period"], r["residual_t"]) for r in together] == [("2023", -1.0), ("2024", -6.0)]
    assert refused(lambda: hs.Network(flows, period=None)).code == "mixed_period"
    stock = {k: [*v, x] for (k, v), x in zip(flows.items(), ("2024", "纸", "stock", "a", 5.0), strict=True)}
    row = next(r for r in hs.Network(stock, external=("in", "out")).balance().rows() if (r["period"], r["material"]) == ("2024", "纸"))
    assert (row["stock_change_t"], row["residual_t"]) == (-5.0, -1.0)
    assert refused(lambda: hs.Network(flows | {"basis": ["dry"] * 4 + ["as_received"] * 4})).code == "mixed_basis"


def test_a_net_withdrawal_from_stock_may_be_negative():
    flows = {"source": ["in", "a", "a"], "target": ["a", "out", "stock"], "mass_t": [10.0, 14.0, -5.0], "sd_t": [1.0, 1.0, 1.0]}
    rec = hs.Network(flows, sd="sd_t", external=("in", "out")).reconcile()
    named = {r["target"]: r["reconciled_t"] for r in rec.result.rows()}
    assert named["stock"] == pytest.approx(-5.0 + 1.0 / 3.0) and named["a"] == pytest.approx(named["out"] + named["stock"])


def test_double_counting_between_dealers():
    flows = {"source": ["in", "in", "d1", "d2", "d1", "m", "d3"], "target": ["d1", "d2", "d2", "d3", "m", "d1", "m"],
             "mass_t": [100.0, 50.0, 40.0, 80.0, 70.0, 10.0, 60.0]}
    net = hs.Network(flows, external="in", tier={"d1": "dealer", "d2": "dealer", "d3": "dealer", "m": "market"})
    rows = {r["tier"]: r for r in net.turnover().rows()}
    assert (rows["dealer"]["received_t"], rows["dealer"]["within_t"], rows["dealer"]["back_t"], rows["dealer"]["first_t"]) == (280.0, 120.0, 10.0, 150.0)
    assert rows["dealer"]["times"] == 280.0 / 150.0 and rows["market"]["times"] == 1.0
    assert refused(lambda: hs.Network(flows, external="in", tier={"d1": "dealer"}).turnover()).code == "no_tier"
    links = {(r["source"], r["target"]): (r["mass_t"], r["flows"]) for r in net.links().rows()}
    assert links["dealer", "dealer"] == (120.0, 2) and links["dealer", "market"] == (130.0, 2)
    assert refused(lambda: net.links("gate")).code == "bad_by"
    gaps = hs.Network({"source": ["a", "a", "b"], "target": ["b", "b", "c"], "mass_t": [3.0, None, None]}).links("node").rows()
    assert [(r["mass_t"], r["flows"], r["unmeasured"]) for r in gaps] == [(3.0, 2, 1), (None, 1, 1)]      # floweaver draws a missing flow as 0


def test_answers_come_as_the_frame_that_was_given():
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    for kind, frame in (("pandas", pd.DataFrame(FLOWS)), ("polars", pl.DataFrame(FLOWS)), ("pyarrow", pa.table(FLOWS)), ("dict", FLOWS)):
        net = hs.Network(frame, relative=0.05)
        assert frames.kind_of(net.balance().frame()) == kind
        rec = net.reconcile()
        assert {frames.kind_of(f) for f in (rec.flows, rec.suspects, rec.nodes, rec.without_suspects().removed)} == {kind}
    assert net.balance().provenance["parameters"]["external"] == ["environment"] and "10 flows" in repr(net)


def test_names_may_be_numbers_and_ids_travel():
    flows = {"source": [0, 1, 1], "target": [1, 2, 0], "mass_t": [10.0, 8.0, 1.0], "sd_t": [1.0, 1.0, 1.0], "ref": ["x", "y", "z"]}
    rows = hs.Network(flows, sd="sd_t", external=(0,), id="ref").reconcile().result.rows()
    assert [(r["source"], r["target"], r["id"]) for r in rows] == [(0, 1, "x"), (1, 0, "z"), (1, 2, "y")]


@pytest.mark.parametrize(("change", "options", "code"), [
    ({"source": [None, *FLOWS["source"][1:]]}, {}, "missing_node"),
    ({"mass_t": ["1"] * 10}, {}, "not_a_number"),
    ({"mass_t": [float("inf")] + FLOWS["mass_t"][1:]}, {}, "infinite_value"),
    ({"target": list(range(10))}, {}, "key_type"),
    ({}, {"source": "from"}, "missing_column"),
    ({}, {"material": "kind"}, "missing_column"),
    ({}, {"sd": "mass_t", "relative": 0.1}, "two_errors"),
    ({}, {"relative": -0.1}, "negative_sd"),
    ({k: [] for k in FLOWS}, {}, "no_rows"),
])
def test_tables_that_cannot_be_read(change, options, code):
    assert refused(lambda: hs.Network(FLOWS | change, **options)).code == code


def test_reconciling_needs_errors_and_names_the_node_that_contradicts():
    assert refused(lambda: hs.Network(FLOWS).reconcile()).code == "no_sd"
    assert refused(lambda: hs.Network(FLOWS | {"sd_t": [1.0] * 10}, sd="sd_t").reconcile(iterate=True)).code == "no_relative"
    with pytest.raises(ReconcileError) as error:
        hs.Network(FLOWS | {"sd_t": [0.0] * 10}, sd="sd_t").reconcile()
    assert (error.value.code, error.value.column) == ("contradictory", "node") and error.value.value in TIERS and error.value.value in str(error.value)
    assert hs.Network(FLOWS | {"mass_t": [60.0, 85.0, 60.0, 40.0, 45.0, 89.0, 14.0, 42.0, 131.0, 3.0], "sd_t": [0.0] * 10},
                      sd="sd_t").reconcile().global_test.dof == 0


def test_relative_errors_of_the_answer_do_not_let_a_wrong_measurement_choose_its_weight():
    """One flow in, one out, 100 and 10 with 10 %: by the measurements the small one counts a hundred times as much as the large one."""
    net = hs.Network({"source": ["in", "a"], "target": ["a", "out"], "mass_t": [100.0, 10.0]}, relative=0.1, external=("in", "out"))
    assert net.reconcile().values[0] == pytest.approx((100.0 / 100.0 + 10.0 / 1.0) / (1 / 100.0 + 1.0))
    assert net.reconcile(iterate=True).values == pytest.approx([55.0, 55.0])


def test_transfer_coefficients_and_purities():
    flows = {"source": ["in", "a", "a"], "target": ["a", "m", "waste"], "mass_t": [100.0, None, 22.0], "sd_t": [2.0, None, 2.0]}
    rec = hs.Network(flows, sd="sd_t", external=("in", "m", "waste")).reconcile(transfers={"node": ["a"], "target": ["m"], "share": [0.8], "sd": [0.01]})
    named = {r["target"]: r["reconciled_t"] for r in rec.result.rows()}
    share = hs.frames.to("pandas", rec.shares).iloc[0]
    assert named["m"] == pytest.approx(share["reconciled_share"] * named["a"], rel=1e-12) and named["a"] == pytest.approx(named["m"] + named["waste"])
    # Independent: minimise over inflow and share alone.
    from scipy.optimize import minimize

    peer = minimize(lambda v: ((v[0] - 100) / 2) ** 2 + ((v[1] - 0.8) / 0.01) ** 2 + ((v[0] * (1 - v[1]) - 22) / 2) ** 2, [100, 0.8], method="Nelder-Mead",
                    options={"xatol": 1e-10, "fatol": 1e-14, "maxiter": 4000})
    assert (named["a"], share["reconciled_share"]) == pytest.approx(tuple(peer.x), rel=1e-5) and 0 < share["sd_reconciled_share"] < 0.01

    flows = {"source": ["in", "a", "in", "a"], "target": ["a", "out", "a", "out"], "material": ["total", "total", "铜", "铜"],
             "mass_t": [50.0, 52.0, None, 4.0], "sd_t": [1.0, 1.0, None, 0.2]}
    net = hs.Network(flows, sd="sd_t", external=("in", "out"))
    rec = net.reconcile(purities={"source": ["in"], "target": ["a"], "material": ["铜"], "share": [0.09], "sd": [0.005]})
    named = {(r["material"], r["target"]): r["reconciled_t"] for r in rec.result.rows()}
    share = hs.frames.to("pandas", rec.shares).iloc[0]
    assert named["铜", "a"] == pytest.approx(named["铜", "out"]) == pytest.approx(share["reconciled_share"] * named["total", "a"])
    assert named["total", "a"] == pytest.approx(named["total", "out"]) and rec.global_test.dof == 2
    for bad, code in (({"share": [9.0]}, "bad_share"), ({"source": ["nowhere"]}, "no_such_flow"), ({"sd": [None]}, "no_sd"),
                      ({"material": ["金"]}, "no_such_flow")):
        given = {"source": ["in"], "target": ["a"], "material": ["铜"], "share": [0.09], "sd": [0.005]} | bad
        assert refused(lambda given=given: net.reconcile(purities=given)).code == code


def test_rates_of_reconciled_flows_carry_their_error():
    net = hs.Network(FLOWS, relative=0.05, tier=TIERS)
    ask = {"source": ["分拣1", "分拣2"], "target": "集散"}, {"source": "environment"}
    raw = net.rate(*ask).rows()[0]
    assert (raw["status"], raw["rate_sd"]) == ("unreconciled", None) and raw["rate"] == 129.0 / 144.0
    rec = net.reconcile()
    row = rec.rate(*ask).rows()[0]
    assert row["status"] == "ok" and row["rate_low"] < row["rate"] < row["rate_high"]
    # Losses are the rest: the rate of what leaves as waste is one less this rate, with the same error, which unreconciled flows do not give.
    waste = rec.rate({"source": "分拣1", "target": "environment"}, {"source": "environment"}).rows()[0]
    assert waste["rate"] + row["rate"] == pytest.approx(1.0) and waste["rate_sd"] == pytest.approx(row["rate_sd"])
    # Monte Carlo of the measurements around the answer.
    rng = np.random.default_rng(8)
    plan, x, sd = hs.network.Plan(rec._rows), rec.values, rec._sd
    top, bottom = (np.array([bool(m) for m in mask]) for mask in (
        [r["target"] == "集散" for r in rec.result.rows()], [r["source"] == "environment" for r in rec.result.rows()]))
    draws = [plan.reconcile(x + sd * rng.standard_normal(len(x)), sd, nonnegative=False).values for _ in range(3000)]
    assert np.std([v[top].sum() / v[bottom].sum() for v in draws]) == pytest.approx(row["rate_sd"], rel=0.05)
    assert "unreconciled" not in row["flags"] and "协方差" in rec.rate(*ask).explain(0) and "no error" in net.rate(*ask).explain(0, "en")
    assert rec.rate({"source": "environment"}, {"source": "environment"}).rows()[0]["rate_sd"] == 0.0
    assert rec.rate({"source": "environment"}, {"target": "集散"}).rows()[0]["status"] == "gt_one"
    assert refused(lambda: rec.rate({"node": "x"}, {})).code == "missing_column"
    assert refused(lambda: rec.rate({"source": "x"}, {})).code == "no_match"


def test_a_rate_over_what_cannot_be_found_is_not_computed():
    flows = {"source": ["in", "a", "a"], "target": ["a", "m", "w"], "mass_t": [10.0, None, None], "sd_t": [1.0, None, None]}
    rec = hs.Network(flows, sd="sd_t", external=("in", "m", "w")).reconcile()
    row = rec.rate({"target": "m"}, {"source": "in"}).rows()[0]
    assert (row["status"], row["rate"], row["numerator_t"]) == ("not_computable", None, None)
    both = rec.rate({"source": "a"}, {"source": "in"}).rows()[0]       # their sum is known, yet each is not: it says so and does not guess
    assert both["status"] == "not_computable"


def test_a_planted_error_is_found_and_taken_out():
    rng = np.random.default_rng(12)
    truth = np.array([60.0, 85.0, 60.0, 40.0, 45.0, 89.0, 14.0, 42.0, 131.0, 3.0])
    x = truth * (1 + 0.01 * rng.standard_normal(10))
    x[7] += 12.0                                                    # 分拣2 → 集散
    rec = hs.Network(FLOWS | {"mass_t": x.tolist(), "sd_t": (0.01 * truth).tolist()}, sd="sd_t").reconcile()
    assert rec.global_test.p_value < 1e-6
    after = rec.without_suspects()
    removed = hs.frames.to("pandas", after.removed)
    assert after.clean and (removed["source"][0], removed["target"][0]) == ("分拣2", "集散") and removed["bias_t"][0] == pytest.approx(12.0, abs=1.5)
    found = {(r["source"], r["target"]): r for r in after.reconciliation.result.rows()}
    assert found["分拣2", "集散"]["class"] == "observable" and found["分拣2", "集散"]["reconciled_t"] == pytest.approx(42.0, abs=1.5)
    nodes = hs.frames.to("pandas", rec.nodes).set_index("node")
    assert nodes.loc["分拣2", "significant"] and nodes.loc["集散", "significant"] and not nodes.loc["站点1", "significant"]
    assert "分拣2" in rec._suspects.explain(0)
