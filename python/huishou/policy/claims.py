# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""可说 / 不可说: what the data support and what they do not, each claim tied to a check on the data.

A claim is a pair of texts and a check. The check looks at the data and hands back the numbers that fill the texts, or None where the situation is not
there; then the claim is not made. So nothing is said about data that were not given, and a claim disappears when its reason does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .. import frames, provenance
from ..results import Result
from ..schema import MATERIALS
from . import situation, steel

__all__ = ["CLAIMS", "Claim", "Facts", "examine"]

_TOLERANCE_T = 50.0                                             # 0.05 kt, the balance the source of the steel flows promises


@dataclass(frozen=True)
class Claim:
    """``may`` is True for 可说; ``text`` and ``reason`` are (zh, en) templates filled with what ``check`` found."""

    id: str
    may: bool
    text: tuple[str, str]
    reason: tuple[str, str]
    check: Callable[[Facts], dict[str, Any] | None]


@dataclass(frozen=True)
class Facts:
    """What the checks may look at; None where a source is not given.

    ``volumes``: ledger of the ten categories; ``blanks``: its rows without a number; ``flows``: ledger of the steel cycle; ``region, period``: where it is
    read; ``avoided``: rows of avoided emissions by ``origin``; ``pack``: the factor pack used; ``materials``: those in the ledgers; ``rates``: pairs of
    one rate over all rows and over complete units.
    """

    volumes: Any = None
    blanks: Any = None
    flows: Any = None
    region: str = "China"
    period: str = ""
    avoided: Any = None
    pack: Any = None
    materials: frozenset[str] = frozenset(m.id for m in MATERIALS)
    rates: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = ()

    @cached_property
    def line(self) -> list[dict[str, Any]]:
        return situation.national_line(self.volumes).rows() if self.volumes is not None else []

    @cached_property
    def cells(self) -> list[dict[str, Any]]:
        return situation.grid(self.volumes, self.blanks).rows() if self.volumes is not None else []

    @cached_property
    def kinds(self) -> dict[str, dict[str, Any]]:
        if self.flows is None:
            return {}
        here = self.flows.where(region=self.region, period=self.period)
        return {r["origin"]: r for r in steel.scrap_by_kind(here).rows()}

    @cached_property
    def factors(self) -> list[dict[str, Any]]:
        return self.pack.table.to_pylist() if self.pack is not None else []


def _growth(f: Facts):
    if len(f.line) < 2 or f.line[-1]["mass_t_growth_low"] is None:
        return None
    now, low, high = f.line[-1], f.line[-1]["mass_t_growth_low"], f.line[-1]["mass_t_growth_high"]
    if low <= 0 <= high:
        return None
    return {"year": now["period"], "before": f.line[-2]["period"], "low": 100 * low, "high": 100 * high, "zh": "高于" if low > 0 else "低于",
            "en": "above" if low > 0 else "below"}


def _official(f: Facts):
    row = steel.official(f.volumes) if f.volumes is not None else None
    return row and {"year": row["period"], "wan": row["mass_t"] / 1e4}


def _balanced(f: Facts):
    if f.flows is None:
        return None
    rows = steel.imbalance(f.flows).rows()
    worst = max((abs(r["residual_t"]) for r in rows), default=float("inf"))
    return {"nodes": len(rows), "worst": f"{worst:.3f}" if worst >= 0.001 else "< 0.001"} if worst <= _TOLERANCE_T else None


def _old_range(f: Facts):
    row = next((r for r in frames.table(f.avoided).to_pylist() if r["origin"] == "post_consumer"), None) if f.avoided is not None else None
    if row is None or row["avoided_low"] is None:
        return None
    return {"region": f.region, "region_zh": steel.country(f.region), "year": f.period, "low": row["avoided_low"] / 1e6, "high": row["avoided_high"] / 1e6}


def _blanks(f: Facts):
    if not f.line:
        return None
    year = f.line[-1]["period"]
    names = [r["material"] for r in f.cells if r["period"] == year and r["evidence"] == "blank"]
    zh, en = ("、".join(m.zh for m in MATERIALS if m.id in names), ", ".join(m.en for m in MATERIALS if m.id in names))
    return {"year": year, "n": len(names), "zh": zh, "en": en} if names else None


def _open_sum(f: Facts):
    n = sum(r["evidence"] == "blank" for r in f.cells)
    return {"n": n, "cells": len({(r["period"], r["material"]) for r in f.cells})} if n else None


def _memory(f: Facts):
    n = sum(r["evidence"] == "unverified" for r in f.cells)
    return {"n": n} if n else None


def _mix(f: Facts):
    if not f.line:
        return None
    shares = situation.coverage(f.volumes).rows()
    best = max(shares, key=lambda r: r["itemised_share"] or 0.0)
    return {"share": 100 * (best["itemised_share"] or 0.0), "year": best["period"]} if best["itemised"] < len(MATERIALS) else None


