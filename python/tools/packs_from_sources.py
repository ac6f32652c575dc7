# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The factor packs out of the collected sources: rows as published, one conversion, no judgement but the flags written beside them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import packs_china
import packs_ipcc
import packs_uk_defra
import packs_us_epa
import pyarrow as pa

from huishou.files import text_sha256
from huishou.metrics.pack import COLUMNS, INDICATORS, NUMBER, canonical_bytes

ABOUT = packs_us_epa.ABOUT | packs_uk_defra.ABOUT | packs_china.ABOUT | packs_ipcc.ABOUT
# Columns that only some packs need, in this order.
MORE = ("id", "quantity", "basis", "gas", "uom", "scope", "level_1", "level_2", "level_3", "level_4", "column_text", *INDICATORS, "material_name", "note")
FIELDS = {"material_name": "Material as the source names it", "note": "Why a row is not offered, or what a reader must know",
          "match": "Offered for matching; false = listed only", "per": "What one tonne is a tonne of", "published_value": "The source's own text",
          "gate": "Gates of the chain at which that tonne may be weighed, separated by spaces; empty = the source leaves it open",
          "value": "The published number, in unit", "valid_until": "When the publisher had replaced it", "gwp": "Set of global warming potentials",
          "id": "The publisher's id, the same in all years", "quantity": "The symbol in the formulas", "basis": "Which electricity is averaged",
          "kind": "reduction: positive = avoided; net: negative = avoided; emission: positive = emitted; parameter: a quantity of a formula",
          "pathway": "What happens to the tonne; empty = any", "low": "Range, t CO2e per metric tonne; of value where kind is parameter",
          "high": "Range, t CO2e per metric tonne; of value where kind is parameter",
          "factor_co2e_per_t": "t CO2e per metric tonne; empty when only a range is published, or the number is not per tonne"}


def _rows(about: dict, sources: Path, data: Path, read) -> list[dict]:
    own = Path(__file__).resolve().parent / "own"
    match about.get("from"):
        case "datasets":
            return about["rows"](data / "datasets" / "china-recyclables", read)
        case "own":
            return about["rows"](own, read)
        case "both":
            return about["rows"](sources, own, read)
    return about["rows"](sources, read)


def build(sources: Path, data: Path):
    """Write every pack below ``data``; yields (name, bytes, sha256)."""
    from build_data import unpacked

    for pack, about in ABOUT.items():
        rows = _rows(about, sources, data, unpacked)
        rows = sorted(rows, key=lambda r: (r["material"], r.get("pathway") or "", r["factor_id"]))
        assert len({r["factor_id"] for r in rows}) == len(rows)
        offered = [(r["material"], r.get("pathway"), r["year"], r.get("gate")) for r in rows if r["match"]]
        assert len(set(offered)) == len(offered)
        names = [*COLUMNS, *(n for n in MORE if any(r.get(n) is not None for r in rows))]
        assert all(set(r) <= {*names, "note", "material_name"} for r in rows), pack
        types = {n: pa.float64() for n in (*NUMBER, *INDICATORS)} | {"match": pa.bool_()}
        table = pa.table({n: pa.array([r.get(n) if n in types else r.get(n) or None for r in rows], types.get(n, pa.string())) for n in names})
        content = canonical_bytes(table)
        path = "factors.csv.gz" if about.get("packed") else "factors.csv"
        kind = {n: "boolean" if n == "match" else "number" for n in types}
        description = {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": pack, "title": about["title"], "version": about["version"],
            "licenses": about["licences"], "sources": [about["source"]],
            "resources": [{
                "name": "factors", "type": "table", "path": path, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
                | ({"compression": "gz"} if about.get("packed") else {})
                | {"bytes": len(content),
                   "hash": f"sha256:{text_sha256(content)}",
                   "schema": {"fields": [{"name": n,
                                          "type": kind.get(n, "string")} | ({"description": FIELDS[n]} if n in FIELDS else {}) for n in names],
                              "missingValues": [""], "primaryKey": ["factor_id"]}}],
            "huishou": {"type": about["type"], "gwp": about["gwp"], "region": about["region"], "year": about["year"], "valid_until": about.get("valid_until"),
                        "factors": len(rows), "offered": len(offered), "notes": about["notes"]}}
        folder = data / "packs" / pack
        folder.mkdir(exist_ok=True)
        (folder / path).write_bytes(gzip.compress(content, 9, mtime=0) if about.get("packed") else content)
        (folder / "datapackage.json").write_text(json.dumps(description, ensure_ascii=False, indent=2) + "\n", "utf-8")
        yield pack, len(content), text_sha256(content)
