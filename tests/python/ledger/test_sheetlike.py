# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Text saved from a sheet: titles above, headers of two and three lines. What has one plain header line is left as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huishou import frames
from huishou.ledger.headers import parts
from huishou.ledger.ingest import ingest
from huishou.ledger.sheetlike import head
from huishou.ledger.wide import names_something

TWO = "地区,品种,回收量（吨）,,回收值（万元）,\n,,2019,2020,2019,2020\n北京,废纸,1,2,3,4\n天津,废纸,5,—,6,—\n"


def rows(frame):
    return frames.table(frame).to_pylist()


def facts(intake):
    return [(r["region"], r["period"], r["mass_t"], r["value_cny"]) for r in intake.ledger.to_arrow().to_pylist()]


@pytest.fixture
def file(tmp_path):
    def write(content, name="a.csv"):
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return path
    return write


def known(text):
    return names_something(text, {}, {})


FACTS = [("北京", "2019", 1.0, 30_000.0), ("北京", "2020", 2.0, 40_000.0), ("天津", "2019", 5.0, 60_000.0)]


@pytest.mark.parametrize("text", [
    TWO,
    "地区,品种,2019,,2020,\n,,回收量（吨）,回收值（万元）,回收量（吨）,回收值（万元）\n北京,废纸,1,3,2,4\n天津,废纸,5,6,—,—\n",
    "地区,品种,2019年,,2020年,\n,,回收量,回收值,回收量,回收值\n,,吨,万元,吨,万元\n北京,废纸,1,3,2,4\n天津,废纸,5,6,—,—\n",
    ",,2019,,2020,\n地区,品种,回收量（吨）,回收值（万元）,回收量（吨）,回收值（万元）\n北京,废纸,1,3,2,4\n天津,废纸,5,6,—,—\n",
    "表1 回收情况,,,,,\n,,,,单位：吨、万元,\n地区,品种,2019年,,2020年,\n,,回收量,回收值,回收量,回收值\n甲,乙,1,2,3,4\n北京,废纸,1,3,2,4\n天津,废纸,5,6,—,—\n",
])
def test_two_measures_a_year_under_headers_of_several_lines(text, file):
    intake = ingest(file(text))
    assert facts(intake) == FACTS and intake.counts["ignored"]["blank_cell"] == 1 and intake.counts["rejected"] == 0
    assert any("one header" in n for n in intake.notes)


def test_two_measures_a_year_in_one_line(file):
    """2019 回收量 | 2019 回收值 | 2020 回收量 …, also beside pieces."""
    intake = ingest(file("地区,品种,2019 回收量（吨）,2019 回收值（万元）,2019年台数,2020 回收量（吨）,2020 回收值（万元）\n北京,weee,1,3,7,2,4\n"))
    ledger = intake.ledger.to_arrow().to_pylist()
    assert [(r["period"], r["mass_t"], r["value_cny"], r["count"]) for r in ledger] == [("2019", 1.0, 30_000.0, 7.0), ("2020", 2.0, 40_000.0, None)]
    assert any("value of the same rows is read from 2019 回收值（万元）, 2020 回收值（万元）" in n for n in intake.notes)


def test_a_value_without_its_mass_is_seen(file):
    intake = ingest(file("地区,品种,2019 回收量（吨）,2019 回收值（万元）,2020 回收量（吨）,2020 回收值（万元）\n北京,废纸,—,3,2,x\n"))
    assert intake.counts["rules"] == {"missing": 1, "not_a_number": 1}
    bad = rows(intake.rejected)
    assert [(r["_column"], r["_rules"]) for r in bad] == [("2019 回收量（吨）", "missing"), ("2020 回收量（吨）", "not_a_number")]
    assert "2020 回收值（万元） = x" in bad[1]["_message"]


def test_a_value_of_a_year_without_mass_is_carried_along(file):
    intake = ingest(file("地区,品种,2019 回收量（吨）,2018 回收值（万元）\n北京,废纸,1,3\n"))
    assert rows(intake.ledger)[0] == {"region": "北京", "period": "2019", "material": "waste_paper", "mass_t": 1.0, "period_kind": "year",
                                      "2018 回收值（万元）": "3"}


