# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Avoided emissions of any ledger at one gate of the chain, and what tables of emissions share."""

from __future__ import annotations

from typing import Any

from ...errors import HuishouError
from ..blocks import Cell, Note, Table
from ..sources import Source
from ..words import amount, between, percent, spread, status, word
from . import Work
from .masses import unlike

__all__ = ["NOTES", "factor_table", "ids", "ledger_table", "names", "numbers", "pack_of", "value"]

_PACK, _SHOWN = "cn", 40
_GATES = ("reprocessing/in", "sorting/out", "collection/out", "collection", "collection/in", "sorting/in", "market/in", "market/out")
# What must be read with any table of avoided emissions.
NOTES = ((
    "因子是公布的区间，结果只能是区间；中值无人公布，此处不取。",
    "The factor is a published range, so the result is one; nobody published a midpoint and none is taken.",
), (
    "引致与净排放：因子公布的是与原生路线之差，回收自身的引致排放没有单独公布，故空缺而不写 0；净排放 = −避免排放，负数为减少。",
    "Induced and net: the factor is a difference against the primary route. What recycling itself emits was not published apart, so it is empty "
    "and not zero; net = −avoided, negative is a reduction.",
))
_T = {
    "factors": ("因子来源", "Sources of the factors"),
    "factors_head": (("因子", "数值，吨 CO₂/吨", "每吨指", "地区，年份", "边界", "来源", "可信度"),
                     ("factor", "t CO₂ per t", "per tonne of", "region, year", "boundary", "source", "confidence")),
    "own": ("{name}：按品种的避免排放（因子包 {pack}）", "{name}: avoided emissions by material (pack {pack})"),
    "own_head": (("品种", "质量\n吨", "有因子覆盖", "避免排放\n吨 CO₂", "引致", "净排放", "因子", "状态"),
                 ("material", "mass\nt", "covered", "avoided\nt CO₂", "induced", "net", "factor", "status")),
    "gate_used": ("同一吨废料会经过多个环节，只在「{gate}」计一次；共 {kinds} 个环节·流向。",
                  "A tonne passes several gates and is credited once, at “{gate}”; the ledger has {kinds} stages and flows."),
    "missing": ("没有可用因子：{names}。缺就写缺，不取 0，也不借用他国因子。",
                "No factor for: {names}. Missing is written as missing, not as 0, and no factor is borrowed from another country."),
    "abroad": ("因子是中国因子；账本含非中国省级行政区的地区（{names}），是否适用须自行判断。",
               "The factors are Chinese; the ledger has regions that are no Chinese province ({names}): whether they fit is for you to judge."),
    "refused": ("{name}：未计算减排：{reason}", "{name}: no emissions computed: {reason}"),
}


def pack_of(work: Work):
    """The factor pack of the report, loaded once."""
    from ...metrics import factors

    if "pack" not in work.found:
        work.found["pack"] = factors.load(_PACK)
    return work.found["pack"]


def ids(row) -> list[str]:
    """Ids of the factors a row of avoided emissions rests on."""
    return (row["factors"] or "").split()


def value(factor) -> str:
    """A factor as published: its number, or its range."""
    return f"{factor['low']:g}–{factor['high']:g}" if factor["factor_co2e_per_t"] is None else f"{factor['factor_co2e_per_t']:g}"


def numbers(row, unit, digits, n, key=False) -> list[Any]:
    """Avoided, induced and net as printed: a range where there is one, a single number where the factor is one; net = −avoided where induced is not apart."""
    low, high, value, net = (row[k] for k in ("avoided_low", "avoided_high", "avoided_co2e_t", "net_co2e_t"))
    avoided = amount(value, digits, unit) if value is not None else spread(low, high, digits, unit)
    if net is None and low is not None and row["induced_co2e_t"] is None:
        left = between(amount(-high, digits, unit), amount(-low, digits, unit), n)
    else:
        left = amount(net, digits, unit)
    return [Cell(avoided, "key" if key else ""), amount(row["induced_co2e_t"], digits, unit), Cell(left, "num")]


