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

__all__ = ["landfill_methane"]

_CH4_PER_C = 16 / 12                                                 # molar masses of CH4 and C, as the guidelines round them


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
        ``year, generated_ch4_t, captured_ch4_t, emitted_ch4_t, remaining_ch4_t`` (t CH4; the last what the waste in place may still generate). The sum of
        ``emitted_ch4_t`` and its discounted future is the commitment a user books at once.

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
        rows.append((year, generated, caught, (generated - caught) * (1 - shares["ox"]), remaining))
    names = ("year", "generated_ch4_t", "captured_ch4_t", "emitted_ch4_t", "remaining_ch4_t")
    table = pa.table({n: pa.array([r[i] for r in rows], pa.int64() if i == 0 else pa.float64()) for i, n in enumerate(names)})
    parameters = shares | {"k": rate, "form": form, "recovery": captured, "mass_t": placed}
    return Result(table, frames.default_kind(), record("carbon.landfill_methane", {"rows": len(placed)}, **parameters), "landfill methane")
