# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Coverage goals: whether every category, tier or mode has a firm on the list, and who outside could close a gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...results import Result
from .reasons import ON_LIST
from .rules import Rules

__all__ = ["coverage"]

_OPEN = ("refused", "waiting", "watched_outside")
_SHUT = ("must_failed", "exit_now", "panel")


def coverage(rules: Rules, rows: list[dict[str, Any]], kind: str, record: dict[str, Any]) -> Result:
    """One row a goal: ``column, value, wanted, listed, met, candidates``.

    A goal for every value of a column asks for the values that anybody reported: one that nobody reported must be named in the rules to be missed.
    """
    import pyarrow as pa

    out = []
    for column, goal in rules.coverage.items():
        wanted = dict(goal) if isinstance(goal, Mapping) else {v: goal for v in sorted({r[column] for r in rows if r[column] is not None})}
        for value, least in wanted.items():
            here = [r for r in rows if r[column] == value]
            listed = sum(r["decision"] in ON_LIST for r in here)
            candidates = sum(r["decision"] in _OPEN and not any(s in r["reason"] for s in _SHUT) for r in here)
            out.append({"column": column, "value": value, "wanted": least, "listed": listed, "met": listed >= least, "candidates": candidates})
    types = {"column": pa.string(), "value": pa.string(), "wanted": pa.int64(), "listed": pa.int64(), "met": pa.bool_(), "candidates": pa.int64()}
    return Result(pa.table({n: pa.array([r[n] for r in out], t) for n, t in types.items()}), kind, record, "coverage of the list")
