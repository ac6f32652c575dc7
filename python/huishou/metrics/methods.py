# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""How a method turns published factors into what one recycled tonne avoids and induces.

Ev primary production, Er production from scrap, Ed disposal avoided (the baseline pathway), all t CO2e per t. Compared is a tonne recycled with the same
tonne not recycled, so each method is the derivative of its footprint formula by the recycling rate R2:

================  ==========================  ===================  ====================================================================
method            avoided                     induced              footprint formula, source
================  ==========================  ===================  ====================================================================
substitution      the published reduction     published apart      ISO 14044 4.3.4
warm              baseline − pathway          inside               US EPA WARM
cut_off           Ed                          0                    (1 − R1) Ev + R1 Er + (1 − R2) Ed; PAS 2050 annex D
closed_loop       Ev + Ed                     Er                   (1 − R2) Ev + R2 Er + (1 − R2) Ed; ISO 14044 4.3.4.3 closed loop
fifty_fifty       Ev/2 + Ed                   Er/2                 mean of the two
value_corrected   p Ev + Ed                   Er                   closed loop, the credit by p = price of recycled / primary material; ISO 14044 4.3.4.3.4
worldsteel        Y Ev                        Y Er                 X − (RR − S) Y (Ev − Er), Y yield, RR scrap out, S in; worldsteel LCI method, app. 10
cff               (1 − A) q Ev + Ed           (1 − A) Er           R2 term of the Circular Footprint Formula, q = quality ratio
================  ==========================  ===================  ====================================================================

The worldsteel method treats scrap in and out alike: count the scrap that leaves, less the scrap that enters, as the ledger's signed masses have it. The gap
between cut-off and closed loop is no error of either: it is who gets the credit. Never net methods against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .avoided_call import Call
from .factor_match import FactorIndex, Place, extra

__all__ = ["Part", "Used", "coefficients", "used_for"]

PRIMARY = ("primary", "material_use_primary")
SECONDARY = ("secondary", "material_use_closed_loop")


@dataclass(frozen=True)
class Part:
    """A published factor with the weight and the side it enters with."""

    row: dict[str, Any]
    weight: float
    induced: bool = False


@dataclass(frozen=True)
class Used:
    """What one class of tonnes is multiplied by: a sum of published factors, or nothing, and why."""

    label: str
    parts: tuple[Part, ...]
    why: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def matched(self) -> bool:
        """Whether there is a factor."""
        return not self.why


def used_for(index: FactorIndex, material: str | None, way: str | None, origin: str | None, place: Place, call: Call) -> Used:
    """The factor of a class of tonnes under the call's method."""
    parts, why, reasons = _parts(index, material, way, (origin, place), call)
    if why:
        named = [str(p) for p in (material, way, origin) if p is not None]
        return Used(f"{'/'.join(named) or 'unstated'} ({why})", (), why)
    label = parts[0].row["factor_id"] + "".join(f" vs {p.row['factor_id']}" for p in parts[1:])
    return Used(label, tuple(parts), "", reasons)


def _parts(index: FactorIndex, material: str | None, way: str | None, place: tuple, call: Call) -> tuple[list[Part], str, tuple[str, ...]]:
    if call.method in ("substitution", "warm"):
        row, why = index.find(material, way, *place)
        if why:
            return [], why, ()
        if row["kind"] == "reduction":
            return [Part(row, 1.0)], "", ()
        if call.baseline is None:
            return [Part(row, -1.0)], "", ("not_separable", "no_baseline")
        base, missing = index.find(material, call.baseline, *place)
        return ([], "no_baseline", ()) if missing else ([Part(row, -1.0), Part(base, 1.0)], "", ("not_separable",))
    if way not in (None, "recycled"):
        return [], "no_pathway", ()
    credit, burden = call.weights(material)
    parts = []
    if call.method != "cut_off":
        for names, weight, induced, why in ((PRIMARY, credit, False, "no_primary"), (SECONDARY, burden, True, "no_secondary")):
            row, missing = _first(index, material, names, place)
            if missing:
                return [], missing if missing in ("home_scrap", "blank", "no_material") else why, ()
            parts.append(Part(row, weight, induced))
    if call.method == "worldsteel":
        return parts, "", ()
    if call.baseline is None:
        return (parts, "", ("no_baseline",)) if parts else ([], "no_baseline", ())
    base, missing = index.find(material, call.baseline, *place)
    if missing:
        return [], missing if missing in ("home_scrap", "blank", "no_material") else "no_baseline", ()
    return [*parts, Part(base, 1.0)], "", ()


def _first(index: FactorIndex, material: str | None, names: tuple[str, ...], place: tuple) -> tuple[dict[str, Any] | None, str]:
    for name in names:
        row, missing = index.find(material, name, *place)
        if not missing or missing != "no_pathway":
            break
    return row, missing


def coefficients(used: Used, call: Call) -> tuple[list[float], list[float], list[float], list[float]]:
    """avoided, low, high, induced, each a sum of numbers; empty where a part publishes a range alone.

    A weight other than 1, −1 and one half rounds once, factor by factor.
    """
    if call.indicator != "co2e":
        return [extra(p.row, f"{call.indicator}_per_t") for p in used.parts], [], [], []
    own = [p for p in used.parts if not p.induced]
    points = [_product(p.weight, p.row["factor_co2e_per_t"]) for p in own]
    low, high = [], []
    if any(p.row["low"] is not None for p in own):
        for p, point in zip(own, points, strict=True):
            bounds = (p.row["low"], p.row["high"]) if p.weight >= 0.0 else (p.row["high"], p.row["low"])
            for side, bound in zip((low, high), bounds, strict=True):
                side.append(point if bound is None else p.weight * bound)
    induced = [_product(p.weight, p.row["factor_co2e_per_t"]) for p in used.parts if p.induced]
    if used.parts and used.parts[0].row["kind"] == "reduction":
        induced = [extra(used.parts[0].row, "induced_co2e_per_t")]
    elif call.method == "cut_off":
        induced = [0.0]                                               # the next user carries it: a stated zero, not a missing number
    return *(([] if any(v is None for v in side) else side) for side in (points, low, high, induced)),


def _product(weight: float, value: float | None) -> float | None:
    return None if value is None else weight * value
