# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Growth on a year earlier: as given, in percent or as a share, with the base it implies."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huishou.errors import HuishouError
from huishou.ledger.growth import Growth, base, read


def test_percent_by_cell_name_or_word_and_shares():
    by_cell = read(pa.table({"同比": ["5.2%", "-3％", None]}), "同比")
    assert by_cell.share.tolist()[:2] == pytest.approx([0.052, -0.03], rel=1e-15) and math.isnan(by_cell.share[2])
    assert by_cell.half.tolist()[:2] == pytest.approx([0.0005, 0.005], rel=1e-12)
    assert read(pa.table({"同比（%）": ["5.2"]}), "同比（%）").share[0] == pytest.approx(0.052)
    assert read(pa.table({"g": [5.2]}), "g", "percent").share[0] == pytest.approx(0.052)
    assert read(pa.table({"g": [0.052]}), "g", "share").share[0] == 0.052


@pytest.mark.parametrize("code, table, unit", [("unit_missing", {"g": ["5.2"]}, None), ("bad_growth", {"g": ["5%", "x"]}, None),
                                               ("bad_growth_unit", {"g": ["5"]}, "%"),
                                               ("unit_missing", {"g": ["5%", "5"]}, None)])
def test_nothing_is_guessed(code, table, unit):
    with pytest.raises(HuishouError) as error:
        read(pa.table(table), "g", unit)
    assert error.value.code == code and error.value.hint and error.value.column == "g"


def of(share, half, cumulative, previous, row=0):
    return base(Growth(np.array([share]), np.array([half])), row, cumulative, previous)


def test_the_base_and_what_became_of_it():
    assert of(0.25, 0.005, 125.0, 100.0) == {"growth": 0.25, "comparable_base": 100.0, "previous": 100.0, "base_status": "ok"}
    assert of(0.25, 0.005, 125.0, 99.5)["base_status"] == "base_revised" and of(0.25, 0.005, 125.0, 100.4)["base_status"] == "ok"
    assert of(0.25, 0.005, 125.0, None)["base_status"] == "no_previous" and of(math.nan, 0.005, 125.0, 1.0)["base_status"] == "no_growth"
    assert of(-1.0, 0.005, 0.0, 10.0) == {"growth": -1.0, "comparable_base": None, "previous": 10.0, "base_status": "no_base"}
    assert of(0.25, 0.005, None, 10.0)["comparable_base"] is None and of(0.25, 0.005, 1.0, 1.0, row=None)["base_status"] == "no_growth"
    assert of(-0.999, 0.005, 1.0, 10_000.0)["base_status"] == "ok"      # the base of −99.9 % ± 0.5 has no upper bound


@settings(deadline=None)
@given(st.floats(1, 1e9), st.integers(-900, 5000))
def test_a_growth_rounded_to_a_tenth_of_a_percent_fits_its_own_base(previous, tenths):
    """C = B (1 + g) with g printed to one decimal: whatever g was within the rounding, B is recognised."""
    for slip in (-0.49, 0.0, 0.49):
        cumulative = previous * (1 + (tenths + slip) / 1000)
        assert of(tenths / 1000, 0.0005, cumulative, previous)["base_status"] == "ok"
