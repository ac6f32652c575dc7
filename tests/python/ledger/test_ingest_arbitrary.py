# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Whatever comes in: every row is accounted for, and nothing but our own errors is raised."""

import json

import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huishou import frames
from huishou.errors import HuishouError
from huishou.ledger.ingest import ingest


def closes(intake):
    c = intake.counts
    assert c["read"] == c["accepted"] + c["rejected"] + sum(c["ignored"].values())
    assert c["accepted"] == len(intake.ledger)
    assert c["rejected"] == frames.table(intake.rejected).num_rows
    assert sum(c["ignored"].values()) >= frames.table(intake.ignored).num_rows
    json.dumps(intake.provenance), repr(intake), intake.card("zh"), intake.card("en"), intake.rejected_csv()


WORDS = st.sampled_from(["废纸", "废钢铁", "合计", "Total", "浙江省", "火星", "全国", "2023", "2023年1-6月", "1,234.5", "-3", "—", "…", "", " ", "x", "1e400",
                         "in", "回收", "=1+1", "\"", "a,b", "1\n2", "万吨", "\r", "kg", "约5", "注：无", "近3吨", "1 e", "2万吨",
                         "辽宁（含大连）", "大连", "辽宁", "a;b", "回收量（吨）", "2022年"])
CELL = st.one_of(st.none(), WORDS, st.text(max_size=5))
HEADER = st.one_of(st.sampled_from(["material", "品种", "mass_t", "回收量（万吨）", "mass (ton)", "mass", "地区", "省份", "年份", "year", "单位", "unit",
                                    "stage", "流向", "record_id", "value / 元", "_row", "_rules", "_column", "2022年（万吨）", "2023年", "废纸（万吨）",
                                    "备注", "count", "序号", "合计", "2022年回收额（元）", "含计划单列市", "a;b", ""]), st.text(max_size=6))


@st.composite
def tables(draw):
    names = draw(st.lists(HEADER, min_size=1, max_size=5, unique=True))
    if draw(st.booleans()):
        names = list(dict.fromkeys(["material", "mass_t", *names]))
    length = draw(st.integers(0, 5))
    return {n: draw(st.lists(CELL, min_size=length, max_size=length)) for n in names}


def accounted(source, **more):
    try:
        intake = ingest(source, **more)
    except HuishouError as error:
        assert error.code and str(error)
        return
    closes(intake)
    doubts = frames.table(intake.warnings)
    assert doubts.num_rows <= len(intake.ledger) and all(doubts.column("_warnings").to_pylist()) and all(doubts.column("_message").to_pylist())
    assert sum(intake.counts["warnings"].values()) >= doubts.num_rows
    bad = frames.table(intake.rejected)
    assert all(r for r in bad.column("_rules").to_pylist()) and all(bad.column("_message").to_pylist())


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_rows_add_up_for_any_frame(table):
    accounted({n: pa.array(v, pa.string()) for n, v in table.items()})


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.sampled_from([{"options": {"totals": "keep"}}, {"constant": {"stage": "collection"}, "units": {"mass": "t"}},
                                  {"set": [{"when": {"material": "废纸"}, "to": {"region": "浙江", "record_id": "1"}}]},
                                  {"melt": {"columns": {"mass_t": {"material": "a", "period": "2023"}, "material": {"material": "b"}}},
                                   "units": {"mass": "kg"}},
                                  {"join": {"site": {"columns": ["material", "mass_t"]}}},
                                  {"options": {"flags": ["e"], "history": ["region"], "carry": ["mass_t"]}},
                                  {"options": {"flags": ["e", "吨"], "history": ["material"]}, "units": {"mass": "t"}},
                                  {"split": {"a;b": {"columns": ["material", "region"], "separator": ";"}}}, {"melt": {"material": ["mass_t", "mass"]}}]),
       st.sampled_from([None, {"material": "waste_paper"}, {"mass_t": [1.0, None]}]))
def test_rows_add_up_for_any_frame_and_mapping(table, mapping, where):
    accounted({n: pa.array(v, pa.string()) for n, v in table.items()}, mapping=mapping, where=where)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(tables(), min_size=1, max_size=3))
def test_rows_add_up_over_several_sources_with_histories(several):
    accounted([{n: pa.array(v, pa.string()) for n, v in t.items()} for t in several], history=["region"])
NUMBERS = st.one_of(st.none(), st.sampled_from([0.0, -0.0, 1.5, -2.0, 2023.0, 1e308, float("nan"), float("inf"), float("-inf")]))


