# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What became of demands: received, valid, closed, open and how long, by the body that leads the answer; and the answers themselves."""

from __future__ import annotations

import datetime
from typing import Any

from ... import frames, provenance
from ...errors import InputError
from ...results import Result
from ..enterprises.cell_network import hidden_in_line
from ..enterprises.disclosure import FEWEST, audience_of
from .survival import kaplan_meier
from .taxonomy import taxonomy

__all__ = ["answers", "backlog"]

_STATES = ("received", "valid", "in_progress", "closed", "invalid", "withdrawn")


def _date(value: Any, column: str, row: int) -> datetime.date | None:
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise InputError(f"{column} is {value!r}.", code="bad_date", column=column, row=row, value=value, hint="Give dates as 2024-05-31.") from None


def _items(frame: Any, codes: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows with a body: as given, else the lead bodies of the code, one row a body."""
    table = frames.table(frame)
    frames.need_columns(table.column_names, ["code", "opened"])
    rows = []
    for n, row in enumerate(table.to_pylist(), 1):
        opened, closed = _date(row["opened"], "opened", n), _date(row.get("closed"), "closed", n)
        if opened is None or (closed is not None and closed < opened):
            raise InputError("An item has no day of opening, or was closed before it.", code="bad_date", column="opened", row=n, value=str(row["opened"]),
                             hint="Correct the dates.")
        status = row.get("status") or ("closed" if closed else "in_progress")
        if status not in _STATES or (status == "closed") != (closed is not None):
            raise InputError(f"The status is {status!r}, the item was {'' if closed else 'not '}closed.", code="bad_status", column="status", row=n,
                             value=status,
                             hint=f"Choose one of {', '.join(_STATES)}; closed items have a day.")
        bodies = [row["body"]] if row.get("body") else codes.find(row["code"]).bodies or ("—",)
        rows += [{**row, "opened": opened, "closed": closed, "status": status, "body": b} for b in bodies]
    return rows, table.column_names


def backlog(frame: Any, asof: Any, by: str = "body", level: float = 0.95, audience: str = "own", taxonomy: Any = "default") -> Result:
    """Items by body (or another column): how many, how many open, how long.

    Parameters
    ----------
    frame
        One row an item: ``code``, ``opened``, ``closed`` (blank while open), and where known ``status`` (received, valid, in_progress, closed, invalid,
        withdrawn) and ``body``; without a body the lead bodies of the code, each of which is then counted.
    asof
        Day of the count; items opened later are left out, items closed later are open.
    by
        Column.
    level
        Of the interval.
    audience
        ``"public"`` holds back bodies with demands of fewer than three firms (items where there is no column ``enterprise``), and what would tell
        them.
    taxonomy
        Whose lead bodies: ``"default"``, a TOML file, or a ``Taxonomy``.

    Returns
    -------
    Result
        ``by, received, invalid, closed, open, oldest_days`` (oldest open), ``closed_share`` (of valid), ``median_days`` until closed (Kaplan–Meier; blank while
        less than half is closed), ``open_after_30, open_after_90`` with ``_low`` and ``_high``, ``status``.

    Raises
    ------
    InputError
        ``missing_column``, ``bad_date``, ``bad_status``.

    Notes
    -----
    The median counts open items as not closed yet; the mean time of closed items would be better the fewer are closed. How many items a body receives is partly
    set by quotas of those who collect them, and is no measure of need.

    Examples
    --------
    >>> import huishou as hs
    >>> items = {"code": ["D07"] * 4, "opened": ["2024-01-01"] * 4, "closed": ["2024-01-11", "2024-01-31", None, None], "body": ["公安"] * 4}
    >>> r = hs.demands.backlog(items, "2024-03-01").rows()[0]
    >>> r["received"], r["open"], r["oldest_days"], r["median_days"], r["open_after_30"]
    (4, 2, 60, 30.0, 0.5)
    """
    import pyarrow as pa

    public = audience_of(audience)
    day = _date(asof, "asof", 0)
    rows, columns = _items(frame, _taxonomy(taxonomy))
    if by != "body":
        frames.need_columns(columns, [by])
    groups: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        if row["opened"] <= day:
            groups.setdefault(row[by], []).append(row)
    out = []
    for name in sorted(groups, key=lambda v: (v is None, str(v))):
        own = groups[name]
        valid = [r for r in own if r["status"] not in ("invalid", "withdrawn")]
        done = [r["closed"] is not None and r["closed"] <= day for r in valid]
        days = [((r["closed"] if d else day) - r["opened"]).days for r, d in zip(valid, done, strict=True)]
        open_days = [n for n, d in zip(days, done, strict=True) if not d]
        row = {by: name, "received": len(own), "invalid": len(own) - len(valid), "closed": sum(done), "open": len(open_days),
               "oldest_days": max(open_days, default=None), "closed_share": sum(done) / len(valid) if valid else None,
               "status": "ok" if valid else "no_denominator"}
        if valid:
            curve = kaplan_meier(days, done, level)
            row["median_days"] = curve.quantile(0.5)
            for limit in (30, 90):
                row |= _after(curve, limit, max(days))
        out.append(row)
    if public:
        firms = [len({r.get("enterprise", n) for n, r in enumerate(groups[row[by]])}) for row in out]
        for at in hidden_in_line([float(row["received"]) for row in out], firms, {n for n, f in enumerate(firms) if f < FEWEST}):
            out[at] = {by: out[at][by], "status": "suppressed"}
    whole = ("received", "invalid", "closed", "open", "oldest_days")
    names = [by, *whole, "closed_share", "median_days", *(f"open_after_{n}{s}" for n in (30, 90) for s in ("", "_low", "_high")), "status"]
    kinds = {by: pa.string(), "status": pa.string(), **dict.fromkeys(whole, pa.int64())}
    table = pa.table({n: pa.array([r.get(n) for r in out], kinds.get(n, pa.float64())) for n in names})
    record = provenance.record("demands.backlog", provenance.of_input(frame, len(rows), columns), asof=str(day), by=by, level=level,
                               audience=audience)
    return Result(table, frames.kind_of(frame), record, f"backlog by {by}, {day}")


_taxonomy = taxonomy


def _after(curve: Any, limit: int, seen: int) -> dict[str, float | None]:
    """Share open after so many days; blank where no item was followed so long."""
    if seen < limit:
        return {}
    last = next((i for i in reversed(range(len(curve.days))) if curve.days[i] <= limit), None)
    if last is None:
        return {f"open_after_{limit}": 1.0}
    return {f"open_after_{limit}": curve.open_share[last], f"open_after_{limit}_low": curve.low[last], f"open_after_{limit}_high": curve.high[last]}


def answers(frame: Any, taxonomy: Any = "default", audience: str = "own") -> Result:
    """Demand, body, answer: what is asked for, who leads, how much was answered and by what.

    Parameters
    ----------
    frame
        Items as ``backlog`` takes them, with ``enterprise`` and, where given, ``answer`` (text).
    taxonomy
        Whose demands and lead bodies: ``"default"``, a TOML file, or a ``Taxonomy``.
    audience
        ``"public"`` holds back numbers and answers of demands that fewer than three firms raised.

    Returns
    -------
    Result
        ``demand, demand_zh, demand_en, body, firms, items, answered, answer`` (the latest), ``status`` (``ok``, ``no_answer``, ``suppressed``).

    Raises
    ------
    InputError
        ``missing_column``, ``bad_date``, ``bad_status``, ``bad_audience``.
    MatchError
        ``unknown_code``, ``unknown_taxonomy``.

    Examples
    --------
    >>> import huishou as hs
    >>> items = {"enterprise": ["A", "B"], "code": ["D07", "D07.03"], "opened": ["2024-01-01", "2024-02-01"], "body": ["交通"] * 2,
    ...          "answer": [None, "全省通行证"]}
    >>> [(r["demand"], r["body"], r["firms"], r["answered"], r["answer"]) for r in hs.demands.answers(items).rows()]
    [('P07', '交通', 2, 1, '全省通行证')]
    """
    import pyarrow as pa

    codes = _taxonomy(taxonomy)
    public = audience_of(audience)
    rows, columns = _items(frame, codes)
    frames.need_columns(columns, ["enterprise"])
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((codes.find(row["code"][:3]).demand, row["body"]), []).append(row)
    out = []
    for (demand, body), own in sorted(groups.items()):
        c = codes.find(own[0]["code"][:3])
        said = sorted(((r["closed"] or r["opened"], r["answer"]) for r in own if r.get("answer")), key=lambda p: (p[0], p[1]))
        row = {"demand": demand, "demand_zh": c.demand_zh, "demand_en": c.demand_en, "body": body, "firms": len({r["enterprise"] for r in own}),
               "items": len(own), "answered": len(said), "answer": said[-1][1] if said else None, "status": "ok" if said else "no_answer"}
        if public and row["firms"] < FEWEST:
            row |= {"firms": None, "items": None, "answered": None, "answer": None, "status": "suppressed"}
        out.append(row)
    kinds = dict.fromkeys(("firms", "items", "answered"), pa.int64())
    names = ("demand", "demand_zh", "demand_en", "body", "firms", "items", "answered", "answer", "status")
    table = pa.table({n: pa.array([r[n] for r in out], kinds.get(n, pa.string())) for n in names})
    return Result(table, frames.kind_of(frame), provenance.record("demands.answers", provenance.of_input(frame, len(rows), columns), audience=audience),
                  "demands, bodies, answers")
