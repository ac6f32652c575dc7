# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Uncertainty of numbers that are not sampled: pedigree scores, error propagation, variance-based sensitivity.

Every name here is public as ``huishou.uncertainty.<name>``. Draws of factors live in ``avoided_emissions``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..cards import card
from ..errors import InputError
from .approach_2 import Drawn, approach_2
from .checks import number, positive
from .sobol import sobol

__all__ = ["Drawn", "Pedigree", "Propagated", "approach_1", "approach_2", "pedigree", "propagate", "sobol"]

_SCORES = ("reliability", "completeness", "temporal", "geographical", "technological")
# Squared geometric standard deviations by score 1 to 5; None where the table has no value.
TABLES: dict[str, dict[str, tuple[float | None, ...]]] = {
    # Weidema et al. 2013, ecoinvent data quality guideline; technological score 2 as in openLCA's data quality system
    "ecoinvent": {"reliability": (1.0, 1.05, 1.10, 1.20, 1.50), "completeness": (1.0, 1.02, 1.05, 1.10, 1.20), "temporal": (1.0, 1.03, 1.10, 1.20, 1.50),
                  "geographical": (1.0, 1.01, 1.02, None, 1.10), "technological": (1.0, 1.05, 1.20, 1.50, 2.00)},
    # Ciroth et al. 2016, empirically based factors, as Activity Browser uses them
    "ciroth": {"reliability": (1.0, 1.54, 1.61, 1.69, 1.69), "completeness": (1.0, 1.03, 1.04, 1.08, 1.08), "temporal": (1.0, 1.03, 1.10, 1.19, 1.29),
               "geographical": (1.0, 1.04, 1.08, 1.11, 1.11), "technological": (1.0, 1.18, 1.65, 2.08, 2.80)},
}


@dataclass(frozen=True)
class Pedigree:
    """Spread of a lognormal: ``sigma`` of its logarithm, ``gsd2`` (square of the geometric standard deviation), 95 % of it in [median/gsd2, median·gsd2].

    Attributes
    ----------
    sigma : float
        Standard deviation of the natural logarithm.
    gsd2 : float
        exp(2 sigma), 1 or more.
    table : str
        The table it was read from.
    """

    sigma: float
    gsd2: float
    table: str

    _repr_html_ = card


def pedigree(scores: Sequence[int], table: str = "ecoinvent", basic: float = 1.05) -> Pedigree:
    """Spread of a number from five data quality scores.

    ``sigma = sqrt(Σ (ln U_i)² + (ln U_b)²) / 2``, ``gsd2 = exp(2 sigma)``.

    Parameters
    ----------
    scores
        Reliability, completeness, temporal, geographical, technological; 1 is best, 5 worst.
    table
        ``"ecoinvent"`` or ``"ciroth"``: two tables in use that give threefold different spreads for the same scores, so the name belongs to the result.
    basic
        Basic uncertainty factor U_b, 1 or more.

    Returns
    -------
    Pedigree
        ``sigma, gsd2, table``.

    Raises
    ------
    InputError
        ``unknown_table``, ``bad_scores``, ``no_value`` where the table is blank, ``not_positive``, ``not_finite``.

    Examples
    --------
    >>> from huishou import uncertainty
    >>> round(uncertainty.pedigree((3, 3, 3, 3, 3), table="ciroth").gsd2, 4), round(uncertainty.pedigree((3, 3, 3, 3, 3)).gsd2, 4)
    (2.0231, 1.2685)
    """
    if table not in TABLES:
        raise InputError(f"'{table}' is not a pedigree table.", code="unknown_table", value=table, hint=f"Choose one of {', '.join(TABLES)}.")
    if len(scores) != len(_SCORES):
        raise InputError(f"There are {len(scores)} scores.", code="bad_scores", value=len(scores), hint=f"Give five: {', '.join(_SCORES)}.")
    if positive(basic, "basic") < 1.0:
        raise InputError(f"basic is {basic}.", code="not_positive", column="basic", value=basic, hint="An uncertainty factor is 1 or more.")
    squares = [math.log(basic) ** 2]
    for name, score in zip(_SCORES, scores, strict=True):
        if isinstance(score, bool) or score not in (1, 2, 3, 4, 5):
            raise InputError(f"The {name} score is {score!r}.", code="bad_scores", column=name, value=score, hint="Give a whole number from 1 to 5.")
        factor = TABLES[table][name][int(score) - 1]
        if factor is None:
            raise InputError(f"Table '{table}' has no value for {name} = {score}.", code="no_value", column=name, value=score,
                             hint="Choose the next score up or down, and say so.")
        squares.append(math.log(factor) ** 2)
    sigma = math.sqrt(math.fsum(squares)) / 2
    return Pedigree(sigma, math.exp(2 * sigma), table)


