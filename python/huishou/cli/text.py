# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Tables of plain text whose columns line up, Chinese characters counted as two."""

from __future__ import annotations

import unicodedata
from typing import Any

__all__ = ["account", "columns"]


def account(counts: dict[str, Any]) -> str:
    """Rows by what became of them, as one line; ``ignored`` is a number or a dict of reasons."""
    ignored = counts["ignored"]
    ignored = sum(ignored.values()) if isinstance(ignored, dict) else ignored
    return f"{counts['read']:,} 行读入 read = {counts['accepted']:,} 接受 accepted + {counts['rejected']:,} 拒绝 rejected + {ignored:,} 忽略 ignored"


def columns(names: tuple[str, ...], rows: list[dict[str, Any]]) -> str:
    """Rows under their names, one line a row.

    Examples
    --------
    >>> from huishou.cli.text import columns
    >>> print(columns(("a", "b"), [{"a": "废纸", "b": 1.5}, {"a": "x", "b": None}]))
    a     b
    废纸  1.5
    x     —
    """
    lines = [list(names), *([_text(r.get(n)) for n in names] for r in rows)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(names))]
    return "\n".join("  ".join(c + " " * (w - _width(c)) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines)


def _text(value: Any) -> str:
    return "—" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
