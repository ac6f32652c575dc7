# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Times with open items counted as open; bodies, answers, and what the public may see."""

import numpy as np
import pytest

import huishou as hs
from huishou import demands


def test_kaplan_meier_equals_statsmodels():
    duration = pytest.importorskip("statsmodels.duration.survfunc")
    rng = np.random.default_rng(6)
    for _ in range(40):
        n = int(rng.integers(5, 120))
        t, c = rng.integers(1, 40, n), rng.random(n) < 0.7
        if not c.any():
            continue
        curve = demands.kaplan_meier(t, c)
        wanted = duration.SurvfuncRight(t, c.astype(int))
        assert np.allclose(curve.open_share, wanted.surv_prob) and np.allclose(curve.days, wanted.surv_times) and list(curve.at_risk) == wanted.n_risk.tolist()
        # Greenwood's error through log(-log): se(S) / |S ln S| is the error of log(-log S)
        for s, se, low, high in zip(wanted.surv_prob, wanted.surv_prob_se, curve.low, curve.high, strict=True):
            if low is not None:
                half = 1.959963984540054 * se / abs(s * np.log(s))
                assert low == pytest.approx(s ** np.exp(half)) and high == pytest.approx(s ** np.exp(-half)) and low < s < high
        median = wanted.quantile(0.5)
        assert curve.quantile(0.5) == (None if np.isnan(median) else median) or np.isclose(curve.open_share, 0.5).any()


def test_the_mean_of_closed_items_would_flatter():
    closed = [5.0] * 20
    curve = demands.kaplan_meier([*closed, *[200.0] * 80], [True] * 20 + [False] * 80)
    assert curve.quantile(0.5) is None and curve.at(200) == pytest.approx(0.8) and curve.at(4.9) == 1.0


ITEMS = {"code": ["D07", "D07.02", "D02", "D07", "D01", "D01"], "enterprise": ["A", "B", "C", "A", "D", "E"],
         "opened": ["2024-01-01", "2024-01-01", "2024-02-01", "2024-06-01", "2024-01-05", "2024-01-06"],
         "closed": ["2024-02-01", None, "2024-05-01", None, None, None], "status": ["closed", "in_progress", "closed", "received", "invalid", "valid"],
         "answer": ["passes for 50 vans", None, "site in the plan", None, None, None]}


def test_backlog_by_lead_body():
    rows = {r["body"]: r for r in demands.backlog(ITEMS, "2024-04-10").rows()}
    assert set(rows) == {"公安", "交通", "自然资源", "住建", "税务", "财政"}      # each lead body of a code has the item
    assert rows["公安"]["received"] == 2 and rows["公安"]["closed"] == 1 and rows["公安"]["oldest_days"] == 100 and rows["公安"]["median_days"] == 31
    assert rows["自然资源"]["open"] == 1 and rows["自然资源"]["closed"] == 0    # closed after the day of the count
    assert rows["税务"]["invalid"] == 1 and rows["税务"]["closed_share"] == 0.0 and rows["税务"]["open_after_90"] == 1.0
    assert rows["自然资源"]["open_after_90"] is None                        # nothing was followed for ninety days
    own = demands.backlog({**ITEMS, "body": ["甲"] * 6}, "2024-12-31").rows()
    assert len(own) == 1 and own[0]["received"] == 6


@pytest.mark.parametrize(("change", "code"), [
    ({"opened": ["31.1.2024"] + ITEMS["opened"][1:]}, "bad_date"), ({"closed": ["2023-12-31"] + ITEMS["closed"][1:]}, "bad_date"),
    ({"status": ["done"] + ITEMS["status"][1:]}, "bad_status"), ({"status": ["valid"] + ITEMS["status"][1:]}, "bad_status")])
def test_items_that_cannot_be(change, code):
    with pytest.raises(hs.errors.InputError) as error:
        demands.backlog({**ITEMS, **change}, "2024-12-31")
    assert error.value.code == code and error.value.row == 1


def test_demand_body_answer():
    rows = {(r["demand"], r["body"]): r for r in demands.answers(ITEMS).rows()}
    assert rows["P07", "交通"]["firms"] == 2 and rows["P07", "交通"]["items"] == 3 and rows["P07", "交通"]["answer"] == "passes for 50 vans"
    assert rows["P01", "税务"]["status"] == "no_answer"
    assert {r["status"] for r in demands.answers(ITEMS, audience="public").rows()} == {"suppressed"}


def test_a_model_learns_from_corrections_and_says_it_is_one():
    pytest.importorskip("sklearn")
    texts = [f"吊机坏了第{i}次" for i in range(8)] + [f"邻居投诉噪声{i}" for i in range(8)]
    model = demands.train(texts, [["D11"]] * 8 + [["D03"]] * 8)
    rare = demands.train([*texts, "油价太高"], [["D11"]] * 8 + [["D03"]] * 8 + [["D07"]])
    assert model.learned == rare.learned == ["D03", "D11"]                    # one answer teaches nothing, and the model says which codes it knows
    rows = hs.frames.table(demands.code(["吊机又坏了", "天气很好", "环评难"], model=model)).to_pylist()
    assert [(r["code"], r["by"]) for r in rows if r["text"] != 1] == [("D11", "model"), ("D03.01", "rules")]
    with pytest.raises(hs.errors.InputError) as error:
        demands.train(["a"], [["D01"]])
    assert error.value.code == "too_few_examples"
    with pytest.raises(hs.errors.MatchError):
        demands.train(["a"], [["D77"]])
