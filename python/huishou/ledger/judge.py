# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What becomes of each row: ignored because it is no fact, rejected with every rule it breaks, or accepted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from .. import _native
from ..schema import MATERIALS, VOCABULARY
from . import numbers, periods, places, totals, words
from .amounts import UNKNOWN_UNIT
from .cells import coded, each, mask, text
from .layout import is_report
from .mapping import Mapping
from .total_check import compare

if TYPE_CHECKING:
    from .block import Block

__all__ = ["ACCEPTED", "BLANK_CELL", "BLANK_ROW", "IGNORED", "OUTSIDE", "READ_BEFORE", "REJECTED", "TOTAL_ROW", "judge"]

ACCEPTED, REJECTED, TOTAL_ROW, BLANK_ROW, BLANK_CELL, OUTSIDE, READ_BEFORE = range(7)
IGNORED = {"total_row": TOTAL_ROW, "blank_row": BLANK_ROW, "blank_cell": BLANK_CELL, "outside_where": OUTSIDE, "read_before": READ_BEFORE}
# Where a table writes 合计: the columns that name things, and its first column.
_STATES = UNKNOWN_UNIT + 1
_NAMING = ("material", "region", "site", "enterprise", "stage", "fate", "mode", "counterparty", "period")


def judge(block: Block, mapping: Mapping) -> None:
    """Fill ``block.broken`` and ``block.became``; say in ``block.notes`` what was ignored and what was renamed."""
    wrong = _wrong_width(block)
    _ignore(block, mapping, wrong)
    block.broken.mark(_ask_words(block) + _ask_category(block, mapping) + _ask_range(block, mapping), _ask_numbers(block))
    if block.raw.wrong:
        block.broken.alone("wrong_cell_count")
    block.broken.settle(block.became, REJECTED)
    _tell(block)


def _wrong_width(block: Block):
    """Source rows whose cells stand under the wrong headers."""
    import numpy as np
    import pyarrow as pa

    at = np.zeros(block.raw.table.num_rows, bool)
    widths = block.raw.wrong
    if widths:
        at[list(widths)] = True
        block.broken.add("wrong_cell_count", at[block.row], lambda at: pa.array([widths.get(int(r)) for r in block.row[at]], pa.string()))
    return at


def _ignore(block: Block, mapping: Mapping, wrong) -> None:
    blank = _blank_rows(block, mapping) & ~wrong
    if blank.any():
        block.became[blank[block.row]] = BLANK_ROW
    if mapping.totals == "ignore":
        total = _total_rows(block, mapping)
        if total.any():
            total &= ~(blank | wrong)[block.row]
            block.became[total] = TOTAL_ROW
            block.notes.extend(f"{block.raw.name}: {note}" for note in compare(block, total))
    if block.cell is not None:
        _read_before(block)
        empty = block.amounts[mapping.melt_value].state == numbers.MISSING
        for column in block.layout.partners:                    # a value without its mass is no blank cell: it is rejected as missing, and seen
            empty &= block.amounts[column].state == numbers.MISSING
        block.became[empty & (block.became == ACCEPTED) & ~wrong[block.row]] = BLANK_CELL


def _read_before(block: Block) -> None:
    """A melted row comes back from a table of rejected rows for the sake of one cell; its other cells were read the first time."""
    import numpy as np
    import pyarrow as pa

    names = block.raw.table.column_names
    if not is_report(block.raw) or "_column" not in names:
        return
    asked = text(block.raw.table.column("_column"), "_column")
    place = {n: i for i, n in enumerate(block.layout.cells)}
    at = np.asarray(each(asked, lambda w: place.get(w, -1), pa.int64()).fill_null(-1))[block.row]
    block.became[(at >= 0) & (at != block.cell) & (block.became == ACCEPTED)] = READ_BEFORE


def _blank_rows(block: Block, mapping: Mapping):
    import numpy as np
    import pyarrow.compute as pc

    table = block.raw.table
    whole = [block.facts[c] for c in block.layout.named if c in block.facts and c != "incl_plan_city" and not any(c in to for _, to in mapping.sets)]
    if any(fact.source.null_count == 0 for fact in whole):      # a column of the source without a blank cell leaves no row blank
        return np.zeros(table.num_rows, bool)
    blank = np.ones(table.num_rows, bool)
    for name in table.column_names:
        column = table.column(name)
        if str(column.type).startswith(("string", "dictionary")):
            column = text(column, name)
        blank &= mask(pc.is_null(column, nan_is_null=True))
        if not blank.any():
            break
    return blank


