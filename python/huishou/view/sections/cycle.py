# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The steel cycle by home, new and old scrap, and official collection beside the model."""

from __future__ import annotations

from typing import Any

from ...policy import steel
from .. import style
from ..blocks import Cell, Figure, Fold, Lead, Note, Section, Table
from ..figures.sankey import sankey
from ..figures.trend import trend
from ..words import amount, percent
from . import Work

__all__ = ["build", "focus"]

_T = {
    "title": ("钢铁循环：厂内、新、旧废钢", "The steel cycle: home, new and old scrap"),
    "lead": ("{region} {year} 年产生废钢 {arising} 百万吨：旧 {old}、新 {new}、厂内 {home}；"
             "扣除来源设定的 {loss} 加工损失后为 {prepared} 百万吨，入炉 {charged} 百万吨。",
             "{region} {year}: {arising} Mt of scrap arose (old {old}, new {new}, home {home}); {prepared} Mt were left after the "
             "source's preparation loss of {loss}, and {charged} Mt were charged, imports included."),
    "model": ("这是模型，不是统计：{loss} 的加工损失是假设（各国各年相同），旧废钢是残差（炼钢所需减去新废钢和厂内废钢），逐年跳动不代表回收波动。",
              "This is a model, no statistic: the loss of {loss} is assumed (equal for all countries and years) and old scrap is a residual (what "
              "steelmaking must have "
              "used less new and home scrap). Its jumps from year to year are no swings of collection."),
    "alt": ("桑基图：{items}。加工后的废钢回到废钢市场。", "Sankey diagram: {items}. Prepared scrap flows back to the scrap market."),
    "sankey": ("{region} {year} 年钢铁物质流，百万吨；带宽按质量。小于最大节点 0.5 % 的流只画不标。",
               "Steel flows of {region}, {year}, in Mt; widths in proportion. Flows below 0.5 % of the largest node carry no number."),
    "kinds": ("{region} {year} 年废钢，按来源，千吨（kt）", "Scrap by kind, {region} {year}, kt"),
    "kinds_head": (("来源", "产生量", "加工得率", "加工后", "减排如何计"), ("kind", "arising", "preparation yield", "prepared", "how it is credited")),
    "credit": ({"post_consumer": "计入标题", "new_scrap": "另列，不入标题", "home_scrap": "不计", "imported": "不另计"},
               {"post_consumer": "the headline", "new_scrap": "shown apart", "home_scrap": "never", "imported": "not credited apart"}),
    "sum": ("合计", "total"),
    "yield": ("加工得率由数据逐国逐年计算（定义 steel-preparation-yield：加工后 / 产生量），各来源用同一得率；进口废钢视为已加工。",
              "The yield is computed from the data by country and year (definition steel-preparation-yield: prepared / arising), one for all kinds; "
              "imported scrap counts as prepared."),
    "rounding": ("各分项之和与合计不等由四舍五入所致。", "Parts and total can differ in the last digit by rounding."),
    "official": ("官方回收量与模型并列，{year} 年，百万吨", "Official collection beside the model, {year}, Mt"),
    "official_head": (("口径", "百万吨", "官方 − 该项"), ("measure", "Mt", "official − this")),
    "official_row": ("官方：废钢铁回收量（{wan} 万吨，已公布）", "official: steel scrap collected (published)"),
    "model_rows": (("模型：旧废钢，加工后", "模型：旧 + 新废钢，加工后", "模型：旧 + 新 + 厂内，加工后"),
                   ("model: old scrap, prepared", "model: old + new scrap, prepared", "model: old + new + home scrap, prepared")),
    "official_note": ("官方量在收购环节计量，含企业间交易的新废钢；模型按来源拆分。两者是不同的量，只并列，不相接，差额不是误差。",
                      "Official tonnes are taken where scrap is bought, new scrap included; the model splits by origin. Two quantities: shown side by "
                      "side, never joined; the difference is no error."),
    "years": ("{region} 历年废钢产生量，按来源（百万吨）", "Scrap arising in {region} by kind (Mt)"),
    "years_note": ("模型结果。旧废钢为残差，个别年份为零或跳动。", "Model results. Old scrap is a residual: it jumps, and is absent in some years."),
    "years_alt": ("折线：各来源废钢产生量，{a}–{b} 年。", "Lines: scrap arising by kind, {a} to {b}."),
    "flows": ("流量明细（百万吨）", "Flows in detail (Mt)"), "flows_head": (("从", "到", "百万吨"), ("from", "to", "Mt")),
    "borders": ({"imports": "进口", "exports": "出口", "losses": "损失"}, {"imports": "imports", "exports": "exports", "losses": "losses"}),
    "kept": ("净增存量", "added to stock"), "mt": ("（单位：百万吨）", " (Mt)"),
}
_LABELS = {"post_consumer": ("旧废钢", "old"), "new_scrap": ("新废钢", "new"), "home_scrap": ("厂内", "home"), "prepared": ("废钢", "scrap")}


