# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The arguments of ``avoided_emissions``, refused where they do not fit each other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import InputError
from .cells import checked_by
from .checks import number, positive, seed_of, share
from .intervals import checked_level
from .pack import TYPES, Pack

__all__ = ["INDICATORS", "METHODS", "Call", "checked", "one_gwp"]

# kinds of factors and types of packs each method can use
_ALLOCATION = (("emission",), ("attributional", "production"))
METHODS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "substitution": (("reduction", "net"), ("reduction", "consequential_net")), "warm": (("net",), ("consequential_net",)),
    "cut_off": _ALLOCATION, "closed_loop": _ALLOCATION, "fifty_fifty": _ALLOCATION, "value_corrected": _ALLOCATION, "worldsteel": _ALLOCATION,
    "cff": _ALLOCATION}
_WEIGHTS = {"cut_off": 0.0, "closed_loop": 1.0, "fifty_fifty": 0.5, "worldsteel": 1.0}   # of primary and secondary production
INDICATORS = ("co2e", "ore_t", "energy_tce", "water_m3", "solid_waste_t")
_GWP = re.compile(r"\b(SAR|AR\d)\b")
GWPS = tuple(f"{report}-{years}" for report in ("SAR", "AR4", "AR5", "AR6") for years in (20, 100, 500))


