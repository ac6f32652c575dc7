# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The three factor packs out of the collected sources: rows as published, one conversion, no judgement but the flags written here."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from huishou.metrics.pack import COLUMNS, NUMBER, canonical_bytes, digest

SHORT_TON = 0.90718474                                          # t, exact (international pound of 1959, 2,000 lb)

WARM_PATHWAYS = {"Source Reduced": "source_reduced", "Recycled": "recycled", "Landfilled": "landfilled", "Combusted": "combusted",
                 "Composted": "composted", "Anaerobically Digested": "digested"}
DEFRA_PATHWAYS = {
    "Material use": {"Primary material production": "material_use_primary", "Re-used": "material_use_reused",
                     "Open-loop source": "material_use_open_loop",
                     "Closed-loop source": "material_use_closed_loop"},
    "Waste disposal": {"Re-use": "reused", "Open-loop": "recycled_open_loop", "Closed-loop": "recycled_closed_loop", "Combustion": "combusted",
                       "Composting": "composted", "Landfill": "landfilled", "Anaerobic digestion": "digested"},
}
OUTPUT = "per tonne of output, not of scrap collected: needs a yield before it may meet collected tonnes"
MEMORY = "from memory: not checked against its source"
# Factor as printed, beginning of the source, material id, factor_id, offered for matching, reason.
CN = [
    ("1.6", "NDRC official", "steel_scrap", "cn-steel-ndrc-2021", False, "per tonne of steel made, not of scrap; the upper end of the range of 2022"),
    ("1.3-1.6", "NDRC interpretation", "steel_scrap", "cn-steel-ndrc-2022", True,
     "the default for steel scrap: official, per tonne of scrap, a range"),
    ("1.6", "废钢铁应用协会", "steel_scrap", "cn-steel-casi-2024", False, "per tonne of steel, not of scrap"),
    ("1.5", "worldsteel", "steel_scrap", "world-steel-worldsteel", False, "a world mean; no fallback across countries"),
    ("1.29", "corporate.arcelormittal.com", "steel_scrap", "eu-steel-arcelormittal-2014", False,
     "European plants of one firm; no fallback across countries"),
    ("8.08", "CNIA", "nonferrous_scrap", "cn-nonferrous-cnia-2024", False, OUTPUT + "; a mix, 87 % of the reduction is aluminium"),
    ("8.9", "CNIA", "nonferrous_scrap", "cn-nonferrous-cnia-2030", False, "a forecast; " + OUTPUT),
    ("2.8", "from memory", "copper_scrap", "cn-copper-miit-2011", False, MEMORY),
    ("9.2", "from memory", "aluminium_scrap", "cn-aluminium-miit-2011", False, MEMORY),
    ("1.75", "from memory", "lead_scrap", "cn-lead-miit-2011", False, MEMORY),
    ("~11", "from memory", "aluminium_scrap", "cn-aluminium-2020s", False, MEMORY),
    ("4.4", "Copper Alliance", "copper_scrap", "world-copper-alliance-2013", False, "a world mean; no fallback across countries"),
    ("4.7", "MOFCOM reading", "weee", "cn-weee-mofcom-2024", True,
     "per tonne of household appliances collected and dismantled; its boundary is not published"),
    ("3.6", "life.3news.cn", "waste_textiles", "cn-textiles-2023", False,
     "per kilogram used, not collected; mixes reuse and recycling, no method published"),
    ("1.84", "爱回收", "household_recyclables_mix", "cn-household-mix-2022", False, "a company's claim for its own mix; it describes no other"),
    ("0.58", "from memory", "waste_glass", "eu-glass-feve", False, MEMORY + "; European, no fallback across countries"),
    ("2.5", "MOFCOM spokesman", "all_categories", "cn-mix-mofcom-2013", False,
     "a mix of seven kinds in 2013, method not published; totals are not credited beside their parts"),
]


def snake(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _rows(path: Path, read) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(read(path).decode().replace("\r\n", "\n")))]


