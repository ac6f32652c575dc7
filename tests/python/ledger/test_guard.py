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
        archive.writestr("xl/workbook.xml", b"<workbook/>")
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
            assert guard._extent(archive, archive.infolist()[1]) == (299, 28)


FAR = [b'<c r="XFD1048576"><v>1</v></c>', b"<c r = 'xfd1048576' t='n'><v>1</v></c>",
       b'<x:c a=">" r="XFD1048576"><v>1</v></x:c>', b'<c a="<" r="XFD1048576"><v>1</v></c>',
       b'<c r="XFD1"><v>1</v></c><row r="1048576"><c><v>1</v></c></row>', b'<c a="/" r="XFD1048576"><v>1</v></c>']


@pytest.mark.parametrize("cell", FAR)
@pytest.mark.parametrize("where", ["xl/worksheets/sheet1.xml", "xl/elsewhere.bin"])
def test_a_far_cell_is_seen_however_it_is_written(cell, where):
    assert "1,048,576" in str(refuses(packed(where, b"<sheetData><row>" + cell + b"</row></sheetData>")))


@pytest.mark.parametrize("cell", [b'<c r="H' + b"9" * 400 + b'"><v>1</v></c>', b'<c r="A1048577"/><c r="A1048577"><v>1</v></c>', b'<c r="XFE1"><v>1</v></c>',
                                  b'<c r="' + b"A" * 300 + b'1"><v>1</v></c>', b'<row r="99999999"><c><v>1</v></c></row>'])
def test_a_place_that_no_sheet_has(cell):
    refuses(packed("xl/worksheets/sheet1.xml", cell), "source_unreadable")


def test_rows_and_cells_without_content_are_no_extent():
    guard.check(packed("xl/worksheets/sheet1.xml", b'<c r="A1"><v>1</v></c><row r="1048576" s="1"><c r="XFD1048576" s="1"/></row>'), "a.xlsx")


def test_another_format_under_the_name_of_a_workbook():
    for name in ("content.xml", "xl/workbook.bin"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, b"")
        refuses(out.getvalue(), "source_unreadable")
        refuses(packed(name, b""), "source_unreadable")              # beside a workbook that may turn out to be none
    for other in ("a.xls", "a.ods"):                                 # the reader goes by content, and its binary sheets are not measured
        with pytest.raises(InputError):
            guard.check(packed("xl/workbook.bin", b""), other)


def test_looking_takes_linear_time():
    import time

    start = time.perf_counter()
    for text in (b"<c " * 400_000, b'<c "' * 300_000, b"<row " * 300_000, b'<c r="' * 200_000, b"<row r=" * 200_000):
        guard.check(packed("xl/worksheets/sheet1.xml", text), "a.xlsx")
    assert time.perf_counter() - start < 20


def test_damaged_archives_and_other_files():
    refuses(b"PK\x03\x04rubbish", "source_unreadable")
    guard.check(b"\xd0\xcf\x11\xe0", "a.xls")
    good = packed("xl/worksheets/sheet1.xml", b'<c r="A1"><v>1</v></c>' * 50)
    refuses(good[:60] + b"\xff\xff" + good[62:], "source_unreadable")


@pytest.mark.parametrize("codec", ["gz", "zst"])
def test_packed_text_is_refused_by_ratio_and_by_size(tmp_path, monkeypatch, codec):
    import pyarrow as pa

    def file(content):
        path = tmp_path / f"a.csv.{codec}"
        with pa.CompressedOutputStream(str(path), {"gz": "gzip", "zst": "zstd"}[codec]) as out:
            out.write(content)
        return path

    text = b"material,mass_t\n" + b"paper,1\n" * 20_000
    assert len(ingest(file(text)).ledger) == 20_000                  # packs well and is small: passes
    monkeypatch.setattr(guard, "RATIO_FROM", 1000)
    with pytest.raises(InputError) as error:
        ingest(file(text))
    assert error.value.code == "archive_too_large" and error.value.hint
    monkeypatch.setattr(guard, "RATIO_FROM", 1 << 26)
    monkeypatch.setattr(guard, "MAX_TEXT", len(text))
    assert len(ingest(file(text)).ledger) == 20_000
    monkeypatch.setattr(guard, "MAX_TEXT", len(text) - 1)
    with pytest.raises(InputError):
        ingest(file(text))


def test_unpacking_stops_at_the_limit():
    class Endless:
        given = 0

        def read(self, size):
            self.given += size
            return bytes(size)

    stream = Endless()
    with pytest.raises(InputError):
        guard.unpacked(stream, 1000, "a.gz")
    assert stream.given == guard.RATIO_FROM + 1


def test_a_parquet_file_of_one_repeated_value(tmp_path, monkeypatch):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"material": ["paper"] * 1000, "mass_t": [1.0] * 1000}), tmp_path / "a.parquet")
    assert len(ingest(tmp_path / "a.parquet").ledger) == 1000
    monkeypatch.setattr(guard, "MAX_VALUES", 1999)
    with pytest.raises(InputError) as error:
        ingest(tmp_path / "a.parquet")
    assert error.value.code == "table_too_large" and "1,000 rows" in str(error.value)


def test_a_formula_is_never_evaluated(tmp_path):
    book = openpyxl.Workbook()
    for row in (["material", "mass_t", "site"], ["paper", "=1+1", "=1+1"], ["paper", 3, "a"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")                                 # openpyxl stores no values beside formulas
    intake = ingest(tmp_path / "a.xlsx")
    assert intake.counts["rules"] == {"missing": 1} and intake.ledger.table.column("mass_t").to_pylist() == [3.0]