@dataclass(frozen=True)
class Call:
    """Checked arguments."""

    pack: Pack
    method: str
    count_at: str | None
    baseline: str | None
    otherwise_recovered: float
    indicator: str
    by: list[str]
    draws: int | str
    seed: int | None
    level: float
    gwp: str
    where: dict[str, tuple]
    pathway: str | None
    materials: dict[str, str]
    allocation: Any
    quality: Any
    ranges: str
    yielded: bool = False
    correlation: dict[tuple[str, str], float] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """Ending of the number columns."""
        return "co2e_t" if self.indicator == "co2e" else self.indicator

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of factors the method uses."""
        return METHODS[self.method][0]

    @property
    def served(self) -> bool:
        """Whether pack and arguments serve the method."""
        asked = {"cff": self.allocation is not None, "value_corrected": self.quality is not None, "worldsteel": self.yielded}
        return self.pack.type in METHODS[self.method][1] and asked.get(self.method, True)

    def of(self, method: str) -> Call:
        """The same call by one of the methods of ``"all"``."""
        return replace(self, method=method)

    def weights(self, material: str | None) -> tuple[float, float]:
        """Weights of primary and of secondary production under the method.

        Raises
        ------
        InputError
            ``no_allocation``, ``no_quality``, ``bad_share``, ``not_positive``.
        """
        if self.method == "value_corrected":
            return positive(self._own("quality", self.quality, material), "quality", zero=True), 1.0
        if self.method != "cff":
            return (_WEIGHTS[self.method],) * 2
        quality = 1.0 if self.quality is None else positive(self._own("quality", self.quality, material), "quality", zero=True)
        credited = 1.0 - share(self._own("allocation", self.allocation, material), "allocation")
        return credited * quality, credited

    @staticmethod
    def _own(name: str, given: Any, material: str | None) -> Any:
        value = given.get(material) if isinstance(given, dict) else given
        if value is None:
            raise InputError(f"There is no {name} for '{material}'.", code=f"no_{name}", column=name, value=material,
                             hint="Give one number, or one a material of the pack.")
        return value

    def said(self) -> dict[str, Any]:
        """What a reader must know, defaults left out."""
        pairs = {"method": self.method, "count_at": self.count_at, "baseline": self.baseline, "otherwise_recovered": self.otherwise_recovered or None,
                 "indicator": None if self.indicator == "co2e" else self.indicator,
                 "pathway of unstated fates": self.pathway, "materials": self.materials or None, "parents": self.parents or None,
                 "allocation": self.allocation if self.method in ("cff", "all") else None,
                 "quality": self.quality if self.method in ("cff", "value_corrected", "all") else None,
                 "where": {c: list(v) for c, v in self.where.items() if not (self.count_at and c in ("stage", "flow"))} or None,
                 "draws": self.draws or None, "seed": self.seed, "correlation": {f"{a} ~ {b}": r for (a, b), r in self.correlation.items()} or None,
                 "ranges drawn as": self.ranges if self.draws and self.ranges != "bound" else None}
        return {k: v for k, v in pairs.items() if v is not None}


def checked(factors, method, count_at, baseline, otherwise_recovered, indicator, by, draws, rng, level, gwp, where, pathway, materials,
            allocation, quality, ranges, yielded, correlation, parents) -> Call:
    """The call, or why not.

    Raises
    ------
    InputError
        See ``avoided_emissions``.
    """
    from .factors import load

    pack = load(factors) if isinstance(factors, str) else factors
    if not isinstance(pack, Pack):
        raise InputError(f"factors is a {type(factors).__name__}.", code="wrong_pack",
                         hint='Give a pack, for example hs.factors.load("cn"), or the id of a shipped one.')
    if method != "all" and method not in METHODS:
        raise InputError(f"method is {method!r}.", code="bad_method", value=method, hint=f"Choose one of {', '.join(METHODS)}, or all.")
    if method != "all" and pack.type not in METHODS[method][1]:
        raise InputError(f"Pack '{pack.id}' is {pack.type} ({TYPES[pack.type]}), which says nothing about avoided emissions by {method}.", code="wrong_pack",
                         value=pack.type, hint=f"Use a pack of type {' or '.join(METHODS[method][1])}.")
    if method == "cff" and allocation is None:
        raise InputError("The Circular Footprint Formula needs the allocation factor A.", code="no_allocation", column="allocation",
                         hint="Give allocation=0.2 (metals, glass, paper), 0.5 (most plastics) or 0.8 (textiles), as annex C of the PEF method sets it.")
    if method == "value_corrected" and quality is None:
        raise InputError("Correction by value needs the price of the recycled material as a share of that of the primary one.", code="no_quality",
                         column="quality", hint="Give quality=0.6, or one a material of the pack: prices of one place and period.")
    if method == "worldsteel" and not yielded:
        raise InputError("The worldsteel method needs the yield of recycling, steel per tonne of scrap.", code="no_yield", column="yield_",
                         hint="Give yield_=0.9, or the result of a recovery rate.")
    if method == "worldsteel" and baseline is not None:
        raise InputError("The worldsteel method compares scrap with primary steel and knows no disposal.", code="bad_baseline", value=baseline,
                         hint='Leave baseline out, or use method="closed_loop".')
    _gwp(pack, gwp)
    if indicator not in INDICATORS:
        raise InputError(f"indicator is {indicator!r}.", code="bad_indicator", value=indicator, hint=f"Choose one of {', '.join(INDICATORS)}.")
    if indicator != "co2e" and f"{indicator}_per_t" not in pack.table.column_names:
        raise InputError(f"Pack '{pack.id}' has no column '{indicator}_per_t'.", code="no_indicator", column=f"{indicator}_per_t", value=indicator,
                         hint="Use a pack that publishes this resource, or a frame of your own with that column.")
    if indicator != "co2e" and method not in ("substitution", "warm"):
        raise InputError(f"{method} has no rule for {indicator}.", code="bad_indicator", value=indicator, hint='Use method="substitution".')
    if baseline is not None and pack.type == "reduction":
        raise InputError(f"The factors of '{pack.id}' are reductions: each holds its comparison already.", code="bad_baseline", value=baseline,
                         hint="Give a baseline with net factors such as us-epa-warm, or with an allocation method.")
    if isinstance(otherwise_recovered, bool) or not isinstance(otherwise_recovered, (int, float)) or not 0.0 <= otherwise_recovered <= 1.0:
        raise InputError(f"otherwise_recovered is {otherwise_recovered!r}.", code="bad_share", value=otherwise_recovered, hint="Give a share between 0 and 1.")
    if draws != "stable" and (isinstance(draws, bool) or not isinstance(draws, int) or draws < 0):
        raise InputError(f"draws is {draws!r}.", code="bad_draws", value=draws, hint='Give a whole number, 0 for none, or "stable".')
    if ranges not in ("bound", "uniform"):
        raise InputError(f"ranges is {ranges!r}.", code="bad_ranges", value=ranges, hint='Choose "bound" or "uniform".')
    return Call(pack, method, count_at, baseline, float(otherwise_recovered), indicator, checked_by(by), draws,
                seed_of(rng) if draws else None, checked_level(level),
                gwp, _where(where, count_at), pathway, dict(materials or {}), allocation, quality, ranges,
                yielded, _correlation(correlation, pack), dict(parents or {}))


def _gwp(pack: Pack, gwp: str) -> None:
    if gwp not in GWPS:
        raise InputError(f"gwp is {gwp!r}.", code="bad_gwp", value=gwp, hint=f"Choose one of {', '.join(GWPS)}.")
    stated = set(_GWP.findall(pack.gwp))
    if len(stated) == 1:
        _same_gwp(f"Pack '{pack.id}'", stated.pop(), gwp)             # a pack with several says it row by row: one_gwp


def _same_gwp(who: str, stated: str, gwp: str) -> None:
    if stated != gwp.split("-")[0]:
        raise InputError(f"{who} states global warming potentials of {stated}, and {gwp} is asked for.", code="gwp_mismatch", value=stated,
                         hint=f'Ask for gwp="{stated}-100", or use factors of the set you need: numbers of two sets are never mixed.')


def one_gwp(rows: list[dict[str, Any]], gwp: str) -> None:
    """Refuse factors of several sets of global warming potentials in one answer, or of another set than asked for.

    Raises
    ------
    InputError
        ``mixed_gwp``, ``gwp_mismatch``.
    """
    sets: dict[str, str] = {}
    for row in rows:
        for stated in _GWP.findall(row["gwp"] or ""):
            sets.setdefault(stated, row["factor_id"])
    if len(sets) > 1:
        listed = ", ".join(f"{s} ({f})" for s, f in sorted(sets.items()))
        raise InputError(f"The factors rest on several sets of global warming potentials: {listed}.", code="mixed_gwp", column="gwp", value=listed,
                         hint="Narrow the pack to one set, for example pack.where(year=...): numbers of two sets are never added.")
    for stated, factor in sets.items():
        _same_gwp(f"Factor '{factor}'", stated, gwp)


def _correlation(given: Any, pack: Pack) -> dict[tuple[str, str], float]:
    """Correlations by pair of factor ids, each pair once in the order of its ids."""
    known = set(pack.table.column("factor_id").to_pylist())
    out: dict[tuple[str, str], float] = {}
    for pair, r in dict(given or {}).items():
        names = tuple(sorted(pair)) if isinstance(pair, tuple) and all(isinstance(f, str) for f in pair) else ()
        if len(names) != 2 or names[0] == names[1] or names in out:
            raise InputError(f"correlation has the key {pair!r}.", code="bad_correlation", column="correlation", value=str(pair),
                             hint='Give each pair of two factor ids once: {("paper", "board"): 0.8}.')
        unknown = [f for f in names if f not in known]
        if unknown:
            raise InputError(f"Pack '{pack.id}' has no factor '{unknown[0]}'.", code="unknown_factor", column="correlation", value=unknown[0],
                             hint="Give ids of the column factor_id.")
        out[names] = number(r, f"correlation of {names[0]} and {names[1]}")
    return out


def _where(where: Any, count_at: Any) -> dict[str, tuple]:
    from .definitions import Term

    out = dict(Term(where or {}).where)
    if count_at is None:
        return out
    gate = count_at.split("/") if isinstance(count_at, str) else []
    if len(gate) not in (1, 2) or not all(gate):
        raise InputError(f"count_at is {count_at!r}.", code="bad_gate", value=count_at, hint='Give a stage or stage/flow, for example "reprocessing/in".')
    for column, word in zip(("stage", "flow"), gate, strict=False):
        if column in out:
            raise InputError(f"Both where and count_at choose a {column}.", code="bad_gate", column=column, value=count_at, hint="Say it once.")
        out[column] = (word,)
    return out
