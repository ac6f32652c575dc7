# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Avoided emissions of a ledger: exact masses by factor, one gate, ranges kept, nothing without a factor counted as 0."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .. import _native, frames
from ..errors import InputError
from ..provenance import of_input, record
from ..results import Result
from .avoided_call import METHODS, Call, checked, one_gwp
from .avoided_draws import draw, shares
from .avoided_match import Classes, Match, told_by_group
from .avoided_words import citation, text
from .avoided_yield import refuse_without, yields
from .cells import UNLIKE, Cells, cells
from .factor_match import FactorIndex
from .methods import Used, coefficients
from .pack import Pack

__all__ = ["avoided_emissions"]

_NUMBERS = ("mass_t", "mass_covered_t", "coverage", "avoided_co2e_t", "avoided_low", "avoided_high", "induced_co2e_t", "net_co2e_t")


def avoided_emissions(frame: Any, factors: Pack | str, method: str = "substitution", count_at: str | None = None, baseline: str | None = None,
                      otherwise_recovered: float = 0.0, indicator: str = "co2e", by: list[str] = (), draws: int | str = 0, rng: Any = None, level: float = 0.95,
                      gwp: str = "AR6-100", *, where: dict[str, Any] | None = None, yield_: Any = None, pathway: str | None = None,
                      materials: dict[str, str] | None = None, parents: dict[str, str] | None = None, allocation: Any = None, quality: Any = None,
                      ranges: str = "bound", correlation: dict[tuple[str, str], float] | None = None, threads: int | None = None) -> AvoidedResult:
    """Avoided emissions of a ledger, each tonne credited at one gate of the chain.

    ``avoided = (1 − otherwise_recovered) · yield · Σ factor · mass``, masses summed exactly by factor, factors in ascending id, rounded once.

    Parameters
    ----------
    frame
        Rows with ``material`` and ``mass_t`` (tonnes): any frame, or a ``Ledger``. ``fate`` chooses the pathway of a factor.
    factors
        A pack (``hs.factors.load``, ``hs.factors.from_frame``) or the id of a shipped one. Only its rows with ``match`` = true are used.
    method
        ``"substitution"`` credits the published reduction; ``"warm"`` compares two pathways by the net factors of EPA's WARM; ``"cut_off"``,
        ``"closed_loop"``, ``"fifty_fifty"``, ``"value_corrected"``, ``"worldsteel"`` and ``"cff"`` divide primary and secondary production between users (packs
        with the pathways primary and secondary; formulas: ``huishou.metrics.methods``). ``"all"`` gives one row a method, with a column ``method``.
    count_at
        The gate at which a tonne is credited: a stage, or ``stage/flow`` (``"reprocessing/in"``). Needed where rows lie at several gates.
    baseline
        The pathway the tonnes would have taken (``"landfilled"``): avoided = baseline − pathway for net factors, disposal avoided for allocations.
    otherwise_recovered
        Share (0–1) that would have been recovered anyway; only the rest is credited.
    indicator
        ``"co2e"``, or a resource the pack has a column for: ``ore_t``, ``energy_tce``, ``water_m3``, ``solid_waste_t`` (column ``<indicator>_per_t``).
    by
        Columns of the answer.
    draws, rng, level
        Number of Monte Carlo draws, or ``"stable"``: so many that twice as many move no bound by more than 1 % of its interval (recorded in the provenance).
        Seed (whole number or NumPy generator), confidence level. A factor is one random variable however many rows use it.
    gwp
        Set of global warming potentials you expect; refused where the pack states another.
    where
        Column -> value or values: rows that count.
    yield_
        Share (0–1) of the counted tonnes that arrives where the factor is weighed: a number, or the result of ``recovery_rate`` (joined by its columns).
    pathway
        What happens to tonnes whose ``fate`` is not stated.
    materials
        Words of the ledger -> words of the pack, where they differ: ``{"paper": "mixed_paper_general"}``.
    parents
        Material -> the wider material whose factor it takes where it has none of its own (``{"pet_bottles": "waste_plastics"}``), flagged
        ``material_fallback``. Nothing is taken for wider by itself.
    allocation, quality
        ``cff``: factor A (0–1) and quality ratio of recycled to primary material (None: 1); ``value_corrected``: quality is the ratio of their prices. Each
        one number or a dict material -> number.
    ranges
        ``"bound"``: a published range stays a range and is not drawn. ``"uniform"``: drawn as uniform, because you say so.
    correlation
        Pairs of factor ids -> correlation of the normals behind them (Gaussian copula); all other pairs are independent. None: all are.
    threads
        None for all cores. Never changes a bit.

    Returns
    -------
    AvoidedResult
        ``by…, mass_t, mass_covered_t`` (tonnes at the factor's gate), ``coverage`` (1), ``avoided_co2e_t, avoided_low, avoided_high, induced_co2e_t,
        net_co2e_t`` (t CO2e; net = induced − avoided, negative = reduction); with draws ``mean, sd, low, high, net_mean, net_low, net_high``; ``status,
        flags, factors`` (ids; ``a vs b`` where several published factors make one). A factor with a range gives low and high, and the central value is
        missing (``bound_only``). Net factors: induced is missing (``not_separable``). A published reduction is a difference already: induced is missing,
        net = −avoided. Groups without a counted row are left out. ``contributions()`` says which factor moves the answer.

    Raises
    ------
    InputError
        ``double_count_risk`` (rows at several gates; the tonnes at each are listed), ``nothing_counted``, ``wrong_pack`` (attributional factors),
        ``gwp_mismatch``, ``mixed_gwp``, ``gate_mismatch`` and ``gate_unstated`` (a factor per tonne of another gate, see ``huishou.metrics.factor_gate``),
        ``bad_baseline``, ``no_indicator``, ``mixed_basis`` and the like, ``no_yield``, ``no_allocation``, ``no_quality``, ``missing_column``,
        ``unknown_factor`` (in ``correlation``), ``bad_<argument>`` (``bad_method``, ``bad_indicator``, ``bad_draws``, ``bad_ranges``, ``bad_gwp``, ``bad_by``,
        ``bad_gate``, ``bad_correlation``, ``bad_seed``, ``bad_level``, ``bad_share``) and ``not_finite``.
    MatchError
        ``unknown_pack``.

    Notes
    -----
    A factor of another country is no factor; ``region_fallback``, ``factor_stale`` and ``gate_mismatch`` in ``flags`` say where one was met with a doubt, and
    the number stands. The ladder: ``huishou.metrics.factor_match``.

    Scrap of origin ``home_scrap`` is never credited: it circulates within the works. It stays in ``mass_t`` and out of ``mass_covered_t``.

    Examples
    --------
    Old and new steel scrap in China, 2019, after the 11 % that preparation loses in the model, at 1.3–1.6 t CO2 per tonne:

    >>> import huishou as hs
    >>> steel = hs.datasets.load("china-steel").where(region="China", period="2019", material="steel_scrap")
    >>> prepared = hs.recovery_rate(steel, "steel-preparation-yield")
    >>> a = hs.avoided_emissions(steel, "cn", count_at="collection/out", by=["origin"], yield_=prepared)
    >>> [(r["origin"], round(r["mass_t"] / 1e3, 1), [round(r[n] / 1e6, 1) for n in ("avoided_low", "avoided_high") if r[n]]) for r in a.rows()]
    [('home_scrap', 50044.6, []), ('new_scrap', 69975.1, [91.0, 112.0]), ('post_consumer', 156988.5, [204.1, 251.2])]
    """
    call = checked(factors, method, count_at, baseline, otherwise_recovered, indicator, by, draws, rng, level, gwp, where, pathway, materials, allocation,
                   quality, ranges, yield_ is not None, correlation, parents)
    calls = [call.of(m) for m in METHODS] if method == "all" else [call]
    indices = [FactorIndex(call.pack, c.kinds, call.indicator) if c.served else None for c in calls]
    asked = [*call.where, "material", "fate", "origin", "stage", "flow", *UNLIKE]
    asked += [c for i in indices if i is not None for c in i.asked]
    found = cells(frame, call.by, asked, threads)
    frames.need_columns(found.names, ["material", *call.where])
    classes = Classes(found, call)
    shares_, without = yields(found, yield_)
    answers = [_answer(found, classes.match(i, c), c, shares_, without, threads) for i, c in zip(indices, calls, strict=True)]
    return _result(frame, found, answers, replace(call, draws=max(a.call.draws for a in answers)), yield_)