@dataclass(frozen=True)
class Propagated:
    """A result, its standard deviation, the derivative by each input, and each input's share of the variance (None where inputs are correlated).

    Attributes
    ----------
    value : float
        The function at the values.
    sd : float
        Its standard deviation.
    gradient : tuple of float
        Derivative by each input.
    shares : tuple of float or None
        Share of each input in the variance (0–1); None also where the variance is 0.
    """

    value: float
    sd: float
    gradient: tuple[float, ...]
    shares: tuple[float, ...] | None

    _repr_html_ = card


def propagate(function: Callable[..., float], values: Sequence[float], sd: Sequence[float], correlation: Any = None) -> Propagated:
    """First-order (Taylor) propagation: ``Var(y) = gᵀ Σ g``, g the derivatives at the values, taken by central differences.

    Parameters
    ----------
    function
        Takes one number an input.
    values, sd
        Inputs and their standard deviations.
    correlation
        Matrix; None for independent inputs.

    Returns
    -------
    Propagated
        ``value, sd, gradient, shares``.

    Raises
    ------
    InputError
        ``unequal_lengths``, ``not_finite``, ``not_positive``, ``bad_correlation``.

    Notes
    -----
    Exact for linear functions only; where the function bends within an sd, draw instead. Independence is an assumption: parts of one mass balance are not.

    Examples
    --------
    >>> from huishou import uncertainty
    >>> round(uncertainty.propagate(lambda part, rest: part / (part + rest), [40.0, 60.0], [4.0, 6.0]).sd, 6)
    0.033941
    """
    import numpy as np

    x = np.array([number(v, f"values[{i}]") for i, v in enumerate(values)])
    s = np.array([positive(v, f"sd[{i}]", zero=True) for i, v in enumerate(sd)])
    if len(x) != len(s):
        raise InputError(f"There are {len(x)} values and {len(s)} standard deviations.", code="unequal_lengths", column="sd", hint="Give one a value.")
    matrix = np.eye(len(x)) if correlation is None else np.asarray(correlation, float)
    square = matrix.shape == (len(x), len(x)) and np.allclose(matrix, matrix.T) and np.allclose(np.diag(matrix), 1.0)
    if not square or np.linalg.eigvalsh(matrix).min() < -1e-9:
        raise InputError("correlation is no correlation matrix of the inputs.", code="bad_correlation", column="correlation",
                         hint="Give a symmetric, positive semi-definite matrix with ones on the diagonal.")
    step = np.cbrt(np.finfo(float).eps) * np.maximum(np.abs(x), np.where(s > 0, s, 1.0))
    gradient = []
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += step[i]
        down[i] -= step[i]
        gradient.append((number(function(*up), "function") - number(function(*down), "function")) / (up[i] - down[i]))
    parts = np.array(gradient) * s
    variance = max(float(parts @ matrix @ parts), 0.0)
    shares = tuple(float(p * p / variance) for p in parts) if correlation is None and variance > 0 else None
    return Propagated(number(function(*x), "function"), math.sqrt(variance), tuple(gradient), shares)


def approach_1(values: Sequence[float], uncertainty: Sequence[float], how: str) -> float:
    """IPCC approach 1: half the 95 % range of a sum or product, as a share of it.

    ``product: U = sqrt(Σ U_i²)``; ``sum: U = sqrt(Σ (U_i x_i)²) / |Σ x_i|``.

    Parameters
    ----------
    values
        The terms or factors.
    uncertainty
        Half the 95 % range of each, as a share of it (0.3 for ±30 %).
    how
        ``"sum"`` or ``"product"``.

    Returns
    -------
    float
        Half the 95 % range of the result, as a share of it.

    Raises
    ------
    InputError
        ``unequal_lengths``, ``not_positive``, ``not_finite``, ``bad_how``; ``no_denominator`` where a sum is 0: a net of emissions and
        credits needs its error in tonnes.

    Notes
    -----
    IPCC 2006 Guidelines, Volume 1, equations 3.1 and 3.2. Independent, normal, not large; it breaks where terms nearly cancel.

    Examples
    --------
    >>> from huishou import uncertainty
    >>> round(uncertainty.approach_1([100.0, 50.0], [0.1, 0.2], "sum"), 4)
    0.0943
    """
    x = [number(v, f"values[{i}]") for i, v in enumerate(values)]
    u = [positive(v, f"uncertainty[{i}]", zero=True) for i, v in enumerate(uncertainty)]
    if len(x) != len(u) or not x:
        raise InputError(f"There are {len(x)} values and {len(u)} uncertainties.", code="unequal_lengths", column="uncertainty",
                         hint="Give one a value, and at least one.")
    if how == "product":
        return math.hypot(*u)
    if how != "sum":
        raise InputError(f"how is {how!r}.", code="bad_how", value=how, hint='Choose "sum" or "product".')
    total = math.fsum(x)
    if total == 0.0:
        raise InputError("The terms add up to 0.", code="no_denominator", column="values", hint="Report the uncertainty in tonnes, or draw.")
    return math.hypot(*(a * b for a, b in zip(x, u, strict=True))) / abs(total)
