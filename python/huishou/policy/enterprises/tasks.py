# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Tasks and commitments of listed firms: what was promised, by when, how far it is, and whether there is evidence."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Any

from ... import frames, provenance
from ...errors import InputError
from ...results import Result

__all__ = ["commitments", "tasks"]

_FILE = Path(__file__).with_name("tasks.toml")


def tasks():
    """Tasks known to the package.

    Returns
    -------
    frame
        One row a task: ``id, zh, en, indicator, unit, national``.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.frames.to("dict", hs.enterprises.tasks())["id"][0]
    'plastics_film'
    """
    import pyarrow as pa

    return frames.like(frames.default_kind(), pa.Table.from_pylist(tomllib.loads(_FILE.read_text("utf-8"))["task"]))


def commitments(frame: Any, asof: Any, slack: float = 0.1) -> Result:
    """Progress of commitments on a day.

    Parameters
    ----------
    frame
        One row a report on a commitment: ``enterprise``, ``task``, ``baseline``, ``target``, ``start``, ``due`` (days), ``value`` and ``reported`` (day; blank
        where nothing was reported yet), ``evidence`` (text; a number without it is a claim). Of several reports of one commitment the last up to ``asof``
        counts.
    asof
        Day of the count.
    slack
        How much progress may lag behind time before a commitment is ``behind``.

    Returns
    -------
    Result
        ``enterprise, task, target, value, progress`` (share of the way from baseline to target; above 1 where exceeded, below 0 where it went back),
        ``time_share`` (of the time from start to due), ``status``: ``done``, ``on_track``, ``behind``, ``overdue``, ``no_report``, ``no_evidence`` (a target
        claimed as reached
        without evidence is not done), ``not_started``.

    Raises
    ------
    InputError
        ``missing_column``, ``bad_date``, ``bad_target`` (target equals baseline, or terms of one commitment differ between its reports), ``unknown_task``.

    Examples
    --------
    >>> import huishou as hs
    >>> row = {"enterprise": ["A"], "task": ["plastics_film"], "baseline": [0.60], "target": [0.85], "start": ["2024-01-01"], "due": ["2026-01-01"],
    ...        "value": [0.75], "reported": ["2025-01-01"], "evidence": ["weighbridge"]}
    >>> r = hs.enterprises.commitments(row, "2025-01-01").rows()[0]
    >>> round(r["progress"], 2), round(r["time_share"], 2), r["status"]
    (0.6, 0.5, 'on_track')
    """
    import pyarrow as pa

    table = frames.table(frame)
    terms = ("baseline", "target", "start", "due")
    frames.need_columns(table.column_names, ["enterprise", "task", *terms, "value", "reported", "evidence"])
    known = {t["id"] for t in tomllib.loads(_FILE.read_text("utf-8"))["task"]}
    day = _day(asof, "asof", None)
    own: dict[tuple[str, str], dict[str, Any]] = {}
    for n, row in enumerate(table.to_pylist(), 1):
        if row["task"] not in known and not str(row["task"]).startswith("own:"):
            raise InputError(f"'{row['task']}' is no task of the package.", code="unknown_task", column="task", row=n, value=row["task"],
                             hint="See hs.enterprises.tasks(), or name your own as own:words.")
        row = {**row, "start": _day(row["start"], "start", n), "due": _day(row["due"], "due", n),
               "reported": None if row["reported"] is None else _day(row["reported"], "reported", n)}
        same = own.setdefault((row["enterprise"], row["task"]), {"terms": [row[t] for t in terms], "last": None})
        lead = None not in (row["target"], row["baseline"]) and row["target"] != row["baseline"] and row["due"] > row["start"]
        if same["terms"] != [row[t] for t in terms] or not lead:
            raise InputError(f"The terms of {row['task']} of '{row['enterprise']}' are missing, differ or lead nowhere.", code="bad_target", column="target",
                             row=n, value=row["target"], hint="A commitment has one baseline, another target, and a day it is due after its start.")
        if row["reported"] is not None and row["value"] is not None and row["reported"] <= day:
            last = same["last"]
            if last is None or (row["reported"], row["value"], str(row["evidence"])) > (last["reported"], last["value"], str(last["evidence"])):
                same["last"] = row
    out = []
    for (enterprise, task), c in sorted(own.items()):
        baseline, target, start, due = c["terms"]
        last = c["last"]
        progress = None if last is None else (last["value"] - baseline) / (target - baseline)
        time = min(max((day - start).days / (due - start).days, 0.0), 1.0)
        out.append({"enterprise": enterprise, "task": task, "target": float(target), "value": None if last is None else float(last["value"]),
                    "progress": progress,
                    "time_share": time, "status": _status(progress, time, last, day, start, due, slack)})
    kinds = {"enterprise": pa.string(), "task": pa.string(), "status": pa.string()}
    names = ("enterprise", "task", "target", "value", "progress", "time_share", "status")
    made = pa.table({n: pa.array([r[n] for r in out], kinds.get(n, pa.float64())) for n in names})
    record = provenance.record("enterprises.commitments", provenance.of_input(frame, table.num_rows, table.column_names), asof=str(day), slack=slack)
    return Result(made, frames.kind_of(frame), record, f"commitments, {day}")


def _status(progress: float | None, time: float, last: dict[str, Any] | None, day: datetime.date, start: datetime.date, due: datetime.date,
            slack: float) -> str:
    if day < start:
        return "not_started"
    if progress is not None and progress >= 1.0:
        return "done" if (last["evidence"] or "").strip() else "no_evidence"
    if day > due:
        return "overdue"
    if progress is None:
        return "no_report"
    return "on_track" if progress >= time - slack else "behind"


def _day(value: Any, column: str, row: int | None) -> datetime.date:
    try:
        return datetime.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise InputError(f"{column} is {value!r}.", code="bad_date", column=column, row=row, value=str(value), hint="Give days as 2024-05-31.") from None
