# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Indicators that are formulas of a few totals: circularity (MCI, circular material use), WEEE, SDG 12.5.1, metals.

A ledger gives most of them through a definition (``hs.definitions()``); these calls take published totals. What is undefined is None with its reason.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..cards import card
from ..errors import InputError
from .checks import at_most_one, number, positive, share

__all__ = ["CMU", "MCI", "Metals", "Rate", "cmu", "mci", "metals", "sdg_12_5_1", "weee_collection"]


@dataclass(frozen=True)
class Rate:
    """A rate (1) of two totals; None where it is undefined, with its reason in ``status``.

    Attributes
    ----------
    rate : float or None
        Numerator over denominator (1).
    numerator, denominator : float
        The two totals, in the unit of the arguments; the denominator None where none is known.
    status : str
        ``ok`` or the first of ``flags``.
    flags : str
        Separated by spaces; empty where there is nothing to say.
    """

    rate: float | None
    numerator: float
    denominator: float | None
    status: str
    flags: str

    _repr_html_ = card


def _rate(numerator: float, denominator: float | None, extra: Sequence[str] = ()) -> Rate:
    if denominator is None or not denominator > 0.0:
        flags = ["no_denominator", *extra]
        return Rate(None, numerator, denominator, flags[0], " ".join(flags))
    value = numerator / denominator
    flags = [*(["gt_one"] if numerator > denominator else []), *(["negative_numerator"] if numerator < 0.0 else []), *extra]
    return Rate(value, numerator, denominator, (flags or ["ok"])[0], " ".join(flags))


@dataclass(frozen=True)
class MCI:
    """Material Circularity Indicator and its steps: virgin feedstock V, waste W0 W_F W_C W (in the unit of the mass), linear flow index LFI, MCI (1).

    Attributes
    ----------
    V : float
        Virgin feedstock.
    W0 : float
        Waste that is not recovered.
    W_F, W_C : float
        Waste of making the recycled feedstock, and of recycling after use.
    W : float
        All waste, W0 + (W_F + W_C)/2. V and every W in the unit of the mass.
    LFI : float
        Linear flow index (1).
    MCI : float
        The indicator (1), at least 0.
    """

    V: float
    W0: float
    W_F: float
    W_C: float
    W: float
    LFI: float
    MCI: float

    _repr_html_ = card


def mci(mass: float, F_R: float, F_U: float, C_R: float, C_U: float, E_C: float, E_F: float, X: float = 1.0, *, F_S: float = 0.0, C_C: float = 0.0,
        C_E: float = 0.0, denominator: str = "full") -> MCI:
    """Material Circularity Indicator of a product.

    ``V = M(1 − F_R − F_U − F_S)``; ``W0 = M(1 − C_R − C_U − C_C − C_E)``; ``W_F = M F_R (1 − E_F)/E_F``; ``W_C = M (1 − E_C) C_R``;
    ``W = W0 + (W_F + W_C)/2``; ``LFI = (V + W)/(2M + (W_F − W_C)/2)``; ``MCI = max(0, 1 − 0.9 LFI / X)``, the zero being part of the definition.

    Parameters
    ----------
    mass
        Mass of the product, any unit.
    F_R, F_U
        Share of feedstock recycled and reused (0–1).
    C_R, C_U
        Share collected for recycling and reuse (0–1).
    E_C, E_F
        Efficiency of the recycling after use, and of the recycling that makes the feedstock.
    X
        Utility: (lifetime / average lifetime) · (use / average use).
    F_S
        Share of feedstock that is biological and sustained (0–1).
    C_C, C_E
        Share collected for composting and energy recovery (0–1).
    denominator
        ``"full"`` as published; ``"2M"`` for the shorter form that some tools use.

    Returns
    -------
    MCI
        The indicator with its steps.

    Raises
    ------
    InputError
        ``bad_share``, ``not_positive``, ``not_finite``, ``shares_exceed_one``, ``bad_method`` (another ``denominator``); ``undefined_feedstock_waste`` where
        E_F = 0 and F_R > 0.

    Notes
    -----
    Ellen MacArthur Foundation and Granta, Circularity Indicators, methodology.

    Examples
    --------
    >>> from huishou import recovery
    >>> round(recovery.mci(mass=1, F_R=.3, F_U=.1, C_R=.5, C_U=.05, E_C=.8, E_F=.8).MCI, 6)
    0.484906
    """
    m, x = positive(mass, "mass"), positive(X, "X")
    shares = {n: share(v, n) for n, v in dict(F_R=F_R, F_U=F_U, F_S=F_S, C_R=C_R, C_U=C_U, C_C=C_C, C_E=C_E, E_C=E_C, E_F=E_F).items()}
    at_most_one(**{n: shares[n] for n in ("F_R", "F_U", "F_S")})
    at_most_one(**{n: shares[n] for n in ("C_R", "C_U", "C_C", "C_E")})
    if shares["E_F"] == 0.0 and shares["F_R"] > 0.0:
        raise InputError("Recycled feedstock from a process of efficiency 0 is undefined.", code="undefined_feedstock_waste", column="E_F", value=0.0,
                         hint="Give the efficiency of the recycling that made the feedstock.")
    if denominator not in ("full", "2M"):
        raise InputError(f"denominator is {denominator!r}.", code="bad_method", value=denominator, hint='Choose "full" or "2M".')
    virgin = m * (1 - shares["F_R"] - shares["F_U"] - shares["F_S"])
    unrecovered = m * (1 - shares["C_R"] - shares["C_U"] - shares["C_C"] - shares["C_E"])
    made = m * shares["F_R"] * (1 - shares["E_F"]) / shares["E_F"] if shares["F_R"] > 0.0 else 0.0
    after = m * (1 - shares["E_C"]) * shares["C_R"]
    waste = unrecovered + (made + after) / 2
    lfi = (virgin + waste) / (2 * m + ((made - after) / 2 if denominator == "full" else 0.0))
    return MCI(virgin, unrecovered, made, after, waste, lfi, max(0.0, 1 - 0.9 * lfi / x))


