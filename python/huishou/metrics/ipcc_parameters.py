# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Default quantities of the IPCC formulas by name, from the pack ``ipcc-waste`` or one of its shape."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..errors import InputError
from .pack import Pack

__all__ = ["CLIMATES", "landfill_defaults", "parameter"]

CLIMATES = ("temperate_dry", "temperate_wet", "tropical_dry", "tropical_wet")
# Table 3.3 has decay rates by how quickly waste decays, table 2.4 carbon by kind of waste; other kinds have no rate there.
_RATE_OF = {"paper_cardboard": "paper_and_textiles", "textiles": "paper_and_textiles", "wood": "wood_and_straw", "garden": "garden_and_park",
            "food": "food_and_sludge"}


@lru_cache(maxsize=4)
def _known(pack: Pack) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows by quantity and by the last part of ``factor_id`` (ipcc2006-dm-plastics)."""
    rows = pack.table.select(["factor_id", "quantity", "value"]).to_pylist()
    return {(r["quantity"], r["factor_id"].split("-", 2)[2]): r for r in rows}


def parameter(pack: Pack, quantity: str, name: str, taken: list[str]) -> float:
    """The pack's value of a quantity; its id goes to the end of ``taken``.

    Raises
    ------
    InputError
        ``no_parameter``.
    """
    known = _known(pack)
    if (quantity, name) not in known:
        raise InputError(f"There is no {quantity} for '{name}'.", code="no_parameter", column=quantity, value=name,
                         hint=f"Give it yourself; '{pack.id}' has {', '.join(sorted(n for q, n in known if q == quantity))}.")
    taken.append(known[quantity, name]["factor_id"])
    return known[quantity, name]["value"]


def landfill_defaults(waste: str, *, climate: str, site: str, covered: bool) -> dict[str, float]:
    """Default arguments of ``landfill_methane`` and ``landfill_committed``, to be replaced by national values where there are any.

    Parameters
    ----------
    waste
        ``paper_cardboard``, ``textiles``, ``wood``, ``garden`` or ``food``.
    climate
        ``temperate_dry``, ``temperate_wet`` (mean annual temperature up to 20 °C; rain below or above evapotranspiration), ``tropical_dry`` or
        ``tropical_wet`` (above 20 °C; below or above 1,000 mm).
    site
        ``managed_anaerobic``, ``managed_semi_aerobic``, ``unmanaged_deep``, ``unmanaged_shallow`` or ``uncategorised``.
    covered
        Whether the site is managed and covered with material that oxidises methane.

    Returns
    -------
    dict
        ``doc, doc_f, mcf, k, f, ox``. None of them is a Chinese value, and a recovery of gas is not among them: it is always stated.

    Raises
    ------
    InputError
        ``bad_climate``, ``no_parameter``.

    Notes
    -----
    2006 IPCC Guidelines, volume 5, tables 2.4, 3.1, 3.2 and 3.3; ranges of k and how each figure was read: ``hs.factors.load("ipcc-waste")``.

    Examples
    --------
    >>> from huishou import carbon
    >>> defaults = carbon.landfill_defaults("food", climate="tropical_wet", site="unmanaged_deep", covered=False)
    >>> defaults
    {'doc': 0.15, 'doc_f': 0.5, 'mcf': 0.8, 'k': 0.4, 'f': 0.5, 'ox': 0.0}
    >>> round(carbon.landfill_methane(100.0, **defaults, recovery=0.0, years=1).rows()[0]["emitted_ch4_t"], 3)
    1.319
    """
    from .factors import load

    if climate not in CLIMATES:
        raise InputError(f"climate is {climate!r}.", code="bad_climate", value=climate, hint=f"Choose one of {', '.join(CLIMATES)}.")
    pack, taken = load("ipcc-waste"), []
    names = {"doc": ("DOC", waste), "doc_f": ("DOCf", "default"), "mcf": ("MCF", site), "k": ("k", f"{_RATE_OF.get(waste, waste)}-{climate}"),
             "f": ("F", "default"), "ox": ("OX", "covered" if covered else "other")}
    return {n: parameter(pack, quantity, name, taken) for n, (quantity, name) in names.items()}
