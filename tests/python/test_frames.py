# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Frames in, the same kind out."""

import datetime

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from huishou import frames
from huishou.errors import InputError

TABLE = pa.table({"a": [1, 2], "b": ["x", None]})
ALL = {"pandas": pd.DataFrame({"a": [1, 2], "b": ["x", None]}), "polars": pl.DataFrame({"a": [1, 2], "b": ["x", None]}), "pyarrow": TABLE,
       "dict": {"a": np.array([1, 2]), "b": ["x", None]}}


@pytest.mark.parametrize("kind", frames.KINDS)
def test_kinds_there_and_back(kind):
    assert frames.kind_of(ALL[kind]) == kind
    assert frames.table(ALL[kind]).to_pydict() == TABLE.to_pydict()
    for other in frames.KINDS:
        assert frames.kind_of(frames.to(other, ALL[kind])) == other
    assert frames.table(ALL[kind], ["b"]).column_names == ["b"]
    with pytest.raises(InputError) as error:
        frames.table(ALL[kind], ["c"])
    assert error.value.code == "missing_column" and error.value.column == "c"


def test_a_frame_of_the_kind_asked_for_is_handed_back_itself():
    for kind in ("pandas", "polars", "pyarrow"):
        assert frames.to(kind, ALL[kind]) is ALL[kind]


def test_a_column_named_kind_is_a_column():
    for frame in (pd.DataFrame({"kind": ["polars"]}), pl.DataFrame({"kind": ["pandas"]}), {"kind": ["pyarrow"]}):
        assert frames.table(frame).column_names == ["kind"]
    assert frames.kind_of(pd.DataFrame({"kind": ["polars"]})) == "pandas"


def test_other_sources():
    lazy = ALL["polars"].lazy()
    assert frames.kind_of(lazy) == "polars" and frames.table(lazy, ["a"]).to_pydict() == {"a": [1, 2]}
    relation = duckdb.sql("select 1 as a")
    assert frames.kind_of(relation) == "pyarrow" and frames.table(relation).column("a").to_pylist() == [1]
    batch = TABLE.to_batches()[0]
    assert frames.kind_of(batch) == "pyarrow" and frames.table(batch).equals(TABLE)

    class Stream:
        def __arrow_c_stream__(self, requested_schema=None):
            return TABLE.__arrow_c_stream__(requested_schema)

    assert frames.table(Stream()).equals(TABLE)


@pytest.mark.parametrize("thing", [5, None, "a.csv", [1], object(), np.array([1.0])])
def test_what_is_no_frame(thing):
    with pytest.raises(InputError) as error:
        frames.table(thing)
    assert error.value.code == "not_a_frame"


@pytest.mark.parametrize(("frame", "code"), [
    ({"a": [1], "b": [1, 2]}, "unequal_lengths"), ({"a": np.zeros((2, 2))}, "not_a_column"), ({"a": 5}, "not_a_column"), ({"a": "text"}, "not_a_column"),
    ({"a": [object()]}, "unreadable_column"), ({"a": [1, "x"]}, "unreadable_column"), ({"a": [2**70]}, "unreadable_column"), ({0: [1]}, "not_a_column"),
    (pd.DataFrame({"a": [1, "x"]}, dtype=object), "unreadable_column"), (pd.DataFrame([[1, 2]], columns=["a", "a"]), "unreadable_column"),
])
def test_frames_that_cannot_be_read(frame, code):
    with pytest.raises(InputError) as error:
        frames.table(frame)
    assert error.value.code == code and "\n" not in str(error.value)


def test_values_keep_their_type():
    day = datetime.date(2023, 1, 1)
    assert frames.table({"d": [day], "n": [None], "i": np.array([1], np.int8)}).schema == pa.schema([("d", pa.date32()), ("n", pa.null()), ("i", pa.int8())])
    assert frames.table({"a": []}).num_rows == 0 and frames.table({}).num_columns == 0


def test_unknown_kind():
    with pytest.raises(InputError):
        frames.like("spark", TABLE)
    with pytest.raises(InputError):
        frames.to("spark", TABLE)
    assert frames.default_kind() == "pandas"


def test_a_crash_of_the_frame_library_is_an_error_of_ours(monkeypatch):
    class PanicException(BaseException):
        """What compiled code of polars raises, as on a column name with a zero byte."""

    def crash(self):
        raise PanicException("NulError")

    monkeypatch.setattr(pl.DataFrame, "to_arrow", crash)
    with pytest.raises(InputError) as error:
        frames.table(pl.DataFrame({"a": [1]}))
    assert error.value.code == "unreadable_stream" and "NulError" in str(error.value) and error.value.hint

    def interrupted(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(pl.DataFrame, "to_arrow", interrupted)
    with pytest.raises(KeyboardInterrupt):
        frames.table(pl.DataFrame({"a": [1]}))
