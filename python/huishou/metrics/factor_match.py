# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Which factor describes a class of tonnes: the ladder of matches, and why the rest has none.

1. Material and pathway, the words of ledger and pack made equal (aliases of the ten categories, case, spaces).
2. A factor without a pathway: it is for tonnes that are recycled, so it takes rows whose fate is ``recycled`` or not stated.
3. Several factors for one material and pathway: the region of the row, else the pack's own; then the nearest year, the earlier of two.

Never: another country's factor where the row's region has one; another material; home scrap, which never leaves the works and replaces nothing that would
otherwise be bought. A tonne without a factor is ``factor_missing``, never 0.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ..errors import InputError
from ..schema import MATERIALS, VALUE_ALIASES, key
from .pack import Pack

__all__ = ["FactorIndex", "WHY", "canonical", "extra"]

WHY: dict[str, tuple[str, str]] = {
    "no_material": ("该物料没有因子", "no factor for the material"),
    "no_pathway": ("该物料有因子，但去向不同", "the material has factors, for other pathways"),
    "no_baseline": ("该物料没有基准去向的因子", "the material has no factor for the baseline"),
    "no_primary": ("没有原生生产的因子", "no factor for primary production"),
    "no_secondary": ("没有再生生产的因子", "no factor for production from scrap"),
    "no_indicator": ("该因子没有公布这一指标", "the factor does not publish this indicator"),
    "home_scrap": ("厂内循环废料从不计减排", "home scrap is never credited"),
    "blank": ("没有物料名", "no material is stated"),
    "no_method": ("该因子包不支持这一方法", "the pack does not serve the method"),
    "no_allocation": ("该物料没有给出分配系数 A", "no allocation factor A is given for the material"),
}
_BURNT = {"incinerated": "combusted", "energy": "combusted", "incineration": "combusted"}  # one pathway under two names


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    return {key(n): m.id for m in MATERIALS for n in (m.id, m.zh, m.en, *m.aliases)}


def canonical(word: str) -> str:
    """A material's word as ledger and pack share it.

    Examples
    --------
    >>> canonical("废钢铁"), canonical("Aluminum Cans") == canonical("aluminum_cans")
    ('steel_scrap', True)
    """
    return _aliases().get(key(word), key(word))


def extra(row: dict[str, Any], column: str) -> float | None:
    """A number in a column that packs need not have; NaN, as pandas and NumPy write it, is missing.

    Raises
    ------
    InputError
        ``not_a_number``.
    """
    value = row.get(column)
    if value is None or value != value:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value in (float("inf"), float("-inf")):
        raise InputError(f"Factor '{row['factor_id']}' has {column} = {value!r}.", code="not_a_number", column=column, value=value,
                         hint="Give a finite number, or leave it blank.")
    return float(value)


def _pathway(word: str | None) -> str | None:
    if word is None:
        return None
    known = {key(a): to for a, to in VALUE_ALIASES["fate"].items()}.get(key(word), word)
    return _BURNT.get(known, known)


def _year(text: Any) -> int | None:
    found = re.search(r"(?:19|20)\d\d", "" if text is None else str(text))
    return int(found.group()) if found else None


class FactorIndex:
    """The factors of a pack that are offered for matching and of a kind a method can use."""

    def __init__(self, pack: Pack, kinds: tuple[str, ...]):
        self._region = pack.region
        self._rows: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
        for row in pack.table.to_pylist():
            if row["match"] and row["kind"] in kinds:
                self._rows.setdefault((canonical(row["material"]), _pathway(row["pathway"])), []).append(row)
        self._materials = {m for m, _ in self._rows}

    @property
    def by_place(self) -> bool:
        """Whether region and period of a row can change its factor."""
        return any(len(rows) > 1 for rows in self._rows.values())

    def find(self, material: str | None, pathway: str | None, origin: str | None = None, region: str | None = None,
             period: str | None = None) -> tuple[dict[str, Any] | None, str]:
        """The factor, or None with the reason of ``WHY``."""
        if material is None:
            return None, "blank"
        if origin == "home_scrap":
            return None, "home_scrap"
        word, way = canonical(str(material)), _pathway(pathway)
        if word not in self._materials:
            return None, "no_material"
        rows = self._rows.get((word, way)) if way is not None else None
        if rows is None and way in (None, "recycled"):
            rows = self._rows.get((word, None))
        if rows is None:
            return None, "no_pathway"
        return self._nearest(rows, region, _year(period)), ""

    def _nearest(self, rows: list[dict[str, Any]], region: str | None, year: int | None) -> dict[str, Any]:
        if len(rows) == 1:
            return rows[0]
        at_home = [r for r in rows if region is not None and r["region"] == region]
        general = [r for r in rows if r["region"] in (None, self._region)]
        chosen = at_home or general or rows
        dated = [(abs(y - year), y, r) for r in chosen if (y := _year(r["year"])) is not None] if year is not None else []
        return min(dated, key=lambda d: d[:2])[2] if dated else min(chosen, key=lambda r: r["factor_id"])
