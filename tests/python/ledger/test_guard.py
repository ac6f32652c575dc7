# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Workbooks that would fill the memory are refused before they are opened."""

import io
import zipfile

import openpyxl
import pytest

from huishou.errors import InputError
from huishou.ledger import guard
from huishou.ledger.ingest import ingest


def refuses(content, code="workbook_too_large"):
    with pytest.raises(InputError) as error:
        guard.check(content, "a.xlsx")
    assert error.value.code == code and error.value.hint
    return error.value


def packed(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def test_one_cell_far_out(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.active.cell(1048576, 16384, 1)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError) as error:
        ingest(tmp_path / "a.xlsx")
    assert error.value.code == "workbook_too_large" and "1,048,576" in str(error.value)


def test_a_cell_far_out_that_is_only_formatted_passes(tmp_path):
    book = openpyxl.Workbook()
    for row in (["material", "mass_t"], ["paper", 1]):
        book.active.append(row)
    book.active.cell(1048576, 100).number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    assert len(ingest(tmp_path / "a.xlsx").ledger) == 1


def test_ratio_and_size(monkeypatch):
    refuses(packed("xl/x.xml", b" " * (guard.RATIO_FROM + 1)))
    guard.check(packed("xl/x.xml", b" " * 1000), "a.xlsx")
    monkeypatch.setattr(guard, "MAX_UNPACKED", 999)
    refuses(packed("xl/x.xml", b" " * 1000))


def test_places_across_chunks(monkeypatch):
    sheet = b"<row>" + b"".join(b'<c r="%s%d" t="n"><v>1</v></c>' % (b"AB", i) for i in range(1, 300)) + b"</row>"
    content = packed("xl/worksheets/sheet1.xml", sheet)
    for chunk in (7, 64, 1 << 20):
        monkeypatch.setattr(guard, "_CHUNK", chunk)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert guard._extent(archive, archive.infolist()[0]) == (299, 28)


def test_damaged_archives_and_other_files():
    refuses(b"PK\x03\x04rubbish", "source_unreadable")
    guard.check(b"\xd0\xcf\x11\xe0", "a.xls")
    good = packed("xl/worksheets/sheet1.xml", b'<c r="A1"><v>1</v></c>' * 50)
    refuses(good[:60] + b"\xff\xff" + good[62:], "source_unreadable")
