# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What a printed figure says: the interval it was rounded from, and what follows for prices and growth.

A report that prints 3.76 亿吨 says: at least 3.755 and less than 3.765. The step of the last printed digit is found in two ways, and the finer is taken:

1. the remark beside the figure quotes it with its unit (``约1.30万亿元``): one unit of the last digit quoted, here 0.01 万亿元;
2. otherwise one unit of the last digit of the figure that is not zero: 37,600 万吨 gives 100 万吨, 32,218.2 gives 0.1 万吨.

By the second rule a figure printed 3.80 亿吨 counts as 3.8: the interval may be wider than the print justifies, never narrower.
Only rounding is in it. Errors of the survey, changes of scope and later restatements are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

__all__ = ["RULE", "Interval", "growth", "interval", "quotient", "step"]

RULE = (
    "修约区间：公布数上下各含末位的半个单位，3.76 亿吨即 [3.755, 3.765) 亿吨。末位按备注所引原文；未引原文时按末位非零数字，区间只会偏宽，不会偏窄。只含修"
    "约，不含调查误差、口径变化和后续修订。",
    "Rounding interval: half a unit of the last printed digit to either side, so 376 Mt is [375.5, 376.5). The digit is that of the figure as quoted in its "
    "remark, else its last digit that is not zero. Rounding only: no survey error, no change of scope, no later restatement.",
)

# 万亿元 is printed in reports and is not in the table of units at the door
_QUOTED = {"万亿元": 10**12, "亿元": 10**8, "万元": 10**4, "亿吨": 10**8, "万吨": 10**4}
_NUMBER = re.compile(r"(?<![\d.])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(" + "|".join(_QUOTED) + ")")


@dataclass(frozen=True)
class Interval:
    """At least ``low``, less than ``high``."""

    low: float
    high: float


def step(figure: float, remark: str | None = None) -> Fraction:
    """One unit of the last printed digit, in the unit of ``figure``.

    Parameters
    ----------
    figure
        Published figure in tonnes or CNY; the digits are those of any decimal unit.
    remark
        Text beside the figure that may quote it as printed.

    Examples
    --------
    >>> from huishou.policy import printed
    >>> int(printed.step(376e6)), int(printed.step(1.3e12)), int(printed.step(1.3e12, "value about 1.30万亿元"))
    (1000000, 100000000000, 10000000000)
    """
    digits = _digits(figure)
    steps = [Fraction(10) ** int(digits.as_tuple().exponent)] if figure else []
    for number, unit in _NUMBER.findall(remark or ""):
        quoted = Decimal(number.replace(",", ""))
        if quoted * _QUOTED[unit] == digits:
            steps.append(Fraction(10) ** int(quoted.as_tuple().exponent) * _QUOTED[unit])
    return min(steps, default=Fraction(0))


def interval(figure: float | None, remark: str | None = None) -> Interval | None:
    """What a printed figure was rounded from; None where there is no figure.

    Examples
    --------
    >>> from huishou.policy import printed
    >>> printed.interval(376e6)
    Interval(low=375500000.0, high=376500000.0)
    """
    if figure is None:
        return None
    exact, half = Fraction(_digits(figure)), step(figure, remark) / 2
    return Interval(float(exact - half), float(exact + half))


def _digits(figure: float) -> Decimal:
    # A unit conversion rounds once, so 9003.8 亿元 may come as 900379999999.9999 CNY; no report prints more than twelve digits.
    return Decimal(format(figure, ".12g")).normalize()


def quotient(a: Interval | None, b: Interval | None) -> Interval | None:
    """``a / b``, for example value by mass: lowest over highest to highest over lowest. None where either is missing or ``b`` reaches zero.

    Examples
    --------
    >>> from huishou.policy.printed import Interval, quotient
    >>> quotient(Interval(2.0, 3.0), Interval(4.0, 5.0))
    Interval(low=0.4, high=0.75)
    """
    if a is None or b is None or b.low <= 0:
        return None
    return Interval(a.low / b.high, a.high / b.low)


def growth(now: Interval | None, before: Interval | None) -> Interval | None:
    """Relative change as a share: the lowest and the highest that both intervals allow.

    Examples
    --------
    >>> from huishou.policy import printed
    >>> g = printed.growth(printed.interval(401e6), printed.interval(376e6))
    >>> round(g.low, 4), round(g.high, 4)
    (0.0637, 0.0692)
    """
    ratio = quotient(now, before)
    return None if ratio is None else Interval(ratio.low - 1.0, ratio.high - 1.0)
