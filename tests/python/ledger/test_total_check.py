# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Printed totals beside the sum of their parts."""

import pytest

from huishou.ledger.ingest import ingest


def told(table, **more):
    return [n.partition(": ")[2] for n in ingest(table, **more).notes if "total" in n and ("parts" in n)]


def test_a_total_that_fits_and_one_that_does_not():
    table = {"年份": ["2022", "2022", "2022", "2023", "2023", "2023"], "品种": ["废纸", "废塑料", "合计", "废纸", "废塑料", "合计"],
             "回收量（万吨）": ["10", "20.4", "30.4", "1", "2", "30"]}
    assert told(table) == ["1 totals agree with the sum of their parts within rounding", "row 6: the total is 300,000 t, its 2 parts sum to 30,000 t"]


def test_rejected_rows_with_a_mass_are_parts():
    assert told({"省份": ["浙江", "广东", "火星", "合计"], "品种": ["废纸"] * 3 + [None],
                 "吨数": ["1", "2", "3", "6"]}) == ["1 totals agree with the sum of their parts within rounding"]


@pytest.mark.parametrize(("total", "fits"), [("7", True), ("8", True), ("9", False), ("5.0", False), ("6.9", True)])
def test_rounding_is_half_a_unit_for_each_part_and_the_total(total, fits):
    notes = told({"material": ["a", "b", "Total"], "mass_t": ["3.4", "3.4", total]})
    assert ("agree" in notes[0]) == fits


def test_totals_of_rows_and_columns():
    table = {"地区": ["上海", "北京", "合计"], "废钢铁（吨）": [1, 2, 3], "废纸（吨）": [4, 5, 9], "合计（吨）": [5, 7, 130]}
    assert told(table) == ["4 totals agree with the sum of their parts within rounding", "row 3: the total is 130 t, its 4 parts sum to 12 t"]


def test_subtotals_and_totals_without_parts_are_left_alone():
    assert told({"material": ["a", "小计"], "mass_t": [1, 5]}) == [] and told({"material": ["合计"], "mass_t": [1]}) == []
    assert told({"material": ["a", "合计"], "mass_t": ["x", "5"]}) == []


def test_the_nation_among_provinces():
    assert told({"region": ["浙江", "广东", "全国"], "material": ["废纸"] * 3,
                 "mass_t": [1, 2, 3]}) == ["1 totals agree with the sum of their parts within rounding"]


def test_only_some_are_listed():
    table = {"年份": [str(y) for y in range(2000, 2020)] * 2, "品种": ["废纸"] * 20 + ["合计"] * 20, "吨数": [1] * 20 + [9] * 20}
    notes = told(table)
    assert len(notes) == 9 and notes[-1].startswith("12 more totals differ")


@pytest.mark.parametrize(("total", "words"), [("600", "1 totals agree with the sum of their parts within rounding"),
                                              ("400", "1 totals agree with the sum of their parts only without plan cities and the Corps"),
                                              ("900", "row 4: the total is 900 t, its 3 parts sum to 600 t")])
def test_a_total_tells_whether_provinces_hold_their_plan_cities(total, words):
    notes = told({"省份": ["辽宁", "大连", "北京", "合计"], "品种": ["废纸"] * 4, "吨数": ["100", "200", "300", total]})
    assert len(notes) == 1 and notes[0].startswith(words)


def test_totals_of_a_mode_are_those_of_its_own_column():
    f = ingest({"material": ["a", "b", "total"], "door": [1, 2, 3], "bin": [4, 5, 9]},
               {"melt": {"columns": {"door": {"mode": "door"}, "bin": {"mode": "bin"}}}, "units": {"mass": "t"}})
    assert any("2 totals agree" in n for n in f.notes)
