# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Methane of waste in a landfill, year by year: first-order decay as the EPA and the IPCC write it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .. import frames
from ..errors import InputError
from ..provenance import record
from ..results import Result
from .checks import positive, share

__all__ = ["landfill_committed", "landfill_methane"]

_CH4_PER_C = 16 / 12                                                 # molar masses of CH4, CO2 and C, as the guidelines round them
_CO2_PER_C = 44 / 12


def landfill_methane(mass_t: float | Sequence[float], *, doc: float, doc_f: float, mcf: float, k: float, f: float, ox: float, recovery: float | Sequence[float],
                     years: int, form: str = "epa") -> Result:
    """Methane generated and emitted by waste put in a landfill.

    Potential ``L = mass · DOC · DOCf · MCF · F · 16/12``. EPA: ``generated_n = L (e^(−k(n−1)) − e^(−kn))``, n = 1 the year of disposal. IPCC: the same one
    year later, since waste starts to decay in the year after. ``emitted = generated (1 − recovery)(1 − OX)``.

    Parameters
    ----------
    mass_t
        Tonnes of wet waste put in place in year 1, or a list of tonnes by year.
    doc
        Degradable organic carbon, t C per t wet waste (0–1).
    doc_f
        Share of it that decays.
    mcf
        Methane correction factor of the site (0–1).
    k
        Decay rate, per year.
    f
        Share of methane in the gas, by volume.
    ox
        Share oxidised in the cover.
    recovery
        Share of the generated methane that is captured: one number, or one a year.
    years
        Number of years.
    form
        ``"epa"`` or ``"ipcc"``.

    Returns
    -------
    Result
        ``year, generated_ch4_t, captured_ch4_t, emitted_ch4_t, remaining_ch4_t`` (t CH4; the last what the waste in place may still generate) and
        ``biogenic_co2_t``: carbon decayed without air that leaves as CO2, from the gas, from what is captured and burnt, and from the cover; in no total.
        All future years at once: ``landfill_committed``.

    Raises
    ------
    InputError
        ``bad_share``, ``not_positive``, ``not_finite``, ``bad_years``, ``unequal_lengths``, ``bad_form``.

    Notes
    -----
    IPCC 2006 Guidelines, Volume 5, equations 3.1 to 3.6; US EPA, 40 CFR 98 subpart HH, equation HH-1. The IPCC writes recovery as an absolute mass; here it is
    a share.

    Examples
    --------
    >>> from huishou import carbon
    >>> rows = carbon.landfill_methane(50_000.0, doc=.17, doc_f=.5, mcf=1.0, k=.072, f=.5, ox=.1, recovery=0.0, years=3).rows()
    >>> [round(r["generated_ch4_t"], 3) for r in rows]
    [196.829, 183.156, 170.432]
    """
    import pyarrow as pa

    if isinstance(years, bool) or not isinstance(years, int) or years < 1:
        raise InputError(f"years is {years!r}.", code="bad_years", column="years", value=years, hint="Give a whole number from 1.")
    if form not in ("epa", "ipcc"):
        raise InputError(f"form is {form!r}.", code="bad_form", value=form, hint='Choose "epa" or "ipcc".')
    shares = {n: share(v, n) for n, v in dict(doc=doc, doc_f=doc_f, mcf=mcf, f=f, ox=ox).items()}
    rate = positive(k, "k")
    placed = [positive(m, f"mass_t[{i}]", zero=True) for i, m in enumerate([mass_t] if isinstance(mass_t, (int, float)) else mass_t)]
    if len(placed) > years:
        raise InputError(f"mass_t has {len(placed)} years, and {years} are asked for.", code="unequal_lengths", column="mass_t", value=len(placed),
                         hint="Ask for at least as many years.")
    captured = [share(recovery, "recovery")] * years if isinstance(recovery, (int, float)) else [share(r, f"recovery[{i}]") for i, r in enumerate(recovery)]
    if len(captured) != years:
        raise InputError(f"recovery has {len(captured)} years, and {years} are asked for.", code="unequal_lengths", column="recovery", value=len(captured),
                         hint="Give one share a year, or one for all.")
    per_t = shares["doc"] * shares["doc_f"] * shares["mcf"] * shares["f"] * _CH4_PER_C
    decayed = -math.expm1(-rate)                                      # share of what is in place that decays in a year
    rows, remaining = [], 0.0
    for year in range(1, years + 1):
        added = per_t * placed[year - 1] if year <= len(placed) else 0.0
        decaying = remaining + added if form == "epa" else remaining
        generated = decaying * decayed
        remaining = remaining + added - generated
        caught = generated * captured[year - 1]
        emitted = (generated - caught) * (1 - shares["ox"])
        rows.append((year, generated, caught, emitted, remaining, _biogenic(generated, emitted, shares["f"])))
    names = ("year", "generated_ch4_t", "captured_ch4_t", "emitted_ch4_t", "remaining_ch4_t", "biogenic_co2_t")
    table = pa.table({n: pa.array([r[i] for r in rows], pa.int64() if i == 0 else pa.float64()) for i, n in enumerate(names)})
    parameters = shares | {"k": rate, "form": form, "recovery": captured, "mass_t": placed}
    return Result(table, frames.default_kind(), record("carbon.landfill_methane", {"rows": len(placed)}, **parameters), "landfill methane")


