# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The ten categories: what is known of each, blanks as blanks, and the published total beside its parts."""

from __future__ import annotations

from typing import Any

from ...policy import situation
from .. import style
from ..blocks import Cell, Fold, Lead, Legend, Section, Table
from ..words import amount, material, percent
from . import Work

__all__ = ["build"]

_T = {
    "title": ("十大类逐年格局：知道什么，不知道什么", "Ten categories by year: what is known and what is not"),
    "lead": ("{cells} 个年×品类格中，{published} 格有公布数，{derived} 格为推算，{other} 格为界限或预测，{unverified} 格待核实，{blank} 格空白。空白不补。",
             "Of {cells} cells of year and category {published} are published, {derived} derived, {other} bounds or forecasts, {unverified} unverified, "
             "{blank} blank. "
             "Blanks stay blank."),
    "table": ("十大类回收量，万吨，按证据着色", "Volume of the ten categories, 10,000 t, coloured by evidence"),
    "category": ("品类", "category"),
    "legend": ("「用量」「资源量」与回收量口径不同，不入合计。※ 为其他机构对同一格的数字，两者并列，不取舍。",
               "“use” and “resource” are other measures than collection and enter no sum. ※ is another publisher's figure for the same cell; both are shown."),
    "measure": ({"use": "用量", "resource": "资源量"}, {"use": "use", "resource": "resource"}),
    "parts": ("公布总量与分项：已列、未列，不强行闭合（百万吨）", "The published total and its parts: covered and not itemised, never forced to close (Mt)"),
    "parts_head": (("年份", "公布总量", "已公布或推算的分项", "类数", "占总量", "未分项", "其中待核实\n（仅供参考）", "类数", "空白类数"),
                   ("year", "published total", "itemised", "categories", "share", "not itemised", "unverified\n(for information)", "categories",
                    "blank categories")),
    "parts_note": ("未分项 = 公布总量 − 已公布或推算的分项；其中含空白品类、待核实品类、口径差和修约，不分摊到任何品类。口径为用量、资源量的行不入分项。",
                   "Not itemised = published total − itemised parts. It holds blank and unverified categories, other scopes and rounding, and is spread "
                   "over none. "
                   "Rows measured as use or resource are no parts."),
    "remarks": ("空白格与待核实格的说明", "Remarks on blank and unverified cells"),
    "remark_head": (("年份", "品类", "证据", "说明"), ("year", "category", "evidence", "remark")),
    "none": ("未找到", "not found"),
}


def build(work: Work) -> Section | None:
    """The section, None where no source supports it."""
    source = work.national
    if source is None:
        return None
    n = work.n
    cells = situation.grid(source.ledger, source.intake.rejected)
    parts = situation.coverage(source.ledger, cells)
    rows = cells.rows()
    places = {(r["period"], r["material"]) for r in rows}
    best = {at: _first(rows, at)["evidence"] for at in places}
    count = {k: sum(e == k for e in best.values()) for k in style.EVIDENCE}
    lead = _T["lead"][n].format(cells=len(places), other=count["bound"] + count["forecast"], **count)
    legend = Legend([(k, f"{e[1]} {e[2 + n]}".strip()) for k, e in style.EVIDENCE.items()])
    return Section("categories", _T["title"][n], [Lead(lead), _tiles(rows, n, work.keep("ten-categories", cells), _T["legend"][n]), legend,
                                                  _parts(parts.rows(), n, work.keep("coverage", parts)), Fold(_T["remarks"][n], [_remarks(rows, n)])])


def _first(rows, at) -> dict[str, Any]:
    """Of two sources for one cell the better evidence counts; both are shown."""
    order = [*style.EVIDENCE, None]
    return min((r for r in rows if (r["period"], r["material"]) == at), key=lambda r: order.index(r["evidence"] if r["evidence"] in style.EVIDENCE else None))


def _tiles(rows, n, data, legend) -> Table:
    periods = sorted({r["period"] for r in rows})
    body = []
    for name in dict.fromkeys(r["material"] for r in rows):
        line: list[Any] = [material(name, n)]
        for period in periods:
            here = [r for r in rows if (r["period"], r["material"]) == (period, name)]
            shown = _first(rows, (period, name)) if here else {"evidence": "blank"}
            text = "\n".join(_tile(r, n) for r in here) or "—"
            line.append(Cell(text, shown["evidence"] if shown["evidence"] in style.EVIDENCE else "",
                             " / ".join(f"{style.evidence(r['evidence'])[2 + n]}: {r['remark'] or _T['none'][n]}" for r in here)))
        body.append(line)
    return Table(_T["table"][n], [(_T["category"][n], "text"), *((p, "tile") for p in periods)], body, [legend], data, kind="tiles")


def _tile(r, n) -> str:
    if r["mass_t"] is None:
        return "—"
    digits = 1 if r["mass_t"] < 1e6 and r["mass_t"] % 1e4 else 0
    measure = _T["measure"][n].get(r["measure"], "")
    number = f"{style.evidence(r['evidence'])[1]} {amount(r['mass_t'], digits, 1e4)}".strip()
    return number + ("" if r["scope"] == situation.CATEGORY else " ※") + (f"\n{measure}" if measure else "")


def _parts(rows, n, data) -> Table:
    body = [[r["period"], amount(r["total_t"], 1, 1e6), amount(r["itemised_t"], 1, 1e6), str(r["itemised"]), percent(r["itemised_share"]),
             amount(r["not_itemised_t"], 1, 1e6), Cell(amount(r["unverified_t"], 1, 1e6), "quiet"), Cell(str(r["unverified"]),
                                                                                                         "quiet"), str(r["blank"])] for r in rows]
    return Table(_T["parts"][n], [(t, "text" if i == 0 else "num") for i, t in enumerate(_T["parts_head"][n])], body, [_T["parts_note"][n]], data)


def _remarks(rows, n) -> Table:
    same: dict[tuple[str, str, str], list[str]] = {}
    for r in rows:
        if r["evidence"] in ("blank", "unverified"):
            same.setdefault((r["period"], r["evidence"], r["remark"] or _T["none"][n]), []).append(material(r["material"], n))
    body = [[period, ("、" if n == 0 else ", ").join(names), style.evidence(evidence)[2 + n], remark] for (period, evidence, remark), names in same.items()]
    return Table(_T["remarks"][n], [(t, "text") for t in _T["remark_head"][n]], body, kind="small")
