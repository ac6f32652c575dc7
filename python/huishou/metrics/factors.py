# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Carbon factors with a pedigree: packs that ship with huishou, and packs made of a user's own frame.

A shipped pack is a Data Package (datapackage.org, version 2) folder: ``datapackage.json``, ``factors.csv``, ``README.md``. The hash of the factors is
stored in ``datapackage.json`` and checked at every load.

Examples
--------
>>> import huishou as hs
>>> hs.factors.load("us-epa-warm").type
'consequential_net'
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .. import frames
from ..errors import InputError, MatchError
from ..files import text_sha256
from .pack import COLUMNS, INDICATORS, NUMBER, TYPES, Pack, canonical_bytes
from .pack_check import KINDS, check, ends_known

__all__ = ["KINDS", "Pack", "TYPES", "diff", "from_frame", "load", "packs"]

_ROOT = Path(__file__).resolve().parent.parent / "data" / "packs"
_KIND_OF_TYPE = {"reduction": "reduction", "consequential_net": "net", "attributional": "emission", "production": "emission", "parameters": "parameter"}
_COMPARED = ("factor_co2e_per_t", "low", "high", "value")


def packs():
    """The packs that come with huishou.

    Returns
    -------
    frame
        ``id, version, type, title, factors, offered, region, year, valid_until, gwp, licence, source, sha256``; ``offered`` are those a ledger may meet.

    Examples
    --------
    >>> import huishou as hs
    >>> "us-epa-warm" in hs.frames.to("dict", hs.factors.packs())["id"]
    True
    """
    import pyarrow as pa

    about = [_about(i) for i in _ids()]
    own = [a["huishou"] for a in about]
    return frames.like(frames.default_kind(), pa.table({
        "id": [a["name"] for a in about], "version": [a["version"] for a in about], "type": [h["type"] for h in own],
        "title": [a["title"] for a in about], "factors": pa.array([h["factors"] for h in own], pa.int64()),
        "offered": pa.array([h["offered"] for h in own], pa.int64()), "region": [h["region"] for h in own],
        "year": [h["year"] for h in own], "valid_until": pa.array([h.get("valid_until") for h in own], pa.string()), "gwp": [h["gwp"] for h in own],
        "licence": [a["licenses"][0]["title"] for a in about],
        "source": [a["sources"][0]["title"] for a in about], "sha256": [_stated(a) for a in about]}))


def load(id: str, version: str | None = None) -> Pack:
    """A shipped pack, its content checked against the stored hash.

    Parameters
    ----------
    id
        One of ``packs()``: ``"cn"``, ``"grid-cn"``, ``"ipcc-waste"``, ``"uk-defra"``, ``"us-epa-hub"``, ``"us-epa-warm"``.
    version
        Refuse any other version; None takes the one installed.

    Returns
    -------
    Pack
        The factors with their pedigree; never changes.

    Raises
    ------
    MatchError
        ``unknown_pack``, ``unknown_version``.
    InputError
        ``pack_corrupt``: the factors are not those the pack was published with.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.factors.load("cn", version="2")
    Pack(id='cn', version='2', type='reduction', 19 factors, 3 offered for matching)
    """
    import difflib

    if id not in _ids():
        near = difflib.get_close_matches(str(id), _ids(), n=3, cutoff=0.3) or _ids()
        raise MatchError(f"There is no factor pack '{id}'.", code="unknown_pack", value=id, hint=f"Nearest: {', '.join(near)}.")
    return _read(_ROOT / id, version)


def _read(folder: Path, version: str | None = None) -> Pack:
    """The pack in ``folder``."""
    about = json.loads((folder / "datapackage.json").read_text("utf-8"))
    if version is not None and version != about["version"]:
        raise MatchError(f"Pack '{about['name']}' has no version '{version}'.", code="unknown_version", value=version,
                         hint=f"Installed is version {about['version']}.")
    content = _content(folder / about["resources"][0]["path"])
    found = text_sha256(content)
    if found != _stated(about):
        raise InputError(f"The factors of pack '{about['name']}' are not those it was published with.", code="pack_corrupt", value=found,
                         hint=f"Its datapackage.json states sha256 {_stated(about)}; reinstall the package, or use from_frame for your own.")
    own = about["huishou"]
    return Pack(id=about["name"], version=about["version"], title=about["title"], licence=about["licenses"][0]["title"],
                source=about["sources"][0]["title"], type=own["type"], gwp=own["gwp"], region=own["region"], year=own["year"],
                table=_table(content), sha256=found, kind=frames.default_kind(), notes=tuple(own["notes"]), valid_until=own.get("valid_until"))


