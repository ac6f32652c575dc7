# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The digest does not know the frame: producers differ in types, chunks, dictionaries and nulls, the rows do not."""

import datetime

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest

import huishou as hs

VALUES = {"mass_t": ["count", "sum", "mean", "var", "min", "max", "q50"]}
NAMES = ["废纸", None, "a", "废纸", "", "a word of more than sixteen bytes", None, "a word of more than sixteen bytez"]
CODES = [3, 1, None, 3, 2, None, 1, 100]
MASS = [0.1, 0.2, 1e12, -4.0, None, 5.0, 2.5, 1e-200]


def digest(frame, by=("name", "code")):
    agg = hs.Aggregator(by=by, values=VALUES)
    agg.update(frame)
    return agg.digest()


def arrow(names="string", codes="int64"):
    return pa.table({"name": pa.array(NAMES, names), "code": pa.array(CODES, codes), "mass_t": pa.array(MASS, "float64")})


def with_names(names):
    return arrow().set_column(0, "name", names)


def changing_dictionaries():
    """Each chunk with a dictionary of its own; words in other orders, unused ones, a null among them."""
    chunks = [pa.DictionaryArray.from_arrays(pa.array([1, None, 2], pa.int8()), pa.array(["no row uses this", "废纸", "a"])),
              pa.DictionaryArray.from_arrays(pa.array([0, 2], pa.int8()), pa.array(["废纸", None, ""])),
              pa.DictionaryArray.from_arrays(pa.array([1, 2, 0], pa.int8()), pa.array([NAMES[7], NAMES[5], None]))]
    return with_names(pa.chunked_array(chunks))


def one_dictionary_changed_in_place():
    """Two dictionaries that share their offsets and differ in their bytes only, as a transformation that keeps lengths leaves them."""
    offsets = pa.py_buffer(np.array([0, 1, 2], np.int32))
    one, two = (pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(text)]) for text in (b"ab", b"ba"))
    return pa.chunked_array([pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int8()), words) for words in (one, two)])


def sliced():
    padding = pa.table({"name": pa.array(["x"] * 3, pa.string()), "code": pa.array([9] * 3, pa.int64()), "mass_t": pa.array([7.0] * 3)})
    whole = pa.concat_tables([padding, arrow(), padding]).combine_chunks()
    return whole.slice(3, len(MASS))


def duck():
    return duckdb.from_arrow(arrow())


PANDAS = pd.DataFrame({"name": NAMES, "code": [np.nan if c is None else c for c in CODES], "mass_t": [np.nan if m is None else m for m in MASS]})
POLARS = pl.DataFrame(arrow())

FRAMES = {
    "dict of lists": lambda: {"name": NAMES, "code": CODES, "mass_t": MASS},
    "dict with NaN keys": lambda: {"name": NAMES, "code": PANDAS["code"].to_numpy(), "mass_t": PANDAS["mass_t"].to_numpy()},
    "dict with float32 keys": lambda: {"name": NAMES, "code": PANDAS["code"].to_numpy(np.float32), "mass_t": MASS},
    "dict with masks": lambda: {"name": NAMES, "code": np.ma.array([c or 0 for c in CODES], mask=[c is None for c in CODES]), "mass_t": MASS},
    "pandas": lambda: PANDAS,
    "pandas object": lambda: PANDAS.astype({"name": object}),
    "pandas str": lambda: PANDAS.astype({"name": "str"}),
    "pandas category": lambda: PANDAS.astype({"name": "category", "code": "category"}),
    "pandas nullable": lambda: PANDAS.convert_dtypes(),
    "pandas Arrow": lambda: arrow().to_pandas(types_mapper=pd.ArrowDtype),
    "polars": lambda: POLARS,
    "polars lazy": lambda: POLARS.lazy(),
    "polars Categorical": lambda: POLARS.with_columns(pl.col("name").cast(pl.Categorical)),
    "polars Enum": lambda: POLARS.with_columns(pl.col("name").cast(pl.Enum(sorted({n for n in NAMES if n is not None}, reverse=True)))),
    "polars small": lambda: POLARS.with_columns(pl.col("code").cast(pl.UInt8)),
    "polars chunks": lambda: pl.concat([POLARS[:3], POLARS[3:]], rechunk=False),
    "pyarrow": arrow,
    "pyarrow large": lambda: arrow("large_string"),
    "pyarrow view": lambda: arrow("string_view"),
    "pyarrow dictionary": lambda: with_names(arrow().column("name").dictionary_encode()),
    "pyarrow dictionary of large": lambda: with_names(arrow("large_string").column("name").dictionary_encode()),
    "pyarrow changing dictionaries": changing_dictionaries,
    "pyarrow dictionary of integers": lambda: arrow().set_column(1, "code", arrow().column("code").dictionary_encode()),
    "pyarrow sliced": sliced,
    "pyarrow view sliced": lambda: sliced().cast(pa.schema({"name": pa.string_view(), "code": pa.int16(), "mass_t": pa.float64()})).slice(0),
    "pyarrow chunks": lambda: pa.concat_tables([arrow().slice(0, 1), arrow().slice(1, 0), arrow().slice(1, 4), arrow().slice(5)]),
    "pyarrow batch": lambda: arrow().to_batches()[0],
    "pyarrow reader": lambda: arrow().to_reader(max_chunksize=3),
    "duckdb": duck,
    "duckdb reader": lambda: duck().to_arrow_reader(2),
    **{f"pyarrow dictionary of {index}": lambda index=index: with_names(pa.array(NAMES).dictionary_encode().cast(pa.dictionary(index, pa.string())))
       for index in (pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64())},
    **{f"codes {t}": lambda t=t: arrow(codes=t) for t in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "uint64", "float32", "float64")},
}


