# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Avoided, induced and net emissions as ranges with the factor they rest on; one tonne is credited once."""

from __future__ import annotations

from typing import Any

from ...policy import steel
from .. import style
from ..blocks import Cell, Figure, Fold, Lead, Note, Section, Table
from ..figures.ranges import ranges
from ..words import amount, spread, status
from . import Work
from .avoided import NOTES, factor_table, ids, ledger_table, names, numbers, pack_of, value
from .cycle import focus

__all__ = ["build", "card"]

_T = {
    "title": ("减排：避免、引致、净排放（区间）", "Emissions avoided, induced and net, as ranges"),
    "label": ("估算减排量（非CCER），不得冲减企业排放清单。", "Estimated reductions, no carbon credits; not to be netted into an enterprise's inventory."),
    "lead": ("{region} {year} 年旧废钢避免排放 {range} 百万吨 CO₂（{factor} 吨 CO₂/吨）。新废钢另列，厂内废钢不计。",
             "{region} {year}: old scrap avoided {range} Mt CO₂ (at {factor} t CO₂ per t). New scrap is shown apart, home scrap is not credited."),
    "table": ("{region} {year} 年废钢减排，按来源", "Emissions avoided by scrap, {region} {year}, by kind"),
    "head": (("口径", "质量\n千吨", "避免排放\n百万吨 CO₂", "引致", "净排放", "因子", "状态", "说明"),
             ("what is counted", "mass\nkt", "avoided\nMt CO₂", "induced", "net", "factor", "status", "how to read it")),
    "old": ("旧废钢（标题）",
            "old scrap (headline)"),
    "new": ("新废钢", "new scrap"),
    "home": ("厂内废钢", "home scrap"),
    "imported": ("进口废钢", "imported scrap"),
    "gate": ("对比：废钢市场入炉口全部废钢", "comparison: all scrap charged"),
    "how": ({"post_consumer": "报废品回收，加工损失后", "new_scrap": "加工边角料，与消费后回收无关", "home_scrap": "不离开钢厂，从不计减排",
             "imported": "不在国内回收之内，不另计",
             "gate": "新、旧、厂内、进口混合，仅作对照，不是减排结论"},
            {"post_consumer": "goods at end of life, after the preparation loss", "new_scrap": "cut-offs of manufacturing, no post-consumer recovery",
             "home_scrap": "never leaves the works, never credited", "imported": "not recovered at home, not credited apart",
             "gate": "all kinds mixed, for comparison only, no result"}),
    "alt": ("横条：旧废钢 {old}，新废钢 {new}，对照全部废钢 {gate} 百万吨 CO₂。",
            "Bars: old scrap {old}, new scrap {new}, all scrap for comparison {gate} Mt CO₂."),
    "caption": ("避免排放区间，百万吨 CO₂；斜纹为对照口径，含厂内和新废钢，不是减排结论。",
                "Ranges of avoided emissions, Mt CO₂; the hatched bar is a comparison that holds home and new scrap, no result."),
    "years": ("历年旧废钢与新废钢的避免排放（因子不随年份变化）", "Emissions avoided by old and new scrap by year (one factor for all years)"),
    "years_head": (("年份", "旧废钢，加工后\n百万吨", "避免排放\n百万吨 CO₂", "新废钢，加工后\n百万吨", "避免排放\n百万吨 CO₂"),
                   ("year", "old scrap, prepared\nMt", "avoided\nMt CO₂", "new scrap, prepared\nMt", "avoided\nMt CO₂")),
    "other": ("中国因子只用于中国；其他 {k} 国不套用。", "The Chinese factor is used for China alone, not for the other {k} countries."),
    "factors": ("因子来源", "Sources of the factors"),
    "card": ("旧废钢避免排放，{region} {year} 年", "Avoided by old scrap, {region} {year}"),
    "card_unit": ("百万吨 CO₂", "Mt CO₂"),
    "card_sub": ("估算减排量（非CCER）；质量来自模型，因子 {factor} 吨 CO₂/吨", "an estimate, no credit; mass from a model, factor {factor} t CO₂ per t"),
}


def card(work: Work) -> tuple[str, str, str, str] | None:
    """The headline range."""
    if work.cycle is None:
        return None
    n, at = work.n, focus(work)
    old = _kind(work, "post_consumer")
    if old is None:
        return None
    return (_T["card"][n].format(region=steel.country(at["region"], work.lang), year=at["period"]), spread(old["avoided_low"], old["avoided_high"], 1, 1e6),
            _T["card_unit"][n], _T["card_sub"][n].format(factor=_factor(work, old)))


def build(work: Work) -> Section | None:
    """The section, None where no source supports it."""
    n = work.n
    blocks: list[Any] = []
    used: set[str] = set()
    if work.cycle is not None and _kind(work, "post_consumer") is not None:
        blocks += _cycle(work, used)
    for source in work.ledgers:
        blocks += ledger_table(work, source, used)
    if not blocks:
        return None
    used &= {r["factor_id"] for r in pack_of(work).table.to_pylist()}
    label = [Note(_T["label"][n], strong=True)]
    tail = [Fold(_T["factors"][n], [factor_table(work, used)])] if used else []
    first = [b for b in blocks[:1] if isinstance(b, Lead)]
    return Section("emissions", _T["title"][n], [*first, *label, *blocks[len(first):], *tail])


