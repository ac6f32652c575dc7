# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Provincial units of China by every name they go by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huishou import frames
from huishou.ledger import places


def test_37_reporting_units_and_three_more():
    shorts = [u[0] for u in places._UNITS]
    assert len(shorts) == len(set(shorts)) == 40                # 34 provincial units, 5 plan cities, the corps
    codes = [u[2] for u in places._UNITS if u[2]]
    assert len(codes) == len(set(codes)) == 39 and all(len(c) == 6 and c.isdigit() for c in codes)


def test_every_name_resolves_to_its_short_name():
    for short, full, code, iso, english in places._UNITS:
        for name in (short, full, english, english.upper(), f" {full[0]}　{full[1:]}", *([code] if code else []), *([f"CN-{iso}", f"cn-{iso}"] if iso else [])):
            assert places.resolve(name) == short, name
        assert places.chinese(short) == places.chinese(full) == short and places.chinese(english) is None


@pytest.mark.parametrize("name", ["杭州", "Bronx", "", "火星", "33", "中国", "全国"])
def test_others_do_not(name):
    assert places.resolve(name) is None


def test_34_subdivisions_of_iso_3166_2():
    """The letter codes of ISO 3166-2:CN, as published in 2017; a slip between 河北 HE, 河南 HA and 海南 HI would mix provinces."""
    published = "BJ TJ HE SX NM LN JL HL SH JS ZJ AH FJ JX SD HA HB HN GD GX HI CQ SC GZ YN XZ SN GS QH NX XJ TW HK MO".split()
    table = frames.table(places.regions("dict")).to_pylist()
    assert [r["iso_3166_2"] for r in table if r["level"] == "province"] == [f"CN-{c}" for c in published]
    assert {r["region"]: r["iso_3166_2"] for r in table if r["region"] in ("河北", "河南", "海南", "山西", "陕西")} == {
        "河北": "CN-HE", "河南": "CN-HA", "海南": "CN-HI", "山西": "CN-SX", "陕西": "CN-SN"}


def test_the_table_of_regions_comes_in_the_kind_asked_for():
    table = frames.table(places.regions("pyarrow")).to_pylist()
    assert len(table) == 40 and [r["level"] for r in table].count("plan_city") == 5 and [r["region"] for r in table if r["level"] == "corps"] == ["新疆兵团"]
    assert {r["region"]: r["parent"] for r in table if r["parent"]} == places.PARENTS
    # A plan city's code begins with the two digits of its province.
    code = {r["region"]: r["gb_t_2260"] for r in table}
    assert all(code[city][:2] == code[province][:2] for city, province in places.PARENTS.items() if code[city])
    assert frames.kind_of(places.regions("dict")) == "dict"


@pytest.mark.parametrize("name, unit, inside", [
    ("辽宁（不含大连）", "辽宁", "no"), ("辽宁省(不包括大连市)", "辽宁", "no"), ("广东 含深圳", "广东", "yes"), ("新疆维吾尔自治区（含兵团）", "新疆", "yes"),
    ("浙江（含计划单列市）", "浙江", "yes"), ("Fujian (excluding Xiamen)", "福建", "no"), ("山东(含青岛)", "山东", "yes"), ("辽宁", "辽宁", None)])
def test_what_a_name_says_of_its_plan_city(name, unit, inside):
    assert (places.resolve(name), places.incl_plan_city(name)) == (unit, inside)


@pytest.mark.parametrize("name", ["浙江（含大连）", "北京（含计划单列市）", "火星（不含大连）", "大连（不含辽宁）"])
def test_a_statement_that_fits_no_province_is_none(name):
    assert places.resolve(name) is None and places.incl_plan_city(name) is None


def test_shanxi_and_shaanxi_stay_apart():
    assert places.resolve("Shanxi") == "山西" and places.resolve("Shaanxi") == "陕西"


def test_the_nearest_is_suggested():
    assert places.near("浙江省份") == "浙江" and places.near("Zhejing") == "浙江" and places.near("xyzzy") is None


@given(st.text(max_size=12))
def test_no_text_breaks_it(text):
    places.resolve(text), places.chinese(text), places.near(text), places.incl_plan_city(text)
