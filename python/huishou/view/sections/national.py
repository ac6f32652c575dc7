# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The national line: volume, value and implied average price, each with the interval of its rounding."""

from __future__ import annotations

from typing import Any

from ...policy import printed, situation
from .. import style
from ..blocks import Cell, Figure, Fold, Lead, Section, Table
from ..figures.trend import trend
from ..words import amount, between, signed, spread
from . import Work

__all__ = ["build", "card"]

_T = {
    "title": ("全国总线：回收量、回收额、隐含均价", "National line: volume, value, implied average price"),
    "lead": ("{year} 年十大类回收总量 {mass} 百万吨（{range}），比上年 {growth}（{growths}）；"
             "回收额 {value} 万亿元；隐含均价 {price} 元/吨（{prices}），比上年 {pgrowth}。",
             "{year}: {mass} Mt of the ten categories collected ({range}), {growth} on the year before ({growths}); value {value} trillion CNY; "
             "implied average price {price} CNY/t ({prices}), {pgrowth}."),
    "volume": ("回收总量（百万吨）", "Volume (Mt)"), "value": ("回收总额（万亿元）", "Value (trillion CNY)"), "price": ("隐含均价（元/吨）",
                                                                                                                        "Implied average price (CNY/t)"),
    "alt": ("三条折线：{a} 至 {b} 年十大类回收总量由 {x} 增至 {y} 百万吨；空心点为推算，虚线跨过没有可用数字的年份。",
            "Three lines: the volume of the ten categories went from {x} to {y} Mt between {a} and {b}; open markers are derived, dotted lines bridge "
            "years without a usable figure."),
    "caption": ("十大类回收总量、总额与隐含均价。实心为已公布，空心为推算；虚线只连接，不代表数值。色带为修约区间。",
                "Volume, value and implied average price. Filled: published, open: derived. Dotted lines only connect. Bands are the rounding intervals."),
    "table": ("全国总线，仅含未标“待核实”的行（scope = mofcom10_total）", "National line, rows not marked unverified (scope mofcom10_total)"),
    "head": (("年份", "证据", "回收量\n百万吨", "修约区间", "同比", "同比区间", "回收额\n万亿元", "隐含均价\n元/吨", "均价区间", "均价同比"),
             ("year", "evidence", "volume\nMt", "interval", "growth", "its interval", "value\ntrillion CNY", "price\nCNY/t", "its interval", "price growth")),
    "mix": ("隐含均价 = 总额 / 总量，是品种结构的平均，不是市场价格。",
            "The implied price is value over volume: an average over a changing mix, no market price."),
    "gaps": ("{years} 年只有待核实的数字，不入线，也不据以计算同比。",
             "{years}: only unverified figures exist; they are not in the line and no growth is built on them."),
    "novalue": ("{years} 年没有公布回收额，均价空缺。", "{years}: no value was published, so there is no price."),
    "sources": ("逐年出处", "Source of each year"), "others": ("不同口径或待核实的总量：列出，不与上线相接",
                                                               "Totals of other scopes or not verified: listed, never joined to the line"),
    "other_head": (("年份", "口径", "证据", "百万吨", "万亿元", "出处"), ("year", "scope", "evidence", "Mt", "trillion CNY", "source")),
    "source_head": (("年份", "出处与说明"), ("year", "source and remarks")),
    "card": ("十大类回收总量，{year} 年", "Ten categories collected, {year}"), "card_unit": ("百万吨（{yi} 亿吨）", "Mt"),
    "card_sub": ("修约区间 {range}；比上年 {growth}", "rounding interval {range}; {growth} on the year before"),
}
_DRAWN = (("mass_t", 1e6, 0, "volume"), ("value_cny", 1e12, 2, "value"), ("price_cny_t", 1.0, 0, "price"))


def card(work: Work) -> tuple[str, str, str, str] | None:
    """The headline number."""
    if work.national is None:
        return None
    last, n = situation.national_line(work.national.ledger).rows()[-1], work.n
    return (_T["card"][n].format(year=last["period"]), amount(last["mass_t"], 0, 1e6), _T["card_unit"][n].format(yi=amount(last["mass_t"], 2, 1e8)),
            _T["card_sub"][n].format(range=_mass(last), growth=signed(last["mass_t_growth"])))