def focus(work: Work) -> dict[str, Any]:
    """Where the steel cycle is read: China if it is there, in the latest year for which official collection is published, else in the latest year.

    Official collection comes from the report's own national source, else from the dataset that ships with the package.
    """
    if "focus" not in work.found:
        from ...ledger import datasets

        table = work.cycle.ledger.table
        regions, periods = table.column("region").unique().to_pylist(), table.column("period").unique().to_pylist()
        region = "China" if "China" in regions else sorted(regions)[0]
        beside = None if work.national or region != "China" else datasets.intake("china-recyclables")
        if beside is not None:
            work.beside["china-recyclables"] = beside
        volumes = work.national.ledger if work.national else beside.ledger if beside else None
        official = steel.official(volumes) if volumes is not None else None
        period = official["period"] if official and official["period"] in periods else max(periods)
        here = work.cycle.ledger.where(region=region, period=period)
        work.found["focus"] = {"region": region, "period": period, "here": here, "official": steel.official(volumes, period) if volumes is not None else None,
                               "volumes": volumes, "kinds": steel.scrap_by_kind(here), "charged": steel.charged(here)}
    return work.found["focus"]


def build(work: Work) -> Section | None:
    """The section, None where no source supports it."""
    if work.cycle is None:
        return None
    n, at = work.n, focus(work)
    rows = {r["origin"]: r for r in at["kinds"].rows()}
    region, year = steel.country(at["region"], work.lang), at["period"]
    own = [r for o, r in rows.items() if o != "imported"]
    loss = percent(1 - own[0]["preparation_yield"], 0)
    totals = _totals(own)
    lead = _T["lead"][n].format(region=region, year=year, arising=amount(totals["arising_t"], 1, 1e6), loss=loss, prepared=amount(totals["prepared_t"], 1, 1e6),
                                charged=amount(at["charged"].rows()[0]["mass_t_sum"], 1, 1e6),
                                **{k: amount(rows[o]["arising_t"], 1, 1e6) if o in rows else "—" for k,
                                   o in (("old", "post_consumer"), ("new", "new_scrap"), ("home", "home_scrap"))})
    flows = steel.arrows(at["here"])
    blocks = [Lead(lead), Note(_T["model"][n].format(loss=loss), strong=True), _sankey(work, flows, region, year), _kinds(work, rows, totals, region, year)]
    if at["official"]:
        blocks.append(_official(at["official"], rows, year, n))
    blocks += [_years(work, at["region"], region), Fold(_T["flows"][n], [_flows(work, flows)])]
    return Section("steel", _T["title"][n], blocks)


def _totals(own) -> dict[str, float]:
    """Exact totals over the kinds of home, new and old scrap."""
    from ...metrics.stats import aggregate

    return {name: aggregate({"x": [r[name] for r in own]}, by=[], values={"x": ["sum"]}).rows()[0]["x_sum"] for name in ("arising_t", "prepared_t")}


def _sankey(work: Work, flows, region, year) -> Figure:
    n = work.n
    with style.context(work.lang) as lang:
        m = 0 if lang == "zh" else 1
        nodes = {v[0]: (v[1], 1 if v[0] in ("scrap_market", "prep") else 0, v[2 + m]) for v in steel.NODES.values()}
        kinds = {k: (colour, _LABELS[k][m] if k in _LABELS else "") for k, colour in style.KIND.items()}
        figure, ax = style.new(11.4, 6.4)
        sankey(flows, nodes=nodes, kinds=kinds, kept={"use": _T["kept"]}, ax=ax, lang=lang)
    arrows = {(r["source"], r["target"], r["kind"]): r["mass_t"] for r in flows.rows()}
    items = "，".join(f"{_LABELS[k][n]} {amount(sum(v for (_, _, kind), v in arrows.items() if kind == k), 1, 1e6)}" for k in ("post_consumer", "new_scrap",
                                                                                                                               "home_scrap"))
    return Figure(work.svg(figure, _T["title"][n], _T["alt"][n].format(items=items)), _T["sankey"][n].format(region=region, year=year), wide=True)


