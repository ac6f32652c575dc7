# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rows of a factor pack: one by its id, some by the values of their columns."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from ..errors import InputError, MatchError
from ..files import text_sha256
from .pack import Pack, canonical_bytes

__all__ = ["chosen", "find_factor", "narrowed"]


def chosen(pack: Pack | str | None, default: str, column: str) -> Pack:
    """The pack given, by itself or by its id, else the shipped one; refused where it lacks the column that its use needs.

    Raises
    ------
    InputError
        ``wrong_pack``.
    MatchError
        ``unknown_pack``.
    """
    from .factors import load

    found = load(default if pack is None else pack) if pack is None or isinstance(pack, str) else pack
    if not isinstance(found, Pack) or column not in found.table.column_names:
        raise InputError(f"{getattr(found, 'id', type(found).__name__)!r} is no pack with a column '{column}'.", code="wrong_pack", column=column,
                         value=getattr(found, "id", None), hint=f"Give a pack of the shape of '{default}', or nothing for that one.")
    return found


@lru_cache(maxsize=8)
def _places(pack: Pack) -> dict[str, list[int]]:
    """Rows by ``factor_id``, and by the publisher's ``id`` where the pack has one."""
    out: dict[str, list[int]] = {}
    for name in ("factor_id", "id"):
        if name in pack.table.column_names:
            for i, word in enumerate(pack.table.column(name).to_pylist()):
                if word is not None and i not in out.setdefault(word, []):
                    out[word].append(i)
    return out


def find_factor(pack: Pack, id: str, year: str | None) -> dict[str, Any]:
    """The row of ``Pack.factor``."""
    import difflib

    rows = [pack.table.slice(i, 1).to_pylist()[0] for i in _places(pack).get(id, [])]
    found = [r for r in rows if year is None or r["year"] == year]
    if not found:
        near = [str(r["year"]) for r in rows] or difflib.get_close_matches(id, _places(pack), n=3) or list(_places(pack))[:3]
        raise MatchError(f"Pack '{pack.id}' has no factor '{id}'" + (f" of {year}." if year is not None else "."), code="unknown_factor", column="factor_id",
                         value=id, hint=f"{'It has the years' if rows else 'Nearest:'} {', '.join(near)}.")
    if len(found) > 1:
        raise MatchError(f"Pack '{pack.id}' has factor '{id}' for {len(found)} years.", code="several_years", column="year", value=id,
                         hint=f"Say which: year = {', '.join(str(r['year']) for r in found)}.")
    return found[0]


def narrowed(pack: Pack, columns: dict[str, Any]) -> Pack:
    """The pack of ``Pack.where``."""
    import pyarrow as pa

    for name in columns:
        if name not in pack.table.column_names:
            raise InputError(f"Pack '{pack.id}' has no column '{name}'.", code="missing_column", column=name,
                             hint=f"Columns are: {', '.join(pack.table.column_names)}.")
    wanted = {n: set(v) if isinstance(v, (list, tuple, set)) else {v} for n, v in columns.items()}
    values = {n: pack.table.column(n).to_pylist() for n in wanted}
    keep = [all(values[n][i] in allowed for n, allowed in wanted.items()) for i in range(len(pack))]
    if not any(keep):
        raise MatchError(f"Pack '{pack.id}' has no factor with {', '.join(f'{n} = {v!r}' for n, v in columns.items())}.", code="no_factor",
                         value=str(columns), hint="Look at the values of those columns in pack.frame().")
    table = pack.table.filter(pa.array(keep))
    years = {y for y in table.column("year").to_pylist() if y is not None}
    return replace(pack, table=table, sha256=text_sha256(canonical_bytes(table)), year=years.pop() if len(years) == 1 else pack.year,
                   part_of=pack.part_of or pack.sha256,
                   notes=(*pack.notes, f"{table.num_rows} of {len(pack)} factors of sha256 {pack.sha256}: {columns}."))
