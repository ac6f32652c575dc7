# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Stock levels in a network: worked by hand, binding periods, and refused where they bind nothing."""

import numpy as np
import pytest

import huishou as hs
from huishou.errors import InputError

FLOWS = {"source": ["in", "a", "a"], "target": ["a", "out", "stock"], "mass_t": [10.0, 14.0, None], "sd_t": [1.0, 1.0, None]}


def rows(frame):
    return hs.frames.to("pyarrow", frame).to_pylist()


def yearly(years=(2022, 2023), keys=str, **other):
    flows = {"period": [keys(y) for y in years for _ in range(3)], **{k: v * len(years) for k, v in FLOWS.items()}}
    return hs.Network(flows | other, sd="sd_t", external=("in", "out"))


def test_levels_of_one_period_by_hand():
    # in − out = end − start: the residual 10 − 14 − (15 − 20) = 1 is shared out by variances 1, 1, 1/4, 1/4
    levels = {"node": ["a", "a"], "when": ["start", "end"], "mass_t": [20.0, 15.0], "sd_t": [0.5, 0.5]}
    rec = hs.Network(FLOWS, sd="sd_t", external=("in", "out")).reconcile(levels=levels)
    flows = {(r["source"], r["target"]): r for r in rec.result.rows()}
    assert [flows[k]["reconciled_t"] for k in (("in", "a"), ("a", "out"), ("a", "stock"))] == pytest.approx([9.6, 14.4, -4.8])
    assert flows["a", "stock"]["class"] == "observable"
    found = {r["when"]: r for r in rows(rec.levels)}
    assert (found["start"]["reconciled_t"], found["end"]["reconciled_t"]) == pytest.approx((19.9, 15.1))
    assert found["end"]["sd_reconciled_t"] == pytest.approx(np.sqrt(0.25 * (1.0 - 0.25 / 2.5))) and found["end"]["class"] == "redundant"
    assert (rec.global_test.statistic, rec.global_test.dof) == pytest.approx((1.0 / 2.5, 1))


@pytest.mark.parametrize("keys", [str, int, lambda y: f"{y}/{(y + 1) % 100:02d}"])
def test_levels_bind_periods(keys):
    # Two years, levels before the first and after the second: between them a level nobody took, which follows.
    net = yearly(keys=keys)
    given = {"node": ["a", "a"], "period": [keys(2022), keys(2023)], "when": ["start", "end"], "mass_t": [20.0, 11.0], "sd_t": [0.5, 0.5]}
    rec = net.reconcile(levels=given)
    found = {(r["period"], r["when"]): r for r in rows(rec.levels)}
    assert set(found) == {(keys(2022), "start"), (keys(2022), "end"), (keys(2023), "end")}
    middle = found[keys(2022), "end"]
    assert middle["class"] == "observable" and np.isnan(middle["measured_t"]) and middle["reconciled_t"] == pytest.approx(15.5)
    # residual −8 − (11 − 20) = 1 over variances 4 · 1 + 2 · 1/4
    assert rec.global_test.statistic == pytest.approx(1.0 / 4.5) and rec.global_test.dof == 1
    flows = rec.result.rows()
    change = sum(r["reconciled_t"] for r in flows if r["target"] == "stock")
    assert found[keys(2023), "end"]["reconciled_t"] - found[keys(2022), "start"]["reconciled_t"] == pytest.approx(change)
    # The end of a year is the start of the next.
    other = given | {"node": ["a", "a", "a"], "period": [keys(2022), keys(2022), keys(2023)], "when": ["start", "end", "end"],
                     "mass_t": [20.0, 16.0, 11.0], "sd_t": [0.5, 0.5, 0.5]}
    turned = other | {"period": [keys(2022), keys(2023), keys(2023)], "when": ["start", "start", "end"]}
    one, two = net.reconcile(levels=other), net.reconcile(levels=turned)
    assert (one.values == two.values).all() and one.global_test.dof == 2 and rows(one.levels) == rows(two.levels)