def _two_scopes(f: Facts):
    if not f.line:
        return None
    scopes = set(frames.table(f.volumes).column("scope").to_pylist())
    return {"year": f.line[-1]["period"]} if situation.TOTAL in scopes and not any("ndrc9" in (s or "") for s in scopes) else None


def _residual(f: Facts):
    if f.flows is None:
        return None
    evidence = set(frames.table(f.flows).column("evidence").to_pylist())
    return {"n": len(f.flows)} if evidence == {"derived"} else None


def _assumed_loss(f: Facts):
    if f.flows is None:
        return None
    from ..metrics.recovery import recovery_rate

    rows = [r for r in recovery_rate(f.flows, definition="steel-preparation-yield", by=["region", "period"]).rows() if r["rate"] is not None]
    low, high = min(r["rate"] for r in rows), max(r["rate"] for r in rows)
    # equal to nine digits in every country and year: an observation would vary
    return {"loss": 100 * (1 - low), "n": len(rows)} if high - low < 1e-9 else None


def _home(f: Facts):
    row = f.kinds.get("home_scrap")
    return row and {"mt": row["prepared_t"] / 1e6, "region": f.region, "region_zh": steel.country(f.region), "year": f.period}


def _splice(f: Facts):
    row = steel.official(f.volumes, f.period) if f.volumes is not None and f.kinds else None
    old = f.kinds.get("post_consumer")
    return row and old and {"year": f.period, "official": row["mass_t"] / 1e6, "old": old["prepared_t"] / 1e6, "gap": (row["mass_t"] - old["prepared_t"]) / 1e6}


def _midpoint(f: Facts):
    row = next((r for r in f.factors if steel.MATERIAL in f.materials and r["material"] == steel.MATERIAL and r["match"] and r["factor_co2e_per_t"] is None),
               None)
    return row and {"low": row["low"], "high": row["high"], "id": row["factor_id"]}


def _no_factor(f: Facts):
    has = {r["material"] for r in f.factors if r["match"]}
    without = [m for m in MATERIALS if m.id in f.materials and m.id not in has]
    return {"zh": "、".join(m.zh for m in without), "en": ", ".join(m.en for m in without), "pack": f.pack.id} if f.pack is not None and without else None


def _file_check(f: Facts):
    pair = next(((a, b) for a, b in f.rates if a["status"] == "partial_numerator" and b["rate"] is not None), None)
    return pair and {"id": pair[0]["definition"], "all": 100 * pair[0]["rate"], "complete": 100 * pair[1]["rate"]}


def _credit(f: Facts):
    return {} if f.pack is not None and any("CCER" in note for note in f.pack.notes) else None


