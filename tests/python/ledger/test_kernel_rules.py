# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The kernel of the row rules against NumPy: the same bits, and the same report down to the last message, on random frames."""

import random

import numpy as np
import pyarrow as pa
import pytest

from huishou import _native, frames
from huishou.errors import HuishouError, InputError
from huishou.ledger.ingest import ingest

WORDS = ["废纸", "废钢铁", "合计", "浙江省", "北京", "上海", "火星", "全国", "2023", "someday", "1,234.5", "-3", "—", "", " ", "x", "in", "库存变化", "回收",
         "inf", "kg", "约120", "3万吨", "浙江（含宁波）", "浙江（不含宁波）", "宁波", "yes", "no", None]
HEADERS = ["省份", "年份", "stage", "flow", "fate", "record_id", "value / 元", "count", "单位", "备注", "废玻璃（吨）", "2022年（万吨）",
           "incl_plan_city"]


def random_table(seed):
    draw = random.Random(seed)
    rows = draw.randint(1, 40)
    sound = draw.random()
    table = {}
    for name in ["material", draw.choice(["mass_t", "mass_t", "mass"]), *draw.sample(HEADERS, draw.randint(0, 5))]:
        usual = {"material": "废纸", "mass_t": "1.5", "mass": "2", "省份": "浙江", "年份": "2023", "stage": "回收", "单位": "t"}.get(name)
        column = pa.array([usual if usual and draw.random() < sound else draw.choice(WORDS) for _ in range(rows)], pa.string())
        if name != "material" and draw.random() < 0.2:
            column = pa.array([draw.choice([1.0, -2.0, float("nan"), float("inf"), 2023.0, None]) for _ in range(rows)], pa.float64())
        table[name] = column.dictionary_encode() if draw.random() < 0.3 and pa.types.is_string(column.type) else column
    return table


class PlainWords:
    def __init__(self, entry, bits):
        self.entry, self.bits = np.asarray(entry), np.asarray(bits, np.uint32)


class PlainNumbers:
    def __init__(self, values, states, bits, negative=0, either_sign=None):
        self.values, self.states, self.bits, self.negative, self.either_sign = values, states, np.array(bits, np.uint32), negative, either_sign


def plain_mark(words, numbers, rows):
    before = rows.copy()
    for w in words:
        rows |= w.bits[w.entry]
    for n in numbers:
        rows |= n.bits[n.states]
        below = (n.states == 0) & (np.nan_to_num(n.values) < 0)
        if n.either_sign is not None:
            below &= ~np.asarray(n.either_sign[1], bool)[n.either_sign[0]]
        rows[below] |= np.uint32(n.negative)
    return int(np.bitwise_or.reduce(rows & ~before, initial=0))


def plain_settle(rows, outcome, rejected, masks):
    rows[outcome != 0] = 0
    outcome[rows != 0] = rejected
    return [int((rows & np.uint32(m) != 0).sum()) for m in masks]


def plain_states(values):
    states = np.where(np.isnan(values), 1, np.where(np.isinf(values), 3, 0)).astype(np.uint8)
    return states, int((states != 0).sum())


def plain_first(codes, distinct):
    seen = {}
    return np.array([seen.setdefault(int(c), i) if c >= 0 else i for i, c in enumerate(codes)], np.int64)


def report(table):
    try:
        intake = ingest(table)
    except HuishouError as error:
        return error.code, str(error)
    parts = [frames.table(f) for f in (intake.ledger, intake.rejected, intake.warnings, intake.ignored)]
    return intake.counts, intake.notes, *((repr(p.to_pydict()), p.schema) for p in parts)


def test_the_same_report_as_without_the_kernel(monkeypatch):
    tables = [random_table(seed) for seed in range(400)]
    ours = [report(t) for t in tables]
    for name, plain in (("mark_rows", plain_mark), ("settle_rows", plain_settle), ("cell_states", plain_states), ("first_rows", plain_first),
                        ("word_rules", PlainWords), ("number_rules", PlainNumbers)):
        monkeypatch.setattr(_native, name, plain)
    assert [report(t) for t in tables] == ours
    read = [r for r in ours if isinstance(r[0], dict)]
    rules = {rule for r in read for rule in r[0]["rules"]}
    assert len(read) > 200 and {"missing", "not_a_number", "not_finite", "negative", "unknown_unit", "period_unreadable", "unknown_region", "material_missing",
                                "unknown_stage", "unknown_flow", "unknown_fate", "repeated_record_id"} <= rules
    assert sum(r[0]["ignored"]["total_row"] for r in read) and any(", " in r[3][0] for r in read)
    assert "unknown_incl_plan_city" in rules and {"qualified_number", "unit_in_cell"} <= {rule for r in read for rule in r[0]["warnings"]}


