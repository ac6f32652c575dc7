# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rates of flows: reconciled ones with the error their covariance gives, unreconciled ones with that as their status."""

from __future__ import annotations

import math
from typing import Any

from ..errors import InputError
from ..provenance import record
from ..results import Result
from .quantiles import normal

__all__ = ["chosen", "rate_of"]


def chosen(labels: dict[str, Any], where: dict[str, Any], name: str):
    """Which flows have the values that ``where`` asks for, as 0 and 1.

    Raises
    ------
    InputError
        ``missing_column``; ``no_match`` where no flow has them.
    """
    import numpy as np

    n = len(next(iter(labels.values())))
    out = np.ones(n, bool)
    for column, wanted in where.items():
        if column not in labels:
            raise InputError(f"Flows have no column '{column}'.", code="missing_column", column=column, hint=f"Columns are: {', '.join(labels)}.")
        values = set(wanted) if isinstance(wanted, (list, tuple, set)) else {wanted}
        given = labels[column]
        out &= np.array([v in values for v in (given.to_pylist() if hasattr(given, "to_pylist") else given)], bool)
    if not out.any():
        raise InputError(f"No flow is in the {name}.", code="no_match", value=str(where), hint="Look at the names in .flows.")
    return out.astype(np.float64)


def rate_of(labels, values, covariance, numerator, denominator, level, kind, provenance, *, reconciled: bool) -> Result:
    """See ``Reconciliation.rate``; without reconciliation there is no covariance and the status is ``unreconciled``."""
    import numpy as np
    import pyarrow as pa

    if not 0.0 < level < 1.0:
        raise InputError(f"level is {level!r}.", code="bad_level", value=level, hint="Give a level between 0 and 1.")
    n, d = chosen(labels, numerator, "numerator"), chosen(labels, denominator, "denominator")
    size = len(n)
    known = np.where(np.isnan(values[:size]), 0.0, values[:size])
    lost = bool(np.isnan(values[:size][(n > 0) | (d > 0)]).any())
    top, bottom = None if lost else math.fsum(known[n > 0]), None if lost else math.fsum(known[d > 0])
    rate = top / bottom if not lost and bottom > 0.0 else None
    sd = low = high = None
    flags = ["not_computable"] if lost else ["no_denominator"] if rate is None else ["gt_one"] * (rate > 1.0) + ["negative_numerator"] * (rate < 0.0)
    if not reconciled:
        flags.append("unreconciled")
    elif rate is not None:
        v = covariance(np.vstack([n, d]))
        # u² of n − rate · d; its parts cancel where numerator and denominator are one flow, so rounding may leave a little below zero.
        square = v[0, 0] - 2.0 * rate * v[0, 1] + rate * rate * v[1, 1]
        floor = 1e-12 * (v[0, 0] + 2.0 * abs(rate * v[0, 1]) + rate * rate * v[1, 1])
        sd = 0.0 if square <= floor else math.sqrt(square) / bottom
        reach = normal(0.5 + level / 2.0) * sd
        low, high = rate - reach, rate + reach
    flags = flags or ["ok"]
    row = {"numerator_t": top, "denominator_t": bottom, "rate": rate, "rate_sd": sd, "rate_low": low, "rate_high": high}
    table = pa.table({**{k: pa.array([v], pa.float64()) for k, v in row.items()}, "status": [flags[0]], "flags": [" ".join(flags)]})
    pedigree = record("rate", {"flows": provenance}, numerator=str(numerator), denominator=str(denominator), level=level)
    return Result(table, kind, pedigree, "rate of flows", _explain)


def _explain(row: dict[str, Any], lang: str) -> str:
    zh = lang == "zh"
    if row["rate"] is None:
        return ("分子或分母含有无法推定的流量，或分母不为正，故不计算。" if zh else
                "A flow cannot be determined, or the denominator is not positive: nothing is computed.")
    head = f"{row['numerator_t']:,.6g} t / {row['denominator_t']:,.6g} t = {row['rate']:.4f}"
    if row["rate_sd"] is None:
        return head + ("。流量未经平差，故不给误差。" if zh else ". The flows are not reconciled, so no error is given.")
    return head + f" ± {row['rate_sd']:.4f}" + ("（平差后流量的协方差，一阶）。" if zh else " (covariance of the reconciled flows, first order).")
