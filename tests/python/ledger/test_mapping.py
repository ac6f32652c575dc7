# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Mappings are checked when read: a slip is an error and never a missing column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huishou.errors import HuishouError, InputError
from huishou.ledger.mapping import Mapping, load


def refuses(mapping, code="bad_mapping"):
    with pytest.raises(InputError) as error:
        load(mapping)
    assert error.value.code == code
    return error.value


def test_none_and_a_mapping_pass():
    m = load(None)
    assert m == Mapping() and load(m) is m and m.provides == frozenset() and m.needs() == []


def test_names_are_input_names():
    m = load({"rename": {"mass_t": "x"}, "units": {"mass": "t"}, "constant": {"stage": "collection"}, "join": {"site": {"columns": ["a", "b"]}},
              "options": {"drop": ["c"], "totals": "keep"}, "set": [{"when": {"y": [1, "2"]}, "to": {"scope": 5}}]})
    assert m.rename == {"mass": "x"} and m.provides == {"mass", "stage", "site"} and m.needs() == ["x", "a", "b", "c"] and m.totals == "keep"
    assert m.join == {"site": {"columns": ["a", "b"], "separator": "-"}} and m.sets == (({"y": ["1", "2"]}, {"scope": "5"}),)


def test_melt_provides_its_words_and_its_value():
    m = load({"melt": {"columns": {"A": {"material": "x"}, "B": {"material": "y", "fate": "recycled"}}}})
    assert m.provides == {"mass", "material", "fate"} and m.needs() == ["A", "B"]


def test_a_list_of_melted_columns_takes_their_names_for_words():
    m = load({"melt": {"material": ["A", "B"], "columns": {"A": {"fate": "recycled"}}}})
    assert m.melt == {"A": {"fate": "recycled", "material": "A"}, "B": {"material": "B"}} and m.provides == {"mass", "material", "fate"}


def test_carried_and_dropped_columns_must_be_there():
    m = load({"options": {"carry": ["Value"], "drop": ["x"], "rows": [3, 9], "flags": ["e"], "history": ["region"]}, "split": {"a,b": ["a", "b"]}})
    assert m.needs() == ["x", "Value"] and m.rows == (3, 9) and m.flags == ("e",) and m.history == ("region",)
    assert m.split == {"a,b": {"columns": ["a", "b"], "separator": ","}}


def test_the_digest_is_that_of_the_content(tmp_path):
    (tmp_path / "m.toml").write_text('[rename]\nmass = "x"\n')
    assert load(tmp_path / "m.toml").sha256 == load(str(tmp_path / "m.toml")).sha256 == load({"rename": {"mass": "x"}}).sha256
    assert load({"rename": {"mass": "y"}}).sha256 != load({"rename": {"mass": "x"}}).sha256


@pytest.mark.parametrize("mapping", [
    5, [], {"renames": {}}, {"rename": 5}, {"options": {"total": "keep"}}, {"options": {"totals": "sum"}}, {"melt": {"value": "mass"}}, {"melt": {"rows": {}}},
    {"melt": {"value": "region", "columns": {"a": {"material": "x"}}}}, {"rename": {"mass": "a"}, "melt": {"columns": {"b": {"material": "x"}}}},
    {"rename": {"region": "a"}, "constant": {"region": "b"}}, {"constant": {"mass": 5}}, {"recode": {"mass": {"a": "1"}}}, {"set": [{"when": {}}]},
                                     {"set": [5]},
    {"set": [{"when": {"a": True}, "to": {"stage": "x"}}]}, {"set": [{"when": {}, "to": {"mass": "1"}}]}, {"join": {"site": ["a"]}},
                                     {"join": {"site": {"columns": []}}},
    {"constant": {"stage": None}}, {"set": 5}, {"set": {"when": {}, "to": {}}}, {"options": {"drop": 5}}, {"options": {"drop": "unit"}},
                                     {"recode": {"material": 5}},
    {"options": {"rows": 5}}, {"options": {"rows": [2, 1]}}, {"options": {"rows": [0, 4]}}, {"options": {"rows": [1, 2, 3]}}, {"options": {"rows": [True, 9]}},
    {"options": {"flags": "e"}}, {"options": {"history": "region"}}, {"options": {"carry": [1]}}, {"split": {"a": "b"}}, {"split": {"a": ["b", 1]}},
    {"split": 5}, {"melt": {"material": "a"}}, {"melt": {"mass": ["a"]}}, {"melt": {"material": []}},
    {"melt": {"columns": {"a": 5}}}, {"rename": {"mass": 5}}, {"options": {"drop": [5]}}, {"units": {"mass": 5}}, {"id": 5},
])
def test_slips(mapping):
    refuses(mapping)


def test_unknown_columns_come_with_the_nearest():
    assert "material" in refuses({"rename": {"materail": "x"}}, "unknown_ledger_column").hint
    refuses({"set": [{"when": {}, "to": {"stge": "x"}}]}, "unknown_ledger_column")
    refuses({"rename": {5: "x"}}, "unknown_ledger_column")


def test_files(tmp_path):
    refuses(tmp_path / "none.toml", "mapping_not_found")
    refuses(tmp_path, "mapping_not_found")
    (tmp_path / "bad.toml").write_text("= 5")
    (tmp_path / "latin.toml").write_bytes(b"id = \"\xff\"")
    refuses(tmp_path / "bad.toml"), refuses(tmp_path / "latin.toml"), refuses("a\x00b", "mapping_not_found")


JSON = st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=4)),
                    lambda inner: st.one_of(st.lists(inner, max_size=2),
                                            st.dictionaries(st.sampled_from(["mass", "stage", "columns", "value", "when", "to", "totals", "drop",
                                                "rows", "flags", "history", "carry", "separator", "x"]),
                                                            inner, max_size=2)),
                    max_leaves=6)


@given(st.dictionaries(st.sampled_from(["rename", "join", "constant", "melt", "units", "recode", "set", "options", "id", "title", "split"]), JSON, max_size=3))
def test_no_mapping_makes_a_traceback(mapping):
    try:
        load(mapping)
    except HuishouError:
        pass