def names(row) -> str:
    """The ids in a cell."""
    return ", ".join(ids(row)) or "—" if row else "—"


def ledger_table(work: Work, source: Source, used: set[str]) -> list[Any]:
    """Avoided emissions of any ledger, at one gate of the chain."""
    from ...metrics.carbon import avoided_emissions

    n, table = work.n, source.ledger.table
    gates = _gates(table)
    gate = next((g for g in _GATES if g in gates), None) if len(gates) > 1 else None
    keys = ["material", *(c for c in unlike(table) if c != "material")]
    try:
        result = avoided_emissions(source.ledger, factors=pack_of(work), by=keys, **({"count_at": gate} if gate else {}))
    except HuishouError as error:
        return [Note(_T["refused"][n].format(name=source.title[n], reason=str(error)), strong=True)]
    rows = result.rows()
    for r in rows:
        used.update(ids(r))
    found = [r for r in rows if r["status"] != "factor_missing"]
    body = [[" · ".join(word(str(r[k]), n) for k in keys), amount(r["mass_t"]), percent(r["coverage"], 0), *numbers(r, 1.0, 0, n), Cell(names(r), "code"),
             Cell(status(r["status"], n), "word" if r["status"] in ("ok", "bound_only") else "word flag")]
            for r in sorted(found, key=lambda r: -(r["avoided_high"] or r["avoided_co2e_t"] or 0.0))[:_SHOWN]]
    missing = list(dict.fromkeys(word(r["material"], n) for r in rows if r["status"] == "factor_missing"))
    notes = [pair[n] for pair in NOTES]
    if gate:
        notes.insert(0, _T["gate_used"][n].format(gate="/".join(word(w, n) for w in gate.split("/")), kinds=len(gates)))
    abroad = _abroad(table)
    if abroad and any(ids(r) for r in rows):
        notes.append(_T["abroad"][n].format(names=("、" if n == 0 else ", ").join(abroad)))
    if missing:
        notes.append(_T["missing"][n].format(names=("、" if n == 0 else ", ").join(missing[:20]) + ("…" if len(missing) > 20 else "")))
    kinds = ("text", "num", "num", "num", "num", "num", "text", "text")
    if not found:
        work.keep(f"avoided-{source.id}", result)
        return [Note(f"{source.title[n]}: {notes[-1]}")]
    return [Table(_T["own"][n].format(name=source.title[n], pack=_PACK), list(zip(_T["own_head"][n], kinds, strict=True)), body, notes,
                  work.keep(f"avoided-{source.id}", result))]


def _abroad(table) -> list[str]:
    """Regions that are no Chinese provincial unit: whether a Chinese factor fits them is not for this page to decide."""
    from ...ledger.places import NATION, resolve

    found = [r for r in table.column("region").unique().to_pylist() if r] if "region" in table.column_names else []
    return [r for r in found if resolve(r) is None and r.casefold() not in NATION][:8]


def _gates(table) -> list[str]:
    keys = [c for c in ("stage", "flow") if c in table.column_names]
    if not keys:
        return []
    return ["/".join(v for v in row.values() if v is not None) for row in table.select(keys).group_by(keys).aggregate([]).to_pylist()]


def factor_table(work: Work, used: set[str]) -> Table:
    """Where the factors used come from."""
    n = work.n
    rows = [r for r in pack_of(work).table.to_pylist() if r["factor_id"] in used]
    body = [[Cell(r["factor_id"], "code"), value(r), r["per"], f"{r['region']}, {r['year']}", r["boundary"], r["source"], r["confidence"]] for r in rows]
    return Table(_T["factors"][n], [(t, "num" if i == 1 else "text") for i, t in enumerate(_T["factors_head"][n])], body, kind="small")
