# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What tables of recovery rates share: the catalogue, one line a rate, and the definitions a ledger does not support."""

from __future__ import annotations

from typing import Any

from ... import frames
from ..blocks import Cell, Fold, Table
from ..sources import Source
from ..words import amount, percent, status
from . import Work

__all__ = ["catalogue", "every", "head", "line", "titles_of", "unsupported", "written"]

_T = {
    "head": (("定义", "分子\n吨", "分母\n吨", "率", "状态"), ("definition", "numerator\nt", "denominator\nt", "rate", "status")),
    "unsupported": ("{name}：数据不支持的定义（{k} 个）及原因", "{name}: definitions the data do not support ({k}), and why"),
    "unsupported_head": (("定义", "原因", "来源"), ("definition", "reason", "source")),
    "catalogue_head": (("定义", "编号", "计量点", "来源", "状况", "注意"),
                       ("definition", "id", "where it is weighed", "source", "standing", "mind")),
}


def titles_of(work: Work) -> dict[str, dict[str, Any]]:
    """The catalogue by id, with both titles as a pair and a short form without what follows the bracket or colon."""
    if "definitions" not in work.found:
        from ...metrics.definitions import definitions

        rows = frames.table(definitions()).to_pylist()
        for r in rows:
            r["title"] = (r["title_zh"], r["title_en"])
            r["short"] = tuple(t.split("（")[0].split("：")[0].split(":")[0] for t in r["title"])
        work.found["definitions"] = {r["id"]: r for r in rows}
    return work.found["definitions"]


def every(table: Any, by: list[str], sites: bool) -> Any:
    """Every definition, and the ids to leave out: quantities, and the ratio of a site's gate where the ledger has no sites, because it would mean nothing."""
    from ...metrics.definitions import catalogue
    from ...metrics.recovery import recovery_rate

    amounts = [d.id for d in catalogue().values() if d.quantity]
    return recovery_rate(table, definition="all", by=by), (*amounts, *([] if sites else ["site-output-ratio"]))


def written(r: dict[str, Any], titles) -> str:
    """A rate as its definition is shown: in percent, or in kg per tonne."""
    if r["rate"] is None:
        return "—"
    if titles[r["definition"]].get("display") == "kg_per_t":
        return f"{amount(1000 * r['rate'], 0)} kg/t"
    return percent(r["rate"], 2)


def line(r: dict[str, Any], titles, n) -> list[Any]:
    """Definition, numerator, denominator, rate, status."""
    about = titles[r["definition"]]
    return [Cell(about["title"][n], title=r["definition"]), amount(r["numerator_t"]), amount(r["denominator_t"]),
            Cell(written(r, titles), "key"), Cell(status(r["status"], n), "word" if r["status"] == "ok" else "word flag", str(r["flags"] or ""))]


def head(n) -> list[tuple[str, str]]:
    """The head of a table of such lines."""
    return [(t, "num" if i in (1, 2, 3) else "text") for i, t in enumerate(_T["head"][n])]


def unsupported(work: Work, source: Source, rows) -> Fold:
    """Definitions without a rate, and why: their statuses over all groups."""
    n, titles = work.n, titles_of(work)
    reasons: dict[str, dict[str, None]] = {}
    for r in rows:
        reasons.setdefault(r["definition"], {})[r["status"]] = None
    body = [[titles[d]["title"][n], "；".join(status(s, n) for s in why), titles[d]["source"]] for d, why in reasons.items() if d in titles]
    return Fold(_T["unsupported"][n].format(name=source.title[n], k=len(body)),
                [Table("", [(t, "text") for t in _T["unsupported_head"][n]], body, kind="small")])


def catalogue(work: Work, used: set[str]) -> Table:
    """What the definitions used say of themselves."""
    n, titles = work.n, titles_of(work)
    body = [[titles[d]["title"][n], Cell(d, "code"), titles[d][("calculation_point_zh", "calculation_point")[n]], titles[d]["source"], titles[d]["status"],
             titles[d].get(("notes_zh", "notes_en")[n]) or "—"] for d in titles if d in used]
    return Table("", [(t, "text") for t in _T["catalogue_head"][n]], body, kind="small")
