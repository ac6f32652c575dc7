# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A sheet as people lay it out: title rows, the unit at the upper right, headers of several rows, merged cells, notes below. What is left is one table.

Merged cells are filled only inside their merged range, and a number never is: a tonnage printed across two rows is one tonnage.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from ..errors import UnitError
from ..units import find
from .headers import parts, split_unit

__all__ = ["Grid", "Table", "heads", "is_stub", "path_of", "stated_units", "table"]

_SEARCHED = 40                                                  # rows in which a header is looked for
_HEADER_ROWS = 4
_UNIT = re.compile(r"(?:^|[^\u4e00-\u9fff]|计量)(?:单位|units?)\s*[:：]\s*([^()（）\]】]+)", re.I)
_STATEMENT = re.compile(r"^[（(]?(?:计量单位|单位|填报单位|填报时间|填表日期|制表单位|日期|时间|units?)\s*[:：]", re.I)
_NOTE = re.compile(r"^(?:注|备注|说明|附注|资料来源|数据来源|来源|填表人|审核人|制表人|负责人|单位负责人|notes?|sources?|remarks?)\s*\d*\s*[:：.]"
                   r"|^(?:注|notes?)\s*$", re.I)
_NUMBER = re.compile(r"^[+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?%?$")
_YEAR = re.compile(r"^(?:19|20)\d\d(?:年)?$")
_STUB = re.compile(r"^(?:[甲乙丙丁戊己庚辛]|[（(]?\d{1,2}[)）]?)$")
_NUMERIC = ("mass", "value", "count", "weight")


@dataclass
class Grid:
    """All cells of a sheet as text, every row of the same length, and the merged ranges ``((top, left), (bottom, right))``, from 0."""

    cells: list[list[str]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)


@dataclass
class Table:
    """``paths`` are the header lines of each column, ``lines`` the sheet row of each row of ``rows`` (from 1), ``units`` what the sheet states for all."""

    paths: list[tuple[str, ...]]
    rows: list[list[str]]
    lines: list[int]
    blank: int
    units: dict[str, str]
    notes: list[str]

    @property
    def names(self) -> list[str]:
        """One name a column: its lowest line where that alone is a ledger column and no other column has it, else all its lines, the unit last."""
        last = [p[-1] if p else "" for p in self.paths]
        return [n if last.count(n) == 1 and parts(n).column and split_unit(n)[0] else _name(p) for n, p in zip(last, self.paths, strict=True)]


def table(grid: Grid, known: Callable[[str], bool], rows: tuple[int, int] | None = None) -> Table | None:
    """The table of a sheet, None where the sheet is empty; ``known`` says whether a text is a header that means something, ``rows`` the first (of the
    header) and last row of the table where a sheet holds several."""
    cells, width = grid.cells, len(grid.cells[0]) if grid.cells else 0
    if rows:
        cells = [row if r + 1 >= rows[0] else [""] * width for r, row in enumerate(cells[: rows[1]])]
    merged = [m for m in grid.merged if m[0][0] < len(cells) and m[0][1] < width]
    filled = [[c.strip() for c in row] for row in cells]
    spread = _spread(filled, merged)
    # Where the mapping says where the table is, it says where the header is.
    top = rows[0] - 1 if rows and rows[0] <= len(filled) and any(filled[rows[0] - 1]) else _top(filled, known)
    if top is None:
        return None
    top, end = _header(filled, merged, top)
    notes, units = _above(filled, spread, top)
    if rows:
        notes.append(f"rows {rows[0]} to {rows[1]} are read, by the mapping; the others are left out")
    body = end + 1
    if body < len(filled) and is_stub(filled[body]):
        notes.append(f"row {body + 1} numbers the columns and is left out")
        body += 1
    paths = [path_of([spread[r][c] for r in range(top, end + 1)]) for c in range(width)]
    rows, lines, blank = [], [], 0
    _fill(cells, filled, merged, body, paths, notes)
    header = [filled[r] for r in range(top, end + 1)]
    last = max((r for r, row in enumerate(filled) if len(_texts(row)) > 1), default=-1)
    across = {r0 for (r0, c0), (_, c1) in merged if c1 > c0 and filled[r0][c0]}
    for r in range(body, len(cells)):
        if not any(filled[r]):
            blank += 1
        elif filled[r] in header:
            notes.append(f"row {r + 1} repeats the header and is left out")
        elif _NOTE.match(_texts(filled[r])[0]) or (r > last and r in across):
            notes.append(f"row {r + 1} is a note: {' '.join(c for c in filled[r] if c)}")
        else:
            rows.append(cells[r])
            lines.append(r + 1)
    return Table(paths, rows, lines, blank, units, notes)


