# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Common problems: named across provinces and sizes, not loud in one; and whether a difficulty is on the rise."""

from __future__ import annotations

import math
from typing import Any

from ... import provenance
from ...errors import InputError
from ...metrics.checks import share as checked_share
from ...metrics.intervals import wilson
from ...results import Result
from ..enterprises.disclosure import audience_of
from .tally import Answers, held_back, read
from .taxonomy import NONE, taxonomy

__all__ = ["common_problems", "trend"]


def common_problems(frame: Any, by: str = "region", size: str | None = "size", at_least: float = 0.10, breadth: float = 0.5, fewest: int = 5,
                    level: float = 0.95, audience: str = "own", taxonomy: Any = "default") -> Result:
    """Which difficulties are common, by a stated test.

    A difficulty is ``common`` where all of this holds:

    1. the lower bound (Wilson) of the share of firms naming it is at least ``at_least`` over all firms that answered;
    2. it stays so when any one region is left out, and when any one size is: it does not hang on one of them;
    3. it is named at that rate (point share) in at least ``breadth`` of the regions, and of the sizes, with ``fewest`` answers or more.

    ``local``: 1 holds, 2 or 3 does not. ``not_shown``: 1 does not hold, which is no proof of absence.

    Parameters
    ----------
    frame
        Items, as ``tally``.
    by, size
        Columns of regions and sizes; ``size`` None leaves that part out.
    at_least, breadth, fewest, level
        Of the test.
    audience
        ``"public"`` holds back what fewer than three firms named, as ``tally`` does.
    taxonomy
        Whose names and lead bodies: ``"default"``, a TOML file, or a ``Taxonomy``.

    Returns
    -------
    Result
        ``code, zh, en, firms, answered, share, share_low``; ``least_without`` (lowest bound with one region or size left out) and ``loudest`` (which);
        ``regions, regions_named`` (with enough answers; of these at the rate), ``sizes, sizes_named``, ``verdict``, ``bodies``.

    Raises
    ------
    InputError
        ``missing_column``, ``bad_share``.

    Examples
    --------
    >>> import huishou as hs
    >>> n = 40
    >>> items = {"enterprise": [f"E{i}" for i in range(n)], "region": ["甲", "乙", "丙", "丁"] * 10, "size": ["S", "L"] * 20,
    ...          "code": ["D01", "D01", "D01", "D07"] * 10}
    >>> [(r["code"], r["verdict"]) for r in hs.demands.common_problems(items).rows()]
    [('D01', 'common'), ('D07', 'local')]
    """
    import pyarrow as pa

    for name, value in (("at_least", at_least), ("breadth", breadth)):
        checked_share(value, name)
    names = _taxonomy(taxonomy)
    columns = [by, *([size] if size else [])]
    rows, kind = read(frame, columns)
    whole = Answers(rows, [], None, False)
    parts = {c: Answers(rows, [c], None, False) for c in columns}
    out = []
    codes = sorted(whole.codes)
    hidden = {codes[j] for _, j in held_back(whole, [()], codes) if j >= 0} if audience_of(audience) else set()
    for code in sorted(whole.codes - {NONE}):
        firms, answered = whole.firms((), code), whole.answered(())
        share = wilson(firms, answered, level=level)
        row: dict[str, Any] = {"code": code, "zh": names.find(code).zh, "en": names.find(code).en, "firms": firms, "answered": answered, "share": share.rate,
                               "share_low": share.low}
        least, loudest, wide = math.inf, None, True
        for label, column in zip(("regions", "sizes"), columns, strict=False):
            own = parts[column]
            known = [g for g in own.asked if own.answered(g) >= fewest]
            named = [g for g in known if own.firms(g, code) / own.answered(g) >= at_least]
            row |= {label: len(known), f"{label}_named": len(named)}
            wide &= bool(known) and len(named) >= breadth * len(known)
            for g in sorted(own.asked, key=str):
                rest = answered - own.answered(g)
                low = wilson(firms - own.firms(g, code), rest, level=level).low if rest else 0.0
                if low < least:
                    least, loudest = low, str(g[0])
        row |= {"least_without": least, "loudest": loudest, "verdict": "not_shown" if share.low < at_least else "common" if wide and least >= at_least
                else "local",
                "bodies": "、".join(names.find(code).bodies)}
        if code in hidden:
            row |= dict.fromkeys(set(row) - {"code", "zh", "en", "answered", "bodies"}) | {"verdict": "suppressed"}
        out.append(row)
    rank = ("common", "local", "not_shown", "suppressed")
    out.sort(key=lambda r: (rank.index(r["verdict"]), -(r["share"] or 0.0), r["code"]))
    kinds = {"share": pa.float64(), "share_low": pa.float64(), "least_without": pa.float64()}
    whole_numbers = ("firms", "answered", "regions", "regions_named", "sizes", "sizes_named")
    order = ("code", "zh", "en", "firms", "answered", "share", "share_low", "least_without", "loudest", *whole_numbers[2:4],
             *(whole_numbers[4:] if size else ()),
             "verdict", "bodies")
    table = pa.table({n: pa.array([r[n] for r in out], kinds.get(n, pa.int64() if n in whole_numbers else pa.string())) for n in order})
    record = provenance.record("demands.common_problems", provenance.of_input(frame, len(rows), ["enterprise", "code", *columns]), by=by, size=size,
                               at_least=at_least, breadth=breadth, fewest=fewest, level=level, taxonomy={"id": names.id, "hash": names.hash})
    return Result(table, kind, record, "common problems of listed firms")


