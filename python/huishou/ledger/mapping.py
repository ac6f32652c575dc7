# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A mapping: how a foreign layout becomes ledger columns. Checked when read, so that a slip is an error and not a missing column."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..schema import COLUMNS
from . import periods

__all__ = ["Mapping", "load", "period_range"]

_TABLES = ("id", "title", "split", "rename", "join", "constant", "melt", "units", "recode", "set", "options")
_OPTIONS = ("totals", "drop", "carry", "history", "rows", "flags", "periods", "materials")
_NUMBERS = frozenset(c.input for c in COLUMNS if c.type == "float64")
_INPUTS = {n: c.input for c in COLUMNS for n in (c.name, c.input)}


@dataclass(frozen=True)
class Mapping:
    """A checked mapping; ledger columns by their input names (``mass``, ``value``)."""

    id: str | None = None
    rename: dict[str, str] = field(default_factory=dict)
    join: dict[str, dict] = field(default_factory=dict)
    constant: dict[str, str] = field(default_factory=dict)
    melt_value: str = "mass"
    melt: dict[str, dict[str, str]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    recode: dict[str, dict[str, str]] = field(default_factory=dict)
    sets: tuple[tuple[dict, dict], ...] = ()
    totals: str = "ignore"
    drop: tuple[str, ...] = ()
    split: dict[str, dict] = field(default_factory=dict)
    flags: tuple[str, ...] = ()                                 # letters that may hang on a number
    carry: tuple[str, ...] = ()                                 # source columns that mean no ledger column, whatever their name
    history: tuple[str, ...] = ()
    rows: tuple[int, int] | None = None                         # first and last row of a sheet that belong to the table, as a person counts
    periods: tuple[str, str] | None = None                      # first and last period that may stand in the ledger
    materials: str = "any"                                      # "categories": a name that is none of the ten is refused
    sha256: str | None = None

    @property
    def provides(self) -> frozenset[str]:
        """Ledger columns whose content comes from the mapping; what only rules set is not among them."""
        melted = {c for to in self.melt.values() for c in to} | ({self.melt_value} if self.melt else set())
        return frozenset(self.rename) | frozenset(self.join) | frozenset(self.constant) | melted

    def needs(self) -> list[str]:
        """Source columns the mapping names, in the order of its tables."""
        names = [*self.rename.values(), *(c for j in self.join.values() for c in j["columns"]), *self.melt, *self.drop, *self.carry]
        return list(dict.fromkeys(names))


def load(mapping: Any) -> Mapping:
    """A mapping from a dict, a TOML path or None.

    Raises
    ------
    InputError
        ``bad_mapping``, ``unknown_ledger_column``, ``mapping_not_found``.

    Examples
    --------
    >>> from huishou.ledger.mapping import load
    >>> load({"rename": {"mass": "tonnes"}, "units": {"mass": "t"}}).rename
    {'mass': 'tonnes'}
    """
    if mapping is None:
        return Mapping()
    if isinstance(mapping, Mapping):
        return mapping
    if isinstance(mapping, (str, Path)):
        mapping = _toml(Path(mapping))
    if not isinstance(mapping, dict):
        raise _bad(f"A mapping is a dict or the path of a TOML file, not a {type(mapping).__name__}.")
    for name in mapping:
        if name not in _TABLES:
            raise _bad(f"A mapping has no table '{name}'.", f"Tables are: {', '.join(_TABLES)}.")
    digest = hashlib.sha256(json.dumps(mapping, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
    melt = _dict(mapping, "melt")
    options = _dict(mapping, "options")
    for name in options:
        if name not in _OPTIONS:
            raise _bad(f"A mapping has no option '{name}'.", f"Options are: {', '.join(_OPTIONS)}.")
    melted = _melted(melt)
    recode = _dict(mapping, "recode")
    value = _column(melt.get("value", "mass"), "melt.value")
    if value not in ("mass", "value"):
        raise _bad(f"Only mass and value can be melted, not {value}.")
    totals = options.get("totals", "ignore")
    if totals not in ("ignore", "keep"):
        raise _bad(f"The option totals is 'ignore' or 'keep', not '{totals}'.")
    materials = options.get("materials", "any")
    if materials not in ("any", "categories"):
        raise _bad(f"The option materials is 'any' or 'categories', not '{materials}'.")
    out = Mapping(
        id=_text(mapping.get("id", ""), "id") or None, rename={_column(c, "rename"): _text(s, f"rename.{c}") for c, s in _dict(mapping, "rename").items()},
        join={_column(c, "join"): _join(c, j) for c, j in _dict(mapping, "join").items()},
        constant={_column(c, "constant"): _word(v) for c, v in _dict(mapping, "constant").items()},
        melt_value=value, melt=melted, materials=materials, units={_column(c, "units"): _text(u, f"units.{c}") for c, u in _dict(mapping, "units").items()},
        recode={_column(c, "recode"): {str(a): _word(b) for a, b in _dict(recode, c).items()} for c in recode},
        sets=tuple(_rule(r) for r in _list(mapping, "set")), totals=totals, drop=tuple(_text(n, "drop") for n in _list(options, "drop")),
        carry=tuple(_text(n, "carry") for n in _list(options, "carry")), history=tuple(_text(n, "history") for n in _list(options, "history")),
        rows=_rows(options.get("rows")), periods=period_range(options.get("periods")), flags=tuple(_text(n, "flags") for n in _list(options, "flags") if n),
        split={_text(c, "split"): _split(c, how) for c, how in _dict(mapping, "split").items()}, sha256=digest)
    _consistent(out)
    return out


def _consistent(m: Mapping) -> None:
    groups = {"rename": set(m.rename), "join": set(m.join), "constant": set(m.constant),
              "melt": {c for to in m.melt.values() for c in to} | ({m.melt_value} if m.melt else set())}
    seen: dict[str, str] = {}
    for table, columns in groups.items():
        for column in sorted(columns):
            if column in seen:
                raise _bad(f"The ledger column {column} is given by both {seen[column]} and {table}.", "Give each ledger column once.")
            seen[column] = table
    for column in ("mass", "value", "count"):
        if m.melt and column in m.rename:
            raise _bad(f"{column} of a row would be repeated for each melted column, and counted as often.", "Leave it among the source's other columns.")
    for table in ("join", "constant", "recode"):
        for column in getattr(m, table):
            if column in _NUMBERS:
                raise _bad(f"The table {table} cannot give {column}, which is a number.", "Rename a source column to it.")
    for to in [*m.melt.values(), *(to for _, to in m.sets)]:
        for column in to:
            if column in _NUMBERS:
                raise _bad(f"{column} is a number and cannot be set to a word.", "Set text columns only.")


def _toml(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _bad(f"'{path.name}' is not UTF-8: {error.reason}.", "Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise _bad(f"'{path.name}' is not TOML: {error}.", "Correct the line named.") from None
    except (OSError, ValueError):
        raise InputError(f"There is no mapping file '{path.name}'.", code="mapping_not_found", value=path.name, hint="Check the path.") from None


def _dict(table: dict, name: str) -> dict:
    found = table.get(name, {})
    if not isinstance(found, dict):
        raise _bad(f"The table {name} must hold names and values.")
    return found


def _list(table: dict, name: str) -> list:
    found = table.get(name, [])
    if not isinstance(found, (list, tuple)):
        raise _bad(f"The entry {name} must be a list.")
    return list(found)


def _melted(melt: dict) -> dict[str, dict[str, str]]:
    """``melt.columns.NAME`` gives the words of each column; ``melt.material = [NAMES]`` takes the names themselves for words."""
    wide = _dict(melt, "columns")
    out = {s: {_column(c, "melt"): _word(v) for c, v in _dict(wide, s).items()} for s in wide}
    for name in melt:
        if name in ("value", "columns"):
            continue
        if name not in _INPUTS or _INPUTS[name] in _NUMBERS:
            raise _bad(f"The table melt has no entry '{name}'.", "Entries are: value, columns, and ledger columns of text with the names of their columns.")
        column = _INPUTS[name]
        for source in _list(melt, name):
            out.setdefault(_text(source, f"melt.{name}"), {})[column] = source
    if melt and not out:
        raise _bad("The table melt names no columns.", 'List each wide column as [melt.columns.NAME], or their names: melt.material = ["NAME"].')
    return out


def _rows(given: Any) -> tuple[int, int] | None:
    if given is None:
        return None
    if not isinstance(given, (list, tuple)) or [type(n) for n in given] != [int, int] or not 1 <= given[0] < given[1]:
        raise _bad(f"The option rows is the first and the last row of the table, not {given!r}.", "For example rows = [8, 24].")
    return given[0], given[1]


def period_range(given: Any) -> tuple[str, str] | None:
    """First and last period allowed, in the ledger's form.

    Raises
    ------
    InputError
        ``bad_periods``.

    Examples
    --------
    >>> from huishou.ledger.mapping import period_range
    >>> period_range(["2013年", "2024Q2"])
    ('2013', '2024Q2')
    """
    if given is None:
        return None
    if isinstance(given, (list, tuple)) and len(given) == 2:
        read = [periods.read_all([str(w)])[str(w)] for w in given]
        if None not in read and periods.months(read[0][0])[0] <= periods.months(read[1][0])[1]:
            return read[0][0], read[1][0]
    raise InputError("periods are the first and the last period that may stand in the ledger.", code="bad_periods", value=given,
                     hint='For example periods=["2013", "2024-06"].')


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise _bad(f"The entry {name} must be a text, not {value!r}.")
    return value


def _join(column: str, join: Any) -> dict:
    if not isinstance(join, dict) or not isinstance(join.get("columns"), (list, tuple)) or not join["columns"] or set(join) - {"columns", "separator"}:
        raise _bad(f"The table join.{column} needs columns = [...] and may have a separator.")
    return {"columns": [_text(c, f"join.{column}") for c in join["columns"]], "separator": _text(join.get("separator", "-"), f"join.{column}")}


def _split(column: str, how: Any) -> dict:
    how = {"columns": how} if isinstance(how, (list, tuple)) else how
    if not isinstance(how, dict) or set(how) - {"columns", "separator"} or not isinstance(how.get("columns"), (list, tuple)) or len(how["columns"]) < 2:
        raise _bad(f"The table split.{column} needs columns = [...] of two names or more and may have a separator.")
    separator = _text(how.get("separator", ","), f"split.{column}")
    if not separator:
        raise _bad(f"The separator of split.{column} is empty.")
    return {"columns": [_text(c, f"split.{column}") for c in how["columns"]], "separator": separator}


def _rule(rule: Any) -> tuple[dict, dict]:
    if not isinstance(rule, dict) or set(rule) != {"when", "to"} or not isinstance(rule["when"], dict) or not isinstance(rule["to"], dict):
        raise _bad("Each [[set]] needs the tables when and to.")
    when = {str(c): [_word(v) for v in (vs if isinstance(vs, (list, tuple)) else [vs])] for c, vs in rule["when"].items()}
    return when, {_column(c, "set.to"): _word(v) for c, v in rule["to"].items()}


def _word(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise _bad(f"{value!r} is not a word or a number.")
    return str(value)


def _column(name: str, where: str) -> str:
    if not isinstance(name, str) or name not in _INPUTS:
        near = difflib.get_close_matches(str(name), _INPUTS, n=3, cutoff=0.5)
        raise InputError(f"The mapping's table {where} names '{name}', which is no ledger column.", code="unknown_ledger_column", column=str(name),
                         hint=f"Nearest: {', '.join(near)}." if near else f"Ledger columns are: {', '.join(c.input for c in COLUMNS)}.")
    return _INPUTS[name]


def _bad(message: str, hint: str | None = None) -> InputError:
    return InputError(message, code="bad_mapping", hint=hint)
