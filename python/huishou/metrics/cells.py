# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""One exact pass over the rows: masses by the columns of the answer and every column that definitions or factors ask about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import _native, frames
from ..errors import InputError

__all__ = ["CHAIN", "COMPARED", "UNITS", "UNLIKE", "Cells", "cells", "checked_by", "conditions"]

UNITS = ("period", "region", "site", "enterprise")                    # a reporting unit, coarse to fine
UNLIKE = ("basis", "period_kind", "scope", "measure", "vintage")      # tonnes that differ in these are never added
COMPARED = ("basis", "period_kind", "scope")                          # numerator and denominator should agree on these
CHAIN = ("production", "consumption", "generation", "collection", "sorting", "market", "reprocessing")  # what one tonne passes one after the other


@dataclass(frozen=True)
class Cells:
    """Sums of ``mass_t`` by ``keys``, the first ``by`` of them those of the answer.

    Attributes
    ----------
    core
        The compiled aggregator.
    names
        Columns of the frame.
    kind
        The caller's kind of frame.
    rows
        Rows read.
    """

    core: Any
    keys: list[str]
    by: int
    names: list[str]
    kind: str
    rows: int

    def position(self, column: str) -> int:
        """Position of a key, −1 where the frame has no such column."""
        return self.keys.index(column) if column in self.keys else -1


def checked_by(by: Any) -> list[str]:
    """``by`` as a list of names.

    Raises
    ------
    InputError
        ``bad_by``.
    """
    if by is None or isinstance(by, str) or not all(isinstance(b, str) for b in by):
        raise InputError(f"by is {by!r}.", code="bad_by", value=by, hint='Give a list of column names, for example by=["region"].')
    return list(by)


def cells(frame: Any, by: list[str], asked: list[str], threads: int | None = None) -> Cells:
    """``mass_t`` summed exactly by ``by`` and by those of ``asked`` that the frame has.

    Raises
    ------
    InputError
        ``missing_column`` where ``mass_t`` or a column of ``by`` is absent; those of ``Aggregator.update``.
    """
    kind = frames.kind_of(frame)
    if kind == "pyarrow" or hasattr(frame, "kind"):
        frame = frames.table(frame)                                   # a stream can be asked once
    names = frames.names(frame)
    frames.need_columns(names, [*by, "mass_t"])
    keys = list(dict.fromkeys([*by, *(c for c in asked if c in names)]))
    core = _native.CoreAggregator(keys, [("mass_t", ["sum"])])
    rows = _native.stream(frame, [*keys, "mass_t"])
    core.absorb(rows, _native.worker_count(threads))
    return Cells(core, keys, len(by), names, kind, rows.num_rows)


def conditions(where: dict[str, Any], found: Cells) -> list[tuple[int, list[Any], bool]]:
    """A filter as the kernel reads it: key position, values, whether a blank counts."""
    return [(found.position(c), [v for v in values if v is not None], None in values) for c, values in where.items()]