def test_a_dictionary_is_reported_as_its_text():
    for seed in range(100):
        table = random_table(seed)
        unpacked = {n: c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c for n, c in table.items()}
        assert report(table) == report(unpacked)


def test_a_dictionary_of_numbers_is_reported_as_its_text():
    texts = {"material": ["废纸", "废纸", "废塑料"], "region": ["浙江（含宁波）", "宁波", "宁波"], "year": ["2023"] * 3, "mass": ["1,200吨", "约3万吨", "3吨"]}
    wide = {"material": ["废纸", "废塑料"], "2022年（吨）": ["1,200", "x"], "2023年（吨）": ["2,100.5", "约7"]}
    for table, grouped in ((texts, False), (wide, True)):       # a number with its unit in the cell is warned of instead
        one = {n: pa.array(c, pa.string()) for n, c in table.items()}
        shown = report({n: c.dictionary_encode() for n, c in one.items()})
        assert shown == report(one) and shown[0]["warnings"] and any("thousands separators" in n for n in shown[1]) == grouped


def test_words_of_a_column_and_of_a_name_are_judged_together():
    table = {"region": ["浙江（含宁波）"] * 3 + ["广东"], "incl_plan_city": ["yes", "no", None, "maybe"], "material": ["废纸"] * 4, "mass_t": ["1"] * 4}
    intake = ingest({n: pa.array(c, pa.string()).dictionary_encode() for n, c in table.items()})
    assert frames.table(intake.ledger).column("incl_plan_city").to_pylist() == ["yes", "yes"]
    assert intake.counts["rules"] == {"unknown_incl_plan_city": 2}
    # A name given by the mapping fills no blank row of the source.
    blank = {"incl_plan_city": ["yes", None], "material": ["废纸", None], "mass_t": ["1", None]}
    intake = ingest({n: pa.array(c, pa.string()) for n, c in blank.items()}, mapping={"constant": {"region": "浙江（含宁波）"}})
    assert intake.counts["accepted"] == intake.counts["ignored"]["blank_row"] == 1


def test_bits_of_many_rows():
    rng = np.random.default_rng(5)
    rows = 200_000
    entry, bits = rng.integers(0, 6, rows).astype(np.int32), np.array([0, 1, 0, 4, 0, 3], np.uint32)
    entry[rows // 4: rows // 2] = 0                                # sound stretches stand beside odd ones
    states = np.where(rng.random(rows) < 0.01, rng.integers(0, 5, rows), 0).astype(np.uint8)
    values = rng.normal(5, 2, rows)
    flow, either = rng.integers(0, 2, rows).astype(np.int32), np.array([0, 1], np.uint8)
    ours, theirs = np.zeros(rows, np.uint32), np.zeros(rows, np.uint32)
    a = _native.mark_rows([_native.word_rules(entry, bits)], [_native.number_rules(values, states, [0, 8, 16, 32, 64], 128, (flow, either))], ours)
    b = plain_mark([PlainWords(entry, bits)], [PlainNumbers(values, states, [0, 8, 16, 32, 64], 128, (flow, either))], theirs)
    assert a == b and (ours == theirs).all()
    became = (rng.random(rows) < 0.1).astype(np.uint8) * 3
    became2, theirs2 = became.copy(), theirs
    assert _native.settle_rows(ours, became, 1, [1, 6, 255]) == plain_settle(theirs2, became2, 1, [1, 6, 255])
    assert (ours == theirs2).all() and (became == became2).all()
    codes = rng.integers(-1, 5000, rows).astype(np.int32)
    assert (_native.first_rows(codes, 5000) == plain_first(codes, 5000)).all()
    odd = np.where(rng.random(rows) < 0.01, rng.choice([np.nan, np.inf, -np.inf, -0.0], rows), values)
    mine, other = _native.cell_states(odd), plain_states(odd)
    assert (mine[0] == other[0]).all() and mine[1] == other[1] > 0


def test_entries_that_do_not_exist_are_refused():
    for entry in (2, -1):
        with pytest.raises(InputError) as error:
            _native.mark_rows([_native.word_rules([entry], [0, 1])], [], np.zeros(1, np.uint32))
        assert error.value.code == "bad_codes" and error.value.hint
    with pytest.raises(InputError):
        _native.first_rows(np.array([3], np.int32), 3)
