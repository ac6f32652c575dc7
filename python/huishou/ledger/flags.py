# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Letters that a source hangs on its numbers: 64.3 e (estimated), 28.3 s, : c. Only those the mapping names are taken off, and each is kept."""

from __future__ import annotations

import re

from . import numbers

__all__ = ["WIDTH", "take"]

WIDTH = 8                                                       # letters kept of a flag


def take(texts: list[str | None], flags: tuple[str, ...]):
    """Numbers of cells that end in flags.

    Parameters
    ----------
    texts
        Cells that are no number as they stand.
    flags
        What may follow the number, alone or several together (``de`` is ``d`` and ``e``).

    Returns
    -------
    values : float64 (n,)
        NaN where the cell is no number before its flag either.
    state : uint8 (n,)
        As of ``numbers.parse``; a flag after a placeholder is ``MISSING``.
    flag : str (n,)
        The flag, empty where there is none.

    Examples
    --------
    >>> from huishou.ledger.flags import take
    >>> values, state, flag = take(["64.3 e", ": c", "12 de", "7 x"], ("c", "d", "e"))
    >>> values[:3].tolist(), state.tolist(), flag.tolist()
    ([64.3, nan, 12.0], [0, 1, 0, 2], ['e', 'c', 'de', ''])
    """
    import numpy as np
    import pyarrow as pa

    any_flag = "|".join(re.escape(f) for f in sorted(flags, key=len, reverse=True))
    form = re.compile(rf"^(.*?)\s*((?:{any_flag})+)$", re.S)
    cut = [(found[1], found[2]) if (found := form.match((t or "").strip())) else (t, "") for t in texts]
    values, state = numbers.parse(pa.array([a for a, _ in cut], pa.string()))
    # A flag alone says nothing of the number, so the cell is a broken one, not a blank.
    alone = np.array([bool(f) and not (a or "").strip() for a, f in cut], bool)
    state = np.where(alone, numbers.BROKEN, state).astype(np.uint8)
    taken = np.isin(state, (numbers.FINE, numbers.MISSING))
    return values, state, np.where(taken, np.array([f[:WIDTH] for _, f in cut] or [""], f"U{WIDTH}")[: len(cut)], "")