@dataclass(frozen=True)
class _Answer:
    """What the kernel says under one method, and the steps down the ladder that led to each row's factors."""

    call: Call
    used: list[Used]
    numbers: dict[str, Any]
    spread: dict[str, Any]
    steps: list[list[str]]

    @property
    def by_row(self) -> list[list[tuple[Used, float]]]:
        """Factors and masses of each row."""
        a, offsets = self.numbers, self.numbers["offsets"].tolist()
        return [list(zip((self.used[f] for f in a["factors"][i:j].tolist()), a["masses"][i:j].tolist(), strict=True))
                for i, j in zip(offsets, offsets[1:], strict=False)]


def _answer(found: Cells, match: Match, call: Call, shares_: list[float], without: dict[int, str], threads: int | None) -> _Answer:
    used = match.used
    one_gwp([p.row for u in used for p in u.parts], call.gwp)
    unlike = [found.position(c) for c in UNLIKE if c in found.keys[found.by:] and c not in call.where]
    factors = [(*coefficients(u, call), u.matched, _native.reason_bits(*u.reasons)) for u in used]
    numbers = _native.avoided(found.core, found.by, match.of_cell, factors, unlike, shares_, call.otherwise_recovered)
    refuse_without(without, numbers["group"].tolist())
    if numbers["unlike"]:
        _, key, values = numbers["unlike"][0]
        column, listed = found.keys[key], ", ".join("unstated" if v is None else str(v) for v in values)
        raise InputError(f"Rows differ in '{column}': {listed}.", code=f"mixed_{column}", column=column, value=listed,
                         hint=f"Put '{column}' in by, or choose one value with where: unlike tonnes are never added.")
    if not call.served:
        numbers["reasons"][:] = _native.reason_bits("not_computable")
    flags, steps = told_by_group(found, match.doubts, numbers["group"])
    numbers["reasons"] |= flags
    spread, count = draw(numbers, used, call, _native.worker_count(threads)) if call.draws else ({}, 0)
    return _Answer(replace(call, draws=count), used, numbers, spread, steps)


