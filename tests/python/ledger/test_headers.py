# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Headers: the column a name means, and the unit it states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huishou.errors import InputError
from huishou.ledger.headers import claims, parts, unit_of
from huishou.schema import COLUMNS


@pytest.mark.parametrize(("header", "column", "unit"), [
    ("回收量（万吨）", "mass", "万吨"), ("回收量(万吨)", "mass", "万吨"), ("回收量\n（万吨）", "mass", "万吨"), ("回 收 量", "mass", None),
    ("value / 亿元", "value", "亿元"), ("金额【元】", "value", "元"), ("mass_kg", "mass", "kg"), ("mass_t", "mass", "t"), ("value_cny", "value", "CNY"),
    ("tonnes", "mass", "tonnes"), ("吨数", "mass", "t"), ("万吨", "mass", "万吨"), ("mass (ton)", "mass", "ton"), ("weight (kg)", "mass", "kg"),
    ("weight", "weight", None), ("省份", "region", None), ("年份", "period", None), ("Year", "period", None), ("品 种", "material", None),
    ("material_en", None, None), ("mass_total", None, None), ("t", None, None), ("", None, None), ("备注", None, None),
])
def test_known_headers(header, column, unit):
    found = parts(header)
    assert (found.source, found.column, found.unit) == (header, column, unit)


def test_every_ledger_name_and_alias_is_known():
    for c in COLUMNS:
        for name in (c.name, c.input, *c.aliases):
            assert parts(name).column == c.input, name


def test_extra_names():
    assert parts("净重（公斤）", {"净重": "mass"}) .unit == "公斤"


def test_units_of_melted_columns():
    assert unit_of("废纸（万吨）") == "万吨" and unit_of("2023年（万吨）") == "万吨" and unit_of("废纸") is None and unit_of("废电池（铅酸除外）") is None


def test_two_headers_for_one_column_are_refused():
    with pytest.raises(InputError) as error:
        claims(["重量(t)", "数量(t)"], "a.csv", {})
    assert error.value.code == "ambiguous_columns" and "rename" in error.value.hint
    assert set(claims(["重量(t)", "数量(t)"], "a.csv", {}, skip=frozenset(["数量(t)"]))) == {"mass"}
    assert not claims(["重量(t)"], "a.csv", {}, taken=frozenset(["mass"]))


@given(st.text(max_size=20))
def test_no_header_breaks_it(header):
    found = parts(header)
    assert found.source == header and (found.column is None or found.column in {c.input for c in COLUMNS})
    unit_of(header)