CLAIMS: tuple[Claim, ...] = (
    Claim("total-direction", True, ("{year} 年十大类回收总量{zh} {before} 年。", "The ten-category total of {year} is {en} that of {before}."),
          ("增幅区间 {low:+.1f} ～ {high:+.1f} %，修约误差解释不了。",
           "Growth lies between {low:+.1f} and {high:+.1f} %: rounding cannot explain it."), _growth),
    Claim("steel-collection", True, ("{year} 年废钢铁回收量为 {wan:,.0f} 万吨。", "{year}: {wan:,.0f} × 10,000 t of steel scrap were collected."),
          ("有出处的公布数，口径为回收量。", "A published figure with its source; the measure is collection."), _official),
    Claim("steel-balance", True, ("钢铁物质流模型自身平衡。", "The model of steel flows balances within itself."),
          ("{nodes:,} 个节点逐一核算，最大残差 {worst} 吨。平衡不等于真实。",
           "All {nodes:,} nodes were checked, the largest residual is {worst} t. Balanced does not mean observed."), _balanced),
    Claim("old-scrap-range", True, ("{region_zh} {year} 年旧废钢避免排放约 {low:.1f}–{high:.1f} 百万吨 CO₂。",
                                    "Old scrap of {region} in {year} avoided some {low:.1f}–{high:.1f} Mt CO₂."),
          ("质量来自模型，因子为公布区间；结论只能是区间。",
           "The mass comes from a model, the factor is a published range: the answer is a range."), _old_range),
    Claim("sum-of-parts", False, ("十大类各项相加等于公布总量。", "The ten categories add up to the published total."),
          ("年×品类共 {cells} 格，{n} 格空白；另有口径不同和修订。", "{n} of {cells} cells are blank, and scopes and restatements differ."), _open_sum),
    Claim("blank-category", False, ("{year} 年以下品类的回收量：{zh}。", "Volumes of {year} for: {en}."),
          ("{n} 类没有找到公布数，不推算、不补齐。", "No published figure was found for {n} categories; none is guessed."), _blanks),
    Claim("from-memory", False, ("以待核实数字计算的同比、占比。", "Growth rates and shares built on unverified figures."),
          ("{n} 格尚未与原报告核对，只列出，不进入任何合计或标题。",
           "{n} cells were not checked against the reports; they are shown and enter no sum and no headline."), _memory),
    Claim("price", False, ("隐含均价的变化就是市场价格的变化。", "A change of the implied average price is a change of market prices."),
          ("均价 = 总额 / 总量，随品种结构变动；分项公布最全的 {year} 年也只覆盖 {share:.0f} %，结构影响分不出来。",
           "Value over volume moves with the mix; even in {year}, the best itemised year, only {share:.0f} % is itemised, "
           "so the mix cannot be taken out."), _mix),
    Claim("target-gap", False, ("距 4.5 亿吨、5.1 亿吨目标还差多少。", "How far it is to the targets of 450 and 510 Mt."),
          ("数据是十大类回收量（至 {year} 年），目标是九种材料利用量，口径不同，差额没有意义。",
           "The data are collection of ten categories (to {year}), the targets use of nine materials: the difference has no meaning."), _two_scopes),
    Claim("old-scrap-observed", False, ("旧废钢量是统计或观测值。", "Old scrap is a statistic or an observation."),
          ("全部 {n:,} 行的证据为“推算”：旧废钢是炼钢所需减去新废钢和厂内废钢的残差。",
           "All {n:,} rows are derived: old scrap is what steelmaking must have used less new and home scrap, a residual."), _residual),
    Claim("loss-measured", False, ("加工损失 {loss:.0f} % 是实测。", "The preparation loss of {loss:.0f} % was measured."),
          ("{n} 个国家·年份完全相同，是模型假设。", "It is the same in all {n} country-years: an assumption of the model."), _assumed_loss),
    Claim("splice", False, ("把官方回收量与模型旧废钢连成一条线。", "Joining official collection and the model's old scrap into one line."),
          ("{year} 年分别为 {official:.1f} 与 {old:.1f} 百万吨，相差 {gap:.1f}：前者含新废钢等，计量点也不同。",
           "{official:.1f} and {old:.1f} Mt in {year}, {gap:.1f} apart: the former holds new scrap and is weighed elsewhere."), _splice),
    Claim("file-check", False, ("{id} 为 {all:.3f} %。", "{id} is {all:.3f} %."),
          ("分子不全：缺分子的单元仍在分母里，这只是文件核对数；分子分母俱全的单元为 {complete:.2f} %。",
           "Partial numerator: units without it stay in the denominator, so this is a check of the file; "
           "units that have both give {complete:.2f} %."), _file_check),
    Claim("home-scrap", False, ("厂内废钢的减排量。", "Emissions avoided by home scrap."),
          ("{region_zh} {year} 年 {mt:.1f} 百万吨厂内废钢从未离开钢厂，不是回收，不计减排。",
           "The {mt:.1f} Mt of {region} {year} never left the works: no recovery, no credit."), _home),
    Claim("midpoint", False, ("每吨废钢减排取单一数值（如 {high} 或中值）。", "One number per tonne of scrap, such as {high} or a midpoint."),
          ("{id} 公布的是 {low}–{high} 吨 CO₂/吨；{high} 是上限，中值无人公布。",
           "{id} states {low}–{high} t CO₂ per t; {high} is the upper end, and nobody published a midpoint."), _midpoint),
    Claim("no-factor", False, ("以下品类按中国因子计算的减排量：{zh}。", "Avoided emissions by Chinese factors for: {en}."),
          ("因子包 {pack} 中没有可用的中国因子；不借用他国因子，缺就写缺。",
           "The pack {pack} offers no Chinese factor; none is borrowed from another country."), _no_factor),
    Claim("credit", False, ("以本页结果申领减排量或冲减企业排放清单。", "Claiming credits or netting an enterprise's inventory with these results."),
          ("估算减排量（非CCER），不得冲减企业排放清单；没有适用于材料回收的现行 CCER 方法学。",
           "An estimate, no carbon credit; no CCER methodology for material recycling is in force."), _credit),
)


def examine(facts: Facts) -> Result:
    """The claims whose check holds on these data.

    Returns
    -------
    Result
        ``id, may, text_zh, text_en, reason_zh, reason_en``; what may be said first.

    Examples
    --------
    >>> import huishou as hs
    >>> from huishou.policy import claims
    >>> found = claims.examine(claims.Facts(pack=hs.factors.load("cn")))
    >>> [r["id"] for r in found.rows()]
    ['midpoint', 'no-factor', 'credit']
    """
    import pyarrow as pa

    rows = []
    for claim in CLAIMS:
        found = claim.check(facts)
        if found is not None:
            texts = [t.format(**found) for t in (*claim.text, *claim.reason)]
            rows.append({"id": claim.id, "may": claim.may} | dict(zip(("text_zh", "text_en", "reason_zh", "reason_en"), texts, strict=True)))
    kinds = {"id": pa.string(), "may": pa.bool_(), "text_zh": pa.string(), "text_en": pa.string(), "reason_zh": pa.string(), "reason_en": pa.string()}
    table = pa.table({n: pa.array([r[n] for r in rows], k) for n, k in kinds.items()})
    record = provenance.record("policy.claims.examine", {"volumes": facts.volumes is not None, "flows": facts.flows is not None,
                                                         "pack": getattr(facts.pack, "id", None)},
                               region=facts.region, period=facts.period)
    return Result(table, frames.default_kind(), record, "what the data support")
