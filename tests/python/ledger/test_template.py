# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The workbook to fill in: every word it offers is one the reader takes, and what is filled in comes back."""

import io

import openpyxl
import pytest

from huishou.errors import InputError
from huishou.ledger import template
from huishou.ledger.ingest import ingest
from huishou.schema import MATERIALS, VOCABULARY
from huishou.units import UNITS


@pytest.fixture(scope="module")
def content():
    return template.workbook()


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def filled(content, tmp_path, rows):
    book = opened(content)
    sheet = book[template.SHEET]
    for i, row in enumerate(rows):
        for k, field in enumerate(template._FIELDS, 1):
            if field.column in row:
                sheet.cell(3 + i, k, row[field.column])
    path = tmp_path / "filled.xlsx"
    book.save(path)
    return ingest(path)


def offered(content, column):
    """What the drop-down of a column shows: the cells its formula names."""
    book = opened(content)
    sheet = book[template.SHEET]
    place = [f.column for f in template._FIELDS].index(column)
    letter = openpyxl.utils.get_column_letter(place + 1)
    (rule,) = [v for v in sheet.data_validations.dataValidation if f"{letter}3" in v.sqref and v.type == "list"]
    name, cells = rule.formula1.removeprefix("=").rsplit("!", 1)
    return rule, [c.value for (c,) in book[name.strip("'")][cells.replace("$", "")]]


def test_the_example_is_read_without_complaint(content, tmp_path):
    (tmp_path / "t.xlsx").write_bytes(content)
    intake = ingest(tmp_path / "t.xlsx", sheet=template.EXAMPLE_SHEET)
    assert intake.counts["read"] == intake.counts["accepted"] == 3
    rows = intake.ledger.table.to_pylist()
    assert [r["mass_t"] for r in rows] == [12.5, 0.85, 12000.0] and rows[2]["fate"] == "recycled" and rows[0]["value_cny"] == 30000.0
    assert [r["period_kind"] for r in rows] == ["month", "month", "quarter"] and rows[0]["record_id"] == "示例-1"


def test_an_empty_template_says_that_it_holds_no_rows(content, tmp_path):
    (tmp_path / "t.xlsx").write_bytes(content)
    with pytest.raises(InputError) as error:
        ingest(tmp_path / "t.xlsx")
    assert error.value.code == "no_rows"


@pytest.mark.parametrize("column", ["region", "material", "stage", "flow", "fate", "unit"])
def test_every_word_of_a_drop_down_is_read(content, tmp_path, column):
    rule, words = offered(content, column)
    assert len(words) == len(set(words)) and None not in words and rule.showErrorMessage
    usual = {"material": "废纸", "mass": 2, "unit": "t", "region": "北京", "stage": "回收"}
    intake = filled(content, tmp_path, [usual | {column: w} for w in words])
    assert intake.counts["accepted"] == len(words), intake
    read = intake.ledger.table
    if column == "unit":
        assert read.column("mass_t").to_pylist() == pytest.approx([2 * UNITS[w].numerator / UNITS[w].denominator for w in words])
    else:
        known = {"material": [m.id for m in MATERIALS], "region": words}.get(column) or list(VOCABULARY[column])
        assert read.column(column).to_pylist() == known


def test_headers_are_all_read_and_commented_in_both_languages(content, tmp_path):
    sheet = opened(content)[template.SHEET]
    for cell in sheet[2]:
        chinese, english = cell.comment.text.split("\n")
        assert not chinese.isascii() and english.isascii() and cell.value
    row = {f.column: "a" for f in template._FIELDS}
    row |= {"period": "2023", "region": "北京", "stage": "回收", "flow": "入", "fate": "填埋", "mass": 1, "unit": "t", "value": 5}
    read = filled(content, tmp_path, [row]).ledger
    assert {"period", "region", "site", "enterprise", "stage", "material", "flow", "fate", "mass_t", "value_cny", "record_id"} <= set(read.columns)
    assert not any("（" in c for c in read.columns)


def test_what_breaks_a_rule_is_found_at_its_row(content, tmp_path):
    good = {"material": "废纸", "mass": 1, "unit": "t", "stage": "回收"}
    intake = filled(content, tmp_path, [good, good | {"mass": -1, "stage": "火星"}, good | {"unit": "吨数?"}, good | {"mass": -1, "flow": "库存变化"}])
    assert intake.counts["rules"] == {"unknown_unit": 1, "negative": 1, "unknown_stage": 1} and intake.counts["accepted"] == 2
    bad = intake.rejected
    assert list(bad["_row"]) == [4, 5] and list(bad["_rules"]) == ["negative, unknown_stage", "unknown_unit"]


def test_nothing_in_it_is_a_formula(content):
    for sheet in opened(content):
        for row in sheet.iter_rows():
            assert not [c.coordinate for c in row if c.data_type == "f" or (isinstance(c.value, str) and c.value[:1] in "=+-@")]
