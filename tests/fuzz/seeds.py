# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Files of every format to start from, and the ways to spoil them."""

from __future__ import annotations

import gzip
import importlib.util
import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from huishou.ledger.template import workbook

_LONG = ("记录号,年份,地区,环节,流向,品种,回收量（吨）,回收额（元）,备注\n1,2023,浙江省,回收,入,废钢铁,\"1,234.5\",10,=1+1\n"
         "2,2023年1-6月,火星,回收,入,废纸,-3,—,\n1,2022,广东,分拣,出,废塑料,1e400,x,\"a\nb\"\n,,,,,合计,1231.5,,\n\n3,2023Q2,全国,库存,库存变化,黄铜,-2,…,注：无\n4,2023\n")
_WIDE = "地区,年份,废纸（万吨）,废玻璃（万吨）,废塑料（kt）\n北京,2023,1.5,—,3\n上海,2023,2,约5,\n合计,2023,3.5,5,3\n"
_UNITS = "material\tmass\tunit\tyear\npaper\t1\tkg\t2023\nglass\t2\t万吨\t2022\nwood\t3\tton\t2021\n"
_TOKENS = (b",", b"\n", b"\r", b'"', b"\t", b";", b"=1+1", "合计".encode(), "（万吨）".encode(), "，".encode(), b"1e309", b"-0",
           b"nan", b"inf", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", "２０２３年".encode(), "上半年".encode(), b"_rules", b"_row", b"_column", b"material",
           b"mass", "年份".encode(), "单位".encode(), b"9" * 400, b"9999-12-31",
           b"<c r='XFD1048576'><v>1</v></c>", b"<mergeCell ref=\"A1:C9\"/>", b"</row>", b"&#0;", b"]]>", b"\xd0\xcf\x11\xe0", b"PK\x05\x06")


def _book() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["2023年回收情况"], ["单位：万吨"], ["地区", "废钢铁", None, "废纸", None],
                [None, "回收量", "回收额（亿元）", "回收量", "回收额（亿元）"], ["浙江", 1, 2.5, 3, "—"],
                [None, 2, "x", -1, 4], ["合计", 3, 2.5, 2, 4], ["注：无"]):
        sheet.append(row)
    for cells in ("A1:E1", "A3:A4", "B3:C3", "D3:E3", "A5:A6"):
        sheet.merge_cells(cells)
    return _saved(book)


def _saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _filled() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    for k, value in enumerate(("2023-05", "浙江", "站", "=1+1", "回收", "废纸", "入", "再生", 1.5, "kg", 3, "a"), 1):
        book.worksheets[0].cell(3, k, value)
    return _saved(book)


