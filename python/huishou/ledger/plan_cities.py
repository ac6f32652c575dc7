# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Plan cities (计划单列市) and the Corps beside their province: where the province's figure holds them, their own rows count the same tonnes twice.

Nothing is taken out: which of the rows to keep is the analyst's choice, and ``Ledger.where`` makes it. Asked are rows of regions, not those of a named
enterprise or site, which stand in one place only. They meet where they agree in every column that tells facts apart.
"""

from __future__ import annotations

from . import places
from .block import Block
from .cells import coalesce, mask, together
from .judge import ACCEPTED

__all__ = ["warn"]

_OF_ONE = ("enterprise", "site")
_FACT = ("period", "period_kind", "stage", "material", "flow", "fate", "mode", "counterparty", "basis", "gate", "measure", "origin",
         "source_stream", "scope", "vintage", "publisher")


def warn(blocks: list[Block]) -> None:
    """Warn of accepted rows of a province and of its plan city (or of Xinjiang and the Corps) for one fact, over all sources.

    ``plan_city_counted_twice`` where the province says that the city is inside: both rows. ``plan_city_unstated`` where it says neither and has one row for
    the fact, as a table of regions has and a list of records has not: the province's row. A province without its city (``incl_plan_city`` = no) stands
    beside it rightly.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = pa.array([n for pair in places.PARENTS.items() for n in pair], pa.string())
    used = []
    for b in blocks:
        if "region" in b.facts:
            at = np.flatnonzero(b.became == ACCEPTED)
            for name in _OF_ONE:
                at = at[mask(_words(b, name, at).is_null())]
            used.append((b, at[mask(pc.is_in(b.facts["region"].values(at), value_set=wanted))]))
    if not used:
        return
    region = pa.concat_arrays([b.facts["region"].values(at) for b, at in used])
    stated = pa.concat_arrays([_words(b, "incl_plan_city", at) for b, at in used])
    inside, outside = mask(pc.equal(stated, "yes")), mask(pc.equal(stated, "no"))
    pairs = [(f"{province} + {city}", mask(pc.equal(region, city)), mask(pc.equal(region, province))) for city, province in places.PARENTS.items()]
    pairs = [p for p in pairs if p[1].any() and p[2].any()]
    if not pairs:
        return
    fact = together([pa.concat_arrays([_words(b, name, at) for b, at in used]) for name in _FACT], len(region))
    words = [name for name, _, _ in pairs]
    twice, unstated = np.full(len(fact), -1), np.full(len(fact), -1)
    for n, (_, city, province) in enumerate(pairs):
        meets = province & ~outside & np.isin(fact, fact[city])
        _, first, count = np.unique(fact[province], return_index=True, return_counts=True)
        alone = np.zeros(len(fact), bool)
        alone[np.flatnonzero(province)[first[count == 1]]] = True
        twice[meets & inside] = n
        twice[city & np.isin(fact, fact[meets & inside])] = n
        unstated[meets & ~inside & alone] = n
    begin = 0
    for b, at in used:
        here = slice(begin, begin + len(at))
        begin += len(at)
        for rule, which in (("plan_city_counted_twice", twice[here]), ("plan_city_unstated", unstated[here])):
            _add(b, at, which, rule, words)


def _words(block: Block, name: str, at):
    import pyarrow as pa

    said = block.facts[name].values(at) if name in block.facts else None
    if name == "period_kind" and "period" in block.facts:
        said = coalesce(said, block.facts["period"].kinds(at))
    return pa.nulls(len(at), pa.string()) if said is None else said


def _add(block: Block, at, which, rule: str, words: list[str]) -> None:
    """Mark the rows at ``at`` whose ``which`` is a position in ``words``."""
    import numpy as np
    import pyarrow as pa

    if not (which >= 0).any():
        return
    code = np.full(len(block), -1)
    code[at] = which
    names = pa.array(words, pa.string())
    block.warned.add(rule, code >= 0, lambda rows: names.take(pa.array(code[rows], mask=code[rows] < 0)))
    said = ", ".join(words[n] for n in np.unique(which[which >= 0]))
    block.notes.append(f"{block.raw.name}: {rule}: {int((which >= 0).sum())} rows ({said}); nothing is taken out")
