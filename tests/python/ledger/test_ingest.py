# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The reading call on real dirt: every row is accounted for, and every refused cell can be found again."""

import datetime
import gzip
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huishou import frames
from huishou.errors import HuishouError, InputError, UnitError
from huishou.ledger.ingest import ingest


def column(frame, name):
    return [r[name] for r in rows(frame)]


def rows(frame):
    return frames.table(frame).to_pylist()


def columns(frame):
    return frames.table(frame).to_pydict()


def closes(intake):
    c = intake.counts
    assert c["read"] == c["accepted"] + c["rejected"] + sum(c["ignored"].values())
    assert c["accepted"] == len(intake.ledger)
    assert c["rejected"] == frames.table(intake.rejected).num_rows
    assert sum(c["ignored"].values()) >= frames.table(intake.ignored).num_rows
    json.dumps(intake.provenance), repr(intake), intake.card("zh"), intake.card("en")
    return c


def refuses(code, *arguments, **more):
    with pytest.raises(HuishouError) as error:
        ingest(*arguments, **more)
    assert error.value.code == code, error.value
    assert error.value.hint and "\n" not in error.value.message.strip()
    return error.value


CSV = ("省份,年份,品种,回收量（万吨）,备注\n浙江省,2023,废钢铁,\"1,234.5\",好\n\n广东,2023年1-6月,废纸,88.2,\n,,,,\n"
       "内蒙古自治区,2023,废塑料,-3,\n火星,2023,废纸,x,\n合计,2023,,1319.7,\n北京,someday,,—,\n")


