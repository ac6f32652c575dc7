# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""One source as ledger rows, each with what became of it. Nothing is dropped: a row that is not accepted keeps its place in the source and its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..schema import COLUMNS, WARNINGS
from . import numbers, qualified
from .aliases import Aliases
from .amounts import Amount, amounts
from .cells import coalesce, constant, nulls, plain
from .facts import Fact, facts
from .judge import ACCEPTED, judge
from .layout import REPORT, Layout, is_report
from .mapping import Mapping
from .readers import Raw
from .rules import Broken

__all__ = ["Block", "read"]

_TEXT = tuple(c for c in COLUMNS if c.type == "string")


@dataclass
class Block:
    """``row`` and ``cell`` are, for each ledger row, the position of its source row and of its melted column (None in a long table)."""

    raw: Raw
    layout: Layout
    row: Any
    cell: Any
    facts: dict[str, Fact]
    amounts: dict[str, Amount]
    broken: Broken
    warned: Broken                                              # doubts about rows that are accepted
    became: Any                                                 # uint8, by judge.ACCEPTED, ...
    notes: list[str]

    def __len__(self) -> int:
        return len(self.row)

    def ledger(self, at):
        """Ledger columns, then the source's other columns, of the ledger rows at the ascending positions ``at``."""
        import pyarrow as pa

        whole = len(at) == len(self)                             # then nothing needs to be picked
        chosen = slice(None) if whole else at
        out = {c.name: self.facts[c.input].values(chosen) for c in _TEXT if c.input in self.facts}
        if "period" in self.facts:
            out["period_kind"] = coalesce(out.get("period_kind"), self.facts["period"].kinds(chosen))
        out |= {c.name: _number(self.amounts[c.input], chosen) for c in COLUMNS if c.input in self.amounts}
        for column, amount in self.amounts.items():
            if amount.qualifier.any() and amount.qualifier[self.became == ACCEPTED].any():
                said = pa.array([w or None for w in qualified.QUALIFIERS], pa.string()).take(pa.array(amount.qualifier[chosen]))
                out[f"{column}_qualifier"] = coalesce(said, out.get(f"{column}_qualifier"))
            if amount.flag is not None and (amount.flag[self.became == ACCEPTED] != "").any():
                said = pa.array([f or None for f in amount.flag[chosen].tolist()], pa.string())
                out[f"{column}_flag"] = coalesce(said, out.get(f"{column}_flag"))
        extras = pa.table({name: self.raw.table.column(source) for name, source in self.layout.extras.items()})
        if extras.num_columns:
            extras = plain(extras if whole and self.cell is None else extras.take(self.row[at]))
        return pa.table(out | {n: extras.column(n) for n in extras.column_names})

    def found(self, at):
        """The source rows of the ledger rows at ``at``, every column, and their place: ``_source``, ``_row``, ``_column``."""
        import pyarrow as pa

        table = plain(self.raw.table.take(self.row[at]))
        table = table.drop_columns([n for n in (REPORT if is_report(self.raw) else REPORT[1:]) if n in table.column_names])
        cells = nulls(len(at)) if self.cell is None else pa.array(list(self.layout.cells), pa.string()).take(self.cell[at])
        place = {"_source": constant(self.raw.name, len(at)), "_row": pa.array(self.raw.rows[self.row[at]], pa.int64()), "_column": cells}
        for name, column in place.items():
            table = table.append_column(pa.field(name, column.type), column)
        return table


def _number(amount: Amount, at):
    import pyarrow as pa

    none = amount.state[at] != numbers.FINE
    return pa.array(amount.values[at], mask=none if none.any() else None)


def read(raw: Raw, layout: Layout, mapping: Mapping, aliases: Aliases) -> Block:
    """All rows of one source, read and judged by every rule that looks at one row alone."""
    block = unjudged(raw, layout, mapping, aliases)
    judge(block, mapping)
    return block


def unjudged(raw: Raw, layout: Layout, mapping: Mapping, aliases: Aliases) -> Block:
    """All rows of one source, their words and numbers read and no rule asked yet."""
    import numpy as np

    rows = raw.table.num_rows
    row = np.repeat(np.arange(rows), layout.width) if layout.cells else np.arange(rows)
    cell = np.tile(np.arange(layout.width), rows) if layout.cells else None
    return Block(raw, layout, row, cell, facts(raw, layout, mapping, aliases, row, cell), amounts(raw, layout, mapping), Broken(len(row)),
                 Broken(len(row), WARNINGS), np.zeros(len(row), np.uint8), [*raw.notes, *layout.notes])
