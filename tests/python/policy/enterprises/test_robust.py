# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Membership under draws is the review's own, draw by draw, whatever the threads; what each rule does is told."""

import numpy as np
import pytest

import huishou as hs
from huishou import enterprises as e
from huishou.policy.enterprises.reasons import ON_LIST
from huishou.policy.enterprises.weights import draws_of


def panel(firms=50, years=3, seed=1):
    rng = np.random.default_rng(seed)
    rows = {k: [] for k in ("enterprise", "period", "region", "filed", "a", "b", "c")}
    for y in range(years):
        for i in range(firms):
            if rng.random() < 0.1:
                continue                                        # no report this year
            moved = "甲" if rng.random() < 0.1 else "甲乙丙"[i % 3]    # some change their province
            for k, v in zip(rows, (f"E{i:02d}", str(2020 + y), moved, bool(rng.random() < 0.95), *rng.random(3)), strict=True):
                rows[k].append(v)
    return rows


RULES = e.Rules(must_enter=["filed"], must_stay=["filed"], score={"a": 0.5, "b": 0.2, "c": 0.3}, enter=0.55, exit=0.4, quota={"region": 4}, grace=1,
                full=("swap", 0.1))


def test_a_draw_is_a_history_of_reviews():
    rows = panel()
    found = e.membership(rows, RULES, draws=25, rng=6, threads=1)
    assert found.rows() == e.membership(rows, RULES, draws=25, rng=6, threads=4).rows()
    counted = {}
    for w in draws_of("uncertain", np.array(list(RULES.criteria.values())), list(RULES.criteria), 25, 6):
        own = RULES.but(score=dict(zip(RULES.criteria, w, strict=True)))
        for review in e.replay(rows, own):
            for r in review.rows():
                counted[review.period, r["enterprise"]] = counted.get((review.period, r["enterprise"]), 0) + (r["decision"] in ON_LIST)
    assert {(r["period"], r["enterprise"]): round(r["listed_share"] * 25) for r in found.rows()} == counted
    base = {(v.period, r["enterprise"]): r["decision"] in ON_LIST for v in e.replay(rows, RULES) for r in v.rows()}
    # Silent firms on the list in some draw only have no decision of their own.
    assert {(r["period"], r["enterprise"]): r["listed"] for r in found.rows()} == {k: base.get(k, False) for k in counted} and set(base) <= set(counted)
    assert any(0 < r["listed_share"] < 1 for r in found.rows()) and found.provenance["parameters"]["seed"] == 6


def test_row_order_changes_nothing_and_report_errors_are_shared_by_variants():
    rows = panel(20)
    order = np.random.default_rng(3).permutation(len(rows["enterprise"]))
    mixed = {k: [v[i] for i in order] for k, v in rows.items()}
    assert e.membership(rows, RULES, draws=40, rng=2, report_sd=0.05).rows() == e.membership(mixed, RULES, draws=40, rng=2, report_sd=0.05).rows()
    still = e.membership(rows, RULES, weights=("near", 0.0), draws=40, rng=2)
    assert {r["listed_share"] for r in still.rows()} <= {0.0, 1.0} and all(r["status"] == "sure" for r in still.rows())
    loose = RULES.but(quota={})
    one, two = (e.membership(rows, r, weights=("near", 0.0), draws=200, rng=2, report_sd=0.1) for r in (loose, loose.but(enter=0.5)))
    shares = {(r["period"], r["enterprise"]): r["listed_share"] for r in one.rows()}
    # One seed, one set of draws: without quotas a lower bar can only add to a first-year membership.
    assert all(r["listed_share"] >= shares[r["period"], r["enterprise"]] for r in two.rows() if r["period"] == "2020")


def test_sensitivity_names_each_rule():
    rows = {r["change"]: r for r in e.sensitivity(panel(), RULES).rows()}
    assert rows["as they are"]["changed"] == 0 and rows["quota without region"]["listed"] > rows["as they are"]["listed"]
    assert {"enter + 0.05", "exit - 0.05", "must_enter without filed", "score without a", "grace + 1"} <= set(rows)
    for r in rows.values():
        assert r["changed"] == r["gained"] + r["lost"] and r["listed"] - rows["as they are"]["listed"] == r["gained"] - r["lost"]


def test_wrong_errors_of_reports_are_refused():
    with pytest.raises(hs.errors.InputError) as error:
        e.membership(panel(5), RULES, draws=5, rng=1, report_sd="a_missing")
    assert error.value.code == "missing_column"
    with pytest.raises(hs.errors.InputError) as error:
        e.membership(panel(5), RULES, draws=5, rng=1, report_sd=-0.1)
    assert error.value.code == "negative_sd"


@pytest.mark.parametrize("full", ["insider_keeps", "best_score", ("swap", 0.02)])
def test_membership_under_the_rules_own_weights_is_the_review(full):
    """On a population with late and missing reports, blanks, category thresholds, grace and two quotas."""
    reports = hs.datasets.simulate(enterprises=1200, months=1, seed=5).reports(4, kind="pyarrow")
    rules = e.Rules.load().but(full=full, quota={"region": 3, "credit_code": 1}, late_report="missing")
    found = e.membership(reports, rules, weights=("near", 0.0), draws=3, rng=1).rows()
    wanted = {(d.period, r["enterprise"]): r["decision"] in ON_LIST for d in e.replay(reports, rules) for r in d.rows()}
    assert {(r["period"], r["enterprise"]): r["listed"] for r in found if (r["period"], r["enterprise"]) in wanted} == wanted
    assert all(r["listed_share"] == float(r["listed"]) for r in found) and sum(wanted.values()) > 50
