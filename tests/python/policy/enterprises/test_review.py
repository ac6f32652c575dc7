# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""One review at a time: musts, blanks, aspects, thresholds, grace, late reports, panel, contests, coverage, words."""

import json
import sys
from pathlib import Path

import pytest

import huishou as hs
from huishou import enterprises as e
from huishou.policy.enterprises.reasons import DECISIONS, ON_LIST, REASONS

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import golden  # noqa: E402


def year(period=2023, **columns):
    n = len(next(iter(columns.values())))
    return {"enterprise": [chr(65 + i) for i in range(n)], "period": [period] * n, **columns}


def decided(review):
    return {r["enterprise"]: r["decision"] for r in review.rows()}


def reasons(review, name):
    return next(r["reason"] for r in review.rows() if r["enterprise"] == name)


def test_a_blank_must_watches_and_takes_no_seat_from_outside():
    rules = e.Rules(must_enter=["recommended", "filed"], must_stay=["filed"], quota={"total": 1})
    first = e.review(None, year(recommended=[True, True, None], filed=[True, None, True], score=[0.8, 0.9, 0.95]), rules)
    assert decided(first) == {"A": "entered", "B": "watched_outside", "C": "watched_outside"} and list(first.list["enterprise"]) == ["A"]
    assert reasons(first, "B") == "must_unknown:filed" and sorted(first.watched["enterprise"]) == ["B", "C"]
    second = e.review(first, year(2024, recommended=[True], filed=[None], score=[0.2]), rules)
    assert decided(second)["A"] == "watched" and reasons(second, "A") == "low_score must_unknown:filed" and second.rows()[0]["lows"] == 1
    third = e.review(second, year(2025, recommended=[True], filed=[None], score=[0.9]), rules)
    assert decided(third)["A"] == "watched" and third.rows()[0]["lows"] == 1      # an unknown year is no good year
    assert decided(e.review(third, year(2026, recommended=[True], filed=[True], score=[0.1]), rules))["A"] == "left"


def test_a_reason_names_what_decided_and_no_more():
    rules = e.Rules(must_enter=["recommended", "filed"], must_stay=["filed"], exit_now=["closed"])
    first = e.review(None, year(score=[0.9, 0.9], recommended=[True, False], filed=[True, False], closed=[False, True]), rules)
    assert reasons(first, "B") == "exit_now:closed"               # an exit is decided before the musts are looked at
    second = e.review(first, year(2024, score=[0.9, 0.9], recommended=[False, False], filed=[False, False], closed=[False, False]), rules)
    assert reasons(second, "A") == "must_failed:filed" and reasons(second, "B") == "must_failed:filed must_failed:recommended"
    assert [r["needs"] for r in second.rows()] == ["meet:filed", "meet:filed meet:recommended"]


def test_k_of_n_items_of_an_aspect():
    rules = e.Rules(aspects={"standard": {"items": ["x", "y", "z"], "at_least": 2, "when": "both"}})
    first = e.review(None, year(score=[0.9] * 4, x=[True, True, True, False], y=[True, False, None, False], z=[False, False, False, None]), rules)
    assert decided(first) == {"A": "entered", "B": "refused", "C": "watched_outside", "D": "refused"}
    assert reasons(first, "B") == "must_failed:standard" and reasons(first, "C") == "must_unknown:standard"
    assert decided(e.review(first, year(2024, score=[0.9], x=[True], y=[False], z=[False]), rules))["A"] == "left"


def test_thresholds_by_category_and_region_later_overrules():
    rules = e.Rules(thresholds=[{"where": {"category": ["glass", "textiles"]}, "enter": 0.5, "exit": 0.3},
                                {"where": {"category": "glass", "region": "云南"}, "enter": 0.9}])
    first = e.review(None, year(score=[0.6, 0.6, 0.6, 0.69], category=["glass", "steel", "glass", "textiles"], region=["浙江", "浙江", "云南", "云南"]), rules)
    assert decided(first) == {"A": "entered", "B": "refused", "C": "refused", "D": "entered"}
    assert [r["margin"] for r in first.rows()] == pytest.approx([0.1, -0.1, -0.3, 0.19])
    # a silent insider keeps the thresholds of what the list remembers of it
    assert decided(e.review(first, {"enterprise": ["D"], "period": [2024], "score": [0.35], "category": ["textiles"], "region": ["云南"]}, rules)) == {
        "A": "watched", "D": "stayed"}


