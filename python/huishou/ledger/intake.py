# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What a reading gave: the ledger, the rows that are not in it and why, and the account that closes over all rows read."""

from __future__ import annotations

import copy
from typing import Any

from .. import frames
from ..schema import RULES, WARNINGS
from .block import Block
from .export import neutral_csv
from .judge import ACCEPTED, IGNORED, REJECTED
from .ledger import Ledger
from .rules import Broken
from .stack import stack

__all__ = ["Intake", "account"]

_ALWAYS = ("total_row", "blank_row", "blank_cell")


def account(blocks: list[Block], accepted: int, filtered: bool) -> dict[str, Any]:
    """Rows by what became of them.

    Raises
    ------
    RuntimeError
        When the rows do not add up. That is a defect of this package, never of a source.
    """
    import numpy as np

    became = np.concatenate([b.became for b in blocks])
    lines = sum(b.raw.blank * b.layout.width for b in blocks)
    ignored = {name: int((became == code).sum()) for name, code in IGNORED.items()}
    ignored = {name: n for name, n in ignored.items() if n or name in _ALWAYS or (name == "outside_where" and filtered)}
    ignored["blank_row"] += lines
    rules: dict[str, int] = {}
    for block in blocks:
        for rule, n in block.broken.counts().items():
            rules[rule] = rules.get(rule, 0) + n
    counts = {"read": len(became) + lines, "accepted": accepted, "rejected": int((became == REJECTED).sum()),
              "rules": {r: rules[r] for r in RULES if r in rules},
              "warnings": {}, "ignored": ignored, "source_rows": sum(b.raw.about["rows"] for b in blocks)}
    if counts["read"] != counts["accepted"] + counts["rejected"] + sum(ignored.values()):
        raise RuntimeError(f"internal error: rows were lost or counted twice: {counts}")
    if counts["read"] != sum(b.raw.about["rows"] * b.layout.width for b in blocks):
        raise RuntimeError(f"internal error: not every source row was read: {counts}")
    doubts: dict[str, int] = {}
    for block in blocks:
        for rule, n in _doubts(block).counts().items():
            doubts[rule] = doubts.get(rule, 0) + n
    counts["warnings"] = {r: doubts[r] for r in WARNINGS if r in doubts}
    return counts


