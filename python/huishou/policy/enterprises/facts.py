# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""One year's reports as the kernel reads them: firms by id, conditions that hold, fail or are unknown, criteria on one scale, thresholds and quotas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ... import _native, frames
from ...errors import InputError
from .rules import Rules
from .standing import unique_names

__all__ = ["Year", "read"]

_FAILS, _HOLDS, _UNKNOWN = 0, 1, 2
_MOST = 60                                                      # conditions that fit the bits of one word


@dataclass(frozen=True)
class Year:
    """Facts of one review aligned to ``ids``, sorted. Arrays have one entry a firm; ``failed`` and ``unknown`` are bits over ``labels``, (kind, name) of every
    condition; kind is stay, enter or exit."""

    period: str
    ids: list[str]
    reported: Any
    must_enter: Any
    must_stay: Any
    exit_now: Any
    labels: list[tuple[str, str]]
    failed: Any
    unknown: Any
    late: Any
    criteria: list[Any]
    score: Any
    enter: Any
    exit: Any
    groups: dict[str, list[str | None]]
    quotas: list[tuple[Any, Any]]

    def facts(self, panel: Any = None) -> tuple[Any, ...]:
        """The argument of the kernel."""
        import numpy as np

        none = np.zeros(len(self.ids), np.uint8)
        return (self.reported, self.must_enter, self.must_stay, self.exit_now, none if panel is None else panel, self.enter, self.exit, self.quotas)


def period_of(table: Any) -> str:
    """The one period of a year's reports, as text.

    Raises
    ------
    InputError
        ``missing_column``, ``several_periods``.
    """
    frames.need_columns(table.column_names, ["enterprise", "period"])
    periods = table.column("period").unique().to_pylist()
    if len(periods) != 1 or periods[0] is None:
        raise InputError(f"The reports hold {len(periods)} periods.", code="several_periods", column="period", value=len(periods),
                         hint="Give the reports of one review; hs.enterprises.replay takes many.")
    return str(periods[0])


def read(table: Any, rules: Rules, remembered: Mapping[str, Mapping[str, Any]], ids: list[str] | None = None) -> Year:
    """Reports of one period and what the list remembers of firms that did not report.

    Parameters
    ----------
    table
        ``pyarrow.Table`` of one period.
    rules
        Whose columns are needed.
    remembered
        Firm -> its groups, for firms on the list.
    ids
        Firms to align to; None takes those reported and remembered.

    Raises
    ------
    InputError
        ``missing_column``, ``not_boolean``, ``not_a_number``, ``missing_name``, ``repeated_enterprise``, ``several_periods``.
    """
    import numpy as np

    period = period_of(table)
    names = table.column("enterprise").to_pylist()
    unique_names(names)
    ids = sorted({*names, *remembered}) if ids is None else ids
    place = {name: i for i, name in enumerate(ids)}
    at = np.fromiter((place[n] for n in names), np.int64, len(names))
    late = np.zeros(len(ids), bool)
    late[at] = _late(table, rules, period)
    reported = np.zeros(len(ids), np.uint8)
    reported[at] = 1
    if rules.late_report == "missing":
        reported[late] = 0
    verdicts = _verdicts(table, rules, at, len(ids))
    criteria = [_criterion(table, name, rules.scale.get(name), at, len(ids)) for name in rules.criteria]
    groups = {g: _group(table, g, names, place, remembered) for g in rules.groups}
    labels, failed, unknown = _named(verdicts, len(ids))
    stay = [v for (kind, _), v in verdicts.items() if kind == "stay"]
    enter = [v for (kind, _), v in verdicts.items() if kind in ("stay", "enter")]
    enter_at, exit_at = _thresholds(rules, groups, len(ids))
    return Year(period, ids, reported, _all(enter, len(ids)), _all(stay, len(ids)), _all([v for (kind, _), v in verdicts.items() if kind == "exit"], len(ids)),
                labels, failed, unknown, late, criteria, scores(rules, criteria, len(ids)), enter_at, exit_at, groups,
                [_quota(column, seats, groups, len(ids)) for column, seats in rules.quota.items()])


def scores(rules: Rules, criteria: list[Any], firms: int):
    """The score of each firm, NaN where it has none."""
    import numpy as np

    if isinstance(rules.score, str):
        return criteria[0]
    return _native.list_scores(kernel_criteria(rules, criteria), np.array(list(rules.criteria.values())), firms)


