# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Cumulative figures as months: what was reported for January to June, less what was reported for January to May.

The months of a year add up to its last cumulative figure by construction, so nothing is smoothed: a later figure that is smaller than an earlier one says
that earlier months were corrected, and the difference, negative, is kept with that mark.
"""

from __future__ import annotations

import re
from typing import Any

from .. import frames
from ..errors import InputError
from ..provenance import of_input, record
from ..results import Result
from . import growth as growth_
from . import numbers, periods
from .cells import text

__all__ = ["decumulate"]

_LAST = {"Q1": 3, "H1": 6}                                      # quarters and halves that begin in January are cumulative figures as well
_PERIOD = re.compile(r"^(\d{4})(?:-(\d\d)|(Q1|H1))?$")


def decumulate(frame: Any, by: list[str] | str = (), value: str = "mass_t", period: str = "period", growth: str | None = None,
               growth_unit: str | None = None) -> Result:
    """Monthly figures from cumulative ones (1-6月, 上半年, 前三季度, 全年).

    Parameters
    ----------
    frame
        Ledger or frame of cumulative figures, one row for each series and period: ``period`` as ``ingest`` writes it with kind ``ytd`` (2023-06 is January
        to June), or any text ``ingest`` reads as a period. Years, first halves, first quarters and Januaries are cumulative as well. A column
        ``period_kind``, where there is one, must fit.
    by
        Columns that tell series apart.
    value
        Column of the cumulative figures.
    period
        Column of the periods.
    growth
        Column of the published growth on a year earlier (同比) of the cumulative figure, text or number.
    growth_unit
        ``"percent"`` or ``"share"``; None takes percent where the column's name or its cells carry %.

    Returns
    -------
    Result
        One row for each series, year and month up to the last one reported: ``by…``, ``period``, ``<value>`` (the month, null where it cannot be told),
        ``<value>_cumulative`` (as given), ``span_from`` and ``<value>_span`` (first month and sum of the gap a figure closes), ``status``, ``reason``.
        ``status`` is ``ok``, ``restatement`` (the difference is negative) or ``missing`` with a reason: ``not_reported`` (no figure), ``blank`` (a figure
        without number), ``earlier_month_missing`` (this and the months since ``span_from`` are known only together, as January and February mostly are).
        With ``growth``: ``growth`` (as given, a share), ``comparable_base`` = cumulative / (1 + growth), ``previous`` (the cumulative figure of a year
        earlier, where it is among the rows) and ``base_status``: ``ok`` where it is the comparable base within the rounding of the growth,
        ``base_revised`` where it is not, ``no_previous``, ``no_growth``, ``no_base`` (no figure, or a growth
        of −100 % or less).

    Raises
    ------
    InputError
        ``missing_column``; ``not_cumulative``: a period that does not begin in January; ``repeated_period``: two figures of a series for one month;
        ``not_a_number``; ``unit_missing``: a growth without a unit; ``bad_growth``; ``bad_by``: the value or the period among the columns of ``by``.

    Notes
    -----
    x(m) = C(m) − C(m−1), C(0) = 0, each difference rounded once. Comparable base: the growth published by a statistical office refers to a base on the
    scope of the current year (National Bureau of Statistics of China, notes to the monthly industrial releases, 统计范围: the enterprises of the base are
    those of the current period, so it differs from what was printed a year before): B = C / (1 + g) may differ from the C printed then. B is known within
    C / (1 + g ± h), h half a unit of the last digit printed of g.

    Examples
    --------
    >>> import huishou as hs
    >>> table = {"period": ["2023年1-2月", "2023年1-3月", "2023年1-5月", "2023年1-6月"], "mass_t": [20.0, 33.0, 60.0, 58.0]}
    >>> months = hs.decumulate(table).rows()
    >>> [(m["period"], m["mass_t"], m["reason"]) for m in months[:4]]
    [('2023-01', None, 'not_reported'), ('2023-02', None, 'earlier_month_missing'), ('2023-03', 13.0, None), ('2023-04', None, 'not_reported')]
    >>> months[5]["mass_t"], months[5]["status"], months[4]["mass_t_span"], months[4]["span_from"]
    (-2.0, 'restatement', 27.0, '2023-04')
    """
    import pyarrow as pa

    by = [by] if isinstance(by, str) else list(by)
    table = frames.table(frame)
    for name in (*by, value, period, *([growth] if growth else [])):
        if name not in table.column_names:
            raise InputError(f"There is no column '{name}'.", code="missing_column", column=name, hint=f"Columns are: {', '.join(table.column_names)}.")
    if value in by or period in by:
        raise InputError(f"'{value if value in by else period}' cannot tell series apart.", code="bad_by", column=value if value in by else period,
                         hint="Leave it out of by.")
    months = _months(table, period)
    masses, blank = _numbers(table, value)
    rates = growth_.read(table, growth, growth_unit) if growth else None
    keys = list(zip(*(table.column(n).to_pylist() for n in by), strict=True)) if by else [()] * table.num_rows
    series: dict[tuple, dict[int, dict[int, int]]] = {}
    for row, (key, (year, month)) in enumerate(zip(keys, months, strict=True)):
        reported = series.setdefault(key, {}).setdefault(year, {})
        if month in reported:
            raise InputError(f"Rows {reported[month] + 1} and {row + 1} both give January to month {month} of {year}.", code="repeated_period", column=period,
                             row=row + 1, value=table.column(period)[row].as_py(), hint="Name in by what tells them apart, or keep one vintage.")
        reported[month] = row
    out: dict[str, list] = {n: [] for n in (*by, "period", value, f"{value}_cumulative", "span_from", f"{value}_span", "status", "reason")}
    if rates:
        out |= {n: [] for n in ("growth", "comparable_base", "previous", "base_status")}
    for key, years in series.items():
        for year in sorted(years):
            for line in _year(year, years[year], masses, blank):
                for name, cell in (*zip(by, key, strict=True), *line.items()):
                    out[{"value": value, "cumulative": f"{value}_cumulative", "span": f"{value}_span"}.get(name, name)].append(cell)
                if rates:
                    month, row = int(line["period"][5:]), years[year].get(int(line["period"][5:]))
                    before = years.get(year - 1, {}).get(month)
                    for name, cell in growth_.base(rates, row, None if row is None else masses[row], None if before is None else masses[before]).items():
                        out[name].append(cell)
    numeric = {value, f"{value}_cumulative", f"{value}_span", "growth", "comparable_base", "previous"}
    types = {n: table.column(n).type if n in by else pa.float64() if n in numeric else pa.string() for n in out}
    found = pa.table({n: pa.array(column, types[n]) for n, column in out.items()})
    used = [*by, period, value, *([growth] if growth else [])]
    pedigree = record("decumulate", of_input(frame, table.num_rows, used), by=by, value=value, period=period, growth=growth, growth_unit=growth_unit)
    return Result(found, frames.kind_of(frame), pedigree, "monthly figures from cumulative ones")


def _year(year: int, reported: dict[int, int], masses, blank):
    """The months of one year of one series."""
    before, known = 0, 0.0
    for month in range(1, max(reported) + 1):
        row = reported.get(month)
        total = None if row is None or blank[row] else masses[row]
        line = {"period": f"{year}-{month:02d}", "value": None, "cumulative": total, "span_from": None, "span": None, "status": "missing", "reason": None}
        if total is None:
            line["reason"] = "not_reported" if row is None else "blank"
            yield line
            continue
        change = total - known
        if before == month - 1:
            line |= {"value": change, "status": "ok"}
        else:
            line |= {"span_from": f"{year}-{before + 1:02d}", "span": change, "reason": "earlier_month_missing"}
        if change < 0:
            line["status"] = "restatement"
        before, known = month, total
        yield line


def _months(table, period: str) -> list[tuple[int, int]]:
    """Year and last month of each cumulative figure."""
    said = text(table.column(period), period).to_pylist()
    kinds = text(table.column("period_kind"), "period_kind").to_pylist() if "period_kind" in table.column_names else [None] * len(said)
    out = []
    for row, (word, kind) in enumerate(zip(said, kinds, strict=True)):
        found = periods.read(word) if word else None
        read, own = found or (None, None)
        form = _PERIOD.match(read or "")
        month = 0
        if form:
            month = _LAST.get(form[3] or "", 0) or int(form[2] or 12)
            own = kind or own
            if own == "month" and month != 1:
                month = 0
        if not month or own not in ("ytd", "year", "half", "quarter", "month"):
            raise InputError(f"Row {row + 1}: '{word}' ({own or 'no period'}) is no cumulative figure from January on.", code="not_cumulative", column=period,
                             row=row + 1, value=word, hint='Give the cumulative rows only, for example ledger.where(period_kind="ytd").')
        out.append((int(form[1]), month))
    return out


def _numbers(table, value: str):
    import numpy as np

    values, state = numbers.parse(table.column(value))
    bad = np.flatnonzero((state != numbers.FINE) & (state != numbers.MISSING))
    if len(bad):
        row = int(bad[0])
        raise InputError(f"Row {row + 1}: {value} is no finite number.", code="not_a_number", column=value, row=row + 1,
                         value=table.column(value)[row].as_py(), hint="Read the table with hs.ingest, which sets such rows apart.")
    return values.tolist(), (state == numbers.MISSING).tolist()