@pytest.fixture(scope="module")
def want(rationals):
    rows = [((n, c), (m,)) for n, c, m in zip(NAMES, CODES, MASS, strict=True)]
    return rationals.digest({"name": "text", "code": "integer"}, VALUES, rows)


@pytest.mark.parametrize("name", FRAMES)
def test_every_producer_gives_the_digest_of_its_rows(name, want):
    assert digest(FRAMES[name]()) == want


def test_parquet_of_any_row_group_size(tmp_path, want):
    for size in (1, 3, 100):
        pa.parquet.write_table(arrow(), tmp_path / "t.parquet", row_group_size=size, use_dictionary=size != 3)
        for columns in (None, ["name"]):
            assert digest(pa.parquet.read_table(tmp_path / "t.parquet", read_dictionary=columns)) == want
        assert digest(pl.read_parquet(tmp_path / "t.parquet")) == want
        assert digest(duckdb.read_parquet(str(tmp_path / "t.parquet"))) == want


def test_dictionaries_that_share_a_buffer_are_told_apart():
    names = one_dictionary_changed_in_place()
    frame = pa.table({"name": names, "mass_t": [1.0, 2.0, 4.0, 8.0]})
    assert names.to_pylist() == ["a", "b", "b", "a"]
    assert digest(frame, ["name"]) == digest({"name": ["a", "b", "b", "a"], "mass_t": [1.0, 2.0, 4.0, 8.0]}, ["name"])


def test_integer_keys_may_change_their_form_between_updates():
    plain = {"code": [10, 11, 12], "mass_t": [1.0, 2.0, 4.0]}
    coded = pa.table({"code": pa.array([12, 10, 5]).dictionary_encode(), "mass_t": [8.0, 16.0, 32.0]})
    digests = set()
    for order in ((plain, coded), (coded, plain)):
        agg = hs.Aggregator(by=["code"], values=VALUES)
        for part in order:
            agg.update(part)
        absorbed = hs.Aggregator(by=["code"], values=VALUES, threads=1)
        for part in order:
            absorbed._absorb(part)
        digests |= {agg.digest(), absorbed.digest()}
    assert digests == {digest({"code": [10, 11, 12, 12, 10, 5], "mass_t": [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]}, ["code"])}


DAY = datetime.date(1969, 12, 31)
NOON = datetime.datetime(1969, 12, 31, 12)


@pytest.mark.parametrize(("kind", "arrays"), [
    ("boolean", [pa.array([True, None, False]), pa.array([True, None, False]).dictionary_encode(), pa.array([False, True, None, False]).slice(1)]),
    ("date", [pa.array([DAY, None, datetime.date(2024, 2, 29)], t) for t in (pa.date32(), pa.date64())]),
    ("timestamp", [pa.array([NOON, None, datetime.datetime(2024, 2, 29)], pa.timestamp(unit)) for unit in ("s", "ms", "us", "ns")]),
    ("timestamp_utc", [pa.array([NOON, None, datetime.datetime(2024, 2, 29)], pa.timestamp(unit, zone))
                       for unit, zone in (("s", "UTC"), ("ms", "+00:00"), ("ns", "UTC"), ("us", "Asia/Shanghai"))]),
])
def test_booleans_and_times_keep_their_kind_in_any_unit(kind, arrays, rationals):
    mass = [1.0, 2.0, 4.0]
    keys = {"boolean": [1, None, 0], "date": [-1, None, 19782], "timestamp": [-43200 * 10**9, None, 19782 * 86400 * 10**9]}
    want = rationals.digest({"key": kind}, VALUES, [((k,), (m,)) for k, m in zip(keys[kind.removesuffix("_utc")], mass, strict=True)])
    for array in arrays:
        frame = pa.table({"key": array, "mass_t": mass})
        assert digest(frame, ["key"]) == want
        if array.type != pa.date64():                           # polars takes days in milliseconds for timestamps
            assert digest(pl.DataFrame(frame), ["key"]) == want
        out = hs.aggregate(frame, by=["key"], values={"mass_t": ["sum"]}).rows()
        assert {r["key"]: r["mass_t_sum"] for r in out} == dict(zip(arrays[0].to_pylist(), mass, strict=True))
    if kind == "timestamp":
        assert digest(pd.DataFrame({"key": pd.to_datetime(pd.Series(arrays[0].to_pylist())), "mass_t": mass}), ["key"]) == want