class Intake:
    """A reading that is done; nothing in it changes.

    Attributes
    ----------
    ledger : Ledger
        Accepted rows, masses in tonnes.
    rejected : frame
        Rows that break a rule, of the caller's kind: every source column, ``_source``, ``_row`` (as a person counts in the file, from 1), ``_column`` (the
        cell's column in a melted table), ``_rules``, ``_message`` (Chinese / English).
    warnings : frame
        Rows of the ledger that raise a doubt, with the same columns and places, ``_warnings`` and ``_message``.
    ignored : frame
        Rows that are no facts, with the same places and ``_reason``: ``total_row``, ``blank_row``, ``blank_cell``, ``outside_where``,
        ``read_before`` (the sound cells of a melted row that comes back from a table of rejected rows).
    counts : dict
        ``read, accepted, rejected, rules, warnings, ignored, source_rows``; ``read`` counts ledger rows, one for each source cell of a melted table.
    notes : list of str
        What was renamed, ignored, left out or decided.
    provenance : dict
        Sources with hashes, units, mapping, counts; plain JSON.

    Examples
    --------
    >>> import huishou as hs
    >>> intake = hs.ingest({"material": ["废纸", "废纸"], "mass_t": ["1", "x"]})
    >>> hs.frames.to("dict", intake.rejected)["_message"][0]
    '不是数字 / not a number: mass_t = x'
    """

    __slots__ = ("_blocks", "_counts", "_ledger", "_provenance")

    def __init__(self, ledger: Ledger, blocks: list[Block], counts: dict[str, Any], provenance: dict[str, Any]):
        for name, value in (("_ledger", ledger), ("_blocks", blocks), ("_counts", counts), ("_provenance", provenance)):
            object.__setattr__(self, name, value)

    def __setattr__(self, name, value):
        raise AttributeError("An Intake never changes; read again.")

    @property
    def ledger(self) -> Ledger:
        """Accepted rows."""
        return self._ledger

    @property
    def kind(self) -> str:
        """The kind of frame handed out."""
        return self._ledger.kind

    @property
    def counts(self) -> dict[str, Any]:
        """Rows by what became of them."""
        return copy.deepcopy(self._counts)

    @property
    def notes(self) -> list[str]:
        """What was renamed, ignored, left out or decided, source by source."""
        return [n for b in self._blocks for n in b.notes]

    @property
    def provenance(self) -> dict[str, Any]:
        """Where the rows come from; plain JSON."""
        return copy.deepcopy(self._provenance)

    @property
    def rejected(self):
        """Rows that break a rule, with every rule and their place in the source."""
        return frames.like(self.kind, stack([_rejected(b) for b in self._blocks]))

    @property
    def warnings(self):
        """Rows of the ledger that raise a doubt, with every doubt and their place in the source."""
        return frames.like(self.kind, stack([_warned(b) for b in self._blocks]))

    @property
    def ignored(self):
        """Rows that are no facts, with the reason and their place in the source; lines without any cell are only counted."""
        return frames.like(self.kind, stack([_ignored(b) for b in self._blocks]))

    def rejected_csv(self) -> bytes:
        """The rejected rows as CSV for Excel: texts that begin like a formula stay texts. Corrected, the file can be given to ``ingest`` again."""
        return neutral_csv(stack([_rejected(b) for b in self._blocks]))

    def _summary(self) -> str:
        c = self._counts
        parts = [f"{c['read']:,} rows read = {c['accepted']:,} accepted + {c['rejected']:,} rejected + {sum(c['ignored'].values()):,} ignored"]
        for group, before in ((c["rules"], ""), (c["ignored"], ""), (c["warnings"], "warnings: ")):
            if any(group.values()):
                parts.append(before + ", ".join(f"{name} {n:,}" for name, n in group.items() if n))
        return "; ".join(parts)

    def __repr__(self) -> str:
        return f"<Intake: {self._summary()}>"

    def card(self, lang: str = "zh") -> str:
        """The account as HTML.

        Parameters
        ----------
        lang
            ``"zh"`` or ``"en"``.

        Returns
        -------
        str
            A fragment, not a page; texts of the source are escaped.

        Raises
        ------
        InputError
            ``unknown_language``.
        """
        from .card import intake_card

        return intake_card(self._counts, self.notes, lang)

    def _repr_html_(self) -> str:
        return self.card()


def _rejected(block: Block):
    import numpy as np
    import pyarrow as pa

    at = np.flatnonzero(block.became == REJECTED)
    rules, messages = block.broken.words(at)
    table = block.found(at)
    for name, column in (("_rules", rules), ("_message", messages)):
        table = table.append_column(pa.field(name, pa.string()), column)
    return table


def _doubts(block: Block) -> Broken:
    """Warnings of the rows that are in the ledger; a row outside ``where`` or rejected has none."""
    return block.warned.within(block.became == ACCEPTED)


def _warned(block: Block):
    import numpy as np
    import pyarrow as pa

    doubts = _doubts(block)
    at = np.flatnonzero(doubts.any())
    table = block.found(at)
    for name, column in zip(("_warnings", "_message"), doubts.words(at), strict=True):
        table = table.append_column(pa.field(name, pa.string()), column)
    return table


def _ignored(block: Block):
    import numpy as np
    import pyarrow as pa

    at = np.flatnonzero(np.isin(block.became, list(IGNORED.values())))
    names = {code: name for name, code in IGNORED.items()}
    reasons = pa.array([names.get(i, "") for i in range(max(names) + 1)], pa.string()).take(block.became[at].astype(np.int64))
    return block.found(at).append_column(pa.field("_reason", pa.string()), reasons)
