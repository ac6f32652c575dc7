# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Tables for spreadsheets: a text that a spreadsheet would run as a formula is written so that it stays a text."""

from __future__ import annotations

import re

from .. import frames

__all__ = ["neutral", "neutral_csv", "unguarded"]

# OWASP, CSV injection: cells that begin with these, in half or full width, are taken for formulas; blanks before them do not help. A text that already has
# the apostrophe gets another, so that taking one away gives back every text there is.
_START = r"'*(?:[\t\n\v\f\r \u00a0\u3000]*[=+\-@＝＋－＠]|[\t\r\n])".replace(r"\u00a0", "\u00a0").replace(r"\u3000", "\u3000")
_RISKY = re.compile(f"^{_START}")
# A number is no formula, whatever its sign, and neither is the mark of a blank.
_NUMBER = re.compile(r"^[+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?$|^[-—–−－]+$")


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
    writer.writerow([neutral(n) for n in table.column_names])
    columns = [[neutral(v) for v in table.column(n).to_pylist()] for n in table.column_names]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8-sig", "replace")


def neutral(value) -> str:
    """One cell as the text of a CSV for spreadsheets; a zero byte, which no text table may hold, is shown as ␀.

    Examples
    --------
    >>> from huishou.ledger.export import neutral
    >>> [neutral(v) for v in ("=1+1", " ＠x", "-3", "—", 1.5, None)]
    ["'=1+1", "' ＠x", '-3', '—', '1.5', '']
    """
    if value is None:
        return ""
    shown = repr(value) if isinstance(value, float) else str(value).replace("\x00", "\u2400")
    return f"'{shown}" if isinstance(value, str) and _RISKY.match(shown) and not _NUMBER.match(shown) else shown


def unguarded(table):
    """Texts and names of columns without the apostrophe that ``neutral`` put before them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for i, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            table = table.set_column(i, field.name, pc.replace_substring_regex(table.column(i), f"^'({_START})", r"\1"))
    return table.rename_columns([n[1:] if re.match(f"^'{_START}", n) else n for n in table.column_names])
