# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Plan cities (计划单列市) and the Corps beside their province: where the province's figure holds them, their own rows count the same tonnes twice.

Nothing is taken out: which of the rows to keep is the analyst's choice, and ``Ledger.where`` makes it. Rows meet where they agree in every column that
tells facts apart, so the enterprises of Dalian never meet those of Liaoning, and two tables of regions do.
"""

from __future__ import annotations

from . import places
from .block import Block
from .cells import coalesce
from .judge import ACCEPTED

__all__ = ["warn"]

_FACT = ("period", "period_kind", "site", "enterprise", "stage", "material", "flow", "fate", "mode", "counterparty", "basis", "gate", "measure", "origin",
         "source_stream", "scope", "vintage", "publisher")


def warn(blocks: list[Block]) -> None:
    """Warn of accepted rows of a province and of its plan city (or of Xinjiang and the Corps) for one fact, over all sources.

    ``plan_city_counted_twice`` where the province says that the city is inside: both rows. ``plan_city_unstated`` where it says neither: the province's
    row. A province without its city (``incl_plan_city`` = no) stands beside it rightly.
    """
    import numpy as np
    import pyarrow as pa

    used = [(b, np.flatnonzero(b.became == ACCEPTED)) for b in blocks if "region" in b.facts]
    if not used:
        return
    region = pa.concat_arrays([b.facts["region"].values(at) for b, at in used])
    coded = region.dictionary_encode()
    names, codes = coded.dictionary.to_pylist(), np.asarray(coded.indices.fill_null(-1))
    own = {n: i for i, n in enumerate(names)}
    pairs = [(own[city], own[province]) for city, province in places.PARENTS.items() if city in own and province in own]
    if not pairs:
        return
    block = np.concatenate([np.full(len(at), n) for n, (_, at) in enumerate(used)])
    place = np.concatenate([at for _, at in used])
    stated = pa.concat_arrays([_words(b, "incl_plan_city", at) for b, at in used]).to_pylist()
    near = np.flatnonzero(np.isin(codes, [c for pair in pairs for c in pair]))
    fact = _facts(used, near)
    twice: dict[int, str] = {}
    unstated: dict[int, str] = {}
    for city, province in pairs:
        cities = {f: i for f, i in zip(fact[codes[near] == city], near[codes[near] == city], strict=True)}
        for i, f in zip(near[codes[near] == province], fact[codes[near] == province], strict=True):
            if f in cities and stated[i] != "no":
                said = f"{names[province]} + {names[city]}"
                (twice if stated[i] == "yes" else unstated)[int(i)] = said
                if stated[i] == "yes":
                    twice[int(cities[f])] = said
    for rule, found in (("plan_city_counted_twice", twice), ("plan_city_unstated", unstated)):
        _add(used, block, place, rule, found)


def _facts(used, near):
    """A number for each fact, of the rows ``near``: equal where every column that tells facts apart is."""
    import numpy as np
    import pyarrow as pa

    out = np.zeros(len(near), np.int64)
    for name in _FACT:
        words = pa.concat_arrays([_words(b, name, at) for b, at in used]).take(pa.array(near)).dictionary_encode()
        codes = np.asarray(words.indices.fill_null(-1)) + 1
        out = np.unique(out * (len(words.dictionary) + 1) + codes, return_inverse=True)[1].reshape(-1)
    return out


def _words(block: Block, name: str, at):
    import pyarrow as pa

    said = block.facts[name].values(at) if name in block.facts else None
    if name == "period_kind" and "period" in block.facts:
        said = coalesce(said, block.facts["period"].kinds(at))
    return pa.nulls(len(at), pa.string()) if said is None else said


def _add(used, block, place, rule: str, found: dict[int, str]) -> None:
    import numpy as np
    import pyarrow as pa

    for n, (b, _) in enumerate(used):
        mine = {int(place[i]): said for i, said in found.items() if block[i] == n}
        if mine:
            hit = np.zeros(len(b), bool)
            hit[list(mine)] = True
            b.warned.add(rule, hit, lambda at, mine=mine: pa.array([mine.get(int(i)) for i in at], pa.string()))
            b.notes.append(f"{b.raw.name}: {rule}: {len(mine)} rows ({', '.join(sorted(set(mine.values())))}); nothing is taken out")
