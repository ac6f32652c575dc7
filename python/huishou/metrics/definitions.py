# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Definitions of recovery rates: the catalogue that ships with huishou (``definitions.toml``), and a user's own.

A rate is Σ coef · mass over the rows of the numerator's terms, divided by the same over the denominator's.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from .. import frames
from ..errors import InputError, MatchError

__all__ = ["Definition", "Term", "catalogue", "definition", "definitions"]

_FILE = Path(__file__).with_name("definitions.toml")
Value = str | int | bool | None


def _values(column: str, wanted: Any) -> tuple[Value, ...]:
    values = tuple(wanted) if isinstance(wanted, (list, tuple, set, frozenset)) else (wanted,)
    if not values:
        raise InputError(f"The filter on '{column}' lists no value.", code="empty_filter", column=column, hint="List the values whose rows count.")
    for value in values:
        if value is not None and not isinstance(value, (str, int)):
            raise InputError(f"The filter on '{column}' holds {value!r}.", code="wrong_type", column=column, value=value,
                             hint="Give text, whole numbers, True or False, or None for a blank.")
    return values


@dataclass(frozen=True)
class Term:
    """Rows that count, and with which coefficient.

    Parameters
    ----------
    where
        Column -> value or list of values; a row must meet every column. None stands for a blank, which is in no list otherwise.
    coef
        Finite number the mass is multiplied by, exactly: −1 for imports, 0.95 after a loss of 5 %.
    lag, agg
        Reserved for other periods and their means; only ``0`` and ``"sum"`` are computed.

    Raises
    ------
    InputError
        ``empty_filter``, ``wrong_type``, ``bad_coefficient``, ``not_supported``.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.Term({"stage": "import"}, coef=-1.0).text()
    '-1 × [stage = import]'
    """

    where: Mapping[str, tuple[Value, ...]]
    coef: float = 1.0
    lag: int = 0
    agg: str = "sum"

    def __post_init__(self):
        if not isinstance(self.where, Mapping):
            raise InputError(f"A term's filter is a {type(self.where).__name__}.", code="bad_filter", hint='Give a dict, for example {"fate": ["recycled"]}.')
        object.__setattr__(self, "where", {str(c): _values(c, v) for c, v in self.where.items()})
        if not isinstance(self.coef, (int, float)) or isinstance(self.coef, bool):
            raise InputError(f"The coefficient is a {type(self.coef).__name__}.", code="not_supported", value=type(self.coef).__name__,
                             hint="Give one number a term; where coefficients differ by year or region, write one term each.")
        if not math.isfinite(self.coef):
            raise InputError(f"The coefficient is {self.coef}.", code="bad_coefficient", value=self.coef, hint="Give a finite number.")
        object.__setattr__(self, "coef", float(self.coef))
        if self.lag != 0 or self.agg != "sum":
            raise InputError("Terms of other periods and their means are not computed.", code="not_supported", value=f"lag={self.lag!r}, agg={self.agg!r}",
                             hint="For a collection rate over the mean of three years use recovery.weee_collection.")

    def text(self) -> str:
        """The term in a line."""
        filters = "; ".join(f"{c} = {' | '.join('blank' if v is None else str(v) for v in vs)}" for c, vs in self.where.items())
        return f"{self.coef:g} × [{filters or 'all rows'}]"


def _terms(side: Any, name: str) -> tuple[Term, ...]:
    listed = [side] if isinstance(side, (Mapping, Term)) else side
    if not isinstance(listed, (list, tuple)) or not listed:
        raise InputError(f"The {name} is {side!r}.", code="bad_terms", value=str(side), hint=f'Give {name}={{"fate": ["recycled"]}} or a list of Terms.')
    return tuple(t if isinstance(t, Term) else Term(t) for t in listed)


