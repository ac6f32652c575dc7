# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What the reader of workbooks does not tell of an OpenDocument sheet (.ods): its merged ranges, and how far it reaches before it is laid out.

Read from ``content.xml`` in one pass, cell contents left to the reader: a cell states the columns and rows it spans, rows and cells state how often they
repeat (OASIS OpenDocument 1.3, part 3, the attributes ``table:number-…-spanned`` and ``table:number-…-repeated``).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from ..errors import InputError
from . import guard

__all__ = ["Extent", "extents", "is_one"]

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_CHUNK = 1 << 20


@dataclass
class Extent:
    """One sheet: merged ranges ``((top, left), (bottom, right))`` from 0, and the last row and column that hold something."""

    name: str
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    rows: int = 0
    columns: int = 0


def extents(content: bytes, name: str) -> list[Extent]:
    """The sheets of an ``.ods`` file.

    Raises
    ------
    InputError
        ``source_unreadable``: no OpenDocument spreadsheet, damaged, or protected by a password; ``workbook_too_large``.
    """
    scan = _Scan()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.CharacterDataHandler, parser.EntityDeclHandler = scan.text, _no_entities
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if b"encryption-data" in (archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""):
                raise InputError(f"'{name}' is protected by a password.", code="source_unreadable", value=name, hint="Save it without a password.")
            with archive.open("content.xml") as stream:
                while chunk := stream.read(_CHUNK):
                    parser.Parse(chunk)
            parser.Parse(b"", True)
    except (KeyError, expat.ExpatError, *guard.DAMAGED) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"'{name}' is not a readable OpenDocument spreadsheet: {error}.", code="source_unreadable", value=name,
                         hint="Save it again as .ods or .xlsx.") from None
    for sheet in scan.sheets:
        if sheet.rows * sheet.columns > guard.MAX_CELLS:
            raise InputError(f"'{name}' spans {sheet.rows:,} rows and {sheet.columns:,} columns.", code="workbook_too_large", value=name,
                             hint="Save the table alone, as .csv or .parquet.")
    return scan.sheets


def is_one(content: bytes, name: str) -> bool:
    """Whether the reader, which goes by content and not by name, would lay out an OpenDocument sheet; ``extents`` must then be asked first."""
    if name.lower().endswith(".ods"):
        return True
    if not content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
    return "content.xml" in names and "xl/workbook.xml" not in names


def _no_entities(*_):
    # A spreadsheet program writes none; nested ones are how small files grow without end.
    raise ValueError("it declares entities")


class _Scan:
    """Row and column counters over the elements of all tables; tables inside cells are counted by depth and passed over."""

    def __init__(self):
        self.sheets: list[Extent] = []
        self.depth = self.row = self.column = self.repeat = 0
        self.width = 1
        self.filled = False
        self.inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _TABLE + "table":
            self.depth += 1
            if self.depth == 1:
                self.sheets.append(Extent(attributes.get(_TABLE + "name", "")))
                self.row = 0
        elif self.depth == 1 and tag == _TABLE + "table-row":
            self.repeat, self.column = int(attributes.get(_TABLE + "number-rows-repeated", 1)), 0
        elif self.depth == 1 and tag in _CELLS:
            self.inside = True
            self.width = int(attributes.get(_TABLE + "number-columns-repeated", 1))
            self.filled = tag == _CELLS[0] and _OFFICE + "value-type" in attributes
            right, down = (int(attributes.get(_TABLE + f"number-{axis}-spanned", 1)) for axis in ("columns", "rows"))
            if right > 1 or down > 1:
                self.sheets[-1].merged.append(((self.row, self.column), (self.row + down - 1, self.column + right - 1)))

    def text(self, data: str) -> None:
        if self.inside and self.depth == 1 and data.strip():
            self.filled = True

    def end(self, tag: str) -> None:
        if tag == _TABLE + "table":
            self.depth -= 1
        elif self.depth == 1 and tag == _TABLE + "table-row":
            self.row += self.repeat
        elif self.depth == 1 and tag in _CELLS:
            self.inside = False
            self.column += self.width
            if self.filled:
                sheet = self.sheets[-1]
                sheet.rows, sheet.columns = max(sheet.rows, self.row + self.repeat), max(sheet.columns, self.column)