def kernel_criteria(rules: Rules, criteria: list[Any], sd: Any = None, streams: Any = None) -> tuple[Any, ...]:
    """Criteria as the kernel reads them."""
    import numpy as np

    return (criteria, rules.missing_criterion == "renormalise", np.zeros(0) if sd is None else sd, np.zeros(0, np.uint64) if streams is None else streams)


def _late(table: Any, rules: Rules, period: str):
    import numpy as np

    if "submitted" not in table.column_names or "reports_due" not in rules.calendar:
        return np.zeros(table.num_rows, bool)
    if not period[:4].isdigit():
        raise InputError(f"'{period}' does not begin with a year, so nobody knows when its report is due.", code="bad_period", column="period", value=period,
                         hint="Write periods as 2023 or 2023Q1.")
    due = f"{int(period[:4]) + 1}-{rules.calendar['reports_due']}"
    return np.array([v is not None and str(v)[:10] > due for v in table.column("submitted").to_pylist()], bool)


def _boolean(table: Any, name: str):
    """Verdict of each row of a yes-no column."""
    import numpy as np
    import pyarrow as pa

    if name == "credit_code_valid" and name not in table.column_names and "credit_code" in table.column_names:
        from ...ledger.credit_code import valid_credit_code

        codes = table.column("credit_code").to_pylist()
        return np.array([_UNKNOWN if c is None else int(valid_credit_code(c)) for c in codes], np.uint8)
    frames.need_columns(table.column_names, [name])
    column = table.column(name)
    if not (pa.types.is_boolean(column.type) or pa.types.is_null(column.type)):
        raise InputError(f"Column '{name}' holds {column.type}, not true and false.", code="not_boolean", column=name, value=str(column.type),
                         hint="Turn it into true, false and blank yourself, so that nobody guesses what 'yes' is.")
    if column.null_count == 0:
        return column.to_numpy().astype(np.uint8)
    return np.array([_UNKNOWN if v is None else int(v) for v in column.to_pylist()], np.uint8)


def _spread(values: Any, at: Any, firms: int, blank: Any):
    import numpy as np

    out = np.full(firms, blank, values.dtype)
    out[at] = values
    return out


def _verdicts(table: Any, rules: Rules, at: Any, firms: int) -> dict[tuple[str, str], Any]:
    """(kind, name) -> verdict a firm; a condition of both lists is one of the stricter kind, stay. Firms without a report hold everything."""
    import numpy as np

    out: dict[tuple[str, str], Any] = {}
    for kind, names in (("stay", rules.must_stay), ("enter", [n for n in rules.must_enter if n not in rules.must_stay])):
        for name in names:
            out[kind, name] = _spread(_boolean(table, name), at, firms, _HOLDS)
    for name, aspect in rules.aspects.items():
        items = np.stack([_boolean(table, item) for item in aspect["items"]])
        true, blank = (items == _HOLDS).sum(0), (items == _UNKNOWN).sum(0)
        verdict = np.where(true >= aspect["at_least"], _HOLDS, np.where(true + blank < aspect["at_least"], _FAILS, _UNKNOWN)).astype(np.uint8)
        out["enter" if aspect["when"] == "enter" else "stay", name] = _spread(verdict, at, firms, _HOLDS)
    for name in rules.exit_now:
        given = _boolean(table, name)
        out["exit", name] = _spread(np.where(given == _UNKNOWN, _UNKNOWN, 1 - given).astype(np.uint8), at, firms, _HOLDS)
    return out


def _all(verdicts: list[Any], firms: int):
    """Fails where one fails, else unknown where one is, else holds."""
    import numpy as np

    if not verdicts:
        return np.full(firms, _HOLDS, np.uint8)
    stacked = np.stack(verdicts)
    return np.where((stacked == _FAILS).any(0), _FAILS, np.where((stacked == _UNKNOWN).any(0), _UNKNOWN, _HOLDS)).astype(np.uint8)


