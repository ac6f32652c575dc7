# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Sheets as people lay them out: each trouble alone, and all of them in one book."""

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huishou import frames
from huishou.errors import HuishouError, UnitError
from huishou.ledger.grid import Grid, stated_units, table
from huishou.ledger.ingest import ingest


@pytest.fixture
def book(tmp_path):
    def write(rows, merged=(), name="表.xlsx"):
        out = openpyxl.Workbook()
        sheet = out.active
        for row in rows:
            sheet.append(row)
        for ranges in merged:
            sheet.merge_cells(ranges)
        out.save(tmp_path / name)
        return tmp_path / name
    return write


def columns(frame):
    return frames.table(frame).to_pydict()


def closes(intake):
    c = intake.counts
    assert c["read"] == c["accepted"] + c["rejected"] + sum(c["ignored"].values())
    return c


MINISTRY = [
    ["表1 主要再生资源回收情况", None, None, None, None, None],
    [None, None, None, None, "单位：万吨", None],
    ["地区", "品种", "回收量", None, None, "备注"],
    [None, None, 2021, 2022, 2023, None],
    ["甲", "乙", 1, 2, 3, None],
    ["北京", "废纸", 10, 11, "…", "x"],
    [None, "废钢铁", "1,000", 20, 30, None],
    ["天津", "废纸", 5, None, "—", None],
    ["地区", "品种", "回收量", None, None, "备注"],
    ["合计", None, 1015, 31, 30, None],
    ["注：数据未经审计", None, None, None, None, None],
    ["资料来源：商务部", None, None, None, None, None],
]
MERGED = ("A1:F1", "E2:F2", "A3:A4", "B3:B4", "C3:E3", "F3:F4", "A6:A7", "A11:F11")


def test_a_yearbook_sheet_with_every_trouble(book):
    intake = ingest(book(MINISTRY, MERGED))
    c = closes(intake)
    assert (c["read"], c["accepted"], c["rejected"], c["ignored"]) == (12, 6, 0, {"total_row": 3, "blank_row": 0, "blank_cell": 3})
    assert columns(intake.ledger) == {
        "period": ["2021", "2022", "2021", "2022", "2023", "2021"], "region": ["北京"] * 5 + ["天津"],
        "material": ["waste_paper"] * 2 + ["steel_scrap"] * 3 + ["waste_paper"], "mass_t": [1e5, 1.1e5, 1e7, 2e5, 3e5, 5e4], "period_kind": ["year"] * 6,
        "备注": ["x", "x", "", "", "", ""]}
    notes = "\n".join(intake.notes)
    for words in ("row 1 stands above the table", "单位", "row 5 numbers the columns", "row 9 repeats the header", "row 11 is a note: 注：数据未经审计",
                  "资料来源", "turned long",
                  "by what stands above the table", "… 1", "— 1", "blank 1"):
        assert words in notes, words


def test_the_same_sheet_without_any_merged_cell_fills_nothing(book):
    intake = ingest(book(MINISTRY))
    assert columns(intake.ledger)["region"] == ["北京"] * 2 + [None] * 3 + ["天津"] and closes(intake)["accepted"] == 6


def test_places_of_rejected_cells_are_those_of_the_sheet(book):
    rows = [r.copy() for r in MINISTRY]
    rows[6][3] = "二十"
    bad = columns(ingest(book(rows, MERGED)).rejected)
    assert (bad["_row"], bad["_column"], bad["_rules"]) == ([7], ["回收量 2022"], ["not_a_number"])


def test_units_in_a_header_row_of_their_own(book):
    f = ingest(book([["品种", "回收量", "回收额"], [None, "万吨", "亿元"], ["废纸", 1, 2]]))
    assert columns(f.ledger) == {"material": ["waste_paper"], "mass_t": [1e4], "value_cny": [2e8]}


def test_groups_above_the_names(book):
    f = ingest(book([["基本情况", None, "数量", None], ["地区", "品种", "回收量（吨）", "回收额（万元）"], ["上海", "废纸", 1, 2]], ("A1:B1", "C1:D1")))
    assert columns(f.ledger) == {"region": ["上海"], "material": ["waste_paper"], "mass_t": [1.0], "value_cny": [2e4]}