def test_exit_now_grace_and_late_reports():
    rules = e.Rules(exit_now=["closed"], grace=1, exit_after=1, late_report="missing", calendar={"reports_due": "04-15"})
    first = e.review(None, year(score=[0.9, 0.9, 0.9], closed=[False, True, None], submitted=["2024-04-15", "2024-04-01", "2024-04-01"]), rules)
    assert decided(first) == {"A": "entered", "B": "refused", "C": "watched_outside"} and reasons(first, "B") == "exit_now:closed"
    assert first.rows()[1]["needs"] == "clear:closed" and reasons(first, "C") == "must_unknown:closed"
    late = e.review(first, year(2024, score=[0.9], closed=[False], submitted=["2025-04-16"]), rules)
    assert decided(late)["A"] == "watched" and reasons(late, "A") == "no_report in_grace late_report"
    assert decided(e.review(late, year(2025, score=[0.9], closed=[False], submitted=["2026-05-01"]), rules))["A"] == "left"
    both = {"enterprise": ["A", "Z"], "period": [2024] * 2, "score": [0.9, 0.9], "closed": [False] * 2, "submitted": ["2025-04-01", "2025-05-01"]}
    new = e.review(first, both, rules)
    assert decided(new) == {"A": "stayed", "Z": "refused"} and reasons(new, "Z") == "no_report late_report"
    accepted = e.review(first, year(2024, score=[0.9], closed=[False], submitted=["2025-04-16"]), rules.but(late_report="accept"))
    assert decided(accepted)["A"] == "stayed" and reasons(accepted, "A") == "score_enough late_report"
    assert decided(e.review(late, year(2025, score=[0.9], closed=[True], submitted=["2026-01-01"]), rules))["A"] == "left"


def test_a_panel_gives_a_reason_and_never_waives_a_must():
    rules = e.Rules(must_enter=["filed"], must_stay=["filed"])
    data = year(score=[0.6, 0.9, 0.95], filed=[True, False, True])
    said = {"enterprise": ["A", "C"], "decision": ["enter", "refuse"], "reason": ["唯一玻璃回收企业", "在查案件"], "by": ["专家组", None]}
    done = e.review(None, data, rules, said)
    assert decided(done) == {"A": "entered", "B": "refused", "C": "refused"} and reasons(done, "A") == "panel"
    assert "唯一玻璃回收企业" in done.explain("A") and {c["enterprise"]: c["panel"]["reason"] for c in done.changes()}["C"] == "在查案件"
    for override, code in (({"enterprise": ["B"], "decision": ["enter"], "reason": ["x"]}, "override_of_must"),
                           ({"enterprise": ["A"], "decision": ["enter"], "reason": [" "]}, "override_without_reason"),
                           ({"enterprise": ["A"], "decision": ["stay"], "reason": ["x"]}, "bad_override"),
                           ({"enterprise": ["Z"], "decision": ["enter"], "reason": ["x"]}, "unknown_enterprise"),
                           ({"enterprise": ["A", "A"], "decision": ["enter", "refuse"], "reason": ["x", "y"]}, "repeated_enterprise")):
        with pytest.raises(hs.errors.InputError) as error:
            e.review(None, data, rules, override)
        assert error.value.code == code and error.value.hint
    kept = e.review(done, year(2024, score=[0.1], filed=[True]), rules.but(exit_after=1), {"enterprise": ["A"], "decision": ["stay"], "reason": ["洪水"]})
    assert decided(kept)["A"] == "watched" and reasons(kept, "A") == "panel low_score"
    with pytest.raises(hs.errors.InputError) as error:
        e.review(done, year(2024, score=[0.1], filed=[False]), rules, {"enterprise": ["A"], "decision": ["stay"], "reason": ["洪水"]})
    assert error.value.code == "override_of_must"


@pytest.mark.parametrize(("full", "on", "waiting", "left"), [("insider_keeps", ["A"], ["B"], []), ("best_score", ["B"], [], ["A"]),
                                                             (("swap", 0.1), ["B"], [], ["A"]),
                                                             (("swap", 0.3), ["A"], ["B"], [])])
