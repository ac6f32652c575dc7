# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Local recommendation: what a nomination must bring before a firm is reviewed, and which nominations name one legal person twice."""

from __future__ import annotations

import datetime
from typing import Any

from ... import frames, provenance
from ...errors import InputError
from ...ledger.credit_code import valid_credit_code
from ...results import Result

__all__ = ["nominations", "recommend"]

CHECKS: dict[str, tuple[str, str]] = {
    "no_name": ("未写企业", "names no enterprise"),
    "no_evidence": ("未附推荐依据", "brings no evidence"),
    "bad_credit_code": ("统一社会信用代码校验不符", "the credit code's check characters do not fit"),
    "no_credit_code": ("未填统一社会信用代码", "gives no credit code"),
    "not_own_region": ("推荐单位与企业所在地不符", "is nominated by another unit than its own"),
    "late": ("逾期推荐", "came after the last day"),
    "duplicate_credit_code": ("同一法人重复推荐", "names a legal person that another nomination names too"),
    "same_parent": ("同一集团另有推荐，供参考", "has a parent that another nomination has too, for information"),
}
_DOUBTS = frozenset(("same_parent", "no_credit_code"))          # said, and no reason to refuse


def nominations(frame: Any, due: str | None = None) -> Result:
    """Nominations checked one by one and against each other.

    Parameters
    ----------
    frame
        One row a nomination: ``enterprise``, ``region`` (where the firm is), ``nominated_by`` (province, plan city or the Corps), ``evidence`` (text), and
        where known ``credit_code``, ``parent``, ``date``.
    due
        Last day, as 2024-03-31.

    Returns
    -------
    Result
        The columns given and ``accepted``, ``reasons`` (codes), ``reasons_zh``, ``reasons_en``. A plan city's firm is nominated by the city or by its province;
        two nominations of one enterprise by both are one, and the first by ``nominated_by`` is kept.

    Raises
    ------
    InputError
        ``missing_column``, ``bad_date``.

    Examples
    --------
    >>> import huishou as hs
    >>> rows = {"enterprise": ["甲", "乙"], "region": ["宁波", "浙江"], "nominated_by": ["浙江", "江苏"], "evidence": ["台账", "台账"]}
    >>> [(r["accepted"], r["reasons"]) for r in hs.enterprises.nominations(rows).rows()]
    [(True, 'no_credit_code'), (False, 'not_own_region no_credit_code')]
    """
    import pyarrow as pa

    from ...ledger.places import PARENTS

    table = frames.table(frame)
    frames.need_columns(table.column_names, ["enterprise", "region", "nominated_by", "evidence"])
    rows = table.to_pylist()
    last = None if due is None else _day(due, 0)
    found: list[list[str]] = []
    for n, row in enumerate(rows, 1):
        own = []
        if not (row["enterprise"] or "").strip():
            own.append("no_name")
        if not (row["evidence"] or "").strip():
            own.append("no_evidence")
        if row["region"] is None or row["nominated_by"] not in (row["region"], PARENTS.get(row["region"])):
            own.append("not_own_region")
        code = row.get("credit_code")
        if code is None:
            own.append("no_credit_code")
        elif not valid_credit_code(code):
            own.append("bad_credit_code")
        if last is not None and row.get("date") is not None and _day(row["date"], n) > last:
            own.append("late")
        found.append(own)
    _compare(rows, found)
    said = [[w for c in own for w in (CHECKS[c],)] for own in found]
    out = table.append_column("accepted", pa.array([not set(own) - _DOUBTS for own in found]))
    out = out.append_column("reasons", pa.array([" ".join(own) for own in found], pa.string()))
    for i, lang in enumerate(("zh", "en")):
        out = out.append_column(f"reasons_{lang}", pa.array(["；".join(w[i] for w in own) if i == 0 else "; ".join(w[i] for w in own) for own in said],
                                                            pa.string()))
    return Result(out, frames.kind_of(frame), provenance.record("enterprises.nominations", provenance.of_input(frame, len(rows), table.column_names), due=due),
                  "nominations")


def _compare(rows: list[dict[str, Any]], found: list[list[str]]) -> None:
    """Duplicates: of sound nominations of one enterprise one is kept; different enterprises with one credit code are all refused."""
    persons: dict[str, set[str]] = {}
    parents: dict[str, set[str]] = {}
    best: dict[str, tuple[tuple, int]] = {}
    for n, (row, own) in enumerate(zip(rows, found, strict=True)):
        name = row["enterprise"]
        if name and row.get("credit_code"):
            persons.setdefault(row["credit_code"], set()).add(name)
        if name and row.get("parent"):
            parents.setdefault(row["parent"], set()).add(name)
        if name and not set(own) - _DOUBTS:
            key = (str(row["nominated_by"]), str(row["evidence"]), str(row.get("date")), n)
            if name not in best or key < best[name][0]:
                best[name] = (key, n)
    for n, (row, own) in enumerate(zip(rows, found, strict=True)):
        twice = len(persons.get(row.get("credit_code") or "", ())) > 1
        if twice or (row["enterprise"] in best and best[row["enterprise"]][1] != n):
            own.append("duplicate_credit_code")
        if len(parents.get(row.get("parent") or "", ())) > 1:
            own.append("same_parent")


def _day(value: Any, row: int) -> datetime.date:
    try:
        return datetime.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise InputError(f"The date is {value!r}.", code="bad_date", column="date", row=row or None, value=str(value),
                         hint="Give days as 2024-03-31.") from None


def recommend(reports: Any, checked: Result):
    """Reports with ``recommended`` from the accepted nominations.

    Parameters
    ----------
    reports
        Frame with ``enterprise``.
    checked
        What ``nominations`` returned.

    Returns
    -------
    frame
        The reports with ``recommended`` (true or false) put in or replaced.

    Raises
    ------
    InputError
        ``missing_column``; ``no_report`` where an accepted firm has no report: it could not be reviewed.

    Examples
    --------
    >>> from huishou import enterprises
    >>> sent = {"enterprise": ["甲", "乙"], "region": ["宁波", "浙江"], "nominated_by": ["浙江", "江苏"], "evidence": ["台账", "台账"]}
    >>> found = enterprises.recommend({"enterprise": ["甲", "乙"], "period": [2023, 2023]}, enterprises.nominations(sent))
    >>> [bool(r) for r in found["recommended"]]
    [True, False]
    """
    import pyarrow as pa

    table = frames.table(reports)
    frames.need_columns(table.column_names, ["enterprise"])
    accepted = {r["enterprise"] for r in checked.rows() if r["accepted"]}
    names = table.column("enterprise").to_pylist()
    silent = accepted - set(names)
    if silent:
        raise InputError(f"{len(silent)} nominated firms sent no report, '{min(silent)}' among them.", code="no_report", column="enterprise", value=min(silent),
                         hint="Ask for their reports, or take the nominations out.")
    if "recommended" in table.column_names:
        table = table.drop_columns(["recommended"])
    return frames.like(frames.kind_of(reports), table.append_column("recommended", pa.array([n in accepted for n in names])))
