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
