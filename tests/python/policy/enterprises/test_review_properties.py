# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What must hold for every list, not for one: generated histories of reports, rules and quotas."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from huishou import enterprises
from huishou.policy.enterprises.reasons import ON_LIST

REGIONS = ("浙江", "宁波", "云南")
score = st.one_of(st.none(), st.integers(0, 20).map(lambda k: k / 20))
verdict = st.sampled_from((True, True, True, False, None))
report = st.tuples(score, verdict, verdict, st.sampled_from(REGIONS))
year = st.dictionaries(st.sampled_from([f"E{i:02d}" for i in range(14)]), report, min_size=1)
years = st.lists(year, min_size=1, max_size=4)
full = st.sampled_from(("insider_keeps", "best_score", ("swap", 0.15)))
rule_sets = st.builds(lambda seats, f, after, grace, missing: enterprises.Rules(
    must_enter=["recommended", "filed"], must_stay=["filed"], enter=0.7, exit=0.5, quota={"region": seats, "total": 9}, full=f, exit_after=after, grace=grace,
    missing_report=missing), st.integers(0, 4), full, st.integers(1, 3), st.integers(0, 2), st.sampled_from(("low", "watch", "leave")))


def frame(year, period, order=None):
    names = list(year)
    if order is not None:
        order.shuffle(names)
    columns = list(zip(*(year[n] for n in names), strict=True))
    return {"enterprise": names, "period": [period] * len(names),
            **dict(zip(("score", "filed", "recommended", "region"), (list(c) for c in columns), strict=True))}


def history(years, rules, order=None):
    done = []
    for n, one in enumerate(years):
        done.append(enterprises.review(done[-1].list if done else None, frame(one, 2020 + n, order), rules))
    return done


@settings(max_examples=120, deadline=None)
@given(years, rule_sets, st.randoms(use_true_random=False))
def test_every_history(years, rules, order):
    done = history(years, rules)
    before = {}
    for one, review in zip(years, done, strict=True):
        now = {r["enterprise"]: r for r in review.rows()}
        listed = {n for n, r in now.items() if r["decision"] in ON_LIST}
        # Every insider and every reporter has exactly one decision, every decision a reason.
        assert set(now) == set(before) | set(one) and all(r["reason"] for r in now.values())
        for name, row in now.items():
            value, filed, recommended, _ = one.get(name, (None, None, None, None))
            if row["decision"] == "entered":                    # nobody enters who fails a must, or below the threshold
                assert name not in before and filed is True and recommended is True and value >= 0.7
            if name in before and filed is False:
                assert row["decision"] == "left" and "must_failed:filed" in row["reason"]
            if name in before and filed and value is not None and 0.5 <= value < 0.7 and rules.full == "insider_keeps" and "quota_reduced" not in row["reason"]:
                assert row["decision"] == "stayed" and row["lows"] == 0       # between the thresholds the insider stays ...
            if name not in before and value is not None and 0.5 <= value < 0.7:
                assert row["decision"] == "refused"             # ... and the outsider stays out
            if row["decision"] == "waiting":
                assert "quota_full" in row["reason"] and filed and recommended
        for region in REGIONS:                                  # quotas are never exceeded
            assert sum(now[n]["region"] == region for n in listed) <= rules.quota["region"]
        assert len(listed) <= 9
        before = {n: now[n] for n in listed}
    # The same inputs in any order of rows, and through the years again: the same lists and digests.
    assert [r.digest() for r in history(years, rules, order)] == [r.digest() for r in done]
    rows = {}
    for n, one in enumerate(years):
        for name, column in frame(one, 2020 + n).items():
            rows.setdefault(name, []).extend(column)
    assert [r.digest() for r in enterprises.replay(rows, rules)] == [r.digest() for r in done]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.lists(st.booleans(), min_size=1, max_size=12))
def test_k_lows_in_a_row_and_out_and_a_good_year_resets(after, good):
    rules = enterprises.Rules(enter=0.7, exit=0.5, exit_after=after)
    review = enterprises.review(None, {"enterprise": ["A"], "period": [2000], "score": [0.9]}, rules)
    run = 0
    for n, fine in enumerate(good, 1):
        review = enterprises.review(review, {"enterprise": ["A"], "period": [2000 + n], "score": [0.55 if fine else 0.45]}, rules)
        run = 0 if fine else run + 1
        assert review.rows()[0]["decision"] == ("left" if run >= after else "stayed" if fine else "watched") and review.rows()[0]["lows"] == run % after
        if run >= after:
            break


@settings(max_examples=40, deadline=None)
@given(years, rule_sets, st.integers(0, 2**32))
def test_a_trail_shows_every_change(years, rules, seed):
    trail = enterprises.Trail()
    for review in history(years, rules):
        trail = trail.append(review)
    assert trail.verify(head=trail.head) == []
    pick = random.Random(seed)
    entries = trail.entries
    spoilt = pick.randrange(len(entries))
    entries[spoilt]["counts"]["entered"] += 1
    assert enterprises.Trail(entries).verify() != []
    if len(entries) > 1:
        assert enterprises.Trail(trail.entries[1:]).verify() != []
        assert enterprises.Trail(trail.entries[:-1]).verify() == [] != enterprises.Trail(trail.entries[:-1]).verify(head=trail.head)
