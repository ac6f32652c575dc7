# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The number columns of a ledger: mass in tonnes, value in CNY, counts and weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import InputError
from ..schema import COLUMNS
from ..units import BASES, convert
from . import numbers
from .cells import mask, text
from .layout import Layout, mass_unit
from .mapping import Mapping
from .readers import Raw

__all__ = ["UNKNOWN_UNIT", "Amount", "amounts"]

UNKNOWN_UNIT = 4                                                # beside the states of ``numbers``: a number whose unit cannot be read

_NUMBERS = {c.input: c for c in COLUMNS if c.type == "float64"}


@dataclass
class Amount:
    """``values`` in the ledger's unit (NaN where there is none) and ``state`` by ``numbers``, one entry a ledger row; ``columns`` are the source columns."""

    values: Any
    state: Any
    columns: list[str]


def amounts(raw: Raw, layout: Layout, mapping: Mapping) -> dict[str, Amount]:
    """Every number column the source gives; in a melted table the cells of a row stand together, in the order of the melted columns."""
    import numpy as np

    out = {}
    for column, about in _NUMBERS.items():
        if column in layout.named:
            by_row = layout.unit_column if column == "mass" else None
            values, state = _by_row(raw, layout.named[column], by_row) if by_row else _read(raw, layout.named[column], about.dimension,
                                                                                            layout.units.get(column))
            if layout.cells:
                values, state = np.repeat(values, layout.width), np.repeat(state, layout.width)
            out[column] = Amount(values, state, [layout.named[column]])
        elif layout.cells and column == mapping.melt_value:
            read = [_read(raw, s, about.dimension, unit) for s, unit in zip(layout.cells, layout.cell_units, strict=True)]
            values, state = (np.stack(part, axis=1).reshape(-1) for part in zip(*read, strict=True))
            out[column] = Amount(values, state, list(layout.cells))
    return out


def _parsed(raw: Raw, source: str):
    import pyarrow as pa

    try:
        return numbers.parse(raw.table.column(source))
    except pa.ArrowException:
        raise InputError(f"The column '{source}' holds {raw.table.column(source).type}, which is no number.", code="unreadable_column", column=source,
                         hint="Give the column one number a cell.") from None


def _by_row(raw: Raw, source: str, unit_column: str):
    """Masses whose unit stands in a column of its own; a number whose unit is blank, unknown or has two meanings has no mass."""
    import numpy as np
    import pyarrow.compute as pc

    values, state = _parsed(raw, source)
    unit = text(raw.table.column(unit_column), unit_column)
    out, states = np.full(len(values), np.nan), np.where(state == numbers.FINE, UNKNOWN_UNIT, state).astype(np.uint8)
    for word in unit.unique().to_pylist():
        known = mass_unit(word)
        if known:
            here = (state == numbers.FINE) & mask(pc.equal(unit, word))
            out[here], states[here] = convert(values[here], known, BASES["mass"]), numbers.FINE
    return out, np.where(np.isinf(out), numbers.NOT_FINITE, states).astype(np.uint8)


def _read(raw: Raw, source: str, dimension, unit):
    import numpy as np

    values, state = _parsed(raw, source)
    if dimension:
        given, values = values, convert(values, unit, BASES[dimension])
        # A number near the end of the range can leave it in tonnes: no finite number any more.
        if values is not given:
            state[np.isinf(values)] = numbers.NOT_FINITE
    return values, state
