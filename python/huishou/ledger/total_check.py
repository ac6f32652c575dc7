# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Printed totals beside the sum of their parts: a total that does not fit is a misread number, a missing row or a slip of the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import numbers
from .cells import each, mask, nulls, text
from .totals import is_total

if TYPE_CHECKING:
    from .block import Block

__all__ = ["compare"]

_KEYS = ("period", "region", "material", "site", "enterprise", "stage", "flow", "fate", "mode", "counterparty", "measure", "source_stream")
_SHOWN = 8


def compare(block: Block, total) -> list[str]:
    """Notes on the rows marked in ``total``.

    The parts of a total are the rows that agree with it in every naming column where it is neither blank nor 合计; rejected rows with a readable mass are
    parts too. Yearbooks do not adjust totals for rounding, so n parts may differ by (n + 1) half units of the last printed digit. Subtotals (小计) stand
    for the rows above them and are not compared. A total that fits only without the plan cities and the Corps says that the provinces hold them.
    """
    import numpy as np

    mass = block.amounts["mass"]
    fine = mass.state == numbers.FINE
    asked = np.flatnonzero(total & fine & ~_subtotals(block))
    parts = np.flatnonzero(~total & fine)
    if not len(asked) or not len(parts):
        return []
    names = [c for c in _KEYS if c in block.facts]
    keys = [_key(block, c) for c in names]
    same, apart, inside = 0, [], 0
    cities = _plan_cities(block)
    given = np.stack([k[asked] >= 0 for k in keys], axis=1) if keys else np.zeros((len(asked), 0), bool)
    for pattern in np.unique(given, axis=0):
        mine = asked[(given == pattern).all(axis=1)]
        chosen = [k for k, on in zip(keys, pattern, strict=True) if on]
        sums = _sums(chosen, mass.values, parts)
        over_regions = cities is not None and "region" not in [n for n, on in zip(names, pattern, strict=True) if on]
        without = _sums(chosen, mass.values, parts[~cities[parts]]) if over_regions else {}
        for i in mine:
            said = tuple(int(k[i]) for k in chosen)
            found, count = sums.get(said, (0.0, 0))
            if count and _fits(block, i, found, count):
                same += 1
            elif count and said in without and without[said][1] < count and _fits(block, i, *without[said]):
                inside += 1
            elif count:
                apart.append(f"row {block.raw.rows[block.row[i]]}: the total is {mass.values[i]:,.10g} t, its {count} parts sum to {found:,.10g} t")
    out = [f"{same} totals agree with the sum of their parts within rounding"] if same else []
    if inside:
        out.append(f"{inside} totals agree with the sum of their parts only without plan cities and the Corps: the provinces hold them (incl_plan_city = yes)")
    return out + apart[:_SHOWN] + ([f"{len(apart) - _SHOWN} more totals differ from the sum of their parts"] if len(apart) > _SHOWN else [])


def _fits(block: Block, i: int, found: float, count: int) -> bool:
    return abs(found - block.amounts["mass"].values[i]) <= (count + 1) * 0.5 * _last_digit(block, i) + 1e-9 * abs(found)


def _plan_cities(block: Block):
    """Rows of units that report beside their province; None where there are none."""
    import pyarrow as pa

    from . import places

    if "region" not in block.facts:
        return None
    fact = block.facts["region"]
    out = mask(each(fact.read.values, places.PARENTS.__contains__, pa.bool_()))[fact.index]
    return out if out.any() else None


def _subtotals(block: Block):
    import numpy as np
    import pyarrow as pa

    out = np.zeros(len(block), bool)
    for column in _KEYS:
        if column in block.facts:
            fact = block.facts[column]
            out |= mask(each(fact.source, lambda w: is_total(w) and ("小计" in w or "sub" in w.casefold()), pa.bool_()))[fact.index]
    return out


def _key(block: Block, column: str):
    """A number for each distinct name, -1 where the row is blank there or says that it is a total."""
    import numpy as np
    import pyarrow.compute as pc

    fact = block.facts[column]
    named = pc.if_else(pc.fill_null(each(fact.source, is_total, _boolean()), False), nulls(len(fact.source)), fact.read.values)
    if column == "region" and fact.read.chinese:
        from . import places

        named = each(named, lambda w: None if w in places.NATION else w)
    return np.asarray(named.dictionary_encode().indices.fill_null(-1))[fact.index]


def _boolean():
    import pyarrow as pa

    return pa.bool_()


def _sums(keys, values, parts) -> dict[tuple, tuple[float, int]]:
    import numpy as np

    if not keys:
        return {(): (float(values[parts].sum()), len(parts))}
    codes, group = np.unique(np.stack([k[parts] for k in keys], axis=1), axis=0, return_inverse=True)
    group = group.reshape(-1)
    sums, counts = np.bincount(group, values[parts]), np.bincount(group)
    return {tuple(int(c) for c in code): (float(s), int(n)) for code, s, n in zip(codes, sums, counts, strict=True)}


def _last_digit(block: Block, i: int) -> float:
    """One unit of the last digit printed, in tonnes."""
    mass = block.amounts["mass"]
    column = mass.columns[0 if block.cell is None or len(mass.columns) == 1 else block.cell[i]]
    shown = text(block.raw.table.column(column).slice(int(block.row[i]), 1), column)[0].as_py() or ""
    number, _ = numbers.parse(text(block.raw.table.column(column).slice(int(block.row[i]), 1), column))
    scale = abs(mass.values[i] / number[0]) if number[0] else 1.0
    decimals = len(shown.partition(".")[2]) if "." in shown and "e" not in shown.lower() else 0
    return float(scale) * 10.0 ** -decimals
