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
from .decisions import SAID, rows_of
from .overrides import Override, panel_codes
from .overrides import read as read_overrides
from .reasons import DECISIONS, ON_LIST
from .rules import Rules
from .words import explain

__all__ = ["Review", "review", "rule_codes"]


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
        ``bad_rule`` where ``rules`` are no ``Rules``; ``missing_column``, ``missing_name``, ``not_boolean``, ``not_a_number``, ``not_finite``, ``bad_lows``,
        ``repeated_enterprise``, ``bad_period``, ``several_periods``, ``period_not_later``, ``override_without_reason``, ``override_of_must``,
        ``unknown_enterprise``, ``bad_override``.

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
    if not isinstance(rules, Rules):
        raise InputError(f"rules is a {type(rules).__name__}.", code="bad_rule", value=type(rules).__name__, hint="Give hs.enterprises.Rules.")
    table = frames.table(reports)
    before = standing.read(current, rules.groups)
    year = facts.read(table, rules, before.rows)
    if not standing.later(year.period, before.period):
        raise InputError(f"The reports are of {year.period}, the list is of {before.period}.", code="period_not_later", column="period", value=year.period,
                         hint="Review periods in their order.")
    panel = read_overrides(overrides, year, before.rows)
    found = _native.review_list(rule_codes(rules), year.facts(panel_codes(panel, year.ids)), year.score, before.arrays(year.ids))
    record = provenance.record("enterprises.review", provenance.of_input(reports, table.num_rows, table.column_names), rules=rules.to_dict(),
                               rules_hash=rules.hash, period=year.period, reports=digest_of(table), current=digest_of_list(before))
    return Review(rules, year, before, found, panel, frames.kind_of(reports), record)


class Review:
    """What a review decided; made by ``review``.

    Frames have ``enterprise``, the columns of quotas, ``period``, ``since``, ``lows``, ``reviews`` (since entry), ``score``, ``margin``, ``decision``,
    ``reason`` (codes, gravest first), ``reason_zh``, ``reason_en``, ``needs``.

    ``margin`` is the score less the threshold that counts: exit for insiders, enter for outsiders. ``needs`` is what would change the decision, as codes
    (``meet:filed score>=0.7``) that ``explain`` says in full.

    Attributes
    ----------
    rules : Rules
        The rules that decided.
    period : str
        The period reviewed.
    list : frame
        Firms on the list after the review: what the next review takes.
    entered, stayed, watched, waiting, left : frame
        Firms by decision.
    decisions : Result
        Every firm that reported or was on the list.
    counts : dict
        Number of firms by decision.
    coverage : Result
        Coverage goals, met or not, and who outside the list could meet them.
    provenance : dict
        Rules, hashes of inputs, version.
    """

    def __init__(self, rules: Rules, year: facts.Year, before: standing.Standing, found: dict[str, Any], panel: dict[str, Override], kind: str,
                 record: dict[str, Any]):
        self._rules, self._year, self._before, self._panel, self._kind, self._record = rules, year, before, panel, kind, record
        self._rows = rows_of(rules, year, before, found)
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

        Parameters
        ----------
        enterprise
            A firm of the reports or of the list.
        lang
            ``"zh"`` or ``"en"``.

        Returns
        -------
        str
            Several lines.

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
            kept = [v.hex() if isinstance(v, float) else v for k, v in r.items() if k not in SAID]
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
        return ["enterprise", *self._rules.groups, "period", "since", "lows", "reviews", "score", "margin", "decision", "reason", *SAID]

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


def digest_of(table: Any) -> str:
    """sha256 of reports, in whatever order of rows and columns."""
    names = sorted(table.column_names)
    lines = sorted(json.dumps(row, ensure_ascii=False, default=str) for row in (list(r.values()) for r in table.select(names).to_pylist()))
    return files.sha256("\n".join([json.dumps(names, ensure_ascii=False), *lines]).encode())


def digest_of_list(before: standing.Standing) -> str:
    """sha256 of a list as a review starts from it."""
    return files.sha256(json.dumps([before.period, sorted(before.rows.items())], ensure_ascii=False, sort_keys=True).encode())

