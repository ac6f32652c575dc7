# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What a tonne of CO2e avoided costs, and an order of options that survives negative costs."""

from __future__ import annotations

import math
from typing import Any

from .. import frames
from ..errors import InputError
from ..provenance import record
from ..results import Result
from .checks import number, positive

__all__ = ["abatement_cost"]

_COSTS = ("investment_cny", "operating_cny", "revenue_cny", "avoided_disposal_cny")


def abatement_cost(frame: Any, *, rate: float, price_cny_per_t: float = 0.0) -> Result:
    """Marginal abatement cost of options, ranked by net benefit.

    ``annual cost = investment · CRF + operating − revenue − avoided disposal``, ``CRF = r / (1 − (1 + r)^−n)`` (1/n at r = 0);
    ``cost per tonne = annual cost / reduction``; ``net benefit = price · reduction − annual cost``.

    Parameters
    ----------
    frame
        One row an option: ``option``, ``reduction_co2e_t`` (t CO2e a year, positive = avoided), and CNY: ``investment_cny`` with ``lifetime_years``,
        ``operating_cny``, ``revenue_cny``, ``avoided_disposal_cny`` a year; absent columns are 0.
    rate
        Discount rate a year, as a share.
    price_cny_per_t
        What a tonne avoided is worth; 0 ranks by cost alone.

    Returns
    -------
    Result
        ``option, reduction_co2e_t, annual_cost_cny, cost_cny_per_t, net_benefit_cny, rank, dominated_by, cumulative_reduction_t, status, flags``, best first.
        ``dominated_by`` names an option that avoids at least as much at no more cost (null: on the Pareto front). An option that avoids nothing has no cost
        per tonne: ``not_computable``.

    Raises
    ------
    InputError
        ``missing_column``, ``not_finite``, ``not_positive``, ``repeated_option``, ``bad_rate``.

    Notes
    -----
    Ordering by cost per tonne is wrong below zero: of two options that earn 100 CNY, the one that avoids less looks better (Taylor 2012, Ward 2014).

    Examples
    --------
    >>> from huishou import carbon
    >>> options = {"option": ["small", "large"], "operating_cny": [-100.0, -100.0], "reduction_co2e_t": [1.0, 10.0]}
    >>> [(r["option"], r["cost_cny_per_t"], r["dominated_by"]) for r in carbon.abatement_cost(options, rate=0.05, price_cny_per_t=50.0).rows()]
    [('large', -10.0, None), ('small', -100.0, 'large')]
    """
    import pyarrow as pa

    table = frames.table(frame)
    frames.need_columns(table.column_names, ["option", "reduction_co2e_t", *(["lifetime_years"] if "investment_cny" in table.column_names else [])])
    r = number(rate, "rate")
    if not -1.0 < r < 1.0:
        raise InputError(f"rate is {r:g}.", code="bad_rate", column="rate", value=r, hint="Give a share a year: 0.08 for 8 %.")
    price = number(price_cny_per_t, "price_cny_per_t")
    rows: list[dict[str, Any]] = []
    for i, given in enumerate(table.to_pylist(), 1):
        name = str(given["option"])
        if any(row["option"] == name for row in rows):
            raise InputError(f"Option '{name}' is given twice.", code="repeated_option", column="option", row=i, value=name, hint="Give each option one row.")
        cny = {c: number(given.get(c, 0.0), f"{c} of '{name}'") for c in _COSTS}
        annuity = 0.0
        if cny["investment_cny"]:
            years = positive(given["lifetime_years"], f"lifetime_years of '{name}'")
            annuity = 1.0 / years if r == 0.0 else r / -math.expm1(-years * math.log1p(r))
        cost = cny["investment_cny"] * annuity + cny["operating_cny"] - cny["revenue_cny"] - cny["avoided_disposal_cny"]
        avoided = number(given["reduction_co2e_t"], f"reduction_co2e_t of '{name}'")
        status = "ok" if avoided > 0.0 else "not_computable"
        rows.append(dict(option=name, reduction_co2e_t=avoided, annual_cost_cny=cost, cost_cny_per_t=cost / avoided if avoided > 0.0 else None,
                         net_benefit_cny=price * avoided - cost, status=status, flags="" if status == "ok" else status))
    rows.sort(key=lambda row: (-row["net_benefit_cny"], -row["reduction_co2e_t"], row["option"]))
    total = 0.0
    for place, row in enumerate(rows, 1):
        total += max(row["reduction_co2e_t"], 0.0)
        row |= {"rank": place, "dominated_by": next((o["option"] for o in rows if _dominates(o, row)), None), "cumulative_reduction_t": total}
    names = ("option", "reduction_co2e_t", "annual_cost_cny", "cost_cny_per_t", "net_benefit_cny", "rank", "dominated_by", "cumulative_reduction_t", "status",
             "flags")
    types = {"option": pa.string(), "rank": pa.int64(), "dominated_by": pa.string(), "status": pa.string(), "flags": pa.string()}
    out = pa.table({n: pa.array([row[n] for row in rows], types.get(n, pa.float64())) for n in names})
    pedigree = record("carbon.abatement_cost", {"rows": table.num_rows}, rate=r, price_cny_per_t=price)
    return Result(out, frames.kind_of(frame), pedigree, "abatement cost")


def _dominates(a: dict[str, Any], b: dict[str, Any]) -> bool:
    better = (a["annual_cost_cny"] < b["annual_cost_cny"], a["reduction_co2e_t"] > b["reduction_co2e_t"])
    worse = (a["annual_cost_cny"] > b["annual_cost_cny"], a["reduction_co2e_t"] < b["reduction_co2e_t"])
    return any(better) and not any(worse)
