# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Periods as people write them: 2023年, 2023年1-6月, 2023Q2, 上半年, 2025 / 10, Mar 2019, 2014/15."""

from __future__ import annotations

import datetime
import re
import unicodedata

__all__ = ["earlier", "financial_year", "months", "read", "read_all"]

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
# Financial years: 2014-15, 2014/15, 2014/2015. 2014-2015 may be two years together and FY2015 begins where each country likes, so these are no one period.
_FINANCIAL = re.compile("^" + _Y + r"(?:[-–/](?P<short>\d\d)|/(?P<long>\d{4}))$")
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
    plain = _plain(text)
    for kind, form in _FORMS:
        found = form.match(plain)
        if found:
            return _written(kind, found.groupdict())
    return None


def financial_year(text: str) -> str | None:
    """The financial year a cell may mean, None where it means none; 2011/12 may be December 2011 as well, which only its column can tell.

    Examples
    --------
    >>> from huishou.ledger.periods import financial_year
    >>> financial_year("2014-15"), financial_year("1999/2000"), financial_year("2014-16")
    ('2014/15', '1999/00', None)
    """
    found = _FINANCIAL.match(_plain(text))
    if found is None:
        return None
    year, end = int(found["y"]), found["short"] or found["long"]
    follows = int(end) == year + 1 if found["long"] else int(end) == (year + 1) % 100
    return f"{year}/{(year + 1) % 100:02d}" if follows else None


def read_all(words: list[str]) -> dict[str, tuple[str, str] | None]:
    """Each distinct word of a column as ``read`` reads it, or as a financial year where the column has one that can be nothing else.

    2011/12 stands for December beside months, and for a financial year beside 2012/13; beside both it cannot be read one way only.

    Examples
    --------
    >>> from huishou.ledger.periods import read_all
    >>> read_all(["2011/12", "2012/13"])["2011/12"], read_all(["2011/12"])["2011/12"]
    (('2011/12', 'financial_year'), ('2011-12', 'month'))
    """
    single, double = {w: read(w) for w in words}, {w: financial_year(w) for w in words}
    if not any(double[w] and single[w] is None for w in words):
        return single
    monthly = any(single[w] and not double[w] and single[w][1] == "month" for w in words)
    return {w: single[w] if not double[w] else None if monthly and single[w] else (double[w], "financial_year") for w in words}


def months(period: str, kind: str | None = None) -> tuple[str, str]:
    """First and last month of a period in the ledger's form, as ``2014-01``; a cumulative figure (``ytd``) begins in January, and a financial year stands for
    both its calendar years, for it begins where a country likes.

    Examples
    --------
    >>> from huishou.ledger.periods import months
    >>> months("2023Q2"), months("2023"), months("2023-06-30"), months("2014/15")
    (('2023-04', '2023-06'), ('2023-01', '2023-12'), ('2023-06', '2023-06'), ('2014-01', '2015-12'))
    """
    year, rest = period[:4], period[4:]
    if kind == "ytd":
        return f"{year}-01", f"{year}{rest[:3]}"
    if rest[:1] == "Q":
        return f"{year}-{3 * int(rest[1]) - 2:02d}", f"{year}-{3 * int(rest[1]):02d}"
    if rest[:1] == "H":
        return (f"{year}-01", f"{year}-06") if rest[1] == "1" else (f"{year}-07", f"{year}-12")
    if rest[:1] == "/":
        return f"{year}-01", f"{int(year) + 1}-12"
    return (f"{year}{rest[:3]}", f"{year}{rest[:3]}") if rest else (f"{year}-01", f"{year}-12")


def earlier(period: str | int, count: int) -> str | int | None:
    """The period of the same kind ``count`` before one in the ledger's form; a year may be an integer. None for days and what is no period.

    Examples
    --------
    >>> from huishou.ledger.periods import earlier
    >>> earlier("2023", 3), earlier("2023-02", 3), earlier("2023Q1", 1), earlier("2014/15", 1), earlier(2023, 1), earlier("2023-02-01", 1)
    ('2020', '2022-11', '2022Q4', '2013/14', 2022, None)
    """
    if isinstance(period, int):
        return period - count
    found = re.fullmatch(r"(\d{4})(?:(-)(\d\d)|([QH])(\d)|(/)\d\d)?", period)
    if found is None:
        return None
    mark, part = found[2] or found[4] or found[6] or "", found[3] or found[5] or "1"
    parts = {"-": 12, "Q": 4, "H": 2}.get(mark, 1)
    year, at = divmod(int(found[1]) * parts + int(part) - 1 - count, parts)
    return f"{year}/{(year + 1) % 100:02d}" if mark == "/" else f"{year}-{at + 1:02d}" if mark == "-" else f"{year}{mark}{at + 1}" if mark else str(year)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", _CLOCK.sub("", unicodedata.normalize("NFKC", text).strip())).casefold()


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
