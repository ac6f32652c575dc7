# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Numbers as reports write them, with words around: 约120万吨, 超过1.3万亿元, 近300, 120余万吨. The number is taken with what the words say, never without."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ..units import Unit, look_up

__all__ = ["APPROXIMATE", "AT_LEAST", "AT_MOST", "QUALIFIERS", "Said", "read"]

APPROXIMATE, AT_LEAST, AT_MOST = "approximate", "at_least", "at_most"
QUALIFIERS = ("", APPROXIMATE, AT_LEAST, AT_MOST)

# 近, 不足 and "nearly" say that the number is not reached, so it is an upper bound; 超, 逾 and 余 that it is passed.
_BEFORE = {
    APPROXIMATE: ("约", "约为", "大约", "大概", "大致", "approximately", "approx", "approx.", "about", "around", "circa", "ca.", "~", "≈"),
    AT_LEAST: ("超过", "超", "逾", "多于", "高于", "不少于", "不低于", "至少", "more than", "over", "above", "at least", ">", ">=", "≥"),
    AT_MOST: ("近", "将近", "接近", "不足", "不到", "少于", "低于", "不超过", "不多于", "不高于", "至多", "最多", "nearly", "almost", "less than",
              "under", "below",
              "at most", "up to", "<", "<=", "≤"),
}
_AFTER = {APPROXIMATE: ("左右", "上下"), AT_LEAST: ("以上", "及以上", "余", "有余"), AT_MOST: ("以下", "以内", "及以下")}
_WITHIN = {AT_LEAST: ("余", "多")}                              # between number and unit: 120余万吨


_LONGEST = 60                                                   # letters; a longer cell is a sentence


def _words(table: dict[str, tuple[str, ...]]) -> tuple[dict[str, str], str]:
    said = {unicodedata.normalize("NFKC", w): q for q, words in table.items() for w in words}
    return said, "|".join(re.escape(w) for w in sorted(said, key=len, reverse=True))


_BEFORE_WORDS, _B = _words(_BEFORE)
_AFTER_WORDS, _A = _words(_AFTER)
_WITHIN_WORDS, _W = _words(_WITHIN)
_FORM = re.compile(rf"^(?P<before>{_B})?\s*(?P<number>[+-]?(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d*)?|\d+\.?\d*|\.\d+))\s*(?P<within>{_W})?\s*(?P<unit>.*?)\s*"
                   rf"(?P<after>{_A})?$", re.I)


@dataclass(frozen=True)
class Said:
    """``number`` as written, in the cell's own ``unit`` (None: the column's), and ``qualifier`` (empty, approximate, at_least or at_most)."""

    number: float
    qualifier: str
    unit: Unit | None


def read(cell: str, dimension: str | None) -> Said | None:
    """A cell that is no plain number but says one; None where it says none, several, or contradicts itself (约120以上).

    Parameters
    ----------
    cell
        One cell.
    dimension
        Of units the column takes; None takes no unit.

    Examples
    --------
    >>> from huishou.ledger.qualified import read
    >>> said = read("约1.3万亿元", "money")
    >>> said.number, said.qualifier, said.unit.id
    (1.3, 'approximate', '万亿元')
    >>> read("120余万吨", "mass").qualifier, read("近300", "mass").qualifier, read("100-120", "mass")
    ('at_least', 'at_most', None)
    """
    if len(cell) > _LONGEST:
        return None
    found = _FORM.match(unicodedata.normalize("NFKC", cell).strip())
    if not found:
        return None
    said = [table[found[part].lower()] for part, table in (("before", _BEFORE_WORDS), ("within", _WITHIN_WORDS), ("after", _AFTER_WORDS)) if found[part]]
    if len(set(said)) > 1:
        return None
    unit = None
    if found["unit"]:
        unit = None if dimension is None else look_up(found["unit"], dimension)
        if unit is None:
            return None
    if not said and unit is None:
        return None
    return Said(float(found["number"].replace(",", "")), said[0] if said else "", unit)
