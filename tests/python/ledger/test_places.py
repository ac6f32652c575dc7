# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Provincial units of China by every name they go by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huishou.ledger import places


def test_37_reporting_units_and_three_more():
    shorts = [u[0] for u in places._UNITS]
    assert len(shorts) == len(set(shorts)) == 40                # 34 provincial units, 5 plan cities, the corps
    codes = [u[2] for u in places._UNITS if u[2]]
    assert len(codes) == len(set(codes)) == 39 and all(len(c) == 6 and c.isdigit() for c in codes)


def test_every_name_resolves_to_its_short_name():
    for short, full, code, english in places._UNITS:
        for name in (short, full, english, english.upper(), f" {full[0]}　{full[1:]}", *([code] if code else [])):
            assert places.resolve(name) == short, name
        assert places.chinese(short) == places.chinese(full) == short and places.chinese(english) is None


@pytest.mark.parametrize("name", ["杭州", "Bronx", "", "火星", "33", "中国", "全国"])
def test_others_do_not(name):
    assert places.resolve(name) is None


def test_shanxi_and_shaanxi_stay_apart():
    assert places.resolve("Shanxi") == "山西" and places.resolve("Shaanxi") == "陕西"


def test_the_nearest_is_suggested():
    assert places.near("浙江省份") == "浙江" and places.near("Zhejing") == "浙江" and places.near("xyzzy") is None


@given(st.text(max_size=12))
def test_no_text_breaks_it(text):
    places.resolve(text), places.chinese(text), places.near(text)
