# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The account of a reading as a small HTML card: no script, every text of the source escaped."""

from __future__ import annotations

import html
from typing import Any

from ..errors import InputError
from ..schema import RULES, WARNINGS

__all__ = ["intake_card"]

_WORDS = {"read": ("读入", "read"), "accepted": ("接受", "accepted"), "rejected": ("拒绝", "rejected"), "ignored": ("忽略", "ignored"),
          "total_row": ("合计行", "rows of totals"), "blank_row": ("空行", "blank rows"), "blank_cell": ("空单元格", "cells without a number"),
          "outside_where": ("不在筛选范围内", "outside where"), "read_before": ("已读过的单元格", "cells read before"),
          "warnings": ("存疑", "warnings"), "notes": ("说明", "notes")}
_LANGUAGES = ("zh", "en")


def intake_card(counts: dict[str, Any], notes: list[str], lang: str = "zh") -> str:
    """Counts, broken rules and notes of a reading.

    Raises
    ------
    InputError
        ``unknown_language``.

    Examples
    --------
    >>> from huishou.ledger.card import intake_card
    >>> counts = {"read": 1, "accepted": 1, "rejected": 0, "rules": {}, "ignored": {"total_row": 0}}
    >>> "<script" in intake_card(counts, ["<script>"], "en")
    False
    """
    if lang not in _LANGUAGES:
        raise InputError(f"There is no language '{lang}'.", code="unknown_language", value=lang, hint="Choose zh or en.")
    n = _LANGUAGES.index(lang)
    rows = [(_WORDS[k][n], counts[k], "") for k in ("read", "accepted", "rejected")]
    rows += [(f"{RULES[r][n]} ({r})", c, "padding-left:2em;") for r, c in counts["rules"].items()]
    rows.append((_WORDS["ignored"][n], sum(counts["ignored"].values()), ""))
    rows += [(_WORDS[r][n], c, "padding-left:2em;") for r, c in counts["ignored"].items() if c]
    if counts.get("warnings"):
        rows.append((_WORDS["warnings"][n], sum(counts["warnings"].values()), ""))
        rows += [(f"{WARNINGS[r][n]} ({r})", c, "padding-left:2em;") for r, c in counts["warnings"].items()]
    body = "".join(f"<tr><th style='text-align:left;{style}'>{html.escape(name)}</th><td style='text-align:right'>{c:,}</td></tr>" for name, c, style in rows)
    told = "".join(f"<li>{html.escape(t)}</li>" for t in notes)
    fold = f"<details><summary>{_WORDS['notes'][n]} ({len(notes)})</summary><ul>{told}</ul></details>" if notes else ""
    return f"<div class='huishou-card'><table>{body}</table>{fold}</div>"
