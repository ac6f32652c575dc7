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
from .layout import Layout
from .mapping import Mapping
from .readers import Raw

__all__ = ["Amount", "amounts"]

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
            values, state = _read(raw, layout.named[column], about.dimension, layout.units.get(column))
            out[column] = Amount(np.repeat(values, layout.width), np.repeat(state, layout.width), [layout.named[column]])
        elif layout.cells and column == mapping.melt_value:
            read = [_read(raw, s, about.dimension, unit) for s, unit in zip(layout.cells, layout.cell_units, strict=True)]
            values, state = (np.stack(part, axis=1).reshape(-1) for part in zip(*read, strict=True))
            out[column] = Amount(values, state, list(layout.cells))
    return out


def _read(raw: Raw, source: str, dimension, unit):
    import numpy as np
    import pyarrow as pa

    try:
        values, state = numbers.parse(raw.table.column(source))
    except pa.ArrowException:
        raise InputError(f"The column '{source}' holds {raw.table.column(source).type}, which is no number.", code="unreadable_column", column=source,
                         hint="Give the column one number a cell.") from None
    if dimension:
        values = convert(values, unit, BASES[dimension])
        # A number near the end of the range can leave it in tonnes: no finite number any more.
        state = np.where(np.isinf(values), numbers.NOT_FINITE, state).astype(np.uint8)
    return values, state
