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
from ..cards import card
from ..errors import InputError, MatchError
from .coefficients import Coefficients

__all__ = ["Definition", "Term", "catalogue", "definition", "definitions"]

_FILE = Path(__file__).with_name("definitions.toml")
Value = str | int | bool | None
_FARTHEST, _MOST_LAGS = 200, 16                                       # periods; means of up to 16 stay exact by a common multiple of 720,720


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
        Finite number the mass is multiplied by, exactly: −1 for imports, 0.95 after a loss of 5 %. Or ``Coefficients``, a table of them by material, year …:
        where a row that counts has none, the rate is missing, ``factor_missing``.
    lag
        Periods before that of the group, one or several: ``(1, 2, 3)`` for the three years before. The answer must be by ``period``.
    agg
        ``"sum"`` of the periods, which needs all of them, or their ``"mean"``, over those that report anything; fewer than asked for are flagged ``partial``.

    Raises
    ------
    InputError
        ``bad_filter``, ``empty_filter``, ``wrong_type``, ``bad_coefficient``, ``bad_lag``.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.Term({"stage": "import"}, coef=-1.0).text()
    '-1 × [stage = import]'
    >>> hs.Term({"stage": "consumption"}, lag=(1, 2, 3), agg="mean").text()
    '1 × mean over 1, 2, 3 periods before of [stage = consumption]'
    """

    where: Mapping[str, tuple[Value, ...]]
    coef: float | Coefficients = 1.0
    lag: int | tuple[int, ...] = 0
    agg: str = "sum"

    def __post_init__(self):
        if not isinstance(self.where, Mapping):
            raise InputError(f"A term's filter is a {type(self.where).__name__}.", code="bad_filter", hint='Give a dict, for example {"fate": ["recycled"]}.')
        object.__setattr__(self, "where", {str(c): _values(c, v) for c, v in self.where.items()})
        if not isinstance(self.coef, Coefficients):
            if not isinstance(self.coef, (int, float)) or isinstance(self.coef, bool):
                raise InputError(f"The coefficient is a {type(self.coef).__name__}.", code="bad_coefficient", value=type(self.coef).__name__,
                                 hint="Give one number, or hs.Coefficients where it differs by material, year or region.")
            if not math.isfinite(self.coef):
                raise InputError(f"The coefficient is {self.coef}.", code="bad_coefficient", value=self.coef, hint="Give a finite number.")
            object.__setattr__(self, "coef", float(self.coef))
        lags = tuple(self.lag) if isinstance(self.lag, (list, tuple)) else (self.lag,)
        whole = all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= _FARTHEST for n in lags)
        if not whole or not lags or len(set(lags)) != len(lags) or len(lags) > _MOST_LAGS or self.agg not in ("sum", "mean"):
            raise InputError(f"The term asks for lag={self.lag!r}, agg={self.agg!r}.", code="bad_lag", value=str(self.lag),
                             hint=f'Give whole numbers of periods from 0, each once and at most {_MOST_LAGS}, and agg="sum" or "mean".')
        object.__setattr__(self, "lag", lags[0] if len(lags) == 1 else lags)

    @property
    def lags(self) -> tuple[int, ...]:
        """The lags, one or several."""
        return self.lag if isinstance(self.lag, tuple) else (self.lag,)

    @property
    def columns(self) -> list[str]:
        """Columns the term asks for."""
        return [*self.where, *(self.coef.columns if isinstance(self.coef, Coefficients) else [])]

    def text(self) -> str:
        """The term in a line."""
        filters = "; ".join(f"{c} = {' | '.join('blank' if v is None else str(v) for v in vs)}" for c, vs in self.where.items())
        coef = self.coef.text() if isinstance(self.coef, Coefficients) else f"{self.coef:g}"
        periods = "" if self.lags == (0,) else f"{self.agg} over {', '.join(map(str, self.lags))} periods before of "
        return f"{coef} × {periods}[{filters or 'all rows'}]"

    _repr_html_ = card


def _terms(side: Any, name: str) -> tuple[Term, ...]:
    listed = [side] if isinstance(side, (Mapping, Term)) else side
    if not isinstance(listed, (list, tuple)) or not listed:
        raise InputError(f"The {name} is {side!r}.", code="bad_terms", value=str(side), hint=f'Give {name}={{"fate": ["recycled"]}} or a list of Terms.')
    return tuple(t if isinstance(t, Term) else Term(t) for t in listed)


@dataclass(frozen=True, repr=False)
class Definition:
    """A recovery rate as data.

    Parameters
    ----------
    id
        Stable name, shown in results.
    numerator, denominator
        A filter (dict), a ``Term``, or a list of them. A row that meets two terms counts in both.
    title_zh, title_en, region, calculation_point, calculation_point_zh, source, status, edition, comparable_with, display, notes_zh, notes_en
        What a reader must know; ``display`` is ``share`` (0–1), ``kg_per_t``, or ``t`` for a quantity, whose denominator is empty;
        numbers may be set beside those of the ids in ``comparable_with``, of other editions and definitions they may not.
    own
        False for a definition of the catalogue; of others, provenance keeps every term. Enters no comparison.

    Raises
    ------
    InputError
        ``bad_terms``, ``bad_id``, ``bad_display`` and those of ``Term``.

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
    calculation_point_zh: str = ""
    source: str = "user's own definition"
    status: str = "user's own"
    edition: str = "not stated"
    comparable_with: tuple[str, ...] = ()
    display: str = "share"
    notes_zh: str = ""
    notes_en: str = ""
    own: bool = field(default=True, compare=False)

    def __post_init__(self):
        if not isinstance(self.id, str) or not self.id or self.id == "all":
            raise InputError(f"The id is {self.id!r}.", code="bad_id", value=self.id, hint="Give a short name other than 'all'.")
        if self.display not in ("share", "kg_per_t", "t"):
            raise InputError(f"display is {self.display!r}.", code="bad_display", value=self.display, hint="Choose share or kg_per_t, or t for a quantity.")
        object.__setattr__(self, "comparable_with", tuple(self.comparable_with))
        object.__setattr__(self, "numerator", _terms(self.numerator, "numerator"))
        object.__setattr__(self, "denominator", () if self.quantity else _terms(self.denominator, "denominator"))

    def __repr__(self) -> str:
        return f"<Definition {self.id}: {self.title('en')}; {len(self.numerator)} + {len(self.denominator)} terms; {self.status}>"

    @property
    def quantity(self) -> bool:
        """Whether this is an amount in tonnes, with no denominator, and no rate."""
        return self.display == "t" and not self.denominator

    @property
    def terms(self) -> tuple[Term, ...]:
        """Terms of the numerator, then of the denominator."""
        return self.numerator + self.denominator

    @property
    def columns(self) -> list[str]:
        """Columns the definition asks for, in order of appearance."""
        return list(dict.fromkeys(c for t in self.terms for c in t.columns))

    @property
    def lags(self) -> list[int]:
        """Periods before its own that the definition asks for."""
        return sorted({n for t in self.terms for n in t.lags} - {0})

    def title(self, lang: str) -> str:
        """The title in a language, or the id.

        Parameters
        ----------
        lang
            ``"zh"`` or ``"en"``.

        Returns
        -------
        str
            For people; the id where the definition has no title.
        """
        return (self.title_zh if lang == "zh" else self.title_en) or self.id

    def point(self, lang: str) -> str:
        """The calculation point in a language, in English where there is no Chinese.

        Parameters
        ----------
        lang
            ``"zh"`` or ``"en"``.

        Returns
        -------
        str
            ``not stated`` where the definition says none.
        """
        return (self.calculation_point_zh if lang == "zh" else "") or self.calculation_point

    _repr_html_ = card


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
        ``id, title_zh, title_en, region, numerator, denominator`` (empty for a quantity), ``calculation_point, calculation_point_zh, display, source, status,
        edition, comparable_with`` (ids, joined by " | "), ``notes_zh, notes_en``; pandas if installed.

    Examples
    --------
    >>> import huishou as hs
    >>> "nyc-diversion" in list(hs.frames.to("dict", hs.definitions())["id"])
    True
    """
    import pyarrow as pa

    names = ("id", "title_zh", "title_en", "region", "numerator", "denominator", "calculation_point", "calculation_point_zh", "display", "source", "status",
             "edition", "comparable_with", "notes_zh", "notes_en")
    rows = []
    for d in catalogue().values():
        sides = {side: " + ".join(t.text() for t in getattr(d, side)) for side in ("numerator", "denominator")}
        sides["comparable_with"] = " | ".join(d.comparable_with)
        rows.append([sides[n] if n in sides else getattr(d, n) for n in names])
    return frames.like(frames.default_kind(), pa.table({n: [r[i] for r in rows] for i, n in enumerate(names)}))
