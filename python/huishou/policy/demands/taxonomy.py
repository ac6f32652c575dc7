# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The list of difficulties, demands and lead bodies as data: codes, words that find them, and what turns a mention into none."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ... import frames
from ...cards import card
from ...errors import InputError, MatchError
from ...files import text_sha256

__all__ = ["NONE", "OTHER", "Code", "Negation", "Taxonomy", "taxonomy"]

_DEFAULT = Path(__file__).with_name("taxonomy.toml")
NONE, OTHER = "D00", "D99"                                      # said to have none; said something no rule knows
# A negation reaches over at most sixty characters, neither over a clause nor over a verb or a but.
_REACH = r"(?:(?!\bbut\b)[^，。；,;!?！？是但却]){0,60}?"
_NONE_WORDS = ("无困难", "no difficulty")


@dataclass(frozen=True)
class Code:
    """A difficulty or a part of one; found by ``Taxonomy.find``.

    Attributes
    ----------
    code : str
        ``D01``, or ``D01.02`` for a part.
    zh, en : str
        Name in Chinese and English.
    demand : str
        Code of the demand that follows from it (``P01``); parts have that of their difficulty.
    demand_zh, demand_en : str
        The demand in words.
    bodies : tuple of str
        Bodies that lead the answer.
    pattern : re.Pattern or None
        What finds it in a text; None where nothing does.
    """

    code: str
    zh: str
    en: str
    demand: str
    demand_zh: str
    demand_en: str
    bodies: tuple[str, ...]
    pattern: re.Pattern[str] | None

    _repr_html_ = card


@dataclass(frozen=True)
class Negation:
    """What makes a mention none: ``around`` reaches from a negator over the topic to a problem word, ``after`` stands behind the topic."""

    around: re.Pattern[str]
    after: re.Pattern[str]
    none: re.Pattern[str]


@dataclass(frozen=True, repr=False)
class Taxonomy:
    """A version of the list of difficulties; read by ``taxonomy``.

    Attributes
    ----------
    id, version, dated : str
        Name, edition and date of the list.
    hash : str
        sha256 of its file.
    codes : tuple of Code
        Difficulties, each followed by its parts.
    negation : Negation
        Patterns that make a mention none.
    """

    id: str
    version: str
    dated: str
    hash: str
    codes: tuple[Code, ...]
    negation: Negation

    def __repr__(self) -> str:
        return f"<Taxonomy {self.id} {self.version}: {len(self.main())} codes, {len(self.codes)} with their parts; hash {self.hash[:12]}>"

    def main(self) -> dict[str, Code]:
        """The codes without their parts, by code."""
        return {c.code: c for c in self.codes if "." not in c.code}

    def find(self, code: str) -> Code:
        """A difficulty or a part of one.

        Parameters
        ----------
        code
            ``D01`` or ``D01.02``; ``D00`` is "said to have none".

        Returns
        -------
        Code

        Raises
        ------
        MatchError
            ``unknown_code``.

        Examples
        --------
        >>> import huishou as hs
        >>> part = hs.demands.taxonomy().find("D07.03")
        >>> part.demand, part.bodies, part.pattern.search("油价太高")[0]
        ('P07', ('公安', '交通'), '油价')
        """
        found = next((c for c in self.codes if c.code == code), None)
        if code == NONE:
            return Code(NONE, *_NONE_WORDS, "", "", "", (), None)
        if found is None:
            raise MatchError(f"There is no code '{code}' in {self.id} {self.version}.", code="unknown_code", value=code,
                             hint="See hs.demands.taxonomy().frame(); history under other codes is recoded first.")
        return found

    def frame(self):
        """One row a code: ``code, zh, en, demand, demand_zh, demand_en, bodies``."""
        import pyarrow as pa

        names = ("code", "zh", "en", "demand", "demand_zh", "demand_en")
        table = pa.table({**{n: [getattr(c, n) for c in self.codes] for n in names}, "bodies": ["、".join(c.bodies) for c in self.codes]})
        return frames.like(frames.default_kind(), table)

    _repr_html_ = card


def taxonomy(which: Any = "default") -> Taxonomy:
    """The list of the package, or one from a TOML file of the same layout.

    Parameters
    ----------
    which
        ``"default"``, a TOML file, or a ``Taxonomy``, which is returned as it is.

    Returns
    -------
    Taxonomy

    Raises
    ------
    MatchError
        ``unknown_taxonomy``.
    InputError
        ``bad_taxonomy``.

    Examples
    --------
    >>> import huishou as hs
    >>> codes = hs.demands.taxonomy().main()
    >>> len(codes), codes["D07"].zh, codes["D07"].bodies
    (15, '物流与车辆', ('公安', '交通'))
    """
    if isinstance(which, Taxonomy):
        return which
    file = _DEFAULT if which == "default" else Path(which)
    if not file.is_file():
        raise MatchError(f"There is no taxonomy '{which}'.", code="unknown_taxonomy", value=str(which), hint='Give "default" or a TOML file.')
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(file: Path, changed: int) -> Taxonomy:
    content = file.read_bytes()
    try:
        given = tomllib.loads(content.decode())
        codes = [c for entry in given["code"] for c in _codes(entry)]
        words = given["negation"]
        negation = Negation(_any([*words["whole"], *(f"{b}{_REACH}{p}" for b in words["before"] for p in words["problem"])]), _any(words["after"]),
                            _any(words["none"]))
        return Taxonomy(given["id"], str(given["version"]), str(given.get("dated", "")), text_sha256(content),
                        tuple(codes), negation)
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise InputError(f"'{file.name}' is no taxonomy: {type(error).__name__} {error}.", code="bad_taxonomy", value=file.name,
                         hint="Follow the layout of the package's taxonomy.toml.") from None


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE)


def _codes(entry: Mapping[str, Any]) -> list[Code]:
    rest = (entry["demand"], entry["demand_zh"], entry["demand_en"], tuple(entry["bodies"]))
    own = [Code(entry["code"], entry["zh"], entry["en"], *rest, _any(entry["words"]) if entry["words"] else None)]
    return own + [Code(f"{entry['code']}.{s['code']}", s["zh"], s["en"], *rest, _any(s["words"])) for s in entry["sub"]]