_taxonomy = taxonomy


def trend(frame: Any, period: str = "period", level: float = 0.95, audience: str = "own") -> Result:
    """Shares by period, and whether the last differs from the first.

    Parameters
    ----------
    frame
        Items, as ``tally``, with ``period``.
    period, level
        Column; level of the intervals.
    audience
        ``"public"`` holds back what fewer than three firms named, and what would give it away.

    Returns
    -------
    Result
        ``code, period, firms, answered, share, share_low, share_high``; on the rows of the last period ``change`` from the first with ``change_low`` and
        ``change_high``, and ``direction``: ``rising``, ``falling``, ``unclear`` (the interval holds 0), ``suppressed``.

    Raises
    ------
    InputError
        ``missing_column``, ``missing_name``; ``missing_period`` where a row has none; ``bad_level``, ``bad_audience``.

    Notes
    -----
    Newcombe's interval of a difference of two independent shares, method 10 (Statistics in Medicine 17 (1998) 873), from Wilson's intervals. Firms that answer
    in both periods make it wider than need be. A question asked anew, or another list of codes, is no trend: recode first.

    Examples
    --------
    >>> import huishou as hs
    >>> items = {"enterprise": [f"E{i}" for i in range(60)] * 2, "period": ["2022"] * 60 + ["2023"] * 60,
    ...          "code": ["D01"] * 12 + ["D02"] * 48 + ["D01"] * 33 + ["D02"] * 27}
    >>> [(r["code"], r["direction"]) for r in hs.demands.trend(items).rows() if r["change"] is not None]
    [('D01', 'rising'), ('D02', 'falling')]
    """
    import pyarrow as pa

    rows, kind = read(frame, [period])
    found = Answers(rows, [period], None, False)
    if None in {g[0] for g in found.asked}:
        raise InputError("A row has no period.", code="missing_period", column=period, hint="Give the period of every answer.")
    periods = sorted(found.asked, key=lambda g: (len(str(g[0])), str(g[0])))
    out = []
    codes = sorted(found.codes)
    hidden = held_back(found, periods, codes) if audience_of(audience) else set()
    for code in sorted(found.codes - {NONE}):
        first = None
        for at, g in enumerate(periods):
            n = found.answered(g)
            if not n:
                continue
            if (at, codes.index(code)) in hidden:
                out.append({"code": code, "period": str(g[0]), "answered": n, "direction": "suppressed"})
                continue
            e = wilson(found.firms(g, code), n, level=level)
            row = {"code": code, "period": str(g[0]), "firms": found.firms(g, code), "answered": n, "share": e.rate, "share_low": e.low, "share_high": e.high}
            if first is None:
                first = e
            elif g == periods[-1]:
                d = e.rate - first.rate
                low = d - math.hypot(e.rate - e.low, first.high - first.rate)
                high = d + math.hypot(e.high - e.rate, first.rate - first.low)
                row |= {"change": d, "change_low": low, "change_high": high, "direction": "rising" if low > 0 else "falling" if high < 0 else "unclear"}
            out.append(row)
    kinds = {"code": pa.string(), "period": pa.string(), "firms": pa.int64(), "answered": pa.int64(), "direction": pa.string()}
    columns = ("code", "period", "firms", "answered", "share", "share_low", "share_high", "change", "change_low", "change_high", "direction")
    table = pa.table({c: pa.array([r.get(c) for r in out], kinds.get(c, pa.float64())) for c in columns})
    return Result(table, kind, provenance.record("demands.trend", provenance.of_input(frame, len(rows), ["enterprise", "code", period]), level=level),
                  "trend of difficulties, of listed firms")


