# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A factor pack: a table of carbon factors that never changes, and what must be known to use it.

Sign of ``factor_co2e_per_t``, ``low`` and ``high``, in t CO2e per metric tonne of what ``per`` names, by ``kind``:

* ``reduction``: positive = avoided.
* ``net``: as EPA WARM prints it, credits inside; negative = avoided.
* ``emission``: positive = emitted.
* ``parameter``: no factor at all, but a quantity of a formula, in ``value``; ``low`` and ``high`` are then its range.

``value`` is the published number in ``unit``; numbers that are not per tonne (kg CO2 per kWh, per km) stand there alone and are never matched.
``gate`` says at which gates of the chain that tonne may be weighed (``schema``: collected, sorted_out, reprocessor_in, secondary_out, product), separated by
spaces; empty where the source leaves it open. ``valid_until`` is the day, month or year after which the publisher had replaced the factor.

Packs of different ``type`` (reduction, consequential_net, attributional, production, parameters) answer different questions and are never mixed.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .. import frames

if TYPE_CHECKING:
    from .pack_card import Card

__all__ = ["Pack", "canonical_bytes"]

NUMBER = ("factor_co2e_per_t", "low", "high", "sd", "value")
INDICATORS = ("ore_t_per_t", "energy_tce_per_t", "water_m3_per_t", "solid_waste_t_per_t")   # columns a pack may have beside carbon
COLUMNS = ("factor_id", "material", "pathway", "factor_co2e_per_t", "low", "high", "value", "unit", "published_value", "per", "gate", "kind", "match",
           "region", "year", "valid_until", "boundary", "gwp", "source", "confidence", "distribution", "sd")
TYPES = {
    "reduction": "avoided emissions per tonne, as published",
    "consequential_net": "net effect of a pathway, credits inside; a comparison of two pathways is their difference",
    "attributional": "what a stage emits, without credits; refused where avoided emissions are asked for",
    "production": "what making a tonne, or a kilowatt hour, emits",
    "parameters": "quantities of a formula, no factors per tonne",
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


@dataclass(frozen=True, repr=False, eq=False)
class Pack:
    """Carbon factors with their pedigree; made by ``load`` or ``from_frame``.

    Attributes
    ----------
    id, version, title, licence, source
        What the pack is and where it comes from.
    type
        ``reduction``, ``consequential_net``, ``attributional``, ``production`` or ``parameters``.
    gwp
        Global warming potentials behind the CO2e, in the source's words; a column ``gwp`` of the rows is narrower.
    region, year
        What the pack describes; rows may be narrower.
    table
        ``pyarrow.Table``, one row a factor.
    sha256
        Hash of the canonical content.
    kind
        Kind of frame that ``frame()`` hands out.
    notes
        What a reader must know before use.
    valid_until
        When the publisher had replaced the pack, where known; a column ``valid_until`` of the rows is narrower.
    part_of
        Hash of the whole pack that ``where`` narrowed to this one, at once or in steps.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.factors.load("cn")
    Pack(id='cn', version='2', type='reduction', 19 factors, 3 offered for matching)
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
    valid_until: str | None = None
    part_of: str | None = None

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
        from .pack_card import Card

        return Card(self)

    def factor(self, id: str, year: str | int | None = None) -> dict[str, Any]:
        """One factor with its pedigree.

        Parameters
        ----------
        id
            ``factor_id``, or the publisher's ``id`` where the pack has that column.
        year
            Which edition, where the id stands in several.

        Returns
        -------
        dict
            Column -> value of the one row, None where it is blank.

        Raises
        ------
        MatchError
            ``unknown_factor``; ``several_years`` where the id stands in several and none is named.

        Examples
        --------
        >>> import huishou as hs
        >>> hs.factors.load("uk-defra").factor("20_505_5401_15_1", year=2023)["published_value"]
        '21.28080723687633'
        """
        from .pack_rows import find_factor

        return find_factor(self, str(id), None if year is None else str(year))

    def where(self, **columns: Any) -> Pack:
        """The factors whose columns have the values given, as a pack with a hash of its own.

        Parameters
        ----------
        **columns
            Column = value, or a list of values.

        Returns
        -------
        Pack
            ``part_of`` is the hash of the whole pack, however often it was narrowed.

        Raises
        ------
        InputError
            ``missing_column``.
        MatchError
            ``no_factor``: none has these values.

        Examples
        --------
        >>> import huishou as hs
        >>> len(hs.factors.load("cn").where(match=True, region="CN"))
        3
        """
        from .pack_rows import narrowed

        return narrowed(self, columns)

    @property
    def pedigree(self) -> dict[str, Any]:
        """What a result says of the pack; plain JSON."""
        return {"id": self.id, "version": self.version, "type": self.type, "gwp": self.gwp, "valid_until": self.valid_until, "licence": self.licence,
                "source": self.source, "sha256": self.sha256} | ({"part_of": self.part_of} if self.part_of else {})

    @property
    def offered(self) -> int:
        """Number of factors offered for matching."""
        return sum(bool(m) for m in self.table.column("match").to_pylist())

    def __repr__(self) -> str:
        return f"Pack(id='{self.id}', version='{self.version}', type='{self.type}', {len(self)} factors, {self.offered} offered for matching)"

    def _repr_html_(self) -> str:
        return self.card()._repr_html_()
