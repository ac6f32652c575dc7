# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A sheet of a workbook (Excel, OpenDocument) as text cells. Values are those stored in the file: no formula is ever evaluated."""

from __future__ import annotations

import io
from typing import Any

from ..errors import HuishouError, InputError, MissingExtraError
from . import guard, opendocument
from .grid import Grid

__all__ = ["sheet"]


def sheet(content: bytes, name: str, wanted: str | int | None = None) -> tuple[Grid, str]:
    """The cells of one sheet, from its upper left corner, and its name.

    Raises
    ------
    InputError
        ``source_unreadable``, ``source_empty``, ``unknown_sheet``, ``workbook_too_large``.
    MissingExtraError
        Without python-calamine.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise MissingExtraError(f"Reading '{name}' needs python-calamine, which is not installed.", code="missing_extra", value="io",
                                hint='Install it with: pip install "huishou[io]"') from None
    guard.check(content, name)
    # Of merged ranges the reader knows those of Excel's formats only.
    spans = {e.name: e.merged for e in opendocument.extents(content, name)} if opendocument.is_one(content, name) else None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        chosen = _chosen(book.sheet_names, name, wanted)
        found = book.get_sheet_by_name(chosen)
        rows = found.to_python(skip_empty_area=False)
        merged = spans.get(chosen, []) if spans is not None else _merged(found, name)
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, HuishouError):
            raise
        raise _unreadable(name, error) from None
    except BaseException as error:
        # The reader's own crash on damaged bytes is no ordinary exception; interrupts pass.
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(name, "its content is damaged") from None
    width = max((len(r) for r in rows), default=0)
    return Grid([[_shown(c) for c in r] + [""] * (width - len(r)) for r in rows], [(tuple(a), tuple(b)) for a, b in merged]), chosen


def _merged(found: Any, name: str):
    """Merged ranges; the reader knows them from its version 0.4 on, and without them cells would be left blank in silence."""
    if not hasattr(found, "merged_cell_ranges"):
        raise MissingExtraError(f"Reading '{name}' needs python-calamine 0.4 or newer.", code="missing_extra", value="io",
                                hint='Install it with: pip install --upgrade "huishou[io]"')
    return found.merged_cell_ranges or []


def _unreadable(name: str, why: Any) -> InputError:
    return InputError(f"'{name}' is not a readable workbook: {why}.", code="source_unreadable", value=name, hint="Save it again as .xlsx.")


def _chosen(names: list[str], name: str, wanted) -> str:
    if not names:
        raise InputError(f"'{name}' has no sheet.", code="source_empty", value=name, hint="Give a workbook with at least one sheet.")
    if wanted is None:
        return names[0]
    if isinstance(wanted, int) and not isinstance(wanted, bool) and -len(names) <= wanted < len(names):
        return names[wanted]
    if wanted not in names:
        raise InputError(f"'{name}' has no sheet '{wanted}'.", code="unknown_sheet", value=wanted, hint=f"Sheets are: {', '.join(names)}.")
    return wanted


def _shown(cell: Any) -> str:
    # A workbook stores every number as a double and does not tell 2023 from 2023.0; the shortest text that reads back as the same double is taken.
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
