# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""How many firms name a difficulty: shares of those that answered, with intervals; never counts as intensity, never one firm for the public."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import frames, provenance
from ...errors import InputError
from ...metrics.intervals import checked_level, ratio_estimate, wilson
from ...results import Result
from ..enterprises.cell_network import hidden_cells
from ..enterprises.disclosure import FEWEST, audience_of
from .taxonomy import NONE, taxonomy

__all__ = ["Answers", "held_back", "read", "tally"]


class Answers:
    """Who was asked, who answered, who named what: firms by group."""

    def __init__(self, rows: list[dict[str, Any]], by: list[str], weights: str | None, detail: bool):
        self.asked: dict[tuple, dict[str, float]] = {}
        self.named: dict[tuple, dict[str, set[str]]] = {}
        self.codes: set[str] = set()
        for n, row in enumerate(rows, 1):
            group = tuple(row[b] for b in by)
            weight = 1.0 if weights is None else row[weights]
            if weight is None or not weight > 0:
                raise InputError(f"'{row['enterprise']}' has the weight {weight!r}.", code="bad_weight", column=weights, row=n, value=weight,
                                 hint="A weight is the number of firms of the frame that this firm stands for.")
            known = self.asked.setdefault(group, {}).setdefault(row["enterprise"], float(weight))
            if known != float(weight):
                raise InputError(f"'{row['enterprise']}' has several weights.", code="bad_weight", column=weights, row=n, value=weight,
                                 hint="Give each firm one.")
            if row["code"] is not None:
                code = row["code"] if detail else row["code"][:3]
                self.codes.add(code)
                self.named.setdefault(group, {}).setdefault(row["enterprise"], set()).add(code)
        for firms in self.named.values():                       # who names a difficulty has not said to have none
            for own in firms.values():
                if len(own) > 1:
                    own.discard(NONE)

    def firms(self, group: tuple, code: str) -> int:
        """Firms of a group that named a code."""
        return sum(code in own for own in self.named.get(group, {}).values())

    def answered(self, group: tuple) -> int:
        """Firms of a group that said anything."""
        return len(self.named.get(group, {}))

    def mentions(self, group: tuple) -> int:
        """Firms and difficulties of a group, each pair once; none is no mention."""
        return sum(len(own - {NONE}) for own in self.named.get(group, {}).values())


def read(frame: Any, columns: Sequence[str]) -> tuple[list[dict[str, Any]], str]:
    """Rows of items and the caller's kind of frame.

    Raises
    ------
    InputError
        ``missing_column``, ``missing_name``.
    """
    table = frames.table(frame)
    frames.need_columns(table.column_names, ["enterprise", "code", *columns])
    rows = table.select(list(dict.fromkeys(["enterprise", "code", *columns]))).to_pylist()
    for n, row in enumerate(rows, 1):
        if row["enterprise"] is None:
            raise InputError("A row names no enterprise.", code="missing_name", column="enterprise", row=n, hint="Give an identifier to every answer.")
    return rows, frames.kind_of(frame)


def tally(frame: Any, by: Any = (), weights: str | None = None, level: float = 0.95, detail: bool = False, audience: str = "own",
          taxonomy: Any = "default") -> Result:
    """Difficulties by the share of firms that name them.

    Parameters
    ----------
    frame
        Items: ``enterprise``, ``code`` (blank: asked and silent), columns of ``by`` and ``weights``; see ``items``.
    by
        Columns of groups.
    weights
        Column with the number of firms of the frame each firm stands for. None: the result speaks of the listed firms only, and says so in ``basis``.
    level
        Of the intervals.
    detail
        Parts (``D01.02``) instead of difficulties.
    audience
        ``"public"`` holds back what fewer than three firms named, and as much more as keeps it from being worked out of the sums by code and group.
    taxonomy
        Names of codes.

    Returns
    -------
    Result
        ``by…, code, zh, en, asked, answered, firms``, ``share, share_low, share_high`` of firms that answered (several codes a firm: shares add up to more than
        1), ``mention_share, mention_low, mention_high`` of mentions (add up to 1; not for ``D00``), ``basis`` (``listed_firms``, ``frame``), ``status``.

    Raises
    ------
    InputError
        ``missing_column``, ``missing_name``, ``bad_weight``, ``bad_level``, ``bad_audience``; ``cannot_protect`` where a small cell cannot be hidden behind the
        sums.

    Notes
    -----
    Wilson's interval for counts; with weights the linearised ratio of ``hs.recovery.ratio_estimate``. ``D00`` counts firms that said to have no difficulty;
    firms that said nothing are in ``asked`` and in no share. A count says how many named it, not how hard it presses.

    Examples
    --------
    >>> import huishou as hs
    >>> items = {"enterprise": ["A", "A", "B", "C", "D"], "code": ["D01.02", "D03", "D01", "D00", None]}
    >>> [(r["code"], r["firms"], r["answered"], r["asked"]) for r in hs.demands.tally(items).rows()]
    [('D00', 1, 3, 4), ('D01', 2, 3, 4), ('D03', 1, 3, 4)]
    """
    import pyarrow as pa

    by = [by] if isinstance(by, str) else list(by)
    public = audience_of(audience)
    checked_level(level)
    names = _taxonomy(taxonomy)
    rows, kind = read(frame, [*by, *([weights] if weights else [])])
    found = Answers(rows, by, weights, detail)
    groups = sorted(found.asked, key=lambda g: [(v is None, str(v)) for v in g])
    codes = sorted(found.codes)
    hidden = held_back(found, groups, codes) if public else set()
    out = []
    for i, group in enumerate(groups):
        for j, code in enumerate(codes):
            c = names.find(code)
            row = {**dict(zip(by, group, strict=True)), "code": code, "zh": c.zh, "en": c.en, "asked": len(found.asked[group]),
                   "answered": found.answered(group), "firms": found.firms(group, code)}
            row |= _shares(found, group, code, weights is not None, level)
            row |= {"basis": "frame" if weights else "listed_firms", "status": "ok" if row["answered"] else "no_denominator"}
            if (i, j) in hidden or (public and 0 < row["answered"] < FEWEST):
                row |= dict.fromkeys(("firms", *_NUMBERS)) | {"status": "suppressed"}
            if (i, -1) in hidden:                               # a share of mentions would tell their number
                row |= dict.fromkeys(_NUMBERS[3:])
            out.append(row)
    kinds = {n: pa.int64() for n in ("asked", "answered", "firms")} | {n: pa.float64() for n in _NUMBERS}
    columns = [*by, "code", "zh", "en", "asked", "answered", "firms", *_NUMBERS, "basis", "status"]
    table = pa.table({n: pa.array([r[n] for r in out], None if n in by else kinds.get(n, pa.string())) for n in columns})
    record = provenance.record("demands.tally", provenance.of_input(frame, len(rows), ["enterprise", "code", *by]), by=by, weights=weights, level=level,
                               audience=audience, taxonomy={"id": names.id, "version": names.version, "hash": names.hash})
    return Result(table, kind, record, "difficulties by share of firms that answered" + ("" if weights else ", of listed firms"))


