# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Files that would fill the memory are refused before a reader opens them.

A workbook is a zip archive: a few kilobytes can unpack to gigabytes, and one cell far out makes readers lay out every cell before it (a value in XFD1048576
asks for 17 billion cells and ends the process). A packed text or a Parquet file of one repeated value can be as small.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib

from ..errors import InputError
from . import biff

__all__ = ["DAMAGED", "MAX_CELLS", "MAX_RATIO", "MAX_UNPACKED", "MAX_VALUES", "check", "parquet", "unpacked"]

# What an archive of damaged bytes raises while it is read.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
MAX_UNPACKED = 2 << 30
# Sheets of repeated numbers pack 1 : 50 at most; a ratio is asked only of archives large enough to hurt.
MAX_RATIO, RATIO_FROM = 200, 64 << 20
MAX_CELLS = 50_000_000
# Of a text file, which is read without laying it out, and of a Parquet file; both above what a machine of 64 GiB can read.
MAX_TEXT = 8 << 30
MAX_VALUES = 4_000_000_000

# A cell that is only formatted holds nothing. Whatever else has a place counts, however its tag is written: a reader forgives more than a pattern.
_FORMATTED = re.compile(rb"""<(?:\w+:)?c\b(?:[^<>"'/]|"[^<>"]*"|'[^<>']*')*/>""")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")
# Cells without a place stand beside each other in the row that is named last.
_UNPLACED = re.compile(rb"""<(?:\w+:)?c(?:>|\s(?![^<>]*\br\s*=))""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^<>]*?\br\s*=\s*["']([0-9]+)["']""")
_CHUNK, _OVERLAP, _PIECE = 1 << 20, 4096, 1 << 20
_WIDEST, _LONGEST = 16384, 1048576                              # columns and rows of a sheet (ECMA-376)


def check(content: bytes, name: str) -> None:
    """Refuse a workbook of absurd size, ratio or extent; content that is none passes.

    Raises
    ------
    InputError
        ``workbook_too_large``; ``source_unreadable`` for a damaged archive.
    """
    if content.startswith(biff.MAGIC):
        _old(content, name)
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # The reader goes by content, not by name: another format inside would be laid out without a look at its extent.
            parts = set(archive.namelist())
            excel = name.lower().endswith((".xlsx", ".xlsm"))
            if "xl/workbook.bin" in parts or (excel and ("xl/workbook.xml" not in parts or "content.xml" in parts)):
                raise InputError(f"'{name}' is no Excel workbook of the format .xlsx.", code="source_unreadable", value=name, hint="Save it again as .xlsx.")
            unpacked = sum(i.file_size for i in archive.infolist())
            if unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * len(content)):
                raise _refused(name, f"unpacks from {len(content):,} to {unpacked:,} bytes")
            for part in archive.infolist():
                # A sheet may lie anywhere: the workbook's relations say where.
                rows, columns = _extent(archive, part)
                if rows * columns > MAX_CELLS:
                    raise _refused(name, f"spans {rows:,} rows and {columns:,} columns")
    except DAMAGED as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"'{name}' is not a readable workbook: {error}.", code="source_unreadable", value=name, hint="Save it again as .xlsx.") from None


def unpacked(stream, packed: int, name: str) -> bytes:
    """All bytes of an unpacking stream, read piece by piece, so that no more than the limit is ever held.

    Parameters
    ----------
    stream
        With ``read(n)``, empty at the end.
    packed
        Bytes of the packed file; more than ``MAX_RATIO`` times as many are refused once they are more than 64 MiB.
    name
        For messages.

    Raises
    ------
    InputError
        ``archive_too_large``.

    Examples
    --------
    >>> import io
    >>> from huishou.ledger.guard import unpacked
    >>> unpacked(io.BytesIO(b"material,mass_t"), 9, "a.csv.gz")
    b'material,mass_t'
    """
    limit = min(MAX_TEXT, max(RATIO_FROM, MAX_RATIO * packed))
    pieces, total = [], 0
    while piece := stream.read(min(_PIECE, limit + 1 - total)):
        pieces.append(piece)
        total += len(piece)
        if total > limit:
            raise InputError(f"'{name}' unpacks from {packed:,} to more than {limit:,} bytes.", code="archive_too_large", value=name,
                             hint="If that is right, unpack it and give the unpacked file.")
    return b"".join(pieces)


def parquet(metadata, name: str) -> None:
    """Refuse a Parquet file by its metadata (``pyarrow.parquet.FileMetaData``): a column of one value is some bytes, however long it is.

    Raises
    ------
    InputError
        ``table_too_large``.
    """
    values = metadata.num_rows * metadata.num_columns
    held = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    if values > MAX_VALUES or held > MAX_TEXT:
        raise InputError(f"'{name}' holds {metadata.num_rows:,} rows of {metadata.num_columns:,} columns in {held:,} bytes.", code="table_too_large",
                         value=name, hint="Give it in parts, or only the columns that are needed.")


def _old(content: bytes, name: str) -> None:
    try:
        rows, columns = biff.extent(content)
    except ValueError as error:
        raise InputError(f"'{name}' is not a readable workbook: {error}.", code="source_unreadable", value=name, hint="Save it again as .xlsx.") from None
    if rows * columns > MAX_CELLS:
        raise _refused(name, f"spans {rows:,} rows and {columns:,} columns")


def _refused(name: str, why: str) -> InputError:
    return InputError(f"'{name}' {why}.", code="workbook_too_large", value=name, hint="Save the table alone, as .csv or .parquet.")


def _extent(archive, part) -> tuple[int, int]:
    """Last row and column that hold something; cells that are only formatted do not count."""
    rows = columns = named = unplaced = 0
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            # A tag may be cut by the end of the chunk.
            cut = text.rfind(b"<")
            rest = text[cut:] if cut >= 0 and b">" not in text[cut:] and len(text) - cut < _OVERLAP else b""
            whole = _FORMATTED.sub(b"", text[:len(text) - len(rest)])
            for letters, row in _PLACE.findall(whole):
                rows, columns = max(rows, _within(row)), max(columns, _column(letters.upper()))
            unplaced += len(_UNPLACED.findall(whole))
            named = max([named, *map(_within, _ROW.findall(whole))])
    if unplaced:
        rows, columns = max(rows, named), max(columns, min(unplaced, _WIDEST))
    return rows, columns


def _within(row: bytes) -> int:
    # A reader's arithmetic may wrap around, so what no sheet has is no place at all.
    if len(row) > 7 or int(row) > _LONGEST:
        raise ValueError(f"it names the row {row[:20].decode()}")
    return int(row)


def _column(letters: bytes) -> int:
    out = 0
    for letter in letters[:4]:
        out = out * 26 + letter - 64
    if out > _WIDEST:
        raise ValueError(f"it names the column {letters[:20].decode()}")
    return out
