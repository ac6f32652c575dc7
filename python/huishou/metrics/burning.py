# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Waste that burns, in a plant or in the open: fossil CO2, biogenic CO2 apart, methane, nitrous oxide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import frames
from ..errors import InputError
from ..provenance import record
from ..results import Result
from .checks import positive, share
from .gwp import gwp100
from .ipcc_parameters import parameter
from .pack import Pack
from .pack_rows import chosen

__all__ = ["incineration", "open_burning"]

_CO2_PER_C = 44 / 12                                              # molar masses of CO2 and C, as the guidelines round them
_NAMES = ("mass_t", "fossil_co2_t", "biogenic_co2_t", "ch4_t", "n2o_t", "co2e_t", "displaced_co2_t")
# Names of the technologies in the tables for methane and for nitrous oxide, which do not tell the same ones apart.
TECHNOLOGIES = {"continuous_stoker": ("continuous_stoker", "continuous"), "semi_continuous_stoker": ("semi_continuous_stoker", "continuous"),
                "batch_stoker": ("batch_stoker", "batch")}


def incineration(mass_t: Mapping[str, float], *, technology: str = "continuous_stoker", dm: Mapping[str, float] | None = None,
                 cf: Mapping[str, float] | None = None, fcf: Mapping[str, float] | None = None, of: float | None = None,
                 ch4_g_per_t: float | None = None, n2o_g_per_t: float | None = None, gwp: str = "AR6-100", power_kwh: Mapping[str, float] | None = None,
                 grid_kg_per_kwh: float | None = None, parameters: Pack | str | None = None) -> Result:
    """Emissions of waste burnt in a plant.

    ``CO2 = mass · dm · CF · FCF · OF · 44/12`` is fossil; the rest of the carbon, ``(1 − FCF)``, is biogenic and stands apart, in no total.

    Parameters
    ----------
    mass_t
        Kind of waste -> tonnes, wet: the words of the pack ``ipcc-waste`` (paper_cardboard, textiles, food, wood, garden, nappies, rubber_leather,
        plastics), or others with ``dm``, ``cf`` and ``fcf`` of their own.
    technology
        ``continuous_stoker``, ``semi_continuous_stoker`` or ``batch_stoker``: chooses methane and nitrous oxide.
    dm, cf, fcf
        Dry matter (t per t wet), carbon (t per t dry), fossil share of carbon, by kind of waste; the pack's where not given.
    of
        Share of carbon that burns.
    ch4_g_per_t, n2o_g_per_t
        Grams per wet tonne.
    gwp
        Set of global warming potentials.
    power_kwh, grid_kg_per_kwh
        Electricity sold, by kind of waste, and what a kilowatt hour of it replaces (``hs.carbon.electricity`` knows Chinese grids by basis): reported as
        ``displaced_co2_t``, never netted.
    parameters
        Another pack of the shape of ``ipcc-waste``.

    Returns
    -------
    Result
        ``waste, mass_t, fossil_co2_t, biogenic_co2_t, ch4_t, n2o_t, co2e_t, displaced_co2_t, factors``: one row a kind of waste; ``co2e_t`` = fossil CO2
        + CH4 + N2O by ``gwp``; ``factors`` the parameters taken from the pack.

    Raises
    ------
    InputError
        ``no_parameter`` for a kind of waste without one, ``unknown_waste`` for a number of a kind that is not burnt, ``no_waste``, ``bad_technology``,
        ``no_grid`` for electricity without what it replaces, ``bad_share``, ``not_positive``, ``not_finite``, ``bad_gwp``, ``wrong_pack``.

    Notes
    -----
    2006 IPCC Guidelines, volume 5, equations 5.2 (by kind of waste), 5.4 and 5.5; CO2 of biogenic carbon is an information item there.

    Examples
    --------
    >>> from huishou import carbon
    >>> rows = carbon.incineration({"plastics": 1.0, "paper_cardboard": 1.0}).rows()
    >>> [(r["waste"], round(r["fossil_co2_t"], 4), round(r["biogenic_co2_t"], 4)) for r in rows]
    [('paper_cardboard', 0.0152, 1.5028), ('plastics', 2.75, 0.0)]
    """
    if technology not in TECHNOLOGIES:
        raise InputError(f"technology is {technology!r}.", code="bad_technology", value=technology, hint=f"Choose one of {', '.join(TECHNOLOGIES)}.")
    if power_kwh and grid_kg_per_kwh is None:
        raise InputError("Electricity is sold, and nothing says what it replaces.", code="no_grid", column="grid_kg_per_kwh",
                         hint="Give grid_kg_per_kwh with its basis in mind: marginal, residual and average differ.")
    own = {"dm": dm, "CF": cf, "FCF": fcf}
    fixed = {"OF": (of, "incineration"), "EF_CH4": (ch4_g_per_t, TECHNOLOGIES[technology][0]), "EF_N2O": (n2o_g_per_t, TECHNOLOGIES[technology][1])}
    said = {"technology": technology, "grid_kg_per_kwh": grid_kg_per_kwh, "power_kwh": dict(power_kwh or {}) or None}
    return _burnt("carbon.incineration", mass_t, own, fixed, gwp, parameters, False, (power_kwh or {}, grid_kg_per_kwh or 0.0), said)