@st.composite
def typed(draw):
    """Columns as a database hands them out: dictionaries, doubles, integers, beside texts."""
    out = {}
    for name, cells in draw(tables()).items():
        kind = draw(st.sampled_from(["text", "words", "large", "double", "integer", "null"]))
        if kind == "double":
            out[name] = pa.array(draw(st.lists(NUMBERS, min_size=len(cells), max_size=len(cells))), pa.float64())
        elif kind == "integer":
            out[name] = pa.array(draw(st.lists(st.one_of(st.none(), st.integers(-3, 2030)), min_size=len(cells), max_size=len(cells))), pa.int32())
        elif kind == "null":
            out[name] = pa.nulls(len(cells))
        else:
            column = pa.array(cells, pa.large_string() if kind == "large" else pa.string())
            out[name] = column if kind == "text" else column.dictionary_encode()
    return out


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(typed(), min_size=1, max_size=3), st.sampled_from(["dict", "pyarrow", "polars", "parts"]))
def test_rows_add_up_for_any_typed_frames_together(tables_, kind):
    def made(table):
        whole = pa.table(table)
        if kind == "polars":
            return frames.to("polars", whole)
        if kind == "parts":                                         # chunks with dictionaries of their own
            return pa.concat_tables([whole.slice(0, 2), pa.table({n: c.slice(2) for n, c in table.items()})])
        return whole if kind == "pyarrow" else table

    accounted([made(t) for t in tables_], units={"mass": "kg", "value": "元"})


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(tables())
def test_rejected_rows_come_back_and_only_they(tmp_path, table):
    try:
        first = ingest({n: pa.array(v, pa.string()) for n, v in table.items()}, units={"mass": "t", "value": "元"})
    except HuishouError:
        return
    bad = frames.table(first.rejected)
    path = tmp_path / "rejected.csv"
    path.write_bytes(first.rejected_csv())
    try:
        again = ingest(path, units={"mass": "t", "value": "元"})
    except HuishouError as error:
        assert error.code in ("no_rows", "ambiguous_columns", "missing_column", "unit_missing", "ambiguous_unit", "bad_quotes", "duplicate_header"), error
        assert bad.num_rows == 0 or error.code != "no_rows"
        return
    closes(again)
    if bad.column("_column").null_count == bad.num_rows and not any("wide table" in n for n in again.notes):
        assert again.counts["read"] == first.counts["rejected"] == bad.num_rows
    else:
        assert again.counts["accepted"] + again.counts["rejected"] <= again.counts["read"] - again.counts["ignored"].get("read_before", 0)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(typed(), st.booleans())
def test_rows_add_up_for_any_parquet(tmp_path, table, packed):
    import pyarrow.parquet as pq

    pq.write_table(pa.table(table), tmp_path / "a.parquet", compression="zstd" if packed else "none")
    accounted(tmp_path / "a.parquet")


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(tables(), st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4), st.integers(0, 2), st.integers(0, 2)), max_size=2))
def test_rows_add_up_for_any_workbook(tmp_path, table, merged):
    import openpyxl
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = openpyxl.Workbook()
    try:
        for row in [list(table), *zip(*table.values(), strict=True)]:
            book.active.append(row)
    except (IllegalCharacterError, ValueError):
        return
    for top, left, down, right in merged:
        book.active.merge_cells(start_row=top, start_column=left, end_row=top + down, end_column=left + right)
    book.save(tmp_path / "a.xlsx")
    accounted(tmp_path / "a.xlsx", units={"mass": "t"})


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(tables(), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_rows_add_up_for_any_csv(tmp_path, table, encoding):
    import csv
    import io

    out = io.StringIO()
    csv.writer(out).writerows([list(table), *zip(*table.values(), strict=True)])
    path = tmp_path / "a.csv"
    path.write_bytes(out.getvalue().encode(encoding, "replace"))
    accounted(path)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.sampled_from([".csv", ".tsv", ".csv.gz", ".csv.zst", ".parquet", ".xlsx", ".xls", ".ods", ""]),
       st.one_of(st.binary(max_size=50), st.text(max_size=50).map(lambda t: ("material,mass_t\n" + t).encode("utf-8", "replace"))))
def test_no_bytes_make_a_traceback(tmp_path, ending, content):
    path = tmp_path / f"a{ending}"
    path.write_bytes(content)
    accounted(path)


VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.binary(max_size=4), st.dates(), st.decimals(), st.just([1]),
                   st.just({"a": 1}),
                   st.just(object()), st.complex_numbers(), st.timedeltas())


@settings(deadline=None, max_examples=120)
@given(st.dictionaries(st.one_of(HEADER, st.integers(), st.none()), st.lists(VALUES, max_size=3), max_size=3), st.sampled_from(["dict", "pandas", "array"]))
def test_no_values_make_a_traceback(table, kind):
    import pandas as pd

    table = {"material": ["a"] * 3, "mass_t": [1.0] * 3} | table
    if kind == "pandas":
        table = pd.DataFrame({n: pd.Series(v, dtype=object) for n, v in table.items()})
    elif kind == "array":
        table = {n: np.array([*v, None], object)[:-1] for n, v in table.items()}
    accounted(table)


@settings(deadline=None, max_examples=100)
@given(st.one_of(VALUES, st.dictionaries(st.text(max_size=5), VALUES, max_size=3)),
       st.sampled_from(["mapping", "units", "aliases", "encoding", "sheet", "where", "history", "source"]))
def test_no_argument_makes_a_traceback(value, name):
    if name == "source":
        return accounted(value)
    accounted({"material": ["a"], "mass_t": [1.0]}, **{name: value})
