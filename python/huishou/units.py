# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Units at the door: a closed table, Chinese names included, every factor an exact ratio of integers.

A ratio keeps what a decimal factor loses: 1 kg is 1/1000 t, so kilograms are *divided by 1000* (one rounding) instead of multiplied by 0.001, which
no double holds. Words with two meanings (``ton``, ``mt``) are refused, never read one way.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from .errors import UnitError

__all__ = ["BASES", "UNITS", "Unit", "choices", "convert", "find", "look_up", "ratio"]

BASES = {"mass": "t", "money": "CNY", "energy": "GJ", "coal_equivalent": "tce", "co2e": "tco2e"}


@dataclass(frozen=True)
class Unit:
    """One unit: ``value in base = value × numerator / denominator``, base by ``BASES[dimension]``.

    Attributes
    ----------
    id : str
        The word used in answers.
    dimension : str
        ``mass``, ``money``, ``energy``, ``coal_equivalent`` or ``co2e``.
    numerator, denominator : int
        Exact ratio to the base unit.
    names : tuple of str
        Further words for it.
    source : str
        Where the ratio comes from.
    """

    id: str
    dimension: str
    numerator: int
    denominator: int
    names: tuple[str, ...]
    source: str


_SI = "BIPM SI Brochure, 9th ed."
_LB = "1 lb = 0.45359237 kg exactly: NIST SP 811 (2008), B.8"
_CN = "State Council order of 1984-02-27 on legal units of measurement; 1 斤 = 0.5 kg (1959)"
_WORD = "Chinese numeral words: 千 10^3, 万 10^4, 百万 10^6, 亿 10^8"
_COAL = "GB/T 2589-2020: one unit of standard coal equivalent; conversion to joules is a convention and is not done here"

_TABLE = (
    ("g", "mass", 1, 10**6, ("gram", "grams", "克"), _SI),
    ("kg", "mass", 1, 10**3, ("kgs", "kilogram", "kilograms", "公斤", "千克"), _SI),
    ("斤", "mass", 1, 2000, ("市斤", "jin"), _CN),
    ("t", "mass", 1, 1, ("tonne", "tonnes", "metric ton", "metric tons", "metric tonne", "metric tonnes", "吨", "公吨"), _SI),
    ("kt", "mass", 10**3, 1, ("kilotonne", "kilotonnes", "thousand tonnes", "1000 t", "千吨"), _SI),
    ("万吨", "mass", 10**4, 1, ("万t", "10 kt", "10000 t", "10,000 t", "wan t"), _WORD),
    ("Mt", "mass", 10**6, 1, ("megatonne", "megatonnes", "million tonnes", "百万吨"), _SI),
    ("亿吨", "mass", 10**8, 1, ("亿t", "100 Mt"), _WORD),
    ("Gt", "mass", 10**9, 1, ("gigatonne", "gigatonnes", "billion tonnes"), _SI),
    ("lb", "mass", 45359237, 10**11, ("lbs", "pound", "pounds", "磅"), _LB),
    ("short_ton", "mass", 45359237, 5 * 10**7, ("short tons", "us ton", "us tons", "短吨", "美吨"), _LB + "; 1 short ton = 2000 lb = 907.18474 kg"),
    ("long_ton", "mass", 635029318, 625 * 10**6, ("long tons", "imperial ton", "imperial tons", "长吨", "英吨"), _LB + "; 1 long ton = 2240 lb"),
    ("CNY", "money", 1, 1, ("RMB", "yuan", "元", "人民币", "人民币元"), _WORD),
    ("千元", "money", 10**3, 1, ("thousand_cny", "thousand yuan", "thousand rmb"), _WORD),
    ("万元", "money", 10**4, 1, ("10000 cny", "10,000 cny"), _WORD),
    ("million_cny", "money", 10**6, 1, ("百万元", "million yuan", "million rmb"), _WORD),
    ("亿元", "money", 10**8, 1, ("100 million cny", "100 million yuan", "100 million rmb"), _WORD),
    ("billion_cny", "money", 10**9, 1, ("十亿元", "billion yuan", "billion rmb"), _WORD),
    ("万亿元", "money", 10**12, 1, ("trillion_cny", "trillion yuan", "trillion rmb"), _WORD),
    ("MJ", "energy", 1, 10**3, ("megajoule", "megajoules", "兆焦"), _SI),
    ("GJ", "energy", 1, 1, ("gigajoule", "gigajoules", "吉焦"), _SI),
    ("TJ", "energy", 10**3, 1, ("terajoule", "terajoules", "太焦"), _SI),
    ("kWh", "energy", 9, 2500, ("千瓦时", "千瓦小时", "kilowatt hour", "kilowatt hours"), _SI + " 1 kWh = 3.6 MJ"),
    ("MWh", "energy", 18, 5, ("兆瓦时", "megawatt hour", "megawatt hours"), _SI),
    ("万千瓦时", "energy", 36, 1, ("万kWh",), _WORD),
    ("GWh", "energy", 3600, 1, ("吉瓦时", "gigawatt hour", "gigawatt hours"), _SI),
    ("亿千瓦时", "energy", 360_000, 1, ("亿kWh",), _WORD),
    ("TWh", "energy", 3_600_000, 1, ("太瓦时", "terawatt hour", "terawatt hours"), _SI),
    ("kgce", "coal_equivalent", 1, 10**3, ("千克标准煤", "公斤标准煤", "kg标准煤"), _COAL),
    ("tce", "coal_equivalent", 1, 1, ("吨标准煤", "吨标煤"), _COAL),
    ("万吨标准煤", "coal_equivalent", 10**4, 1, ("万tce", "万吨标煤", "10000 tce"), _COAL),
    ("亿吨标准煤", "coal_equivalent", 10**8, 1, ("亿tce", "亿吨标煤"), _COAL),
    ("kgco2e", "co2e", 1, 10**3, ("kg co2e", "kg co2-eq", "kg co2 eq", "千克二氧化碳当量", "公斤二氧化碳当量"), _SI),
    ("tco2e", "co2e", 1, 1, ("t co2e", "t co2-eq", "t co2 eq", "吨二氧化碳当量"), _SI),
    ("ktco2e", "co2e", 10**3, 1, ("kt co2e",), _SI),
    ("万吨二氧化碳当量", "co2e", 10**4, 1, ("万tco2e",), _WORD),
    ("mtco2e_million", "co2e", 10**6, 1, ("million tonnes co2e", "百万吨二氧化碳当量"), _SI),
    ("亿吨二氧化碳当量", "co2e", 10**8, 1, ("亿tco2e",), _WORD),
)

