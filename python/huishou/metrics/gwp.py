# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Global warming potentials over 100 years, by assessment report."""

from __future__ import annotations

from ..errors import InputError

__all__ = ["GWP100", "gwp100"]

# report: (CH4, N2O), kg CO2e per kg. AR6 holds methane of all origins; fossil alone is 29.8, biogenic alone 27.0.
GWP100 = {"SAR-100": (21.0, 310.0),                               # IPCC 1995, technical summary, table 4
          "AR4-100": (25.0, 298.0),                               # IPCC 2007, WG I, table 2.14
          "AR5-100": (28.0, 265.0),                               # IPCC 2013, WG I, table 8.A.1
          "AR6-100": (27.9, 273.0)}                               # IPCC 2021, WG I, chapter 7, table 7.SM.7


def gwp100(name: str) -> tuple[float, float]:
    """CH4 and N2O of a set.

    Raises
    ------
    InputError
        ``bad_gwp``.

    Examples
    --------
    >>> gwp100("AR5-100")
    (28.0, 265.0)
    """
    if name not in GWP100:
        raise InputError(f"gwp is {name!r}.", code="bad_gwp", value=name, hint=f"Choose one of {', '.join(GWP100)}.")
    return GWP100[name]
