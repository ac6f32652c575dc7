# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Numbers with words around them: taken with what the words say, or not at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huishou import frames
from huishou.ledger import qualified
from huishou.ledger.ingest import ingest


def rows(frame):
    return frames.table(frame).to_pylist()


@pytest.mark.parametrize("cell, number, qualifier, unit", [
    ("约120万吨", 120.0, "approximate", "万吨"), ("120万吨左右", 120.0, "approximate", "万吨"), ("约120万吨左右", 120.0, "approximate", "万吨"),
    ("超过1,234.5吨", 1234.5, "at_least", "t"), ("120余万吨", 120.0, "at_least", "万吨"), ("120多万吨", 120.0, "at_least", "万吨"),
    ("逾300", 300.0, "at_least", None),
    ("300以上", 300.0, "at_least", None), ("近３００", 300.0, "at_most", None), ("不足5吨", 5.0, "at_most", "t"), ("＜0.5", 0.5, "at_most", None),
    ("不超过5吨", 5.0, "at_most", "t"), ("不少于5吨", 5.0, "at_least", "t"), ("about 12 kt", 12.0, "approximate", "kt"), ("more than 3", 3.0, "at_least", None),
    ("120万吨", 120.0, "", "万吨"), ("12 kg", 12.0, "", "kg"), (">= 7", 7.0, "at_least", None)])
def test_what_is_said(cell, number, qualifier, unit):
    said = qualified.read(cell, "mass")
    assert (said.number, said.qualifier, said.unit and said.unit.id) == (number, qualifier, unit)


@pytest.mark.parametrize("cell", ["约", "100-120", "约120以上", "超过5吨左右", "120余吨以下", "5%", "12 boxes", "3 tons", "1.2万", "12", "约1,23", "x",
                                  "", "约亿元", "约3亿元"])
def test_nothing_is_guessed(cell):
    """A range, a contradiction, a scale word without unit, an ambiguous unit, a unit of another kind."""
    assert qualified.read(cell, "mass") is None


def test_money_and_pieces():
    assert qualified.read("超过1.3万亿元", "money").unit.numerator == 10**12
    assert qualified.read("约3000", None).number == 3000.0 and qualified.read("约3000吨", None) is None


@settings(deadline=None)
@given(st.text(max_size=15))
def test_no_text_breaks_it(text):
    qualified.read(text, "mass")


def test_a_ledger_keeps_the_qualifier_and_warns():
    table = {"material": ["废纸", "废塑料", "废玻璃", "废轮胎", "废电池"], "回收量（万吨）": ["约120", "近3,000吨", "7", "100-120", "5万吨"],
             "回收额（亿元）": ["1.3万亿元以上", "约20", "3", "4", "—"]}
    intake = ingest(table)
    ledger = frames.table(intake.ledger).to_pydict()
    assert ledger["mass_t"] == [1_200_000.0, 3_000.0, 70_000.0, 50_000.0]
    assert ledger["mass_qualifier"] == ["approximate", "at_most", None, None]
    assert ledger["value_cny"] == [1.3e12, 2e9, 3e8, None] and ledger["value_qualifier"] == ["at_least", "approximate", None, None]
    assert intake.counts["warnings"] == {"qualified_number": 2, "unit_in_cell": 3} and intake.counts["rules"] == {"not_a_number": 1}
    told = rows(intake.warnings)
    assert [r["_row"] for r in told] == [1, 2, 5] and "约120" in told[0]["_message"] and "1.3万亿元以上" in told[0]["_message"]
    assert "限定词" in told[0]["_message"] and "bound" in told[0]["_message"]
    assert rows(intake.rejected)[0]["_row"] == 4


def test_a_qualifier_goes_through_a_second_reading():
    first = ingest({"material": ["a", "b"], "mass_t": ["约1", "2"]}).ledger
    again = ingest(first)
    assert again.ledger.to_arrow().equals(first.to_arrow()) and again.counts["warnings"] == {}


def test_a_column_without_unit_whose_cells_state_it():
    intake = ingest({"品种": ["废纸", "废玻璃", "废轮胎"], "回收量": ["约2万吨", "300公斤", "—"]})
    assert frames.table(intake.ledger).to_pydict()["mass_t"] == [20_000.0, 0.3] and any("each of its cells does" in n for n in intake.notes)
    with pytest.raises(ValueError, match="states no unit"):
        ingest({"品种": ["废纸", "废玻璃"], "回收量": ["约2万吨", "300"]})


def test_a_unit_column_and_a_unit_in_the_cell():
    intake = ingest({"品种": ["废纸", "废玻璃", "废轮胎"], "重量": ["约2", "3公斤", "4"], "单位": ["吨", "吨", "万吨"]})
    assert frames.table(intake.ledger).to_pydict()["mass_t"] == [2.0, 0.003, 40_000.0]
    assert frames.table(intake.ledger).to_pydict()["mass_qualifier"] == ["approximate", None, None]
    assert intake.counts["warnings"] == {"qualified_number": 1, "unit_in_cell": 1}


def test_a_survey_weight_is_never_approximate():
    assert ingest({"material": ["a"], "mass_t": [1.0], "surveyweight": ["约2"]}).counts["rules"] == {"not_a_number": 1}


def test_melted_cells_have_their_own_qualifiers():
    intake = ingest({"地区": ["北京", "天津"], "品种": ["废纸"] * 2, "2022年（万吨）": ["约1", "2"], "2023年（万吨）": ["3", "近4"]})
    ledger = intake.ledger.to_arrow().to_pylist()
    assert [(r["region"], r["period"], r["mass_t"], r["mass_qualifier"]) for r in ledger] == [
        ("北京", "2022", 1e4, "approximate"), ("北京", "2023", 3e4, None), ("天津", "2022", 2e4, None), ("天津", "2023", 4e4, "at_most")]