def _total_rows(block: Block, mapping: Mapping):
    import numpy as np

    asked = [(f.index, totals.rows(f.source)) for f in (block.facts[c] for c in _NAMING if c in block.facts)]
    if "region" in block.facts and block.facts["region"].read.chinese:
        # 全国 beside provinces is their total.
        fact = block.facts["region"]
        asked.append((fact.index, mask(each(fact.source, lambda w: words.key(w) in places.NATION, _boolean()))))
    first = block.raw.table.column_names[0]
    told = {*mapping.recode, *(c for _, to in mapping.sets for c in to), *(c for to in block.layout.cells.values() for c in to)}
    seen = {block.layout.named[c] for c in _NAMING if c in block.facts and c in block.layout.named and c not in told}
    if first not in seen and str(block.raw.table.column(0).type).startswith(("string", "dictionary")):
        said, index = coded(block.raw.table.column(0), first)
        asked.append((index if block.cell is None else index[block.row], totals.rows(said)))
    hit = np.zeros(len(block), np.uint32)
    found = _native.mark_rows([_native.word_rules(index, rows) for index, rows in asked], [], hit)
    return hit != 0 if found else np.zeros(len(block), bool)


def _boolean():
    import pyarrow as pa

    return pa.bool_()


def _ask_numbers(block: Block) -> list:
    """``missing`` is asked of the mass alone: value and counts may be absent. A sign is a fact of the mass, too."""
    asked = []
    for column, amount in block.amounts.items():
        cell = _cell(block, amount.columns)
        bits, negative, either_sign = [0] * _STATES, 0, None
        bits[numbers.BROKEN] = block.broken.finding("not_a_number", cell)
        bits[numbers.NOT_FINITE] = block.broken.finding("not_finite", cell)
        if block.layout.unit_column and column == "mass":
            bits[UNKNOWN_UNIT] = block.broken.finding("unknown_unit", _cell(block, [block.layout.unit_column]))
        block.warned.add("qualified_number", amount.qualifier > 0, cell)
        block.warned.add("unit_in_cell", amount.own, cell)
        if amount.flag is not None:
            block.warned.add("flagged_number", amount.flag != "", cell)
        if column == "mass":
            bits[numbers.MISSING] = block.broken.finding("missing", cell)
            negative = block.broken.finding("negative", cell)
            if "flow" in block.facts:
                flow = block.facts["flow"]
                either_sign = flow.index, mask(each(flow.read.values, lambda w: w == "stock_change", _boolean()))
        asked.append(_native.number_rules(amount.values, amount.state, bits, negative, either_sign))
    return asked


def _cell(block: Block, columns: list[str]):
    """Detail of a number: its source column and what stands there."""
    import numpy as np
    import pyarrow as pa

    def detail(at):
        which = np.zeros(len(at), np.int64) if len(columns) == 1 else block.cell[at]
        rows = block.row[at]
        out = np.empty(len(at), object)
        for i, name in enumerate(columns):
            mine = which == i
            if not name or not mine.any():                      # a melted column without a partner has no name here, and nothing to show
                continue
            out[mine] = [f"{name} = {v}" if v is not None else name for v in text(block.raw.table.column(name).take(rows[mine]), name).to_pylist()]
        return pa.array(out, pa.string())

    return detail


def _ask_words(block: Block) -> list:
    material = block.facts["material"]
    # Nothing is said of a material where the mapping melts or sets it for some rows only, too.
    asked = [_native.word_rules(material.index, _bits(material.read.values.is_null(), block.broken.finding("material_missing")))]
    near = {"region": places.near} | {c: (lambda w, c=c: words.suggestion(c, w)) for c in VOCABULARY}
    rules = {"period": "period_unreadable", "region": "unknown_region"} | {c: f"unknown_{c}" for c in VOCABULARY}
    for column, rule in rules.items():
        if column in block.facts:
            fact = block.facts[column]
            asked.append(_breaks(block, fact, rule, fact.read.broken, near.get(column)))
    return asked