def _content(path: Path) -> bytes:
    """The CSV bytes of a resource; large ones are packed with gzip, as the Data Package recipe for compressed resources has it."""
    import gzip

    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def from_frame(frame: Any, *, id: str, version: str, licence: str, source: str, type: str = "reduction", gwp: str = "not stated",
               title: str | None = None,
               region: str | None = None, year: str | None = None, valid_until: str | None = None) -> Pack:
    """A pack of factors of your own.

    Parameters
    ----------
    frame
        Columns ``material`` and ``factor_co2e_per_t``, or ``low`` and ``high`` (t CO2e per metric tonne), or all three with the factor inside
        the range, or ``value`` with its ``unit`` (``"kg CO2e per tonne"``, ``"t CO2e per short ton"``), which is converted. Optional: ``pathway`` (null = any),
        ``gate`` (where the tonne is weighed), ``valid_until``, ``gwp``, ``distribution`` with what it needs (normal, lognormal, uniform, triangular, pert,
        discrete, empirical: ``huishou.metrics.factor_variable``), and every other column of a pack; columns unknown to
        packs stay.
    id, version, licence, source
        Required, so that a result can say where its factors came from.
    type
        ``reduction``, ``consequential_net``, ``attributional``, ``production`` or ``parameters``.
    gwp
        Set of global warming potentials (``"AR5"``), for all rows without one of their own.
    title
        What the pack is, in a few words; None takes the id.
    region, year
        Of all rows, where the frame has no such column.
    valid_until
        Day, month or year (``"2024-06-10"``, ``"2024"``) after which results say ``factor_stale``.

    Returns
    -------
    Pack
        Of the kind of frame given; ``sha256`` is that of its content.

    Raises
    ------
    InputError
        ``missing_column``, ``missing_material``, ``missing_factor``, ``half_range``, ``range_reversed``, ``outside_range``, ``not_a_number``,
        ``not_finite``, ``repeated_factor``, ``unknown_distribution``, ``missing_sd``, ``unknown_type``, ``unknown_kind``, ``unknown_gate``, ``unit_mismatch``,
        ``range_unit``, ``not_a_bool``, ``bad_gsd2``, ``bad_probabilities``, ``bad_valid_until``, ``empty_pack``.
    UnitError
        ``factor_unit``, ``ambiguous_unit`` (per ton).

    Examples
    --------
    >>> import huishou as hs
    >>> hs.factors.from_frame({"material": ["paper"], "low": [0.5], "high": [1.2]}, id="mine", version="1", licence="CC0", source="own measurement")
    Pack(id='mine', version='1', type='reduction', 1 factors, 1 offered for matching)
    """
    import pyarrow as pa

    if type not in TYPES:
        raise InputError(f"'{type}' is not a type of pack.", code="unknown_type", value=type, hint=f"Choose one of {', '.join(TYPES)}.")
    if valid_until is not None and not ends_known(str(valid_until)):
        raise InputError(f"valid_until is {valid_until!r}.", code="bad_valid_until", column="valid_until", value=str(valid_until),
                         hint="Write a day, a month or a year: 2024-06-10, 2024-06, 2024.")
    given = frames.table(frame)
    columns, extra = check(given, kind=_KIND_OF_TYPE[type])
    n = given.num_rows
    keys = zip(*(columns[c] for c in ("material", "pathway", "region", "year", "gate")), strict=True)
    fallback = {"factor_id": ["/".join([m, p or "any", *(x for x in (r, y, g and g.replace(" ", "+")) if x)]) for m, p, r, y, g in keys], "per": ["t"] * n,
                "unit": ["t CO2e per t"] * n, "region": [region] * n, "year": [year] * n, "source": [source] * n}
    for name, values in fallback.items():
        if name not in given.column_names:
            columns[name] = values
    seen: dict[str, int] = {}
    for row, factor in enumerate(columns["factor_id"], 1):
        if factor in seen:
            raise InputError(f"Rows {seen[factor]} and {row} have the same factor_id '{factor}'.", code="repeated_factor", column="factor_id",
                             row=row,
                             value=factor, hint="Give each factor an id of its own.")
        seen[factor] = row
    kinds = {n: pa.float64() for n in NUMBER} | {"match": pa.bool_()}
    table = pa.table({n: pa.array(columns[n], kinds.get(n, pa.string())) for n in COLUMNS} | {n: _known(given.column(n)) for n in extra})
    return Pack(id=id, version=version, title=title or id, licence=licence, source=source, type=type, gwp=gwp, region=region, year=year, table=table,
                sha256=text_sha256(canonical_bytes(table)), kind=frames.kind_of(frame), valid_until=None if valid_until is None else str(valid_until))


