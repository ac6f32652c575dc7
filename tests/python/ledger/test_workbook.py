# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Sheets of workbooks as cells and merged ranges, whatever their age."""

import importlib.util
import io
import re
import struct
import sys
import tomllib
import types
from pathlib import Path

import openpyxl
import pytest

from huishou.errors import InputError, MissingExtraError
from huishou.ledger import workbook
from huishou.ledger.ingest import ingest

ROOT = Path(__file__).resolve().parents[3]
_spec = importlib.util.spec_from_file_location("old_workbook", Path(__file__).with_name("old_workbook.py"))
old = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(old)


def saved(*rows, merged=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_merged_ranges_of_a_new_workbook():
    grid, name = workbook.sheet(saved(["a", "b", "c"], ["x", 1, 2], [None, 3, 4], merged=("A2:A3", "B1:C1")), "a.xlsx")
    assert name == "Sheet" and sorted(grid.merged) == [((0, 1), (0, 2)), ((1, 0), (2, 0))]
    assert grid.cells[1] == ["x", "1", "2"] and grid.cells[2][0] == ""


def test_merged_ranges_of_an_old_workbook(tmp_path):
    cells = [old.text(0, 0, "地区"), old.text(0, 1, "品种"), old.text(0, 2, "回收量（吨）"), old.text(1, 0, "浙江"), old.text(1, 1, "废纸"),
             old.number(1, 2, 1.0), old.text(2, 1, "废玻璃"), old.number(2, 2, 2.0), old.record(0x00E5, struct.pack("<HHHHH", 1, 1, 2, 0, 0))]
    content = old.compound(old.workbook(cells))
    assert workbook.sheet(content, "a.xls")[0].merged == [((1, 0), (2, 0))]
    (tmp_path / "a.xls").write_bytes(content)
    assert ingest(tmp_path / "a.xls").ledger.table.column("region").to_pylist() == ["浙江", "浙江"]


def test_a_reader_that_knows_no_merged_ranges_is_refused(monkeypatch):
    """Before 0.4 the reader gave none, and cells below a merged one came in blank without a word."""
    class Sheet:
        def to_python(self, skip_empty_area):
            return [["a"]]

    class Book:
        sheet_names = ("s",)

        @staticmethod
        def from_filelike(_):
            return Book()

        def get_sheet_by_name(self, _):
            return Sheet()

    monkeypatch.setitem(sys.modules, "python_calamine", types.SimpleNamespace(CalamineError=OSError, CalamineWorkbook=Book))
    with pytest.raises(MissingExtraError) as error:
        workbook.sheet(b"", "a.xls")
    floor = next(d for d in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]["io"] if "calamine" in d)
    assert re.search(r">=\s*([\d.]+)", floor)[1] in str(error.value)


def test_sheets_by_name_and_position():
    book = openpyxl.Workbook()
    book.active["A1"] = "first"
    book.create_sheet("2")["A1"] = "second"
    out = io.BytesIO()
    book.save(out)
    for wanted, cell in ((None, "first"), ("2", "second"), (1, "second"), (-1, "second"), ("Sheet", "first")):
        assert workbook.sheet(out.getvalue(), "a.xlsx", wanted)[0].cells == [[cell]]
    for wanted in ("3", 2, True, 1.0):
        with pytest.raises(InputError) as error:
            workbook.sheet(out.getvalue(), "a.xlsx", wanted)
        assert error.value.code == "unknown_sheet" and "Sheet, 2" in error.value.hint
