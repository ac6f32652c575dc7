# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Which rows break which rules, or raise which doubts: every one of a row is kept, with the cell that did it.

A *finding* is a rule asked of one column. Each has a bit, and a row has the bits of all its findings in one word, so that the kernel marks them
(``_native.mark_rows``) and words are made only for the rows that are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import _native
from ..schema import RULES

__all__ = ["Broken"]

_BITS = 32                                                      # of the kernel's word


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
        import numpy as np

        self.rows = rows
        self._rules = RULES if rules is None else rules
        self.bits = np.zeros(rows, np.uint32)
        self._found: list[tuple[str, Callable | None]] = []
        self._counts: dict[str, int] | None = None

    def finding(self, rule: str, detail: Callable[[Any], Any] | None = None) -> int:
        """The bit of a new finding; ``detail(positions)`` gives a text for each of the rows asked for, when a message is written.

        Raises
        ------
        KeyError
            A rule that is not listed.
        """
        if rule not in self._rules:
            raise KeyError(rule)
        if len(self._found) == _BITS:
            raise RuntimeError(f"internal error: more than {_BITS} findings")
        self._found.append((rule, detail))
        return 1 << (len(self._found) - 1)

    def add(self, rule: str, mask, detail: Callable[[Any], Any] | None = None) -> None:
        """Mark the rows in ``mask``."""
        if rule not in self._rules:
            raise KeyError(rule)
        if mask.any():
            self.bits[mask] |= self.finding(rule, detail)
            self._counts = None

    def mark(self, words: list, numbers: list) -> None:
        """Mark rows by the rules of text columns (``_native.word_rules``) and number columns (``_native.number_rules``)."""
        _native.mark_rows(words, numbers, self.bits)
        self._counts = None

    def any(self):
        """Rows that break a rule."""
        return self.bits != 0

    def alone(self, rule: str) -> None:
        """Rows that break ``rule`` keep no other: their cells stand under the wrong headers, so nothing else can be said of them."""
        self.bits[self.mask(rule)] &= self._mask(rule)
        self._counts = None

    def forget(self, mask) -> None:
        """Take the rows in ``mask`` out."""
        self.bits[mask] = 0
        self._counts = None

    def within(self, mask) -> Broken:
        """The same of the rows in ``mask`` alone."""
        import numpy as np

        out = Broken(self.rows, self._rules)
        out.bits, out._found = np.where(mask, self.bits, np.uint32(0)), list(self._found)
        return out

    def settle(self, became, rejected: int) -> None:
        """Rows with an outcome already are no facts, so no rule is asked of them; any other that breaks a rule becomes ``rejected``."""
        rules = [r for r in self._rules if self._mask(r)]
        counted = _native.settle_rows(self.bits, became, rejected, [self._mask(r) for r in rules])
        self._counts = {r: n for r, n in zip(rules, counted, strict=True) if n}

    def mask(self, rule: str):
        """Rows that break one rule."""
        return self.bits & self._mask(rule) != 0

    def counts(self) -> dict[str, int]:
        """Rows by broken rule, in the order of the rules; a row counts once for each rule it breaks."""
        if self._counts is None:
            counted = {rule: int(self.mask(rule).sum()) for rule in self._rules if self._mask(rule)}
            self._counts = {rule: n for rule, n in counted.items() if n}
        return dict(self._counts)

    def words(self, at):
        """(names of the broken rules, messages in Chinese and English) of the rows at the positions ``at``."""
        bits = self.bits[at]
        order = list(self._rules)
        names = [_where(bits & self._mask(rule) != 0, _same(rule, len(at))) for rule in order if (bits & self._mask(rule)).any()]
        told = []
        for k in sorted(range(len(self._found)), key=lambda k: order.index(self._found[k][0])):
            rule, detail = self._found[k]
            mine = bits & (1 << k) != 0
            if mine.any():
                told.append(_where(mine, _message(self._rules[rule], len(at), detail(at) if detail else None)))
        return _joined(names, ", ", len(at)), _joined(told, "; ", len(at))

    def _mask(self, rule: str) -> int:
        """The bits of all findings of one rule."""
        return sum(1 << k for k, (name, _) in enumerate(self._found) if name == rule)


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
