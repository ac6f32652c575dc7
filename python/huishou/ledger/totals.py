# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rows that repeat other rows: 合计, 小计, total. Taken in, every tonne of theirs would be counted twice."""

from __future__ import annotations

import re

from ..schema import TOTALS, key
from .cells import each, mask

__all__ = ["is_total", "rows"]

_WORDS = frozenset(key(t) for t in TOTALS)
_EDGE = re.compile(r"^[\s:：、，,.。*#]+|[\s:：、，,.。*#]+$")


def is_total(word: str) -> bool:
    """Whether a cell says that its row is a total.

    Examples
    --------
    >>> from huishou.ledger.totals import is_total
    >>> is_total("合　计："), is_total("Grand Total"), is_total("合计重量计")
    (True, True, False)
    """
    return key(_EDGE.sub("", word)) in _WORDS


def rows(column):
    """Where a text column holds the word of a total."""
    import pyarrow as pa

    return mask(each(column, is_total, pa.bool_()))
