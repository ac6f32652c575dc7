# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What stands around a review: nominations, tasks, rule variants on one page."""

import pytest

import huishou as hs
from huishou import enterprises as e

GOOD = ("91350100M000100Y43", "91440300MA5DRECY8L", "91120116MABCD3E9X1")
NOMINATED = {"enterprise": ["甲", "乙", "丙", "甲", "丁", "戊", None, "己"], "region": ["宁波", "浙江", "云南", "宁波", "云南", "云南", "云南", "云南"],
             "nominated_by": ["浙江", "浙江", "四川", "宁波", "云南", "云南", "云南", "云南"],
             "evidence": ["台账", "台账", "台账", "年报", " ", "台账", "台账", "台账"],
             "credit_code": [GOOD[0], GOOD[1], GOOD[2], GOOD[0], None, GOOD[1], None, "91310115MA1K3ABC98"],
             "parent": [None, "P", None, None, "P", None, None, None],
             "date": ["2024-03-01", "2024-03-31", "2024-03-01", "2024-03-02", "2024-03-01", "2024-04-01", "2024-03-01", None]}


def test_nominations_are_checked_alone_and_against_each_other():
    rows = e.nominations(NOMINATED, due="2024-03-31").rows()
    assert [r["reasons"].split() for r in rows] == [
        ["duplicate_credit_code"], ["duplicate_credit_code", "same_parent"], ["not_own_region"], [], ["no_evidence", "no_credit_code", "same_parent"],
        ["late", "duplicate_credit_code"], ["no_name", "no_credit_code"], ["bad_credit_code"]]
    assert [r["accepted"] for r in rows] == [False, False, False, True, False, False, False, False]      # 宁波 nominates its own; the province's is the second
    assert all(bool(r["reasons"]) == bool(r["reasons_zh"]) == bool(r["reasons_en"]) for r in rows)


def test_the_same_nominations_in_any_order():
    order = [7, 3, 5, 1, 0, 6, 2, 4]
    mixed = e.nominations({k: [v[i] for i in order] for k, v in NOMINATED.items()}, due="2024-03-31").rows()
    key = lambda r: (str(r["enterprise"]), r["nominated_by"], r["evidence"])  # noqa: E731
    assert sorted(mixed, key=key) == sorted(e.nominations(NOMINATED, due="2024-03-31").rows(), key=key)


def test_recommended_reports():
    checked = e.nominations(NOMINATED)
    reports = {"enterprise": ["甲", "壬"], "period": [2023, 2023], "score": [0.9, 0.9]}
    made = e.recommend(reports, checked)
    assert made["recommended"].tolist() == [True, False]
    assert list(e.review(None, made, e.Rules(must_enter=["recommended"])).list["enterprise"]) == ["甲"]
    with pytest.raises(hs.errors.InputError) as error:
        e.recommend({"enterprise": ["壬"]}, checked)
    assert error.value.code == "no_report"


TASK = {"enterprise": ["A", "A", "B", "C", "D", "E"], "task": ["plastics_film"] * 6, "baseline": [0.6, 0.6, 0.6, 0.6, 0.9, 0.6],
        "target": [0.8, 0.8, 0.8, 0.8, 0.5, 0.8],
        "start": ["2024-01-01"] * 5 + ["2025-01-01"], "due": ["2025-01-01"] * 5 + ["2026-01-01"], "value": [0.62, 0.7, 0.82, 0.85, None, None],
        "reported": ["2024-02-01", "2024-07-01", "2024-06-01", "2024-06-01", None, None], "evidence": ["x", "x", "x", None, None, None]}


def test_commitments():
    def at(day):
        return {r["enterprise"]: (r["status"], None if r["progress"] is None else round(r["progress"], 3)) for r in e.commitments(TASK, day).rows()}

    assert at("2024-07-01") == {"A": ("on_track", 0.5), "B": ("done", 1.1), "C": ("no_evidence", 1.25), "D": ("no_report", None), "E": ("not_started", None)}
    assert at("2024-06-15")["A"] == ("behind", 0.1) and at("2025-02-01")["A"][0] == "overdue" and at("2025-02-01")["D"][0] == "overdue"
    falling = {k: [v[4]] for k, v in TASK.items()} | {"value": [0.7], "reported": ["2024-07-01"], "evidence": ["x"]}
    assert e.commitments(falling, "2024-07-01").rows()[0]["progress"] == pytest.approx(0.5)                # from 0.9 down to 0.5
    for change, code in (({"task": ["odd"] * 6}, "unknown_task"), ({"target": [0.8, 0.9, 0.8, 0.8, 0.5, 0.8]}, "bad_target"),
                         ({"target": [0.6] * 6}, "bad_target"),
                         ({"start": ["soon"] * 6}, "bad_date"), ({"due": ["2023-01-01"] * 6}, "bad_target")):
        with pytest.raises(hs.errors.InputError) as error:
            e.commitments({**TASK, **change}, "2024-07-01")
        assert error.value.code == code
    assert e.commitments({**TASK, "task": ["own:瓶到瓶"] * 6}, "2024-07-01").rows()[0]["task"] == "own:瓶到瓶"


def test_variants_on_one_page():
    people = hs.datasets.simulate(enterprises=1500, months=1, seed=11)
    reports = people.reports(3)
    rules = e.Rules.load()
    rows = {r["variant"]: r for r in e.compare(reports, {"default": rules, "no quota": rules.but(quota={}), "strict": rules.but(enter=0.8),
                                                         "nobody": rules.but(enter=1.5, thresholds=())}).rows()}
    assert rows["default"]["same_as_first"] == 1.0
    assert rows["no quota"]["listed"] >= rows["default"]["listed"] > rows["strict"]["listed"] > rows["nobody"]["listed"] == 0
    assert rows["nobody"]["dissimilarity"] is None and rows["nobody"]["goals_met"] == 0 and rows["nobody"]["regions_listed"] == 0
    for r in rows.values():
        assert 0 <= r["same_as_first"] <= 1 and r["regions"] == 37 and r["rules_hash"]
    with pytest.raises(hs.errors.InputError) as error:
        e.compare(reports, {})
    assert error.value.code == "no_variants"


def test_what_can_be_read_once_is_read_once():
    """An Arrow stream has no rows left after it was read."""
    import pyarrow as pa

    from huishou import demands

    reports = pa.table({"enterprise": list("ABAB"), "period": [2022, 2022, 2023, 2023], "region": ["x", "y"] * 2, "score": [0.9, 0.8, 0.4, 0.9]})
    items = pa.table({"enterprise": list("ABC"), "region": list("xyy"), "size": list("SSL"), "period": ["2023"] * 3, "code": ["D01", "D02", None]})
    rules = e.Rules()
    for table, call in ((reports, lambda t: e.replay(t, rules)), (reports, lambda t: e.compare(t, {"a": rules, "b": rules.but(enter=0.8)})),
                        (reports, lambda t: e.sensitivity(t, rules)), (reports, lambda t: e.membership(t, rules, draws=5, rng=1)),
                        (reports, lambda t: e.dynamics(t, status=None)), (items, lambda t: demands.tally(t, by="region")), (items, demands.trend),
                        (items, demands.common_problems), (items, lambda t: demands.frame_weights(t, {"region": ["x", "y"]}, "region"))):
        assert len(call(pa.RecordBatchReader.from_batches(table.schema, table.to_batches()))) > 0
