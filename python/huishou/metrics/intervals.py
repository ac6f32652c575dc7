# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""How uncertain a rate is: ratio of a sample, part of a whole, counts, rounded figures. Never the textbook form where it is wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from ..cards import card
from ..errors import InputError
from . import quantiles
from .checks import number

__all__ = ["Estimate", "part_of_whole", "ratio_estimate", "rounded", "wilson"]


@dataclass(frozen=True)
class Estimate:
    """A rate, its standard error and its interval at ``level``; ``low`` and ``high`` are None where the interval is unbounded, and ``flags`` says so.

    Attributes
    ----------
    rate : float
        The estimate (1, or the unit of numerator over denominator).
    se : float or None
        Its standard error, in the unit of the rate.
    low, high : float or None
        The interval.
    level : float
        Confidence level (0–1).
    method : str
        ``delta``, ``fieller``, ``bootstrap``, ``part of whole`` or ``wilson``.
    flags : str
        ``unbounded_interval`` or empty.
    """

    rate: float
    se: float | None
    low: float | None
    high: float | None
    level: float = 0.95
    method: str = "delta"
    flags: str = field(default="")

    _repr_html_ = card


def checked_level(level: float) -> float:
    """A confidence level strictly between 0 and 1.

    Raises
    ------
    InputError
        ``bad_level``.
    """
    if isinstance(level, bool) or not isinstance(level, (int, float)) or not 0.0 < level < 1.0:
        raise InputError(f"level is {level!r}.", code="bad_level", value=level, hint="Give a number between 0 and 1, for example 0.95.")
    return float(level)


def _column(values: Any, name: str, n: int | None = None):
    import numpy as np

    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or (n is not None and len(array) != n):
        raise InputError(f"{name} has the shape {array.shape}.", code="unequal_lengths", column=name, hint="Give one number a unit.")
    bad = np.flatnonzero(~np.isfinite(array))
    if bad.size:
        raise InputError(f"{name} holds a value that is missing or infinite.", code="not_finite", column=name, row=int(bad[0]) + 1,
                         hint="Leave the unit out of both.")
    return array


def ratio_estimate(x: Any, y: Any, weights: Any = None, strata: Any = None, population: Any = None, *, method: str = "delta", level: float = 0.95,
                   lonely: str = "refuse", replicates: int = 2000, rng: Any = None) -> Estimate:
    """The ratio Σwx / Σwy over sampled units, with its linearised sampling error.

    ``z_i = w_i (y_i − R x_i) / Σwx`` in the usual letters; ``Var = Σ_h (1 − f_h) n_h/(n_h − 1) Σ_i (z_hi − z̄_h)²`` over strata h.

    Parameters
    ----------
    x, y
        Numerator and denominator of each unit (tonnes, or anything). ``y = 1`` gives a mean.
    weights
        Sampling weights; None counts each unit once.
    strata
        Stratum of each unit; None for one stratum.
    population
        Units in the population, for the finite population correction: a number, or a dict stratum -> number. None: sampled from many.
    method
        ``"delta"``: rate ± t se. ``"fieller"``: the set of ratios not rejected, which is right for small denominators and may be unbounded.
        ``"bootstrap"``: percentiles over units drawn again within strata, weights rescaled after Rao and Wu (1988), so that small strata and the finite
        population are respected; ``se`` stays the linearised one.
    level
        Confidence level; t with (units − strata) degrees of freedom.
    lonely
        A stratum with one unit that is not the whole stratum has no variance: ``"refuse"``; ``"certainty"`` counts it as 0; ``"adjust"`` takes its
        distance from the mean over all units (conservative).
    replicates, rng
        Of the bootstrap: number, and seed (whole number or NumPy generator).

    Returns
    -------
    Estimate
        ``rate, se, low, high, level, method, flags``.

    Raises
    ------
    InputError
        ``no_units``, ``unequal_lengths``, ``not_finite``, ``no_denominator``, ``lonely_unit``, ``bad_population``, ``bad_weight``, ``bad_level``,
        ``bad_method``, ``bad_replicates``.

    Notes
    -----
    Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, 5.6; Fieller (1954). Checked against the R package ``survey``.

    Examples
    --------
    >>> from huishou import recovery
    >>> x = [2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2]
    >>> e = recovery.ratio_estimate(x, [1.0] * 8, weights=[3] * 5 + [4] * 3, strata=[1] * 5 + [2] * 3, population={1: 15, 2: 12})
    >>> round(e.rate, 6), round(e.se, 7)
    (5.448148, 0.6160407)
    """
    import numpy as np

    x = _column(x, "x")
    y = _column(y, "y", len(x))
    level = checked_level(level)
    if method not in ("delta", "fieller", "bootstrap"):
        raise InputError(f"method is {method!r}.", code="bad_method", value=method, hint='Choose "delta", "fieller" or "bootstrap".')
    if len(x) == 0:
        raise InputError("There are no units.", code="no_units", hint="Give at least two.")
    w = np.ones(len(x)) if weights is None else _column(weights, "weights", len(x))
    if (w <= 0).any():
        raise InputError("A sampling weight is not positive.", code="bad_weight", column="weights", row=int(np.flatnonzero(w <= 0)[0]) + 1,
                         hint="Leave out units that were not sampled.")
    top, bottom = math.fsum(w * x), math.fsum(w * y)
    if bottom == 0.0:
        raise InputError("The denominators add up to 0.", code="no_denominator", column="y", hint="The ratio is undefined.")
    rate = top / bottom
    names = [None] * len(x) if strata is None else list(np.asarray(strata).tolist())
    if len(names) != len(x):
        raise InputError("strata has another length than x.", code="unequal_lengths", column="strata", hint="Give one stratum a unit.")
    # the covariance of the two totals under the design: its linear form at R is the variance of the ratio, its parts are what Fieller needs
    (vxx, vxy), (_, vyy) = _covariance(np.column_stack([w * x, w * y]), names, population, lonely)
    variance = max(vxx - 2 * rate * vxy + rate * rate * vyy, 0.0) / bottom**2
    freedom = len(x) - len(set(names))
    t = quantiles.student_t(0.5 + level / 2, freedom) if freedom > 0 else math.nan
    se = math.sqrt(variance)
    if method == "delta":
        half = t * se if se > 0 else 0.0
        return Estimate(rate, se, rate - half, rate + half, level, method)
    if method == "bootstrap":
        ratios = _replicates(w * x, w * y, names, population, replicates, np.random.default_rng(rng))
        low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
        return Estimate(rate, se, float(low), float(high), level, method)
    # (top − R bottom)² = t² Var(top − R bottom), a quadratic in R
    a, b, c = bottom**2 - t * t * vyy, top * bottom - t * t * vxy, top**2 - t * t * vxx
    if not a > 0.0:
        return Estimate(rate, se, None, None, level, method, "unbounded_interval")
    root = math.sqrt(max(b * b - a * c, 0.0))
    return Estimate(rate, se, (b - root) / a, (b + root) / a, level, method)


