# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""How long an item stays open, with those still open counted as what they are: not closed yet (Kaplan–Meier)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ...cards import card
from ...errors import InputError
from ...metrics import quantiles
from ...metrics.intervals import checked_level

__all__ = ["Curve", "kaplan_meier"]


@dataclass(frozen=True)
class Curve:
    """Share of items still open by day; made by ``kaplan_meier``.

    Attributes
    ----------
    days : tuple of float
        Days after opening on which an item was closed, ascending.
    at_risk : tuple of int
        Items open until then.
    closed : tuple of int
        Items closed on that day.
    open_share : tuple of float
        Share still open after it (0–1).
    low, high : tuple of float or None
        Interval of that share; None where none exists (everything closed).
    """

    days: tuple[float, ...]
    at_risk: tuple[int, ...]
    closed: tuple[int, ...]
    open_share: tuple[float, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]

    def at(self, day: float) -> float:
        """Share still open after ``day`` days.

        Parameters
        ----------
        day
            Days after opening.

        Returns
        -------
        float
            0–1. After the last closing it stays what it was then.
        """
        return next((s for d, s in zip(reversed(self.days), reversed(self.open_share), strict=True) if d <= day), 1.0)

    def quantile(self, closed: float = 0.5) -> float | None:
        """Days until this share is closed.

        Parameters
        ----------
        closed
            Share of items, 0–1; one half for the median.

        Returns
        -------
        float or None
            None where it never was, which is an answer: too many items are still open.
        """
        return next((d for d, s in zip(self.days, self.open_share, strict=True) if s <= 1.0 - closed + 1e-12), None)

    _repr_html_ = card


def kaplan_meier(days: Any, closed: Any, level: float = 0.95) -> Curve:
    """The Kaplan–Meier estimate of the share still open, with the log(−log) interval.

    ``S(t) = Π_{d ≤ t} (1 − closed_d / at_risk_d)``; Greenwood's variance; items open at the end are at risk until then and count as no closure.

    Parameters
    ----------
    days
        From opening to closing, or to the day of the count; from 0 on.
    closed
        Whether the item was closed then.
    level
        Of the interval, between 0 and 1.

    Returns
    -------
    Curve
        Share still open after each day on which an item was closed.

    Raises
    ------
    InputError
        ``unequal_lengths``, ``no_units``, ``not_finite``, ``bad_level``.

    Notes
    -----
    Kaplan and Meier (1958); interval of Kalbfleisch and Prentice (1980), 1.3. The mean time of closed items alone is short because the long ones are open.

    Examples
    --------
    >>> from huishou import demands
    >>> curve = demands.kaplan_meier([5, 10, 10, 20, 30], [True, True, False, True, False])
    >>> [round(s, 3) for s in curve.open_share], curve.quantile(0.5), curve.quantile(0.9)
    ([0.8, 0.6, 0.3], 20.0, None)
    """
    import numpy as np

    z = quantiles.normal(0.5 + checked_level(level) / 2)
    t, c = np.asarray(days, float), np.asarray(closed, bool)
    if t.shape != c.shape or t.ndim != 1 or not len(t):
        raise InputError(f"There are {t.size} times and {c.size} outcomes.", code="unequal_lengths" if t.size != c.size else "no_units",
                         hint="Give one an item.")
    if not np.isfinite(t).all() or (t < 0).any():
        raise InputError("A time is missing, infinite or below 0.", code="not_finite", column="days", row=int(np.flatnonzero(~(t >= 0) | np.isinf(t))[0]) + 1,
                         hint="An item is not closed before it is opened.")
    at = np.unique(t[c])
    risk = np.array([(t >= d).sum() for d in at], int)
    done = np.array([((t == d) & c).sum() for d in at], int)
    share, greenwood = 1.0, 0.0
    shares: list[float] = []
    bounds: list[tuple[float | None, float | None]] = []
    for r, d in zip(risk.tolist(), done.tolist(), strict=True):
        share *= 1.0 - d / r
        shares.append(share)
        if d == r or not 0.0 < share < 1.0:
            bounds.append((None, None))
            continue
        greenwood += d / (r * (r - d))
        half = z * math.sqrt(greenwood) / math.log(share)
        bounds.append((share ** math.exp(-half), share ** math.exp(half)))
    return Curve(tuple(at.tolist()), tuple(risk.tolist()), tuple(done.tolist()), tuple(shares), tuple(b[0] for b in bounds), tuple(b[1] for b in bounds))
