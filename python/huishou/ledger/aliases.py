# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Further words a user knows: headers of a house style, local names of a material or a province."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..schema import COLUMNS, MATERIALS, VOCABULARY, key
from . import places

__all__ = ["Aliases", "load"]


@dataclass(frozen=True)
class Aliases:
    """Both by reduced name (``schema.key``): ``headers`` to ledger columns, ``values`` to material ids, provincial units and words of the closed lists."""

    headers: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)


def load(aliases: Any) -> Aliases:
    """Aliases from ``{word of the source: word of huishou}``, or the path of a TOML file of such pairs; the second word says whether the first is a header
    or a value.

    Raises
    ------
    InputError
        ``bad_aliases``, ``aliases_not_found``; ``unknown_alias`` where the second word is no ledger column, material, provincial unit or word of a closed list.

    Examples
    --------
    >>> from huishou.ledger.aliases import load
    >>> load({"净重": "mass", "黄板纸": "waste_paper"})
    Aliases(headers={'净重': 'mass'}, values={'黄板纸': 'waste_paper'})
    """
    if aliases is None:
        return Aliases()
    if isinstance(aliases, (str, Path)):
        aliases = _toml(Path(aliases))
    if not isinstance(aliases, dict) or not all(isinstance(w, str) for pair in aliases.items() for w in pair):
        raise InputError("aliases is a dict of words.", code="bad_aliases", hint='For example {"净重": "mass", "黄板纸": "waste_paper"}.')
    columns = {n: c.input for c in COLUMNS for n in (c.name, c.input)}
    words = {m.id for m in MATERIALS} | {w for listed in VOCABULARY.values() for w in listed}
    out = Aliases()
    for word, meaning in aliases.items():
        if meaning in columns:
            out.headers[key(word)] = columns[meaning]
        elif meaning in words:
            out.values[key(word)] = meaning
        elif places.chinese(meaning):
            out.values[key(word)] = places.chinese(meaning)
        else:
            near = difflib.get_close_matches(meaning, [*columns, *words], n=3, cutoff=0.5)
            raise InputError(f"The alias '{word}' means '{meaning}', which is no ledger column, no provincial unit and no word of a closed list.",
                             code="unknown_alias",
                             value=meaning,
                             hint=f"Nearest: {', '.join(near)}." if near else "A name of your own for a material goes into the mapping's table recode.")
    return out


def _toml(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError:
        raise InputError(f"There is no file '{path.name}'.", code="aliases_not_found", value=path.name, hint="Check the path.") from None
    except ValueError as error:
        raise InputError(f"'{path.name}' is not TOML: {error}.", code="bad_aliases", value=path.name,
                         hint='One pair a line: "黄板纸" = "waste_paper".') from None
