# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The text columns of a ledger: what source and mapping say, read word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import InputError
from ..schema import COLUMNS, VOCABULARY
from . import places, wide, words
from .aliases import Aliases
from .cells import coalesce, coded, each, entries, mask, nulls, text
from .layout import Layout
from .mapping import Mapping
from .readers import Raw
from .sets import overrides

__all__ = ["Fact", "facts"]

_TEXT = tuple(c.input for c in COLUMNS if c.type == "string")


@dataclass
class Fact:
    """A ledger column of text: ``source`` as said and ``read`` as understood have one entry a distinct word or a melted column; ``index`` (int32) finds the
    entry of each ledger row."""

    source: Any
    read: words.Read
    index: Any

    def values(self, at):
        """What was understood, for the ledger rows at the positions ``at``."""
        return self.read.values.take(self.index[at])

    def kinds(self, at):
        """The kind of period of the ledger rows at ``at``."""
        return self.read.kinds.take(self.index[at])

    def said(self, at):
        """What the source says, for the ledger rows at ``at``."""
        return self.source.take(self.index[at])


def facts(raw: Raw, layout: Layout, mapping: Mapping, aliases: Aliases, row, cell) -> dict[str, Fact]:
    """Every text column that the source, its melted columns or the mapping give; ``row`` and ``cell`` place the ledger rows."""
    import numpy as np
    import pyarrow as pa

    _words_exist(mapping, layout, aliases)
    over = overrides(mapping.sets, raw.table)
    out = {}
    for column in _TEXT:
        source, index = _said(column, raw, layout, mapping)
        if index is not None and cell is not None:
            index = index[row]
        if column == "period" and source is not None and any("period" in to for to in layout.cells.values()):
            source, index = entries(_months(source.take(index), layout, cell))
        if source is None and any(column in to for to in layout.cells.values()):
            source, index = pa.array([to.get(column) for to in layout.cells.values()], pa.string()), cell.astype(np.int32)
        if source is not None and column in mapping.recode:
            source = each(source, lambda w, table=mapping.recode[column]: table.get(w, w))
        if column in over:
            given = over[column] if cell is None else over[column].take(row)
            source, index = entries(coalesce(given, None if source is None else source.take(index)))
        if source is not None:
            out[column] = Fact(source, _read(column, source, layout.named.get(column, ""), aliases), index)
    if "region" in out:
        _plan_city(out)
    return out


def _plan_city(out: dict[str, Fact]) -> None:
    """What the region's name says of its plan city, beside what a column says; where both speak they must agree."""
    import numpy as np
    import pyarrow.compute as pc

    region, given = out["region"], out.get("incl_plan_city")
    named = each(region.source, places.incl_plan_city)
    if not named.is_valid().to_numpy(zero_copy_only=False).any():
        return
    if given is None:
        out["incl_plan_city"] = Fact(named, words.Read(named, np.zeros(len(named), bool)), region.index)
        return
    # Each pair of a region's name and a word of the column is judged once.
    pairs, index = np.unique(region.index.astype(np.int64) * len(given.source) + given.index, return_inverse=True)
    name, word = np.divmod(pairs, len(given.source))
    said, stated = named.take(name), given.read.values.take(word)
    apart = mask(pc.not_equal(said, stated))
    values = pc.if_else(apart, nulls(len(pairs)), coalesce(stated, said))
    source = coalesce(given.source.take(word), said)
    out["incl_plan_city"] = Fact(source, words.Read(values, apart | given.read.broken[word], given.read.renamed), index.reshape(-1).astype(np.int32))


def _months(years, layout: Layout, cell):
    """A row's year and a melted column's month together: 2023年 and 5月."""
    import pyarrow as pa
    import pyarrow.compute as pc

    months = pa.array([wide.month(to.get("period")) or "" for to in layout.cells.values()], pa.string()).take(cell)
    out = pc.binary_join_element_wise(pc.replace_substring_regex(years, "年度?$", ""), months, "-")
    return pc.if_else(pc.equal(months, ""), years, out)


def _said(column, raw, layout, mapping):
    """Distinct texts and the one of each source row; None where neither source nor mapping gives the column by row."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if column in layout.named:
        return coded(raw.table.column(layout.named[column]), layout.named[column])
    if column in mapping.join:
        join = mapping.join[column]
        parts = (text(raw.table.column(c), c) for c in join["columns"])
        return entries(pc.binary_join_element_wise(*parts, join["separator"], null_handling="emit_null"))
    if column in mapping.constant:
        return pa.array([mapping.constant[column]], pa.string()), np.zeros(raw.table.num_rows, np.int32)
    return None, None


def _read(column, source, header, aliases: Aliases) -> words.Read:
    import numpy as np

    if column == "material":
        return words.material(source, aliases.values)
    if column == "region":
        return words.region(source, header, aliases.values)
    if column == "period":
        return words.period(source)
    if column in VOCABULARY:
        return words.vocabulary(column, source, aliases.values)
    return words.Read(source, np.zeros(len(source), bool))


def _words_exist(mapping: Mapping, layout: Layout, aliases: Aliases) -> None:
    """A word the mapping itself gives to a closed column must be one of its words; a slip there would reject every row."""
    import pyarrow as pa

    for column in VOCABULARY:
        given = [to[column] for to in (mapping.constant, *layout.cells.values(), *(to for _, to in mapping.sets)) if column in to]
        given += mapping.recode.get(column, {}).values()
        given = [w for w in given if w.strip()]
        for word, bad in zip(given, words.vocabulary(column, pa.array(given, pa.string()), aliases.values).broken, strict=True):
            if bad:
                near = words.suggestion(column, word)
                raise InputError(f"The mapping gives '{word}' as {column}, which is no word of that list.", code="bad_mapping", column=column, value=word,
                                 hint=f"Nearest: {near}." if near else f"Words are: {', '.join(VOCABULARY[column])}.")
