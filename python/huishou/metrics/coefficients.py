# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Coefficients that differ by material, year or place, with their source: average loss rates, straw-grain ratios, shares of a stream."""

from __future__ import annotations

import json
import math
from typing import Any

from .. import files, frames
from ..cards import card
from ..errors import InputError

__all__ = ["Coefficients"]


class Coefficients:
    """A table of coefficients for a ``Term``: the mass of each row is multiplied by that of its own material, year, region …

    Parameters
    ----------
    table
        Frame or dict with the column ``value`` and the ledger columns that tell coefficients apart; each combination once.
    source, version
        Where the numbers come from, and which edition of them. Both travel with the result.
    value
        Name of the column of coefficients: finite numbers, 1.

    Attributes
    ----------
    columns : list of str
        Ledger columns the table asks for.
    sha256 : str
        Of the content, in the order of its keys: equal tables, equal hash.

    Raises
    ------
    InputError
        ``no_source``, ``missing_column``, ``bad_coefficient``, ``repeated_coefficient``, ``wrong_type``, ``no_rows``.

    Examples
    --------
    >>> import huishou as hs
    >>> losses = hs.Coefficients({"material": ["waste_paper", "waste_glass"], "coef": [0.9, 0.75]}, source="national estimate", version="2023")
    >>> losses.columns, losses.lookup(material="waste_glass")
    (['material'], 0.75)
    """

    __slots__ = ("columns", "rows", "sha256", "source", "version")

    def __init__(self, table: Any, *, source: str, version: str, value: str = "coef"):
        if not all(isinstance(t, str) and t.strip() for t in (source, version)):
            raise InputError("A table of coefficients states no source or no version.", code="no_source",
                             hint='Give source="…" and version="…": a coefficient without them cannot be checked.')
        names = frames.names(table)
        frames.need_columns(names, [value])
        columns = [n for n in names if n != value]
        found = frames.table(table, names).to_pydict()
        if not columns or not found[value]:
            raise InputError("The table of coefficients tells nothing apart.", code="no_rows",
                             hint='Give at least one row and one ledger column beside "coef".')
        rows: dict[tuple, float] = {}
        for i, coefficient in enumerate(found[value]):
            key = tuple(found[c][i] for c in columns)
            if not isinstance(coefficient, (int, float)) or isinstance(coefficient, bool) or not math.isfinite(coefficient):
                raise InputError(f"Row {i + 1} of the coefficients holds {coefficient!r}.", code="bad_coefficient", column=value, row=i + 1, value=coefficient,
                                 hint="Give finite numbers; leave a combination without a coefficient out, and it is said in the result.")
            for column, word in zip(columns, key, strict=True):
                if word is not None and not isinstance(word, (str, int)):
                    raise InputError(f"Row {i + 1} of the coefficients has {word!r} in '{column}'.", code="wrong_type", column=column, row=i + 1, value=word,
                                     hint="Keys are text or whole numbers.")
            if key in rows:
                raise InputError(f"Two coefficients for {dict(zip(columns, key, strict=True))}.", code="repeated_coefficient", row=i + 1, value=str(key),
                                 hint="Leave one of them out.")
            rows[key] = float(coefficient)
        content = json.dumps([columns, sorted(([*map(repr, k), v.hex()] for k, v in rows.items()))], ensure_ascii=False)
        for name, given in (("columns", columns), ("rows", rows), ("source", source), ("version", version),
                            ("sha256", files.sha256(content.encode()))):
            object.__setattr__(self, name, given)

    def __setattr__(self, name, value):
        raise AttributeError("Coefficients never change; make a new table.")

    def lookup(self, **keys: Any) -> float | None:
        """The coefficient of one combination, None where the table has none.

        Parameters
        ----------
        **keys
            Column = value, for every one of ``columns``.

        Returns
        -------
        float or None
            The coefficient (1).

        Raises
        ------
        InputError
            ``missing_column``: the columns given are not those of the table.
        """
        if set(keys) != set(self.columns):
            raise InputError(f"The table is looked up by {', '.join(self.columns)}, and {', '.join(keys) or 'nothing'} is given.", code="missing_column",
                             value=", ".join(keys), hint="Give a value for each of its columns, and no other.")
        return self.rows.get(tuple(keys[c] for c in self.columns))

    def __eq__(self, other):
        return isinstance(other, Coefficients) and (self.sha256, self.source, self.version) == (other.sha256, other.source, other.version)

    def __hash__(self):
        return hash(self.sha256)

    def __repr__(self) -> str:
        return f"<Coefficients: {len(self.rows)} by {', '.join(self.columns)}; {self.source}, {self.version}>"

    def text(self) -> str:
        """Where the numbers come from, in a line."""
        return f"table by {', '.join(self.columns)} ({self.source}, {self.version})"

    def record(self) -> dict[str, Any]:
        """For the provenance of a result; plain JSON."""
        return {"columns": list(self.columns), "rows": len(self.rows), "source": self.source, "version": self.version, "sha256": self.sha256}

    _repr_html_ = card
