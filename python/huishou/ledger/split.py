# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Columns that pack several: ``unit,hazard,waste,geo\\time`` of Eurostat's bulk tables, 废纸-2023-浙江 of house styles. Cut before anything else is read."""

from __future__ import annotations

import difflib

from ..errors import InputError
from .cells import text
from .readers import Raw

__all__ = ["split"]


def split(raw: Raw, packed: dict[str, dict]) -> None:
    """Replace each column named in ``packed`` by its parts; a row with another number of parts keeps what it has and is marked as of wrong width.

    Parameters
    ----------
    raw
        A source as read; changed in place.
    packed
        Source column to ``columns`` (names of the parts, in order) and ``separator``.

    Raises
    ------
    InputError
        ``missing_column``, ``duplicate_header``.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    for name, how in packed.items():
        names = raw.table.column_names
        if name not in names:
            near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
            raise InputError(f"'{raw.name}' has no column '{name}', which the mapping splits.", code="missing_column", column=name,
                             hint=f"Nearest: {', '.join(near)}." if near else f"Columns are: {', '.join(names)}.")
        again = next((c for c in how["columns"] if c in names and c != name), None)
        if again is not None:
            raise InputError(f"The parts of '{name}' would give '{raw.name}' a second column '{again}'.", code="duplicate_header", column=again,
                             hint="Give the part another name.")
        width = len(how["columns"])
        parts = pc.split_pattern(pc.fill_null(text(raw.table.column(name), name), ""), how["separator"])
        found = np.asarray(pc.list_value_length(parts))
        for row in np.flatnonzero(found != width):
            raw.wrong.setdefault(int(row), f"{name}: {found[row]} / {width}")
        starts = np.asarray(parts.offsets)[:-1]
        at = names.index(name)
        raw.table = raw.table.remove_column(at)
        for i, column in enumerate(how["columns"]):
            cells = parts.values.take(pa.array(starts + i, mask=found <= i))
            raw.table = raw.table.add_column(at + i, column, pc.utf8_trim_whitespace(cells))
        raw.notes.append(f"{raw.name}: '{name}' is split into {', '.join(how['columns'])}, by the mapping")
