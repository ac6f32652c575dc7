# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""One module a part of the report. Each has ``build(work) -> Section | None``: None where the sources do not support it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...results import Result
from ..sources import Source

__all__ = ["Work"]


@dataclass
class Work:
    """What the parts of one report share: sources, language, and the tables that are written beside the page."""

    sources: list[Source]
    lang: str
    tables: dict[str, Result] = field(default_factory=dict)
    beside: dict[str, Any] = field(default_factory=dict)        # readings that are compared with, though no source of the report
    found: dict[str, Any] = field(default_factory=dict)         # results one part computes and another shows
    figures: int = 0

    @property
    def n(self) -> int:
        """Place of this language in a pair of texts."""
        return 0 if self.lang == "zh" else 1

    @property
    def national(self) -> Source | None:
        """The source with the published totals of the ten categories."""
        return next((s for s in self.sources if s.national), None)

    @property
    def cycle(self) -> Source | None:
        """The source with the steel cycle."""
        return next((s for s in self.sources if s.cycle), None)

    @property
    def ledgers(self) -> list[Source]:
        """The other sources, as far as they have rows."""
        return [s for s in self.sources if not s.national and not s.cycle and len(s.ledger)]

    def keep(self, name: str, result: Result) -> str:
        """A table to be written beside the page; returns its file name."""
        self.tables[name] = result
        return f"tables/{name}.parquet"

    def svg(self, figure: Any, title: str, description: str) -> str:
        """A figure as inline SVG with ids of its own."""
        from .. import style

        self.figures += 1
        return style.svg(figure, f"f{self.figures}", title, description)
