# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Quantiles of the normal and of Student's t, so that an interval needs no further package."""

from __future__ import annotations

import math
from statistics import NormalDist

__all__ = ["normal", "student_t"]


def normal(p: float) -> float:
    """z with P(Z ≤ z) = p.

    Examples
    --------
    >>> round(normal(0.975), 6)
    1.959964
    """
    return NormalDist().inv_cdf(p)


def student_t(p: float, freedom: int) -> float:
    """t with P(T ≤ t) = p for ``freedom`` degrees of freedom, 0 < p < 1.

    ``P(T > t) = I_x(ν/2, 1/2) / 2`` with ``x = ν/(ν + t²)``, t > 0; solved by bisection on x, which is bounded.

    Examples
    --------
    >>> round(student_t(0.975, 6), 6), round(student_t(0.975, 1), 4)
    (2.446912, 12.7062)
    """
    if p == 0.5:
        return 0.0
    if p < 0.5:
        return -student_t(1.0 - p, freedom)
    tail = 2.0 * (1.0 - p)
    low, high = 0.0, 1.0
    for _ in range(200):                                              # halves [0, 1] until neighbouring doubles
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if _beta_ratio(middle, freedom / 2.0, 0.5) < tail:
            low = middle
        else:
            high = middle
    x = 0.5 * (low + high)
    return math.sqrt(freedom * (1.0 - x) / x)


def _beta_ratio(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (Abramowitz and Stegun 26.5.8, Lentz's method)."""
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    if x > (a + 1.0) / (a + b + 2.0):                                 # where the fraction converges slowly, its mirror is quick
        return 1.0 - _beta_ratio(1.0 - x, b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    tiny = 1e-300
    c, d = 1.0, 1.0 / max(1.0 - (a + b) * x / (a + 1.0), tiny)
    value = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1.0 + step * d
            d = 1.0 / (d if abs(d) > tiny else tiny)
            c = 1.0 + step / c
            c = c if abs(c) > tiny else tiny
            value *= c * d
        if abs(c * d - 1.0) < 1e-16:
            break
    return front * value
