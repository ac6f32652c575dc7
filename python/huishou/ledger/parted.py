# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A table of rejected rows of several sources, taken apart again: each source's rows with the columns that source had."""

from __future__ import annotations

import dataclasses

from . import wide
from .aliases import Aliases
from .cells import text, together
from .headers import parts
from .layout import is_report
from .readers import Raw

__all__ = ["parted"]

_ORIGIN = ("_ledger", "_source")


def parted(raw: Raw, aliases: Aliases) -> list[Raw]:
    """The rejected rows of each source on their own, in the order of their first rows; any other table as it is.

    Sources with unlike columns lie in one table, where each leaves the columns of the others blank: 回收量（万吨） of one beside mass_t of another would be two
    columns for the mass. So of the columns that mean the same, those that are blank in all rows of a source are not its own, where another is filled.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from huishou.ledger import aliases
    >>> from huishou.ledger.parted import parted
    >>> from huishou.ledger.readers import open_sources
    >>> table = {"_source": ["a", "b"], "_row": [1, 1], "_rules": ["negative", "negative"], "mass_t": ["1", None], "mass_kg": [None, "2"]}
    >>> [part.table.column_names[3:] for part in parted(open_sources(table)[0], aliases.load(None))]
    [['mass_t'], ['mass_kg']]
    """
    import numpy as np
    import pyarrow as pa

    names = [n for n in _ORIGIN if n in raw.table.column_names]
    if not is_report(raw) or not names:
        return [raw]
    codes = together([text(raw.table.column(n), n) for n in names], raw.table.num_rows)
    _, first = np.unique(codes, return_index=True)
    out = []
    for k, start in enumerate(np.sort(first)):
        at = np.flatnonzero(codes == codes[start])
        table = raw.table.take(pa.array(at))
        table = table.drop_columns(sorted(_others(table, aliases)))
        blank = 0 if k else raw.blank
        wrong = {j: raw.wrong[int(i)] for j, i in enumerate(at) if int(i) in raw.wrong}
        out.append(dataclasses.replace(raw, table=table, rows=raw.rows[at], about=raw.about | {"rows": len(at) + blank}, wrong=wrong, blank=blank,
                                       notes=[] if k else list(raw.notes)))
    return out


def _others(table, aliases: Aliases) -> set[str]:
    """Columns of other sources. A melted column is left out only beside a mass of the row: a blank one may be the very cell a row came back for."""
    blank = {n for n in table.column_names if text(table.column(n), n).null_count == table.num_rows}
    means = {n: parts(n, aliases.headers).column for n in table.column_names}
    melted = {n for n, c in means.items() if c is None and wide.meaning((n,), aliases.headers, aliases.values).gives(None, "mass")}
    filled = {c for n, c in means.items() if c and n not in blank}
    out = {n for n, c in means.items() if n in blank and c in filled}
    if "mass" in filled:
        out |= melted & blank
    elif melted - blank:
        out |= {n for n, c in means.items() if c == "mass"}
    return out
