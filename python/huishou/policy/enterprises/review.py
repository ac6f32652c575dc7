# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""One review of the contact list: last list and this year's reports in, the new list out, a reason for everything."""

from __future__ import annotations

import json
from typing import Any

from ... import _native, files, frames, provenance
from ...errors import InputError
from ...results import Result
from . import facts, standing
from .overrides import Override, panel_codes
from .overrides import read as read_overrides
from .reasons import DECISIONS, ON_LIST, codes_of, say
from .rules import Rules
from .words import explain

__all__ = ["Review", "review", "rule_codes"]

_SAID = ("reason_zh", "reason_en", "needs")                    # words about a decision, no part of it: better words change no digest


def rule_codes(rules: Rules) -> tuple[Any, ...]:
    """The rules as the kernel takes them."""
    full, margin = (rules.full[0], rules.full[1]) if isinstance(rules.full, tuple) else (rules.full, 0.0)
    return (rules.exit_after, rules.grace, ("low", "watch", "leave").index(rules.missing_report), ("insider_keeps", "best_score", "swap").index(full), margin)


def review(current: Any, reports: Any, rules: Rules, overrides: Any = None) -> Review:
    """The contact list after one review. A pure function: the same list, reports and rules give the same list, bit for bit, in any order of rows.

    Parameters
    ----------
    current
        None, the last ``Review``, its ``list``, or any frame with ``enterprise`` (and ``since``, ``lows``, ``reviews``).
    reports
        Frame, one row an enterprise, one period: ``enterprise``, ``period``, what the rules name, ``submitted`` (ISO date) where lateness counts.
    rules
        What decides.
    overrides
        Frame of panel decisions: ``enterprise``, ``decision`` (enter, stay, leave, refuse), ``reason`` (required: it goes on record), ``by``. A panel may
        overrule scores and lows, never a must, and finds no seat where a quota is full.

    Returns
    -------
    Review
        ``list``, ``entered``, ``stayed``, ``watched``, ``waiting``, ``left`` as the caller's kind of frame.

    Raises
    ------
    InputError
        ``missing_column``, ``not_boolean``, ``not_a_number``, ``repeated_enterprise``, ``several_periods``, ``period_not_later``, ``override_without_reason``,
        ``override_of_must``, ``unknown_enterprise``, ``bad_override``.

    Notes
    -----
    A low is a score below the exit threshold or, by rule, a missing report. A blank must is no failure: the firm is watched, reason ``must_unknown``; an
    insider keeps its seat and its count of lows, an outsider takes no seat. ``exit_after`` counts reviews. Where a quota is full and scores are equal,
    the enterprise id decides, reason ``tie``.

    Examples
    --------
    >>> import huishou as hs
    >>> rules = hs.enterprises.Rules(must_enter=["filed"], must_stay=["filed"], enter=0.7, exit=0.5)
    >>> first = hs.enterprises.review(None, {"enterprise": ["A", "B"], "period": [2023, 2023], "filed": [True, True], "score": [0.9, 0.6]}, rules)
    >>> list(first.list["enterprise"]), first.explain("B", "en").splitlines()[0]
    (['A'], 'B 2023: refused: the score is below the enter threshold')
    """
    import numpy as np

    if not isinstance(rules, Rules):
        raise InputError(f"rules is a {type(rules).__name__}.", code="bad_rule", value=type(rules).__name__, hint="Give hs.enterprises.Rules.")
    table = frames.table(reports)
    before = standing.read(current, rules.groups)
    year = facts.read(table, rules, before.rows)
    if not standing.later(year.period, before.period):
        raise InputError(f"The reports are of {year.period}, the list is of {before.period}.", code="period_not_later", column="period", value=year.period,
                         hint="Review periods in their order.")
    panel = read_overrides(overrides, year, before.rows)
    rows = [before.rows.get(name) for name in year.ids]
    start = (np.fromiter((r is not None for r in rows), np.uint8, len(rows)), np.fromiter((r["lows"] if r else 0 for r in rows), np.int32, len(rows)),
             np.fromiter((r["reviews"] if r else 0 for r in rows), np.int32, len(rows)))
    found = _native.review_list(rule_codes(rules), year.facts(panel_codes(panel, year.ids)), year.score, start)
    record = provenance.record("enterprises.review", provenance.of_input(reports, table.num_rows, table.column_names), rules=rules.to_dict(),
                               rules_hash=rules.hash, period=year.period, reports=digest_of(table), current=digest_of_list(before))
    return Review(rules, year, before, found, panel, frames.kind_of(reports), record)


