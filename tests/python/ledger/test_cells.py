# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Columns by their distinct texts: whatever the layout, the same words in the order of their first cells, and no look at a cell twice."""

import datetime
import decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huishou.errors import InputError
from huishou.ledger.cells import coded, entries, plain, text

WORDS = st.one_of(st.none(), st.sampled_from(["废纸", " 废纸", "", "　", "a", "b"]))


def told(column, name="c"):
    words, codes = coded(column, name)
    assert codes.dtype == np.int32
    back = [words[int(c)].as_py() for c in codes]
    named = [w for w in words.to_pylist() if w is not None]
    assert named == list(dict.fromkeys(w for w in back if w is not None))               # each once, by its first cell, and none that no cell has
    assert (None in words.to_pylist()) == (None in back) and words.to_pylist().count(None) < 2 and None not in words.to_pylist()[:-1]
    return back


@settings(deadline=None)
@given(st.lists(WORDS, max_size=12), st.integers(0, 12))
def test_any_layout_of_text(cells, cut):
    whole = pa.array(cells, pa.string())
    wanted = text(whole, "c").to_pylist()
    parts = pa.chunked_array([whole[:cut], whole[cut:]], pa.string())
    large = pa.array(cells, pa.large_string()).dictionary_encode()
    unused = pa.DictionaryArray.from_arrays(pa.array([None if c is None else ["z", "b", "a", "　", "", " 废纸", "废纸"].index(c) for c in cells], pa.int8()),
                                            pa.array(["z", "b", "a", "　", "", " 废纸", "废纸"]))
    for column in (whole, parts, whole.dictionary_encode(), parts.dictionary_encode(), large, unused,
                   pa.chunked_array([whole[:cut].dictionary_encode(), whole[cut:].dictionary_encode()], pa.dictionary(pa.int32(), pa.string()))):
        assert told(column) == wanted


@pytest.mark.parametrize("column", [
    pa.array([0.0, -0.0, 2023.0, float("nan"), None]), pa.array([0.5, -0.0, None], pa.float32()), pa.array([2023, None, 2023, 7]), pa.array([True, None]),
    pa.array([datetime.date(2023, 1, 2)]), pa.array([decimal.Decimal("1.50")]), pa.array([b"a", b"b"]), pa.nulls(2), pa.array([], pa.string()),
    pa.chunked_array([], pa.float64()), pa.chunked_array([], pa.dictionary(pa.int8(), pa.string()))])
def test_other_types_read_as_their_text(column):
    assert told(column) == text(column, "c").to_pylist()


@pytest.mark.parametrize("column", [pa.array([[1]]), pa.array([b"\xff"]), pa.array([{"a": 1}])])
def test_what_is_neither_text_nor_number_names_its_column(column):
    with pytest.raises(InputError) as error:
        coded(column, "品种")
    assert error.value.code == "unreadable_column" and error.value.column == "品种"


def test_entries_are_not_trimmed():
    words, codes = entries(pa.array([" a", None, "a", " a"]))
    assert words.to_pylist() == [" a", "a", None] and codes.tolist() == [0, 2, 1, 0]


def test_plain_keeps_values():
    table = pa.table({"a": pa.array(["x", None], pa.large_string()).dictionary_encode(), "b": pa.array([1, 2]).dictionary_encode(), "c": [1.5, None]})
    assert plain(table).to_pydict() == table.to_pydict() and [str(t) for t in plain(table).schema.types] == ["string", "int64", "double"]
    assert plain(table, words=True).to_pydict() == table.to_pydict() and pa.types.is_dictionary(plain(table, words=True).schema.field("a").type)