def test_a_full_quota_states_its_contest(full, on, waiting, left):
    rules = e.Rules(quota={"region": {"浙江": 1, "*": 2}}, full=full)
    first = e.review(None, year(score=[0.75], region=["浙江"]), rules)
    second = e.review(first, year(2024, score=[0.6, 0.8], region=["浙江", "浙江"]), rules)
    assert (list(second.list["enterprise"]), list(second.waiting["enterprise"]), list(second.left["enterprise"])) == (on, waiting, left)
    if waiting:
        needs = next(r["needs"] for r in second.rows() if r["enterprise"] == "B")
        assert reasons(second, "B") == "quota_full score_enough" and needs == ("seat" if full == "insider_keeps" else "score>0.6")


def test_ties_at_the_edge_and_one_seat_a_legal_person():
    rules = e.Rules(quota={"total": 2, "credit_code": 1})
    done = e.review(None, year(score=[0.8, 0.9, 0.8, 0.95], credit_code=["p", "q", "r", "q"]), rules)
    assert list(done.list["enterprise"]) == ["A", "D"] and list(done.waiting["enterprise"]) == ["B", "C"]
    assert reasons(done, "A") == "tie score_enough" and reasons(done, "C") == "quota_full tie score_enough" and "tie" not in reasons(done, "B")


def test_scores_of_criteria_with_scales_and_missing_ones():
    rules = e.Rules(score={"volume": 3, "residue": 1, "place": 1}, scale={"volume": {"worst": 10, "best": 1000, "form": "log"},
                                                                          "residue": {"worst": 0.4, "best": 0.0},
                                                                        "place": {"form": "rank"}})
    data = year(volume=[100.0, 5000.0, 1.0, None], residue=[0.1, 0.4, 0.8, 0.0], place=[1.0, 2.0, 3.0, 2.0])
    found = {r["enterprise"]: r["score"] for r in e.review(None, data, rules).rows()}
    assert found["A"] == pytest.approx(0.6 * 0.5 + 0.2 * 0.75 + 0.2 * 0.0) and found["B"] == pytest.approx(0.6 + 0.2 * 0.5) and found["C"] == pytest.approx(0.2)
    assert found["D"] is None and reasons(e.review(None, data, rules), "D") == "no_score"
    again = {r["enterprise"]: r["score"] for r in e.review(None, data, rules.but(missing_criterion="renormalise")).rows()}
    assert again["D"] == pytest.approx((0.2 + 0.2 * 0.5) / 0.4) and again["A"] == found["A"]


def test_coverage_goals_move_nobody_and_name_who_could_close_them():
    rules = e.Rules(must_enter=["filed"], coverage={"category": {"glass": 1, "steel": 1, "tyres": 1}, "mode": 1})
    done = e.review(None, year(score=[0.9, 0.6, 0.5], filed=[True, True, False], category=["steel", "glass", "tyres"], mode=["online", "bin", "bin"]), rules)
    rows = {(r["column"], r["value"]): (r["listed"], r["met"], r["candidates"]) for r in done.coverage.rows()}
    assert rows == {("category", "glass"): (0, False, 1), ("category", "steel"): (1, True, 0), ("category", "tyres"): (0, False, 0),
                    ("mode", "bin"): (0, False, 1),
                    ("mode", "online"): (1, True, 0)}