class Review:
    """What a review decided. Frames have ``enterprise``, the columns of quotas, ``period``, ``since``, ``lows``, ``reviews`` (since entry), ``score``,
    ``margin``, ``decision``, ``reason`` (codes, gravest first), ``reason_zh``, ``reason_en``, ``needs``.

    ``margin`` is the score less the threshold that counts: exit for insiders, enter for outsiders. ``needs`` is what would change the decision, as codes
    (``meet:filed score>=0.7``) that ``explain`` says in full.
    """

    def __init__(self, rules: Rules, year: facts.Year, before: standing.Standing, found: dict[str, Any], panel: dict[str, Override], kind: str,
                 record: dict[str, Any]):
        self._rules, self._year, self._before, self._panel, self._kind, self._record = rules, year, before, panel, kind, record
        self._rows = _rows(rules, year, before, found)
        self._by_name = {r["enterprise"]: r for r in self._rows}

    @property
    def rules(self) -> Rules:
        """The rules that decided."""
        return self._rules

    @property
    def period(self) -> str:
        """The period reviewed."""
        return self._year.period

    @property
    def provenance(self) -> dict[str, Any]:
        """Rules, hashes of inputs, version; plain JSON."""
        return json.loads(json.dumps(self._record))

    @property
    def list(self):
        """Firms on the list after the review: what the next review takes."""
        return self._frame(lambda r: r["decision"] in ON_LIST)

    @property
    def entered(self):
        """Firms that came in."""
        return self._frame(lambda r: r["decision"] == "entered")

    @property
    def stayed(self):
        """Insiders in good standing."""
        return self._frame(lambda r: r["decision"] == "stayed")

    @property
    def watched(self):
        """Insiders with a low or an unknown must, who hold their seat, and outsiders kept out by an unknown must alone."""
        return self._frame(lambda r: r["decision"] in ("watched", "watched_outside"))

    @property
    def waiting(self):
        """Firms refused by a quota alone."""
        return self._frame(lambda r: r["decision"] == "waiting")

    @property
    def left(self):
        """Firms that went out."""
        return self._frame(lambda r: r["decision"] == "left")

    @property
    def decisions(self) -> Result:
        """Every firm that reported or was on the list, with its decision."""
        return Result(self._table(self._rows), self._kind, self._record, f"review {self.period}, every decision", self._explain_row)

    @property
    def counts(self) -> dict[str, int]:
        """Firms by decision."""
        return {d: sum(r["decision"] == d for r in self._rows) for d in DECISIONS[1:]}

    @property
    def coverage(self) -> Result:
        """Coverage goals: ``column, value, wanted, listed, met``, and ``candidates`` outside the list that hold the value and every must."""
        from .coverage import coverage

        return coverage(self._rules, self._rows, self._kind, self._record)

    def rows(self) -> list[dict[str, Any]]:
        """Every decision as a dict, by enterprise."""
        return [dict(r) for r in self._rows]

    def explain(self, enterprise: str, lang: str = "zh") -> str:
        """Decision, reasons, margin and what would change it, in Chinese or English.

        Raises
        ------
        InputError
            ``unknown_enterprise``, ``unknown_language``.
        """
        if enterprise not in self._by_name:
            raise InputError(f"'{enterprise}' neither reported nor is on the list.", code="unknown_enterprise", value=enterprise,
                             hint="Give an enterprise of the reports or of the list.")
        return explain(self._by_name[enterprise], self._rules, self._panel.get(enterprise), lang)

    def changes(self) -> list[dict[str, Any]]:
        """Entries and exits with their reasons, and the panel's words where it decided: what a trail records."""
        out = []
        for row in self._rows:
            if row["decision"] in ("entered", "left") or row["enterprise"] in self._panel:
                said = self._panel.get(row["enterprise"])
                out.append({k: row[k] for k in ("enterprise", "decision", "reason")} | ({"panel": said.to_dict()} if said else {}))
        return out

    def digest(self) -> str:
        """sha256 of rules, period and every decision with its numbers, in the order of enterprise ids: equal inputs in any order give an equal digest."""
        lines = [self._rules.hash, self.period]
        for r in self._rows:
            kept = [v.hex() if isinstance(v, float) else v for k, v in r.items() if k not in _SAID]
            lines.append(json.dumps(kept, ensure_ascii=False))
        return files.sha256("\n".join(lines).encode())

    def list_digest(self) -> str:
        """sha256 of the list alone, as the next review will hash it."""
        return digest_of_list(standing.read(self, self._rules.groups))

    def publish(self):
        """The list for the public: enterprise, quota region columns and since; no scores, no reasons, no lows."""
        names = [n for n in ("enterprise", "region", "period", "since") if n in self._columns()]
        return frames.like(self._kind, self._table([r for r in self._rows if r["decision"] in ON_LIST]).select(names))

    def _columns(self):
        return ["enterprise", *self._rules.groups, "period", "since", "lows", "reviews", "score", "margin", "decision", "reason", *_SAID]

    def _table(self, rows: list[dict[str, Any]]):
        import pyarrow as pa

        types = {"lows": pa.int64(), "reviews": pa.int64(), "score": pa.float64(), "margin": pa.float64()}
        return pa.table({n: pa.array([r[n] for r in rows], types.get(n, pa.string())) for n in self._columns()})

    def _frame(self, wanted):
        return frames.like(self._kind, self._table([r for r in self._rows if wanted(r)]))

    def _explain_row(self, row: dict[str, Any], lang: str) -> str:
        return self.explain(row["enterprise"], lang)

    def __repr__(self) -> str:
        counted = ", ".join(f"{n:,} {d}" for d, n in self.counts.items() if n)
        return f"<Review {self.period}: {sum(self.counts[d] for d in ON_LIST):,} on the list; {counted}; rules {self._rules.id} {self._rules.version}>"

    def _repr_html_(self) -> str:
        return self.decisions._repr_html_()


def _rows(rules: Rules, year: facts.Year, before: standing.Standing, found: dict[str, Any]) -> list[dict[str, Any]]:
    """One dict a firm, absent ones left out. Words are made once for each set of reasons."""
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


def digest_of(table: Any) -> str:
    """sha256 of reports, in whatever order of rows and columns."""
    names = sorted(table.column_names)
    lines = sorted(json.dumps(row, ensure_ascii=False, default=str) for row in (list(r.values()) for r in table.select(names).to_pylist()))
    return files.sha256("\n".join([json.dumps(names, ensure_ascii=False), *lines]).encode())


def digest_of_list(before: standing.Standing) -> str:
    """sha256 of a list as a review starts from it."""
    return files.sha256(json.dumps([before.period, sorted(before.rows.items())], ensure_ascii=False, sort_keys=True).encode())