def _result(frame: Any, found: Cells, answers: list[_Answer], call: Call, yield_: Any) -> Result:
    import pyarrow as pa

    names = {"avoided": f"avoided_{call.unit}", "induced": f"induced_{call.unit}", "net": f"net_{call.unit}"}
    renamed = {"avoided_co2e_t": names["avoided"], "induced_co2e_t": names["induced"], "net_co2e_t": names["net"]}
    keys = found.keys[:found.by] + (["method"] if call.method == "all" else [])
    tables = []
    for one in answers:
        numbers = one.numbers
        arrays = {n: _native.key_column(k) for n, k in zip(found.keys, numbers["keys"], strict=False)}
        if call.method == "all":
            arrays["method"] = pa.array([one.call.method] * len(numbers["group"]), pa.string())
        arrays |= {renamed.get(n, n): _native.column(numbers[n]) for n in _NUMBERS} | one.spread
        arrays |= {n: pa.array(v, pa.string()) for n, v in _native.flag_columns(numbers["reasons"]).items()}
        arrays["factors"] = pa.array([" ".join(u.label for u, _ in row if u.matched) for row in one.by_row], pa.string())
        tables.append(pa.table(arrays))
    table = pa.concat_tables(tables)
    if len(tables) > 1:                                               # group by group, method by method
        groups = [g for one in answers for g in one.numbers["group"].tolist()]
        table = table.take(pa.array(sorted(range(len(groups)), key=groups.__getitem__)))
    details = {}
    for t, one in zip(tables, answers, strict=True):
        details |= {tuple(k.values()): (row, one, steps) for k, row, steps in zip(t.select(keys).to_pylist(), one.by_row, one.steps, strict=True)}
    said = {"yield": yield_ if isinstance(yield_, (int, float)) else "from recovery_rate"} if yield_ is not None else {}
    own = frozenset(n for n in table.column_names if n not in keys)

    def explain(row: dict[str, Any], lang: str) -> str:
        used, one, steps = details[tuple(row[k] for k in keys)]
        return text(row, used, call.pack, names, own, one.call.said() | said, lang, steps)

    parameters = call.said() | said | {"by": call.by, "level": call.level, "gwp": call.gwp, "pack": call.pack.pedigree}
    if yield_ is not None and hasattr(yield_, "provenance"):
        parameters["yield"] = yield_.provenance
    pedigree = record("avoided_emissions", of_input(frame, found.rows, found.keys), **parameters)
    result = AvoidedResult(table, found.kind, pedigree, "avoided emissions", explain)
    object.__setattr__(result, "_cite", lambda row, lang: citation(row, details[tuple(row[k] for k in keys)][1].call, names, own, lang))

    def parts():
        if call.correlation:
            raise InputError("Factors that go together have no variances of their own to add.", code="correlated", column="correlation",
                             hint="Ask without correlation, or draw twice, each time with one factor less uncertain.")
        return shares([(dict(zip(keys, k, strict=True)), row, one.call) for k, (row, one, _) in details.items()], keys)

    object.__setattr__(result, "_shares", parts)
    return result


