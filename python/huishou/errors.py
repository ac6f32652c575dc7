# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What huishou raises: wrong calls and unreadable sources. Bad rows are data and never raise.

``HuishouError`` is abstract in use: one of its subclasses is raised. The class says which part refused,
``code`` says why (a stable word to branch on), and the rest says where and what to do about it.

==================  ==========================================================
class               raised by
==================  ==========================================================
``InputError``      arguments, columns and values a call cannot use; unreadable sources
``UnitError``       a unit that is unknown, ambiguous or of the wrong kind
``MatchError``      a factor, definition, pack or dataset that does not exist
``StateError``      merging or taking apart states that do not fit
``ReconcileError``  a balance that has no solution
==================  ==========================================================
"""

from __future__ import annotations

from typing import Any

__all__ = ["HuishouError", "InputError", "UnitError", "MatchError", "StateError", "ReconcileError", "MissingExtraError"]


class HuishouError(ValueError):
    """Base of everything huishou raises.

    Parameters
    ----------
    message
        What is wrong, in one sentence.
    code
        Stable identifier of the reason, for example ``"mixed_scope"``.
    column, row, value
        Where it was found: column name, row as a person counts it in the source (1-based), offending value.
    hint
        What to do about it, in one sentence.
    """

    def __init__(self, message: str, *, code: str, column: str | None = None, row: int | None = None, value: Any = None, hint: str | None = None):
        super().__init__(message)
        self.message = message
        self.code = code
        self.column = column
        self.row = row
        self.value = value
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message

    def __reduce__(self):
        # Errors cross process borders (Dask, multiprocessing); keyword-only arguments need their own recipe.
        return (_rebuild, (type(self), self.message, self.code, self.column, self.row, self.value, self.hint))


def _rebuild(cls, message, code, column, row, value, hint):
    return cls(message, code=code, column=column, row=row, value=value, hint=hint)


class InputError(HuishouError):
    """An argument, a column, a value or a source that cannot be used."""


class UnitError(HuishouError):
    """A unit that is unknown, ambiguous or of another kind."""


class MatchError(HuishouError):
    """A named thing (factor pack, definition, dataset) that does not exist."""


class StateError(HuishouError):
    """States that cannot be merged or taken apart."""


class ReconcileError(HuishouError):
    """A balance that has no solution."""


class MissingExtraError(HuishouError, ImportError):
    """An optional dependency that is not installed; the message names the extra and the command."""
