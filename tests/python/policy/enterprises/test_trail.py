# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The trail: chained, appended to only, computed again from the reports."""

import pytest

import huishou as hs
from huishou import enterprises as e

ROWS = {"enterprise": ["A", "B", "A", "B", "A", "B"], "period": ["2021", "2021", "2022", "2022", "2023", "2023"], "score": [0.9, 0.6, 0.4, 0.8, 0.4, 0.9],
        "filed": [True] * 6}
RULES = e.Rules(must_enter=["filed"], must_stay=["filed"])
PANEL = {"enterprise": ["B"], "period": ["2021"], "decision": ["enter"], "reason": ["示范"]}


def trail(panel=None):
    out = e.Trail()
    for review in e.replay(ROWS, RULES, overrides=panel):
        out = out.append(review)
    return out


def test_the_years_again_give_the_list(tmp_path):
    kept = trail()
    assert kept.verify(head=kept.head, reports=ROWS) == []
    order = [5, 2, 0, 3, 1, 4]
    assert kept.verify(reports={k: [v[i] for i in order] for k, v in ROWS.items()}) == []
    other = {**ROWS, "score": [0.9, 0.6, 0.4, 0.8, 0.4, 0.95]}
    assert kept.verify(reports=other) == ["the reports of 2023 are not those of the trail"]
    assert kept.verify(reports={k: v[:4] for k, v in ROWS.items()}) == ["there are no reports of 2023"]
    with_panel = trail(PANEL)
    assert with_panel.verify(reports=ROWS, overrides=PANEL) == [] and "2021 computed again gives other decisions" in with_panel.verify(reports=ROWS)
    assert with_panel.entries[0]["changes"][1]["panel"]["reason"] == "示范"


def test_only_appended_to(tmp_path):
    path = tmp_path / "trail.jsonl"
    kept = trail()
    e.Trail(kept.entries[:2]).write(path)
    kept.write(path)
    assert e.Trail.load(path).entries == kept.entries and path.read_text("utf-8").count("\n") == 3
    with pytest.raises(hs.errors.StateError) as error:
        trail(PANEL).write(path)
    assert error.value.code == "trail_rewritten"
    reviews = e.replay(ROWS, RULES)
    with pytest.raises(hs.errors.StateError) as error:
        e.Trail().append(reviews[0]).append(reviews[2])
    assert error.value.code == "trail_gap"
    with pytest.raises(AttributeError):
        kept.entries = []
    (tmp_path / "no.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(hs.errors.InputError) as error:
        e.Trail.load(tmp_path / "no.jsonl")
    assert error.value.code == "not_a_trail"


def test_a_rewritten_chain_is_shown_by_its_head_and_a_changed_rule_by_its_hash():
    kept = trail()
    entries = kept.entries
    entries[1]["rules"]["enter"] = 0.6
    assert "entry 2 (2022) names rules of another hash" in e.Trail(entries).verify()
    whole = trail(PANEL)
    assert whole.verify() == [] and whole.verify(head=kept.head) != []
    assert e.Trail([entries[0], {**entries[2], "n": 2}]).verify() != []
    assert e.Trail([{"format": "huishou-list-trail-1", "n": 1}]).verify()[0].startswith("entry 1 (None) cannot be read")


def test_rules_that_went_through_the_trail_give_the_same_bits():
    """Tables of rules come back from JSON with their keys sorted; a weighted sum in another order would move the last bit of scores."""
    reports = hs.datasets.simulate(enterprises=400, months=12, seed=3).reports(years=2, kind="pandas")
    given = hs.enterprises.Rules.load()
    turned = hs.enterprises.Rules.from_dict({k: dict(reversed(v.items())) if isinstance(v, dict) else v for k, v in given.to_dict().items()})
    assert list(turned.score) == list(given.score) == sorted(given.score) and turned.groups == given.groups and turned.hash == given.hash
    trail, last = hs.enterprises.Trail(), None
    for year in ("2022", "2023"):
        done = hs.enterprises.review(last, reports[reports["period"] == year], given)
        assert done.digest() == hs.enterprises.review(last, reports[reports["period"] == year], turned).digest()
        trail, last = trail.append(done), done.list
    assert trail.verify(head=trail.head, reports=reports) == []
