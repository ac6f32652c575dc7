# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The EU's Circular Footprint Formula, term by term."""

from __future__ import annotations

from dataclasses import dataclass

from ..cards import card
from ..errors import InputError
from .checks import at_most_one, number, positive, share

__all__ = ["CFFResult", "cff"]


@dataclass(frozen=True)
class CFFResult:
    """Emissions of one product unit (unit of the arguments, usually kg CO2e per kg): the three terms and their sum; negative = net credit.

    Attributes
    ----------
    material, energy, disposal : float
        The three terms.
    total : float
        Their sum.
    """

    material: float
    energy: float
    disposal: float
    total: float

    _repr_html_ = card


def cff(*, A: float, R1: float, R2: float, R3: float = 0.0, Ev: float, Ev_star: float | None = None, Erec: float | None = None, ErecEoL: float | None = None,
        Qs_in: float = 1.0, Qs_out: float = 1.0, Qp: float = 1.0, B: float = 0.0, EER: float = 0.0, LHV: float = 0.0, X_heat: float = 0.0, E_heat: float = 0.0,
        X_elec: float = 0.0, E_elec: float = 0.0, ED: float = 0.0) -> CFFResult:
    """Circular Footprint Formula.

    * material ``= (1 − R1) Ev + R1 [A Erec + (1 − A) Ev Qs_in/Qp] + (1 − A) R2 [ErecEoL − Ev* Qs_out/Qp]``
    * energy ``= (1 − B) R3 [EER − LHV X_heat E_heat − LHV X_elec E_elec]``
    * disposal ``= (1 − R2 − R3) ED``

    Parameters
    ----------
    A
        Allocation of burdens and credits between supplier and user of recycled material (0–1).
    R1, R2, R3
        Recycled content; share recycled at the end of life, at the output of the plant; share recovered as energy.
    Ev, Ev_star
        Emissions of virgin material used, and of the virgin material the recycled one replaces; the second is the first where None.
    Erec, ErecEoL
        Emissions of the recycled content, and of recycling at the end of life; needed where their share is not 0.
    Qs_in, Qs_out, Qp
        Quality of the recycled material that comes in and goes out, and of primary material.
    B
        Allocation of energy recovery (0–1).
    EER, LHV, X_heat, E_heat, X_elec, E_elec
        Emissions of the energy recovery; lower heating value (MJ/kg); efficiencies (0–1) and emissions replaced (kg CO2e/MJ) of heat and electricity.
    ED
        Emissions of disposal.

    Returns
    -------
    CFFResult
        ``material, energy, disposal, total``, in the unit of the emissions given.

    Raises
    ------
    InputError
        ``shares_exceed_one`` for R2 + R3 > 1; ``bad_share``, ``not_finite``, ``not_positive``; ``missing_emission`` for an emission that is needed.

    Notes
    -----
    Zampori and Pant 2019, Suggestions for updating the Product Environmental Footprint method, equation 3. B is 0 by default there.

    Examples
    --------
    >>> from huishou import carbon
    >>> round(0.207 * carbon.cff(A=.8, R1=1, R2=0, Ev=80.3, Erec=.5, Qs_in=.5).material, 3)
    1.745
    """
    a, b, r1, r2, r3 = (share(v, n) for n, v in (("A", A), ("B", B), ("R1", R1), ("R2", R2), ("R3", R3)))
    at_most_one(R2=r2, R3=r3)
    virgin = number(Ev, "Ev")
    replaced = virgin if Ev_star is None else number(Ev_star, "Ev_star")
    q_in, q_out, primary = positive(Qs_in, "Qs_in", zero=True), positive(Qs_out, "Qs_out", zero=True), positive(Qp, "Qp")
    recycled = _needed(Erec, "Erec", r1 * a)
    at_end = _needed(ErecEoL, "ErecEoL", (1 - a) * r2)
    heat, power = share(X_heat, "X_heat"), share(X_elec, "X_elec")
    at_most_one(X_heat=heat, X_elec=power)
    value = positive(LHV, "LHV", zero=True)
    material = (1 - r1) * virgin + r1 * (a * recycled + (1 - a) * virgin * q_in / primary) + (1 - a) * r2 * (at_end - replaced * q_out / primary)
    energy = (1 - b) * r3 * (number(EER, "EER") - value * heat * number(E_heat, "E_heat") - value * power * number(E_elec, "E_elec"))
    disposal = (1 - r2 - r3) * number(ED, "ED")
    return CFFResult(material, energy, disposal, material + energy + disposal)


def _needed(value: float | None, name: str, weight: float) -> float:
    if value is not None:
        return number(value, name)
    if weight > 0.0:
        raise InputError(f"{name} is not given, and {weight:g} of the material needs it.", code="missing_emission", column=name,
                         hint="Give it; an emission that is not known is not 0.")
    return 0.0
