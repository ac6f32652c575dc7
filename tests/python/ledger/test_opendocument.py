# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""OpenDocument sheets: merged ranges, repeated cells, extents; hostile and damaged files are refused."""

import io
import zipfile

import pytest

from huishou import frames
from huishou.errors import InputError
from huishou.ledger import guard
from huishou.ledger.ingest import ingest
from huishou.ledger.opendocument import extents

NAMESPACES = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
              'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"')
MIME = "application/vnd.oasis.opendocument.spreadsheet"


def cell(value="", right=1, down=1, more=""):
    """A cell with a text or a number, and the cells it covers to its right."""
    span = "".join(f' table:number-{axis}-spanned="{n}"' for axis, n in (("columns", right), ("rows", down)) if right > 1 or down > 1)
    if value == "":
        return f"<table:table-cell{span}{more}/>" + "<table:covered-table-cell/>" * (right - 1)
    kind = f'office:value-type="float" office:value="{value}"' if isinstance(value, (int, float)) else 'office:value-type="string"'
    return f"<table:table-cell {kind}{span}{more}><text:p>{value}</text:p></table:table-cell>" + "<table:covered-table-cell/>" * (right - 1)


def row(*cells, more=""):
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def book(*rows, prolog="", manifest="", names=("S",)):
    sheets = "".join(f'<table:table table:name="{n}">{"".join(rows)}</table:table>' for n in names)
    body = f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {NAMESPACES}><office:body><office:spreadsheet>{sheets}' \
           "</office:spreadsheet></office:body></office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                         f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/>{manifest}</manifest:manifest>')
        archive.writestr("content.xml", body)
    return out.getvalue()


MINISTRY = book(row(cell("表1 主要再生资源回收情况", right=4)), row(cell("地区", down=2), cell("品种", down=2), cell("回收量", right=2)),
                row("<table:covered-table-cell/>" * 2, cell("2022年（万吨）"), cell("2023年（万吨）")),
                row(cell("北京", down=2), cell("废纸"), cell(10), cell(11)),
                row("<table:covered-table-cell/>", cell("废塑料"), cell(20), cell("—")), row(cell("合计", right=2), cell(30), cell(11)))


def test_a_ministry_sheet_with_merged_headers(tmp_path):
    path = tmp_path / "表.ods"
    path.write_bytes(MINISTRY)
    intake = ingest(path)
    told = [(r["region"], r["material"], r["period"], r["mass_t"]) for r in intake.ledger.to_arrow().to_pylist()]
    assert told == [("北京", "waste_paper", "2022", 100_000.0), ("北京", "waste_paper", "2023", 110_000.0), ("北京", "waste_plastics", "2022", 200_000.0)]
    assert intake.counts["ignored"] == {"total_row": 2, "blank_row": 0, "blank_cell": 1} and intake.provenance["sources"][0]["format"] == "ods"
    assert any("2 totals agree" in n for n in intake.notes)


def test_merged_ranges_and_extent():
    sheet = extents(MINISTRY, "x")[0]
    assert sheet.merged == [((0, 0), (0, 3)), ((1, 0), (2, 0)), ((1, 1), (2, 1)), ((1, 2), (1, 3)), ((3, 0), (4, 0)), ((5, 0), (5, 1))]
    assert (sheet.name, sheet.rows, sheet.columns) == ("S", 6, 4)


def test_repeats_are_counted_and_blanks_are_not():
    repeated = ' table:number-rows-repeated="3"'
    sheet = extents(book(row(cell("a"), more=repeated), row(cell("b", right=2), cell("c")), row(cell(more=' table:number-columns-repeated="900"')),
                         row(cell(), more=' table:number-rows-repeated="1048572"')), "x")[0]
    assert sheet.merged == [((3, 0), (3, 1))] and (sheet.rows, sheet.columns) == (4, 3)


def test_each_sheet_has_its_own_ranges(tmp_path):
    sheets = extents(book(row(cell("a", right=2)), names=("A", "B")), "x")
    assert [(s.name, s.merged) for s in sheets] == [("A", [((0, 0), (0, 1))]), ("B", [((0, 0), (0, 1))])]
    path = tmp_path / "a.ods"
    path.write_bytes(book(row(cell("品种"), cell("吨数")), row(cell("废纸"), cell(1.5)), names=("甲", "乙")))
    assert frames.table(ingest(path, sheet="乙").ledger).to_pydict()["mass_t"] == [1.5]
    with pytest.raises(InputError, match="no sheet '丙'"):
        ingest(path, sheet="丙")


def test_a_cell_far_out_is_refused_before_it_is_laid_out(tmp_path):
    far = book(row(cell("a")), row(cell(), more=' table:number-rows-repeated="1048000"'),
               row(cell(more=' table:number-columns-repeated="16000"'), cell(1)))
    assert 1_048_002 * 16_001 > guard.MAX_CELLS
    path = tmp_path / "a.ods"
    path.write_bytes(far)
    with pytest.raises(InputError) as error:
        ingest(path)
    assert error.value.code == "workbook_too_large" and error.value.hint
    full = book(row(cell("a", more=' table:number-columns-repeated="16000"'), more=' table:number-rows-repeated="1048000"'))
    with pytest.raises(InputError, match="spans 1,048,000 rows"):
        extents(full, "x")


@pytest.mark.parametrize("content, words", [
    (b"PK\x03\x04garbage", "not a readable"), (b"no zip at all", "not a readable"),
    (book(row(cell("a")), prolog='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), "declares entities"),
    (book(row(cell("a")), manifest='<manifest:encryption-data manifest:checksum="x"/>'), "password"), (MINISTRY[:-400], "not a readable")])
def test_damaged_and_hostile_files(content, words, tmp_path):
    path = tmp_path / "a.ods"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        ingest(path)
    assert error.value.code == "source_unreadable" and words in error.value.message and error.value.hint


def test_a_sheet_under_another_name_is_read_with_its_merged_ranges(tmp_path):
    for name in ("a.ods", "a.xls"):
        (tmp_path / name).write_bytes(MINISTRY)
    ods, xls = (ingest(tmp_path / name) for name in ("a.ods", "a.xls"))
    assert ods.counts == xls.counts and ods.ledger.to_arrow().equals(xls.ledger.to_arrow())
    (tmp_path / "b.xls").write_bytes(book(row(cell("材料")), row(cell("x", more=' table:number-columns-repeated="16384"'),
                                                             more=' table:number-rows-repeated="1048576"')))
    with pytest.raises(InputError) as error:
        ingest(tmp_path / "b.xls")
    assert error.value.code == "workbook_too_large"


def test_a_zip_without_content_or_with_broken_xml():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x", "y")
    for content in (out.getvalue(), book("<table:table-row>"), book(row('<table:table-cell table:number-columns-repeated="many"/>'))):
        with pytest.raises(InputError) as error:
            extents(content, "x")
        assert error.value.code == "source_unreadable"
