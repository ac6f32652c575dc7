# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What a printed figure was rounded from."""

from fractions import Fraction

import pytest

from huishou.policy import printed
from huishou.policy.printed import Interval


@pytest.mark.parametrize(("figure", "remark", "step"), [
    (376e6, None, 10**6),                                       # 3.76 亿吨
    (322_182_000.0, None, 10**3),                               # 32,218.2 万吨
    (240_970_000.0, None, 10**4),                               # 24,097 万吨
    (380e6, None, 10**7),                                       # 3.80 printed, read as 3.8: wider, never narrower
    (380e6, "约3.80亿吨", 10**6),                                # quoted with its last digit
    (1.3e12, "value about 1.30万亿元 [S: x]", 10**10),
    (1.3e12, "another year: 1.31万亿元", 10**11),                 # a quoted figure that is not this one says nothing
    (13_140.5e8, "13140.5亿元 is -4.0 %", 10**7),
    (13_140.5e8, "13,140.5 亿元", 10**7),
    (900_379_999_999.9999, None, 10**7),                        # 9003.8 亿元 after a conversion in doubles
])
def test_step_is_one_unit_of_the_last_printed_digit(figure, remark, step):
    assert printed.step(figure, remark) == step


def test_interval_of_the_total_of_2023():
    assert printed.interval(376e6) == Interval(375.5e6, 376.5e6)
    assert printed.interval(None) is None
    assert printed.interval(0.0) == Interval(0.0, 0.0)


def test_price_runs_from_low_over_high_to_high_over_low():
    price = printed.quotient(printed.interval(1.33e12), printed.interval(401e6))
    assert price == Interval(1.325e12 / 401.5e6, 1.335e12 / 400.5e6)
    assert printed.quotient(None, price) is None and printed.quotient(price, Interval(-1.0, 1.0)) is None


def test_growth_holds_every_ratio_the_intervals_allow():
    growth = printed.growth(printed.interval(401e6), printed.interval(376e6))
    assert growth.low == pytest.approx(400.5 / 376.5 - 1) and growth.high == pytest.approx(401.5 / 375.5 - 1)
    assert growth.low < 401 / 376 - 1 < growth.high
    assert printed.growth(None, None) is None


def test_steps_are_exact():
    assert printed.step(0.1) == Fraction(1, 10) and printed.step(0.0) == 0
