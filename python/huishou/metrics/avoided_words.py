# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What an avoided emission says about itself: factor by factor, with sources, and the tonnes that have none."""

from __future__ import annotations

from typing import Any

from .avoided_call import Call
from .factor_match import STEPS, WHY
from .methods import Used
from .pack import Pack

__all__ = ["MEANING", "citation", "text"]

MEANING: dict[str, tuple[str, str]] = {
    "no_baseline": ("因子是一种去向的净值；没有给出基准去向，不是两种去向之差。",
                    "The factor is the net value of one pathway; without a baseline it is no comparison of two."),
    "not_separable": ("来源只公布净值，避免量与产生量不可分。", "The source publishes the net alone: avoided and induced emissions are not separable."),
    "region_fallback": ("因子不是该地区的：用的是全国因子，或无法判断该地区属于哪国。",
                        "The factor is not that of the region: it is its country's, or of which country the region is cannot be told."),
    "material_fallback": ("该物料没有自己的因子，用的是 parents 给出的上级物料的因子。",
                          "The material has no factor of its own; that of the wider one named in parents is used."),
    "factor_stale": ("该时期在因子有效期之后，发布者已有更新。", "The period lies after the end of the factor's term: its publisher has replaced it."),
    "gate_mismatch": ("按环节看，吨数与因子所指的吨不同（回收吨、分拣吨或产品吨）；用 yield_ 说明到达份额。",
                      "By stage and flow these are not the tonnes the factor speaks of (collected, sorted, product); say with yield_ which share arrives."),
    "partial": ("部分吨数没有因子，未计为 0；合计只含有因子的部分。", "Some tonnes have no factor and are not counted as 0: the total holds the others alone."),
    "bound_only": ("来源只给区间，没有中心值；不取中值。", "The source gives a range: bounds, no central value, and no midpoint is made up."),
    "no_numerator": ("没有填报重量。", "No mass is reported."),
    "not_computable": ("该因子包不支持这一方法，或缺少所需参数。", "The pack does not serve the method, or an argument it needs is missing."),
    "factor_missing": ("没有适用的因子，不等于 0。", "No factor applies, which is not 0."),
}


def _tonnes(value: float | None) -> str:
    return "—" if value is None else f"{value:,.6g} t" if abs(value) < 1e6 else f"{value:,.1f} t"


def text(row: dict[str, Any], used: list[tuple[Used, float]], pack: Pack, names: dict[str, str], own: frozenset[str], call: dict[str, Any], lang: str,
         steps: list[str] | None = None) -> str:
    """The card of one row; ``steps`` led to its factors; ``names`` are the column names of the indicator asked for, ``own`` those that are no keys."""
    zh = lang == "zh"
    keys = ", ".join(f"{k} = {('未注明' if zh else 'unstated') if v is None else v}" for k, v in row.items() if k not in own)
    lines = [("避免排放" if zh else "avoided emissions") + f" [{pack.id} {pack.version}]" + (f" {keys}" if keys else "")]
    low, high, value = row["avoided_low"], row["avoided_high"], row[names["avoided"]]
    unit = " CO2e" if names["avoided"] == "avoided_co2e_t" else ""
    lines.append((f"避免量 = Σ 因子 × 吨数 = {_tonnes(value)}{unit}" if zh else f"avoided = sum of factor × tonnes = {_tonnes(value)}{unit}")
                 + (f" ({_tonnes(low)} – {_tonnes(high)})" if low != high else ""))
    for one, mass in used:
        if not one.matched:
            lines.append(f"  {one.label}: {_tonnes(mass)}, {WHY[one.why][0 if zh else 1]}")
        for i, part in enumerate(one.parts):
            side = ("产生" if zh else "induced") if part.induced else ("避免" if zh else "avoided")
            source = f"{part.row['per'] or 't'}; {part.row['source'] or pack.source}"
            tonnes = f" × {_tonnes(mass)}" if i == 0 else ""
            lines.append(f"  {side} {part.row['factor_id']}: {part.weight:g} × ({_factor(part.row)}){tonnes}; {source}")
    if steps:
        lines.append(f"{'匹配' if zh else 'matched by'}: {', '.join(STEPS[step][0 if zh else 1] for step in steps)}")
    lines += [f"{k}: {v}" for k, v in call.items()]
    lines += [f"{f}: {MEANING[f][0 if zh else 1]}" for f in row["flags"].split()] or ["ok"]
    lines += [f"{'注意' if zh else 'note'}: {n}" for n in pack.notes[:1]]
    lines.append(f"{'来源' if zh else 'source'}: {pack.source}; {pack.licence}; sha256 {pack.sha256[:12]}")
    return "\n".join(lines)


def citation(row: dict[str, Any], call: Call, names: dict[str, str], own: frozenset[str], lang: str) -> str:
    """The sentence that goes with the number."""
    zh, pack = lang == "zh", call.pack
    value, low, high = row[names["avoided"]], row["avoided_low"], row["avoided_high"]
    amount = "—" if low is None else _tonnes(low) if low == high else f"{_tonnes(low)} – {_tonnes(high)}" if value is None else \
        f"{_tonnes(value)} ({_tonnes(low)} – {_tonnes(high)})"
    unit = " CO2e" if call.indicator == "co2e" else f" {call.indicator}"
    keys = [f"{k} = {v}" for k, v in row.items() if k not in own]
    said = [f"{k}: {v}" for k, v in call.said().items()]
    covered = [] if row["coverage"] is None else [f"{'因子覆盖' if zh else 'factors cover'} {100 * row['coverage']:.4g} %"]
    flags = [f"{'状态' if zh else 'status'} {row['flags']}"] if row["flags"] else []
    parts = [*keys, *said, *covered, f"{'因子' if zh else 'factors'} {row['factors'] or '—'} ({pack.id} {pack.version}, {pack.source})", *flags]
    if zh:
        return f"估算减排量 {amount}{unit}（非 CCER，不得冲减企业排放清单）；{'；'.join(parts)}。"
    return f"estimated avoided emissions {amount}{unit} (no carbon credit, not to be netted into an enterprise inventory); {'; '.join(parts)}."


def _factor(row: dict[str, Any]) -> str:
    point, low, high = row["factor_co2e_per_t"], row["low"], row["high"]
    return f"{low:g} – {high:g}" if point is None else f"{point:g}"
