# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Header names as ledger columns, and the unit a header states: 回收量（万吨）, mass (kt), value / 亿元, mass_kg, tonnes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from .. import units
from ..errors import InputError, UnitError
from ..schema import COLUMNS, key

__all__ = ["Header", "claims", "parts", "split_unit", "unit_of"]


@dataclass(frozen=True)
class Header:
    """A source column: the ledger column its name means (None: an extra column) and the unit word it states, as written."""

    source: str
    column: str | None
    unit: str | None


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    return {key(a): c.input for c in COLUMNS for a in (c.name, c.input, *c.aliases)}


_DIMENSION = {c.input: c.dimension for c in COLUMNS}
_BRACKET = re.compile(r"^(?P<name>.*?)\s*[\(\[【〔{](?P<unit>[^()\[\]【】〔〕{}]*)[\)\]】〕}]$")
_SLASH = re.compile(r"^(?P<name>.+?)\s*[/|]\s*(?P<unit>[^/|]+)$")
_SUFFIX = re.compile(r"^(?P<name>.+)_(?P<unit>[A-Za-z]+)$")
# Whole headers that are a unit and nothing else; single letters may mean anything and are left alone.
_BARE = re.compile(r"^(?:吨数|吨|万吨|亿吨|千克|公斤|元|万元|亿元|[A-Za-z_ ]{2,})$")


def parts(header: str, extra: dict[str, str] | None = None) -> Header:
    """Name and unit of one header.

    Parameters
    ----------
    header
        As the source has it.
    extra
        Further names, already reduced by ``schema.key``: name -> ledger column.

    Examples
    --------
    >>> from huishou.ledger.headers import parts
    >>> parts("回收量（万吨）"), parts("value / 亿元").column, parts("mass_kg").unit
    (Header(source='回收量（万吨）', column='mass', unit='万吨'), 'value', 'kg')
    """
    known = _aliases() | (extra or {})
    plain = re.sub(r"\s*\n\s*", "", unicodedata.normalize("NFKC", header)).strip()
    if key(plain) in known:
        column = known[key(plain)]
        return Header(header, column, _own_unit(plain, column))
    for form in (_BRACKET, _SLASH, _SUFFIX):
        found = form.match(plain)
        if not found:
            continue
        column = known.get(key(found["name"]))
        word = found["unit"].strip()
        if column == "weight" and _dimension(word) == "mass":
            column = "mass"                                     # `weight (kg)` is a mass; a survey weight has no unit
        if column is not None and (form is not _SUFFIX or (_DIMENSION[column] and _dimension(word))):
            return Header(header, column, word if _DIMENSION[column] else None)
    if _BARE.match(plain):
        word = plain.removesuffix("数")
        dimension = _dimension(word)
        column = {"mass": "mass", "money": "value"}.get(dimension or "")
        if column:
            return Header(header, column, word)
    return Header(header, None, None)


def unit_of(header: str) -> str | None:
    """The unit word at the end of a header whose name means nothing here, None where there is none: for columns of a melted table."""
    plain = unicodedata.normalize("NFKC", header).strip()
    for form in (_BRACKET, _SLASH):
        found = form.match(plain)
        if found and _dimension(found["unit"].strip()):
            return found["unit"].strip()
    return parts(header).unit


def split_unit(header: str) -> tuple[str, str | None]:
    """Name and unit word of a header in brackets or after a slash, a header that is nothing but a unit included: (万吨) gives ('', '万吨').

    Examples
    --------
    >>> from huishou.ledger.headers import split_unit
    >>> split_unit("2022年（万吨）"), split_unit("万吨"), split_unit("废电池（铅酸除外）")
    (('2022年', '万吨'), ('', '万吨'), ('废电池（铅酸除外）', None))
    """
    plain = unicodedata.normalize("NFKC", header).strip()
    for form in (_BRACKET, _SLASH):
        found = form.match(plain)
        if found and _dimension(found["unit"].strip()):
            return found["name"].strip(), found["unit"].strip()
    if _BARE.match(plain) and _dimension(plain):
        return "", plain
    return header, None


def _own_unit(plain: str, column: str) -> str | None:
    return {("mass_t", "mass"): "t", ("value_cny", "value"): "CNY", ("吨数", "mass"): "t"}.get((plain.casefold(), column))


def _dimension(word: str) -> str | None:
    try:
        return units.find(word).dimension
    except UnitError as error:
        return "mass" if error.code == "ambiguous_unit" else None


def claims(names: list[str], source: str, aliases: dict[str, str], taken: frozenset[str] = frozenset(), skip: frozenset[str] = frozenset()) -> dict[str,
    Header]:
    """Ledger column -> header, for the columns of one source that are not in ``skip``; ledger columns in ``taken`` come from elsewhere.

    Raises
    ------
    InputError
        ``ambiguous_columns``: two headers mean one ledger column.
    """
    found: dict[str, Header] = {}
    for name in names:
        if name in skip:
            continue
        header = parts(name, aliases)
        if header.column is None or header.column in taken:
            continue
        if header.column in found:
            first = found[header.column].source
            raise InputError(f"'{source}' has two columns for {header.column}: '{first}' and '{name}'.", code="ambiguous_columns", column=name,
                             value=header.column,
                             hint=f"Say which one with a mapping: {{\"rename\": {{\"{header.column}\": \"{name}\"}}}}.")
        found[header.column] = header
    return found
