# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Avoided emissions of a ledger: exact masses by factor, one gate, ranges kept, nothing without a factor counted as 0."""

from __future__ import annotations

from typing import Any

from .. import _native, frames
from ..errors import InputError
from ..provenance import of_input, record
from ..results import Result
from .avoided_call import KINDS, Call, checked
from .avoided_draws import draw, shares
from .avoided_words import Used, extra, text
from .cells import UNLIKE, Cells, cells
from .factor_match import WHY, FactorIndex
from .pack import Pack

__all__ = ["avoided_emissions"]

_NUMBERS = ("mass_t", "mass_covered_t", "coverage", "avoided_co2e_t", "avoided_low", "avoided_high", "induced_co2e_t", "net_co2e_t")


def avoided_emissions(frame: Any, factors: Pack | str, method: str = "substitution", count_at: str | None = None, baseline: str | None = None,
                      otherwise_recovered: float = 0.0, indicator: str = "co2e", by: list[str] = (), draws: int = 0, rng: Any = None, level: float = 0.95,
                      gwp: str = "AR6-100", *, where: dict[str, Any] | None = None, yield_: Any = None, pathway: str | None = None,
                      materials: dict[str, str] | None = None, ranges: str = "bound", threads: int | None = None) -> Result:
    """Avoided emissions of a ledger, each tonne credited at one gate of the chain.

    ``avoided = (1 − otherwise_recovered) · yield · Σ factor · mass``, masses summed exactly by factor, factors in ascending id, rounded once.

    Parameters
    ----------
    frame
        Rows with ``material`` and ``mass_t`` (tonnes): any frame, or a ``Ledger``. ``fate`` chooses the pathway of a factor.
    factors
        A pack (``hs.factors.load``, ``hs.factors.from_frame``) or the id of a shipped one. Only its rows with ``match`` = true are used.
    method
        ``"substitution"`` credits the production avoided; ``"warm"`` compares two pathways by the net factors of EPA's WARM.
    count_at
        The gate at which a tonne is credited: a stage, or ``stage/flow`` (``"reprocessing/in"``). Needed where rows lie at several gates.
    baseline
        The pathway the tonnes would have taken (``"landfilled"``): net factors alone, avoided = baseline − pathway.
    otherwise_recovered
        Share (0–1) that would have been recovered anyway; only the rest is credited.
    indicator
        ``"co2e"``, or a resource the pack has a column for: ``ore_t``, ``energy_tce``, ``water_m3``, ``solid_waste_t`` (column ``<indicator>_per_t``).
    by
        Columns of the answer.
    draws, rng, level
        Number of Monte Carlo draws, seed (whole number or NumPy generator), confidence level. A factor is one random variable however many rows use it.
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
    ranges
        ``"bound"``: a published range stays a range and is not drawn. ``"uniform"``: drawn as uniform, because you say so.
    threads
        None for all cores. Never changes a bit.

    Returns
    -------
    Result
        ``by…, mass_t, mass_covered_t`` (tonnes at the factor's gate), ``coverage`` (1), ``avoided_co2e_t, avoided_low, avoided_high, induced_co2e_t,
        net_co2e_t`` (t CO2e; net = induced − avoided, negative = reduction); with draws ``mean, sd, low, high, net_mean, net_low, net_high``; ``status,
        flags, factors`` (ids). A factor with a range gives low and high, and the central value is missing (``bound_only``). Net factors: induced is
        missing (``not_separable``). A published reduction is a difference already: induced is missing, net = −avoided. Groups without a counted row are
        left out. ``contributions()`` says which factor moves the answer.

    Raises
    ------
    InputError
        ``double_count_risk`` (rows at several gates; the tonnes at each are listed), ``nothing_counted``, ``wrong_pack`` (attributional factors),
        ``gwp_mismatch``, ``bad_baseline``, ``no_indicator``, ``mixed_basis`` and the like, ``no_yield``, ``missing_column`` and other wrong arguments.
    MatchError
        ``unknown_pack``.

    Notes
    -----
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
    call = checked(factors, method, count_at, baseline, otherwise_recovered, indicator, by, draws, rng, level, gwp, where, pathway, materials, ranges)
    index = FactorIndex(call.pack, KINDS[call.method])
    asked = [*call.where, "material", "fate", "origin", "stage", "flow", *UNLIKE]
    asked += ["region", "period"] if index.by_place else []
    found = cells(frame, call.by, asked, threads)
    frames.need_columns(found.names, ["material", *call.where])
    used, of_cell = _match(found, index, call)
    unlike = [found.position(c) for c in UNLIKE if c in found.keys[found.by:] and c not in call.where]
    factors_ = [_coefficients(u, call) for u in used]
    answer = _native.avoided(found.core, found.by, of_cell, factors_, unlike, _yields(found, yield_), call.otherwise_recovered)
    if answer["unlike"]:
        _, key, values = answer["unlike"][0]
        column, listed = found.keys[key], ", ".join("unstated" if v is None else str(v) for v in values)
        raise InputError(f"Rows differ in '{column}': {listed}.", code=f"mixed_{column}", column=column, value=listed,
                         hint=f"Put '{column}' in by, or choose one value with where: unlike tonnes are never added.")
    spread = draw(answer, used, call, _native.worker_count(threads)) if call.draws else None
    return _result(frame, found, answer, used, call, yield_, spread)


def _match(found: Cells, index: FactorIndex, call: Call) -> tuple[list[Used], Any]:
    """The factors used, ids ascending, then the classes without one; and which of them each cell has, −1 where it does not count."""
    import numpy as np

    columns = [c for c in dict.fromkeys([*call.where, "material", "fate", "origin", "stage", "flow", "region", "period"]) if c in found.keys]
    classes = _native.cell_classes(found.core, [found.position(c) for c in columns])
    values = {c: _native.key_column(k).to_pylist() for c, k in zip(columns, classes["keys"], strict=True)}
    n = len(classes["mass_t"])
    get = {c: values.get(c, [None] * n) for c in ("material", "fate", "origin", "stage", "flow", "region", "period")}
    counted = [all(values[c][i] in allowed for c, allowed in call.where.items()) for i in range(n)]
    _one_gate(get, classes, counted, call)
    keys: list[tuple] = []
    for i in range(n):
        if not counted[i]:
            keys.append(())
            continue
        way = get["fate"][i] if get["fate"][i] is not None else call.pathway
        where = (get["origin"][i], get["region"][i], get["period"][i])
        material = call.materials.get(get["material"][i], get["material"][i])
        row, why = index.find(material, way, *where)
        base = None
        if row is not None and call.baseline is not None:
            base, missing = index.find(material, call.baseline, *where)
            why = "no_baseline" if missing else ""
        if row is not None and call.indicator != "co2e" and extra(row, f"{call.indicator}_per_t") is None:
            why = "no_indicator"
        if why:
            parts = [str(p) for p in (get["material"][i], way, get["origin"][i]) if p is not None]
            keys.append((1, f"{'/'.join(parts) or 'unstated'} ({why})", None, None, why))
        else:
            keys.append((0, row["factor_id"] + (f" vs {base['factor_id']}" if base else ""), row, base, ""))
    order = {k[:2]: i for i, k in enumerate(sorted({k[:2]: k for k in keys if k}.values(), key=lambda k: k[:2]))}
    used = [Used(k[1], k[2], k[3], WHY[k[4]] if k[4] else None) for k in sorted({k[:2]: k for k in keys if k}.values(), key=lambda k: k[:2])]
    of_class = np.array([order[k[:2]] if k else -1 for k in keys], np.int32)
    return used, of_class[classes["of_cell"]] if n else np.zeros(0, np.int32)


def _one_gate(get: dict[str, list], classes: dict[str, Any], counted: list[bool], call: Call) -> None:
    """Refuses rows at several gates, and a filter that leaves none."""
    every: dict[tuple, float] = {}
    chosen: dict[tuple, float] = {}
    for stage, flow, mass, rows, counts in zip(get["stage"], get["flow"], classes["mass_t"].tolist(), classes["values"].tolist(), counted, strict=True):
        if rows:
            every[stage, flow] = every.get((stage, flow), 0.0) + mass
            if counts:
                chosen[stage, flow] = chosen.get((stage, flow), 0.0) + mass
    listed = {name: "; ".join(f"{s or 'unstated'}/{f or 'unstated'} {m:,.6g} t" for (s, f), m in sorted(gates.items(), key=str))
              for name, gates in (("every", every), ("chosen", chosen))}
    if call.count_at is None and len(chosen) > 1:
        raise InputError(f"The rows lie at {len(chosen)} gates of the chain, where the same tonne passes more than once: {listed['chosen']}.",
                         code="double_count_risk", column="stage", value=listed["chosen"],
                         hint='Choose one with count_at, for example count_at="reprocessing/in".')
    if counted and not any(counted):
        raise InputError(f"No row is counted; there are {listed['every'] or 'rows without a mass'}.", code="nothing_counted", column="stage",
                         value=call.count_at, hint="Choose a gate that the ledger has, or another where.")


def _coefficients(one: Used, call: Call) -> tuple[list[float], list[float], list[float], list[float], bool, int]:
    """avoided, low, high, induced as sums of published numbers; whether there is a factor; its reasons."""
    if one.row is None:
        return [], [], [], [], False, 0
    if call.indicator != "co2e":
        return [extra(one.row, f"{call.indicator}_per_t")], [], [], [], True, 0
    point, low, high = (one.row[n] for n in ("factor_co2e_per_t", "low", "high"))
    if one.row["kind"] == "reduction":
        return _list(point), _list(low), _list(high), _list(extra(one.row, "induced_co2e_per_t")), True, 0
    reasons = ["not_separable"] + ([] if one.base else ["no_baseline"])
    own = [[-v] if v is not None else [] for v in (point, high, low)]
    if one.base:
        # baseline − pathway; a range of either widens the difference
        b = [one.base[n] for n in ("factor_co2e_per_t", "low", "high")]
        own[1] = [*(own[1] or own[0]), b[1] if b[1] is not None else b[0]] if own[1] or b[1] is not None else []
        own[2] = [*(own[2] or own[0]), b[2] if b[2] is not None else b[0]] if own[2] or b[2] is not None else []
        own[0] = [*own[0], b[0]] if own[0] and b[0] is not None else []
    return own[0], own[1], own[2], [], True, _native.reason_bits(*reasons)


def _list(value: float | None) -> list[float]:
    return [] if value is None else [value]


def _yields(found: Cells, given: Any) -> list[float]:
    """One share a group, or none."""
    if given is None:
        return []
    groups = [_native.key_column(k).to_pylist() for k in _native.group_keys(found.core, found.by)]
    names = found.keys[:found.by]
    count = len(groups[0]) if groups else 1
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return [_share(float(given), "yield_")] * count
    table = frames.table(given)
    if "rate" not in table.column_names:
        raise InputError("yield_ has no column 'rate'.", code="no_yield", column="yield_",
                         hint="Give a number between 0 and 1, or the result of recovery_rate.")
    shared = [n for n in names if n in table.column_names]
    known = {tuple(r[n] for n in shared): r["rate"] for r in table.to_pylist()}
    if len(known) != table.num_rows:
        raise InputError("yield_ has several rows for one group.", code="no_yield", column="yield_",
                         hint=f"Compute it by no more than {', '.join(names) or 'nothing'}.")
    out = []
    for i in range(count):
        key = tuple(groups[names.index(n)][i] for n in shared)
        if known.get(key) is None:
            raise InputError(f"There is no yield for {dict(zip(shared, key, strict=True))}.", code="no_yield", column="yield_", value=str(key),
                             hint="Compute the yield by the same columns, or filter the rows to groups that have one.")
        out.append(_share(known[key], "yield_"))
    return out


def _share(value: float, name: str) -> float:
    if not 0.0 <= value <= 1.0:
        raise InputError(f"{name} is {value}.", code="bad_share", column=name, value=value, hint="Give a share between 0 and 1.")
    return value


def _result(frame: Any, found: Cells, answer: dict[str, Any], used: list[Used], call: Call, yield_: Any,
            spread: dict[str, Any] | None) -> Result:
    import pyarrow as pa

    names = {"avoided": f"avoided_{call.unit}", "induced": f"induced_{call.unit}", "net": f"net_{call.unit}"}
    renamed = {"avoided_co2e_t": names["avoided"], "induced_co2e_t": names["induced"], "net_co2e_t": names["net"]}
    arrays = {n: _native.key_column(k) for n, k in zip(found.keys, answer["keys"], strict=False)}
    arrays |= {renamed.get(n, n): _native.column(answer[n]) for n in _NUMBERS}
    arrays |= spread or {}
    flags = _native.flag_columns(answer["reasons"])
    offsets = answer["offsets"].tolist()
    by_row = [list(zip((used[f] for f in answer["factors"][a:b].tolist()), answer["masses"][a:b].tolist(), strict=True))
              for a, b in zip(offsets, offsets[1:], strict=False)]
    arrays |= {n: pa.array(v, pa.string()) for n, v in flags.items()}
    arrays["factors"] = pa.array([" ".join(u.label for u, _ in row if u.row is not None) for row in by_row], pa.string())
    table = pa.table(arrays)
    own = frozenset(n for n in table.column_names if n not in found.keys[:found.by])
    keys = table.select(found.keys[:found.by]).to_pylist()
    details = {tuple(k.values()): row for k, row in zip(keys, by_row, strict=True)}
    said = call.said() | ({"yield": yield_ if isinstance(yield_, (int, float)) else "from recovery_rate"} if yield_ is not None else {})

    def explain(row: dict[str, Any], lang: str) -> str:
        return text(row, details[tuple(row[k] for k in found.keys[:found.by])], call.pack, names, own, said, lang)

    parameters = said | {"by": call.by, "level": call.level, "gwp": call.gwp, "pack": call.pedigree()}
    if yield_ is not None and hasattr(yield_, "provenance"):
        parameters["yield"] = yield_.provenance
    pedigree = record("avoided_emissions", of_input(frame, found.rows, found.keys), **parameters)
    result = AvoidedResult(table, found.kind, pedigree, "avoided emissions", explain)
    object.__setattr__(result, "_shares", lambda: shares(keys, by_row, call))
    return result


class AvoidedResult(Result):
    """Avoided emissions, and which factor moves them."""

    __slots__ = ("_shares",)

    def contributions(self):
        """How much of each row's variance each published factor brings: first-order shares, exact here because the answer is linear in independent factors.

        Returns
        -------
        frame
            ``by…, factor, sd_co2e_t`` (what the factor alone would give), ``share`` (0–1, null where nothing varies), largest first in each row. Factors
            without a distribution have no variance.

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