def warm(sources: Path, read) -> list[dict]:
    """35 recycled, 60 landfilled ... : every cell that is a number; a cell "NA" is a pathway the material does not have, and gives no row.

    Second reader: the workbook's own sheet, by calamine, must hold the same doubles.
    """
    import python_calamine

    folder = sources / "us-epa-waste-factors"
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(read(folder / "warm_v15.xls.zst")))
    sheet = book.get_sheet_by_name("Analysis Results (MTCO2E)").to_python()[11:71]
    rows = _rows(folder / "warm_v15_mtco2e_per_short_ton.csv", read)
    out = []
    for row, cells in zip(rows, sheet, strict=True):
        material = row.pop("Material")
        assert cells[3] == material
        for (heading, text), cell in zip(row.items(), cells[4:10], strict=True):
            pathway = next(p for word, p in WARM_PATHWAYS.items() if f"Material {word}" in heading)
            assert (text == "NA") == (cell == "NA") and (text == "NA" or float(text) == cell), (material, heading)
            if text != "NA":
                out.append({"factor_id": f"warm15-{snake(material)}-{pathway}", "material": snake(material), "pathway": pathway,
                            "factor_co2e_per_t": float(text) / SHORT_TON, "unit": "MTCO2E per short ton", "published_value": text,
                            "per": "t of material managed", "kind": "net", "match": True, "region": "US", "year": "2020",
                            "boundary": "net of avoided virgin production, carbon storage, avoided electricity; national average, default distances",
                            "source": "EPA WARM version 15, sheet Analysis Results (MTCO2E)", "confidence": "high", "material_name": material,
                            "note": None})
    return out


def defra(sources: Path, read) -> list[dict]:
    """Rows "Material use" and "Waste disposal" that have a factor, kg CO2e in total. Second reader: openpyxl on the workbook."""
    import openpyxl

    folder = sources / "uk-defra-ghg-factors"
    sheet = openpyxl.load_workbook(folder / "defra_flat_2023.xlsx", read_only=True)["Factors by Category"].values
    second = {r[0]: r for r in sheet}
    out = []
    for row in _rows(folder / "factors_2023.csv.zst", read):
        level, text = row["Level 1"], row["GHG Conversion Factor 2023"]
        if level not in DEFRA_PATHWAYS or text == "":
            continue
        assert row["UOM"] == "tonnes" and row["GHG/Unit"] == "kg CO2e" and row["Level 4"] == ""
        other = second[row["ID"]]
        assert float(other[9]) == float(text) and other[4] == row["Level 3"] and other[6] == row["Column Text"], (row, other)
        pathway = DEFRA_PATHWAYS[level][row["Column Text"]]
        waste = level == "Waste disposal"
        note = "transport to the recycler only: neither the recycling itself nor what it replaces" if "loop" in pathway and waste else None
        out.append({"factor_id": row["ID"], "material": snake(row["Level 3"]), "pathway": pathway, "factor_co2e_per_t": float(Decimal(text) / 1000),
                    "unit": "kg CO2e per tonne", "published_value": text, "per": "t of waste" if waste else "t of material used", "kind": "emission",
                    "match": True,
                    "region": "UK", "year": "2023",
                    "boundary": "waste disposal: what falls to the reporting company; see the publisher's methodology paper" if waste else
                    "material use: making the material, by its origin; see the publisher's methodology paper",
                    "source": "UK Government GHG Conversion Factors for Company Reporting 2023, flat file v1.1", "confidence": "high",
                    "material_name": row["Level 3"], "note": note})
    return out


def cn(sources: Path, read) -> list[dict]:
    """Reductions only; the US rows of the collection live in their own pack."""
    rows = [r for r in _rows(sources / "carbon_factors.csv", read) if r["kind"] == "reduction" and r["region"] != "US"]
    out = []
    for row, (factor, source, material, factor_id, match, reason) in zip(rows, CN, strict=True):
        assert row["factor"] == factor and row["source"].startswith(source), row
        assert not match or (row["region"] == "CN" and not row["source"].startswith("from memory"))
        low, high = (float(row["low"]), float(row["high"])) if row["low"] else (None, None)
        out.append({"factor_id": factor_id, "material": material, "factor_co2e_per_t": None if row["low"] else float(factor.lstrip("~")), "low": low,
                    "high": high,
                    "unit": row["unit"], "published_value": factor, "per": row["per"], "kind": "reduction", "match": match, "region": row["region"],
                    "year": row["year"], "boundary": row["baseline definition"], "source": row["source"], "confidence": row["confidence"],
                    "material_name": row["material"], "note": reason})
    return out


