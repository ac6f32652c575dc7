# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""规范化 and 集约化: share of volume through compliant sites, filing, and what a sorting centre does with its ground and its energy."""

from __future__ import annotations

import math
from typing import Any

from ... import frames, provenance
from ...errors import InputError
from ...results import Result
from .cell_network import hidden_in_line
from .disclosure import FEWEST, audience_of, dominated
from .facts import numbers

__all__ = ["facilities", "regularity"]

# Marks of a comprehensive sorting centre in the national standard on sorting centres, as reported 2024-25 (number of the standard not published there): in
# principle a site above 3,000 m² and more than 30,000 t a year. SB/T 10720-2021 names the indicators (area, capacity, capacity per m²), no values seen.
SITE_M2, CAPACITY_T = 3000.0, 30000.0


def regularity(frame: Any, by: Any = (), value: str = "mass_t", compliant: str = "compliant", filed: str = "filed",
               audience: str = "own") -> Result:
    """How much of the volume passes sites that meet the standard, and how many operators are filed (备案).

    Parameters
    ----------
    frame
        One row a site or operator: ``value`` in tonnes, ``compliant`` and ``filed`` true, false or blank.
    by
        Columns of groups.
    value, compliant, filed
        Column names; a column that is not there leaves its indicators out.
    audience
        ``"public"`` holds back groups of fewer than three sites or ruled by one or two, and what would give them away; their ``status`` is ``suppressed``.

    Returns
    -------
    Result
        ``by…, sites, mass_t, mass_missing``; ``compliant_share_low`` and ``_high`` of the volume (blanks counted as not compliant, and as compliant);
        ``compliant_sites_share_low`` and ``_high`` for comparison: many small sites can be regular while the volume is not; ``filing_rate_low``,
        ``_high``; ``status``.

    Raises
    ------
    InputError
        ``missing_column``, ``not_boolean``, ``not_a_number``, ``negative_value``.

    Examples
    --------
    >>> import huishou as hs
    >>> rows = {"mass_t": [90.0, 5.0, 5.0], "compliant": [False, True, None]}
    >>> r = hs.enterprises.regularity(rows).rows()[0]
    >>> r["compliant_share_low"], r["compliant_share_high"], round(r["compliant_sites_share_high"], 2)
    (0.05, 0.1, 0.67)
    """
    import pyarrow as pa

    by = [by] if isinstance(by, str) else list(by)
    table = frames.table(frame)
    mass = numbers(table, value)
    if (mass < 0).any():
        raise InputError(f"'{value}' holds a negative number.", code="negative_value", column=value, hint="Give the volume of each site.")
    verdicts = {name: _verdict(table, column) for name, column in (("compliant", compliant), ("filed", filed)) if column in table.column_names}
    frames.need_columns(table.column_names, by)
    groups: dict[tuple, list[int]] = {}
    for i, key in enumerate(zip(*(table.column(b).to_pylist() for b in by), strict=True) if by else [()] * table.num_rows):
        groups.setdefault(key, []).append(i)
    public = audience_of(audience)
    rows, small = [], []
    for key in sorted(groups, key=lambda k: [(v is None, str(v)) for v in k]):
        at = groups[key]
        known = [i for i in at if mass[i] == mass[i]]
        row = {**dict(zip(by, key, strict=True)), "sites": len(at), "mass_t": math.fsum(mass[known]) if known else None, "mass_missing": len(at) - len(known)}
        if "compliant" in verdicts:
            row |= _bounds("compliant_share", [(verdicts["compliant"][i], float(mass[i])) for i in known])
            row |= _bounds("compliant_sites_share", [(verdicts["compliant"][i], 1.0) for i in at])
        if "filed" in verdicts:
            row |= _bounds("filing_rate", [(verdicts["filed"][i], 1.0) for i in at])
        rows.append({**row, "status": "ok"})
        small.append(len(at) < FEWEST or dominated([float(mass[i]) for i in known]))
    if public and rows:
        for n in hidden_in_line([r["mass_t"] or 0.0 for r in rows], [r["sites"] for r in rows], {n for n, s in enumerate(small) if s}):
            rows[n] = {**dict.fromkeys(rows[n]), **{b: rows[n][b] for b in by}, "status": "suppressed"}
    names = list(rows[0]) if rows else [*by, "sites", "mass_t", "mass_missing", "status"]
    kinds = {"status": pa.string(), **{b: table.schema.field(b).type for b in by}, "sites": pa.int64(), "mass_missing": pa.int64()}
    made = pa.table({n: pa.array([r[n] for r in rows], kinds.get(n, pa.float64())) for n in names})
    record = provenance.record("enterprises.regularity", provenance.of_input(frame, table.num_rows, [value, *by]), by=by)
    return Result(made, frames.kind_of(frame), record, "regularity by volume")