def build(work: Work) -> Section | None:
    """The section, None where no source supports it."""
    if work.national is None:
        return None
    n, ledger = work.n, work.national.ledger
    line = situation.national_line(ledger)
    others = situation.other_totals(ledger)
    rows = line.rows()
    last = rows[-1]
    data = work.keep("national-line", line)
    work.keep("other-totals", others)
    lead = _T["lead"][n].format(
        year=last["period"], mass=amount(last["mass_t"], 0, 1e6), range=_mass(last), growth=signed(last["mass_t_growth"]), growths=_growth(last, "mass_t", n),
        value=amount(last["value_cny"], 2, 1e12), price=amount(last["price_cny_t"]), prices=spread(last["price_cny_t_low"], last["price_cny_t_high"]),
        pgrowth=signed(last["price_cny_t_growth"]))
    table = Table(_T["table"][n], [(t, "text" if i < 2 else "num") for i, t in enumerate(_T["head"][n])], [_row(r, n) for r in rows],
                  [printed.RULE[n], _T["mix"][n], *_absent(rows, others.rows(), n)], data)
    return Section("national", _T["title"][n], [Lead(lead), _figure(work, line, rows), table,
                                                Fold(_T["sources"][n], [_remarks(rows, n)]), Fold(_T["others"][n], [_others(others.rows(), n)])])


def _row(r: dict[str, Any], n: int) -> list[Any]:
    kind = style.evidence(r["evidence"])
    return [r["period"], Cell(kind[2 + n], r["evidence"] if r["evidence"] in style.EVIDENCE and r["evidence"] != "published" else ""),
            amount(r["mass_t"], _digits(r, "mass_t", 1e6), 1e6),
            _mass(r),
            signed(r["mass_t_growth"]), _growth(r, "mass_t", n), amount(r["value_cny"], 2, 1e12), amount(r["price_cny_t"]),
            spread(r["price_cny_t_low"], r["price_cny_t_high"]), signed(r["price_cny_t_growth"])]


def _digits(r, name, unit) -> int:
    """Digits after the point that a figure was printed with, at most three."""
    width = (r[f"{name}_high"] - r[f"{name}_low"]) / unit
    return next((d for d in range(3) if width >= 0.999 * 10.0 ** -d), 3)


def _mass(r) -> str:
    return spread(r["mass_t_low"], r["mass_t_high"], _digits(r, "mass_t", 1e6) + 1, 1e6)


def _growth(r, name, n) -> str:
    low, high = r[f"{name}_growth_low"], r[f"{name}_growth_high"]
    return "—" if low is None else between(signed(low)[:-2], signed(high), n)


def _absent(rows, others, n) -> list[str]:
    join = ("、", ", ")[n].join
    memory = join(r["period"] for r in others if r["scope"] == situation.TOTAL)
    unpriced = join(r["period"] for r in rows if r["value_cny"] is None)
    return [_T[k][n].format(years=years) for k, years in (("gaps", memory), ("novalue", unpriced)) if years]


def _figure(work: Work, line, rows) -> Figure:
    n = work.n
    with style.context(work.lang) as lang:
        m = 0 if lang == "zh" else 1
        drawn = [(name, unit, digits, key) for name, unit, digits, key in _DRAWN if any(r[name] is not None for r in rows)]
        figure, axes = style.new(9.6, 2.2 * len(drawn), len(drawn), 1, sharex=True, squeeze=False)
        for ax, (name, unit, digits, key) in zip(axes[:, 0], drawn, strict=True):
            trend(line, name, low=f"{name}_low", high=f"{name}_high", evidence="evidence", unit=unit, digits=digits, label="all", title=_T[key][m], ax=ax,
                  lang=lang)
    alt = _T["alt"][n].format(a=rows[0]["period"], b=rows[-1]["period"], x=amount(rows[0]["mass_t"], 0, 1e6), y=amount(rows[-1]["mass_t"], 0, 1e6))
    return Figure(work.svg(figure, _T["title"][n], alt), _T["caption"][n])


def _remarks(rows, n) -> Table:
    return Table(_T["sources"][n], [(t, "text") for t in _T["source_head"][n]], [[r["period"], r["remark"] or "—"] for r in rows], kind="small")


def _others(rows, n) -> Table:
    return Table(_T["others"][n], [(t, "num" if i in (3, 4) else "text") for i, t in enumerate(_T["other_head"][n])],
                 [[r["period"], Cell(r["scope"] or "—", "code"), style.evidence(r["evidence"])[2 + n], amount(r["mass_t"], 0, 1e6),
                   amount(r["value_cny"], 2, 1e12),
                   r["remark"] or "—"] for r in rows], kind="small")
