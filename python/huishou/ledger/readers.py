# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Sources as tables of their own columns: files by their ending, frames as they are. Nothing is interpreted here."""

from __future__ import annotations

import glob
import hashlib
import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import frames, progress
from ..errors import InputError
from . import decode, delimited, guard, sheetlike, workbook
from .cells import plain
from .grid import table as layout_of
from .headers import parts

__all__ = ["Raw", "open_sources"]

_TEXT = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".csv.zst", ".tsv.zst")
_BOOK = (".xlsx", ".xls", ".xlsm", ".ods")
_KNOWN = (*_TEXT, ".parquet", *_BOOK)


@dataclass
class Raw:
    """A source as read: its table, the row number of each row as a person counts, and what is known of the source."""

    name: str
    table: Any                                                  # pyarrow.Table, source columns under their own names
    rows: Any                                                   # int64, 1-based
    about: dict[str, Any]
    wrong: dict[int, str] = field(default_factory=dict)         # row position -> "cells found / cells expected"
    blank: int = 0
    notes: list[str] = field(default_factory=list)
    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)     # header lines of a column, where there are several
    units: dict[str, str] = field(default_factory=dict)         # what the source states for the whole table, by ledger column


def open_sources(source: Any, encoding: str | None = None, sheet: str | int | None = None, known: Callable[[str], bool] | None = None,
                 rows: tuple[int, int] | None = None) -> list[Raw]:
    """Every source named, in the order given; a pattern's files in the order of their names.

    Parameters
    ----------
    known
        Whether a text is a header that means something: by it the header of a sheet is found below its title. None knows the ledger's names.

    Raises
    ------
    InputError
        ``source_is_folder``, ``source_not_found``, ``source_empty``, ``unknown_format``, ``encoding_unreadable``, ``no_rows``, ``duplicate_header``,
        ``not_a_frame``, ``rows_without_sheet`` and those of the readers.
    MissingExtraError
        A workbook without python-calamine.
    """
    known = known or (lambda text: parts(text).column is not None)
    items = list(source) if isinstance(source, (list, tuple)) else [source]
    if not items:
        raise InputError("No source is given.", code="source_not_found", hint="Give a path, a list of paths or a frame.")
    named = [p for item in items for p in (_paths(item) if isinstance(item, (str, Path)) else [item])]
    out = []
    for k, item in enumerate(named):
        with progress.part(k / len(named), (k + 1) / len(named)):
            if isinstance(item, Path):
                out.append(_file(item, encoding, sheet, known, rows))
            else:
                name = "frame" if len(items) == 1 else f"frame {len(out) + 1}"
                _sheet_only(name, rows)
                out.append(_frame(item, name))
    return out


def _sheet_only(name: str, rows) -> None:
    if rows is not None:
        raise InputError(f"'{name}' is no sheet, so the mapping's option rows says nothing of it.", code="rows_without_sheet", value=name,
                         hint="Leave the option out: title lines of a text are found, and one file holds one table.")


def _paths(item: str | Path) -> list[Path]:
    path = Path(os.path.expanduser(item))                     # an unknown user stays as written, and is then no file
    if path.is_dir():
        raise InputError(f"'{path.name}' is a folder, not a file.", code="source_is_folder", value=path.name,
                         hint=f"Name the files, for example {path.name}/*.csv.")
    if path.is_file():
        return [path]
    found = sorted(Path(p) for p in glob.glob(str(path)) if Path(p).is_file()) if glob.has_magic(str(path)) else []
    if not found:
        raise InputError(f"There is no file '{path.name}'.", code="source_not_found", value=path.name, hint="Check the path and its spelling.")
    return found


def _file(path: Path, encoding, sheet, known, rows) -> Raw:
    name = path.name
    ending = next((e for e in sorted(_KNOWN, key=len, reverse=True) if name.lower().endswith(e)), None)
    if ending is None:
        raise InputError(f"'{name}' has an ending huishou does not read.", code="unknown_format", value=name, hint=f"Read are: {' '.join(_KNOWN)}.")
    _sheet_only(name, rows if ending not in _BOOK else None)
    progress.tell(0.0, name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"'{name}' cannot be opened: {error.strerror or error}.", code="source_unreadable", value=name,
                         hint="Check that you may read it and that no program holds it.") from None
    if not content:
        raise InputError(f"'{name}' is empty.", code="source_empty", value=name, hint="Give a file with a header and at least one row.")
    about = {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), "encoding": None, "format": ending[1:]}
    progress.tell(0.3, name)
    if ending in _TEXT:
        text, about["encoding"] = decode.utf8(decode.unpack(content, name), name, encoding)
        raw = _delimited(text, name, about, "\t" if ending.startswith(".tsv") else ",", known)
        if about["encoding"] == "gb18030" and encoding is None:
            raw.notes.append(f"{name}: not UTF-8, read as GB18030")
    elif ending == ".parquet":
        raw = _parquet(content, name, about)
    else:
        raw = _book(content, name, about, sheet, known, rows)
    return _checked(raw)