def _old() -> bytes:
    path = Path(__file__).parents[1] / "python" / "ledger" / "old_workbook.py"
    spec = importlib.util.spec_from_file_location("old_workbook", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    cells = [made.text(0, 0, "品种"), made.text(0, 1, "回收量（吨）"), made.text(1, 0, "废纸"), made.number(1, 1, 2.5), made.text(2, 0, "合计"),
             made.number(2, 1, 2.5)]
    return made.compound(made.workbook(cells, 5000))


def _open_document() -> bytes:
    rows = (("品种", "回收量（吨）", "年份"), ("废纸", 2.5, 2023), ("废钢铁", "x", 2023), ("合计", 2.5, 2023))
    cells = "".join("<table:table-row>" + "".join(
        f'<table:table-cell office:value-type="float" office:value="{c}"/>' if not isinstance(c, str) else
        f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in row) + "</table:table-row>" for row in rows)
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    body = f'<office:spreadsheet><table:table table:name="s">{cells}</table:table></office:spreadsheet>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content{names}><office:body>{body}</office:body></office:document-content>")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def _parquet(dictionary: bool) -> bytes:
    table = pa.table({"material": ["废纸", "废钢铁", None], "region": ["浙江", "火星", ""], "year": [2023, 2022, 0], "mass_t": [1.0, -2.0, float("nan")]})
    if dictionary:
        table = table.set_column(0, "material", table.column("material").dictionary_encode())
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd" if dictionary else "none")
    return out.getvalue()


def _packed(text: bytes, codec: str) -> bytes:
    return bytes(pa.compress(text, codec, asbytes=True)) if codec == "zstd" else gzip.compress(text, mtime=0)


def seeds() -> list[tuple[str, bytes]]:
    """(ending, content) of sound files, none of them all sound rows."""
    long, wide = _LONG.encode(), _WIDE.encode()
    rejected = ("_source,_row,_column,_rules,_message,地区,废纸（吨）,废玻璃（吨）\na.csv,2,废纸（吨）,not_a_number,x,'=上海,5,2\n").encode("utf-8-sig")
    return [(".csv", long), (".csv", wide), (".csv", _LONG.encode("gb18030")), (".csv", rejected), (".tsv", _UNITS.encode()), (".csv", _LONG.encode("utf-16")),
            (".csv.gz", _packed(long, "gzip")), (".csv.zst", _packed(wide, "zstd")), (".tsv.gz", _packed(_UNITS.encode(), "gzip")), (".xlsx", _book()),
            (".xlsx", _filled()),
            (".xlsm", _book()), (".xls", _old()), (".ods", _open_document()), (".parquet", _parquet(False)), (".parquet", _parquet(True))]


def spoilt(draw: random.Random, ending: str, content: bytes, others: list[tuple[str, bytes]]) -> bytes:
    """A change of a file: of its bytes, or of what is packed in it, so that the change reaches behind checksums."""
    if draw.random() < 0.05:
        return draw.randbytes(draw.randint(0, 300))
    if content[:2] == b"PK" and draw.random() < 0.8:
        return _inside(draw, content)
    if ending.endswith(".gz") and draw.random() < 0.8:
        return _packed(_changed(draw, gzip.decompress(content), b""), "gzip")
    if ending.endswith(".zst") and draw.random() < 0.8:
        return _packed(_changed(draw, _WIDE.encode(), b""), "zstd")
    other = draw.choice(others)[1]
    if ending in (".csv", ".tsv") and draw.random() < 0.6:
        return _cells(draw, content)
    return _changed(draw, content, other)


def _cells(draw: random.Random, content: bytes) -> bytes:
    """Cells of a text table changed for odd ones, most below its header; what is no UTF-8 is read as GB18030."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    lines = [line.split("," if "," in text else "\t") for line in text.splitlines()]
    odd = [t.decode("utf-8", "ignore") for t in _TOKENS] + ["-", "…", "kg", "0", "1,2,3", "１２", "2023年13月", "a" * 3000, "'=1", "入", "库存变化", "",
                                                            "\ud7ff", "\u2028"]
    for _ in range(draw.choice((1, 2, 5))):
        line = lines[draw.randrange(1 if len(lines) > 1 and draw.random() < 0.85 else 0, len(lines))]
        if line:
            line[draw.randrange(len(line))] = draw.choice(odd)
    draw.random() < 0.2 and lines.append(draw.choice(lines))
    return "\n".join((";" if draw.random() < 0.02 else "," if "," in text else "\t").join(line) for line in lines).encode("utf-8", "replace")


def _inside(draw: random.Random, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        parts = archive.namelist()
        chosen = draw.choice([p for p in parts if "sheet" in p or "Strings" in p or "workbook" in p or p == "content.xml"] if draw.random() < 0.8 else parts)
        for part in parts:
            data = archive.read(part)
            if part == chosen:
                if draw.random() < 0.05:
                    continue
                data = _changed(draw, data, b"")
            packed.writestr(part, data)
    return out.getvalue()


def _changed(draw: random.Random, content: bytes, other: bytes) -> bytes:
    out = bytearray(content)
    # Most changes spare the first line: without a header that means something all that follows is refused unread.
    spared = out.find(b"\n") + 1 if draw.random() < 0.8 else 0
    for _ in range(draw.choice((1, 1, 2, 3, 8))):
        at = draw.randint(min(spared, len(out)), len(out))
        end = min(len(out), at + draw.choice((1, 1, 4, 30)))
        way = draw.randint(0, 7)
        if way == 0 and out:
            out[at % len(out)] ^= 1 << draw.randint(0, 7)
        elif way == 1:
            out[at:end] = draw.randbytes(end - at)
        elif way == 2:
            del out[at:end]
        elif way == 3:
            out[at:at] = draw.choice(_TOKENS)
        elif way == 4:
            out[at:end] = draw.choice(_TOKENS)
        elif way == 5:
            out[at:at] = out[at:min(len(out), at + 200)] * draw.choice((1, 2, 50))
        elif way == 6 and draw.random() < 0.3:
            del out[at:]
        elif other:
            start = draw.randint(0, len(other))
            out[at:end] = other[start:start + draw.choice((4, 40, 400))]
    return bytes(out)