ABOUT = {
    "us-epa-warm": {
        "rows": warm, "version": "15", "title": "US EPA Waste Reduction Model (WARM), version 15, net factors per tonne managed",
        "licences": [{"name": "US-public-domain", "title": "US public domain (17 USC 105)"}],
        "source": {"title": "US EPA, WARM version 15 (2020), workbook sheet Analysis Results (MTCO2E), national average",
                   "path": "https://www.epa.gov/warm"},
        "type": "consequential_net", "region": "US", "year": "2020", "gwp": "not stated here: the workbook names no assessment report",
        "notes": ["Net factors: negative means avoided. WARM compares: the effect of a change is the alternative's factor minus the baseline's.",
                  "Recycled paper carries US forest carbon storage; none of these numbers describes China.",
                  "A pathway a material does not have (NA in the workbook) has no row: missing, never 0.",
                  "Published per short ton collected; divided by 0.90718474 once, the published value kept as text."]},
    "uk-defra-2023": {
        "rows": defra, "version": "1.1", "title": "UK Government GHG conversion factors 2023: material use and waste disposal",
        "licences": [{"name": "OGL-UK-3.0", "title": "Open Government Licence v3.0",
                      "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"}],
        "source": {"title": "DESNZ and Defra, UK Government GHG Conversion Factors for Company Reporting 2023, flat file version 1.1 of 2023-06-20",
                   "path": "https://www.gov.uk/government/collections/government-conversion-factors-for-company-reporting"},
        "type": "attributional", "region": "UK", "year": "2023", "gwp": "AR5 (named on the front page of the flat file)",
        "notes": ["Attributional: every number is an emission. Recycling rows of waste disposal count transport only and are no credit.",
                  "Material use rows say what making a tonne emits, by origin of the material: about supply, not about waste.",
                  "Cells without a factor have no row: not available, never 0."]},
    "cn": {
        "rows": cn, "version": "1", "title": "中国再生资源单位减排量：已公布数字汇编 China, published reductions per tonne",
        "licences": [{"name": "BSD-3-Clause", "title": "BSD-3-Clause (our compilation of published facts)"}],
        "source": {"title": "Own compilation from NDRC, MOFCOM, CNIA and association statements; each row names its own"},
        "type": "reduction", "region": "CN", "year": "2011-2030", "gwp": "not stated by the sources, most of which speak of CO2 alone",
        "notes": ["估算减排量（非 CCER），不得冲减企业排放清单。 An estimate, no carbon credit; never netted into an enterprise inventory.",
                  "Only rows with match = true meet a ledger: Chinese, not from memory, per tonne of scrap or collected goods; note says why not.",
                  "Ranges stay ranges: 1.6 t/t for steel scrap is the upper end of 1.3 to 1.6.",
                  "No official Chinese factor is known for paper, plastics, glass, tyres or batteries.",
                  "Most rows name no boundary; the column says so."]},
}
FIELDS = {"material_name": "Material as the source names it", "note": "Why a row is not offered, or what a reader must know",
          "match": "Offered for matching; false = listed only", "per": "What one tonne is a tonne of", "published_value": "The source's own text",
          "kind": "reduction: positive = avoided; net: negative = avoided; emission: positive = emitted",
          "pathway": "What happens to the tonne; empty = any", "low": "Range, t CO2e per metric tonne", "high": "Range, t CO2e per metric tonne",
          "factor_co2e_per_t": "t CO2e per metric tonne; empty when only a range is published"}


def build(sources: Path, data: Path):
    """Write every pack below ``data``; yields (name, bytes, sha256)."""
    from build_data import unpacked

    out, own = data / "packs", data / "datasets" / "china-recyclables"

    names = [*COLUMNS, "material_name", "note"]
    for pack, about in ABOUT.items():
        rows = about["rows"](own if pack == "cn" else sources, unpacked)
        rows = sorted(rows, key=lambda r: (r["material"], r.get("pathway") or "", r["factor_id"]))
        assert len({r["factor_id"] for r in rows}) == len(rows)
        offered = [(r["material"], r.get("pathway")) for r in rows if r["match"]]
        assert len(set(offered)) == len(offered)
        types = {n: pa.float64() for n in NUMBER} | {"match": pa.bool_()}
        table = pa.table({n: pa.array([r.get(n) if n in types else r.get(n) or None for r in rows], types.get(n, pa.string())) for n in names})
        content = canonical_bytes(table)
        kind = {n: "number" for n in NUMBER} | {"match": "boolean"}
        description = {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": pack, "title": about["title"], "version": about["version"],
            "licenses": about["licences"], "sources": [about["source"]],
            "resources": [{
                "name": "factors", "type": "table", "path": "factors.csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
                "bytes": len(content),
                "hash": f"sha256:{digest(content)}",
                "schema": {"fields": [{"name": n,
                                       "type": kind.get(n, "string")} | ({"description": FIELDS[n]} if n in FIELDS else {}) for n in names],
                           "missingValues": [""], "primaryKey": ["factor_id"]}}],
            "huishou": {"type": about["type"], "gwp": about["gwp"], "region": about["region"], "year": about["year"], "factors": len(rows),
                        "notes": about["notes"]}}
        (out / pack / "factors.csv").write_bytes(content)
        (out / pack / "datapackage.json").write_text(json.dumps(description, ensure_ascii=False, indent=2) + "\n", "utf-8")
        yield pack, len(content), digest(content)

