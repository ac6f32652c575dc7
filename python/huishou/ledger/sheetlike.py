# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Delimited text that was saved from a sheet: title lines above the table, a header of two or three lines. Text has no merged cells, so a group's title is
followed by empty cells; they take it, as its merged range does in a workbook.

A first line is taken for a group line only where that is the one way to read it: every empty cell has a name below, no cell has a name both above and below
without being in a group, the line below holds no number but years, and one of the words means something. All other files are read with one header line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

from . import periods
from .grid import Table, heads, is_stub, path_of, stated_units
from .headers import split_unit

__all__ = ["Head", "head"]

_READ = 1 << 18                                                 # bytes in which the header is looked for
_TITLES, _LINES = 6, 3


@dataclass
class Head:
    """``skip`` records belong to head and title, then come the rows; ``names``, ``paths`` and ``units`` as in ``grid.Table``."""

    skip: int
    names: list[str]
    paths: list[tuple[str, ...]]
    units: dict[str, str]
    notes: list[str]


def head(content: bytes, delimiter: str, known: Callable[[str], bool]) -> Head | None:
    """The header of a text that does not begin with one plain header line; None where it does.

    Parameters
    ----------
    content
        The file, UTF-8.
    known
        Whether a text is a header that means something.

    Examples
    --------
    >>> from huishou.ledger.sheetlike import head
    >>> text = "地区,回收量（吨）,,回收值（万元）,\\n,2019,2020,2019,2020\\n北京,1,2,3,4\\n"
    >>> head(text.encode(), ",", lambda t: t.startswith("回收")).names
    ['地区', '回收量（吨） 2019', '回收量（吨） 2020', '回收值（万元） 2019', '回收值（万元） 2020']
    """
    rows = _records(content, delimiter)
    top = next((r for r, row in enumerate(rows) if any(row)), None)
    if top is None:
        return None
    first = top
    top = _below_titles(rows, top, known)
    end = top
    while end + 1 < len(rows) and end - top + 1 < _LINES and (_grouped(rows[end], rows[end + 1], known) or (
            end > top and _explains(rows[end], rows[end + 1], known))):
        end += 1
    if end == first:
        return None
    width = max(len(rows[r]) for r in range(top, end + 1))
    lines = [_padded(rows[r], width) for r in range(top, end + 1)]
    spread = [_spread(line) for line in lines[:-1]] + lines[-1:]
    paths = [path_of([line[c] for line in spread]) for c in range(width)]
    notes, units, skip = [], {}, end + 1
    for r in range(top):
        said = " ".join(c for c in rows[r] if c)
        if said:
            notes.append(f"row {r + 1} stands above the table: {said}")
            units |= {c: u for cell in rows[r] for c, u in stated_units(cell).items() if c not in units}
    if end > top:
        notes.append(f"rows {top + 1} to {end + 1} are one header: the empty cells right of a title belong to it")
    if skip < len(rows) and is_stub(rows[skip]):
        notes.append(f"row {skip + 1} numbers the columns and is left out")
        skip += 1
    return Head(skip, Table(paths, [], [], 0, {}, []).names, paths, units, notes)


def _records(content: bytes, delimiter: str) -> list[list[str]]:
    text = content[:_READ].decode("utf-8", "ignore")
    out: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            out.append([c.strip() for c in row])
            if len(out) > _TITLES + _LINES + 1:
                break
    except csv.Error:
        return []
    return out


def _below_titles(rows, top: int, known) -> int:
    """The first row with two names that mean something, where only lone texts stand above it."""
    for r in range(top, min(top + _TITLES, len(rows))):
        texts = [c for c in rows[r] if c]
        if sum(map(known, texts)) >= 2:
            return r
        lone = len(texts) <= 1 or all(stated_units(t) for t in texts[1:])
        if not lone:
            return r if r > top and r + 1 < len(rows) and _grouped(rows[r], rows[r + 1], known) else top
    return top


def _grouped(upper, lower, known) -> bool:
    """Whether ``upper`` holds titles of groups of the names in ``lower``."""
    width = max(len(upper), len(lower))
    upper, lower = _padded(upper, width), _padded(lower, width)
    if not heads(lower):
        return False
    spread = _spread(upper)
    inside = {c for c in range(width) if spread[c] and (not upper[c] or (c + 1 < width and not upper[c + 1] and lower[c]))}
    if not any(not upper[c] for c in inside) or any(not lower[c] for c in inside):
        return False
    if any(bool(upper[c]) == bool(lower[c]) for c in range(width) if c not in inside):
        return False
    words = [t for c in inside for t in (spread[c], lower[c])]
    return any(map(known, words)) or all(periods.read(lower[c]) for c in inside)


def _explains(upper, lower, known) -> bool:
    """Whether ``lower`` is one more line below names of groups: units and words that mean something, and nothing below a name of its own."""
    texts = [(c, t) for c, t in enumerate(lower) if t]
    return bool(texts) and not lower[0] and heads(lower) and all(
        c < len(upper) and upper[c] and (split_unit(t) != (t, None) or known(t) or periods.read(t)) for c, t in texts)


def _padded(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _spread(row: list[str]) -> list[str]:
    out, last = [], ""
    for cell in row:
        last = cell or last
        out.append(last)
    return out