def test_rows_are_counted_as_in_the_file(file):
    intake = ingest(file("表1 回收情况\n" + TWO.replace("天津,废纸,5,—,6,—", "天津,废纸,x,y,6,7,8")))
    bad = rows(intake.rejected)
    assert {r["_row"] for r in bad} == {5} and {r["_rules"] for r in bad} == {"wrong_cell_count"}
    assert any("row 1 stands above the table: 表1 回收情况" in n for n in intake.notes)


def test_quotes_that_arrow_cannot_cut(file):
    intake = ingest(file(TWO.replace("地区,品种", '地区,"品""种" ').replace('"品""种" ', "品种") + '天津,废"纸,1,2,3,4\n'))
    assert intake.counts["accepted"] == 5 and [r["material"] for r in rows(intake.ledger)][-1] == '废"纸'


@pytest.mark.parametrize("text", [
    "地区,品种,吨数\n北京,废纸,1\n", "地区,,吨数\n北京,废纸,1\n", ",品种,吨数\n0,废纸,1\n", "name,,city\nAnn,Lee,Rome\nBob,,Bonn\n", "a,\nx,y\nz,w\n",
    "品种,吨数,备注\n废纸,1,\n", "品种,吨数\n2019,2020\n", "", "\n\n", "品种,,吨数（吨）\n废纸,好,2020\n"])
def test_plain_files_stay_plain(text):
    assert head(text.encode(), ",", known) is None


def test_a_title_alone_above_a_plain_header(file):
    intake = ingest(file("2023年回收统计表\n\n单位：万吨\n省份,年份,品种,回收量\n浙江,2023,废纸,2\n"))
    assert rows(intake.ledger)[0]["mass_t"] == 20_000.0 and intake.ledger.to_arrow().num_rows == 1


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(["", "2019", "回收量（吨）", "废纸", "地区", "1", '"', "a\nb"]), max_size=5), max_size=6))
def test_no_head_breaks_it(lines):
    found = head("\n".join(",".join(line) for line in lines).encode(), ",", lambda t: parts(t).column is not None)
    assert found is None or len(found.names) == len(found.paths)


def test_a_workbook_with_the_same_header_gives_the_same_rows(tmp_path, file):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for line in TWO.splitlines():
        book.active.append([int(c) if c.isdigit() and len(c) < 4 else c or None for c in line.split(",")])
    for area in ("C1:D1", "E1:F1", "A1:A2", "B1:B2"):
        book.active.merge_cells(area)
    book.save(tmp_path / "a.xlsx")
    assert facts(ingest(tmp_path / "a.xlsx")) == facts(ingest(file(TWO))) == FACTS


@pytest.mark.parametrize("layout, blank", [("by measure", 1), ("by year", 1)])
def test_long_and_wide_are_one_table(layout, blank):
    """The same facts long and as a frame with one column a year and measure."""
    long = ingest({"地区": ["北京", "北京", "天津"], "年份": ["2019", "2020", "2019"], "品种": ["废纸"] * 3, "回收量（吨）": ["1", "2", "5"],
                   "回收值（万元）": ["3", "4", "6"]})
    columns = {"2019回收量（吨）": ["1", "5"], "2019回收值（万元）": ["3", "6"], "2020回收量（吨）": ["2", ""], "2020回收值（万元）": ["4", ""]}
    names = sorted(columns, key=lambda n: n[4:]) if layout == "by measure" else list(columns)
    wide = ingest({"地区": ["北京", "天津"], "品种": ["废纸"] * 2} | {n: columns[n] for n in names})
    assert facts(wide) == facts(long) and wide.counts["ignored"]["blank_cell"] == blank


def test_a_corrected_value_comes_back_alone(tmp_path, file):
    text = "地区,品种,2019 回收量（吨）,2019 回收值（万元）,2020 回收量（吨）,2020 回收值（万元）\n北京,废纸,1,3,2,x\n"
    first = ingest(file(text))
    back = first.rejected_csv().decode("utf-8-sig").replace(",x,", ",4,")
    second = ingest(file(back, "rejected.csv"))
    assert facts(first) == [("北京", "2019", 1.0, 30_000.0)] and facts(second) == [("北京", "2020", 2.0, 40_000.0)]
    assert second.counts["ignored"]["read_before"] == 1