UNITS: dict[str, Unit] = {row[0]: Unit(*row) for row in _TABLE}

# Several meanings in use: US short ton, UK long ton, tonne; "MT" is metric ton in trade papers and million tonnes in reports; "GT" gross ton too.
_AMBIGUOUS = {
    "ton": ("short_ton", "long_ton", "tonne"), "tons": ("short_ton", "long_ton", "tonne"),
    "mt": ("tonne", "Mt"), "gt": ("long_ton", "Gt"),
    "mtco2e": ("tco2e", "mtco2e_million"), "mmtco2e": ("mtco2e_million", "tco2e"),
}


def _exact(text: str) -> str:
    # U+2082 is the subscript two of CO₂; NFKC folds it and full-width letters to ASCII.
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", text))


def _loose(text: str) -> str:
    return re.sub(r"[-.,]", "", _exact(text)).casefold()


_BY_EXACT = {_exact(name): unit for unit in UNITS.values() for name in (unit.id, *unit.names)}
_BY_LOOSE = {_loose(name): unit for unit in UNITS.values() for name in (unit.id, *unit.names) if _loose(name) not in _AMBIGUOUS}


def find(text: str | Unit, dimension: str | None = None) -> Unit:
    """The unit a word names.

    Parameters
    ----------
    text
        A unit word in Chinese or English, full-width letters allowed.
    dimension
        Refuse units of another kind: ``"mass"``, ``"money"``, ``"energy"``, ``"coal_equivalent"``, ``"co2e"``.

    Returns
    -------
    Unit
        A ``Unit`` given is handed back.

    Raises
    ------
    UnitError
        ``ambiguous_unit`` (a bare ``ton``), ``unknown_unit``, ``wrong_dimension``.

    Examples
    --------
    >>> from huishou import units
    >>> units.find("万吨").numerator, units.find("kg").denominator
    (10000, 1000)
    """
    if isinstance(text, Unit):
        unit = text
    else:
        unit = look_up(str(text))
        if unit is None and _loose(str(text)) in _AMBIGUOUS:
            raise UnitError(f"The unit '{text}' has more than one meaning: {', '.join(_AMBIGUOUS[_loose(str(text))])}.", code="ambiguous_unit", value=text,
                            hint=f"State one, for example units={{\"mass\": \"{_AMBIGUOUS[_loose(str(text))][0]}\"}}.")
        if unit is None:
            near = difflib.get_close_matches(_loose(str(text)), _BY_LOOSE, n=3, cutoff=0.6)
            known = ", ".join(dict.fromkeys(_BY_LOOSE[n].id for n in near)) if near else ", ".join(choices(dimension))
            raise UnitError(f"'{text}' is not a known unit.", code="unknown_unit", value=text, hint=f"{'Nearest' if near else 'Choose one of'}: {known}.")
    if dimension is not None and unit.dimension != dimension:
        raise UnitError(f"'{text if not isinstance(text, Unit) else unit.id}' is a unit of {unit.dimension}, not of {dimension}.", code="wrong_dimension",
                        value=unit.id, hint=f"Choose one of: {', '.join(choices(dimension))}.")
    return unit


