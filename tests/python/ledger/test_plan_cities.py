# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Plan cities and the Corps beside their province: double counts are said, and nothing is taken out."""

import pytest

from huishou import frames
from huishou.ledger.ingest import ingest


def rows(frame):
    return frames.table(frame).to_pylist()


def table(*regions, **more):
    n = len(regions)
    return {"省份": list(regions), "年份": ["2023"] * n, "品种": ["废纸"] * n, "回收量（吨）": [float(i + 1) for i in range(n)], **more}


@pytest.mark.parametrize("province, city", [("辽宁", "大连"), ("山东", "青岛"), ("浙江", "宁波"), ("福建", "厦门"), ("广东", "深圳"),
                                            ("新疆", "新疆生产建设兵团")])
def test_said_inside_beside_a_row_of_its_own(province, city):
    name = {"新疆生产建设兵团": "兵团"}.get(city, city)
    intake = ingest(table(f"{province}（含{name}）", city, "北京"))
    assert intake.counts["warnings"] == {"plan_city_counted_twice": 2} and intake.counts["accepted"] == 3
    assert [r["_row"] for r in rows(intake.warnings)] == [1, 2]
    ledger = frames.table(intake.ledger).to_pydict()
    assert ledger["incl_plan_city"] == ["yes", None, None] and ledger["region"][0] == province and sum(ledger["mass_t"]) == 6.0
    assert any("nothing is taken out" in n for n in intake.notes)


def test_outside_is_no_double_count_and_unsaid_is_a_question():
    assert ingest(table("辽宁（不含大连）", "大连")).counts["warnings"] == {}
    intake = ingest(table("辽宁", "大连"))
    assert intake.counts["warnings"] == {"plan_city_unstated": 1} and [r["_row"] for r in rows(intake.warnings)] == [1]
    assert "辽宁 + 大连" in rows(intake.warnings)[0]["_message"]
    assert ingest(table("辽宁", "青岛")).counts["warnings"] == {}


def test_a_column_or_the_mapping_says_it():
    assert ingest(table("辽宁", "大连", **{"含计划单列市": ["否", None]})).counts["warnings"] == {}
    assert ingest(table("辽宁", "大连", **{"含计划单列市": ["是", None]})).counts["warnings"] == {"plan_city_counted_twice": 2}
    assert ingest(table("辽宁", "大连"), {"constant": {"incl_plan_city": "no"}}).counts["warnings"] == {}


def test_name_and_column_must_agree():
    intake = ingest(table("辽宁（不含大连）", "大连", "浙江", **{"含计划单列市": ["是", None, "也许"]}))
    assert intake.counts["rules"] == {"unknown_incl_plan_city": 2}
    assert ingest(table("辽宁（不含大连）", "大连", **{"含计划单列市": ["否", None]})).counts["rejected"] == 0


@pytest.mark.parametrize("column, words", [("年份", ["2022", "2023"]), ("品种", ["废纸", "废塑料"]), ("企业", ["甲", "乙"]), ("环节", ["回收", "分拣"])])
def test_other_facts_do_not_meet(column, words):
    assert ingest(table("辽宁（含大连）", "大连", **{column: words})).counts["warnings"] == {}


def test_records_and_named_enterprises_are_no_totals():
    """Three deliveries of Liaoning beside one of Dalian, or an enterprise with sites in both, say nothing of what a province's figure holds."""
    assert ingest(table("辽宁", "辽宁", "大连")).counts["warnings"] == {}
    assert ingest(table("辽宁", "大连", **{"企业": ["甲", "甲"]})).counts["warnings"] == {}
    assert ingest(table("辽宁", "大连", **{"站点": ["甲", "甲"]})).counts["warnings"] == {}
    assert ingest(table("辽宁（含大连）", "辽宁（含大连）", "大连")).counts["warnings"] == {"plan_city_counted_twice": 3}


def test_many_words_do_not_overflow():
    """Ten columns of a hundred words each have more combinations than an integer holds."""
    n = 200
    names = ["stage", "fate", "mode", "counterparty", "basis", "gate", "measure", "origin", "source_stream", "scope", "vintage", "publisher"]
    more = {c: [f"{c}{i % 100}" for i in range(n)] for c in names if c not in ("stage", "fate")}
    regions = ["辽宁" if i % 2 else "大连" for i in range(n)]
    intake = ingest(table(*regions, **more))
    assert intake.counts["accepted"] == n and intake.counts["warnings"] == {}          # row i meets row i + 100, of the same region
    met = ingest(table(*regions, **{c: [w for w in words[::2] for _ in (0, 1)] for c, words in more.items()}))
    assert met.counts["warnings"] == {}                                                # each fact of a province occurs twice
    once = ingest(table(*regions[:100], **{c: [w for w in words[:100:2] for _ in (0, 1)] for c, words in more.items()}))
    assert once.counts["warnings"] == {"plan_city_unstated": 50}


def test_over_several_sources(tmp_path):
    for name, region in (("a", "辽宁（含大连）"), ("b", "大连")):
        (tmp_path / f"{name}.csv").write_text(f"省份,年份,品种,回收量（吨）\n{region},2023,废纸,1\n北京,2023,废纸,1\n", "utf-8")
    intake = ingest([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert [(r["_source"], r["_row"]) for r in rows(intake.warnings)] == [("a.csv", 2), ("b.csv", 2)]


def test_rejected_rows_and_rows_outside_where_are_not_counted():
    twice = table("辽宁（含大连）", "大连")
    twice["回收量（吨）"] = [1.0, -1.0]
    assert ingest(twice).counts["warnings"] == {}
    assert ingest(table("辽宁（含大连）", "大连"), where={"region": "大连"}).counts["warnings"] == {"plan_city_counted_twice": 1}


def test_the_list_of_a_user_comes_first():
    intake = ingest(table("连", "辽宁省", "北京"), aliases={"连": "大连"})
    assert frames.table(intake.ledger).to_pydict()["region"] == ["大连", "辽宁", "北京"] and intake.counts["warnings"] == {"plan_city_unstated": 1}
