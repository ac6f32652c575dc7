# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Record ids used twice, over all sources of one reading."""

from __future__ import annotations

from .block import Block
from .cells import mask
from .judge import ACCEPTED, REJECTED

__all__ = ["reject_repeated"]


def reject_repeated(blocks: list[Block]) -> None:
    """Reject sound rows whose record id an earlier sound row has.

    A row rejected for another reason holds no id, so that its corrected copy in a second file is taken. The ledger rows of one melted source row share theirs.
    """
    import numpy as np
    import pyarrow as pa

    used = [(n, b, np.flatnonzero(b.became == ACCEPTED)) for n, b in enumerate(blocks) if "record_id" in b.facts]
    if not used:
        return
    ids = pa.concat_arrays([b.facts["record_id"].values(at) for _, b, at in used])
    place = np.concatenate([at for _, _, at in used])
    number = np.concatenate([np.full(len(at), n) for n, _, at in used])
    row = np.concatenate([b.row[at] for _, b, at in used])
    holder = _first_with(ids)
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


def _first_with(ids):
    """For each position the first one that has the same id; itself where it has none."""
    import numpy as np

    out = np.arange(len(ids))
    given = np.flatnonzero(mask(ids.is_valid()))
    if len(given):
        codes = np.asarray(ids.take(given).dictionary_encode().indices)
        _, first = np.unique(codes, return_index=True)          # codes count up by first use, so they index what np.unique sorts
        out[given] = given[first[codes]]
    return out


def _told(blocks, owner, number, row):
    import pyarrow as pa

    def detail(at):
        return pa.array([f"{blocks[number[o]].raw.name}, {blocks[number[o]].raw.rows[row[o]]}" for o in owner[at]], pa.string())

    return detail
