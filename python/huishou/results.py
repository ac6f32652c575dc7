# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What a computing call returns: an immutable tidy table, its pedigree, and the words that explain a row."""

from __future__ import annotations

import copy
import html
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import files, frames
from .errors import InputError

__all__ = ["Result"]

_SHOWN = 5                                                      # rows of a text repr; the whole stays under ten lines
_CARD = 12                                                      # rows of an HTML card


class Result:
    """A computed table that never changes.

    Parameters
    ----------
    table
        ``pyarrow.Table``, one row a fact, missing numbers null.
    kind
        The kind of frame of ``frame()``: the caller's own.
    provenance
        Plain JSON: inputs, parameters, versions.
    title
        What the table is, in a few words.
    explain
        ``(row as dict, lang) -> str``; None where a row explains itself.

    Examples
    --------
    >>> import huishou as hs
    >>> result = hs.aggregate({"site": ["a", "b"], "mass_t": [1.5, 2.0]}, by=["site"], values={"mass_t": ["sum"]})
    >>> len(result), result.columns, result.rows()[0]["mass_t_sum"]
    (2, ['site', 'mass_t_sum', 'mass_t_missing'], 1.5)
    """

    __slots__ = ("_explain", "_kind", "_provenance", "_table", "_title")

    def __init__(self, table, kind: str, provenance: dict[str, Any], title: str, explain: Callable[[dict[str, Any], str], str] | None = None):
        object.__setattr__(self, "_table", table)
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_provenance", provenance)
        object.__setattr__(self, "_title", title)
        object.__setattr__(self, "_explain", explain)

    def __setattr__(self, name, value):
        raise AttributeError("A Result never changes; compute a new one.")

    @property
    def kind(self) -> str:
        """The kind of frame of ``frame()``."""
        return self._kind

    @property
    def title(self) -> str:
        """What the table is, in a few words."""
        return self._title

    @property
    def columns(self) -> list[str]:
        """Column names."""
        return list(self._table.column_names)

    @property
    def provenance(self) -> dict[str, Any]:
        """Inputs, parameters and versions behind the numbers; plain JSON."""
        return copy.deepcopy(self._provenance)

    def frame(self):
        """The table as the caller's kind of frame."""
        return frames.like(self._kind, self._table)

    def to_pandas(self):
        """The table as a pandas frame; missing numbers are NaN."""
        return frames.like("pandas", self._table)

    def to_polars(self):
        """The table as a polars frame; missing numbers are null."""
        return frames.like("polars", self._table)

    def to_arrow(self):
        """The table as a ``pyarrow.Table``; missing numbers are null."""
        return self._table

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return self._table.num_rows

    def rows(self) -> list[dict[str, Any]]:
        """The rows as dicts; missing values are None."""
        return self._table.to_pylist()

    def wide(self, columns: str, values: str):
        """One row per combination of the other key columns, one column per value of ``columns``.

        Parameters
        ----------
        columns
            The column whose values become columns.
        values
            The column whose numbers fill them; keys are the columns before the first number.

        Returns
        -------
        frame
            Of the caller's kind; a cell without a row is missing.

        Raises
        ------
        InputError
            ``missing_column``; ``not_unique`` where two rows fall into one cell.
        """
        import pyarrow as pa

        for name in (columns, values):
            if name not in self.columns:
                raise InputError(f"There is no column '{name}'.", code="missing_column", column=name, hint=f"Columns are: {', '.join(self.columns)}.")
        keys = [n for n in self._keys() if n not in (columns, values)]
        cells: dict[tuple, dict[str, Any]] = {}
        names: dict[str, None] = {}
        for row in self._table.select([*keys, columns, values]).to_pylist():
            at, name = tuple(row[k] for k in keys), str(row[columns])
            if name in cells.setdefault(at, {}):
                raise InputError(f"Two rows have {columns} = '{name}' and equal keys.", code="not_unique", column=columns, value=name,
                                 hint="Compute with fewer columns in by, or pivot another column.")
            cells[at][name] = row[values]
            names[name] = None
        data = {k: pa.array([at[i] for at in cells], self._table.schema.field(k).type) for i, k in enumerate(keys)}
        data |= {n: pa.array([c.get(n) for c in cells.values()], self._table.schema.field(values).type) for n in names}
        return frames.like(self._kind, pa.table(data))

    def _keys(self) -> list[str]:
        import pyarrow as pa

        keys = []
        for field in self._table.schema:
            if pa.types.is_floating(field.type):
                break
            keys.append(field.name)
        return keys

    def explain(self, row: int = 0, lang: str = "zh") -> str:
        """The formula of one row with its numbers in it, and what its status means.

        Parameters
        ----------
        row
            Position in the table, 0-based.
        lang
            ``"zh"`` or ``"en"``.

        Returns
        -------
        str
            Several lines.

        Raises
        ------
        InputError
            ``no_such_row``, ``unknown_language``.
        """
        one = self._one(row, lang)
        if self._explain is not None:
            return self._explain(one, lang)
        return "\n".join(f"{name} = {_text(value)}" for name, value in one.items())

    def _one(self, row: int, lang: str) -> dict[str, Any]:
        """One row as a dict, for words about it."""
        if not -len(self) <= row < len(self):
            raise InputError(f"There is no row {row}.", code="no_such_row", row=row, hint=f"Rows are 0 to {len(self) - 1}.")
        if lang not in ("zh", "en"):
            raise InputError(f"'{lang}' is not a language of huishou.", code="unknown_language", value=lang, hint="Choose zh or en.")
        return self._table.slice(row % len(self), 1).to_pylist()[0]

    def save(self, folder: str | Path) -> Path:
        """``table.parquet`` and ``manifest.json`` (provenance, sha256 of the table) in ``folder``, made where it is absent; each file whole or not at all.

        Parameters
        ----------
        folder
            Path of a folder.

        Returns
        -------
        Path
            The folder.
        """
        folder = Path(folder)
        content = files.parquet(self._table)
        manifest = {"title": self._title, "provenance": self._provenance, "files": {"table.parquet": files.sha256(content)}}
        files.write(folder / "table.parquet", content)
        files.write(folder / "manifest.json", (json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode())
        return folder

    def __repr__(self) -> str:
        head = f"<{self._title}: {len(self):,} rows>"
        shown = [[_text(v) for v in r.values()] for r in self._table.slice(0, _SHOWN).to_pylist()]
        lines = [self.columns, *shown]
        width = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        body = ["  ".join(c.ljust(w) for c, w in zip(line, width, strict=True)).rstrip()[:160] for line in lines]
        more = [f"… {len(self) - _SHOWN:,} more"] if len(self) > _SHOWN else []
        return "\n".join([head, *body, *more])

    def _repr_html_(self) -> str:
        cells = "".join(f"<th>{html.escape(c)}</th>" for c in self.columns)
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(_text(v))}</td>" for v in r.values()) + "</tr>" for r in self._table.slice(0, _CARD).to_pylist())
        more = f"<p>… {len(self) - _CARD:,} more rows</p>" if len(self) > _CARD else ""
        return (f"<div class='huishou-card'><p><b>{html.escape(self._title)}</b> · {len(self):,} rows</p>"
                f"<table><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table>{more}</div>")


def _text(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool) or not isinstance(value, float):
        return str(value)
    if math.isnan(value):
        return "—"
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.1f}"