@dataclass(frozen=True)
class CMU:
    """Circular material use: secondary material U and overall use M (unit of the arguments), rate CMU (1) or None with its reason.

    Attributes
    ----------
    U, M : float
        Secondary material and overall use, in the unit of the arguments.
    CMU : float or None
        U / M (1); None where M is not positive.
    status : str
        ``ok`` or the first of ``flags``.
    flags : str
        As ``Rate.flags``.
    """

    U: float
    M: float
    CMU: float | None
    status: str
    flags: str

    _repr_html_ = card


def cmu(recovered: float, imports: float, exports: float, dmc: float) -> CMU:
    """Circular material use rate: ``U = recovered − imports + exports`` (of waste for recycling), ``M = DMC + U``, ``CMU = U / M``.

    Parameters
    ----------
    recovered
        Waste recycled in the country (operations R2 to R11); older vintages used all recovery and do not compare.
    imports, exports
        Waste traded for recycling.
    dmc
        Domestic material consumption. All four in one unit of mass.

    Returns
    -------
    CMU
        ``U, M, CMU, status, flags``.

    Raises
    ------
    InputError
        ``not_finite``, ``not_positive``.

    Notes
    -----
    Eurostat env_ac_cur.

    Examples
    --------
    >>> from huishou import recovery
    >>> round(recovery.cmu(recovered=1000, imports=50, exports=80, dmc=5000).CMU, 6)
    0.170813
    """
    used = positive(recovered, "recovered", zero=True) - positive(imports, "imports", zero=True) + positive(exports, "exports", zero=True)
    whole = number(dmc, "dmc") + used
    found = _rate(used, whole)
    return CMU(used, whole, found.rate, found.status, found.flags)


def weee_collection(collected: float, placed: Sequence[float | None] | None = None, *, generated: float | None = None) -> Rate:
    """WEEE collection rate: collected over the mean placed on the market in the three years before, or over WEEE generated.

    Parameters
    ----------
    collected
        WEEE collected in the year.
    placed
        Placed on the market in the years t−1, t−2, t−3, never the year itself; None or NaN where a year is not known.
    generated
        WEEE generated in the year, instead of ``placed``.

    Returns
    -------
    Rate
        ``partial`` where fewer than three years are known; ``no_denominator`` where none is.

    Raises
    ------
    InputError
        ``not_positive``, ``not_finite``; ``bad_years`` for more than three years, or none; ``two_denominators``.

    Notes
    -----
    Directive 2012/19/EU Article 7: 65 % of placed, or 85 % of generated. A boom in sales depresses the rate, a slump lifts it above 1.

    Examples
    --------
    >>> from huishou import recovery
    >>> round(recovery.weee_collection(collected=9.1, placed=[12, 12.6, 13.2]).rate, 6)
    0.722222
    """
    top = positive(collected, "collected", zero=True)
    if (placed is None) == (generated is None):
        raise InputError("Give placed or generated.", code="two_denominators", hint="The two denominators make two rates; choose one.")
    if generated is not None:
        return _rate(top, positive(generated, "generated", zero=True))
    if not 1 <= len(placed) <= 3:
        raise InputError(f"placed has {len(placed)} years.", code="bad_years", column="placed", value=len(placed),
                         hint="Give the three years before, newest first.")
    known = [positive(p, f"placed[{i}]", zero=True) for i, p in enumerate(placed) if p is not None and not (isinstance(p, float) and math.isnan(p))]
    return _rate(top, math.fsum(known) / len(known) if known else None, ["partial"] if 0 < len(known) < 3 else [])


