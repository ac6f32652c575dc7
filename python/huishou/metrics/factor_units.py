# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The unit of a factor as people write it (kg CO2e per tonne, MTCO2E per short ton, tCO2/t scrap) as an exact ratio to t CO2e per metric tonne."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from .. import units
from ..errors import InputError, UnitError

__all__ = ["of_unit", "per_tonne"]

_GAS = re.compile(r"co2[ -]?e(?:q\b\.?|\b)|co2\b", re.IGNORECASE)


def per_tonne(text: str) -> Fraction:
    """t CO2e per metric tonne for one of the unit.

    Raises
    ------
    UnitError
        ``factor_unit``: not an emission per mass (kg CO2 per kWh); those of ``hs.units.find`` for a word with two meanings (a bare ton).

    Examples
    --------
    >>> [str(per_tonne(u)) for u in ("kg CO2e per tonne", "t CO2e per short ton", "tCO2/t scrap", "千克二氧化碳当量/吨")]
    ['1/1000', '50000000/45359237', '1', '1/1000']
    """
    over, _, under = re.sub(r"\s+per\s+", "/", text.strip()).partition("/")
    word = _GAS.sub("co2e", over).strip()
    found = units.look_up(word, "co2e")
    if found is None and under and word.casefold().startswith(("mt", "mmt")):
        units.find(word, "co2e")                                      # MTCO2E is a metric ton to the EPA, a million tonnes to others
    if found is None or not under:
        raise UnitError(f"'{text}' is no emission per mass.", code="factor_unit", column="unit", value=text,
                        hint="Write for example kg CO2e per tonne; what is per kWh or km stands with match = False.")
    words = re.findall(r"[^\s,;()]+", under)
    below = next((u for n in (2, 1) if (u := units.look_up(" ".join(words[:n]), "mass")) is not None), None)
    if below is None:
        below = units.find(words[0] if words else "", "mass")
    return Fraction(found.numerator, found.denominator) / Fraction(below.numerator, below.denominator)


def of_unit(columns: dict[str, list[Any]], i: int) -> None:
    """Fill ``factor_co2e_per_t`` of row ``i`` from ``value`` and ``unit``; refuse a factor that its unit contradicts.

    Raises
    ------
    InputError
        ``unit_mismatch``: value and unit give another factor. ``range_unit``: a range in another unit than t CO2e per t.
    UnitError
        Those of ``per_tonne``, and ``factor_unit`` for a factor said to be in another unit than t CO2e per t.
    """
    unit, value, factor, low = (columns[c][i] for c in ("unit", "value", "factor_co2e_per_t", "low"))
    if unit is None or (not columns["match"][i] and factor is None):
        return
    try:
        ratio = per_tonne(unit)
    except UnitError as error:
        if not columns["match"][i]:
            return
        raise UnitError(str(error).split("\n")[0], code=error.code, column="unit", row=i + 1, value=unit, hint=error.hint) from None
    if low is not None and ratio != 1:
        raise InputError(f"Row {i + 1} has a range in {unit}.", code="range_unit", column="unit", row=i + 1, value=unit,
                         hint="Give low and high in t CO2e per metric tonne.")
    if value is None:
        if factor is not None and ratio != 1:
            raise UnitError(f"Row {i + 1} has a factor in {unit}, and factor_co2e_per_t is in t CO2e per metric tonne.", code="factor_unit", column="unit",
                            row=i + 1, value=unit, hint="Put the number into the column 'value': it is converted.")
        return
    converted = float(Fraction(value) * ratio)
    if factor is None:
        columns["factor_co2e_per_t"][i] = converted
    elif factor is not None and abs(factor - converted) > 1e-9 * abs(converted):
        raise InputError(f"Row {i + 1} has {value:g} {unit}, which is {converted:g} t CO2e per t, and factor_co2e_per_t = {factor:g}.", code="unit_mismatch",
                         column="factor_co2e_per_t", row=i + 1, value=factor, hint="Give one of the two, or numbers that agree.")
