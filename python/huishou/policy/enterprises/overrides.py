# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Decisions of a panel that overrule the rules: named, with a reason on record, never against a must."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ... import frames
from ...errors import InputError

__all__ = ["PANEL", "Override", "panel_codes", "read"]

PANEL = ("", "enter", "stay", "leave", "refuse")                # as the kernel numbers them


@dataclass(frozen=True)
class Override:
    """What a panel decided of one enterprise, why, and who."""

    decision: str
    reason: str
    by: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


def read(overrides: Any, year: Any, members: Mapping[str, Any]) -> dict[str, Override]:
    """Overrides by enterprise.

    Raises
    ------
    InputError
        ``bad_override`` (unknown decision, enter for an insider, stay for an outsider), ``override_without_reason``, ``unknown_enterprise``,
        ``repeated_enterprise``, ``override_of_must`` where a must fails or is unknown.
    """
    if overrides is None:
        return {}
    table = frames.table(overrides)
    frames.need_columns(table.column_names, ["enterprise", "decision", "reason"])
    place = {name: i for i, name in enumerate(year.ids)}
    out: dict[str, Override] = {}
    for n, row in enumerate(table.to_pylist(), 1):
        name, decision, reason = row["enterprise"], row["decision"], row["reason"]
        where = {"row": n, "value": name}
        if name not in place:
            raise InputError(f"'{name}' neither reported nor is on the list.", code="unknown_enterprise", column="enterprise", **where,
                             hint="A panel decides on firms under review.")
        if name in out:
            raise InputError(f"'{name}' is decided twice.", code="repeated_enterprise", column="enterprise", **where, hint="Keep one decision.")
        if not isinstance(reason, str) or not reason.strip():
            raise InputError(f"The override of '{name}' gives no reason.", code="override_without_reason", column="reason", **where,
                             hint="Write the reason: it goes on record.")
        if decision not in PANEL[1:] or (decision in ("enter", "refuse")) == (name in members):
            raise InputError(f"'{decision}' is no decision on {'an insider' if name in members else 'an outsider'}.", code="bad_override", column="decision",
                             **where, hint="Insiders stay or leave, outsiders enter or are refused.")
        verdicts = (year.must_enter, year.exit_now) if decision == "enter" else (year.must_stay, year.exit_now) if decision == "stay" else ()
        bad = decision == "enter" and any(v[place[name]] != 1 for v in verdicts) or any(v[place[name]] == 0 for v in verdicts)
        if bad or (decision == "enter" and not year.reported[place[name]]):
            raise InputError(f"The panel cannot let '{name}' {decision}: a must is not met.", code="override_of_must", column="decision", **where,
                             hint="A must is waived by other rules, not by an override.")
        out[name] = Override(decision, reason.strip(), row.get("by"))
    return out


def panel_codes(found: Mapping[str, Override], ids: list[str]):
    """The kernel's code of each firm."""
    import numpy as np

    return np.fromiter((PANEL.index(found[i].decision) if i in found else 0 for i in ids), np.uint8, len(ids))
