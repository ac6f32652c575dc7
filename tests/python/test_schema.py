# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The table the reader and the docs share."""

import importlib
import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import huishou as hs
from huishou import frames
from huishou.schema import COLUMNS, MATERIALS, PLACEHOLDERS, RULES, TOTALS, VALUE_ALIASES, VOCABULARY, WARNINGS, key, schema, table_schema


def test_names_mean_one_thing():
    for groups in ([(c.name, c.input, *c.aliases) for c in COLUMNS], [(m.id, m.zh, m.en, *m.aliases) for m in MATERIALS]):
        seen = {}
        for i, names in enumerate(groups):
            for name in {key(n) for n in names}:
                assert seen.setdefault(name, i) == i, name
    for name, words in VALUE_ALIASES.items():
        assert set(words.values()) <= set(VOCABULARY[name]) and name in {c.name for c in COLUMNS}


def test_ten_categories_and_the_required_columns():
    assert len(MATERIALS) == 10 and [c.name for c in COLUMNS if c.required] == ["material", "mass_t"]
    assert not RULES.keys() & WARNINGS.keys()
    assert not {key(t) for t in TOTALS} & {key(p) for p in PLACEHOLDERS}


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow", "dict"])
def test_the_call_on_the_package_whatever_was_imported_before(kind):
    importlib.import_module("huishou.schema")

    f = hs.schema(kind)
    assert frames.kind_of(f) == kind and frames.table(f).to_pydict() == schema("pyarrow").to_pydict()


def test_rows_of_the_table():
    t = schema("pyarrow")
    assert t.column_names == ["kind", "name", "type", "required", "title_zh", "title_en", "aliases"]
    count = {r["values"]: r["counts"] for r in t.column("kind").value_counts().to_pylist()}
    assert count["column"] == len(COLUMNS) and count["material"] == 10 and count["rule"] == len(RULES) and count["warning"] == len(WARNINGS)
    assert t.filter(pa.compute.equal(t.column("kind"), "rule")).column("title_zh").to_pylist() == [zh for zh, _ in RULES.values()]


def test_table_schema_is_plain_json():
    s = json.loads(json.dumps(table_schema()))
    assert [f["name"] for f in s["fields"]] == [c.name for c in COLUMNS]
    assert next(f for f in s["fields"] if f["name"] == "stage")["constraints"]["enum"] == list(VOCABULARY["stage"])
    assert next(f for f in s["fields"] if f["name"] == "mass_t") == {"name": "mass_t", "type": "number", "title": "回收量", "description": "mass",
                                                                     "constraints": {"required": True}}


@given(st.text())
def test_a_key_is_its_own_key(text):
    import unicodedata

    k = key(text)
    assert not any(c in k for c in " _-\t\n")
    if unicodedata.is_normalized("NFKC", k) and k.casefold() == k:
        assert key(k) == k
