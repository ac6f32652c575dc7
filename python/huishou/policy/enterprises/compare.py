# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rule variants side by side on one page: how large the list is, how it moves, whom it leaves out, and whether provinces get their share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ... import frames, provenance
from ...errors import InputError
from ...results import Result
from .reasons import ON_LIST
from .rules import Rules
from .trail import periods_of, replay

__all__ = ["compare"]


def compare(reports: Any, variants: Mapping[str, Rules], current: Any = None, region: str = "region") -> Result:
    """The years reviewed under each variant.

    Parameters
    ----------
    reports
        Frame with one or several periods, as ``replay``.
    variants
        ``{name: Rules}``; the first is what the others are compared with.
    current
        The list before the first period.
    region
        Column of the reports.

    Returns
    -------
    Result
        A row a variant: ``variant, listed`` after the last review, ``turnover`` (mean over reviews after the first of (entered + left) / (2 · mean list)),
        ``same_as_first`` (firms on both lists / on either), ``regions, regions_listed`` (with reports in the last period; with a firm on the list),
        ``dissimilarity`` (half the sum of differences between a region's share of the list and of the reports: 0 in proportion, 1 at worst), ``lowest_rate,
        highest_rate`` (listed of
        reporting firms, regions with five reports or more), ``goals_met, goals`` (coverage), ``rules_hash``.

    Raises
    ------
    InputError
        ``no_variants``, ``missing_column``; as ``review``.

    Examples
    --------
    >>> import huishou as hs
    >>> rows = {"enterprise": list("ABCD"), "period": [2023] * 4, "region": ["浙江", "浙江", "云南", "云南"], "score": [0.9, 0.8, 0.75, 0.6]}
    >>> strict = hs.enterprises.Rules(enter=0.78, exit=0.5)
    >>> [(r["variant"], r["listed"], r["dissimilarity"]) for r in hs.enterprises.compare(rows, {"strict": strict, "mild": strict.but(enter=0.6)}).rows()]
    [('strict', 2, 0.5), ('mild', 4, 0.0)]
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if not variants:
        raise InputError("There is nothing to compare.", code="no_variants", hint='Give {"name": Rules}.')
    table = frames.table(reports)
    frames.need_columns(table.column_names, [region, "enterprise", "period"])
    last = table.filter(pc.equal(table.column("period").cast(pa.string()), periods_of(table)[-1]))
    of = {e: str(r) for e, r in zip(last.column("enterprise").to_pylist(), last.column(region).to_pylist(), strict=True) if r is not None}
    sent: dict[str, int] = {}
    for r in of.values():
        sent[r] = sent.get(r, 0) + 1
    first: set[str] | None = None
    out = []
    for name, rules in variants.items():
        done = replay(table, rules, current)
        sizes = [sum(d.counts[w] for w in ON_LIST) for d in done]
        listed = {r["enterprise"] for r in done[-1].rows() if r["decision"] in ON_LIST}
        first = listed if first is None else first
        moves = [(d.counts["entered"] + d.counts["left"]) / (a + b) for d, a, b in zip(done[1:], sizes, sizes[1:], strict=False) if a + b]
        own: dict[str, int] = {}
        for e in listed & set(of):
            own[of[e]] = own.get(of[e], 0) + 1
        total = sum(own.values())
        rates = [own.get(r, 0) / n for r, n in sent.items() if n >= 5]
        goals = done[-1].coverage.rows()
        out.append({"variant": name, "listed": len(listed), "turnover": math.fsum(moves) / len(moves) if moves else None,
                    "same_as_first": len(listed & first) / len(listed | first) if listed | first else 1.0, "regions": len(sent), "regions_listed": len(own),
                    "dissimilarity": math.fsum(abs(own.get(r, 0) / total - n / len(of)) for r, n in sorted(sent.items())) / 2 if total else None,
                    "lowest_rate": min(rates, default=None), "highest_rate": max(rates, default=None), "goals_met": sum(g["met"] for g in goals),
                    "goals": len(goals), "rules_hash": rules.hash})
    whole = dict.fromkeys(("listed", "regions", "regions_listed", "goals_met", "goals"), pa.int64()) | dict.fromkeys(("variant", "rules_hash"), pa.string())
    made = pa.table({n: pa.array([r[n] for r in out], whole.get(n, pa.float64())) for n in out[0]})
    record = provenance.record("enterprises.compare", provenance.of_input(reports, table.num_rows, table.column_names),
                               variants={n: r.to_dict() for n, r in variants.items()}, region=region)
    return Result(made, frames.kind_of(reports), record, f"{len(out)} rule variants")