def _breaks(block: Block, fact, rule: str, broken, near=None):
    """A rule that the words marked in ``broken`` break; messages say the word, and what ``near`` finds for it."""
    return _native.word_rules(fact.index, _bits(broken, block.broken.finding(rule, _told(fact, near))))


def _ask_category(block: Block, mapping: Mapping) -> list:
    """Any name may be a material, unless the mapping says that only the ten categories are."""
    if mapping.materials != "categories":
        return []
    fact, known = block.facts["material"], {m.id for m in MATERIALS}
    other = [w is not None and w not in known for w in fact.read.values.to_pylist()]
    return [_breaks(block, fact, "unknown_material", other, words.near_category)]


def _ask_range(block: Block, mapping: Mapping) -> list:
    """A period is asked for as a whole: one that is partly outside the range is outside."""
    if mapping.periods is None or "period" not in block.facts:
        return []
    fact = block.facts["period"]
    first, last = periods.months(mapping.periods[0])[0], periods.months(mapping.periods[1])[1]
    spans = [w and periods.months(w, kind) for w, kind in zip(fact.read.values.to_pylist(), fact.read.kinds.to_pylist(), strict=True)]
    outside = [s is not None and not (first <= s[0] and s[1] <= last) for s in spans]
    return [_breaks(block, fact, "period_outside", outside)]


def _bits(broken, bit: int):
    import numpy as np

    return np.asarray(broken).astype(np.uint32) * np.uint32(bit)


def _told(fact, near):
    return lambda at: each(fact.said(at), _suggest(near))


def _suggest(near):
    def say(word: str) -> str:
        found = near(word) if near else None
        return f"{word} (最接近 / nearest: {found})" if found else word

    return say


def _tell(block: Block) -> None:
    import numpy as np

    name = block.raw.name
    for column, fact in block.facts.items():
        if fact.read.renamed:
            pairs = [f"{a} -> {b}" for a, b in fact.read.renamed.items()]
            block.notes.append(f"{name}: {column}: {len(pairs)} names are read as others: {_few(pairs)}")
        if column == "region" and fact.read.chinese:
            block.notes.append(f"{name}: region holds provincial units of China, so a name that is none is rejected")
    for reason, code in (("total rows", TOTAL_ROW), ("blank rows", BLANK_ROW)):
        lines = block.raw.rows[np.unique(block.row[block.became == code])]
        if len(lines):
            block.notes.append(f"{name}: {len(lines)} {reason} are ignored: rows {_few([str(n) for n in lines])}")
    if block.raw.blank:
        block.notes.append(f"{name}: {block.raw.blank} lines without any cell are ignored")
    block.notes.extend(_grouped(block))
    empty = np.flatnonzero(block.became == BLANK_CELL)
    if len(empty):
        block.notes.append(f"{name}: {len(empty)} cells without a number are ignored: {_kinds(block, empty)}")


def _grouped(block: Block) -> list[str]:
    """Numbers read across thousands separators: by column, for one such column among plain ones is where a table was put together by hand."""
    import pyarrow as pa
    import pyarrow.compute as pc

    out = []
    for name in dict.fromkeys(s for amount in block.amounts.values() for s in amount.columns if s):
        column, index = block.raw.table.column(name), None
        if str(column.type).startswith("dictionary"):
            column, index = coded(column, name)
        if str(column.type) == "string":
            hit = mask(pc.match_substring(column, ","))
            if hit.any():
                hit[hit] = numbers.parse(column.filter(pa.array(hit)))[1] == numbers.FINE
            count = int((hit if index is None else hit[index]).sum())
            if count:
                out.append(f"{block.raw.name}: '{name}': {count} numbers are read across thousands separators")
    return out


def _kinds(block: Block, empty) -> str:
    """Blank, — and … mean different things in a yearbook: how many of each."""
    count: Counter = Counter()
    for i, column in enumerate(block.layout.cells):
        rows = block.row[empty[block.cell[empty] == i]]
        for pair in text(block.raw.table.column(column).take(rows), column).value_counts().to_pylist():
            count[pair["values"] or "blank"] += pair["counts"]
    return ", ".join(f"{kind} {n}" for kind, n in count.most_common())


def _few(items: list[str], most: int = 12) -> str:
    return ", ".join(items[:most]) + (f" and {len(items) - most} more" if len(items) > most else "")
