# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What a page is made of. Texts are plain; the page escapes every one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Bullets", "Cards", "Cell", "Figure", "Fold", "Lead", "Legend", "Note", "Para", "Section", "Table"]


@dataclass(frozen=True)
class Lead:
    """The answer of a section in one sentence."""

    text: str


@dataclass(frozen=True)
class Para:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Note:
    """What must be read with the numbers; ``strong`` for what changes their meaning."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: list[str]


@dataclass(frozen=True)
class Legend:
    """Classes of table cells and what they mean."""

    items: list[tuple[str, str]]


@dataclass(frozen=True)
class Cards:
    """Headline numbers: (label, number, unit, what to read with it)."""

    items: list[tuple[str, str, str, str]]


@dataclass(frozen=True)
class Cell:
    """A table cell with a class of the style sheet and a text that explains it."""

    text: str
    kind: str = ""
    title: str = ""


@dataclass(frozen=True)
class Table:
    """``head``: (text, "text" | "num") a column; rows of texts or cells; ``data``: file name of the same table in full beside the page."""

    caption: str
    head: list[tuple[str, str]]
    rows: list[list[Any]]
    notes: list[str] = field(default_factory=list)
    data: str | None = None
    kind: str = ""


@dataclass(frozen=True)
class Figure:
    """``svg`` is trusted markup of ``style.svg``; ``wide`` figures scroll on a narrow screen."""

    svg: str
    caption: str
    wide: bool = False


@dataclass(frozen=True)
class Fold:
    """What unfolds on demand."""

    summary: str
    blocks: list[Any]


@dataclass(frozen=True)
class Section:
    """A part of the page with its anchor."""

    id: str
    title: str
    blocks: list[Any]
