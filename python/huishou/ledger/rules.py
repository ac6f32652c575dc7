# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Which rows break which rules, or raise which doubts: every one of a row is kept, with the cell that did it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..schema import RULES

__all__ = ["Broken"]


class Broken:
    """Broken rules of the rows of one table.

    Parameters
    ----------
    rows
        Number of rows.
    rules
        Rule to its names in Chinese and English; None takes ``schema.RULES``.

    Examples
    --------
    >>> import numpy as np
    >>> from huishou.ledger.rules import Broken
    >>> broken = Broken(2)
    >>> broken.add("negative", np.array([False, True]))
    >>> broken.any().tolist(), broken.words(np.array([1]))[0].to_pylist()
    ([False, True], ['negative'])
    """

    def __init__(self, rows: int, rules: dict[str, tuple[str, str]] | None = None):
        self.rows = rows
        self._rules = RULES if rules is None else rules
        self._found: list[tuple[str, Any, Callable | None]] = []

    def add(self, rule: str, mask, detail: Callable[[Any], Any] | None = None) -> None:
        """Mark the rows in ``mask``; ``detail(positions)`` gives a text for each of the rows asked for, when a message is written."""
        if rule not in self._rules:
            raise KeyError(rule)
        if mask.any():
            self._found.append((rule, mask, detail))

    def any(self):
        """Rows that break a rule."""
        import numpy as np

        out = np.zeros(self.rows, bool)
        for _, mask, _ in self._found:
            out |= mask
        return out

    def alone(self, rule: str) -> None:
        """Rows that break ``rule`` keep no other: their cells stand under the wrong headers, so nothing else can be said of them."""
        at = self.mask(rule)
        self._found = [(r, m if r == rule else m & ~at, d) for r, m, d in self._found]

    def forget(self, mask) -> None:
        """Take the rows in ``mask`` out: they are no facts, so no rule is asked of them."""
        self._found = [(r, m & ~mask, d) for r, m, d in self._found]

    def within(self, mask) -> Broken:
        """The same of the rows in ``mask`` alone."""
        out = Broken(self.rows, self._rules)
        for rule, found, detail in self._found:
            out.add(rule, found & mask, detail)
        return out

    def mask(self, rule: str):
        """Rows that break one rule."""
        import numpy as np

        out = np.zeros(self.rows, bool)
        for name, mask, _ in self._found:
            if name == rule:
                out |= mask
        return out

    def counts(self) -> dict[str, int]:
        """Rows by broken rule, in the order of the rules; a row counts once for each rule it breaks."""
        found = {name for name, _, _ in self._found}
        counted = {rule: int(self.mask(rule).sum()) for rule in self._rules if rule in found}
        return {rule: n for rule, n in counted.items() if n}

    def words(self, at):
        """(names of the broken rules, messages in Chinese and English) of the rows at the positions ``at``."""
        names = [_where(self.mask(rule)[at], _same(rule, len(at))) for rule in self.counts()]
        order = list(self._rules)
        told = []
        for rule, mask, detail in sorted(self._found, key=lambda f: order.index(f[0])):
            if mask[at].any():
                told.append(_where(mask[at], _message(self._rules[rule], len(at), detail(at) if detail else None)))
        return _joined(names, ", ", len(at)), _joined(told, "; ", len(at))


def _same(word: str, length: int):
    import pyarrow as pa

    return pa.repeat(pa.scalar(word, pa.string()), length)


def _message(names: tuple[str, str], length: int, detail):
    import pyarrow.compute as pc

    text = _same(" / ".join(names), length)
    return text if detail is None else pc.if_else(pc.is_null(detail), text, pc.binary_join_element_wise(text, detail, ": ", null_handling="skip"))


def _where(mask, text):
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(pa.array(mask), text, pa.scalar(None, pa.string()))


def _joined(parts, separator: str, length: int):
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(*parts, separator, null_handling="skip") if parts else _same("", length)