def test_without_levels_a_change_nobody_measured_hides_everything():
    rec = yearly().reconcile()
    assert rec.global_test.dof == 0 and {r["class"] for r in rec.result.rows()} == {"nonredundant", "observable"}
    with pytest.raises(InputError) as error:
        _ = rec.levels
    assert error.value.code == "no_levels"


def test_measured_changes_levels_below_zero_and_materials():
    flows = {"material": ["纸"] * 3 + ["铁"] * 3, **{k: v * 2 for k, v in FLOWS.items()}}
    flows["mass_t"], flows["sd_t"] = [10.0, 12.0, -1.0, 10.0, 14.0, -4.0], [1.0] * 6
    net = hs.Network(flows, sd="sd_t", external=("in", "out"))
    levels = {"node": ["a"] * 2, "material": ["纸"] * 2, "when": ["start", "end"], "mass_t": [1.0, 0.0], "sd_t": [1.0, 1.0]}
    rec = net.reconcile(levels=levels)
    found = {r["when"]: r["reconciled_t"] for r in rows(rec.levels)}
    paper = {r["target"]: r["reconciled_t"] for r in rec.result.rows() if r["material"] == "纸"}
    assert found["end"] >= 0.0 and found["end"] - found["start"] == pytest.approx(paper["stock"]) and rec.certificate["closure"] < 1e-9
    assert {r["material"] for r in rows(rec.levels)} == {"纸"}
    free = net.reconcile(nonnegative=False)
    iron = [r["reconciled_t"] for r in rec.result.rows() if r["material"] == "铁"]
    assert iron == pytest.approx([r["reconciled_t"] for r in free.result.rows() if r["material"] == "铁"])


def test_a_planted_error_in_a_flow_is_found_across_periods():
    years = range(2015, 2025)
    flows = {"period": [str(y) for y in years for _ in range(3)], **{k: v * len(years) for k, v in FLOWS.items()}}
    flows["mass_t"] = [v + (10.0 if i == 12 else 0.0) if v is not None else None for i, v in enumerate([10.0, 11.0, None] * len(years))]   # 2019: in
    levels = {"node": ["a"] * 11, "period": ["2015", *(str(y) for y in years)], "when": ["start"] + ["end"] * 10,
              "mass_t": [50.0 - i for i in range(11)], "sd_t": [0.5] * 11}
    rec = hs.Network(flows, sd="sd_t", external=("in", "out")).reconcile(levels=levels)
    assert rec.global_test.p_value < 0.05
    worst = rows(rec.suspects)[:2]
    assert {(w["period"], w["source"], w["target"]) for w in worst} == {("2019", "in", "a"), ("2019", "a", "out")} and not worst[0]["identifiable"]


@pytest.mark.parametrize(("levels", "code"), [
    ({"node": ["a"], "period": ["2030"], "mass_t": [1.0], "sd_t": [1.0]}, "no_stock_flow"),
    ({"node": ["b"], "period": ["2022"], "mass_t": [1.0], "sd_t": [1.0]}, "no_stock_flow"),
    ({"node": ["a"], "period": [2022], "mass_t": [1.0], "sd_t": [1.0]}, "no_stock_flow"),
    ({"node": ["a"], "mass_t": [1.0], "sd_t": [1.0]}, "no_stock_flow"),
    ({"node": ["a"], "period": ["2022"], "when": ["noon"], "mass_t": [1.0], "sd_t": [1.0]}, "bad_when"),
    ({"node": ["a"], "period": ["2022"], "mass_t": [1.0], "sd_t": [None]}, "no_sd"),
    ({"node": ["a"] * 2, "period": ["2022", "2023"], "when": ["end", "start"], "mass_t": [1.0] * 2, "sd_t": [1.0] * 2}, "repeated_level"),
    ({"node": ["a"], "mass_t": [1.0]}, "missing_column"),
])
def test_levels_that_say_nothing_are_refused(levels, code):
    with pytest.raises(InputError) as error:
        yearly().reconcile(levels=levels)
    assert error.value.code == code and error.value.hint
