# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Which source column gives which ledger column, in which unit: decided from the headers and the mapping before any cell is read."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field

from ..errors import InputError, UnitError
from ..schema import COLUMNS, PLACEHOLDERS, key
from ..units import BASES, Unit, choices, find, look_up
from . import qualified, wide
from .aliases import Aliases
from .cells import text
from .headers import claims, parts, split_unit, unit_of
from .mapping import Mapping
from .readers import Raw

__all__ = ["REPORT", "Layout", "is_report", "lay_out", "mass_unit", "overrides"]

# Columns of a table of rejected rows: a corrected one is read again without them. ``_ledger`` tells the ledgers of one report apart.
REPORT = ("_ledger", "_source", "_row", "_column", "_rules", "_message")
_DIMENSION = {c.input: c.dimension for c in COLUMNS if c.dimension}
_NAMES = frozenset(c.name for c in COLUMNS)
_UNIT_HEADERS = frozenset(key(h) for h in ("unit", "units", "mass_unit", "单位", "计量单位", "重量单位", "数量单位"))
_SAMPLE = {"mass": "万吨", "value": "万元"}


@dataclass
class Layout:
    """``cells`` are the melted columns of a wide table with the words each stands for; empty where a row is one fact."""

    named: dict[str, str]
    cells: dict[str, dict[str, str]]
    units: dict[str, Unit]
    cell_units: list[Unit]
    extras: dict[str, str]                                      # name in the ledger -> source column
    unit_column: str | None = None                              # source column with the unit of each row's mass
    partners: dict[str, list[str]] = field(default_factory=dict)    # value, count -> their source column for each melted column, empty where none
    partner_units: dict[str, list[Unit | None]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Ledger rows of one source row."""
        return len(self.cells) or 1


def overrides(given, headers: dict[str, str]) -> dict[str, Unit]:
    """The argument ``units=``: ledger column, or a header that means one, to unit.

    Raises
    ------
    InputError
        ``bad_units``.
    UnitError
        As ``units.find``.
    """
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise InputError("units is a dict of column and unit.", code="bad_units", hint='For example units={"mass": "万吨"}.')
    out = {}
    for name, unit in given.items():
        column = parts(str(name), headers).column
        if column not in _DIMENSION:
            raise InputError(f"units names '{name}', which has no unit.", code="bad_units", column=str(name), hint=f"Name one of: {', '.join(_DIMENSION)}.")
        out[column] = find(unit, _DIMENSION[column])
    return out


def is_report(raw: Raw) -> bool:
    """Whether a source is a table of rejected rows."""
    return {"_row", "_rules"} <= set(raw.table.column_names)


def lay_out(raw: Raw, mapping: Mapping, units: dict[str, Unit], aliases: Aliases) -> Layout:
    """The layout of one source.

    Raises
    ------
    InputError
        ``missing_column``, ``ambiguous_columns``.
    UnitError
        ``unit_missing``, and those of ``units.find``.
    """
    names = raw.table.column_names
    _present(raw, mapping, names)
    notes: list[str] = []
    report = [n for n in REPORT if n in names] if is_report(raw) else []
    if report:
        notes.append(f"{raw.name}: read as a table of rejected rows; {', '.join(report)} are left out")
    skip = frozenset((*mapping.needs(), *report))
    found = claims(names, raw.name, aliases.headers, mapping.provides, skip)
    cells = dict(mapping.melt)
    partners: dict[str, list[str]] = {}
    if not cells and not {"mass", "value"} & mapping.provides:
        found, cells, partners = _wide(raw, found, [n for n in names if n not in skip], aliases, notes)
    found = _once(raw, mapping, found, cells, notes)
    named = mapping.rename | {c: h.source for c, h in found.items()}
    _required(raw, mapping, named, cells, names)
    for column, header in found.items():
        if header.source != column:
            notes.append(f"{raw.name}: '{header.source}' is read as {column}")
    stated = {c: (found[c].unit if c in found else None) or _stated(raw, s) for c, s in named.items() if c in _DIMENSION}
    unit_column = _unit_column(raw, stated, units, mapping, [n for n in names if n not in skip], notes)
    chosen = {c: _unit(raw, c, named[c], word, units, mapping, notes) for c, word in stated.items() if not (c == "mass" and unit_column)}
    cell_units = [_unit(raw, mapping.melt_value, s, _stated(raw, s), units, mapping, notes) for s in cells]
    partner_units = {c: [_unit(raw, c, s, _stated(raw, s), units, mapping, notes) if s and c in _DIMENSION else None for s in sources]
                     for c, sources in partners.items()}
    used = {*named.values(), *cells, *(s for sources in partners.values() for s in sources), *mapping.drop, *report, unit_column}
    extras = _extras(raw, [n for n in names if n not in used], notes)
    notes.extend(f"{raw.name}: {n}" for n in _by_mapping(mapping))
    return Layout(named, cells, chosen, cell_units, extras, unit_column, partners, partner_units, notes)


def _by_mapping(mapping: Mapping) -> list[str]:
    renamed = [f"{c} = {s}" for c, s in mapping.rename.items()] + [f"{c} = {j['separator'].join(j['columns'])}" for c, j in mapping.join.items()]
    told = {"read by the mapping": renamed, "constant by the mapping": [f"{c} = {w}" for c, w in mapping.constant.items()],
            "recoded by the mapping": [*mapping.recode], "set by rules of the mapping": list(dict.fromkeys(c for _, to in mapping.sets for c in to)),
            "left out by the mapping": [*mapping.drop], "carried as they are by the mapping": [*mapping.carry]}
    return [f"{what}: {', '.join(names)}" for what, names in told.items() if names]


def _present(raw: Raw, mapping: Mapping, names: list[str]) -> None:
    for name in dict.fromkeys([*mapping.needs(), *(c for when, _ in mapping.sets for c in when)]):
        if name not in names:
            near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
            raise InputError(f"'{raw.name}' has no column '{name}', which the mapping names.", code="missing_column", column=name,
                             hint=f"Nearest: {', '.join(near)}." if near else f"Columns are: {', '.join(names)}.")


def _stated(raw: Raw, name: str) -> str | None:
    """The unit in the lines of a header, the lowest first."""
    found = (split_unit(line)[1] for line in reversed(raw.paths.get(name, ())))
    return next((u for u in found if u), None) or unit_of(name)


def _wide(raw: Raw, found, names: list[str], aliases: Aliases, notes: list[str]):
    """Columns that are facts of their own are melted, where no column gives the mass of a row."""
    paths = {n: raw.paths.get(n) or (n,) for n in names}
    mass = found.get("mass")
    others = {h.source for c, h in found.items() if c not in ("mass", "value", "count")}
    paths = {n: p for n, p in paths.items() if n not in others}
    cells = wide.cells(paths, aliases.headers, aliases.values)
    if mass is not None and mass.source not in cells:
        return found, {}, {}
    partners = wide.partners(cells, paths, aliases.headers, aliases.values)
    beside = {s for sources in partners.values() for s in sources if s}
    found = {c: h for c, h in found.items() if h.source not in cells and h.source not in beside}
    words = {n: c.words for n, c in cells.items()}
    months = any(wide.month(w.get("period")) for w in words.values())
    for column in ("material", "period"):
        if column in found and any(column in w for w in words.values()) and not (column == "period" and months):
            first = next(n for n, w in words.items() if column in w)
            raise InputError(f"'{raw.name}' gives {column} twice: in the column '{found[column].source}' and in the header '{first}'.",
                             code="ambiguous_columns",
                             column=found[column].source, value=column, hint="Leave one of them out with the mapping's option drop.")
    if cells:
        notes.append(f"{raw.name}: a wide table, turned long: each cell of {', '.join(cells)} is a row")
    for column, sources in partners.items():
        notes.append(f"{raw.name}: {column} of the same rows is read from {', '.join(s for s in sources if s)}")
    return found, words, partners


def _once(raw: Raw, mapping: Mapping, found, cells, notes: list[str]):
    """Value and count of a row belong to all its melted cells together: repeated for each, they would be counted as often."""
    out = {c: h for c, h in found.items() if not (cells and c in ("value", "count") and c != mapping.melt_value)}
    for column, header in found.items():
        if column not in out:
            notes.append(f"{raw.name}: '{header.source}' belongs to all melted cells of a row together and is carried along, not read as {column}")
    return out


def _required(raw: Raw, mapping: Mapping, named: dict[str, str], cells, names: list[str]) -> None:
    given = {*named, *mapping.provides, *(c for _, to in mapping.sets for c in to), *(c for to in cells.values() for c in to)}
    given |= {mapping.melt_value} if cells else set()
    for column in (c.input for c in COLUMNS if c.required):
        if column not in given:
            free = (n for n in names if n not in named.values() and (column != "mass" or look_up(unit_of(n) or "t", "mass")))
            sample = next(free, "NAME OF THE COLUMN")
            constant = ' or mapping={"constant": {"material": "废纸"}}' if column == "material" else ""
            raise InputError(f"'{raw.name}' has no column for {column}. Columns are: {', '.join(names)}.", code="missing_column", column=column,
                             hint=f'Say which one it is, for example mapping={{"rename": {{"{column}": "{sample}"}}}}{constant}.')


def mass_unit(word: str | None):
    """The unit of mass a cell names; None where it names none or has two meanings."""
    try:
        return find(word, "mass") if word else None
    except UnitError:
        return None


def _unit_column(raw: Raw, stated, units, mapping: Mapping, names: list[str], notes: list[str]) -> str | None:
    """A column of units (单位, unit), used where nothing else gives the unit of the mass. 单位 may be an organisation as well, so one cell must be a unit."""
    if "mass" not in stated or stated["mass"] or "mass" in units or "mass" in mapping.units or "mass" in raw.units:
        return None
    for name in names:
        if key(name) in _UNIT_HEADERS and any(mass_unit(w) for w in text(raw.table.column(name), name).unique().to_pylist()):
            notes.append(f"{raw.name}: the unit of each mass is read from '{name}'")
            return name
    return None


def _unit(raw, column, header, word, units, mapping, notes) -> Unit:
    dimension = _DIMENSION[column]
    chosen = units.get(column) or mapping.units.get(column) or word or raw.units.get(column)
    if chosen is None and _in_cells(raw, header, dimension):
        notes.append(f"{raw.name}: '{header}' states no unit, each of its cells does")
        return find(BASES[dimension], dimension)
    if chosen is None:
        raise UnitError(f"The column '{header}' of '{raw.name}' states no unit.", code="unit_missing", column=header,
                        hint=f'State it, for example units={{"{column}": "{_SAMPLE[column]}"}}; known are: {", ".join(choices(dimension))}.')
    try:
        unit = find(chosen, dimension)
    except UnitError as error:
        raise UnitError(error.message, code=error.code, column=header, value=error.value, hint=error.hint) from None
    by = "units=" if column in units else "the mapping" if column in mapping.units else "its header" if word else "what stands above the table"
    against = f"; its header says {word}" if word and by != "its header" and _other(word, unit) else ""
    told = f"{raw.name}: '{header}' is in {unit.id}, by {by}{against}"
    if told not in notes:
        notes.append(told)
    return unit


def _in_cells(raw: Raw, header: str, dimension: str) -> bool:
    """Whether every cell of a column that holds anything states its own unit: 120万吨."""
    column = raw.table.column(header)
    if not str(column.type).startswith(("string", "dictionary")):
        return False
    said = [qualified.read(w, dimension) for w in text(column, header).unique().to_pylist() if w is not None and w.casefold() not in PLACEHOLDERS]
    return bool(said) and all(s is not None and s.unit is not None for s in said)


def _other(word: str, unit: Unit) -> bool:
    try:
        return find(word) != unit
    except UnitError:
        return True


def _extras(raw: Raw, rest: list[str], notes: list[str]) -> dict[str, str]:
    out: dict[str, str] = {}
    for name in rest:
        plain = name
        while plain in _NAMES or plain in out:
            plain += " (source)"
        if plain != name:
            notes.append(f"{raw.name}: '{name}' is carried as '{plain}', for {name} comes from elsewhere")
        out[plain] = name
    if out:
        notes.append(f"{raw.name}: carried along as they are: {', '.join(out)}")
    return out
