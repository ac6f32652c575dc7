# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Which factor describes a class of tonnes: the ladder of matches, and why the rest has none.

1. Material and pathway, the words of ledger and pack made equal (aliases of the ten categories, case, spaces).
2. A factor without a pathway: it is for tonnes that are recycled, so it takes rows whose fate is ``recycled`` or not stated.
3. Several factors for one material and pathway: those weighed at the gate of the row; then the region of the row, else its country's or the pack's own;
   then the nearest year, the earlier of two, and the latest where the row states no period.
4. A material without any factor takes that of the wider material the caller names for it (``parents``), and of no other.

Each step below the first is recorded (``steps``), and told in the flags where it may mislead: ``region_fallback`` for a country's factor beside regional
ones, or a region whose country is not known; ``material_fallback``; ``factor_stale`` for rows after the end the publisher set.

Never: another country's factor; a material of our own choosing; home scrap, which never leaves the works and replaces nothing that would otherwise be
bought. A tonne without a factor is ``factor_missing``, never 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..errors import InputError
from ..schema import MATERIALS, VALUE_ALIASES, key
from .countries import relation
from .factor_gate import PRODUCT
from .pack import Pack

__all__ = ["FactorIndex", "Place", "STEPS", "WHY", "canonical", "extra"]

WHY: dict[str, tuple[str, str]] = {
    "no_material": ("该物料没有因子", "no factor for the material"),
    "no_pathway": ("该物料有因子，但去向不同", "the material has factors, for other pathways"),
    "other_country": ("因子描述另一个国家", "the factors describe another country"),
    "no_region": ("因子只描述其他地区", "the factors describe other regions"),
    "no_baseline": ("该物料没有基准去向的因子", "the material has no factor for the baseline"),
    "no_primary": ("没有原生生产的因子", "no factor for primary production"),
    "no_secondary": ("没有再生生产的因子", "no factor for production from scrap"),
    "no_indicator": ("该因子没有公布这一指标", "the factor does not publish this indicator"),
    "home_scrap": ("厂内循环废料从不计减排", "home scrap is never credited"),
    "blank": ("没有物料名", "no material is stated"),
    "no_method": ("该因子包不支持这一方法", "the pack does not serve the method"),
    "no_allocation": ("该物料没有给出分配系数 A", "no allocation factor A is given for the material"),
}
STEPS: dict[str, tuple[str, str]] = {
    "region_parent": ("所属国家", "the country the region lies in"),
    "region_unknown": ("地区无法判断，用因子包的地区", "the pack's region, the country of the rows being unknown"),
    "year_nearest": ("最近的年份", "the nearest year"),
    "material_parent": ("上级物料", "the wider material"),
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


_DATE = re.compile(r"((?:19|20)\d\d)(?:-(\d\d))?(?:-(\d\d))?")


def _year(text: Any) -> int | None:
    found = re.search(r"(?:19|20)\d\d", "" if text is None else str(text))
    return int(found.group()) if found else None


@dataclass(frozen=True)
class Place:
    """Where and when the tonnes are, in the words of the ledger; ``gate`` is stated or implied by stage and flow."""

    region: str | None = None
    period: str | None = None
    gate: str | None = None


class FactorIndex:
    """The factors of a pack that are offered for matching, of a kind a method can use, and that publish the indicator."""

    def __init__(self, pack: Pack, kinds: tuple[str, ...], indicator: str = "co2e"):
        self._pack = pack
        self._rows: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
        self._silent: set[str] = set()                                # materials whose factors do not publish the indicator
        for row in pack.table.filter(pack.table.column("match")).to_pylist():
            if row["kind"] in kinds:
                word = canonical(row["material"])
                if indicator != "co2e" and extra(row, f"{indicator}_per_t") is None:
                    self._silent.add(word)
                elif indicator != "co2e" or row["factor_co2e_per_t"] is not None or row["low"] is not None:
                    self._rows.setdefault((word, _pathway(row["pathway"])), []).append(row)
        self._materials = {m for m, _ in self._rows}

    @property
    def asked(self) -> list[str]:
        """Columns of the rows, beside material and fate, that can change a factor or what must be said of it."""
        rows = [r for some in self._rows.values() for r in some]
        several = any(_compete(a, b) for some in self._rows.values() for i, a in enumerate(some) for b in some[:i])
        region = self._pack.region is not None or any(r["region"] is not None for r in rows)
        period = several or self._pack.valid_until is not None or any(r["valid_until"] is not None for r in rows)
        return [n for n, needed in (("region", region), ("period", period), ("gate", any(r["gate"] for r in rows))) if needed]

    def knows(self, material: str) -> bool:
        """Whether there is any factor for the material itself."""
        return canonical(str(material)) in self._materials | self._silent

    def find(self, material: str | None, pathway: str | None, origin: str | None = None,
             place: Place = Place()) -> tuple[dict[str, Any] | None, str]:
        """The factor, or None with the reason of ``WHY``."""
        if material is None:
            return None, "blank"
        if origin == "home_scrap":
            return None, "home_scrap"
        word, way = canonical(str(material)), _pathway(pathway)
        if word not in self._materials:
            return None, "no_indicator" if word in self._silent else "no_material"
        rows = self._rows.get((word, way)) if way is not None else None
        if rows is None and way in (None, "recycled"):
            rows = self._rows.get((word, None))
        if rows is None:
            return None, "no_pathway"
        near, why = _near(_at_gate(rows, place.gate), place.region, self._pack.region)
        return (None, why) if why else (_of_year(near, _year(place.period)), "")

    def told(self, row: dict[str, Any], place: Place) -> tuple[list[str], list[str]]:
        """What to say of a factor in this place: flags (``region_fallback``, ``factor_stale``), and the steps down the ladder that led to it."""
        flags: list[str] = []
        steps: list[str] = []
        own = row["region"] or self._pack.region
        lies = relation(place.region, own)
        if lies in ("parent", "unknown"):
            steps.append(f"region_{lies}")
            siblings = self._rows[canonical(row["material"]), _pathway(row["pathway"])]
            if lies == "unknown" or any(relation(r["region"], own) == "parent" for r in siblings):
                flags.append("region_fallback")
        if (year := _year(place.period)) is not None and _year(row["year"]) not in (None, year):
            steps.append("year_nearest")
        if _after(place.period, row["valid_until"] or self._pack.valid_until):
            flags.append("factor_stale")
        return flags, steps


_RANK = {"exact": 0, "parent": 1, "open": 2, "unknown": 3}


def _at_gate(rows: list[dict[str, Any]], gate: str | None) -> list[dict[str, Any]]:
    """Those weighed at the gate of the tonnes; where none says so, those not per tonne of product before the others."""
    agree = [r for r in rows if gate is not None and gate in (r["gate"] or "").split()]
    return agree or [r for r in rows if not PRODUCT.issuperset((r["gate"] or "?").split())] or rows


def _compete(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Whether a period decides between two factors: other years, weighed where the same tonne may be."""
    first, second = (set((r["gate"] or "").split()) for r in (a, b))
    apart = first and second and not first & second and (PRODUCT >= first or PRODUCT >= second)
    return a["year"] != b["year"] and not apart


def _near(rows: list[dict[str, Any]], region: str | None, home: str | None) -> tuple[list[dict[str, Any]], str]:
    """Those of the nearest region, or why there are none."""
    if region is None:
        general = [r for r in rows if r["region"] in (None, home)]
        one = general or (rows if len({r["region"] for r in rows}) == 1 else [])
        return one, "" if one else "no_region"
    ranks = [(relation(region, r["region"] or home), r) for r in rows]
    best = min((_RANK[lies] for lies, _ in ranks if lies in _RANK), default=None)
    if best is None:
        return [], "other_country" if all(lies == "foreign" for lies, _ in ranks) else "no_region"
    found = [r for lies, r in ranks if _RANK.get(lies) == best]
    if best == _RANK["unknown"] and len({r["region"] for r in found}) > 1:
        return [], "no_region"                                        # several regions, and no way to tell which of them the rows lie in
    return found, ""


def _of_year(rows: list[dict[str, Any]], year: int | None) -> dict[str, Any]:
    """The nearest year, the earlier of two; without a year the latest."""
    dated = [(y, r) for r in rows if (y := _year(r["year"])) is not None]
    if not dated:
        return min(rows, key=lambda r: r["factor_id"])
    return min(dated, key=lambda d: (-d[0] if year is None else abs(d[0] - year), d[0], d[1]["factor_id"]))[1]


def _after(period: Any, end: str | None) -> bool:
    """Whether a period begins after the day, month or year ``end``, as far as both say."""
    if period is None or end is None or (found := _DATE.search(str(period))) is None or (limit := _DATE.search(end)) is None:
        return False
    a, b = ([int(p) for p in m.groups() if p is not None] for m in (found, limit))
    n = min(len(a), len(b))
    return a[:n] > b[:n]
