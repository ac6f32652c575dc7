# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""行业形势: the national line of volume, value and average price, and what of the ten categories is known.

Rules of the room: a figure marked ``unverified`` enters no line and no sum; a blank stays blank; published parts are set beside the published total as
covered and not itemised, and never forced to close (scopes, publishers and restatements differ).
"""

from __future__ import annotations

from typing import Any

from .. import frames, provenance
from ..errors import InputError
from ..results import Result
from ..schema import MATERIALS
from . import printed

__all__ = ["CATEGORY", "TOTAL", "coverage", "grid", "national_line", "other_totals"]

TOTAL, CATEGORY = "mofcom10_total", "mofcom10_category"         # scopes of the published total and of its ten categories
_KNOWN = ("published", "derived")                               # what may stand in a headline or in a sum
_NAMES = [m.id for m in MATERIALS]
_COLUMNS = ("period", "region", "material", "mass_t", "value_cny", "evidence", "measure", "scope", "publisher", "source", "confidence")


def national_line(ledger: Any) -> Result:
    """Volume, value and implied average price a year, each with the interval of its rounding, and their growth.

    Parameters
    ----------
    ledger
        Ledger or frame with ``period``, ``scope``, ``evidence``, ``mass_t`` and, where published, ``value_cny`` and a remark in ``source``.
        Whole years of scope ``mofcom10_total`` that are not ``unverified`` are taken.

    Returns
    -------
    Result
        ``period, evidence``, then for ``mass_t`` (t), ``value_cny`` (CNY) and ``price_cny_t`` (CNY per tonne, value / mass: a mix of categories, no
        market price) the figure with ``_low`` and ``_high``; ``…_growth`` with ``_low`` and ``_high`` (share, on the year before; missing
        where that year is not in the line); ``remark``.

    Raises
    ------
    InputError
        ``missing_column``; ``two_figures`` where a year has two published totals of one scope.

    Examples
    --------
    >>> import huishou as hs
    >>> from huishou.policy import situation
    >>> line = situation.national_line(hs.datasets.load("china-recyclables"))
    >>> [(r["period"], r["mass_t_low"], r["mass_t_high"]) for r in line.rows() if r["period"] == "2023"]
    [('2023', 375500000.0, 376500000.0)]
    """
    rows = [r for r in _rows(ledger) if r["scope"] == TOTAL and r["evidence"] != "unverified" and _year(r["period"])]
    rows.sort(key=lambda r: r["period"])
    line: list[dict[str, Any]] = []
    before: dict[str, tuple[str, printed.Interval | None]] = {}
    for row in rows:
        if line and line[-1]["period"] == row["period"]:
            raise InputError(f"{row['period']} has two published totals of scope {TOTAL}.", code="two_figures", column="period", value=row["period"],
                             hint="Keep one, or give the other a scope of its own.")
        mass, value = printed.interval(row["mass_t"], row["source"]), printed.interval(row["value_cny"], row["source"])
        price = printed.quotient(value, mass)
        out = {"period": row["period"], "evidence": row["evidence"]}
        figures = {"mass_t": (row["mass_t"], mass), "value_cny": (row["value_cny"], value),
                   "price_cny_t": (row["value_cny"] / row["mass_t"] if price else None, price)}
        for name, (figure, range_) in figures.items():
            out |= {name: figure} | _bounds(name, range_)
        for name, (_, range_) in figures.items():
            year, last = before.get(name, ("", None))
            change = printed.growth(range_, last) if _follows(year, row["period"]) else None
            then = line[-1][name] if change else None
            out |= {f"{name}_growth": figures[name][0] / then - 1.0 if then else None} | _bounds(f"{name}_growth", change)
            before[name] = (row["period"], range_)
        line.append(out | {"remark": row["source"]})
    names = ["period", "evidence", *(c for n in ("mass_t", "value_cny", "price_cny_t") for c in (n, *_bounds(n, None))),
             *(c for n in ("mass_t", "value_cny", "price_cny_t") for c in (f"{n}_growth", *_bounds(f"{n}_growth", None))), "remark"]
    return _result(ledger, line, names, "national_line", f"national line, scope {TOTAL}")


def other_totals(ledger: Any) -> Result:
    """Totals of other scopes and totals not verified: shown beside the line, never joined to it.

    Returns
    -------
    Result
        ``period, scope, evidence, mass_t, value_cny, remark``.
    """
    rows = [r for r in _rows(ledger) if r["material"] == "all_categories" and (r["scope"] != TOTAL or r["evidence"] == "unverified")]
    rows.sort(key=lambda r: (r["period"], r["scope"] or ""))
    return _result(ledger, [r | {"remark": r["source"]} for r in rows], ["period", "scope", "evidence", "mass_t", "value_cny", "remark"],
                   "other_totals", "totals of other scopes")


def grid(ledger: Any, blanks: Any = None) -> Result:
    """Every year and every one of the ten categories: what is known of it, blanks as blanks.

    Parameters
    ----------
    ledger
        As ``national_line``; rows of the ten categories.
    blanks
        Rows the reader rejected because they hold no number (``Intake.rejected``); their remarks travel with the blank cells.

    Returns
    -------
    Result
        ``period, material, evidence, measure, scope, mass_t, mass_t_low, mass_t_high, value_cny, confidence, remark``; two published figures for one
        cell are two rows, a cell without a figure is one row with evidence ``blank``.
    """
    found = [r for r in _rows(ledger) if r["material"] in _NAMES and _year(r["period"])]
    remarks = _remarks(blanks)
    periods = sorted({r["period"] for r in found} | {p for p, _ in remarks})
    out = []
    for period in periods:
        for material in _NAMES:
            here = sorted((r for r in found if (r["period"], r["material"]) == (period, material)), key=lambda r: (r["scope"] != CATEGORY, str(r["source"])))
            for row in here:
                out.append(row | _bounds("mass_t", printed.interval(row["mass_t"], row["source"])) | {"remark": row["source"]})
            if not here:
                out.append({"period": period, "material": material, "evidence": "blank", "remark": remarks.get((period, material))})
    names = ["period", "material", "evidence", "measure", "scope", "mass_t", "mass_t_low", "mass_t_high", "value_cny", "confidence", "remark"]
    return _result(ledger, out, names, "grid", "ten categories by year")


def coverage(ledger: Any, cells: Result | None = None) -> Result:
    """The published total of a year beside its parts: how much of it is itemised, and what is left.

    The remainder holds categories not published, categories known only from memory, other scopes and rounding. It is stated, never distributed.

    Parameters
    ----------
    ledger
        As ``national_line``.
    cells
        Result of ``grid`` to count the blanks from; computed when None.

    Returns
    -------
    Result
        ``period, total_evidence, itemised, unverified, blank`` (numbers of categories), ``total_t``, ``itemised_t`` (published or derived, collected),
        ``unverified_t`` (from memory, for information), ``not_itemised_t`` = total − itemised, ``itemised_share``.

    Examples
    --------
    >>> import huishou as hs
    >>> from huishou.policy import situation
    >>> parts = situation.coverage(hs.datasets.load("china-recyclables")).rows()
    >>> [(r["period"], r["itemised"], r["itemised_t"]) for r in parts if r["period"] == "2019"]
    [('2019', 2, 293410000.0)]
    """
    from ..metrics.stats import aggregate

    line = {r["period"]: r for r in national_line(ledger).rows()}
    shown = (cells or grid(ledger)).rows()
    parts = [r for r in _rows(ledger) if r["scope"] == CATEGORY and r["measure"] in ("collected", None) and r["evidence"] in (*_KNOWN, "unverified")]
    kind = {True: "itemised", False: "unverified"}
    sums: dict[tuple[str, str], tuple[int, float]] = {}
    if parts:
        table = {"period": [r["period"] for r in parts], "class": [kind[r["evidence"] in _KNOWN] for r in parts], "mass_t": [r["mass_t"] for r in parts]}
        for row in aggregate(table, by=["period", "class"], values={"mass_t": ["count", "sum"]}).rows():
            sums[row["period"], row["class"]] = (int(row["mass_t_count"]), row["mass_t_sum"])
    out = []
    for period, total in line.items():
        (known, known_t), (memory, memory_t) = (sums.get((period, k), (0, None)) for k in ("itemised", "unverified"))
        share = (known_t or 0.0) / total["mass_t"] if total["mass_t"] else None
        out.append({"period": period, "total_evidence": total["evidence"], "itemised": known, "unverified": memory,
                    "blank": sum(r["period"] == period and r["evidence"] == "blank" for r in shown), "total_t": total["mass_t"], "itemised_t": known_t,
                    "unverified_t": memory_t, "not_itemised_t": total["mass_t"] - (known_t or 0.0), "itemised_share": share})
    names = ["period", "total_evidence", "itemised", "unverified", "blank", "total_t", "itemised_t", "unverified_t", "not_itemised_t", "itemised_share"]
    return _result(ledger, out, names, "coverage", "published total and its parts")


def _rows(ledger: Any) -> list[dict[str, Any]]:
    table = frames.table(ledger)
    for name in ("period", "material", "scope", "evidence", "mass_t"):
        if name not in table.column_names:
            raise InputError(f"There is no column '{name}'.", code="missing_column", column=name,
                             hint="The national line needs period, material, scope, evidence and mass_t.")
    rows = table.select([c for c in _COLUMNS if c in table.column_names]).to_pylist()
    return [dict.fromkeys(_COLUMNS) | r for r in rows]


def _remarks(blanks: Any) -> dict[tuple[str, str], str]:
    """Period, category -> remark of a row without a number, found by content: the columns still have the source's names."""
    if blanks is None:
        return {}
    names = {n: m.id for m in MATERIALS for n in (m.zh, m.en, m.id, *m.aliases)}
    out = {}
    for row in frames.table(blanks).to_pylist():
        own = {k: str(v).strip() for k, v in row.items() if v is not None and not k.startswith("_")}
        material = next((names[v] for v in own.values() if v in names), None)
        period = own.get("period") or own.get("year")
        if material and period:
            out[period, material] = own.get("source", "")
    return out


def _year(period: str | None) -> bool:
    """Whether a period is a whole year: parts of one have no place in a yearly line."""
    return bool(period) and len(period) == 4 and period.isdigit()


def _follows(year: str, now: str) -> bool:
    return bool(year) and int(now) == int(year) + 1


def _bounds(name: str, range_: printed.Interval | None) -> dict[str, float | None]:
    return {f"{name}_low": range_.low if range_ else None, f"{name}_high": range_.high if range_ else None}


def _result(ledger: Any, rows: list[dict[str, Any]], names: list[str], call: str, title: str) -> Result:
    import pyarrow as pa

    text = {"period", "evidence", "total_evidence", "measure", "scope", "material", "confidence", "remark"}
    whole = {"itemised", "unverified", "blank"}
    kinds = {n: pa.string() if n in text else pa.int64() if n in whole else pa.float64() for n in names}
    table = pa.table({n: pa.array([r.get(n) for r in rows], k) for n, k in kinds.items()})
    record = provenance.record(f"policy.situation.{call}", provenance.of_input(ledger, len(rows), list(names)))
    return Result(table, getattr(ledger, "kind", None) or frames.default_kind(), record, title)
