# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A factor pack in a few lines: what it is, what it counts, what it must not be used for."""

from __future__ import annotations

from ..cards import table
from .pack import TYPES, Pack

__all__ = ["Card"]


class Card:
    """A pack in a few lines, as text or HTML (every text of the source is escaped)."""

    def __init__(self, pack: Pack):
        self._pack = pack

    def lines(self) -> list[tuple[str, str]]:
        """Pairs of name and text."""
        p = self._pack
        materials = {m for m in p.table.column("material").to_pylist()}
        pathways = sorted({w or "any" for w in p.table.column("pathway").to_pylist()})
        pairs = [("pack", f"{p.id} {p.version}: {p.title}"), ("type", f"{p.type}: {TYPES.get(p.type, '')}"), ("gwp", p.gwp),
                 ("region, year", f"{p.region or 'not stated'}, {p.year or 'not stated'}"),
                 ("valid until", p.valid_until or "no end stated for the pack as a whole"),
                 ("factors", f"{len(p)} of {len(materials)} materials, {p.offered} offered for matching"), ("pathways", ", ".join(pathways)),
                 ("licence", p.licence), ("source", p.source), ("sha256", p.sha256)]
        return pairs + [("note", n) for n in p.notes]

    def __str__(self) -> str:
        pairs = self.lines()
        width = max(len(name) for name, _ in pairs)
        return "\n".join(f"{name.ljust(width)}  {text}" for name, text in pairs)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return table(self.lines())