def _replicates(top, bottom, names: list[Any], population: Any, replicates: int, rng):
    """Ratios of rescaled samples: n_h − 1 units drawn in stratum h, weights times 1 − λ + λ n/(n − 1) · times drawn, λ² = 1 − f_h."""
    import numpy as np

    if isinstance(replicates, bool) or not isinstance(replicates, int) or replicates < 100:
        raise InputError(f"replicates is {replicates!r}.", code="bad_replicates", value=replicates, hint="Give a whole number from 100.")
    scale = np.ones((replicates, len(names)))
    for name in dict.fromkeys(names):
        at = [i for i, n in enumerate(names) if n == name]
        n = len(at)
        size = population.get(name) if isinstance(population, dict) else population
        if n > 1:
            spread = math.sqrt(1.0 if size is None else 1.0 - n / size)
            scale[:, at] = 1.0 - spread + spread * n / (n - 1) * rng.multinomial(n - 1, [1.0 / n] * n, size=replicates)
    below = scale @ bottom
    if (below == 0.0).any():
        raise InputError("A replicate has a denominator of 0.", code="no_denominator", column="y",
                         hint="Few units hold the denominator: use Fieller's interval.")
    return (scale @ top) / below


def _covariance(z, names: list[Any], population: Any, lonely: str):
    import numpy as np

    if lonely not in ("refuse", "certainty", "adjust"):
        raise InputError(f"lonely is {lonely!r}.", code="bad_method", value=lonely, hint='Choose "refuse", "certainty" or "adjust".')
    total, overall = np.zeros((2, 2)), z.mean(axis=0)
    for name in dict.fromkeys(names):
        own = z[[i for i, n in enumerate(names) if n == name]]
        n = len(own)
        size = population.get(name) if isinstance(population, dict) else population
        if isinstance(population, dict) and size is None:
            raise InputError(f"population has no stratum {name!r}.", code="bad_population", value=name, hint=f"It has {', '.join(map(str, population))}.")
        if size is not None and not size >= n:
            raise InputError(f"Stratum {name!r} has {n} units of {size}.", code="bad_population", value=size,
                             hint="A sample is not larger than its population.")
        left = 1.0 if size is None else 1.0 - n / size
        if n == 1 and left > 0.0:
            if lonely == "refuse":
                raise InputError(f"Stratum {name!r} has one unit, so its variance is undefined.", code="lonely_unit", value=name,
                                 hint='Join it with a like stratum, or choose lonely="adjust" or "certainty".')
            deviation = own - overall
            total += (left if lonely == "adjust" else 0.0) * deviation.T @ deviation
        elif n > 1:
            deviation = own - own.mean(axis=0)
            total += left * n / (n - 1) * deviation.T @ deviation
    return total