@pytest.fixture
def file(tmp_path):
    def write(content, name="a.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
    return write


# ---- golden cases


def test_a_chinese_table(file):
    intake = ingest(file(CSV))
    c = closes(intake)
    assert c == {"read": 8, "accepted": 2, "rejected": 3, "rules": {"missing": 1, "not_a_number": 1, "negative": 1, "period_unreadable": 1, "unknown_region": 1,
                 "material_missing": 1}, "warnings": {}, "ignored": {"total_row": 1, "blank_row": 2, "blank_cell": 0}, "source_rows": 8}
    assert columns(intake.ledger) == {"period": ["2023", "2023-06"], "region": ["浙江", "广东"], "material": ["steel_scrap", "waste_paper"],
                                      "mass_t": [12_345_000.0, 882_000.0], "period_kind": ["year", "ytd"], "备注": ["好", ""]}


def test_every_broken_rule_of_a_row_with_its_cell(file):
    bad = rows(ingest(file(CSV)).rejected)
    assert [(r["_source"], r["_row"], r["_column"], r["_rules"]) for r in bad] == [
        ("a.csv", 6, None, "negative"), ("a.csv", 7, None, "not_a_number, unknown_region"),
        ("a.csv", 9, None, "missing, period_unreadable, material_missing")]
    assert bad[0]["回收量（万吨）"] == "-3" and bad[0]["省份"] == "内蒙古自治区"
    assert bad[1]["_message"] == "不是数字 / not a number: 回收量（万吨） = x; 不是省级行政区 / not a provincial unit: 火星"
    assert "someday" in bad[2]["_message"] and "—" in bad[2]["_message"]


def test_ignored_rows_can_be_found(file):
    found = rows(ingest(file(CSV)).ignored)
    assert [(r["_row"], r["_reason"], r["省份"]) for r in found] == [(5, "blank_row", ""), (8, "total_row", "合计")]


def test_notes_say_what_was_done(file):
    notes = "\n".join(ingest(file(CSV.encode("gb18030"))).notes)
    for word in ("GB18030", "浙江省 -> 浙江", "废钢铁 -> steel_scrap", "万吨", "rows 8", "'省份' is read as region", "备注", "provincial units",
                 "lines without any cell"):
        assert word in notes, word


def test_a_suggestion_for_a_province(file):
    text = "省份,品种,吨数\n浙江,废纸,1\n广东,废纸,1\n新僵,废纸,1\n"
    assert "新疆" in rows(ingest(file(text)).rejected)[0]["_message"]


def test_regions_elsewhere_pass(file):
    f = ingest({"region": ["Bronx", "Germany", "浙江省"], "material": ["a"] * 3, "mass_t": [1.0, 2.0, 3.0]})
    assert columns(f.ledger)["region"] == ["Bronx", "Germany", "浙江"]


def test_the_nation_among_provinces_is_a_total_and_alone_a_region():
    among = ingest({"region": ["浙江", "全国", "广东"], "material": ["废纸"] * 3, "mass_t": [1, 3, 2]})
    assert closes(among)["ignored"]["total_row"] == 1
    assert columns(ingest({"region": ["全国"], "material": ["废纸"], "mass_t": [1]}).ledger)["region"] == ["全国"]


def test_totals_can_be_kept():
    f = ingest({"material": ["合计", "废纸"], "mass_t": [3.0, 1.0]}, mapping={"options": {"totals": "keep"}, "recode": {"material": {"合计": "all"}}})
    assert columns(f.ledger)["material"] == ["all", "waste_paper"]


def test_a_total_in_a_column_of_numbers_of_order(file):
    assert closes(ingest(file("序号,品种,吨数\n1,废纸,1\n合计,,1\n")))["ignored"]["total_row"] == 1


def test_a_ledger_passes_straight_through():
    first = ingest({"material": ["废纸"], "period": ["2023"], "mass_t": [0.1], "note": ["x"]}).ledger
    again = ingest(first)
    assert again.ledger.to_arrow().equals(first.to_arrow()) and closes(again)["accepted"] == 1


def test_rows_of_another_width(file):
    intake = ingest(file("material,mass_t\npaper\npaper,1,2\npaper,3\n"))
    assert closes(intake)["rules"] == {"wrong_cell_count": 2}
    assert [r["_message"].split(": ", 1)[1] for r in rows(intake.rejected)] == ["1 / 2", "3 / 2: 2"]


def test_stock_changes_may_be_negative():
    f = ingest({"material": ["a", "a", "a"], "mass_t": [-1.0, -1.0, -1.0], "flow": ["库存变化", "in", None]})
    assert (closes(f)["accepted"], f.counts["rules"]) == (1, {"negative": 2})


def test_closed_lists():
    f = ingest({"material": ["a"] * 4, "mass_t": [1.0] * 4, "stage": ["回收", "Collection", "colection", "—"], "fate": ["填埋", "burned", None, ""],
                "flow": ["in", "出", "sideways", " "]})
    assert f.counts["rules"] == {"unknown_stage": 1, "unknown_flow": 1, "unknown_fate": 1}
    assert columns(f.ledger)["stage"] == ["collection", None]
    assert "collection" in rows(f.rejected)[1]["_message"]


def test_value_needs_no_number_but_no_word_either():
    f = ingest({"material": ["a"] * 3, "mass_t": [1.0] * 3, "回收额（亿元）": ["2", "—", "viel"]})
    assert columns(f.ledger)["value_cny"] == [2e8, None] and f.counts["rules"] == {"not_a_number": 1}


def test_what_leaves_the_range_in_tonnes_is_not_finite():
    assert ingest({"material": ["a"], "mass (Gt)": [1e300]}).counts["rules"] == {"not_finite": 1}


# ---- record ids


def test_repeated_record_ids_over_sources():
    a = {"record_id": ["1", "2", "2", None, None], "material": ["a"] * 5, "mass_t": [1.0, 2.0, 3.0, 4.0, 5.0]}
    b = {"record_id": ["3", "1"], "material": ["a"] * 2, "mass_t": [6.0, 7.0]}
    f = ingest([a, b])
    assert columns(f.ledger)["mass_t"] == [1.0, 2.0, 4.0, 5.0, 6.0]
    assert [(r["_row"], r["_message"].rsplit(": ", 1)[1]) for r in rows(f.rejected)] == [(3, "frame 1, 2"), (2, "frame 1, 1")]
    assert closes(f)["rules"] == {"repeated_record_id": 2}


def test_a_corrected_row_takes_the_id_of_its_rejected_original(file):
    first = file("record_id,material,mass_t\n1,废纸,x\n2,废纸,2\n")
    bad = frames.to("pandas", ingest(first).rejected)
    bad["mass_t"] = "5"
    bad.to_csv(first.parent / "rejected.csv", index=False)
    again = ingest([first, first.parent / "rejected.csv"])
    assert columns(again.ledger)["mass_t"] == [2.0, 5.0] and again.ledger.columns == ["material", "mass_t", "record_id"]


# ---- mappings


WIDE = {"rename": {"region": "place"}, "melt": {"columns": {"paper (kg)": {"material": "废纸"}, "glass": {"material": "废玻璃", "fate": "recycled"}}},
        "units": {"mass": "kg"}, "constant": {"stage": "collection"}}


def test_a_wide_table_turned_long():
    f = ingest({"place": ["A", "B"], "paper (kg)": ["1", "…"], "glass": ["x", "4"], "note": ["n", "m"]}, mapping=WIDE)
    assert columns(f.ledger) == {"region": ["A", "B"], "stage": ["collection"] * 2, "material": ["waste_paper", "waste_glass"], "fate": [None, "recycled"],
                                 "mass_t": [0.001, 0.004], "note": ["n", "m"]}
    assert closes(f) == {"read": 4, "accepted": 2, "rejected": 1, "rules": {"not_a_number": 1}, "warnings": {},
                         "ignored": {"total_row": 0, "blank_row": 0, "blank_cell": 1}, "source_rows": 2}
    assert [(r["_row"], r["_column"], r["_message"]) for r in rows(f.rejected)] == [(1, "glass", "不是数字 / not a number: glass = x")]
    assert [(r["_row"], r["_column"], r["_reason"]) for r in rows(f.ignored)] == [(2, "paper (kg)", "blank_cell")]


def test_melted_rows_of_totals_blanks_and_wrong_width(file):
    f = ingest(file("place,paper (kg),glass,note\n合计,1,2,\n,,,\n\nA,1\nA,1,2,x\n"), mapping=WIDE)
    assert closes(f) == {"read": 10, "accepted": 2, "rejected": 2, "rules": {"wrong_cell_count": 2}, "warnings": {}, "source_rows": 5,
                         "ignored": {"total_row": 2, "blank_row": 4, "blank_cell": 0}}


def test_rules_set_words_and_the_first_that_matches_wins():
    mapping = {"set": [{"when": {"k": "1"}, "to": {"stage": "sorting"}}, {"when": {"k": ["prefix:1", ""]}, "to": {"stage": "collection", "scope": "x"}}]}
    f = ingest({"k": ["1", "12", None, "2"], "material": ["a"] * 4, "mass_t": [1.0] * 4, "stage": ["market"] * 4}, mapping=mapping)
    assert columns(f.ledger)["stage"] == ["sorting", "collection", "collection", "market"]
    assert columns(f.ledger)["scope"] == ["x", "x", "x", None]


def test_rules_reach_melted_columns():
    f = ingest({"place": ["A", "B"], "paper (kg)": [1, 2], "glass": [3, 4]}, mapping=WIDE | {"set": [{"when": {"place": "B"}, "to": {"material": "mixed"}}]})
    assert columns(f.ledger)["material"] == ["waste_paper", "waste_glass", "mixed", "mixed"]


def test_join_recode_and_drop():
    f = ingest({"y": ["2023", "2023"], "m": ["1", None], "material": ["X", "Y"], "mass_t": [1.0, 2.0], "z": [0, 0]},
               mapping={"join": {"period": {"columns": ["y", "m"]}}, "recode": {"material": {"X": "废纸"}}, "options": {"drop": ["z", "y", "m"]}})
    assert columns(f.ledger) == {"period": ["2023-01", None], "material": ["waste_paper", "Y"], "mass_t": [1.0, 2.0], "period_kind": ["month", None]}


def test_a_source_column_under_a_ledger_name_is_carried_beside_it():
    f = ingest({"material": ["a"], "mass_t": [1.0], "region": ["x"]}, mapping={"constant": {"region": "CN"}})
    assert columns(f.ledger)["region"] == ["CN"] and columns(f.ledger)["region (source)"] == ["x"]
    assert any("region (source)" in n for n in f.notes)


def test_aliases():
    f = ingest({"净重（公斤）": [1000], "material": ["黄板纸"]}, aliases={"净重": "mass", "黄板纸": "waste_paper"})
    assert columns(f.ledger) == {"material": ["waste_paper"], "mass_t": [1.0]}
    assert refuses("unknown_alias", {"a": [1]}, aliases={"x": "waste_papre"}).hint.startswith("Nearest: waste_paper")
    refuses("bad_aliases", {"a": [1]}, aliases={"x": 1})


def test_where_keeps_what_matches_and_counts_the_rest():
    f = ingest({"material": ["废纸", "废塑料", "x"], "mass_t": [1.0, 2.0, -1.0]}, where={"material": ["waste_paper"]})
    assert closes(f)["ignored"] == {"total_row": 0, "blank_row": 0, "blank_cell": 0, "outside_where": 1}
    assert rows(f.ignored)[0]["_reason"] == "outside_where" and f.counts["rejected"] == 1
    refuses("missing_column", {"material": ["a"], "mass_t": [1.0]}, where={"stage": "collection"})
    refuses("wrong_type", {"material": ["a"], "mass_t": [1.0]}, where={"mass_t": "heavy"})
    refuses("bad_where", {"material": ["a"], "mass_t": [1.0]}, where=["material"])


# ---- units


@pytest.mark.parametrize(("header", "mass"), [("回收量（万吨）", 1e4), ("mass_kg", 0.001), ("tonnes", 1.0), ("吨数", 1.0), ("mass (short tons)", 0.90718474),
                                              ("重量/公斤", 0.001)])
def test_units_in_headers(header, mass):
    assert columns(ingest({"material": ["a"], header: [1]}).ledger)["mass_t"] == [mass]


@pytest.mark.parametrize(("header", "code"), [("mass", "unit_missing"), ("回收量", "unit_missing"), ("mass (ton)", "ambiguous_unit"),
                                              ("mass (stone)", "unknown_unit"),
                                              ("mass (kWh)", "wrong_dimension")])
def test_headers_without_a_usable_unit(header, code):
    error = refuses(code, {"material": ["a"], header: [1]})
    assert isinstance(error, UnitError) and error.column == header
    assert columns(ingest({"material": ["a"], header: [1]}, units={"mass": "kg"}).ledger)["mass_t"] == [0.001]


def test_a_unit_given_stands_above_the_header_and_is_told():
    f = ingest({"material": ["a"], "mass (kg)": [1]}, units={"mass_t": "万吨"})
    assert columns(f.ledger)["mass_t"] == [1e4] and any("header says kg" in n for n in f.notes)
    refuses("bad_units", {"material": ["a"], "mass_t": [1]}, units={"region": "kg"})
    refuses("bad_units", {"material": ["a"], "mass_t": [1]}, units="kg")
    refuses("unknown_unit", {"material": ["a"], "mass_t": [1]}, units={"mass": "stone"})


# ---- sources


def test_several_sources_with_different_columns(file):
    paths = [file("material,mass_t,a\n废纸,1,7\n", "1.csv"), file(b"material\tmass_kg\n" + "废纸\t2000\n".encode(), "2.tsv")]
    f = ingest([*paths, {"material": ["废纸"], "mass_t": [3.0], "a": [5]}])
    assert columns(f.ledger) == {"material": ["waste_paper"] * 3, "mass_t": [1.0, 2.0, 3.0], "a": ["7", None, "5"]}
    assert [s["path"] for s in f.provenance["sources"]] == ["1.csv", "2.tsv", "frame 3"] and f.provenance["sources"][0]["sha256"]
    assert len(ingest(str(paths[0].parent / "*.csv")).ledger) == 1


def test_archives_and_parquet(file, tmp_path):
    text = "material,mass_t\n废纸,1\n".encode()
    assert len(ingest(file(gzip.compress(text), "a.csv.gz")).ledger) == 1
    assert len(ingest(file(pa.compress(text, "zstd", asbytes=True), "a.csv.zst")).ledger) == 1
    pq.write_table(pa.table({"material": pa.array(["废纸"]).dictionary_encode(), "mass_t": pa.array([1], pa.int8())}), tmp_path / "a.parquet")
    assert columns(ingest(tmp_path / "a.parquet").ledger)["mass_t"] == [1.0]


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow", "dict"])
def test_same_frame_in_same_frame_out(kind):
    source = frames.to(kind, {"material": ["废纸", "x"], "mass_t": [1.0, -1.0], "date": np.array(["2023-01-01", "2024-01-01"], "datetime64[ns]")})
    f = ingest(source)
    for frame in (f.ledger.frame(), f.rejected, f.ignored):
        assert frames.kind_of(frame) == kind
    assert columns(f.ledger)["period"] == ["2023-01-01"] and rows(f.rejected)[0]["_row"] == 2


def test_types_a_frame_may_have():
    f = ingest({"material": pa.array(["a", "b"]).dictionary_encode(), "mass_t": pa.array([1, 2], pa.decimal128(5, 2)), "year": pa.array([2023.0, None]),
                "region": pa.array(["x", "y"], pa.large_string()), "list": pa.array([[1], [2]]), "when": pa.array([datetime.time(1), None])})
    assert columns(f.ledger)["period"] == ["2023", None] and columns(f.ledger)["list"] == [[1], [2]]
    refuses("unreadable_column", {"material": pa.array([[1], [2]]), "mass_t": [1, 2]})
    refuses("unreadable_column", {"material": ["a"], "mass_t": pa.array([[1]])})
    refuses("unreadable_column", {"material": pa.array([b"\xff"]), "mass_t": [1]})


def test_unreadable_sources(file, tmp_path):
    refuses("source_is_folder", tmp_path)
    refuses("source_not_found", tmp_path / "no.csv")
    refuses("source_not_found", tmp_path / "*.nothing")
    refuses("source_not_found", [])
    refuses("source_empty", file(b""))
    refuses("source_empty", file(b"\n \n"))
    refuses("no_rows", file("material,mass_t\n"))
    refuses("encoding_unreadable", file(b"material,mass_t\n\xff\xff,1\n"))
    refuses("encoding_unreadable", file(b"material,mass_t\na,1"), encoding="utf-16")
    refuses("unknown_encoding", file(b"material,mass_t\na,1\n"), encoding="klingon")
    refuses("unknown_format", file(b"x", "a.docx"))
    refuses("source_unreadable", file(b"x", "a.parquet"))
    refuses("source_unreadable", file(b"x", "a.xlsx"))
    refuses("source_unreadable", file(b"x", "a.xls"))
    refuses("damaged_archive", file(b"x", "a.csv.gz"))
    refuses("duplicate_header", file("material,material,mass_t\na,b,1\n"))
    refuses("missing_column", file("mass_t\n1\n"))
    refuses("missing_column", file("material\na\n"))
    refuses("ambiguous_columns", file("material,重量(t),数量(t)\na,1,2\n"))
    refuses("not_a_frame", 5)
    refuses("not_a_frame", None)
    refuses("unequal_lengths", {"material": ["a"], "mass_t": [1.0, 2.0]})
    refuses("missing_column", {"material": ["a"], "mass_t": [1.0]}, mapping={"rename": {"region": "land"}})
    refuses("missing_column", {"material": ["a"], "mass_t": [1.0]}, mapping={"set": [{"when": {"land": "x"}, "to": {"stage": "sorting"}}]})
    refuses("bad_mapping", {"material": ["a"], "mass_t": [1.0]}, mapping={"constant": {"stage": "colection"}})


def test_text_in_a_number_column_is_rejected_not_raised(file):
    assert closes(ingest(file("material,mass_t\na,viel\nb,1\n")))["rules"] == {"not_a_number": 1}


def test_a_period_outside_the_range_is_rejected_as_a_whole():
    table = {"material": ["废纸"] * 6, "period": ["2012", "2013", "2024H1", "2024H2", "2024年1-9月", None], "mass_t": [1.0] * 6}
    f = ingest(table, periods=("2013", "2024-06"))
    assert f.counts["rules"] == {"period_outside": 3} and column(f.rejected, "_row") == [1, 4, 5] and "2024H2" in column(f.rejected, "_message")[1]
    assert f.provenance["periods"] == ["2013", "2024-06"]
    assert ingest(table, {"options": {"periods": ["2013", "2024"]}}).counts["rejected"] == 1 and ingest(table).counts["rejected"] == 0
    for wrong in (("2024", "2013"), "2013", ("2013",), ("2013", "soon")):
        with pytest.raises(InputError) as told:
            ingest(table, periods=wrong)
        assert told.value.code == "bad_periods"


def test_financial_years_are_periods_of_their_own():
    f = ingest({"material": ["paper"] * 2, "year": ["2011-12", "2012-13"], "mass_t": [1.0, 2.0]})
    assert column(f.ledger, "period") == ["2011/12", "2012/13"] and set(column(f.ledger, "period_kind")) == {"financial_year"}
    wide = ingest({"material": ["paper"], "2011/12 (t)": [1.0], "2012/13 (t)": [2.0]})
    assert column(wide.ledger, "period") == ["2011/12", "2012/13"]


def test_a_unit_of_money_alone_tells_a_value_beside_its_mass():
    f = ingest({"品种": ["废纸"], "2022年（吨）": [1], "2022年（元）": [5], "2023年（吨）": [6], "2023年（元）": [7]})
    assert column(f.ledger, "mass_t") == [1, 6] and column(f.ledger, "value_cny") == [5, 7]
    gap = ingest({"品种": ["废纸"], "2022年（吨）": [1], "2022年（元）": [5], "2023年（元）": [7]})
    assert column(gap.ledger, "mass_t") == [1] and column(gap.ledger,
                                                          "2023年（元）") == [7]       # a value without a column for its mass is no fact, and is kept


def test_only_the_ten_categories_where_the_mapping_says_so():
    table = {"品种": ["废塑抖", "废纸", "黄铜", "黄板纸", None], "回收量（吨）": [1, 2, 3, 4, 5]}
    closed = {"options": {"materials": "categories"}}
    f = ingest(table, closed, aliases={"黄板纸": "waste_paper"})
    assert f.counts["rules"] == {"material_missing": 1, "unknown_material": 2} and column(f.rejected, "_row") == [1, 3, 5]
    assert "waste_plastics" in column(f.rejected, "_message")[0]
    assert ingest(table).counts["rules"] == {"material_missing": 1}
    with pytest.raises(InputError) as told:
        ingest(table, {"options": {"materials": "some"}})
    assert told.value.code == "bad_mapping"