def _kinds(work: Work, rows, totals, region, year) -> Table:
    n = work.n
    body = [[steel.KINDS[o][n], amount(r["arising_t"], 1, 1e3), "—" if r["preparation_yield"] is None else f"{r['preparation_yield']:.4g}",
             Cell(amount(r["prepared_t"], 1, 1e3), "key" if o == "post_consumer" else ""), _T["credit"][n][o]] for o, r in rows.items()]
    body.append([f"{_T['sum'][n]}（{'不含进口' if n == 0 else 'without imports'}）" if n == 0 else f"{_T['sum'][n]}, without imports",
                 amount(totals["arising_t"], 1, 1e3), "",
                 amount(totals["prepared_t"], 1, 1e3), ""])
    notes = [_T["yield"][n]] + ([_T["rounding"][n]] if _differs(rows, totals) else [])
    return Table(_T["kinds"][n].format(region=region, year=year), [(t, "num" if 0 < i < 4 else "text") for i, t in enumerate(_T["kinds_head"][n])], body, notes,
                 work.keep("steel-scrap-by-kind", steel.scrap_by_kind(work.cycle.ledger)))


def _differs(rows, totals) -> bool:
    """Whether printed parts and printed total disagree in the last digit."""
    own = [r for o, r in rows.items() if o != "imported"]
    return any(round(sum(round(r[k] / 1e3, 1) for r in own), 1) != round(totals[k] / 1e3, 1) for k in ("arising_t", "prepared_t"))


def _official(official, rows, year, n) -> Table:
    own = [rows[o]["prepared_t"] if o in rows else 0.0 for o in ("post_consumer", "new_scrap", "home_scrap")]
    sums = [own[0], _totals([{"arising_t": x, "prepared_t": x} for x in own[:2]])["prepared_t"],
            _totals([{"arising_t": x, "prepared_t": x} for x in own])["prepared_t"]]
    body = [[_T["official_row"][n].format(wan=amount(official["mass_t"], 0, 1e4)), Cell(amount(official["mass_t"], 1, 1e6), "key"), "—"]]
    for label, tonnes in zip(_T["model_rows"][n], sums, strict=True):
        gap = official["mass_t"] - tonnes
        body.append([label, amount(tonnes, 1, 1e6), ("+" if gap > 0 else "") + amount(gap, 1, 1e6)])
    return Table(_T["official"][n].format(year=year), [(t, "num" if i else "text") for i, t in enumerate(_T["official_head"][n])], body,
                 [_T["official_note"][n]])


def _years(work: Work, region, name) -> Figure:
    n = work.n
    table = [r for r in steel.scrap_by_kind(work.cycle.ledger.where(region=region)).rows() if r["origin"] != "imported"]
    columns = {k: [r[k] for r in table] for k in ("period", "origin", "arising_t")}
    with style.context(work.lang) as lang:
        m = 0 if lang == "zh" else 1
        figure, ax = style.new(9.6, 3.4)
        trend(columns, "arising_t", by="origin", unit=1e6, names={k: v[m] for k, v in steel.KINDS.items()}, colours=style.KIND, label="none", ax=ax, lang=lang)
    periods = sorted(set(columns["period"]))
    return Figure(work.svg(figure, _T["years"][n].format(region=name), _T["years_alt"][n].format(a=periods[0], b=periods[-1])),
                  _T["years"][n].format(region=name) + ("。" if n == 0 else ". ") + _T["years_note"][n])


def _flows(work: Work, flows) -> Table:
    n = work.n
    names = {v[0]: v[2 + n] for v in steel.NODES.values()} | _T["borders"][n]
    rows = sorted(flows.rows(), key=lambda r: -r["mass_t"])
    return Table(_T["flows"][n], [(t, "num" if i == 2 else "text") for i, t in enumerate(_T["flows_head"][n])],
                 [[names.get(r["source"], r["source"]), names.get(r["target"], r["target"]), amount(r["mass_t"], 2, 1e6)] for r in rows],
                 data=work.keep("steel-flows", flows), kind="small")
