# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rejected rows out to a spreadsheet and back."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huishou import frames
from huishou.ledger.export import neutral, neutral_csv, unguarded
from huishou.ledger.ingest import ingest


def cells(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@sum", "\t=1", "=HYPERLINK(\"http://x\")", "-1+2", "+", " =1", "　＝1", "＠x", "'=1", "''-x", "\n=1"])
def test_formulas_stay_texts(text):
    assert cells(neutral_csv({"a": [text]}))[1] == ["'" + text]


@pytest.mark.parametrize("text", ["-3", "+1.5", "-1,234.5", "—", "-", "--", "a=b", "废纸", "-1e5", "", "'a", "－"])
def test_numbers_and_marks_are_left(text):
    assert cells(neutral_csv({"a": [text], "b": [1.5]}))[1] == [text, "1.5"]


def test_headers_are_guarded_too():
    assert cells(neutral_csv({"=x": ["a"]}))[0] == ["'=x"]


def test_a_corrected_table_of_rejected_rows_is_read_again(tmp_path):
    first = ingest({"material": ["废纸", "废纸", "=bad"], "mass_t": ["x", "1", "-2"]})
    text = first.rejected_csv().decode("utf-8-sig").replace(",x,", ",7,").replace(",-2,", ",2,")
    (tmp_path / "rejected.csv").write_text(text, "utf-8")
    again = ingest(tmp_path / "rejected.csv")
    assert frames.table(again.ledger).to_pydict() == {"material": ["waste_paper", "=bad"], "mass_t": [7.0, 2.0]}
    assert any("table of rejected rows" in n for n in again.notes)


def test_of_a_melted_row_only_the_rejected_cell_is_new(tmp_path):
    wide = {"地区": ["上海", "北京"], "废纸（吨）": ["x", "1"], "废玻璃（吨）": ["2", "y"]}
    first = ingest(wide)
    assert first.counts["accepted"] == 2
    (tmp_path / "r.csv").write_bytes(first.rejected_csv().replace(b",x,", b",5,").replace(b",y,", b",6,"))
    again = ingest(tmp_path / "r.csv")
    assert frames.table(again.ledger).column("mass_t").to_pylist() == [5.0, 6.0]
    assert again.counts["ignored"] == {"total_row": 0, "blank_row": 0, "blank_cell": 0, "read_before": 2} and again.counts["read"] == 4
    assert frames.table(again.ignored).column("_reason").to_pylist() == ["read_before"] * 2 and "read before" in again.card("en")


TEXTS = st.one_of(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8), st.text("'=-+@＝ \t\r\n\u3000a1", max_size=6))


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_what_was_guarded_comes_back(texts):
    import pyarrow as pa

    back = unguarded(pa.table({neutral(texts[0]): pa.array([neutral(t) for t in texts], pa.string())}))
    assert back.column(0).to_pylist() == texts and back.column_names == [texts[0]]


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_no_cell_begins_like_a_formula(texts):
    for (cell,) in [r for r in cells(neutral_csv({"a": texts})) if r]:
        assert not cell or cell[0] not in "=@\t\r" and (cell[0] not in "+-" or not any(c.isalpha() for c in cell.replace("e", "").replace("E", "")))
