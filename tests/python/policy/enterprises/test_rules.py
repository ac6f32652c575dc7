# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rules as data: TOML, hash, variants, and what they refuse."""

import tomllib

import pytest

import huishou as hs
from huishou import enterprises as e
from huishou.policy.enterprises import rules as module


def test_a_file_and_back(tmp_path):
    rules = e.Rules.load()
    assert e.Rules.from_dict(rules.to_dict()) == rules and e.Rules.from_dict(rules.to_dict()).hash == rules.hash
    copy = tmp_path / "own.toml"
    copy.write_text(module._DEFAULT.read_text("utf-8").replace("exit_after = 2", "exit_after = 3"), "utf-8")
    own = e.Rules.load(copy)
    assert own.exit_after == 3 and own.hash != rules.hash and own == rules.but(exit_after=3)
    assert e.Rules(score={"a": 1, "b": 3}).hash == e.Rules(score={"b": 0.75, "a": 0.25}).hash       # the same rules, the same hash


def test_the_defaults_say_where_they_come_from():
    text = module._DEFAULT.read_text("utf-8")
    given = tomllib.loads(text)
    assert given["dated"] and "no published criteria" in given["note"]
    lines = text.splitlines()
    for n, line in enumerate(lines):                             # every block of settings stands under a comment
        if line and not line.startswith("#") and (n == 0 or not lines[n - 1].strip()):
            assert line.startswith(("id", "#")) or lines[n - 1].startswith("#"), line


@pytest.mark.parametrize("bad", [
    {"exit": 0.8}, {"must_stay": ["is filed"]}, {"aspects": {"a:b": {"items": ["x"], "at_least": 1}}}, {"exit_after": 0}, {"exit_after": 1.5},
    {"grace": -1}, {"must_enter": "filed"}, {"must_enter": ["a", "a"]}, {"score": {}}, {"score": {"a": -1}}, {"score": {"a": 0}},
    {"enter": float("nan")}, {"full": "lottery"}, {"full": ("swap", -1)}, {"quota": {"region": -1}}, {"quota": {"total": {"x": 1}}},
    {"quota": {"region": 2.5}}, {"aspects": {"a": {"items": ["x"], "at_least": 2}}}, {"aspects": {"a": {"items": ["x"]}}},
    {"scale": {"zz": {"worst": 0, "best": 1}}}, {"scale": {"score": {"worst": 1, "best": 1}}},
    {"scale": {"score": {"worst": 0, "best": 1, "form": "log"}}}, {"scale": {"score": {"form": "odd"}}}, {"thresholds": [{"enter": 0.5}]},
    {"thresholds": [{"where": {"c": "x"}, "enter": 0.2, "exit": 0.4}]}, {"missing_report": "forgive"}, {"late_report": "missing"},
    {"must_stay": ["a"], "aspects": {"a": {"items": ["x"], "at_least": 1}}}, {"missing_criterion": "zero"}, {"coverage": {"category": 0}}])
def test_rules_that_cannot_be(bad):
    with pytest.raises(hs.errors.InputError) as error:
        e.Rules(**bad)
    assert error.value.code == "bad_rule" and error.value.hint and error.value.column


def test_files_that_cannot_be_read(tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text("enter = [", "utf-8")
    odd = tmp_path / "odd.toml"
    odd.write_text("entry = 0.7\n", "utf-8")
    for path, code in ((bad, "bad_rule"), (odd, "bad_rule"), (tmp_path / "none.toml", "rules_not_found")):
        with pytest.raises(hs.errors.InputError) as error:
            e.Rules.load(path)
        assert error.value.code == code
    with pytest.raises(hs.errors.InputError):
        e.Rules().but(entry=0.7)
    with pytest.raises(AttributeError):
        e.Rules().enter = 0.2