def _biogenic(generated: float, emitted: float, f: float) -> float:
    """t CO2 of the carbon that decayed and did not leave as methane; without methane in the gas nothing tells how much decayed."""
    carbon = generated / _CH4_PER_C / f if f > 0.0 else 0.0
    return (carbon - emitted / _CH4_PER_C) * _CO2_PER_C


def landfill_committed(mass_t: float, *, doc: float, doc_f: float, mcf: float, f: float, ox: float, recovery: float | Sequence[float],
                       k: float | None = None, form: str = "epa") -> Result:
    """Methane that waste put in a landfill will ever emit, booked in the year of disposal.

    With one recovery: ``L (1 − recovery)(1 − OX)``, ``L = mass · DOC · DOCf · MCF · F · 16/12``. With a recovery a year,
    ``Σ generated_n (1 − recovery_n)(1 − OX)`` to the end of time, the last of the list holding for ever.

    Parameters
    ----------
    mass_t
        Tonnes of wet waste.
    doc, doc_f, mcf, f, ox
        As in ``landfill_methane``.
    recovery
        Share captured: one for all time, or one a year from the year of disposal on.
    k, form
        Decay rate and form; needed with a recovery a year, since it says how much is generated before capture begins.

    Returns
    -------
    Result
        ``mass_t, generated_ch4_t, captured_ch4_t, emitted_ch4_t, biogenic_co2_t, stored_c_t``: the last is degradable carbon that does not decay, reported
        apart and no credit here.

    Raises
    ------
    InputError
        ``no_rate`` for a recovery a year without ``k``; those of ``landfill_methane``.

    Notes
    -----
    GHG Protocol, Scope 3, category 5 books all future emissions in the year of disposal; the inventory of a country books them year by year
    (``landfill_methane``). Both sum to the same. Stored carbon: 2006 IPCC Guidelines, volume 5, annex 3A.1.

    Examples
    --------
    >>> from huishou import carbon
    >>> row = carbon.landfill_committed(50_000.0, doc=.17, doc_f=.5, mcf=1.0, f=.5, ox=.1, recovery=0.0).rows()[0]
    >>> round(row["generated_ch4_t"], 3), round(row["emitted_ch4_t"], 3)
    (2833.333, 2550.0)
    """
    import pyarrow as pa

    constant = isinstance(recovery, (int, float))
    if not constant and k is None:
        raise InputError("A recovery a year needs the decay rate k.", code="no_rate", column="k", hint="Give k, or one recovery for all time.")
    shares = {n: share(v, n) for n, v in dict(doc=doc, doc_f=doc_f, mcf=mcf, f=f, ox=ox).items()}
    mass = positive(mass_t, "mass_t", zero=True)
    decaying = mass * shares["doc"] * shares["doc_f"] * shares["mcf"]
    generated = decaying * shares["f"] * _CH4_PER_C
    if constant:
        caught = generated * share(recovery, "recovery")
    else:
        given = list(recovery)
        rows = landfill_methane(mass, k=k, recovery=given, years=len(given), form=form, **shares).rows()
        caught = math.fsum(r["captured_ch4_t"] for r in rows) + rows[-1]["remaining_ch4_t"] * given[-1]
    emitted = (generated - caught) * (1 - shares["ox"])
    stored = mass * shares["doc"] * (1 - shares["doc_f"]) * shares["mcf"]
    numbers = {"mass_t": mass, "generated_ch4_t": generated, "captured_ch4_t": caught, "emitted_ch4_t": emitted,
               "biogenic_co2_t": (decaying - emitted / _CH4_PER_C) * _CO2_PER_C, "stored_c_t": stored}
    table = pa.table({n: pa.array([v], pa.float64()) for n, v in numbers.items()})
    said = shares | {"recovery": recovery if constant else list(recovery), "k": k, "form": form, "mass_t": mass}
    return Result(table, frames.default_kind(), record("carbon.landfill_committed", {"rows": 1}, **said), "landfill, committed")
