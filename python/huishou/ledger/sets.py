# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The rules ``[[set]]`` of a mapping: words given to the rows that match."""

from __future__ import annotations

from .cells import mask, text

__all__ = ["PREFIX", "overrides"]

PREFIX = "prefix:"


def overrides(sets, table) -> dict:
    """Ledger column -> text column of what the rules say, null where none matches.

    Rules are asked in the order written, and the first that matches and gives a column wins for that column: special cases stand above the general one.

    Parameters
    ----------
    sets
        Pairs (``when``: source column -> texts allowed, ``to``: ledger column -> word). A text that begins with ``prefix:`` allows all texts that begin with
        what follows it; an empty text allows a blank.
    table
        Source columns.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from huishou.ledger.sets import overrides
    >>> rules = [({"year": ["2020"]}, {"period_kind": "ytd"}), ({"year": ["prefix:20"]}, {"period_kind": "year"})]
    >>> overrides(rules, pa.table({"year": ["2020", "2019", "1999"]}))["period_kind"].to_pylist()
    ['ytd', 'year', None]
    """
    import numpy as np
    import pyarrow as pa

    texts = {c: text(table.column(c), c) for c in dict.fromkeys(c for when, _ in sets for c in when)}
    columns = dict.fromkeys(c for _, to in sets for c in to)
    words = {c: [to[c] for _, to in sets if c in to] for c in columns}
    codes = {c: np.full(table.num_rows, -1, np.int64) for c in columns}
    place = dict.fromkeys(columns, 0)
    for when, to in sets:
        hit = np.ones(table.num_rows, bool)
        for column, allowed in when.items():
            hit &= _allowed(texts[column], allowed)
        for column in to:
            codes[column][hit & (codes[column] < 0)] = place[column]
            place[column] += 1
    return {c: pa.array(words[c], pa.string()).take(pa.array(codes[c], mask=codes[c] < 0)) for c in columns}


def _allowed(column, allowed: list[str]):
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = [a for a in allowed if a and not a.startswith(PREFIX)]
    out = mask(pc.is_in(column, value_set=pa.array(whole, pa.string())))
    if "" in allowed:
        out = out | mask(pc.is_null(column))
    for start in (a.removeprefix(PREFIX) for a in allowed if a.startswith(PREFIX)):
        out = out | mask(pc.starts_with(column, start))
    return out
