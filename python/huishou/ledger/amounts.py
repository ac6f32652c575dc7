# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The number columns of a ledger: mass in tonnes, value in CNY, counts and weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import InputError
from ..schema import COLUMNS
from ..units import BASES, convert
from . import flags as flags_
from . import numbers, qualified
from .cells import mask, text
from .layout import Layout, mass_unit
from .mapping import Mapping
from .readers import Raw

__all__ = ["UNKNOWN_UNIT", "Amount", "amounts"]

UNKNOWN_UNIT = 4                                                # beside the states of ``numbers``: a number whose unit cannot be read

_FLAGGED = ("mass", "value")
_NUMBERS = {c.input: c for c in COLUMNS if c.type == "float64"}


@dataclass
class Amount:
    """``values`` in the ledger's unit (NaN where there is none) and ``state`` by ``numbers``, one entry a ledger row; ``columns`` are the source columns,
    empty for a melted column without a partner. ``qualifier`` is a position in ``qualified.QUALIFIERS``, ``own`` says that the cell states its unit,
    ``flag`` what hangs on it (None where the mapping names no flags)."""

    values: Any
    state: Any
    columns: list[str]
    qualifier: Any
    own: Any
    flag: Any = None


def amounts(raw: Raw, layout: Layout, mapping: Mapping) -> dict[str, Amount]:
    """Every number column the source gives; in a melted table the cells of a row stand together, in the order of the melted columns."""
    import numpy as np

    out = {}
    for column in _NUMBERS:
        flags = mapping.flags if column in _FLAGGED else ()
        if column in layout.named:
            by_row = layout.unit_column if column == "mass" else None
            source = layout.named[column]
            read = _by_row(raw, source, by_row, flags) if by_row else _read(raw, source, column, layout.units.get(column), flags)
            if layout.cells:
                read = tuple(None if part is None else np.repeat(part, layout.width) for part in read)
            values, state, qualifier, own, flag = read
            out[column] = Amount(values, state, [source], qualifier, own, flag)
        elif layout.cells and column in (mapping.melt_value, *layout.partners):
            sources = layout.partners.get(column) or list(layout.cells)
            units = layout.partner_units.get(column) or layout.cell_units
            parts = [_read(raw, s, column, unit, flags) if s else _none(raw, flags) for s, unit in zip(sources, units, strict=True)]
            stacked = (None if part[0] is None else np.stack(part, axis=1).reshape(-1) for part in zip(*parts, strict=True))
            values, state, qualifier, own, flag = stacked
            out[column] = Amount(values, state, sources, qualifier, own, flag)
    return out


def _none(raw: Raw, flags):
    import numpy as np

    rows = raw.table.num_rows
    return np.full(rows, np.nan), np.full(rows, numbers.MISSING, np.uint8), np.zeros(rows, np.uint8), np.zeros(rows, bool), \
        np.zeros(rows, f"U{flags_.WIDTH}") if flags else None


def _parsed(raw: Raw, source: str, flags):
    """Values, states, and what hangs on the number: None where no flags are asked for."""
    import numpy as np
    import pyarrow as pa

    try:
        values, state = numbers.parse(raw.table.column(source))
    except pa.ArrowException:
        raise InputError(f"The column '{source}' holds {raw.table.column(source).type}, which is no number.", code="unreadable_column", column=source,
                         hint="Give the column one number a cell.") from None
    if not flags:
        return values, state, None
    flag = np.zeros(len(values), f"U{flags_.WIDTH}")
    at = np.flatnonzero(state == numbers.BROKEN)
    if len(at):
        values[at], state[at], flag[at] = flags_.take(text(raw.table.column(source).take(at), source).to_pylist(), flags)
    return values, state, flag


def _by_row(raw: Raw, source: str, unit_column: str, flags):
    """Masses whose unit stands in a column of its own; a number whose unit is blank, unknown or has two meanings has no mass."""
    import numpy as np
    import pyarrow.compute as pc

    values, state, flag = _parsed(raw, source, flags)
    unit = text(raw.table.column(unit_column), unit_column)
    words = _qualified(raw, source, state, "mass")
    for at, said in words:
        if said.unit is None:
            values[at], state[at] = said.number, numbers.FINE
    out, states = np.full(len(values), np.nan), np.where(state == numbers.FINE, UNKNOWN_UNIT, state).astype(np.uint8)
    for word in unit.unique().to_pylist():
        known = mass_unit(word)
        if known:
            here = (state == numbers.FINE) & mask(pc.equal(unit, word))
            out[here], states[here] = convert(values[here], known, BASES["mass"]), numbers.FINE
    return *_marked(out, states, words, BASES["mass"], lambda said: None, True), flag


def _read(raw: Raw, source: str, column: str, unit, flags):
    values, state, flag = _parsed(raw, source, flags)
    dimension = _NUMBERS[column].dimension
    base = BASES[dimension] if dimension else None
    given, values = values, convert(values, unit, base) if dimension else values
    scaled = values is not given
    if column == "weight":                                      # a survey weight is computed, so "about 2" is none
        return *_marked(values, state, [], base, None, scaled), flag
    words = _qualified(raw, source, state, dimension)
    return *_marked(values, state, words, base, lambda said: convert(said.number, unit, base) if base else said.number, scaled), flag


def _qualified(raw: Raw, source: str, state, dimension):
    """Positions of the cells that are no plain number, and what is said there, once for each distinct text that says a number."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    at = np.flatnonzero(state == numbers.BROKEN)
    if not len(at):
        return []
    cells = text(raw.table.column(source).take(at), source)
    digits = mask(pc.match_substring_regex(cells, r"\pN"))
    cells, at = cells.filter(pa.array(digits)), at[digits]
    coded = cells.dictionary_encode()
    codes = np.asarray(coded.indices.fill_null(-1))
    order = np.argsort(codes, kind="stable")
    edge = np.searchsorted(codes[order], np.arange(len(coded.dictionary) + 1))
    said = ((i, qualified.read(word, dimension)) for i, word in enumerate(coded.dictionary.to_pylist()))
    return [(at[order[edge[i]:edge[i + 1]]], s) for i, s in said if s is not None]


def _marked(values, state, words, base, plain, scaled):
    """Values with the qualified cells taken in: by the cell's own unit where it states one, else as ``plain`` says (None: already there)."""
    import numpy as np

    qualifier, own = np.zeros(len(values), np.uint8), np.zeros(len(values), bool)
    for at, said in words:
        value = convert(said.number, said.unit, base) if said.unit else plain(said)
        if value is not None:
            values[at], state[at] = value, numbers.FINE
        qualifier[at], own[at] = qualified.QUALIFIERS.index(said.qualifier), said.unit is not None
    # A number near the end of the range can leave it in tonnes: no finite number any more.
    if words or scaled:
        state[np.isinf(values)] = numbers.NOT_FINITE
    return values, state, qualifier, own