def sdg_12_5_1(recycled: float, exported: float, imported: float, generated: float) -> Rate:
    """National recycling rate: ``(recycled + exported for recycling − imported for recycling) / generated``.

    Parameters
    ----------
    recycled
        Waste recycled in the country.
    exported, imported
        Waste traded for recycling.
    generated
        Waste generated. All four of one year, in one unit of mass.

    Returns
    -------
    Rate
        ``no_denominator`` with a missing rate where nothing is generated; ``gt_one`` and ``negative_numerator`` are flagged, not clipped.

    Raises
    ------
    InputError
        ``not_positive``, ``not_finite``.

    Notes
    -----
    UN metadata of SDG 12.5.1; the import term belongs to the numerator. ``recycled`` holds composting and digestion, no incineration.

    Examples
    --------
    >>> from huishou import recovery
    >>> recovery.sdg_12_5_1(recycled=40, exported=10, imported=15, generated=100).rate
    0.35
    """
    sides = [positive(v, n, zero=True) for n, v in (("recycled", recycled), ("exported", exported), ("imported", imported), ("generated", generated))]
    return _rate(sides[0] + sides[1] - sides[2], sides[3])


@dataclass(frozen=True)
class Metals:
    """Life-cycle rates of a metal (1), None where a flow is not given or a denominator is 0.

    Attributes
    ----------
    CR, PER : float or None
        Collection rate and process efficiency.
    EOL_RR, nf_EOL_RR : float or None
        End-of-life recycling rate, functional and non-functional.
    OSR, RC : float or None
        Old scrap ratio and recycled content.
    flags : str
        ``no_denominator``, ``gt_one``, separated by spaces; empty where there is nothing to say.
    """

    CR: float | None
    PER: float | None
    EOL_RR: float | None
    nf_EOL_RR: float | None
    OSR: float | None
    RC: float | None
    flags: str

    _repr_html_ = card


def metals(*, a: float | None = None, d: float | None = None, e: float | None = None, f: float | None = None, g: float | None = None, h: float | None = None,
           j: float | None = None, m: float | None = None) -> Metals:
    """Metal recycling rates of the International Resource Panel, from the flows of the life cycle (any one unit of mass).

    ``CR = e/d`` (collected), ``PER = g/e`` (process efficiency), ``EOL-RR = g/d`` (functional), ``nf-EOL-RR = f/d`` (non-functional),
    ``OSR = g/(g + h)`` (old scrap ratio), ``RC = (j + m)/(a + j + m)`` (recycled content).

    Parameters
    ----------
    a
        Primary metal into production.
    d, e
        Metal in products reaching end of life, and in those collected.
    f, g
        End-of-life metal to non-functional and to functional recycling.
    h
        New scrap recycled.
    j, m
        Scrap used in fabrication and in production.

    Returns
    -------
    Metals
        Every rate that the flows given allow.

    Raises
    ------
    InputError
        ``not_positive``, ``not_finite``.

    Notes
    -----
    UNEP International Resource Panel 2011, Recycling Rates of Metals. d is never observed: it is the outflow of a stock model. ``gt_one`` where g > d.

    Examples
    --------
    >>> from huishou import recovery
    >>> recovery.metals(d=100, e=80, g=60, h=40).EOL_RR
    0.6
    """
    v = {n: None if x is None else positive(x, n, zero=True) for n, x in dict(a=a, d=d, e=e, f=f, g=g, h=h, j=j, m=m).items()}

    def over(top: str, bottom: str) -> float | None:
        parts = [[v[n] for n in side] for side in (top, bottom)]
        if any(x is None for side in parts for x in side) or math.fsum(parts[1]) == 0.0:
            return None
        return math.fsum(parts[0]) / math.fsum(parts[1])

    rates = Metals(over("e", "d"), over("g", "e"), over("g", "d"), over("f", "d"), over("g", "gh"), over("jm", "ajm"), "")
    found = (rates.CR, rates.PER, rates.EOL_RR, rates.nf_EOL_RR)
    flags = ["no_denominator"] * (v["d"] is None or v["d"] == 0.0) + ["gt_one"] * any(r is not None and r > 1.0 for r in found)
    return Metals(*(getattr(rates, n) for n in ("CR", "PER", "EOL_RR", "nf_EOL_RR", "OSR", "RC")), " ".join(flags))
