# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A published factor as a random variable: what its columns say of its distribution, as the kernel reads it.

==============  =====================================================================================================================
distribution    columns of a pack, beside ``factor_co2e_per_t``
==============  =====================================================================================================================
normal          ``sd``; with ``low`` and ``high`` truncated at them
lognormal       ``sd``, the factor being the mean; or ``gsd2``, the square of the geometric standard deviation, the factor being the median
uniform         ``low``, ``high``
triangular      ``low``, ``high``, the factor being the mode
pert            ``low``, ``high``, the factor being the mode
discrete        ``values`` and ``probabilities``, lists or texts joined by ``|``
empirical       ``values``: observations, each as likely as any other
==============  =====================================================================================================================
"""

from __future__ import annotations

import hashlib
import math
from typing import Any

from ..errors import InputError

__all__ = ["NEEDED", "SPREAD", "spread", "stream"]

SPREAD = ("gsd2", "values", "probabilities")                          # columns a pack may have for them

NEEDED: dict[str, tuple[str, ...]] = {
    "normal": ("factor_co2e_per_t", "sd"), "lognormal": ("factor_co2e_per_t", "sd|gsd2"), "uniform": ("low", "high"),
    "triangular": ("factor_co2e_per_t", "low", "high"), "pert": ("factor_co2e_per_t", "low", "high"), "discrete": ("values", "probabilities"),
    "empirical": ("values",)}


def stream(pack: str, factor: str) -> int:
    """The stream of a factor: 64 bits of a stable hash of its pack and id, so that no position and no order can change its draws.

    Examples
    --------
    >>> stream("cn", "a") == stream("cn", "a") != stream("cn", "b")
    True
    """
    return int.from_bytes(hashlib.sha256(f"{pack}\0{factor}".encode()).digest()[:8], "little")


def spread(row: dict[str, Any], name: str, place: int | None = None) -> tuple:
    """``name, value, low, high, sd, bounded, values, probabilities`` of a row with the distribution ``name``, as the kernel reads them; errors name row
    ``place``.

    Raises
    ------
    InputError
        ``missing_<column>``, ``bad_gsd2``, ``bad_values``, ``bad_probabilities``, ``not_finite``.

    Examples
    --------
    >>> spread({"factor_co2e_per_t": None, "values": "1.5|4", "probabilities": "3|1"}, "discrete")
    ('discrete', 0.0, 0.0, 0.0, 0.0, False, [1.5, 4.0], [3.0, 1.0])
    """
    who = f"The factor of '{row.get('material')}'" if place is None else f"Row {place} ('{row.get('material')}')"
    for needed in NEEDED.get(name, ()):
        if all(_blank(row.get(n)) for n in needed.split("|")):
            one, either = needed.split("|")[0], needed.replace("|", " or ")
            raise InputError(f"{who} is {name} without {either}.", code=f"missing_{one}", column=one, row=place, hint=f"A {name} factor needs {either}.")
    point, low, high, sd = (None if _blank(row.get(n)) else float(row[n]) for n in ("factor_co2e_per_t", "low", "high", "sd"))
    bounds = (low, high) if low is not None else (0.0, 0.0)
    values: list[float] = []
    weights: list[float] = []
    if name in ("discrete", "empirical"):
        values = _list(row["values"], "values", who, place)
        weights = [1.0] * len(values) if name == "empirical" else _list(row["probabilities"], "probabilities", who, place)
        if len(weights) != len(values) or any(w <= 0.0 for w in weights):
            raise InputError(f"{who} has {len(values)} values and {len(weights)} probabilities.", code="bad_probabilities", row=place,
                             column="probabilities", value=str(row.get("probabilities")), hint="Give one a value, above 0; their sum stands for 1.")
        return "discrete", 0.0, 0.0, 0.0, 0.0, False, values, weights
    if name == "lognormal" and not _blank(row.get("gsd2")):
        gsd2 = float(row["gsd2"])
        if sd is not None or not math.isfinite(gsd2) or gsd2 < 1.0:
            both = " and an sd" if sd is not None else ""
            raise InputError(f"{who} has gsd2 {row['gsd2']}{both}.", code="bad_gsd2", column="gsd2", row=place, value=str(row["gsd2"]),
                             hint="Give the square of the geometric standard deviation, 1 or more, or sd, and not both.")
        return "lognormal_median", point or 0.0, *bounds, gsd2, low is not None, values, weights
    return name, point or 0.0, *bounds, sd or 0.0, low is not None, values, weights


def _blank(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _list(given: Any, column: str, who: str, place: int | None) -> list[float]:
    parts = given.split("|") if isinstance(given, str) else list(given) if hasattr(given, "__iter__") else [given]
    try:
        numbers = [float(p) for p in parts]
    except (TypeError, ValueError):
        numbers = []
    if not numbers or not all(math.isfinite(n) for n in numbers):
        raise InputError(f"{who} has {column} {given!r}.", code=f"bad_{column}", column=column, row=place, value=str(given),
                         hint='Give finite numbers, as a list or joined by "|": "1.2|1.4|1.9".')
    return numbers