def _credited(work: Work, ledger: Any, by: list[str]):
    """Avoided emissions of scrap as it arises, less the preparation loss of its own group; home scrap has no factor and gets no credit."""
    from ...metrics.carbon import avoided_emissions
    from ...metrics.recovery import recovery_rate

    prepared = recovery_rate(ledger, definition="steel-preparation-yield", by=[b for b in by if b != "origin"])
    return avoided_emissions(ledger.where(material=steel.MATERIAL), factors=pack_of(work), count_at="collection/out", by=by, yield_=prepared)


def _by_kind(work: Work):
    if "avoided_by_kind" not in work.found:
        work.found["avoided_by_kind"] = _credited(work, focus(work)["here"], ["origin"])
    return work.found["avoided_by_kind"]


def _kind(work: Work, origin: str) -> dict[str, Any] | None:
    return next((r for r in _by_kind(work).rows() if r["origin"] == origin), None)


def _factor(work: Work, row) -> str:
    found = next((f for f in pack_of(work).table.to_pylist() if f["factor_id"] in ids(row)), None)
    return "—" if found is None else value(found)


def _cycle(work: Work, used: set[str]) -> list[Any]:
    from ...metrics.carbon import avoided_emissions

    n, at = work.n, focus(work)
    region, year = steel.country(at["region"], work.lang), at["period"]
    old, new = _kind(work, "post_consumer"), _kind(work, "new_scrap")
    gate = avoided_emissions(at["here"].where(material=steel.MATERIAL), factors=pack_of(work), count_at="reprocessing/in")
    work.keep("avoided-steel", _by_kind(work))
    work.keep("avoided-steel-gate-comparison", gate)
    at_gate = gate.rows()[0]
    kinds = {r["origin"]: r for r in at["kinds"].rows()}
    body = []
    for origin, key, row in (("post_consumer", "old", old), ("new_scrap", "new", new), ("home_scrap", "home", None), ("imported", "imported", None),
                             ("gate", "gate", at_gate)):
        if row is None and origin not in kinds:
            continue
        used.update(ids(row) if row else [])
        mass = row["mass_t"] if row else kinds[origin]["prepared_t"]
        body.append([_T[key][n], amount(mass, 1, 1e3), *(numbers(row, 1e6, 1, n, origin == "post_consumer") if row else ["—", "—", "—"]),
                     Cell(names(row), "code"), Cell(status(row["status"], n) if row else "—", "word"), Cell(_T["how"][n][origin], "quiet")])
    shown = [(k, r) for k, r in (("old", old), ("new", new), ("gate", at_gate)) if r]
    with style.context(work.lang) as lang:
        m = 0 if lang == "zh" else 1
        figure, ax = style.new(9.6, 2.4)
        ranges([_T[k][m] for k, _ in shown], [r["avoided_low"] for _, r in shown], [r["avoided_high"] for _, r in shown], unit=1e6,
               faint=[k == "gate" for k, _ in shown],
               colours=[style.KIND[{"old": "post_consumer", "new": "new_scrap", "gate": "prepared"}[k]] for k, _ in shown], ax=ax, lang=lang)
    alt = _T["alt"][n].format(**{k: spread(r["avoided_low"], r["avoided_high"], 1, 1e6) if r else "—" for k,
                                 r in (("old", old), ("new", new), ("gate", at_gate))})
    kinds_ = ("text", "num", "num", "num", "num", "text", "text", "text")
    return [Lead(_T["lead"][n].format(region=region, year=year, range=spread(old["avoided_low"], old["avoided_high"], 1, 1e6), factor=_factor(work, old))),
            Figure(work.svg(figure, _T["title"][n], alt), _T["caption"][n]),
            Table(_T["table"][n].format(region=region, year=year), list(zip(_T["head"][n], kinds_, strict=True)), body, [pair[n] for pair in NOTES],
                  "tables/avoided-steel.parquet"), _years(work, region)]


def _years(work: Work, region) -> Fold:
    n, at = work.n, focus(work)
    result = _credited(work, work.cycle.ledger.where(region=at["region"]), ["period", "origin"])
    rows = result.rows()
    cells = {(r["period"], r["origin"]): r for r in result.rows()}
    body = []
    for period in sorted({r["period"] for r in rows}):
        line = [period]
        for origin in ("post_consumer", "new_scrap"):
            r = cells.get((period, origin))
            line += [amount(r["mass_t"], 1, 1e6), spread(r["avoided_low"], r["avoided_high"], 1, 1e6)] if r else ["—", "—"]
        body.append(line)
    others = len(set(work.cycle.ledger.table.column("region").to_pylist())) - 1
    return Fold(_T["years"][n], [Table(f"{_T['years'][n]}: {region}", [(t, "num" if i else "text") for i, t in enumerate(_T["years_head"][n])], body,
                                       [_T["other"][n].format(k=others)] if others else [], work.keep("avoided-steel-by-year", result), kind="small")])