def _named(verdicts: dict[tuple[str, str], Any], firms: int):
    """Labels, and which of them fail and are unknown for each firm, as bits."""
    import numpy as np

    if len(verdicts) > _MOST:
        raise InputError(f"The rules hold {len(verdicts)} conditions.", code="bad_rule", value=len(verdicts), hint=f"Use at most {_MOST}.")
    failed = unknown = np.zeros(firms, np.int64)
    for i, verdict in enumerate(verdicts.values()):
        failed = failed | ((verdict == _FAILS).astype(np.int64) << i)
        unknown = unknown | ((verdict == _UNKNOWN).astype(np.int64) << i)
    return list(verdicts), failed, unknown


def _criterion(table: Any, name: str, scale: Mapping[str, Any] | None, at: Any, firms: int):
    """A criterion on its scale, NaN where it is missing."""
    import numpy as np

    x = numbers(table, name)
    if scale is not None and scale["form"] == "rank":
        x = _ranks(x if scale["better"] == "high" else -x)
    elif scale is not None:
        worst, best = scale["worst"], scale["best"]
        if scale["form"] == "log":                               # by the kernel's logarithm: NumPy's last bit depends on the processor
            x, (worst, best) = _native.logarithms(np.ascontiguousarray(x)), _native.logarithms(np.array([worst, best]))
        x = np.minimum(np.maximum((x - worst) / (best - worst), 0.0), 1.0)
    return _spread(x, at, firms, np.nan)


def numbers(table: Any, name: str):
    """A numeric column as float64 with NaN for blanks.

    Raises
    ------
    InputError
        ``missing_column``, ``not_a_number``, ``not_finite``.
    """
    import numpy as np
    import pyarrow as pa

    frames.need_columns(table.column_names, [name])
    column = table.column(name)
    if pa.types.is_null(column.type):
        return np.full(len(column), np.nan)
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
        raise InputError(f"Column '{name}' holds {column.type}, no numbers.", code="not_a_number", column=name, value=str(column.type),
                         hint="Give integers or floats.")
    x = column.cast(pa.float64(), safe=False).to_numpy()
    if np.isinf(x).any():
        raise InputError(f"Column '{name}' holds an infinite number.", code="not_finite", column=name, row=int(np.flatnonzero(np.isinf(x))[0]) + 1,
                         hint="Leave it blank where it is not known.")
    return np.asarray(x, np.float64)


def _ranks(x: Any):
    """Share of the others that are below, equal ones counted half; none where there is nobody to compare with."""
    import numpy as np

    known = ~np.isnan(x)
    out = np.full(len(x), np.nan)
    if known.sum() > 1:
        _, back, count = np.unique(x[known], return_inverse=True, return_counts=True)
        out[known] = ((np.cumsum(count) - count + (count - 1) / 2) / (known.sum() - 1))[back]
    return out


def _group(table: Any, name: str, names: list[str], place: Mapping[str, int], remembered: Mapping[str, Mapping[str, Any]]) -> list[str | None]:
    """The value of a group column for each firm: this year's report, else what the list remembers."""
    frames.need_columns(table.column_names, [name])
    out: list[str | None] = [None] * len(place)
    for firm, row in remembered.items():
        out[place[firm]] = row.get(name)
    for firm, value in zip(names, table.column(name).to_pylist(), strict=True):
        out[place[firm]] = None if value is None else str(value)
    return out


def _thresholds(rules: Rules, groups: Mapping[str, list[str | None]], firms: int):
    import numpy as np

    enter, exit_ = np.full(firms, rules.enter), np.full(firms, rules.exit)
    for t in rules.thresholds:
        here = np.ones(firms, bool)
        for column, values in t["where"].items():
            wanted = {str(v) for v in values}
            here &= np.fromiter((g in wanted for g in groups[column]), bool, firms)
        enter[here], exit_[here] = t["enter"], t["exit"]
    return enter, exit_


def _quota(column: str, seats: Any, groups: Mapping[str, list[str | None]], firms: int):
    """(group of each firm, seats of each group); -1: in no quota, no limit."""
    import numpy as np

    if column == "total":
        return np.zeros(firms, np.int32), np.array([seats], np.int64)
    values = sorted({v for v in groups[column] if v is not None})
    code = {v: i for i, v in enumerate(values)}
    number = [seats.get(v, seats.get("*", -1)) if isinstance(seats, Mapping) else seats for v in values]
    return np.fromiter((-1 if v is None else code[v] for v in groups[column]), np.int32, firms), np.array(number, np.int64)
