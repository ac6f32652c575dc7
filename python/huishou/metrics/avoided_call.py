# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The arguments of ``avoided_emissions``, refused where they do not fit each other."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from ..errors import InputError
from .cells import checked_by
from .checks import positive, share
from .intervals import checked_level
from .pack import TYPES, Pack

__all__ = ["INDICATORS", "METHODS", "Call", "checked", "seed_of"]

# kinds of factors and types of packs each method can use
_ALLOCATION = (("emission",), ("attributional", "production"))
METHODS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "substitution": (("reduction", "net"), ("reduction", "consequential_net")), "warm": (("net",), ("consequential_net",)),
    "cut_off": _ALLOCATION, "closed_loop": _ALLOCATION, "fifty_fifty": _ALLOCATION, "cff": _ALLOCATION}
INDICATORS = ("co2e", "ore_t", "energy_tce", "water_m3", "solid_waste_t")
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
    draws: int
    seed: int | None
    level: float
    gwp: str
    where: dict[str, tuple]
    pathway: str | None
    materials: dict[str, str]
    allocation: Any
    quality: Any
    ranges: str

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
        return self.pack.type in METHODS[self.method][1] and not (self.method == "cff" and self.allocation is None)

    def of(self, method: str) -> Call:
        """The same call by one of the methods of ``"all"``."""
        return replace(self, method=method)

    def cff(self, material: str | None) -> tuple[float, float]:
        """Weights of primary and of secondary production under the Circular Footprint Formula.

        Raises
        ------
        InputError
            ``no_allocation``, ``bad_share``, ``not_positive``.
        """
        a, q = (v.get(material) if isinstance(v, dict) else v for v in (self.allocation, self.quality))
        if a is None or q is None:
            raise InputError(f"There is no {'allocation' if a is None else 'quality'} for '{material}'.", code="no_allocation",
                             column="allocation" if a is None else "quality", value=material, hint="Give one number, or one a material of the pack.")
        credited = 1.0 - share(a, "allocation")
        return credited * positive(q, "quality", zero=True), credited

    def said(self) -> dict[str, Any]:
        """What a reader must know, defaults left out."""
        pairs = {"method": self.method, "count_at": self.count_at, "baseline": self.baseline, "otherwise_recovered": self.otherwise_recovered or None,
                 "indicator": None if self.indicator == "co2e" else self.indicator,
                 "pathway of unstated fates": self.pathway, "materials": self.materials or None,
                 "allocation": self.allocation if self.method in ("cff", "all") else None, "quality": self.quality if self.method == "cff" else None,
                 "where": {c: list(v) for c, v in self.where.items() if not (self.count_at and c in ("stage", "flow"))} or None,
                 "draws": self.draws or None, "seed": self.seed, "ranges drawn as": self.ranges if self.draws and self.ranges != "bound" else None}
        return {k: v for k, v in pairs.items() if v is not None}

    def pedigree(self) -> dict[str, Any]:
        """The pack, as a result carries it."""
        p = self.pack
        return {"id": p.id, "version": p.version, "type": p.type, "gwp": p.gwp, "licence": p.licence, "source": p.source, "sha256": p.sha256}


def checked(factors, method, count_at, baseline, otherwise_recovered, indicator, by, draws, rng, level, gwp, where, pathway, materials,
            allocation, quality, ranges) -> Call:
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
    if isinstance(draws, bool) or not isinstance(draws, int) or draws < 0:
        raise InputError(f"draws is {draws!r}.", code="bad_draws", value=draws, hint="Give a whole number, 0 for none.")
    if ranges not in ("bound", "uniform"):
        raise InputError(f"ranges is {ranges!r}.", code="bad_ranges", value=ranges, hint='Choose "bound" or "uniform".')
    return Call(pack, method, count_at, baseline, float(otherwise_recovered), indicator, checked_by(by), draws,
                seed_of(rng) if draws else None, checked_level(level),
                gwp, _where(where, count_at), pathway, dict(materials or {}), allocation, quality, ranges)


def _gwp(pack: Pack, gwp: str) -> None:
    if gwp not in GWPS:
        raise InputError(f"gwp is {gwp!r}.", code="bad_gwp", value=gwp, hint=f"Choose one of {', '.join(GWPS)}.")
    stated = re.search(r"\b(SAR|AR\d)\b", pack.gwp)
    if stated and stated.group(1) != gwp.split("-")[0]:
        raise InputError(f"Pack '{pack.id}' states global warming potentials of {stated.group(1)}, and {gwp} is asked for.",
                         code="gwp_mismatch", value=pack.gwp,
                         hint=f'Ask for gwp="{stated.group(1)}-100", or use a pack of the set you need: numbers of two sets are never mixed.')


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


def seed_of(rng: Any) -> int:
    """A seed from a whole number, a NumPy generator, or None, which makes one up.

    Raises
    ------
    InputError
        ``bad_seed``.
    """
    import secrets

    import numpy as np

    if rng is None:
        return secrets.randbits(63)                                  # recorded in the provenance, so that the draws can be had again
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**63))
    if isinstance(rng, bool) or not isinstance(rng, (int, np.integer)) or not 0 <= int(rng) < 2**64:
        raise InputError(f"rng is {rng!r}.", code="bad_seed", value=str(rng), hint="Give a whole number from 0, or a numpy Generator.")
    return int(rng)