def stated_units(text: str) -> dict[str, str]:
    """Units a text states for a whole table, by ledger column: 单位：万吨、亿元.

    Examples
    --------
    >>> from huishou.ledger.grid import stated_units
    >>> stated_units("（单位：万吨、亿元）"), stated_units("填报单位：某公司")
    ({'mass': '万吨', 'value': '亿元'}, {})
    """
    found = _UNIT.search(unicodedata.normalize("NFKC", text).strip())
    out: dict[str, str] = {}
    for word in re.split(r"[、,;/和]", found[1]) if found else ():
        try:
            dimension = find(word).dimension
        except UnitError as error:
            dimension = "mass" if error.code == "ambiguous_unit" else ""
        column = {"mass": "mass", "money": "value"}.get(dimension)
        if column:
            out.setdefault(column, word.strip())
    return out


def _spread(filled, merged):
    out = [list(row) for row in filled]
    for (r0, c0), (r1, c1) in merged:
        for r in range(r0, min(r1, len(out) - 1) + 1):
            for c in range(c0, min(c1, len(out[0]) - 1) + 1):
                out[r][c] = filled[r0][c0]
    return out


def _texts(row) -> list[str]:
    return [c for c in row if c]


def _top(filled, known) -> int | None:
    """The first row with two names that mean something, unless numbers stand above it; else the first row with two cells; else the first with any."""
    first = None
    for r, row in enumerate(filled[:_SEARCHED]):
        texts = _texts(row)
        if first is not None and any(_NUMBER.match(t) and not _YEAR.match(t) for t in texts):
            break
        if sum(map(known, texts)) >= 2:
            return r
        if len(texts) >= 2 and first is None and not all(_STATEMENT.match(t) for t in texts):
            first = r
    return first if first is not None else next((r for r, row in enumerate(filled) if any(row)), None)


def _header(filled, merged, top) -> tuple[int, int]:
    """First and last row of the header block."""
    width, end = len(filled[0]), top
    while top > 0 and any(r0 == top - 1 and r1 == r0 and 0 < c1 - c0 < width - 1 and filled[r0][c0] and not _STATEMENT.match(filled[r0][c0])
                          for (r0, c0), (r1, c1) in merged):
        top -= 1
    left = next(c for c, t in enumerate(filled[end]) if t)
    while end + 1 < len(filled) and end - top + 1 < _HEADER_ROWS:
        below = filled[end + 1]
        spans = any(top <= r0 <= end < r1 for (r0, _), (r1, _) in merged)
        if not spans and (below[left] or not heads(below)):
            break
        end += 1
    return top, end


def heads(row) -> bool:
    """Whether a row holds names only: no number but years."""
    texts = _texts(row)
    return bool(texts) and all(_YEAR.match(t) or (not _NUMBER.match(t) and re.search(r"\w", t)) for t in texts) and not _NOTE.match(texts[0])


def _above(filled, spread, top) -> tuple[list[str], dict[str, str]]:
    notes, units = [], {}
    for r in range(top):
        texts = _texts(filled[r])
        if texts:
            notes.append(f"row {r + 1} stands above the table: {' '.join(texts)}")
        for text in texts:
            units |= {c: u for c, u in stated_units(text).items() if c not in units}
    return notes, units


def is_stub(row) -> bool:
    """Whether a row numbers the columns: 甲, 乙, 1, 2."""
    texts = _texts(row)
    return len(texts) > 1 and "甲" in texts and all(_STUB.match(t) for t in texts)


def path_of(texts) -> tuple[str, ...]:
    """The header lines of a column, each once."""
    out: list[str] = []
    for text in texts:
        plain = re.sub(r"\s*\n\s*", "", text)
        if plain and plain not in out:
            out.append(plain)
    return tuple(out)


def _name(path: tuple[str, ...]) -> str:
    if len(path) < 2:
        return "".join(path)
    *upper, last = path
    name, unit = split_unit(last)
    return " ".join(upper) + f"（{unit}）" if unit and not name else " ".join(path)


def _fill(cells, filled, merged, body, paths, notes) -> None:
    for (r0, c0), (r1, c1) in merged:
        if r0 < body or not filled[r0][c0]:
            continue
        for c in range(c0, min(c1, len(paths) - 1) + 1):
            column = parts(_name(paths[c])).column
            if column in _NUMERIC or (column is None and _NUMBER.match(filled[r0][c0])):
                if r1 > r0 or c1 > c0:
                    notes.append(f"row {r0 + 1}: the merged number {filled[r0][c0]} is kept once")
                continue
            for r in range(r0, min(r1, len(cells) - 1) + 1):
                cells[r][c] = filled[r][c] = filled[r0][c0]
