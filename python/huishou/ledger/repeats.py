# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Record ids used twice, over all sources of one reading."""

from __future__ import annotations

from .. import _native
from .block import Block
from .judge import ACCEPTED, REJECTED

__all__ = ["reject_repeated"]


def reject_repeated(blocks: list[Block]) -> None:
    """Reject sound rows whose record id an earlier sound row has.

    A row rejected for another reason holds no id, so that its corrected copy in a second file is taken. The ledger rows of one melted source row share theirs.
    """
    import numpy as np

    used = [(n, b, np.flatnonzero(b.became == ACCEPTED)) for n, b in enumerate(blocks) if "record_id" in b.facts]
    if not used:
        return
    place = np.concatenate([at for _, _, at in used])
    number = np.concatenate([np.full(len(at), n) for n, _, at in used])
    row = np.concatenate([b.row[at] for _, b, at in used])
    holder = _native.first_rows(*_codes([(b.facts["record_id"], at) for _, b, at in used]))
    again = (row != row[holder]) | (number != number[holder])
    for n, block, _ in used:
        here = again & (number == n)
        if here.any():
            owner = np.zeros(len(block), np.int64)
            owner[place[here]] = holder[here]
            hit = np.zeros(len(block), bool)
            hit[place[here]] = True
            block.broken.add("repeated_record_id", hit, _told(blocks, owner, number, row))
            block.became[hit] = REJECTED


def _codes(ids):
    """One number for each id over all sources, -1 for none, and how many ids there are."""
    import numpy as np
    import pyarrow as pa

    words = pa.concat_arrays([fact.read.values for fact, _ in ids]).dictionary_encode()
    number = np.asarray(words.indices.fill_null(-1))
    offset = np.cumsum([0, *(len(fact.read.values) for fact, _ in ids)])
    codes = [number[start + fact.index[at]] for start, (fact, at) in zip(offset, ids, strict=False)]
    return np.concatenate(codes).astype(np.int32, copy=False), len(words.dictionary)


def _told(blocks, owner, number, row):
    import pyarrow as pa

    def detail(at):
        return pa.array([f"{blocks[number[o]].raw.name}, {blocks[number[o]].raw.rows[row[o]]}" for o in owner[at]], pa.string())

    return detail