def test_a_wide_table_of_materials_with_its_own_total(book):
    f = ingest(book([["地区", "年份", "废钢铁（万吨）", "废纸（万吨）", "合计（万吨）", "同比（%）"], ["上海", 2023, 1, 2, 3, 5],
                     ["北京", 2023, 4, "-", 4, 6]]))
    assert columns(f.ledger)["mass_t"] == [1e4, 2e4, 4e4] and columns(f.ledger)["同比（%）"] == ["5", "5", "6"]
    assert closes(f)["ignored"] == {"total_row": 2, "blank_row": 0, "blank_cell": 1}


def test_months_beside_a_column_of_years():
    f = ingest({"年份": ["2023年", "2024"], "品种": ["废纸"] * 2, "1月": [1, 2], "12月": ["3", "x"]}, units={"mass": "t"})
    assert columns(f.ledger)["period"] == ["2023-01", "2023-12", "2024-01"] and set(columns(f.ledger)["period_kind"]) == {"month"}
    assert columns(f.rejected)["_column"] == ["12月"]


def test_wide_tables_in_any_frame():
    f = ingest({"品种": ["废纸"], "2022年": [1.0], "2023年": [2.0]}, units={"mass": "kt"})
    assert columns(f.ledger) == {"period": ["2022", "2023"], "material": ["waste_paper"] * 2, "mass_t": [1e3, 2e3], "period_kind": ["year"] * 2}
    with pytest.raises(UnitError):
        ingest({"品种": ["废纸"], "2022年": [1.0], "2023年": [2.0]})


def test_a_long_table_stays_long():
    f = ingest({"品种": ["废纸"], "mass_t": [1.0], "2022年": ["x"]})
    assert columns(f.ledger) == {"material": ["waste_paper"], "mass_t": [1.0], "2022年": ["x"]}


@pytest.mark.parametrize(("frame", "code"), [
    ({"年份": ["2023"], "品种": ["废纸"], "2022年（吨）": [1]}, "ambiguous_columns"), ({"品种": ["废纸"], "废纸（吨）": [1]}, "ambiguous_columns"),
    ({"废纸（吨）": [1], "废纸(吨)": [1]}, "duplicate_header"), ({"废纸（吨）": [1], "waste paper (kg)": [1]}, "repeated_cells"),
    ({"2022年（吨）": [1]}, "missing_column"), ({"品种": ["废纸"], "2022年（万元）": [1]}, "missing_column"),
])
def test_wide_tables_that_say_two_things(frame, code):
    with pytest.raises(HuishouError) as error:
        ingest(frame)
    assert error.value.code == code and error.value.hint and "2022年（万元）" not in error.value.hint


def test_a_value_of_the_whole_row_is_not_repeated_for_each_cell():
    f = ingest({"地区": ["上海"], "废钢铁（吨）": [1], "废纸（吨）": [2], "回收额（元）": [9]})
    assert "value_cny" not in f.ledger.columns and any("belongs to all melted cells" in n for n in f.notes)


def test_a_number_across_two_rows_is_kept_once(book):
    f = ingest(book([["地区", "品种", "重量（吨）"], ["上海", "废纸", 10], [None, "废塑料", None]], ("A2:A3", "C2:C3")))
    assert columns(f.ledger)["mass_t"] == [10.0] and closes(f)["rules"] == {"missing": 1}
    assert columns(f.rejected)["地区"] == ["上海"] and any("kept once" in n for n in f.notes)


def test_a_foreign_header_is_found_by_the_mapping(book):
    f = ingest(book([["Report of 2023"], [], ["Stoff", "Menge"], ["废纸", 5]]),
               mapping={"rename": {"material": "Stoff", "mass": "Menge"}, "units": {"mass": "t"}})
    assert columns(f.ledger)["mass_t"] == [5.0] and f.counts["source_rows"] == 1


def test_an_unknown_header_is_never_replaced_by_a_row_of_data(book):
    with pytest.raises(HuishouError) as error:
        ingest(book([["Stoff", "Jahr", "Menge"], ["废纸", "2023年", 5], ["废钢铁（吨）", "2023年（吨）", 6]]))
    assert error.value.code == "missing_column" and "Stoff" in str(error.value)


