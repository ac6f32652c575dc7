# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Periods as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huishou.ledger.periods import financial_year, months, read, read_all


@pytest.mark.parametrize(("text", "want"), [
    ("2023", ("2023", "year")), ("2023年", ("2023", "year")), ("2023年度", ("2023", "year")), ("2023.0", ("2023", "year")), ("２０２３年", ("2023", "year")),
    ("202306", ("2023-06", "month")), ("2023-6", ("2023-06", "month")), ("2023年6月", ("2023-06", "month")), ("2025 / 10", ("2025-10", "month")),
    ("Mar 2019", ("2019-03", "month")), ("2019-Sept", ("2019-09", "month")), ("2019.10", ("2019-10", "month")),
    ("2023/6/30", ("2023-06-30", "day")), ("20230630", ("2023-06-30", "day")), ("2023年6月30日", ("2023-06-30", "day")),
    ("2023-06-30 00:00:00", ("2023-06-30", "day")), ("2023-06-30T00:00:00.000000000", ("2023-06-30", "day")),
    ("2023Q2", ("2023Q2", "quarter")), ("2023年二季度", ("2023Q2", "quarter")), ("2023年第2季度", ("2023Q2", "quarter")), ("Q1 2023", ("2023Q1", "quarter")),
    ("2023年上半年", ("2023H1", "half")), ("2023H2", ("2023H2", "half")),
    ("2023年1-6月", ("2023-06", "ytd")), ("2023年1—9月", ("2023-09", "ytd")), ("2023年前三季度", ("2023-09", "ytd")),
    ("2019/20", None), ("2019.1", None), ("2023-13", None), ("2023-02-30", None), ("31/12/2023", None), ("23", None), ("", None), ("本年", None), ("3023",
                                                                                                                                                 None),
    ("2023-06-30 12:30:00", None), ("2023/06-30", None),
])
def test_forms(text, want):
    assert read(text) == want


@given(st.integers(1500, 2199), st.integers(1, 12))
def test_months_come_back(year, month):
    assert read(f"{year}年{month}月") == read(f"{year}-{month:02d}") == read(f"{year}{month:02d}") == (f"{year}-{month:02d}", "month")


@given(st.one_of(st.text(max_size=14), st.text("0123456789年月季度Q-/. 上下半", max_size=10)))
def test_no_text_breaks_it_and_an_answer_reads_as_itself(text):
    found = read(text)
    if found is not None and found[1] != "ytd":
        assert read(found[0]) == found


@pytest.mark.parametrize(("text", "want"), [("2014-15", "2014/15"), ("2014–15", "2014/15"), ("1999/2000", "1999/00"), ("2099/00", "2099/00"), ("2011-12",
                                                                                                                                               "2011/12"),
                                            ("2014-16", None), ("2014-2015", None), ("2015/2014", None), ("FY2015", None), ("2014", None)])
def test_financial_years(text, want):
    assert financial_year(text) == want


def test_the_column_tells_whether_2011_12_is_december():
    assert read_all(["2009-10", "2011-12", "2012-13", "x"]) == {"2009-10": ("2009/10", "financial_year"), "2011-12": ("2011/12", "financial_year"),
                                                                "2012-13": ("2012/13", "financial_year"), "x": None}
    assert read_all(["2011-12", "2011-11"])["2011-12"] == ("2011-12", "month")
    beside_both = read_all(["2011-12", "2011-11", "2012-13"])
    assert beside_both["2011-12"] is None and beside_both["2011-11"][1] == "month" and beside_both["2012-13"][1] == "financial_year"


def test_a_financial_year_reads_as_itself():
    assert read_all(["2014/15"])["2014/15"] == ("2014/15", "financial_year")


def test_first_and_last_month():
    assert months("2023-06", "ytd") == ("2023-01", "2023-06") and months("2023-06", "month") == ("2023-06", "2023-06")
    assert months("2023H1") == ("2023-01", "2023-06") and months("2023H2") == ("2023-07", "2023-12") and months("2023Q4") == ("2023-10", "2023-12")