def part_of_whole(part: float, rest: float, *, sd_part: float, sd_rest: float, level: float = 0.95) -> Estimate:
    """The share ``part / (part + rest)`` of two independent amounts and its error.

    ``Var(r) = [(1 − r)² Var(part) + r² Var(rest)] / (part + rest)²``. The part is inside the whole; treating the two as independent overstates the error.

    Parameters
    ----------
    part, rest
        Amounts in one unit; their sum is the whole.
    sd_part, sd_rest
        Their standard deviations, in that unit.
    level
        Confidence level of the normal interval.

    Returns
    -------
    Estimate
        The share (1), its standard error and its interval, which is not clipped to 0–1.

    Raises
    ------
    InputError
        ``not_finite``, ``no_denominator``, ``negative_sd``, ``bad_level``.

    Examples
    --------
    >>> from huishou import recovery
    >>> round(recovery.part_of_whole(40.0, 60.0, sd_part=4.0, sd_rest=6.0).se, 6)
    0.033941
    """
    part, rest = number(part, "part"), number(rest, "rest")
    whole = part + rest
    if not whole > 0.0:
        raise InputError(f"The whole is {whole}.", code="no_denominator", value=whole, hint="The share is undefined without a positive whole.")
    for name, sd in (("sd_part", sd_part), ("sd_rest", sd_rest)):
        if not (sd >= 0.0 and math.isfinite(sd)):
            raise InputError(f"{name} is {sd}.", code="negative_sd", column=name, value=sd, hint="Give a standard deviation of 0 or more.")
    rate = part / whole
    se = math.hypot((1 - rate) * sd_part, rate * sd_rest) / whole
    z = quantiles.normal(0.5 + checked_level(level) / 2)
    return Estimate(rate, se, rate - z * se, rate + z * se, level, "part of whole")


def wilson(successes: int, trials: int, *, level: float = 0.95) -> Estimate:
    """The share of a count (households that take part, loads that pass) with Wilson's score interval, which holds at 0 and 1. Never for tonnes.

    Parameters
    ----------
    successes
        Whole number of those that count.
    trials
        Whole number of all, at least 1.
    level
        Confidence level.

    Returns
    -------
    Estimate
        The share (1) and Wilson's interval; ``se`` is the textbook √(p(1 − p)/n), which the interval does not use.

    Raises
    ------
    InputError
        ``not_a_count``, ``bad_level``.

    Notes
    -----
    Wilson (1927), J. Am. Stat. Assoc. 22, 209: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n).

    Examples
    --------
    >>> from huishou import recovery
    >>> e = recovery.wilson(0, 20); e.rate, round(e.high, 4)
    (0.0, 0.1611)
    """
    for name, value in (("successes", successes), ("trials", trials)):
        if isinstance(value, (bool, str)) or value is None or not float(value).is_integer() or value < 0:
            raise InputError(f"{name} is {value!r}.", code="not_a_count", column=name, value=value,
                             hint="Wilson's interval is for counts; for tonnes use ratio_estimate.")
    if trials == 0 or successes > trials:
        raise InputError(f"{successes} of {trials} is no share.", code="not_a_count", column="trials", value=trials,
                         hint="Give at least one trial, and no more successes.")
    z = quantiles.normal(0.5 + checked_level(level) / 2)
    share = successes / trials
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2))
    return Estimate(share, math.sqrt(share * (1 - share) / trials), max(middle - half, 0.0), min(middle + half, 1.0), level, "wilson")


def rounded(value: float, unit: float = 1.0) -> tuple[float, float]:
    """What a figure printed in whole ``unit`` may have been: 371 means 370.5 to 371.5.

    Parameters
    ----------
    value
        The printed figure.
    unit
        Step it was rounded to, in the unit of ``value``.

    Returns
    -------
    tuple of float
        ``(low, high)``: half a step to either side.

    Raises
    ------
    InputError
        ``bad_unit``, ``not_finite``.

    Examples
    --------
    >>> from huishou import recovery
    >>> low, high = recovery.rounded(371), recovery.rounded(376)      # million tonnes, 2022 and 2023
    >>> round(high[0] / low[1] - 1, 4), round(high[1] / low[0] - 1, 4)
    (0.0108, 0.0162)
    """
    if not (unit > 0 and math.isfinite(unit)):
        raise InputError(f"unit is {unit}.", code="bad_unit", value=unit, hint="Give the step the figure was rounded to, for example 1 or 0.1.")
    value = number(value, "value")
    return value - unit / 2, value + unit / 2