def _verdict(table: Any, name: str) -> list[bool | None]:
    import pyarrow as pa

    column = table.column(name)
    if not (pa.types.is_boolean(column.type) or pa.types.is_null(column.type)):
        raise InputError(f"Column '{name}' holds {column.type}, not true and false.", code="not_boolean", column=name, value=str(column.type),
                         hint="Turn it into true, false and blank.")
    return column.to_pylist()


def _bounds(name: str, pairs: list[tuple[bool | None, float]]) -> dict[str, float | None]:
    total = math.fsum(w for _, w in pairs)
    if not total > 0:
        return {f"{name}_low": None, f"{name}_high": None}
    low = math.fsum(w for v, w in pairs if v is True)
    return {f"{name}_low": low / total, f"{name}_high": math.fsum([low, *(w for v, w in pairs if v is None)]) / total}


def facilities(frame: Any) -> Result:
    """Indicators of sorting centres: throughput per m², use of capacity, residue, energy, and whether the size marks are met.

    Parameters
    ----------
    frame
        ``site``, and of ``throughput_t`` (a year), ``capacity_t``, ``area_m2``, ``residue_t``, ``energy_kwh`` what is known.

    Returns
    -------
    Result
        ``site, t_per_m2, capacity_use, residue_share`` (of throughput), ``kwh_per_t, size_met`` (blank where area or capacity is), ``status``: ``ok``,
        ``gt_one`` where use of capacity or residue exceeds 1, ``missing_value``.

    Notes
    -----
    Indicators as SB/T 10720-2021, chapter 11, names them; size marks 3,000 m² and 30,000 t a year of a comprehensive centre, reported 2024-25.

    Examples
    --------
    >>> import huishou as hs
    >>> row = {"site": ["S"], "throughput_t": [36000.0], "capacity_t": [45000.0], "area_m2": [4000.0]}
    >>> r = hs.enterprises.facilities(row).rows()[0]
    >>> r["t_per_m2"], r["capacity_use"], r["size_met"], r["residue_share"]
    (9.0, 0.8, True, None)
    """
    import pyarrow as pa

    table = frames.table(frame)
    frames.need_columns(table.column_names, ["site"])
    names = ("throughput_t", "capacity_t", "area_m2", "residue_t", "energy_kwh")
    columns = {n: [None if v != v else float(v) for v in numbers(table, n)] if n in table.column_names else [None] * table.num_rows for n in names}
    rows = []
    for site, done, capacity, area, residue, energy in zip(table.column("site").to_pylist(), *columns.values(), strict=True):
        row = {"site": site, "t_per_m2": _ratio(done, area), "capacity_use": _ratio(done, capacity), "residue_share": _ratio(residue, done),
               "kwh_per_t": _ratio(energy, done), "size_met": None if area is None or capacity is None else area > SITE_M2 and capacity > CAPACITY_T}
        over = any((row[k] or 0.0) > 1.0 for k in ("capacity_use", "residue_share"))
        row["status"] = "gt_one" if over else "missing_value" if None in row.values() else "ok"
        rows.append(row)
    kinds = {"site": pa.string(), "size_met": pa.bool_(), "status": pa.string()}
    made = pa.table({n: pa.array([r[n] for r in rows], kinds.get(n, pa.float64()))
                     for n in ("site", "t_per_m2", "capacity_use", "residue_share", "kwh_per_t", "size_met", "status")})
    record = provenance.record("enterprises.facilities", provenance.of_input(frame, table.num_rows, list(names)), site_m2=SITE_M2, capacity_t=CAPACITY_T)
    return Result(made, frames.kind_of(frame), record, "indicators of sorting centres")


def _ratio(top: float | None, bottom: float | None) -> float | None:
    return None if top is None or bottom is None or not bottom > 0 else top / bottom
