# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What the kernel decided, firm by firm, with reasons by name, margins, and what would change it."""

from __future__ import annotations

from typing import Any

from . import facts, standing
from .reasons import DECISIONS, codes_of, say
from .rules import Rules

__all__ = ["SAID", "rows_of"]

SAID = ("reason_zh", "reason_en", "needs")                      # words about a decision, no part of it: better words change no digest


def rows_of(rules: Rules, year: facts.Year, before: standing.Standing, found: dict[str, Any]) -> list[dict[str, Any]]:
    """One dict a firm, absent ones left out.

    Parameters
    ----------
    rules, year, before
        What was reviewed.
    found
        ``decision, why, bar, lows, reviews`` of the kernel, one entry a firm of ``year.ids``.

    Notes
    -----
    Words are made once for each set of reasons: ninety thousand firms have a few dozen.
    """
    known: dict[tuple[Any, ...], str] = {}
    said: dict[str, dict[str, str]] = {}
    columns = [found[k].tolist() for k in ("decision", "why", "bar", "lows", "reviews")]
    own = [a.tolist() for a in (year.score, year.enter, year.exit, year.failed, year.unknown, year.late)]
    groups, rows = rules.groups, []
    for i, (name, decision, why, bar, lows, reviews, score, enter, exit_, failed, unknown, late) in enumerate(zip(year.ids, *columns, *own, strict=True)):
        if decision == 0 and not late:                          # neither on the list nor reporting; a report too late to count is refused, not forgotten
            continue
        was = before.rows.get(name)
        key = (was is not None, why, failed, unknown, late)
        if key not in known:
            known[key] = _reason(year.labels, *key)
        reason = known[key]
        word = DECISIONS[decision or DECISIONS.index("refused")]
        has = score == score and year.reported[i]
        row = {"enterprise": name, **{g: year.groups[g][i] for g in groups}, "period": year.period,
               "since": was["since"] if was else year.period if word == "entered" else None, "lows": lows, "reviews": reviews,
               "score": score if has else None, "margin": score - (exit_ if was else enter) if has else None, "decision": word, "reason": reason}
        if reason not in said:
            said[reason] = {f"reason_{lang}": say(reason.split(), lang) for lang in ("zh", "en")}
        row |= said[reason]
        row["needs"] = _needs(row, rules, enter, exit_, bar, was)
        rows.append(row)
    return rows


def _reason(labels: list[tuple[str, str]], inside: bool, why: int, failed: int, unknown: int, late: bool) -> str:
    """Codes of a decision; musts and exits by name, those of entry for outsiders only."""
    musts = ("stay",) if inside else ("stay", "enter")
    meant = {"exit_now": (failed, ("exit",)), "must_failed": (failed, musts), "must_unknown": (unknown, (*musts, "exit"))}
    words = []
    for code in codes_of(why):
        bits, kinds = meant.get(code, (0, ()))
        named = [name for b, (kind, name) in enumerate(labels) if bits >> b & 1 and kind in kinds]
        words += [f"{code}:{name}" for name in named] or [code]
    return " ".join([*words, *(["late_report"] if late else [])])


_NEEDS = {"must_failed": "meet", "exit_now": "clear", "must_unknown": "know"}


def _needs(row: dict[str, Any], rules: Rules, enter: float, exit_: float, bar: float, was: dict[str, Any] | None) -> str:
    """What would change the decision, as codes that ``words.need`` says in full."""
    codes = row["reason"].split()
    needs = [f"{_NEEDS[name]}:{what}" for name, _, what in (c.partition(":") for c in codes) if what]
    if {"no_report", "missing_report_leaves"} & set(codes):
        needs.append("report")
    elif "no_score" in codes:
        needs.append("score_known")
    elif "below_enter" in codes:
        needs.append(f"score>={enter:.6g}")
    elif "low_score" in codes:
        needs.append(f"score>={exit_:.6g}")
    if row["decision"] == "waiting" or "displaced" in codes:
        needs.append(f"score>{bar:.6g}" if bar == bar and rules.full != "insider_keeps" else "seat")
    if row["decision"] in ("stayed", "entered"):
        needs.append(f"below:{exit_:.6g}:{rules.exit_after}")
    if row["decision"] == "watched" and was and {"low_score", "no_report", "no_score"} & set(codes) and "in_grace" not in codes:
        needs.append(f"lows_left:{rules.exit_after - row['lows']}")
    return " ".join(needs)