def look_up(text: str, dimension: str | None = None) -> Unit | None:
    """The unit a word names, None where it names none, several, or one of another kind: ``find`` without its advice, for cells by the million.

    Parameters
    ----------
    text
        A unit word in Chinese or English, full-width letters allowed.
    dimension
        Kind of unit wanted; None takes any.

    Returns
    -------
    Unit or None
        Never a guess between two meanings.

    Examples
    --------
    >>> from huishou import units
    >>> units.look_up("万吨").id, units.look_up("ton"), units.look_up("万元", "mass")
    ('万吨', None, None)
    """
    unit = _BY_EXACT.get(_exact(text))
    if unit is None and _loose(text) not in _AMBIGUOUS:
        unit = _BY_LOOSE.get(_loose(text))
    return unit if unit is None or dimension in (None, unit.dimension) else None


def choices(dimension: str | None = None) -> list[str]:
    """Ids of the units of a dimension (of all when None), small to large.

    Parameters
    ----------
    dimension
        ``"mass"``, ``"money"``, ``"energy"``, ``"coal_equivalent"``, ``"co2e"``; None takes all.

    Returns
    -------
    list of str
        Empty for a dimension there is not.

    Examples
    --------
    >>> from huishou import units
    >>> units.choices("coal_equivalent")
    ['kgce', 'tce', '万吨标准煤', '亿吨标准煤']
    """
    return [u.id for u in UNITS.values() if dimension in (None, u.dimension)]


def ratio(unit: str | Unit, to: str | Unit) -> tuple[int, int]:
    """``(numerator, denominator)`` in lowest terms: one ``unit`` is that many ``to``, exactly.

    Parameters
    ----------
    unit, to
        Words or ``Unit`` of one dimension.

    Returns
    -------
    tuple of int
        ``(numerator, denominator)``, both positive.

    Raises
    ------
    UnitError
        ``ambiguous_unit``, ``unknown_unit``, ``wrong_dimension``.

    Examples
    --------
    >>> from huishou import units
    >>> units.ratio("short_ton", "t")
    (45359237, 50000000)
    """
    a = find(unit)
    b = find(to, a.dimension)
    factor = Fraction(a.numerator, a.denominator) / Fraction(b.numerator, b.denominator)
    return factor.numerator, factor.denominator


def convert(values, unit: str | Unit, to: str | Unit):
    """Values of one unit in another: ``values × numerator / denominator``.

    Parameters
    ----------
    values
        Float or array of any shape; NaN stays NaN.
    unit, to
        Units of one dimension.

    Returns
    -------
    float64 of the shape of ``values``. Numerator and denominator are integers below 2**53, so they are exact doubles: the product is rounded once, the
    quotient once, and either step is exact when its number is 1. Every power of ten up to 10**12 therefore costs one correct rounding.

    Raises
    ------
    UnitError
        As ``find``.

    Examples
    --------
    >>> from huishou import units
    >>> units.convert(1234.5, "万吨", "t")
    12345000.0
    """
    import numpy as np

    numerator, denominator = ratio(unit, to)
    assert max(numerator, denominator) < 2**53
    out = np.asarray(values, dtype=np.float64)
    with np.errstate(over="ignore"):
        if numerator != 1:
            out = out * float(numerator)
        if denominator != 1:
            out = out / float(denominator)
    return out if np.ndim(out) else float(out)
