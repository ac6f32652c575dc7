# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The ledger: accepted rows, masses in tonnes, one row a fact."""

from __future__ import annotations

from typing import Any

from .. import frames
from ..cards import card
from ..errors import InputError
from ..schema import COLUMNS

__all__ = ["Ledger"]


class Ledger:
    """Accepted rows as an immutable table.

    Parameters
    ----------
    table
        ``pyarrow.Table``: ledger columns first, in the order of ``schema.COLUMNS``, then the source's other columns. ``mass_t`` float64 in tonnes,
        ``value_cny`` float64 in CNY, ``count`` and ``weight`` float64, every other ledger column text.
    kind
        The kind of frame handed out by ``frame()``; None takes ``frames.default_kind()``.
    provenance
        JSON-ready: sources with hashes, units, mapping, counts.

    Examples
    --------
    >>> import huishou as hs
    >>> ledger = hs.ingest({"material": ["废纸", "废塑料"], "mass_t": [1.0, 2.0]}).ledger
    >>> len(ledger.where(material="waste_paper"))
    1
    """

    __slots__ = ("_kind", "_provenance", "_table")

    def __init__(self, table, kind: str | None = None, provenance: dict[str, Any] | None = None):
        known = [c.name for c in COLUMNS if c.name in table.column_names]
        self._table = table.select([*known, *(n for n in table.column_names if n not in known)])
        self._kind = kind or frames.default_kind()
        self._provenance = provenance or {}

    @property
    def table(self):
        """The rows as a ``pyarrow.Table``."""
        return self._table

    @property
    def kind(self) -> str:
        """The kind of frame of ``frame()``."""
        return self._kind

    @property
    def columns(self) -> list[str]:
        """Column names."""
        return list(self._table.column_names)

    @property
    def provenance(self) -> dict[str, Any]:
        """Where the rows come from; plain JSON."""
        import copy

        return copy.deepcopy(self._provenance)

    def frame(self):
        """The rows as the caller's kind of frame."""
        return frames.like(self._kind, self._table)

    def to_pandas(self):
        """The rows as a pandas frame."""
        return frames.like("pandas", self._table)

    def to_polars(self):
        """The rows as a polars frame."""
        return frames.like("polars", self._table)

    def to_arrow(self):
        """The rows as a ``pyarrow.Table``."""
        return self._table

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return self._table.num_rows

    def where(self, **filters: Any) -> Ledger:
        """Rows whose columns hold the value given, or one of a list of values; None stands for a blank.

        Parameters
        ----------
        **filters
            Column = value, or a list of values; a row must meet every one.

        Returns
        -------
        Ledger
            With the provenance of this one.

        Raises
        ------
        InputError
            ``missing_column``; ``wrong_type`` where a value is not of the column's type.
        """
        return Ledger(select(self._table, filters), self._kind, self._provenance)

    def __repr__(self) -> str:
        own = [c.name for c in COLUMNS if c.name in self._table.column_names]
        return f"<Ledger {len(self):,} rows, {', '.join(own)}; {self._table.num_columns - len(own)} further columns>"

    _repr_html_ = card


def select(table, filters: dict[str, Any]):
    """Rows of ``table`` where each column named holds (one of) the values given."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for column, wanted in filters.items():
        if column not in table.column_names:
            raise InputError(f"There is no column '{column}'.", code="missing_column", column=column, hint=f"Columns are: {', '.join(table.column_names)}.")
        values = list(wanted) if isinstance(wanted, (list, tuple, set, frozenset)) else [wanted]
        try:
            accepted = pa.array(values, table.column(column).type)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            raise InputError(f"Column '{column}' holds {table.column(column).type}, which {wanted!r} is not.", code="wrong_type", column=column, value=wanted,
                             hint="Periods and names are text, masses are numbers.") from None
        table = table.filter(pc.is_in(table.column(column), value_set=accepted))
    return table
