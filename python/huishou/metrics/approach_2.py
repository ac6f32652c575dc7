# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""IPCC approach 2: any function of uncertain inputs, by draws that are the same on every machine."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .. import _native
from ..cards import card
from ..errors import InputError
from .checks import seed_of
from .factor_variable import NEEDED, spread, stream
from .intervals import checked_level
from .settling import settled

__all__ = ["Drawn", "approach_2"]

@dataclass(frozen=True)
class Drawn:
    """Mean, standard deviation and bounds of a function of uncertain inputs, and how many draws they rest on.

    Attributes
    ----------
    mean, sd : float
        Of the function's values; the sd with n − 1.
    low, high : float
        Bounds of the interval at the level asked for.
    draws : int
        Number of draws.
    seed : int
        Seed behind them: the same seed gives the same bits.
    """

    mean: float
    sd: float
    low: float
    high: float
    draws: int
    seed: int

    _repr_html_ = card


def approach_2(function: Callable[..., Any], inputs: Mapping[str, Mapping[str, Any] | float], draws: int | str = "stable", rng: Any = None,
               level: float = 0.95) -> Drawn:
    """Draw the inputs, apply the function, and read mean, standard deviation and bounds.

    Parameters
    ----------
    function
        Takes one array an input, by name, and gives an array of the same length.
    inputs
        Name -> number, or ``{"distribution": …, "value": …}`` with what the distribution needs: ``sd``, ``gsd2``, ``low`` and ``high``, ``values``,
        ``probabilities``, as in a factor pack (``value`` stands for the factor).
    draws
        A number, or ``"stable"``: so many that twice as many move no bound by more than 1 % of the interval.
    rng
        Seed (whole number or NumPy generator). An input's draws depend on seed, name and number of the draw alone.
    level
        Confidence level; bounds are order statistics of rank ⌈q n⌉.

    Returns
    -------
    Drawn
        In the unit of what the function gives.

    Raises
    ------
    InputError
        ``bad_draws``, ``unknown_distribution``, ``missing_<column>``, ``bad_gsd2``, ``bad_probabilities``, ``bad_shape``, ``not_finite``,
        ``bad_level``, ``bad_seed``.

    Notes
    -----
    IPCC 2006 Guidelines, Volume 1, section 3.2.3.2. Inputs are independent.

    Examples
    --------
    >>> from huishou import uncertainty
    >>> share = {"distribution": "triangular", "value": 0.3, "low": 0.2, "high": 0.5}
    >>> a = uncertainty.approach_2(lambda mass, share: mass * share, {"mass": 1000.0, "share": share}, rng=1)
    >>> round(a.mean, -1), round(a.low, -1), round(a.high, -1), a.draws
    (330.0, 230.0, 460.0, 16384)
    """
    import numpy as np

    if draws != "stable" and (isinstance(draws, bool) or not isinstance(draws, int) or draws < 2):
        raise InputError(f"draws is {draws!r}.", code="bad_draws", value=str(draws), hint='Give a whole number from 2, or "stable".')
    seed, level = seed_of(rng), checked_level(level)
    variables = {name: _variable(name, given) for name, given in inputs.items()}
    values = np.zeros(0)

    def more(count: int) -> Drawn:
        nonlocal values
        first = len(values)
        given = function(**{n: _native.factor_draws(v, seed, first, count - first) for n, v in variables.items()})
        new = np.asarray(given, float)
        if new.shape != (count - first,):
            raise InputError(f"The function gave an array of shape {new.shape} for {count - first} draws.", code="bad_shape", column="function",
                             hint="Give one number a draw.")
        if not np.isfinite(new).all():
            raise InputError("The function gave a value that is not finite.", code="not_finite", column="function",
                             hint="Bound the inputs, for a quotient whose denominator can be 0 has no mean.")
        values = np.concatenate([values, new])
        ordered = np.sort(values)
        ranks = (int(np.ceil(q * count * (1 - 1e-12))) for q in ((1 - level) / 2, (1 + level) / 2))
        low, high = (float(ordered[min(max(r, 1), count) - 1]) for r in ranks)
        mean = _native.exact_sum(values) / count
        return Drawn(mean, float(np.sqrt(_native.exact_sum((values - mean) ** 2) / (count - 1))), low, high, count, seed)

    return more(draws) if draws != "stable" else settled(more, _moved)[0]


def _moved(before: Drawn, now: Drawn) -> float:
    width = now.high - now.low
    moved = max(abs(now.low - before.low), abs(now.high - before.high))
    return moved / width if width > 0.0 else math.inf if moved > 0.0 else 0.0


def _variable(name: str, given: Mapping[str, Any] | float) -> tuple:
    if not isinstance(given, Mapping):
        given = {"distribution": "constant", "value": given}
    kind = given.get("distribution")
    if kind not in (*NEEDED, "constant"):
        raise InputError(f"Input '{name}' has distribution {kind!r}.", code="unknown_distribution", column=name, value=str(kind),
                         hint=f"Choose one of {', '.join(NEEDED)}, or give a number.")
    return stream("approach_2", name), *spread({"material": name, "factor_co2e_per_t": given.get("value"), **given}, kind)
