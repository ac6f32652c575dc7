# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Refuse a frame that cannot be a factor pack, and say which row and why."""

from __future__ import annotations

import math
import re
from typing import Any

from ..errors import InputError
from .factor_gate import GATES
from .factor_units import of_unit
from .factor_variable import NEEDED, SPREAD, spread
from .pack import COLUMNS, NUMBER

__all__ = ["KINDS", "check", "ends_known"]

KINDS = ("reduction", "net", "emission", "parameter")


def check(given, kind: str) -> tuple[dict[str, list[Any]], list[str]]:
    """The pack columns of ``given`` as lists, defaults filled in, and the names of its other columns.

    Raises
    ------
    InputError
        See ``factors.from_frame``.
    """
    names = given.column_names
    if "material" not in names:
        raise InputError("There is no column 'material'.", code="missing_column", column="material", hint=f"Columns are: {', '.join(names)}.")
    if "factor_co2e_per_t" not in names and not {"low", "high"} <= set(names) and not {"value", "unit"} <= set(names):
        raise InputError("There is no column 'factor_co2e_per_t', no pair 'low' and 'high', and no pair 'value' and 'unit'.", code="missing_column",
                         column="factor_co2e_per_t",
                         hint="Give factors in t CO2e per metric tonne, or values with their units.")
    n = given.num_rows
    if n == 0:
        raise InputError("The frame has no rows.", code="empty_pack", hint="Give at least one factor.")
    default = {"kind": [kind] * n, "match": [True] * n}
    columns = {c: given.column(c).to_pylist() if c in names else default.get(c, [None] * n) for c in COLUMNS}
    for name in NUMBER:
        columns[name] = [_number(v, name, row) for row, v in enumerate(columns[name], 1)]
    for name in COLUMNS:
        if name not in NUMBER and name != "match":
            # pandas writes a missing text as NaN, which differs from itself
            columns[name] = [None if v is None or v == "" or v != v else str(v) for v in columns[name]]
    for i, value in enumerate(columns["match"]):
        if not isinstance(value, bool):
            raise InputError(f"Row {i + 1} has match = {value!r}.", code="not_a_bool", column="match", row=i + 1, value=value,
                             hint="Give True or False.")
    further = {c: given.column(c).to_pylist() for c in SPREAD if c in names}
    seen: dict[tuple, int] = {}
    for i in range(n):
        if "unit" in names:
            of_unit(columns, i)
        _row(columns, further, i)
        # several regions, years and gates of one factor are what a pack is for; the same five twice is a mistake
        key = tuple(columns[c][i] for c in ("material", "pathway", "region", "year", "gate"))
        if columns["match"][i] and key in seen:
            raise InputError(f"Rows {seen[key]} and {i + 1} both give material '{key[0]}', pathway '{key[1] or 'any'}'.", code="repeated_factor",
                             column="material", row=i + 1, value=key[0], hint="Keep one, or set match = False on the other.")
        seen.setdefault(key, i + 1)
    return columns, [c for c in names if c not in COLUMNS]


def ends_known(text: str) -> bool:
    """Whether an end of validity is a day, a month or a year."""
    return re.fullmatch(r"(19|20)\d\d(-\d\d(-\d\d)?)?", text) is not None


def _number(value: Any, column: str, row: int) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(f"Row {row} has '{value}' in '{column}'.", code="not_a_number", column=column, row=row, value=value, hint="Give numbers.")
    if math.isnan(value):                                       # how pandas and NumPy write a missing number
        return None
    if math.isinf(value):
        raise InputError(f"Row {row} has an infinite '{column}'.", code="not_finite", column=column, row=row, value=value,
                         hint="Give a finite factor.")
    return float(value)


def _row(columns: dict[str, list[Any]], further: dict[str, list[Any]], i: int) -> None:
    row = i + 1
    point, low, high, sd, value = (columns[c][i] for c in NUMBER)
    material, kind, distribution = (columns[c][i] for c in ("material", "kind", "distribution"))

    def refuse(message: str, code: str, column: str, value: Any, hint: str):
        raise InputError(f"Row {row} {message}.", code=code, column=column, row=row, value=value, hint=hint)

    if material is None:
        refuse("has no material", "missing_material", "material", None, "Give each factor the material it is for.")
    if (low is None) != (high is None):
        refuse(f"('{material}') has half a range", "half_range", "low" if low is None else "high", None, "Give both low and high, or neither.")
    if point is None and low is None and (value is None or columns["match"][i]):
        refuse(f"('{material}') has neither a factor nor a range", "missing_factor", "factor_co2e_per_t", None,
               "Leave the row out: a missing factor is a status, never 0.")
    if low is not None and low > high:
        refuse(f"('{material}') has low {low} above high {high}", "range_reversed", "low", low, "Swap the two.")
    if point is not None and low is not None and not low <= point <= high:
        refuse(f"('{material}') has its factor {point} outside {low} to {high}", "outside_range", "factor_co2e_per_t", point,
               "Check the three numbers.")
    until = columns["valid_until"][i]
    if until is not None and not ends_known(until):
        refuse(f"('{material}') is valid until '{until}'", "bad_valid_until", "valid_until", until,
               "Write a day, a month or a year: 2024-06-10, 2024-06, 2024.")
    for gate in (columns["gate"][i] or "").split():
        if gate not in GATES:
            refuse(f"('{material}') has gate '{gate}'", "unknown_gate", "gate", gate, f"Choose among {', '.join(GATES)}.")
    if kind not in KINDS:
        refuse(f"('{material}') has kind '{kind}'", "unknown_kind", "kind", kind, f"Choose one of {', '.join(KINDS)}.")
    if sd is not None and sd < 0:
        refuse(f"('{material}') has a negative sd", "negative_sd", "sd", sd, "Give a standard deviation of 0 or more.")
    if distribution is not None:
        if distribution not in NEEDED:
            refuse(f"('{material}') has distribution '{distribution}'", "unknown_distribution", "distribution", distribution,
                   f"Choose one of {', '.join(NEEDED)}.")
        spread({c: own[i] for c, own in (columns | further).items()}, distribution, row)
    elif sd is not None:
        refuse(f"('{material}') has an sd without a distribution", "missing_distribution", "distribution", None, "Say normal or lognormal.")