@pytest.mark.parametrize(("text", "units"), [
    ("单位：万吨", {"mass": "万吨"}), ("计量单位: 吨", {"mass": "吨"}), ("(单位：万吨、亿元)", {"mass": "万吨", "value": "亿元"}),
                                             ("表1 回收（单位：亿元）", {"value": "亿元"}),
    ("Unit: kt", {"mass": "kt"}), ("填报单位：甲公司", {}), ("报送单位：万吨公司", {}), ("", {}), ("单位", {}), ("单位：台", {}),
])
def test_units_stated_for_all(text, units):
    assert stated_units(text) == units


def test_an_ambiguous_unit_above_the_table_is_refused(book):
    with pytest.raises(UnitError) as error:
        ingest(book([["Unit: ton"], ["material", "mass"], ["paper", 1]]))
    assert error.value.code == "ambiguous_unit"


CELLS = st.one_of(st.just(""), st.sampled_from(["地区", "品种", "回收量（万吨）", "2022年", "2023", "废纸", "合计", "单位：吨", "注：x", "甲", "1", "5.5",
                                                "—", "上海", "万吨", "年份"]), st.text(max_size=3))


@st.composite
def grids(draw):
    width, height = draw(st.integers(1, 5)), draw(st.integers(0, 8))
    cells = [[draw(CELLS) for _ in range(width)] for _ in range(height)]
    place = st.tuples(st.integers(0, 8), st.integers(0, 5))
    merged = [((min(a[0], b[0]), min(a[1], b[1])), (max(a[0], b[0]), max(a[1], b[1]))) for a, b in draw(st.lists(st.tuples(place, place), max_size=3))]
    return Grid(cells, merged)


@settings(deadline=None)
@given(grids())
def test_every_row_of_a_grid_is_data_blank_or_told(grid):
    before = [list(r) for r in grid.cells]
    t = table(grid, lambda text: text in ("地区", "品种", "回收量（万吨）"))
    if t is None:
        assert not any(c.strip() for r in before for c in r)
        return
    assert len(t.rows) == len(t.lines) and all(len(r) == len(t.paths) for r in t.rows)
    assert t.lines == sorted(set(t.lines)) and all(1 <= n <= len(before) for n in t.lines)
    for line, row in zip(t.lines, t.rows, strict=True):
        for a, b in zip(before[line - 1], row, strict=True):
            assert a == b or any(a0 <= line - 1 <= b0 for (a0, _), (b0, _) in grid.merged)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.lists(st.one_of(st.none(), st.integers(-5, 3000), st.sampled_from(["地区", "品种", "回收量（万吨）", "废纸", "2022年", "单位：吨", "合计",
                                                                                      "=1+1", "注：x"])), max_size=4), max_size=6))
def test_any_workbook_closes_or_is_refused(tmp_path, rows):
    out = openpyxl.Workbook()
    for row in rows:
        out.active.append(row)
    out.save(tmp_path / "a.xlsx")
    try:
        closes(ingest(tmp_path / "a.xlsx"))
    except HuishouError as error:
        assert error.code and error.hint


def test_paths_reach_frames_as_single_lines():
    assert pa.table(ingest({"material": ["a"], "mass_t": [1.0]}).ledger).num_rows == 1


STACKED = [["表1", ""], ["品种", "吨数"], ["废纸", "1"], ["合计", "1"], ["", ""], ["", ""], ["表2", ""], ["品种", "吨数"], ["废塑料", "2"], ["", ""],
           ["废玻璃", "3"]]


@pytest.mark.parametrize(("rows", "materials", "lines", "blank"), [((2, 4), ["废纸", "合计"], [3, 4], 0), ((8, 11), ["废塑料", "废玻璃"], [9, 11], 1),
                                                                   ((8, 99), ["废塑料", "废玻璃"], [9, 11], 1), ((8, 9), ["废塑料"], [9], 0)])
def test_one_table_of_several_on_a_sheet(rows, materials, lines, blank):
    found = table(Grid([list(r) for r in STACKED]), lambda text: text in ("品种", "吨数"), rows)
    assert [r[0] for r in found.rows] == materials and found.lines == lines and found.blank == blank and found.names == ["品种", "吨数"]


def test_the_mapping_says_where_the_header_is():
    """A header of bare numbers is taken for data where nothing says otherwise."""
    cells = [["", "0"], ["0", "66"], ["1", "64"]]
    assert table(Grid([list(r) for r in cells]), lambda text: False, (1, 3)).names == ["", "0"]
    assert table(Grid([["", ""], *map(list, cells)]), lambda text: False, (2, 4)).lines == [3, 4]
