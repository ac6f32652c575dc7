# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Broken rules and totals: all of a row's, with words for each."""

import numpy as np
import pyarrow as pa
import pytest

from huishou.ledger.rules import Broken
from huishou.ledger.stack import stack
from huishou.ledger.totals import is_total
from huishou.schema import RULES, TOTALS


def at(*positions, rows=3):
    out = np.zeros(rows, bool)
    out[list(positions)] = True
    return out


def test_all_rules_of_a_row_in_their_order():
    b = Broken(3)
    b.add("unknown_region", at(1), lambda p: pa.array([f"at {i}" for i in p]))
    b.add("missing", at(1, 2))
    names, told = b.words(np.array([1, 2]))
    assert names.to_pylist() == ["missing, unknown_region", "missing"]
    assert told.to_pylist()[0] == f"{' / '.join(RULES['missing'])}; {' / '.join(RULES['unknown_region'])}: at 1"
    assert b.counts() == {"missing": 2, "unknown_region": 1} and b.any().tolist() == [False, True, True]


def test_a_rule_broken_in_two_columns_is_named_once_and_told_twice():
    b = Broken(1)
    b.add("not_a_number", at(0, rows=1), lambda p: pa.array(["mass = x"]))
    b.add("not_a_number", at(0, rows=1), lambda p: pa.array(["value = y"]))
    names, told = b.words(np.array([0]))
    assert names.to_pylist() == ["not_a_number"] and told.to_pylist()[0].count("not a number") == 2 and b.counts() == {"not_a_number": 1}


def test_alone_and_settle():
    b = Broken(3)
    b.add("wrong_cell_count", at(0))
    b.add("missing", at(0, 1, 2))
    b.alone("wrong_cell_count")
    became = np.array([0, 0, 5], np.uint8)
    assert b.within(at(0)).counts() == {"wrong_cell_count": 1} and b.counts() == {"wrong_cell_count": 1, "missing": 2}
    b.settle(became, 1)
    assert b.counts() == {"wrong_cell_count": 1, "missing": 1} and b.mask("missing").tolist() == [False, True, False] and became.tolist() == [1, 1, 5]


def test_forgotten_rows_and_rules_of_ones_own():
    b = Broken(3, {"doubt": ("疑", "a doubt")})
    b.add("doubt", at(0, 2))
    b.forget(at(2))
    assert b.counts() == {"doubt": 1} and b.words(np.array([0]))[1].to_pylist() == ["疑 / a doubt"]
    with pytest.raises(KeyError):
        b.add("missing", at())


def test_only_found_rules_take_a_bit():
    b = Broken(3)
    for _ in range(40):
        b.add("missing", at())
    for _ in range(32):
        b.add("missing", at(1))
    assert b.counts() == {"missing": 1} and int(b.bits[1]) == 2**32 - 1
    with pytest.raises(RuntimeError):
        b.finding("missing")


def test_no_rows_and_unknown_rules():
    b = Broken(0)
    assert [c.to_pylist() for c in b.words(np.array([], np.int64))] == [[], []] and b.counts() == {}
    with pytest.raises(KeyError):
        b.add("nonsense", at())


@pytest.mark.parametrize("word", [*TOTALS, "合　计", "合计：", "TOTAL", "Sub-Total", " 小 计 ", "总计*"])
def test_totals(word):
    assert is_total(word)


@pytest.mark.parametrize("word", ["", "废纸", "total waste", "合计数量说明", "Totalpower", "其中", "：", "*"])
def test_no_totals(word):
    assert not is_total(word)


def test_stacked_columns_of_unlike_types():
    t = stack([pa.table({"a": [1], "n": pa.nulls(1)}), pa.table({"a": [0.5], "n": ["x"]}), pa.table({"b": [1]})])
    assert t.to_pydict() == {"a": [1.0, 0.5, None], "n": [None, "x", None], "b": [None, None, 1]}
    assert stack([pa.table({"a": [1]}), pa.table({"a": ["x"]})]).to_pydict() == {"a": ["1", "x"]}
    from huishou.errors import InputError

    with pytest.raises(InputError):
        stack([pa.table({"a": [[1]]}), pa.table({"a": ["x"]})])