@dataclass(frozen=True)
class Definition:
    """A recovery rate as data.

    Parameters
    ----------
    id
        Stable name, shown in results.
    numerator, denominator
        A filter (dict), a ``Term``, or a list of them. A row that meets two terms counts in both.
    title_zh, title_en, region, calculation_point, source, status, display, notes_zh, notes_en
        What a reader must know; ``display`` is ``share`` (0–1) or ``kg_per_t``.

    Raises
    ------
    InputError
        ``bad_terms``, ``bad_id`` and those of ``Term``.

    Examples
    --------
    >>> import huishou as hs
    >>> own = hs.Definition(id="mine", numerator={"fate": ["recycled"]}, denominator={"stage": ["generation"]})
    >>> own.numerator[0].text()
    '1 × [fate = recycled]'
    """

    id: str
    numerator: Any
    denominator: Any
    title_zh: str = ""
    title_en: str = ""
    region: str = "any"
    calculation_point: str = "not stated"
    source: str = "user's own definition"
    status: str = "user's own"
    display: str = "share"
    notes_zh: str = ""
    notes_en: str = ""
    own: bool = field(default=True, compare=False)

    def __post_init__(self):
        if not isinstance(self.id, str) or not self.id or self.id == "all":
            raise InputError(f"The id is {self.id!r}.", code="bad_id", value=self.id, hint="Give a short name other than 'all'.")
        if self.display not in ("share", "kg_per_t"):
            raise InputError(f"display is {self.display!r}.", code="bad_display", value=self.display, hint="Choose share or kg_per_t.")
        object.__setattr__(self, "numerator", _terms(self.numerator, "numerator"))
        object.__setattr__(self, "denominator", _terms(self.denominator, "denominator"))

    @property
    def terms(self) -> tuple[Term, ...]:
        """Terms of the numerator, then of the denominator."""
        return self.numerator + self.denominator

    @property
    def columns(self) -> list[str]:
        """Columns the definition asks for, in order of appearance."""
        return list(dict.fromkeys(c for t in self.terms for c in t.where))

    def title(self, lang: str) -> str:
        """The title in a language, or the id."""
        return (self.title_zh if lang == "zh" else self.title_en) or self.id


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Definition]:
    """The definitions that ship with huishou, by id."""
    raw = tomllib.loads(_FILE.read_text("utf-8"))["definition"]
    sides = ("numerator", "denominator")
    known = [Definition(**(d | {side: [Term(**t) for t in d[side]] for side in sides}), own=False) for d in raw]
    return {d.id: d for d in known}


def definition(name: Any) -> Definition:
    """A definition by id; a ``Definition`` is handed back.

    Raises
    ------
    MatchError
        ``unknown_definition``.
    """
    if isinstance(name, Definition):
        return name
    known = catalogue()
    if not isinstance(name, str) or name not in known:
        import difflib

        near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.3) or sorted(known)[:3]
        raise MatchError(f"There is no definition '{name}'.", code="unknown_definition", value=name,
                         hint=f"Nearest: {', '.join(near)}; all stand in hs.definitions(). Or make your own with hs.Definition.")
    return known[name]


def definitions():
    """The recovery rates huishou knows, each with its calculation point and source.

    Returns
    -------
    frame
        ``id, title_zh, title_en, region, numerator, denominator, calculation_point, display, source, status, notes_zh, notes_en``; pandas if installed.

    Examples
    --------
    >>> import huishou as hs
    >>> "nyc-diversion" in list(hs.frames.to("dict", hs.definitions())["id"])
    True
    """
    import pyarrow as pa

    names = ("id", "title_zh", "title_en", "region", "numerator", "denominator", "calculation_point", "display", "source", "status", "notes_zh", "notes_en")
    rows = []
    for d in catalogue().values():
        sides = {side: " + ".join(t.text() for t in getattr(d, side)) for side in ("numerator", "denominator")}
        rows.append([sides.get(n) or getattr(d, n) for n in names])
    return frames.like(frames.default_kind(), pa.table({n: [r[i] for r in rows] for i, n in enumerate(names)}))
