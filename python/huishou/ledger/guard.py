# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Workbooks that would fill the memory are refused before a reader opens them.

A workbook is a zip archive: a few kilobytes can unpack to gigabytes, and one cell far out makes readers lay out every cell before it (a value in XFD1048576
asks for 17 billion cells and ends the process).
"""

from __future__ import annotations

import io
import re
import zipfile

from ..errors import InputError

__all__ = ["MAX_CELLS", "MAX_RATIO", "MAX_UNPACKED", "check"]

MAX_UNPACKED = 2 << 30
# Sheets of repeated numbers pack 1 : 50 at most; a ratio is asked only of archives large enough to hurt.
MAX_RATIO, RATIO_FROM = 200, 64 << 20
MAX_CELLS = 50_000_000

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_CHUNK = 1 << 20


def check(content: bytes, name: str) -> None:
    """Refuse an ``.xlsx`` of absurd size, ratio or extent; other content passes.

    Raises
    ------
    InputError
        ``workbook_too_large``; ``source_unreadable`` for a damaged archive.
    """
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(i.file_size for i in archive.infolist())
            if unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * len(content)):
                raise _refused(name, f"unpacks from {len(content):,} to {unpacked:,} bytes")
            for part in archive.infolist():
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    rows, columns = _extent(archive, part)
                    if rows * columns > MAX_CELLS:
                        raise _refused(name, f"spans {rows:,} rows and {columns:,} columns")
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"'{name}' is not a readable workbook: {error}.", code="source_unreadable", value=name, hint="Save it again as .xlsx.") from None


def _refused(name: str, why: str) -> InputError:
    return InputError(f"'{name}' {why}.", code="workbook_too_large", value=name, hint="Save the table alone, as .csv or .parquet.")


def _extent(archive, part) -> tuple[int, int]:
    """Last row and column that hold something; cells that are only formatted do not count."""
    rows = columns = 0
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            for attributes in _CELL.findall(text):
                place = None if attributes.endswith(b"/") else _PLACE.search(attributes)
                if place:
                    rows, columns = max(rows, int(place[2])), max(columns, _column(place[1]))
            # A tag may be cut by the end of the chunk; no tag of a cell is longer than this.
            cut = text.rfind(b"<")
            rest = text[cut:] if cut >= 0 and b">" not in text[cut:] and len(text) - cut < 4096 else b""
    return rows, columns


def _column(letters: bytes) -> int:
    out = 0
    for letter in letters:
        out = out * 26 + letter - 64
    return out
