# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Units of factors: converted exactly, refused where they say something else."""

from fractions import Fraction

import pytest

import huishou as hs
from huishou.errors import HuishouError
from huishou.metrics.factor_units import per_tonne


def make(**columns):
    return hs.factors.from_frame({"material": ["paper"]} | columns, id="t", version="1", licence="CC0", source="test")


@pytest.mark.parametrize(("unit", "ratio"), [
    ("t CO2e per t", Fraction(1)), ("kg CO2e per tonne", Fraction(1, 1000)), ("kgCO2/kg used (also 6000 L water)", Fraction(1)), ("tCO2/t scrap", Fraction(1)),
    ("t CO2e per short ton", Fraction(50_000_000, 45_359_237)), ("kg CO2-eq per lb", Fraction(10**11, 45_359_237) / 1000), ("tCO₂e/万吨", Fraction(1, 10_000)),
    ("千克二氧化碳当量/吨", Fraction(1, 1000))])
def test_a_unit_is_an_exact_ratio(unit, ratio):
    assert per_tonne(unit) == ratio


@pytest.mark.parametrize(("unit", "code"), [
    ("kg CO2 per kWh", "wrong_dimension"), ("kg CO2e per ton", "ambiguous_unit"), ("MTCO2E per short ton", "ambiguous_unit"), ("kg CH4 per t", "factor_unit"),
    ("kg CO2e", "factor_unit"), ("t per t", "factor_unit"), ("kg CO2e per furlong", "unknown_unit")])
def test_a_wrong_unit_is_refused(unit, code):
    with pytest.raises(HuishouError) as error:
        make(value=[1.0], unit=[unit])
    assert error.value.code == code and error.value.row == 1 and error.value.column == "unit" and error.value.hint


def test_a_value_is_converted_once():
    pack = make(value=[-9.127378162105622], unit=["t CO2e per short ton"])
    assert pack.table.column("factor_co2e_per_t")[0].as_py() == pytest.approx(-9.127378162105622 / 0.90718474, rel=2e-16)
    assert make(value=[21.28], unit=["kg CO2e per tonne"]).table.column("factor_co2e_per_t")[0].as_py() == 0.02128


@pytest.mark.parametrize(("columns", "code"), [
    ({"factor_co2e_per_t": [21.28], "unit": ["kg CO2e per tonne"]}, "factor_unit"),
    ({"factor_co2e_per_t": [21.28], "value": [21.28], "unit": ["kg CO2e per tonne"]}, "unit_mismatch"),
    ({"value": [3.0], "low": [1.0], "high": [2.0], "unit": ["kg CO2e per kg"]}, "outside_range"),
    ({"low": [1.0], "high": [2.0], "unit": ["kg CO2e per tonne"]}, "range_unit")])
def test_a_factor_its_unit_contradicts_is_refused(columns, code):
    with pytest.raises(HuishouError) as error:
        make(**columns)
    assert error.value.code == code and error.value.hint


def test_what_agrees_is_taken_and_what_is_never_matched_may_be_in_any_unit():
    assert len(make(factor_co2e_per_t=[0.02128], value=[21.28], unit=["kg CO2e per tonne"])) == 1
    assert len(make(factor_co2e_per_t=[1.0], unit=["kg CO2e per kg"])) == 1
    ranged = make(value=[1.0], low=[0.5], high=[2.0], unit=["kg CO2e per kg"]).table.to_pylist()[0]
    assert (ranged["factor_co2e_per_t"], ranged["low"]) == (1.0, 0.5)
    grid = make(value=[0.5306], unit=["kg CO2 per kWh"], match=[False])
    assert grid.offered == 0 and grid.table.column("factor_co2e_per_t")[0].as_py() is None
