# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""450 and 510 Mt beside the line of the ten categories: two scopes, shown together, never subtracted.

The targets (国发〔2021〕23号 and later documents) count the yearly *use* of nine *materials* of the NDRC: steel, copper, aluminium, lead,
zinc, paper, plastics, rubber, glass. The line of the Ministry of Commerce counts the *collection* of ten *categories*, vehicles and
appliances among them. A difference between them is partly scope, so none is computed here. What is computed is arithmetic on the line
alone: the growth it would need to reach the number.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from .. import frames, provenance
from ..results import Result
from . import situation

__all__ = ["WORDS", "nine", "same_year", "table"]

WORDS = (
    "十大类不等于九种主要再生资源：目标按国家发展改革委九种材料（废钢铁、铜、铝、铅、锌、纸、塑料、橡胶、玻璃）的循环利用量计，上线按商务部十大类的回收量计。"
    "报废机动车、废弃电器电子产品等须拆解后才能对应到材料。两者之差含口径差，不是完成情况的差距，故不相减。",
    "Ten categories are not nine materials. The target counts the use of nine NDRC materials (steel, copper, aluminium, lead, zinc, paper, plastics, rubber, "
    "glass), the line counts the collection of ten MOFCOM categories; vehicles and appliances meet materials only after dismantling. "
    "A difference of the two is partly scope and no measure of progress, so they are not subtracted.",
)
_NINE = "9种主要再生资源"
_UNITS = {"亿吨": 10**8, "万吨": 10**4}


def nine() -> list[dict[str, Any]]:
    """The national targets on nine materials: ``year``, ``target_t``, the ``documents`` that state it and who issued them.

    Examples
    --------
    >>> from huishou.policy import targets
    >>> [(t["year"], t["target_t"]) for t in targets.nine()]
    [(2025, 450000000.0), (2030, 510000000.0)]
    """
    from ..ledger import datasets

    found: dict[int, dict[str, Any]] = {}
    for row in frames.table(datasets.table("china-recyclables", "targets")).to_pylist():
        same = row["indicator"].startswith(_NINE) or "same 9" in row["indicator"]
        if same and row["unit"] in _UNITS:
            one = found.setdefault(row["year"], {"year": row["year"], "target_t": _tonnes(row["target_value"], row["unit"]), "documents": []})
            one["documents"].append(f"{row['document']}（{row['issuer']}）")
    return [found[y] for y in sorted(found)]


def table(ledger: Any) -> Result:
    """Each target beside the latest year of the national line, and the growth the line would need to come to the same number.

    Parameters
    ----------
    ledger
        As ``situation.national_line``.

    Returns
    -------
    Result
        ``target_year, target_t, target_scope, line_year, line_t, line_t_low, line_t_high, line_scope, years, needed_growth, needed_low, needed_high,
        documents``; growth a year as a share, over the rounding interval of the line. There is no column for a gap.

    Examples
    --------
    >>> import huishou as hs
    >>> from huishou.policy import targets
    >>> [(r["target_year"], round(r["needed_growth"], 3)) for r in targets.table(hs.datasets.load("china-recyclables")).rows()]
    [('2025', 0.122), ('2030', 0.041)]
    """
    import pyarrow as pa

    line = situation.national_line(ledger).rows()
    rows = []
    for target in nine():
        row = {"target_year": str(target["year"]), "target_t": target["target_t"], "target_scope": "ndrc9", "documents": "; ".join(target["documents"])}
        last = max((r for r in line if int(r["period"]) < target["year"]), key=lambda r: r["period"], default=None)
        if last is not None and last["mass_t_low"] > 0:
            years = target["year"] - int(last["period"])
            need = [(target["target_t"] / last[k]) ** (1.0 / years) - 1.0 for k in ("mass_t", "mass_t_high", "mass_t_low")]
            row |= {"line_year": last["period"], "line_t": last["mass_t"], "line_t_low": last["mass_t_low"], "line_t_high": last["mass_t_high"],
                    "line_scope": situation.TOTAL, "years": years, "needed_growth": need[0], "needed_low": need[1], "needed_high": need[2]}
        rows.append(row)
    kinds = {"target_year": pa.string(), "target_t": pa.float64(), "target_scope": pa.string(), "line_year": pa.string(), "line_t": pa.float64(),
             "line_t_low": pa.float64(), "line_t_high": pa.float64(), "line_scope": pa.string(), "years": pa.int64(), "needed_growth": pa.float64(),
             "needed_low": pa.float64(), "needed_high": pa.float64(), "documents": pa.string()}
    out = pa.table({n: pa.array([r.get(n) for r in rows], k) for n, k in kinds.items()})
    record = provenance.record("policy.targets.table", provenance.of_input(ledger, len(line), ["period", "mass_t"]), targets="china-recyclables/targets.csv")
    return Result(out, getattr(ledger, "kind", None) or frames.default_kind(), record, "targets on nine materials beside ten categories")


def same_year(ledger: Any) -> dict[str, Any] | None:
    """A year for which both scopes are published, as the remark of the ten-category total quotes it; None where no remark does.

    Returns
    -------
    dict
        ``year, ten_t, nine_t, remark``.
    """
    for row in situation.national_line(ledger).rows():
        found = re.search(r"nine kinds[:：]\s*([\d.]+)\s*亿吨", row["remark"] or "")
        if found:
            return {"year": row["period"], "ten_t": row["mass_t"], "nine_t": _tonnes(found[1], "亿吨"), "remark": row["remark"]}
    return None


def _tonnes(number: str, unit: str) -> float:
    return float(Decimal(number) * _UNITS[unit])               # in decimals: 5.1 is no double, 510,000,000 is
