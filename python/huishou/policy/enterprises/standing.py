# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The list before a review: who is on it, since when, and with how many lows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ... import frames
from ...errors import InputError

__all__ = ["Standing", "later", "read", "unique_names"]


@dataclass(frozen=True)
class Standing:
    """Firms on a list by id; ``rows`` holds ``since``, ``lows``, ``reviews`` and what the list remembers of quotas and thresholds."""

    period: str | None
    rows: dict[str, dict[str, Any]]

    def arrays(self, ids: list[str]):
        """(on the list, lows, reviews since entry) of each firm, as the kernel takes them."""
        import numpy as np

        own = [self.rows.get(i) for i in ids]
        counts = (np.fromiter((r[name] if r else 0 for r in own), np.int32, len(own)) for name in ("lows", "reviews"))
        return (np.fromiter((r is not None for r in own), np.uint8, len(own)), *counts)


def read(current: Any, groups: tuple[str, ...]) -> Standing:
    """The list of the last review, or one that was kept elsewhere: only ``enterprise`` is required.

    Without ``since`` it stays missing; without ``lows`` and ``reviews`` a firm starts with none. A firm that does not report stands in the quotas the list
    remembers of it (columns ``groups``), and in none where the list remembers none.

    Raises
    ------
    InputError
        ``missing_column``, ``missing_name``, ``repeated_enterprise``, ``bad_lows``, ``several_periods``.
    """
    if current is None:
        return Standing(None, {})
    table = frames.table(getattr(current, "list", current))
    frames.need_columns(table.column_names, ["enterprise"])
    kept = [c for c in ("enterprise", "period", "since", "lows", "reviews", *groups) if c in table.column_names]
    rows = table.select(list(dict.fromkeys(kept))).to_pylist()
    unique_names([r["enterprise"] for r in rows])
    periods = {str(r["period"]) for r in rows if r.get("period") is not None}
    if len(periods) > 1:
        raise InputError(f"The list holds several periods: {', '.join(sorted(periods))}.", code="several_periods", column="period",
                         hint="Give the list of one review.")
    out = {}
    for n, row in enumerate(rows, 1):
        counts = {}
        for name in ("lows", "reviews"):
            value = row.get(name)
            if value is not None and (isinstance(value, bool) or value != int(value) or value < 0):
                raise InputError(f"{name} is {value!r}.", code="bad_lows", column=name, row=n, value=value, hint="Give a whole number from 0 on.")
            counts[name] = int(value or 0)
        out[row["enterprise"]] = {"since": None if row.get("since") is None else str(row["since"]), **counts,
                                  **{g: None if row.get(g) is None else str(row[g]) for g in groups}}
    return Standing(next(iter(periods), None), out)


def unique_names(names: list[Any]) -> None:
    """Refuse an enterprise that is blank, no text, or named twice."""
    seen: set[str] = set()
    for n, name in enumerate(names, 1):
        if not isinstance(name, str) or not name.strip():
            raise InputError(f"The enterprise is {name!r}.", code="missing_name", column="enterprise", row=n, value=name,
                             hint="Give the credit code or another identifier as text.")
        if name in seen:
            raise InputError(f"'{name}' stands there twice.", code="repeated_enterprise", column="enterprise", row=n, value=name,
                             hint="Keep the corrected report, one row an enterprise and period.")
        seen.add(name)


def later(period: str, than: str | None) -> bool:
    """Whether a period comes after another: as numbers where both are, else as text (2024Q1 < 2024Q2)."""
    if than is None:
        return True
    if period.isdigit() and than.isdigit():
        return int(period) > int(than)
    return period > than
