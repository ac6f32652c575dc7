# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Words of a source as words of the ledger: materials, regions, periods, and the closed lists of stage, flow and fate.

Every function takes a text column and answers with the ledger's words and the cells it could not read; what was renamed is told once per word.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ..schema import MATERIALS, PLACEHOLDERS, VALUE_ALIASES, VOCABULARY, key
from . import periods, places
from .cells import each, mask

__all__ = ["Read", "category", "material", "near_category", "period", "region", "suggestion", "vocabulary"]

# A dash or an ellipsis is no name; words such as NA stay, for NA is Namibia and "none" may be a class.
_MARKS = frozenset(p for p in PLACEHOLDERS if not re.search(r"\w", p))
_PROVINCE_HEADERS = frozenset(key(h) for h in ("省份", "省", "省市", "省区市", "省（区、市）", "省级行政区", "各省"))


@dataclass
class Read:
    """``broken`` cells hold a text that is no word of the ledger; ``renamed`` maps a source word to what was taken for it."""

    values: Any                                                 # pyarrow string array, null where blank or broken
    broken: Any                                                 # numpy bool array
    renamed: dict[str, str] = field(default_factory=dict)
    kinds: Any = None                                           # of periods: year, month, ...
    chinese: bool = False                                       # of regions: the column holds provincial units of China


def _resolved(column, function: Callable[[str], str | None], blank: Callable[[str], bool]) -> tuple[Any, Any, dict[str, str]]:
    """Values, broken cells and renamings of a column whose blanks are null or said by ``blank``."""
    words = [w for w in column.unique().to_pylist() if w is not None]
    answers = {w: function(w) for w in words}
    values = each(column, answers.get)
    broken = mask(each(column, lambda w: answers[w] is None and not blank(w), _boolean()))
    return values, broken, {w: a for w, a in answers.items() if a is not None and a != w}


def _boolean():
    import pyarrow as pa

    return pa.bool_()


def _blank(word: str) -> bool:
    return key(word) in {key(p) for p in PLACEHOLDERS}


@lru_cache(maxsize=1)
def _materials() -> dict[str, str]:
    return {key(n): m.id for m in MATERIALS for n in (m.id, m.zh, m.en, *m.aliases)}


def category(word: str, aliases: dict[str, str]) -> str | None:
    """The id of one of the ten categories by any of its names; None for another name."""
    return _materials().get(key(word)) or (aliases.get(key(word)) if aliases.get(key(word)) in _materials() else None)


def near_category(word: str) -> str | None:
    """The category whose name, of all its names, looks most like ``word``; None where none does.

    Examples
    --------
    >>> from huishou.ledger.words import near_category
    >>> near_category("废塑抖"), near_category("gold")
    ('waste_plastics', None)
    """
    found = difflib.get_close_matches(key(word), _materials(), n=1, cutoff=0.6)
    return _materials()[found[0]] if found else None


def material(column, aliases: dict[str, str]) -> Read:
    """Names of the ten categories as their ids; every other name is kept as it is. Placeholders are blank.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from huishou.ledger.words import material
    >>> material(pa.array(["废钢铁", "黄铜", "—"]), {}).values.to_pylist()
    ['steel_scrap', '黄铜', None]
    """
    known = _materials() | aliases
    values, broken, renamed = _resolved(column, lambda w: None if _blank(w) else known.get(key(w), w), _blank)
    return Read(values, broken, renamed)


@lru_cache(maxsize=4)
def _vocabulary(name: str) -> dict[str, str]:
    return {key(w): w for w in VOCABULARY[name]} | {key(a): w for a, w in VALUE_ALIASES[name].items()}


def vocabulary(name: str, column, aliases: dict[str, str]) -> Read:
    """Words of the closed list ``name`` (stage, flow, fate), by their Chinese and English names."""
    known = _vocabulary(name) | {a: w for a, w in aliases.items() if w in VOCABULARY[name]}
    values, broken, renamed = _resolved(column, lambda w: known.get(key(w)), _blank)
    return Read(values, broken, renamed)


def suggestion(name: str, word: str) -> str | None:
    """The word of a closed list that looks most like ``word``; None where none does."""
    known = _vocabulary(name)
    found = difflib.get_close_matches(key(word), known, n=1, cutoff=0.5)
    return known[found[0]] if found else None


def region(column, header: str = "", aliases: dict[str, str] | None = None) -> Read:
    """Chinese provincial names as short names; every other name is kept, unless the column is evidently one of provincial units.

    The rule for *evidently*, on the distinct names that are neither blank nor the nation: more than half are provincial units, at least one of them by its
    Chinese name or at least three by English name or code; or the header itself says so (省份, 省, 省区市 …) and one name is a unit. In such a column
    English names and codes are resolved too, and a name that is no unit is broken. Elsewhere only Chinese names are shortened.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from huishou.ledger.words import region
    >>> region(pa.array(["浙江省", "Guangdong", "火星"])).broken.tolist(), region(pa.array(["Bronx", "Queens"])).broken.tolist()
    ([False, False, True], [False, False])
    """
    own = {a: to for a, to in (aliases or {}).items() if places.chinese(to) == to}
    names = [w for w in column.unique().to_pylist() if w is not None and w not in _MARKS and key(w) not in places.NATION]
    units = [w for w in names if key(w) in own or places.resolve(w)]
    native = any(key(w) in own or places.chinese(w) for w in units)
    majority = 2 * len(units) > len(names) and (native or len(units) >= 3)
    evident = bool(units) and (majority or key(header) in _PROVINCE_HEADERS)

    def word(w: str) -> str | None:
        if w in _MARKS:
            return None
        if key(w) in own:
            return own[key(w)]
        if evident:
            return w if key(w) in places.NATION else places.resolve(w)
        return places.chinese(w) or w

    values, broken, renamed = _resolved(column, word, _MARKS.__contains__)
    return Read(values, broken, renamed, chinese=evident)


def period(column) -> Read:
    """Periods in the ledger's form, and their kind.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from huishou.ledger.words import period
    >>> r = period(pa.array(["2023年", "2023年1-6月", "someday"]))
    >>> r.values.to_pylist(), r.kinds.to_pylist(), r.broken.tolist()
    (['2023', '2023-06', None], ['year', 'ytd', None], [False, False, True])
    """
    found = periods.read_all([w for w in column.unique().to_pylist() if w is not None])
    values, broken, renamed = _resolved(column, lambda w: found[w] and found[w][0], _blank)
    return Read(values, broken, renamed, kinds=each(column, lambda w: found[w] and found[w][1]))
