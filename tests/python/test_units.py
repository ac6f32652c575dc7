# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Units: closed, exact, and refused where a word has two meanings."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huishou import units
from huishou.errors import UnitError


def test_every_name_finds_its_unit_and_no_other():
    for u in units.UNITS.values():
        for name in (u.id, *u.names, f" {u.id} "):
            assert units.find(name) is u, name
        assert max(u.numerator, u.denominator) < 2**53 and u.source


@pytest.mark.parametrize(("a", "b", "ratio"), [
    ("kg", "t", (1, 1000)), ("斤", "kg", (1, 2)), ("万吨", "t", (10000, 1)), ("亿吨", "Mt", (100, 1)), ("short_ton", "lb", (2000, 1)),
                                               ("long_ton", "lb", (2240, 1)),
    ("lb", "kg", (45359237, 10**8)), ("亿元", "万元", (10000, 1)), ("万亿元", "CNY", (10**12, 1)), ("trillion yuan", "亿元", (10000, 1)),
    ("kWh", "MJ", (18, 5)), ("亿千瓦时", "GWh", (100, 1)), ("万吨标准煤", "tce", (10000, 1)),
])
def test_known_ratios(a, b, ratio):
    assert units.ratio(a, b) == ratio and units.ratio(b, a) == ratio[::-1]


@pytest.mark.parametrize("word", ["ton", "tons", "TON", "MT", "mt", "GT", "MtCO2e"])
def test_two_meanings_are_refused_with_the_choices(word):
    with pytest.raises(UnitError) as error:
        units.find(word)
    assert error.value.code == "ambiguous_unit" and error.value.hint
    assert units.find("Mt").id == "Mt"


def test_unknown_and_of_another_kind():
    for word, code in (("stone", "unknown_unit"), ("", "unknown_unit"), (5, "unknown_unit"), (None, "unknown_unit"), ("kWh", "wrong_dimension"),
                       ("tce", "wrong_dimension")):
        with pytest.raises(UnitError) as error:
            units.find(word, "mass")
        assert error.value.code == code
    with pytest.raises(UnitError):
        units.ratio("t", "CNY")
    with pytest.raises(UnitError):
        units.ratio("tce", "GJ")


def test_full_width_and_subscripts():
    assert units.find("ｋｇ").id == "kg" and units.find("t CO₂e").id == "tco2e"


def test_short_ton_to_the_last_digit():
    assert units.convert(1.0, "short_ton", "t") == 0.90718474 and units.convert(1.0, "long_ton", "t") == 1.0160469088


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e200, max_value=1e200), st.sampled_from(["kg", "万吨", "Mt", "亿吨", "g", "kt"]))
def test_powers_of_ten_are_rounded_once(x, unit):
    n, d = units.ratio(unit, "t")
    assert units.convert(x, unit, "t") == float(Fraction(x) * n / d)


@given(st.sampled_from([u for u in units.UNITS.values()]), st.sampled_from([u for u in units.UNITS.values()]))
def test_ratios_are_inverse_and_within_a_dimension(a, b):
    if a.dimension == b.dimension:
        assert Fraction(*units.ratio(a, b)) * Fraction(*units.ratio(b, a)) == 1
    else:
        with pytest.raises(UnitError):
            units.ratio(a, b)


def test_shapes_and_missing():
    out = units.convert([[1.0, math.nan]], "kg", "t")
    assert out.shape == (1, 2) and out[0, 0] == 0.001 and math.isnan(out[0, 1])
    assert units.convert(1e308, "Gt", "t") == math.inf and isinstance(units.convert(np.float64(1), "t", "t"), float)


@given(st.text(max_size=10))
def test_no_text_breaks_it(word):
    try:
        units.find(word)
    except UnitError:
        pass
