# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rejected rows as a CSV a person opens in a spreadsheet: every column of the source, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from .. import frames
from ..ledger.export import neutral

__all__ = ["NOTE", "to_csv"]

NOTE = ("UTF-8 with byte order mark. Text cells beginning with = + - @ (half or full width), a tab or a line break are preceded by an apostrophe, so that no "
        "spreadsheet runs them; numbers are untouched.")
_OWN = ("_source", "_row", "_column", "_rules", "_message")


def to_csv(intakes: Iterable[tuple[str, Any]]) -> bytes:
    """Rejected rows of readings, one below the other.

    Parameters
    ----------
    intakes
        Pairs of a name for the column ``_ledger`` and an ``Intake``.

    Examples
    --------
    >>> import huishou as hs
    >>> from huishou.view import rejected
    >>> read = hs.ingest({"material": ["=HYPERLINK(1)", "废纸"], "mass_t": ["x", "1"]})
    >>> rejected.to_csv([("a", read)]).decode("utf-8-sig").splitlines()[1].split(",")[-2]
    "'=HYPERLINK(1)"
    """
    tables = [(name, frames.table(intake.rejected)) for name, intake in intakes]
    names = list(dict.fromkeys(c for _, t in tables for c in t.column_names if c not in ("_ledger", *_OWN)))
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow([neutral(c) for c in ("_ledger", *_OWN, *names)])
    for name, table in tables:
        for row in table.to_pylist():
            write.writerow([neutral(c) for c in (name, *(row.get(c) for c in _OWN), *(row.get(c) for c in names))])
    return out.getvalue().encode("utf-8-sig", "replace")
