# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Haulage: by tonne-kilometre where others share the vehicle, by vehicle-kilometre with the empty way back where the round is one's own."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from .. import frames
from ..errors import InputError, UnitError
from ..provenance import record
from ..results import Result
from .checks import positive, share

__all__ = ["kg_per_km", "transport"]

_MILE = Fraction(1_609_344, 10**6)                                # km, international mile of 1959
_SHORT_TON = Fraction(90_718_474, 10**8)                          # t
_DISTANCES = {"short ton-mile": (_SHORT_TON * _MILE, "t km"), "tonne.km": (Fraction(1), "t km"), "vehicle-mile": (_MILE, "km"), "miles": (_MILE, "km"),
              "km": (Fraction(1), "km")}


def kg_per_km(row: dict[str, Any]) -> tuple[float, str]:
    """A published freight factor as kilograms per tonne-kilometre or per kilometre of a vehicle.

    Parameters
    ----------
    row
        A row of a pack, for example ``hs.factors.load("us-epa-hub").factor("hub8-…", year=2021)`` or a freight row of ``uk-defra``.

    Returns
    -------
    tuple
        Kilograms of the gas the row names, and ``"t km"`` or ``"km"``.

    Raises
    ------
    UnitError
        ``no_distance``: the row is not per distance.

    Examples
    --------
    >>> import huishou as hs
    >>> truck = hs.factors.load("us-epa-hub").factor("hub8-medium_and_heavy_duty_truck-short_ton_mile-co2", year=2021)
    >>> kg, per = hs.carbon.kg_per_km(truck)
    >>> (round(kg, 4), per)
    (0.1445, 't km')
    """
    gas, _, under = str(row["unit"]).partition(" per ")
    if under not in _DISTANCES or row["value"] is None or gas.split()[0] not in ("kg", "g"):
        raise UnitError(f"Factor '{row['factor_id']}' is in {row['unit']}.", code="no_distance", column="unit", value=row["unit"],
                        hint=f"Choose a row in kg or g per {', '.join(_DISTANCES)}.")
    ratio, per = _DISTANCES[under]
    return float(Fraction(row["value"]) / ratio / (1000 if gas.startswith("g ") else 1)), per


def transport(mass_t: float, distance_km: float, *, kg_per_tkm: float | None = None, payload_t: float | None = None, kg_per_km_full: float | None = None,
              kg_per_km_empty: float | None = None, empty_return: float | None = None) -> Result:
    """Emissions of a haul.

    By tonne-kilometre: ``E = mass · distance · kg_per_tkm``. By vehicle-kilometre: ``E = ⌈mass / payload⌉ · distance · (full + empty_return · empty)``.

    Parameters
    ----------
    mass_t
        Tonnes hauled.
    distance_km
        One way.
    kg_per_tkm
        kg CO2e per tonne-kilometre. Such averages hold the empty running of the fleet they describe, so ``empty_return`` is refused with them.
    payload_t
        Tonnes a vehicle takes; with it the vehicle form is used.
    kg_per_km_full, kg_per_km_empty
        kg CO2e per kilometre of the vehicle, loaded and empty.
    empty_return
        Share of the way back that is driven empty (0–1): 1 for a collection round's truck that takes nothing back. Needed in the vehicle form.

    Returns
    -------
    Result
        ``form, mass_t, distance_km, trips, tonne_km, vehicle_km, loaded_t, empty_t, co2e_t``: ``loaded_t`` and ``empty_t`` are t CO2e of the way out and
        back. What a form does not know is null.

    Raises
    ------
    InputError
        ``two_forms``, ``no_form``, ``missing_emission``, ``no_empty_return``, ``bad_share``, ``not_positive``, ``not_finite``.

    Notes
    -----
    GHG Protocol, Scope 3 calculation guidance, category 4: distance-based method; vehicle-distance where the whole vehicle is hired. A published average per
    tonne-kilometre put on a half-empty collection round is too low; that is what the vehicle form is for.

    Examples
    --------
    >>> from huishou import carbon
    >>> carbon.transport(100.0, 50.0, kg_per_tkm=0.12).rows()[0]["co2e_t"]
    0.6
    >>> row = carbon.transport(100.0, 50.0, payload_t=8.0, kg_per_km_full=0.9, kg_per_km_empty=0.6, empty_return=1.0).rows()[0]
    >>> (row["trips"], row["loaded_t"], row["empty_t"], row["co2e_t"])
    (13, 0.585, 0.39, 0.975)
    """
    import pyarrow as pa

    mass, distance = positive(mass_t, "mass_t", zero=True), positive(distance_km, "distance_km", zero=True)
    vehicle = {"payload_t": payload_t, "kg_per_km_full": kg_per_km_full, "kg_per_km_empty": kg_per_km_empty, "empty_return": empty_return}
    given = [n for n, v in vehicle.items() if v is not None]
    if kg_per_tkm is not None:
        if given:
            raise InputError(f"Both kg_per_tkm and {given[0]} are given.", code="two_forms", column=given[0],
                             hint="An average per tonne-kilometre holds its empty running already: give one form.")
        total = mass * distance * positive(kg_per_tkm, "kg_per_tkm", zero=True) / 1e3
        row = ("tonne_km", mass, distance, None, mass * distance, None, None, None, total)
    else:
        if payload_t is None:
            raise InputError("Neither kg_per_tkm nor payload_t is given.", code="no_form", column="kg_per_tkm",
                             hint="Give a factor per tonne-kilometre or a vehicle.")
        for name in ("kg_per_km_full", "empty_return", "kg_per_km_empty"):
            if vehicle[name] is None and not (name == "kg_per_km_empty" and empty_return == 0):
                raise InputError(f"{name} is not given.", code="no_empty_return" if name == "empty_return" else "missing_emission", column=name,
                                 hint="Say it: an empty way back that nobody states is not 0.")
        trips = math.ceil(mass / positive(payload_t, "payload_t"))
        back = share(empty_return, "empty_return")
        out = trips * distance * positive(kg_per_km_full, "kg_per_km_full", zero=True) / 1e3
        empty = trips * distance * back * positive(kg_per_km_empty or 0.0, "kg_per_km_empty", zero=True) / 1e3
        row = ("vehicle_km", mass, distance, trips, mass * distance, trips * distance * (1.0 + back), out, empty, out + empty)
    names = ("form", "mass_t", "distance_km", "trips", "tonne_km", "vehicle_km", "loaded_t", "empty_t", "co2e_t")
    kinds = {"form": pa.string(), "trips": pa.int64()}
    table = pa.table({n: pa.array([v], kinds.get(n, pa.float64())) for n, v in zip(names, row, strict=True)})
    said = {n: vehicle[n] for n in given} | ({"kg_per_tkm": kg_per_tkm} if kg_per_tkm is not None else {})
    return Result(table, frames.default_kind(), record("carbon.transport", {"rows": 1}, mass_t=mass, distance_km=distance, **said), "transport")
