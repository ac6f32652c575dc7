# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Recovery rates by every definition the ledgers support, with status; and the definitions they do not support, with the reason."""

from __future__ import annotations

from typing import Any

from ...errors import HuishouError
from ...policy import steel
from .. import style
from ..blocks import Cell, Figure, Fold, Lead, Note, Section, Table
from ..figures.trend import trend
from ..words import amount, percent, status
from . import Work, rates_ledger
from .cycle import focus
from .masses import unlike
from .rate_table import catalogue, every, head, line, titles_of, unsupported, written

__all__ = ["build", "card"]

_SHOWN = 40
_T = {
    "title": ("回收率：定义、数值、状态", "Recovery rates: definition, value, status"),
    "lead": ("同一本账在不同定义下得出不同的率；以下列出数据支持的每一个定义，率不截断，算不出的写明原因。",
             "One ledger gives a different rate by each definition; every definition the data support is listed, no rate is clipped, and what cannot be "
             "computed says why."),
    "cycle": ("{region} {year} 年，按定义", "{region} {year}, by definition"),
    "lines": ("{region} 历年，模型结果（旧废钢为残差，逐年跳动不代表回收波动）",
              "{region} by year, results of a model (old scrap is a residual, its jumps are no swings of recovery)"),
    "lines_alt": ("折线：{names}，{a}–{b} 年。", "Lines: {names}, {a} to {b}."),
    "regions": ("各国，{year} 年", "By country, {year}"),
    "region": ("国家", "country"),
    "national": ("全国总线只有回收量，没有产生量、消费量等分母：目录中 {k} 个定义无一可算。不以任何估计值代替分母。",
                 "The national line holds collection only, and no generation, consumption or other denominator: none of the {k} definitions can be "
                 "computed. No estimate stands in."),
    "catalogue": ("定义说明", "The definitions"),
    "refused": ("{name}：未计算：{reason}", "{name}: not computed: {reason}"),
    "card": ("{title}，{region} {year} 年", "{title}, {region} {year}"),
    "card_sub": ("分子 {a}、分母 {b} 百万吨；模型数据",
               "numerator {a}, denominator {b} Mt; model data"),
}
_LINES = ("unep-recycled-content", "unep-old-scrap-ratio", "old-scrap-ratio-new-only")


def card(work: Work) -> tuple[str, str, str, str] | None:
    """Recycled content in the focus of the steel cycle."""
    row = next((r for r in work.found.get("cycle_rates", []) if r["definition"] == _LINES[0] and r["rate"] is not None), None)
    if row is None:
        return None
    n, at = work.n, focus(work)
    return (_T["card"][n].format(title=titles_of(work)[_LINES[0]]["short"][n], region=steel.country(at["region"], work.lang), year=at["period"]),
            percent(row["rate"])[:-2], "%",
            _T["card_sub"][n].format(a=amount(row["numerator_t"], 1, 1e6), b=amount(row["denominator_t"], 1, 1e6)))


def build(work: Work) -> Section | None:
    """The section, None where no source supports it."""
    if not (work.cycle or work.national or work.ledgers):
        return None
    n = work.n
    blocks: list[Any] = [Lead(_T["lead"][n])]
    used: set[str] = set()
    if work.cycle is not None:
        blocks += _cycle(work, used)
    for source in work.ledgers:
        blocks += rates_ledger.build(work, source, used)
    if work.national is not None:
        blocks += _national(work)
    if used:
        blocks.append(Fold(_T["catalogue"][n], [catalogue(work, used)]))
    return Section("rates", _T["title"][n], blocks)


def _cycle(work: Work, used: set[str]) -> list[Any]:
    n, at, titles = work.n, focus(work), titles_of(work)
    region, year = steel.country(at["region"], work.lang), at["period"]
    result, left_out = every(work.cycle.ledger, ["region", "period"], False)
    rows = [r for r in result.rows() if r["definition"] not in left_out]
    here = [r for r in rows if (r["region"], r["period"]) == (at["region"], year)]
    good = [r for r in here if r["rate"] is not None]
    used.update(r["definition"] for r in good)
    work.found["cycle_rates"] = good
    data = work.keep("recovery-steel", result)
    blocks: list[Any] = [Table(_T["cycle"][n].format(region=region, year=year), head(n), [line(r, titles, n) for r in good], data=data)]
    lines = [r for r in rows if r["region"] == at["region"] and r["definition"] in _LINES and r["rate"] is not None]
    if lines:
        blocks.append(_lines(work, lines, region))
    blocks.append(Fold(_T["regions"][n].format(year=year), [_regions(work, [r for r in rows if r["period"] == year], [r["definition"] for r in good])]))
    blocks.append(unsupported(work, work.cycle, [r for r in here if r["rate"] is None]))
    return blocks


def _lines(work: Work, rows, region) -> Figure:
    n, titles = work.n, titles_of(work)
    with style.context(work.lang) as lang:
        m = 0 if lang == "zh" else 1
        figure, ax = style.new(9.6, 3.4)
        trend({k: [r[k] for r in rows] for k in ("period", "definition", "rate")}, "rate", by="definition", unit=0.01, label="none",
              names={d: titles[d]["short"][m] for d in _LINES}, ax=ax, lang=lang)
        ax.set_ylim(0, 100)
        ax.yaxis.set_major_formatter(lambda v, _: f"{v:.0f} %")
    periods = sorted({r["period"] for r in rows})
    names = "、".join(titles[d]["short"][n] for d in _LINES if any(r["definition"] == d for r in rows))
    return Figure(work.svg(figure, _T["lines"][n].format(region=region), _T["lines_alt"][n].format(names=names, a=periods[0], b=periods[-1])),
                  _T["lines"][n].format(region=region))


def _regions(work: Work, rows, definitions) -> Table:
    n, titles = work.n, titles_of(work)
    cells = {(r["region"], r["definition"]): r for r in rows}
    body = []
    for region in sorted({r["region"] for r in rows}, key=lambda x: -(cells.get((x, definitions[0]), {}).get("rate") or 0.0)):
        shown: list[Any] = [steel.country(region, work.lang)]
        for d in definitions:
            r = cells.get((region, d))
            shown.append("—" if r is None else Cell(written(r, titles) if r["rate"] is not None else status(r["status"], n),
                                                    "" if r["status"] == "ok" else "flag",
                                                   r["status"]))
        body.append(shown)
    return Table(_T["regions"][n].format(year=rows[0]["period"]), [(_T["region"][n], "text"), *((titles[d]["short"][n], "num") for d in definitions)], body,
                 kind="small")


def _national(work: Work) -> list[Any]:
    """What the published volumes support: tried, not assumed."""
    from ...policy import situation

    n, source = work.n, work.national
    try:
        known = source.ledger.where(scope=situation.CATEGORY, evidence=["published", "derived"])
        result, _ = every(known, ["period", *(c for c in unlike(known.table) if c != "period")], False)
    except HuishouError as error:
        return [Note(_T["refused"][n].format(name=source.title[n], reason=str(error)), strong=True)]
    work.keep("recovery-national", result)
    good = [r for r in result.rows() if r["rate"] is not None]
    if good:
        titles = titles_of(work)
        return [Table(source.title[n], head(n), [line(r, titles, n) for r in good[:_SHOWN]])]
    return [Note(_T["national"][n].format(k=len(titles_of(work))))]
