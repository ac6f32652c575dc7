# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Periods as people write them: 2023年, 2023年1-6月, 2023Q2, 上半年, 2025 / 10, Mar 2019."""

from __future__ import annotations

import datetime
import re
import unicodedata

__all__ = ["read"]

_Y = r"(?P<y>(?:1[5-9]|20|21)\d\d)"
_M = r"(?P<m>0?[1-9]|1[0-2])"
_D = r"(?P<d>0?[1-9]|[12]\d|3[01])"
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = r"(?P<name>" + "|".join(_MONTHS) + r")[a-z]*\.?"

_FORMS = tuple((kind, re.compile(f"^{form}$")) for kind, form in (
    ("year", _Y + r"(?:年|年度|\.0+)?"),
    ("month", _Y + r"[-/年]" + _M + r"月?"),
    # 2019.1 may be January or a clipped 2019.10, so a dot needs two digits, or one above 1.
    ("month", _Y + r"\.(?P<m>0[1-9]|1[0-2]|[2-9])月?"),
    ("month", _Y + r"(?P<m>0[1-9]|1[0-2])"),
    ("month", _NAMED + r"[-,/]?" + _Y),
    ("month", _Y + r"[-,/]?" + _NAMED),
    ("day", _Y + r"(?P<s>[-/.])" + _M + r"(?P=s)" + _D),
    ("day", _Y + r"年" + _M + r"月" + _D + r"日?"),
    ("day", _Y + r"(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"),
    ("quarter", _Y + r"(?:年度?)?[-/]?q(?P<q>[1-4])"),
    ("quarter", r"q(?P<q>[1-4])[-/]?" + _Y),
    ("quarter", _Y + r"年?第?(?P<q>[一二三四1-4])季度?"),
    ("half", _Y + r"(?:年度?)?[-/]?h(?P<h>[12])"),
    ("half", _Y + r"年?(?P<h>[上下])半年"),
    ("ytd", _Y + r"年?0?1[-—–~至到]" + _M + r"月"),
    ("ytd", _Y + r"年?(?P<three>前三季度)"),
))
_CLOCK = re.compile(r"(?<=\d)[ tT]00:00(?::00(?:\.0+)?)?(?:[zZ]|\+00:00)?$")


def read(text: str) -> tuple[str, str] | None:
    """``(period, period_kind)`` of one cell, None where it cannot be read one way only.

    Cumulative figures (1-9月, 前三季度) keep their last month, with kind ``ytd``: they are no month and are never added to months.

    Examples
    --------
    >>> from huishou.ledger.periods import read
    >>> read("2025 / 10"), read("2023年上半年"), read("2023年1-6月"), read("2019/20")
    (('2025-10', 'month'), ('2023H1', 'half'), ('2023-06', 'ytd'), None)
    """
    plain = _CLOCK.sub("", unicodedata.normalize("NFKC", text).strip())
    plain = re.sub(r"\s+", "", plain).casefold()
    for kind, form in _FORMS:
        found = form.match(plain)
        if found:
            return _written(kind, found.groupdict())
    return None


def _written(kind, part) -> tuple[str, str] | None:
    year = part["y"]
    if kind == "year":
        return year, kind
    if kind == "quarter":
        return f"{year}Q{_NUMERALS.get(part['q'], part['q'])}", kind
    if kind == "half":
        return f"{year}H{ {'上': 1, '下': 2}.get(part['h'], part['h']) }", kind
    if part.get("three"):
        return f"{year}-09", kind
    month = int(part["m"]) if part.get("m") else _MONTHS.index(part["name"]) + 1
    if kind == "day":
        try:
            return datetime.date(int(year), month, int(part["d"])).isoformat(), kind
        except ValueError:
            return None
    return f"{year}-{month:02d}", kind