class AvoidedResult(Result):
    """Avoided emissions, and which factor moves them."""

    __slots__ = ("_cite", "_shares")

    def cite(self, row: int = 0, lang: str = "zh") -> str:
        """One sentence to paste beside the number (口径说明): method, gate, baseline, factors with source, status, and that it is an estimate, no credit.

        Parameters
        ----------
        row
            Position in the table, 0-based.
        lang
            ``"zh"`` or ``"en"``.

        Returns
        -------
        str
            One sentence.

        Raises
        ------
        InputError
            ``no_such_row``, ``unknown_language``.

        Examples
        --------
        >>> import huishou as hs
        >>> hs.avoided_emissions({"material": ["废钢铁"], "mass_t": [100.0]}, "cn").cite().split("；")[0]
        '估算减排量 130 t – 160 t CO2e（非 CCER，不得冲减企业排放清单）'
        """
        return self._cite(self._one(row, lang), lang)

    def contributions(self):
        """How much of each row's variance each published factor brings: first-order shares, exact here because the answer is linear in independent factors.

        Returns
        -------
        frame
            ``by…, factor, sd_co2e_t`` (what the factor alone would give), ``share`` (0–1, null where nothing varies), largest first in each row. Factors
            without a distribution have no variance.

        Raises
        ------
        InputError
            ``correlated``: factors that go together have no variances of their own to add.

        Examples
        --------
        >>> import huishou as hs
        >>> own = {"material": ["paper", "glass"], "factor_co2e_per_t": [1.0, 0.3], "distribution": ["normal"] * 2, "sd": [0.3, 0.4]}
        >>> pack = hs.factors.from_frame(own, id="own", version="1", licence="CC0", source="example")
        >>> a = hs.avoided_emissions({"material": ["paper", "glass"], "mass_t": [10.0, 10.0]}, pack)
        >>> a.contributions()["share"]
        array([0.64, 0.36])
        """
        return frames.like(self.kind, self._shares())
