# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A factor pack: a table of carbon factors that never changes, and what must be known to use it.

Sign of ``factor_co2e_per_t``, ``low`` and ``high``, in t CO2e per metric tonne of what ``per`` names, by ``kind``:

* ``reduction``: positive = avoided.
* ``net``: as EPA WARM prints it, credits inside; negative = avoided.
* ``emission``: positive = emitted.

Packs of different ``type`` (reduction, consequential_net, attributional, production) answer different questions and are never mixed.
"""

from __future__ import annotations

import csv
import hashlib
import html
import io
from dataclasses import dataclass, field
from typing import Any

from .. import frames

__all__ = ["Card", "Pack", "canonical_bytes", "digest"]

NUMBER = ("factor_co2e_per_t", "low", "high", "sd")
COLUMNS = ("factor_id", "material", "pathway", "factor_co2e_per_t", "low", "high", "unit", "published_value", "per", "kind", "match", "region",
           "year",
           "boundary", "source", "confidence", "distribution", "sd")
TYPES = {
    "reduction": "avoided emissions per tonne, as published",
    "consequential_net": "net effect of a pathway, credits inside; a comparison of two pathways is their difference",
    "attributional": "what a stage emits, without credits; refused where avoided emissions are asked for",
    "production": "what making a tonne emits",
}


def canonical_bytes(table) -> bytes:
    """The one CSV text of a factor table: UTF-8, LF, shortest exact doubles, empty for missing, true/false. Its sha256 names the pack's content."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(table.column_names)
    for row in zip(*(table.column(n).to_pylist() for n in table.column_names), strict=True):
        out.writerow([_text(v) for v in row])
    return text.getvalue().encode()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def digest(content: bytes) -> str:
    """sha256 of canonical CSV bytes; a checkout that rewrote line ends has the same content."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


@dataclass(frozen=True, repr=False, eq=False)
class Pack:
    """Carbon factors with their pedigree; made by ``load`` or ``from_frame``.

    Attributes
    ----------
    id, version, title, licence, source
        What the pack is and where it comes from.
    type
        ``reduction``, ``consequential_net``, ``attributional`` or ``production``.
    gwp
        Global warming potentials behind the CO2e, in the source's words.
    region, year
        What the pack describes; rows may be narrower.
    table
        ``pyarrow.Table``, one row a factor.
    sha256
        Hash of the canonical content.
    notes
        What a reader must know before use.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.factors.load("cn")
    Pack(id='cn', version='1', type='reduction', 17 factors, 2 offered for matching)
    """

    id: str
    version: str
    title: str
    licence: str
    source: str
    type: str
    gwp: str
    region: str | None
    year: str | None
    table: Any
    sha256: str
    kind: str = "pandas"
    notes: tuple[str, ...] = field(default_factory=tuple)

    def __len__(self) -> int:
        return self.table.num_rows

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pack) and (self.id, self.version, self.sha256) == (other.id, other.version, other.sha256)

    def __hash__(self) -> int:
        return hash((self.id, self.version, self.sha256))

    def frame(self):
        """The factors as a frame: of the kind given to ``from_frame``, else pandas if installed."""
        return frames.like(self.kind, self.table)

    def card(self) -> Card:
        """What the pack is, what it counts, and what it must not be used for."""
        return Card(self)

    @property
    def offered(self) -> int:
        """Number of factors offered for matching."""
        return sum(bool(m) for m in self.table.column("match").to_pylist())

    def __repr__(self) -> str:
        return f"Pack(id='{self.id}', version='{self.version}', type='{self.type}', {len(self)} factors, {self.offered} offered for matching)"

    def _repr_html_(self) -> str:
        return self.card()._repr_html_()


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
                 ("factors", f"{len(p)} of {len(materials)} materials, {p.offered} offered for matching"), ("pathways", ", ".join(pathways)),
                 ("licence", p.licence), ("source", p.source), ("sha256", p.sha256)]
        return pairs + [("note", n) for n in p.notes]

    def __str__(self) -> str:
        pairs = self.lines()
        width = max(len(name) for name, _ in pairs)
        return "\n".join(f"{name.ljust(width)}  {text}" for name, text in pairs)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        left = "style='text-align:left'"
        rows = "".join(f"<tr><th {left}>{html.escape(n)}</th><td {left}>{html.escape(t)}</td></tr>" for n, t in self.lines())
        return f"<table>{rows}</table>"