_taxonomy = taxonomy
_NUMBERS = ("share", "share_low", "share_high", "mention_share", "mention_low", "mention_high")


def _shares(found: Answers, group: tuple, code: str, weighted: bool, level: float) -> dict[str, float | None]:
    out: dict[str, float | None] = dict.fromkeys(_NUMBERS)
    answered = sorted(found.named.get(group, {}))
    if not answered:
        return out
    if weighted:
        own = found.named[group]
        x = [1.0 if code in own[f] else 0.0 for f in answered]
        w = [found.asked[group][f] for f in answered]
        e = ratio_estimate(x, [1.0] * len(x), weights=w, level=level)
        if len(answered) > 1:
            out |= {"share": e.rate, "share_low": max(e.low, 0.0), "share_high": min(e.high, 1.0)}
        else:
            out["share"] = e.rate
    else:
        e = wilson(found.firms(group, code), len(answered), level=level)
        out |= {"share": e.rate, "share_low": e.low, "share_high": e.high}
    mentions = found.mentions(group)
    if code != NONE and mentions:
        e = wilson(found.firms(group, code), mentions, level=level)
        out |= {"mention_share": e.rate, "mention_low": e.low, "mention_high": e.high}
    return out


def held_back(found: Answers, groups: list[tuple], codes: list[str]) -> set[tuple[int, int]]:
    """Cells (group, code) to hold back, and (group, −1) where the number of mentions is: fewer than three firms, and what would give them away through sums.

    Difficulties of a group add up to its mentions; ``D00`` is no mention and is a table of its own.
    """
    out: set[tuple[int, int]] = set()
    for own, added in (([c for c in codes if c != NONE], True), ([c for c in codes if c == NONE], False)):
        place = [codes.index(c) for c in own]
        for i, j in _pattern([[float(found.firms(g, c)) for c in own] for g in groups]) if own else ():
            if i >= 0 and (j >= 0 or added):
                out.add((i, place[j] if j >= 0 else -1))
    return out


def _pattern(counts: list[list[float]]) -> set[tuple[int, int]]:
    """First the codes over all groups, as a table without ``by`` shows them; then the groups, with the sums that the first table publishes known to all."""
    columns = range(len(counts[0]))
    sums = [sum(row[j] for row in counts) for j in columns]
    small = {(i, j) for i, row in enumerate(counts) for j, x in enumerate(row) if 0 < x < FEWEST}
    whole = {(0, j) for j in columns if 0 < sums[j] < FEWEST}
    line = {(-1, -1), (0, -1)}                                  # the sum of a table of one line, known to everybody
    if len(sums) == 1:                                          # one code and its sum are one number
        if whole:
            return {(i, 0) for i in range(len(counts))}
        return {(j, i) for i, j in hidden_cells([[row[0] for row in counts]], {(j, i) for i, j in small}, 0.0, fixed=line, least=1.0)}
    gone = {j for i, j in hidden_cells([sums], whole, 0.0, fixed=line, least=1.0) if i == 0}
    fixed = {(-1, -1), *((-1, j) for j in columns if j not in gone)}
    return hidden_cells(counts, small, 0.0, {(-1, j) for j in gone}, fixed, 1.0)
