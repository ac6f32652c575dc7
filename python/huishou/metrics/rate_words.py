# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What a rate says about itself: the formula with its numbers, what its status means, what probably caused it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .definitions import Definition

__all__ = ["MEANING", "Detail", "citation", "text"]

MEANING: dict[str, tuple[str, str]] = {
    "partial_numerator": ("有些填报单元只有分母、分子不全，比率偏低；pairing=\"complete\" 只用齐全的单元。",
                          "Some reporting units gave a denominator without a complete numerator, so the rate is too low; "
                          "pairing=\"complete\" uses complete units alone."),
    "scope_mismatch": ("分子与分母标明的计量基准、统计范围或时期类型不同。", "Numerator and denominator state different bases, scopes or kinds of period."),
    "unbounded_interval": ("在此置信水平下分母与零无法区分，区间无界。", "At this level the denominator is not told from zero: the interval is unbounded."),
    "negative_numerator": ("分子为负（带符号的贸易项），照实给出。", "The numerator is negative (signed trade) and stands as it is."),
    "gt_one": ("比率大于 1，未截断。可能的原因：消耗往年库存；含进口或跨区域量；同一吨在多个环节重复计入；分子与分母时期或范围不同。",
               "The rate is above 1 and not clipped. Likely causes: stock of earlier years drawn down; imports or tonnes from elsewhere in the numerator; one "
               "tonne counted at several stages; periods or scopes that differ."),
    "double_count_risk": ("同一项把一条链上的多个环节相加，同一吨可能重复计入；请只取一个环节。",
                          "One term adds several stages of one chain: the same tonne may count more than once. Choose one stage."),
    "mixed_scope": ("不同口径的吨数不可相加，故不计算。", "Tonnes of different kinds are not added, so nothing is computed."),
    "no_numerator": ("分子没有任何填报，不等于 0。", "Nothing was reported for the numerator, which is not 0."),
    "no_denominator": ("分母没有填报、缺一项，或合计不为正，比率无定义。",
                       "The denominator is not reported, lacks one of its terms, or is not positive: the rate is undefined."),
    "not_computable": ("账本缺少该定义所需的列。", "The ledger lacks a column the definition asks for."),
    "factor_missing": ("有些行在系数表中没有系数，故不计算。", "The table of coefficients has none for some of the rows, so nothing is computed."),
    "partial": ("多时期平均中有时期没有填报，按有填报的时期平均。", "Some periods of a mean report nothing: it is taken over those that do."),
}


@dataclass(frozen=True)
class Detail:
    """What stands behind one row: term by term rows and tonnes, units, and what could not be added or found."""

    definition: Definition
    rows: list[int]
    tonnes: list[float]
    units: int
    complete_units: int
    unit_columns: list[str]
    unlike: list[tuple[str, str, list[Any]]]      # (column, side, values)
    absent: list[str]
    complete_only: bool
    interval: str | None


_SIDES = (("分子", "numerator"), ("分母", "denominator"), ("其中", "of which"))


def _number(value: float | None, unit: str = "") -> str:
    return "—" if value is None else f"{value:,.6g}{unit}" if abs(value) < 1e6 else f"{value:,.1f}{unit}"


def _share(value: float | None, display: str) -> str:
    if value is None:
        return "—"
    return f"{1000 * value:,.6g} kg/t" if display == "kg_per_t" else f"{100 * value:.4g} %"


