# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""450 and 510 Mt beside the line of the ten categories, with the words that they count different things."""

from __future__ import annotations

from ...policy import targets
from ..blocks import Bullets, Cell, Fold, Lead, Note, Section, Table
from ..words import amount, between, percent
from . import Work

__all__ = ["build"]

_T = {
    "title": ("4.5 亿吨与 5.1 亿吨：目标与总线的口径", "450 and 510 Mt: the targets and what the line counts"),
    "lead": ("目标 {targets} 百万吨是九种材料的利用量；总线 {year} 年 {mass} 百万吨是十大类的回收量。十大类不等于九种主要再生资源，差额不作计算。",
             "The targets of {targets} Mt count the use of nine materials; the line's {mass} Mt of {year} count the collection of ten categories. Ten "
             "categories are not nine materials, so no gap is computed."),
    "table": ("目标与总线并列", "Targets beside the line"),
    "head": (("目标年", "目标（九种材料利用量）\n百万吨", "总线最近年", "十大类回收量\n百万吨", "若总线要达到同一数字，\n年均需增", "修约区间"),
             ("target year", "target (use of nine materials)\nMt", "latest year of the line", "ten categories collected\nMt",
              "growth a year the line would\nneed to reach that number", "interval")),
    "documents": ("目标出处", "Where the targets are stated"),
    "arithmetic": ("“年均需增”只是总线自身的算术：(目标 / 最近年)^(1/年数) − 1，不表示目标完成程度。",
                   "The growth needed is arithmetic on the line alone, (target / latest)^(1/years) − 1; it says nothing on how far the target is met."),
    "same": ("同一年两个口径并存：{year} 年九种 {nine} 亿吨，十大类 {ten} 亿吨（出处见总线逐年出处）。",
             "Both scopes exist for one year: {year}, nine kinds {nine} and ten categories {ten} hundred Mt (source in the national line)."),
}


def build(work: Work) -> Section | None:
    """The section, None where no source supports it."""
    if work.national is None:
        return None
    n, ledger = work.n, work.national.ledger
    table = targets.table(ledger)
    rows = table.rows()
    lead = _T["lead"][n].format(targets=" / ".join(amount(r["target_t"], 0, 1e6) for r in rows), year=rows[-1]["line_year"],
                                mass=amount(rows[-1]["line_t"], 0, 1e6))
    body = [[r["target_year"], Cell(amount(r["target_t"], 0, 1e6), "key"), r["line_year"], amount(r["line_t"], 0, 1e6), percent(r["needed_growth"]),
             "—" if r["needed_low"] is None else between(percent(r["needed_low"])[:-2], percent(r["needed_high"]))] for r in rows]
    kinds = ("text", "num", "text", "num", "num", "num")
    blocks = [Lead(lead), Note(targets.WORDS[n], strong=True), Table(_T["table"][n], list(zip(_T["head"][n], kinds, strict=True)), body, [_T["arithmetic"][n]],
                                                                     work.keep("targets", table))]
    both = targets.same_year(ledger)
    if both:
        blocks.append(Note(_T["same"][n].format(year=both["year"], nine=amount(both["nine_t"], 2, 1e8), ten=amount(both["ten_t"], 2, 1e8))))
    blocks.append(Fold(_T["documents"][n], [Bullets([f"{r['target_year']}: {d}" for r in rows for d in r["documents"].split("; ")])]))
    return Section("targets", _T["title"][n], blocks)