def test_every_reason_is_said_in_two_languages():
    from huishou import _native

    assert set(_native.list_reasons) <= set(REASONS) and all(zh and en for zh, en in REASONS.values()) and ON_LIST < set(DECISIONS)
    done = e.review(None, year(score=[0.6, 0.9], filed=[True, False]), e.Rules(must_enter=["filed"]))
    assert "得分低于进入线" in done.explain("A", "zh") and "a score of 0.7 or more" in done.explain("A", "en") and "filed" in done.explain("B", "zh")
    assert done.decisions.explain(0, "en") == done.explain("A", "en")
    row = done.decisions.rows()[1]
    assert row["reason"] == "must_failed:filed" and row["reason_zh"] == "不满足必备条件（filed）" and row["reason_en"] == "a must is not met (filed)"
    for name, lang, code in (("Z", "zh", "unknown_enterprise"), ("A", "fr", "unknown_language")):
        with pytest.raises(hs.errors.InputError) as error:
            done.explain(name, lang)
        assert error.value.code == code


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow", "dict"])
def test_frames_come_back_as_they_went_in(kind):
    rules = e.Rules(must_enter=["filed"], quota={"region": 3})
    data = hs.frames.to(kind, year(score=[0.9, 0.6], filed=[True, None], region=["浙江", None]))
    first = e.review(None, data, rules)
    assert hs.frames.kind_of(first.list) == kind and first.digest() == e.review(None, hs.frames.to("pyarrow", data), rules).digest()
    again = hs.frames.to(kind, year(2024, score=[0.4, 0.6], filed=[True, None], region=["浙江", None]))
    assert e.review(first.list, again, rules).digest() == e.review(first, again, rules).digest()
    public = hs.frames.table(first.publish())
    assert public.column_names == ["enterprise", "region", "period", "since"] and public.num_rows == 1
    json.dumps(first.provenance)
    assert first.provenance["parameters"]["rules_hash"] == rules.hash


@pytest.mark.parametrize(("change", "code"), [
    ({"score": ["a", "b"]}, "not_a_number"), ({"filed": ["yes", "no"]}, "not_boolean"), ({"enterprise": ["A", "A"]}, "repeated_enterprise"),
    ({"enterprise": ["A", None]}, "missing_name"), ({"period": [2023, 2024]}, "several_periods"), ({"score": [float("inf"), 1.0]}, "not_finite")])
def test_reports_that_cannot_be_reviewed(change, code):
    with pytest.raises(hs.errors.InputError) as error:
        e.review(None, {**year(score=[0.9, 0.8], filed=[True, True]), **change}, e.Rules(must_enter=["filed"]))
    assert error.value.code == code and error.value.hint


def test_lists_that_do_not_fit():
    rules = e.Rules()
    first = e.review(None, year(score=[0.9]), rules)
    with pytest.raises(hs.errors.InputError) as error:
        e.review(first, year(2023, score=[0.9]), rules)
    assert error.value.code == "period_not_later"
    with pytest.raises(hs.errors.InputError) as error:
        e.review({"enterprise": ["A"], "lows": [-1]}, year(score=[0.9]), rules)
    assert error.value.code == "bad_lows"
    kept = e.review({"enterprise": ["A", "Q"], "since": ["2019", None]}, year(score=[0.55]), rules)      # a list kept elsewhere
    assert decided(kept) == {"A": "stayed", "Q": "watched"} and [r["since"] for r in kept.rows()] == ["2019", None]


@pytest.mark.parametrize("path", golden.cases("decide"), ids=lambda p: p.name)
def test_golden_histories(path):
    """The same files the kernel's own test reads."""
    given = {k: v[0] for k, v in golden.settings(path).items()}
    table = golden.table(path / "rows.csv", numbers=("score", "lows"))
    rules = e.Rules(must_enter=["must"], must_stay=["must"], enter=float(given["enter"]), exit=float(given["exit"]), exit_after=int(given["exit_after"]),
                    grace=int(given.get("grace", 0)), quota={"total": int(given["quota"])} if "quota" in given else {},
                    full=("swap", float(given["margin"])) if given.get("full") == "swap" else "insider_keeps")
    told = [i for i, m in enumerate(table["must"]) if m is not None]                   # an empty must is a report that never came
    rows = {k: [table[k][i] for i in told] for k in ("enterprise", "period", "score")}
    rows["must"] = [{"yes": True, "no": False, "unknown": None}[table["must"][i]] for i in told]
    found = {(r["enterprise"], d.period): (r["decision"], r["lows"]) for d in e.replay(rows, rules) for r in d.rows()}
    wanted = zip(table["enterprise"], table["period"], table["decision"], table["lows"], strict=True)
    assert found == {(n, p): (d, int(lows)) for n, p, d, lows in wanted}


def test_the_panel_has_the_kernels_numbers():
    from huishou.policy.enterprises.overrides import PANEL

    assert PANEL == ("", "enter", "stay", "leave", "refuse")