def _delimited(text, name, about, delimiter, known) -> Raw:
    head = sheetlike.head(text, delimiter, known)
    if head is None:
        return _cells(delimited.read(text, name, delimiter), name, about)
    raw = _cells(delimited.read(text, name, delimiter, (head.skip, head.names)), name, about)
    raw.notes = [f"{name}: {n}" for n in head.notes] + raw.notes
    raw.paths = {n: p for n, p in zip(head.names, head.paths, strict=True) if n in raw.table.column_names}
    raw.units = head.units
    return raw


def _cells(cells, name, about) -> Raw:
    notes: list[str] = []
    names = _named(cells.names, name, notes)
    table = cells.table.rename_columns([f"\x00{i}" if n is None else n for i, n in enumerate(names)])
    for i, n in enumerate(names):
        if n is not None:
            continue
        column = f"\x00{i}"
        if any(str(v or "").strip() for v in table.column(column).unique().to_pylist()):
            plain = _free(f"column {i + 1}", table.column_names)
            notes.append(f"{name}: column {i + 1} has no name and is carried as '{plain}'")
            table = table.rename_columns([plain if c == column else c for c in table.column_names])
        else:
            notes.append(f"{name}: column {i + 1} has neither name nor content and is left out")
            table = table.drop_columns([column])
    return Raw(name, table, cells.rows, about, cells.wrong, cells.blank, notes)


def _free(name: str, taken) -> str:
    while name in taken:
        name += "'"
    return name


def _named(names, source, notes) -> list[str | None]:
    seen: dict[str, str] = {}
    for n in names:
        plain = unicodedata.normalize("NFKC", n).strip()
        if plain and plain in seen:
            raise InputError(f"'{source}' has two columns named '{n}'.", code="duplicate_header", column=n, value=source,
                             hint="Give each column a name of its own.")
        seen[plain] = n
    return [n if n.strip() else None for n in names]


def _parquet(content, name, about) -> Raw:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        guard.parquet(file.metadata, name)
        table = file.read()
        table.validate(full=True)                               # texts that are none, and codes beyond their words
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise InputError(f"'{name}' is not a readable Parquet file: {(str(error).splitlines() or ['damaged'])[0]}.", code="source_unreadable", value=name,
                         hint="Write the file again.") from None
    return Raw(name, table.replace_schema_metadata(None), np.arange(1, table.num_rows + 1, dtype=np.int64), about)


def _book(content, name, about, sheet, known, rows) -> Raw:
    import numpy as np
    import pyarrow as pa

    grid, about["sheet"] = workbook.sheet(content, name, sheet)
    found = layout_of(grid, known, rows)
    if found is None:
        raise InputError(f"Sheet '{about['sheet']}' of '{name}' is empty.", code="source_empty", value=name, hint="Name another sheet with sheet=.")
    body = pa.table({f"c{k}": pa.array([r[k] for r in found.rows], pa.string()) for k in range(len(found.paths))})
    raw = _cells(delimited.Cells(found.names, body, np.array(found.lines, np.int64), {}, found.blank), name, about)
    raw.notes = [f"{name}: {n}" for n in found.notes] + raw.notes
    raw.paths = {n: p for n, p in zip(found.names, found.paths, strict=True) if n in raw.table.column_names}
    raw.units = found.units
    return raw


def _frame(frame: Any, name: str) -> Raw:
    import numpy as np

    kind = frames.kind_of(frame)
    table = frames.table(frame)
    if any(not isinstance(n, str) for n in table.column_names):
        raise InputError("Column names must be text.", code="not_a_column", hint="Rename the columns.")
    about = {"path": name, "bytes": None, "sha256": None, "encoding": None, "format": kind}
    _named(table.column_names, name, [])
    return _checked(Raw(name, table, np.arange(1, table.num_rows + 1, dtype=np.int64), about))


def _checked(raw: Raw) -> Raw:
    if raw.table.num_columns == 0:
        raise InputError(f"'{raw.name}' has no columns.", code="no_rows", value=raw.name, hint="Give a table with a header and at least one row.")
    if raw.table.num_rows == 0:
        raise InputError(f"'{raw.name}' has a header but no rows.", code="no_rows", value=raw.name,
                         hint=f"Columns found: {', '.join(map(str, raw.table.column_names))}.")
    raw.about["rows"] = raw.table.num_rows + raw.blank
    raw.table = plain(raw.table, words=True)
    return raw