def open_burning(mass_t: Mapping[str, float], *, dm: Mapping[str, float] | None = None, cf: Mapping[str, float] | None = None,
                 fcf: Mapping[str, float] | None = None, of: float | None = None, ch4_g_per_t: float | None = None,
                 n2o_g_per_t_dry: float | None = None, gwp: str = "AR6-100", parameters: Pack | str | None = None) -> Result:
    """Emissions of waste burnt in the open: as ``incineration``, with 58 % of the carbon oxidised, and far more methane.

    Parameters
    ----------
    mass_t
        Kind of waste -> tonnes burnt, wet.
    dm, cf, fcf, of, ch4_g_per_t
        As in ``incineration``.
    n2o_g_per_t_dry
        Grams of N2O per tonne of *dry* matter, as the guidelines give it here.
    gwp, parameters
        As in ``incineration``.

    Returns
    -------
    Result
        As ``incineration``; nothing is displaced.

    Raises
    ------
    InputError
        As ``incineration``.

    Notes
    -----
    2006 IPCC Guidelines, volume 5, chapter 5. The defaults for oxidation, methane and nitrous oxide are marked unverified in ``ipcc-waste``.

    Examples
    --------
    >>> from huishou import carbon
    >>> [round(carbon.open_burning({"plastics": 1.0}).rows()[0][n], 4) for n in ("fossil_co2_t", "ch4_t", "n2o_t")]
    [1.595, 0.0065, 0.0001]
    """
    fixed = {"OF": (of, "open_burning"), "EF_CH4": (ch4_g_per_t, "open_burning"), "EF_N2O": (n2o_g_per_t_dry, "open_burning")}
    return _burnt("carbon.open_burning", mass_t, {"dm": dm, "CF": cf, "FCF": fcf}, fixed, gwp, parameters, True, ({}, 0.0), {})


def _burnt(call: str, mass_t: Mapping[str, float], own: dict[str, Any], fixed: dict[str, tuple], gwp: str, parameters: Pack | str | None, dry: bool,
           sold: tuple[Mapping[str, float], float], said: dict[str, Any]) -> Result:
    import pyarrow as pa

    pack = chosen(parameters, "ipcc-waste", "quantity")
    if not isinstance(mass_t, Mapping):
        raise InputError(f"mass_t is a {type(mass_t).__name__}.", code="no_waste", column="mass_t", hint='Say what burns: {"wood": 10.0}.')
    for name, given in (*own.items(), ("power_kwh", sold[0])):
        for waste in given or {}:
            if waste not in mass_t:
                raise InputError(f"{name} is given for '{waste}', of which nothing burns.", code="unknown_waste", column=name, value=waste,
                                 hint=f"In mass_t are {', '.join(sorted(mass_t)) or 'none'}.")
    ch4_gwp, n2o_gwp = gwp100(gwp)
    rows = []
    for waste in sorted(mass_t):
        taken: list[str] = []
        tonnes = positive(mass_t[waste], f"mass_t[{waste}]", zero=True)
        stated = {n: (own[n] or {}).get(waste) for n in own}
        matter, carbon, fossil = (share(parameter(pack, n, waste, taken) if v is None else v, f"{n}[{waste}]") for n, v in stated.items())
        burnt, ch4, n2o = (positive(parameter(pack, n, name, taken) if v is None else v, n, zero=True) for n, (v, name) in fixed.items())
        co2 = tonnes * matter * carbon * share(burnt, "OF") * _CO2_PER_C
        methane, nitrous = tonnes * ch4 / 1e6, tonnes * (matter if dry else 1.0) * n2o / 1e6
        displaced = positive(sold[0].get(waste, 0.0), f"power_kwh[{waste}]", zero=True) * positive(sold[1], "grid_kg_per_kwh", zero=True) / 1e3
        total = co2 * fossil + methane * ch4_gwp + nitrous * n2o_gwp
        rows.append((waste, tonnes, co2 * fossil, co2 * (1.0 - fossil), methane, nitrous, total, displaced, " ".join(taken)))
    names = ("waste", *_NAMES, "factors")
    table = pa.table({n: pa.array([r[i] for r in rows], pa.float64() if n in _NAMES else pa.string()) for i, n in enumerate(names)})
    given = {n: dict(v) for n, v in own.items() if v} | {n: v for n, (v, _) in fixed.items() if v is not None}
    given |= {k: v for k, v in said.items() if v is not None}
    return Result(table, frames.default_kind(), record(call, {"rows": len(rows)}, mass_t=dict(mass_t), gwp=gwp, pack=pack.pedigree, **given),
                  call.split(".")[1].replace("_", " "))
