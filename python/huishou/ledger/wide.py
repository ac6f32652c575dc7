# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Columns that are facts of their own: one a year (2022年（万吨）), a month, or a category (废纸（吨）). Such a table is turned long.

A column is taken only if every word of its header is understood: a period, one of the ten categories, the word of a total, a name or a unit of mass. 同比, 占比
and 目标 are not, so these columns are carried along and never summed. Where a table gives mass and value (or pieces) for each year, the column of the
value is the partner of the column of the mass: one fact, one row.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ..errors import InputError
from ..schema import COLUMNS, key
from ..units import look_up
from . import periods, words
from .headers import parts, split_unit
from .totals import is_total

__all__ = ["Cell", "cells", "meaning", "month", "names_something", "partners"]

_PARTNERS = ("value", "count")
_MEASURES = ("mass", *_PARTNERS)
_MEASURE_NAMES = sorted((key(a) for c in COLUMNS if c.input in _MEASURES for a in (c.input, c.zh, *c.aliases)), key=len, reverse=True)
_YEAR_FIRST = re.compile(r"^((?:19|20)\d\d年?(?:度)?(?:\d{1,2}月|第?[一二三四1-4]季度|[上下]半年)?)(.+)$")
_MONTH = re.compile(r"^(0?[1-9]|1[0-2])月(?:份)?$")
_MARK = "+"


@dataclass
class Cell:
    """What the header of one melted column says."""

    period: str | None = None
    material: str | None = None
    column: str | None = None
    unit: str | None = None
    unknown: bool = False

    @property
    def words(self) -> dict[str, str]:
        return {n: w for n, w in (("material", self.material), ("period", self.period)) if w is not None}

    def gives(self, *columns: str | None) -> bool:
        """Whether the column is a fact of its own and its measure one of ``columns``; None stands for a header that names none."""
        return not self.unknown and bool(self.words) and self.column in columns


def month(word: str | None) -> str | None:
    """The month of a melted column whose year stands in the row; None for a whole period."""
    return word.removeprefix(_MARK) if word and word.startswith(_MARK) else None


def meaning(path: tuple[str, ...], headers: dict[str, str], values: dict[str, str]) -> Cell:
    """The words of a header, top line first.

    Examples
    --------
    >>> from huishou.ledger.wide import meaning
    >>> meaning(("回收量", "2022年（万吨）"), {}, {})
    Cell(period='2022年', material=None, column='mass', unit='万吨', unknown=False)
    >>> meaning(("2022年同比（%）",), {}, {}).unknown
    True
    """
    cell = Cell()
    for text in path:
        name, unit = split_unit(text)
        cell.unit = unit or cell.unit
        for word in _pieces(unicodedata.normalize("NFKC", name).strip(), headers, values):
            _take(cell, word, headers, values)
    if cell.column is None and cell.unit and look_up(cell.unit, "money"):
        cell.column = "value"                                   # 2022年（元） says what it is by its unit alone
    return cell


def names_something(text: str, headers: dict[str, str], values: dict[str, str]) -> bool:
    """Whether a cell can only be a header: a ledger column, or a period or category with a unit. 2023 and 废纸 alone stand in the body of a table as well."""
    if parts(text, headers).column:
        return True
    cell = meaning((text,), headers, values)
    return not cell.unknown and bool(cell.unit or cell.column) and bool(cell.words)


def _pieces(word: str, headers, values) -> list[str]:
    """年 and 品种 are often written before the measure in one cell: 2022年回收量, 废纸回收量."""
    if not word or _known(word, headers, values):
        return [word] if word else []
    found = _YEAR_FIRST.match(re.sub(r"\s+", "", word))
    if found and _period(found[1]):
        return [found[1], *_pieces(found[2], headers, values)]
    for name in _MEASURE_NAMES:
        if key(word).endswith(name) and _material(key(word)[: -len(name)], values):
            return [key(word)[: -len(name)], name]
    return [word]


def _known(word: str, headers, values) -> bool:
    return bool(parts(word, headers).column or _period(word) or _MONTH.match(word) or _material(word, values) or is_total(word))


def _period(word: str):
    return periods.read(word) or periods.financial_year(word)


def _material(word: str, values: dict[str, str]) -> str | None:
    return words.category(word, values)


def _take(cell: Cell, word: str, headers, values) -> None:
    column = parts(word, headers).column
    if _period(word) and cell.period is None:
        cell.period = word
    elif _MONTH.match(word) and cell.period is None:
        cell.period = _MARK + _MONTH.match(word)[1]
    elif (_material(word, values) or is_total(word)) and cell.material is None:
        cell.material = word
    elif column in _MEASURES and cell.column in (None, column):
        cell.column = column
    else:
        cell.unknown = True


def cells(paths: dict[str, tuple[str, ...]], headers: dict[str, str], values: dict[str, str]) -> dict[str, Cell]:
    """Source columns that hold the mass of a period or category of their own; none where there are none.

    Raises
    ------
    InputError
        ``repeated_cells``: two columns stand for the same period and category.
    """
    found = {name: meaning(path, headers, values) for name, path in paths.items()}
    out = {n: c for n, c in found.items() if c.gives(None, "mass")}
    if not any(c.period or not is_total(c.material) for c in out.values()):
        return {}
    _by_fact(out, values)
    return out


def partners(cells: dict[str, Cell], paths: dict[str, tuple[str, ...]], headers: dict[str, str], values: dict[str, str]) -> dict[str, list[str]]:
    """``value`` and ``count``, where the table has them: for each of ``cells`` the column of the same period and category, empty where there is none.

    Raises
    ------
    InputError
        ``repeated_cells``.
    """
    found = {n: meaning(p, headers, values) for n, p in paths.items() if n not in cells}
    out = {}
    for column in _PARTNERS:
        place = _by_fact({n: c for n, c in found.items() if c.gives(column)}, values)
        listed = [place.get(_fact(c, values), "") for c in cells.values()]
        if any(listed):
            out[column] = listed
    return out


def _fact(cell: Cell, values) -> tuple:
    return cell.period and (_period(cell.period) or cell.period), cell.material and (words.category(cell.material, values) or key(cell.material))


def _by_fact(cells: dict[str, Cell], values) -> dict[tuple, str]:
    seen: dict[tuple, str] = {}
    for name, cell in cells.items():
        said = _fact(cell, values)
        if said in seen:
            raise InputError(f"The columns '{seen[said]}' and '{name}' stand for the same fact.", code="repeated_cells", column=name,
                             hint="Leave one out with the mapping's option drop.")
        seen[said] = name
    return seen