def _known(column):
    """A column in which NaN, as NumPy writes a missing number, is missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column) if pa.types.is_floating(column.type) else column


def diff(a: Pack, b: Pack):
    """Factors that differ between two packs.

    Rows are compared by the publisher's ``id`` or by ``factor_id`` when both packs have the same id (two versions or editions of one pack), else by
    material and pathway among the factors offered for matching, with region and year where a pack holds several.

    Parameters
    ----------
    a, b
        Two packs, the earlier or the one compared with first.

    Returns
    -------
    frame
        ``key, change, a_factor, a_low, a_high, a_value, b_factor, b_low, b_high, b_value``; ``change`` is ``added``, ``removed`` or ``changed``.
        Equal factors are left out.

    Examples
    --------
    >>> import huishou as hs
    >>> pack = hs.factors.load("cn")
    >>> len(hs.factors.diff(pack, pack))
    0
    >>> hub = hs.factors.load("us-epa-hub")
    >>> changed = hs.frames.to("dict", hs.factors.diff(hub.where(year="2021"), hub.where(year="2025")))
    >>> [(k, float(a), float(b)) for k, a, b in zip(changed["key"], changed["a_value"], changed["b_value"]) if k == "hub9-mixed_msw-landfilled"]
    [('hub9-mixed_msw-landfilled', 0.52, 0.58)]
    """
    import pyarrow as pa

    same = _same_ids(a, b)
    left, right = _keyed(a, same), _keyed(b, same)
    out: list[tuple] = []
    width = len(_COMPARED)
    for key in sorted(left.keys() | right.keys()):
        x, y = left.get(key), right.get(key)
        if x != y:
            out.append((key, "added" if x is None else "removed" if y is None else "changed", *(x or (None,) * width), *(y or (None,) * width)))
    names = ("key", "change", *(f"{side}_{n}" for side in "ab" for n in ("factor", "low", "high", "value")))
    return frames.like(a.kind, pa.table({n: pa.array([r[i] for r in out], pa.string() if i < 2 else pa.float64()) for i, n in enumerate(names)}))


def _same_ids(a: Pack, b: Pack) -> str | None:
    """The column that names the same factor in both packs; None where they are different packs, compared by what they describe."""
    if a.id != b.id:
        return None
    own = [p.table.column("id").to_pylist() if "id" in p.table.column_names else [] for p in (a, b)]
    return "id" if all(ids and len(set(ids)) == len(ids) for ids in own) else "factor_id"


def _keyed(pack: Pack, by: str | None) -> dict[str, tuple]:
    names = pack.table.select([by] if by else ["material", "pathway", "match", "region", "year"]).to_pylist()
    values = zip(*(pack.table.column(n).to_pylist() for n in _COMPARED), strict=True)
    if by:
        return {n[by]: v for n, v in zip(names, values, strict=True)}
    offered = [n for n in names if n["match"]]
    places = {(n["region"], n["year"]) for n in offered}
    tail = (lambda n: "".join(f"/{x}" for x in (n["region"], n["year"]) if x)) if len(places) > 1 else (lambda n: "")
    return {f"{n['material']}/{n['pathway'] or 'any'}{tail(n)}": v for n, v in zip(names, values, strict=True) if n["match"]}


def _table(content: bytes):
    import pyarrow as pa
    from pyarrow import csv

    types = {n: pa.float64() for n in (*NUMBER, *INDICATORS)} | {"match": pa.bool_()}
    names = content.partition(b"\n")[0].decode().strip().split(",")
    schema = {n: types.get(n, pa.string()) for n in names}
    options = csv.ConvertOptions(column_types=schema, null_values=[""], strings_can_be_null=True, true_values=["true"], false_values=["false"])
    return csv.read_csv(pa.BufferReader(content), convert_options=options, parse_options=csv.ParseOptions(newlines_in_values=True))


def _stated(about: dict[str, Any]) -> str:
    return about["resources"][0]["hash"].removeprefix("sha256:")


def _ids() -> list[str]:
    return sorted(p.parent.name for p in _ROOT.glob("*/datapackage.json"))


def _about(id: str) -> dict[str, Any]:
    return json.loads((_ROOT / id / "datapackage.json").read_text("utf-8"))
