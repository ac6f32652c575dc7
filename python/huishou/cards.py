# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What a public object shows of itself in Jupyter: a small table, every text escaped, no script and no colour of its own, so that it follows the theme."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

__all__ = ["card", "rows", "table"]

_MOST, _LONGEST = 40, 400                                             # rows of a card, letters of a text: a card stays far below 50 kB


def card(thing: Any) -> str:
    """The card of an object, as its ``_repr_html_``.

    Examples
    --------
    >>> from collections import namedtuple
    >>> card(namedtuple("Test", "p_value")("<0.1")).split("<table>")[0]
    "<div class='huishou-card'><p><b>Test</b></p>"
    """
    pairs = rows(thing)
    more = f"<p>… {len(pairs) - _MOST:,} more</p>" if len(pairs) > _MOST else ""
    return f"<div class='huishou-card'><p><b>{html.escape(type(thing).__name__)}</b></p>{table([(n, _short(t)) for n, t in pairs[:_MOST]])}{more}</div>"


def table(pairs: list[tuple[str, str]]) -> str:
    """Names and texts as a table, to the left: notebooks set cells to the right.

    Examples
    --------
    >>> table([("licence", "<CC0>")])
    "<table><tr><th style='text-align:left'>licence</th><td style='text-align:left'>&lt;CC0&gt;</td></tr></table>"
    """
    left = "style='text-align:left'"
    body = "".join(f"<tr><th {left}>{html.escape(name)}</th><td {left}>{html.escape(text)}</td></tr>" for name, text in pairs)
    return f"<table>{body}</table>"


def rows(thing: Any) -> list[tuple[str, str]]:
    """Names and texts: the fields of a record that hold something, else the lines of the short text."""
    names = [*getattr(thing, "__dataclass_fields__", ()), *getattr(thing, "_fields", ())]
    if not names:
        return [("", line) for line in repr(thing).strip("<>").split("\n")]
    fields = [(n, getattr(thing, n)) for n in names if not n.startswith("_")]
    return [(n, _text(v)) for n, v in fields if v is not None and v != () and v != {} and v != ""]


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return "; ".join(f"{k} {_text(v)}" for k, v in value.items())
    if isinstance(value, (tuple, list)):
        return "; ".join(_text(v) for v in value)
    return str(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
