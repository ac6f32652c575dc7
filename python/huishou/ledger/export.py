# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Tables for spreadsheets: a text that a spreadsheet would run as a formula is written so that it stays a text."""

from __future__ import annotations

import re

from .. import frames

__all__ = ["neutral_csv", "unguarded"]

# OWASP, CSV injection: cells that begin with these are taken for formulas. A number is none of them, whatever its sign.
_RISKY = re.compile(r"^[=+\-@\t\r]")
_NUMBER = re.compile(r"^[+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?$|^[-—–−]+$")


def neutral_csv(frame) -> bytes:
    """A frame as CSV for Excel: UTF-8 with mark, and an apostrophe before texts that begin like a formula.

    Examples
    --------
    >>> from huishou.ledger.export import neutral_csv
    >>> neutral_csv({"a": ["=1+1", "-3", "x"]}).decode("utf-8-sig").split()
    ['a', "'=1+1", '-3', 'x']
    """
    import csv
    import io

    table = frames.table(frame)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_neutral(n) for n in table.column_names])
    columns = [[_neutral(v) for v in table.column(n).to_pylist()] for n in table.column_names]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8-sig", "replace")


def _neutral(value) -> str:
    if value is None:
        return ""
    shown = repr(value) if isinstance(value, float) else str(value)
    return f"'{shown}" if isinstance(value, str) and _RISKY.match(shown) and not _NUMBER.match(shown) else shown


def unguarded(table):
    """Text cells without the apostrophe that ``neutral_csv`` put before them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for i, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            table = table.set_column(i, field.name, pc.replace_substring_regex(table.column(i), r"^'([=+\-@\t\r])", r"\1"))
    return table