def text(row: dict[str, Any], detail: Detail, lang: str) -> str:
    """The card of one row, in Chinese or English."""
    d, zh = detail.definition, lang == "zh"
    keys = [f"{k} = {'未注明' if v is None and zh else 'unstated' if v is None else v}" for k, v in row.items() if k not in _OWN]
    lines = [f"{d.title(lang)} [{d.id}]" + (f"：{'，'.join(keys)}" if zh and keys else f": {', '.join(keys)}" if keys else "")]
    if d.quantity:
        amount = _number(row["numerator_t"], " t")
        lines.append(f"数量 = {amount}（绝对量，不是率）" if zh else f"quantity = {amount} (an amount, no rate)")
    else:
        lines.append(("比率 = 分子 / 分母 = " if zh else "rate = numerator / denominator = ")
                     + f"{_number(row['numerator_t'], ' t')} / {_number(row['denominator_t'], ' t')} = {_share(row['rate'], d.display)}")
    if detail.rows:
        for i, term in enumerate(d.terms):
            side = _SIDES[2 if d.quantity else i >= len(d.numerator)][0 if zh else 1]
            amount = _number(detail.tonnes[i], " t") if detail.rows[i] else ("无填报" if zh else "not reported")
            lines.append(f"  {side} {term.text()} = {amount} ({detail.rows[i]:,} {'行' if zh else 'rows'})")
    lines.append(f"计量点：{d.point('zh')}" if zh else f"calculation point: {d.calculation_point}")
    if detail.units:
        name = " × ".join(detail.unit_columns) or ("整组" if zh else "the group")
        covered = "—" if row["denominator_covered"] is None else f"{100 * row['denominator_covered']:.4g} %"
        lines.append(f"填报单元（{name}）：{detail.units:,} 个有分母，其中 {detail.complete_units:,} 个分子齐全，占分母 {covered}" if zh else
                     f"reporting units ({name}): {detail.units:,} with a denominator, {detail.complete_units:,} of them complete, {covered} of the denominator")
        if detail.complete_only:
            lines.append("只用分子齐全的单元。" if zh else "Complete units alone are used.")
    for column, side, values in detail.unlike:
        listed = ", ".join("unstated" if v is None else str(v) for v in values)
        lines.append(f"{column} 有多个值（{'分子' if side == 'numerator' else '分母'}）：{listed}" if zh else f"{column} differs in the {side}: {listed}")
    if detail.absent:
        lines.append(f"缺少的列：{'、'.join(detail.absent)}" if zh else f"absent columns: {', '.join(detail.absent)}")
    lines.append(("区间：" if zh else "interval: ") + _interval(row, detail, zh))
    flags = [f for f in row["flags"].split() if not (d.quantity and f == "no_denominator")]
    lines += [f"{f}: {MEANING[f][0 if zh else 1]}" for f in flags] or ["ok"]
    notes = d.notes_zh if zh else d.notes_en
    lines += [f"{'注意' if zh else 'note'}: {notes}"] if notes else []
    lines.append(f"{'来源' if zh else 'source'}: {d.source} ({d.status})")
    return "\n".join(lines)


def citation(row: dict[str, Any], detail: Detail, stated: dict[str, list[Any]], lang: str) -> str:
    """The sentence that goes with the number."""
    d, zh = detail.definition, lang == "zh"
    value = _number(row["numerator_t"], " t") if d.quantity else _share(row["rate"], d.display)
    if row["rate_low"] is not None:
        value += f" ({_share(row['rate_low'], d.display)} – {_share(row['rate_high'], d.display)})"
    keys = [f"{k} = {v}" for k, v in row.items() if k not in _OWN]
    scope = [f"{column} {' | '.join(map(str, values))}" for column, values in stated.items()]
    parts = [*keys, *scope]
    if row["denominator_covered"] is not None:
        whole = "" if zh else " of the denominator"
        parts.append(f"{'分子齐全的单元占分母' if zh else 'complete units hold'} {100 * row['denominator_covered']:.4g} %{whole}")
    if detail.complete_only:
        parts.append("只用齐全的单元" if zh else "complete units alone")
    flags = "" if d.quantity and row["flags"] == "no_denominator" else row["flags"]
    if flags:
        parts.append(f"{'状态' if zh else 'status'} {flags}")
    if d.edition != "not stated":
        parts.append(f"{'版本' if zh else 'edition'} {d.edition}")
    if zh:
        where = f"{d.title('zh')}；计量点：{d.point('zh')}"
        return f"{value}，按 {d.id}（{where}）；{'；'.join(parts)}。来源：{d.source}（{d.status}）。"
    return f"{value} by {d.id} ({d.title('en')}; calculation point: {d.calculation_point}); {'; '.join(parts)}. Source: {d.source} ({d.status})."


def _interval(row: dict[str, Any], detail: Detail, zh: bool) -> str:
    if detail.interval is None:
        return "未计算；全数统计没有抽样误差。" if zh else "none asked for; a census has no sampling error."
    if row["rate_low"] is None:
        return f"{detail.interval}: —"
    return f"{detail.interval}: {_share(row['rate_low'], detail.definition.display)} – {_share(row['rate_high'], detail.definition.display)}"


_OWN = frozenset(("numerator_t", "denominator_t", "denominator_covered", "rate", "rate_low", "rate_high", "status", "flags", "definition"))
