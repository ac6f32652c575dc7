# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Lists that others keep, seen year by year: who came, stayed, was absent, came back; suspensions and cancellations as the register states them."""

from __future__ import annotations

from typing import Any

from ... import frames, provenance
from ...errors import InputError
from ...results import Result
from .reasons import REASONS
from .trail import periods_of

__all__ = ["dynamics", "turnover"]

NOT_PUBLISHED = "not_published"
_SUSPENDED, _CANCELLED = "suspended", "cancelled"


def dynamics(frame: Any, unit: Any = "enterprise", status: str | None = "status") -> Result:
    """What happened to every unit of a register between two years that follow each other in it.

    Parameters
    ----------
    frame
        Rows of all years: ``period``, the columns of ``unit``, and the register's ``status`` (active, suspended, cancelled in any case) where it has one.
        Several rows of a unit and year (accreditations for several materials) are one: active if any is, else suspended if any is, else cancelled.
    unit
        Column or columns that name a unit: organisation, or organisation and material.
    status
        Column; None where the register has none.

    Returns
    -------
    Result
        ``unit…, period, rows`` in the register, ``status``, ``change``: ``present`` (first year of the register: nobody knows since when), ``entered``,
        ``returned`` (absent before, present earlier), ``stayed``, ``absent`` (in the year before, not in this one; one row, in the first year of absence), and
        ``reason``: always ``not_published`` where something changed, for a register that gives no reason must not be given one.

    Raises
    ------
    InputError
        ``missing_column``, ``unknown_status``.

    Notes
    -----
    Absent is not removed: a firm may have let its accreditation lapse, merged, or changed its name; none of it is in such a register.

    Examples
    --------
    >>> import huishou as hs
    >>> rows = {"enterprise": ["A", "B", "A", "A", "B"], "period": [2020, 2020, 2021, 2022, 2022], "status": ["Active"] * 4 + ["Suspended"]}
    >>> [(r["enterprise"], r["period"], r["change"], r["status"]) for r in hs.enterprises.dynamics(rows).rows() if r["enterprise"] == "B"]
    [('B', '2020', 'present', 'active'), ('B', '2021', 'absent', None), ('B', '2022', 'returned', 'suspended')]
    """
    import pyarrow as pa

    units = [unit] if isinstance(unit, str) else list(unit)
    table = frames.table(frame)
    frames.need_columns(table.column_names, ["period", *units, *([status] if status else [])])
    periods = periods_of(table)
    place = {p: n for n, p in enumerate(periods)}
    seen: dict[tuple, dict[int, tuple[int, str | None]]] = {}
    for n, row in enumerate(table.select(list(dict.fromkeys(["period", *units, *([status] if status else [])]))).to_pylist(), 1):
        word = _status(row[status], n, status) if status else None
        at = place[str(row["period"])]
        own = seen.setdefault(tuple(row[u] for u in units), {})
        count, before = own.get(at, (0, word))
        own[at] = (count + 1, min((before, word), key=_ORDER.index) if word else None)
    out = []
    for key in sorted(seen, key=lambda k: [(v is None, str(v)) for v in k]):
        own = seen[key]
        for at in range(min(own), len(periods)):
            here, last = at in own, at - 1 in own
            if not here and not last:
                continue
            change = "absent" if not here else "stayed" if last else "present" if at == 0 else "entered" if at == min(own) else "returned"
            rows, word = own.get(at, (0, None))
            moved = change in ("entered", "returned", "absent") or word in (_SUSPENDED, _CANCELLED)
            out.append({**dict(zip(units, key, strict=True)), "period": periods[at], "rows": rows, "status": word, "change": change,
                        "reason": NOT_PUBLISHED if moved else None})
    kinds = {"rows": pa.int64(), **{u: table.schema.field(u).type for u in units}}
    made = pa.table({n: pa.array([r[n] for r in out], kinds.get(n, pa.string())) for n in (*units, "period", "rows", "status", "change", "reason")})
    record = provenance.record("enterprises.dynamics", provenance.of_input(frame, table.num_rows, ["period", *units]), unit=units, status=status,
                               reason=REASONS[NOT_PUBLISHED][1])
    return Result(made, frames.kind_of(frame), record, "dynamics of a register")


_ORDER = ("active", _SUSPENDED, _CANCELLED)


def _status(value: Any, row: int, column: str | None) -> str:
    word = str(value or "").strip().casefold()
    if word not in _ORDER:
        raise InputError(f"The status is {value!r}.", code="unknown_status", column=column, row=row, value=value, hint=f"Choose one of {', '.join(_ORDER)}.")
    return word


def turnover(found: Result) -> Result:
    """Counts by period of what ``dynamics`` found.

    Parameters
    ----------
    found
        What ``dynamics`` returned.

    Returns
    -------
    Result
        ``period, present, entered, returned, stayed, absent, suspended, cancelled, entry_rate`` (entered and returned of those present), ``absence_rate``
        (absent of
        those present the year before). ``present = entered + returned + stayed`` after the first year.

    Examples
    --------
    >>> from huishou import enterprises
    >>> rows = {"enterprise": ["A", "B", "A", "C"], "period": [2020, 2020, 2021, 2021], "status": ["Active"] * 4}
    >>> r = enterprises.turnover(enterprises.dynamics(rows)).rows()[1]
    >>> r["present"], r["entered"], r["stayed"], r["absent"], r["entry_rate"]
    (2, 1, 1, 1, 0.5)
    """
    import pyarrow as pa

    counts: dict[str, dict[str, int]] = {}
    for row in found.rows():
        own = counts.setdefault(row["period"], dict.fromkeys(("first", "entered", "returned", "stayed", "absent", "suspended", "cancelled"), 0))
        own["first" if row["change"] == "present" else row["change"]] += 1
        if row["status"] in (_SUSPENDED, _CANCELLED):
            own[row["status"]] += 1
    out, before = [], None
    for period in sorted(counts, key=lambda p: (len(p), p)):
        own = counts[period]
        present = own["first"] + own["entered"] + own["returned"] + own["stayed"]
        came = own["entered"] + own["returned"]
        out.append({"period": period, "present": present, **{k: own[k] for k in ("entered", "returned", "stayed", "absent", "suspended", "cancelled")},
                    "entry_rate": came / present if before is not None and present else None, "absence_rate": own["absent"] / before if before else None})
        before = present
    kinds = {"period": pa.string(), "entry_rate": pa.float64(), "absence_rate": pa.float64()}
    names = ("period", "present", "entered", "returned", "stayed", "absent", "suspended", "cancelled", "entry_rate", "absence_rate")
    return Result(pa.table({n: pa.array([r[n] for r in out], kinds.get(n, pa.int64())) for n in names}), found.kind,
                  provenance.record("enterprises.turnover", found.provenance), "turnover of a register")
