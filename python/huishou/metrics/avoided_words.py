# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What an avoided emission says about itself: factor by factor, with sources, and the tonnes that have none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import InputError
from .pack import Pack

__all__ = ["MEANING", "Used", "extra", "text"]

MEANING: dict[str, tuple[str, str]] = {
    "no_baseline": ("因子是一种去向的净值；没有给出基准去向，不是两种去向之差。",
                    "The factor is the net value of one pathway; without a baseline it is no comparison of two."),
    "not_separable": ("来源只公布净值，避免量与产生量不可分。", "The source publishes the net alone: avoided and induced emissions are not separable."),
    "partial": ("部分吨数没有因子，未计为 0；合计只含有因子的部分。", "Some tonnes have no factor and are not counted as 0: the total holds the others alone."),
    "bound_only": ("来源只给区间，没有中心值；不取中值。", "The source gives a range: bounds, no central value, and no midpoint is made up."),
    "no_numerator": ("没有填报重量。", "No mass is reported."),
    "factor_missing": ("没有适用的因子，不等于 0。", "No factor applies, which is not 0."),
}


@dataclass(frozen=True)
class Used:
    """One factor, or one class of tonnes without any, as a row used it."""

    label: str
    row: dict[str, Any] | None          # of the pack
    base: dict[str, Any] | None         # of the pack, the baseline
    why: tuple[str, str] | None         # no factor: why, in Chinese and English


def extra(row: dict[str, Any], column: str) -> float | None:
    """A number in a column that packs need not have; NaN, as pandas and NumPy write it, is missing.

    Raises
    ------
    InputError
        ``not_a_number``.
    """
    value = row.get(column)
    if value is None or value != value:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value in (float("inf"), float("-inf")):
        raise InputError(f"Factor '{row['factor_id']}' has {column} = {value!r}.", code="not_a_number", column=column, value=value,
                         hint="Give a finite number, or leave it blank.")
    return float(value)


def _tonnes(value: float | None) -> str:
    return "—" if value is None else f"{value:,.6g} t" if abs(value) < 1e6 else f"{value:,.1f} t"


def text(row: dict[str, Any], used: list[tuple[Used, float]], pack: Pack, names: dict[str, str], own: frozenset[str], call: dict[str, Any], lang: str) -> str:
    """The card of one row; ``names`` are the column names of the indicator asked for."""
    zh = lang == "zh"
    keys = ", ".join(f"{k} = {('未注明' if zh else 'unstated') if v is None else v}" for k, v in row.items() if k not in own)
    lines = [("避免排放" if zh else "avoided emissions") + f" [{pack.id} {pack.version}]" + (f" {keys}" if keys else "")]
    low, high = row["avoided_low"], row["avoided_high"]
    value = row[names["avoided"]]
    lines.append((f"避免量 = Σ 因子 × 吨数 = {_tonnes(value)}" if zh else f"avoided = sum of factor × tonnes = {_tonnes(value)}")
                 + (f" ({_tonnes(low)} – {_tonnes(high)})" if low != high else ""))
    for one, mass in used:
        if one.row is None:
            lines.append(f"  {one.label}: {_tonnes(mass)}, {one.why[0 if zh else 1]}")
            continue
        lines.append(f"  {one.label}: {_factor(one)} × {_tonnes(mass)}; {one.row['per'] or 't'}; {one.row['source'] or pack.source}")
    lines += [f"{k}: {v}" for k, v in call.items()]
    lines += [f"{f}: {MEANING[f][0 if zh else 1]}" for f in row["flags"].split()] or ["ok"]
    lines += [f"{'注意' if zh else 'note'}: {n}" for n in pack.notes[:1]]
    lines.append(f"{'来源' if zh else 'source'}: {pack.source}; {pack.licence}; sha256 {pack.sha256[:12]}")
    return "\n".join(lines)


def _factor(one: Used) -> str:
    row = one.row
    point, low, high = row["factor_co2e_per_t"], row["low"], row["high"]
    value = f"{low:g} – {high:g}" if point is None else f"{point:g}"
    if one.base is not None:
        value = f"({one.base['factor_co2e_per_t']:g} − {value})"
    return value
