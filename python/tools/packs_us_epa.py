# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Two packs of the US EPA, which speak of the same materials and differ in sign: WARM (net effect) and the Emission Factors Hub (what a stage emits)."""

from __future__ import annotations

import io
import re
from pathlib import Path

from packs_rows import WARM_AND_HUB, as_rows, snake

SHORT_TON = 0.90718474                                          # t, exact (international pound of 1959, 2,000 lb)
MILE_KM = 1.609344                                              # exact, international mile of 1959

WARM_PATHWAYS = {"Source Reduced": "source_reduced", "Recycled": "recycled", "Landfilled": "landfilled", "Combusted": "combusted",
                 "Composted": "composted", "Anaerobically Digested": "digested"}
HUB_PATHWAYS = {"Recycled": "recycled", "Landfilled": "landfilled", "Combusted": "combusted", "Composted": "composted",
                "Anaerobically Digested (Dry": "digested_dry", "Anaerobically Digested (Wet": "digested_wet"}
HUB_EDITIONS = {"2021": ("2021-09-15", "2024"), "2025": ("2025-01-15", None)}   # year: day of the edition, when it had been replaced at the latest


def warm(sources: Path, read) -> list[dict]:
    """35 recycled, 60 landfilled ... : every cell that is a number; a cell "NA" is a pathway the material does not have, and gives no row.

    Second reader: the workbook's own sheet, by calamine, must hold the same doubles.
    """
    import python_calamine

    folder = sources / "us-epa-waste-factors"
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(read(folder / "warm_v15.xls.zst")))
    sheet = book.get_sheet_by_name("Analysis Results (MTCO2E)").to_python()[11:71]
    rows = as_rows(read(folder / "warm_v15_mtco2e_per_short_ton.csv"))
    out = []
    for row, cells in zip(rows, sheet, strict=True):
        material = row.pop("Material")
        assert cells[3] == material
        for (heading, text), cell in zip(row.items(), cells[4:10], strict=True):
            pathway = next(p for word, p in WARM_PATHWAYS.items() if f"Material {word}" in heading)
            assert (text == "NA") == (cell == "NA") and (text == "NA" or float(text) == cell), (material, heading)
            if text != "NA":
                out.append({"factor_id": f"warm15-{snake(material)}-{pathway}", "material": snake(material), "pathway": pathway,
                            "factor_co2e_per_t": float(text) / SHORT_TON, "value": float(text), "unit": "t CO2e per short ton (printed MTCO2E per ton)",
                            "published_value": text,
                            "per": "t of material managed", "gate": "collected", "kind": "net", "match": True, "region": "US", "year": "2020",
                            "boundary": "net of avoided virgin production, carbon storage, avoided electricity; national average, default distances",
                            "source": "EPA WARM version 15, sheet Analysis Results (MTCO2E)", "confidence": "high", "material_name": material,
                            "note": None})
    return out


def hub(sources: Path, read) -> list[dict]:
    """Table 9 (waste) and Table 8 (freight) of the editions 2021 and 2025. Second reader of Table 9: the workbook's own sheet."""
    import python_calamine

    folder = sources / "us-epa-waste-factors"
    out = []
    for year, (day, end) in HUB_EDITIONS.items():
        book = python_calamine.CalamineWorkbook.from_path(str(folder / f"ghg-emission-factors-hub-{year}.xlsx"))
        sheet = [[c for c in row if c != ""] for row in book.get_sheet_by_name("Emission Factors Hub").to_python()]
        common = {"region": "US", "year": year, "valid_until": end, "confidence": "high", "kind": "emission"}
        out += _table_9(as_rows(read(folder / f"ef_hub_{year}_table9_mtco2e_per_short_ton.csv")), sheet, year, day, common)
        out += _table_8(sheet, year, day, common)
    return out


def _start(sheet: list[list], table: str) -> int:
    return next(i for i, row in enumerate(sheet) if row and row[0] == table)


def _table_9(rows: list[dict[str, str]], sheet: list[list], year: str, day: str, common: dict) -> list[dict]:
    first = next(i for i, row in enumerate(sheet) if i > _start(sheet, "Table 9") and row[:1] == ["Material"]) + 1
    stated = " ".join(str(c) for row in sheet[first + len(rows):first + len(rows) + 6] for c in row)
    assert re.search(r"AR4 GWP", stated) and "do not include" in stated     # the set, and that avoided emissions are outside, are the table's own words
    out = []
    for row, cells in zip(rows, sheet[first:], strict=False):
        material = row.pop("Material")
        assert cells[0] == material, (cells, material)
        for (heading, text), cell in zip(row.items(), cells[1:], strict=True):
            pathway = next(p for word, p in HUB_PATHWAYS.items() if heading.startswith(word))
            assert (text == "NA") == (cell == "NA") and (text == "NA" or float(text) == cell), (material, heading)
            if text != "NA":
                name = f"hub9-{snake(material)}-{pathway}"
                out.append(common | {
                    "factor_id": f"{year}/{name}", "id": name, "material": snake(material), "pathway": pathway, "factor_co2e_per_t": float(text) / SHORT_TON,
                    "value": float(text), "unit": "t CO2e per short ton", "published_value": text, "per": "t of waste", "gate": "collected", "match": True,
                    "gwp": "AR4", "boundary": "transport, handling and process of the treatment; avoided emissions and carbon storage left out",
                    "source": f"EPA Emission Factors Hub, {day}, Table 9", "material_name": material,
                    "note": "transport and sorting alone: neither the recycling itself nor what it replaces" if pathway == "recycled" else None})
    return out


def _table_8(sheet: list[list], year: str, day: str, common: dict) -> list[dict]:
    start = _start(sheet, "Table 8")
    out = []
    for row in sheet[start + 1:start + 14]:
        if len(row) == 5 and isinstance(row[1], float):
            name = re.sub(r"(?<=[a-z])[A-Z]$| [A-Z]$", "", str(row[0]).strip())
            per = "short ton-mile" if row[4] == "ton-mile" else row[4]
            for gas, unit, number in (("co2", "kg CO2", row[1]), ("ch4", "g CH4", row[2]), ("n2o", "g N2O", row[3])):
                own = f"hub8-{snake(name)}-{snake(per)}-{gas}"
                out.append(common | {
                    "factor_id": f"{year}/{own}", "id": own, "material": snake(name), "pathway": "freight", "value": number, "unit": f"{unit} per {per}",
                    "published_value": repr(number), "per": per, "match": False, "boundary": "combustion in the vehicle alone, no empty return",
                    "source": f"EPA Emission Factors Hub, {day}, Table 8", "material_name": name,
                    "note": "per distance, not per tonne of waste" + ("" if per == row[4] else "; printed per ton-mile, which is of short tons")})
    assert len(out) >= 18, out
    return out


ABOUT = {
    "us-epa-warm": {
        "rows": warm, "version": "15", "title": "US EPA Waste Reduction Model (WARM), version 15, net factors per tonne managed",
        "licences": [{"name": "US-public-domain", "title": "US public domain (17 USC 105)"}],
        "source": {"title": "US EPA, WARM version 15 (2020), workbook sheet Analysis Results (MTCO2E), national average",
                   "path": "https://www.epa.gov/warm"},
        "type": "consequential_net", "region": "US", "year": "2020", "valid_until": "2023-12",
        "gwp": "not stated here: the workbook names no assessment report",
        "notes": ["Net factors: negative means avoided. WARM compares: the effect of a change is the alternative's factor minus the baseline's.",
                  WARM_AND_HUB,
                  "Recycled paper carries US forest carbon storage; none of these numbers describes China.",
                  "A pathway a material does not have (NA in the workbook) has no row: missing, never 0.",
                  "Published per short ton collected; divided by 0.90718474 once, the published value kept as text.",
                  "Version 16 followed in December 2023; later rows are flagged factor_stale."]},
    "us-epa-hub": {
        "rows": hub, "version": "2025", "title": "US EPA Emission Factors Hub 2021 and 2025: waste (Table 9) and freight (Table 8)",
        "licences": [{"name": "US-public-domain", "title": "US public domain (17 USC 105)"}],
        "source": {"title": "US EPA, Emission Factors for Greenhouse Gas Inventories, editions of 2021-09-15 and 2025-01-15",
                   "path": "https://www.epa.gov/climateleadership/ghg-emission-factors-hub"},
        "type": "attributional", "region": "US", "year": "2021, 2025", "gwp": "AR4 (Table 9 says so; the edition of 2025 uses AR5 elsewhere)",
        "notes": ["Attributional: every number is an emission, for scope 3 categories 5 and 12. Refused by substitution and warm.",
                  WARM_AND_HUB,
                  "Table 8 is per vehicle-mile or short-ton-mile: one gas a row, not converted to CO2e, never matched; see hs.carbon.transport.",
                  "Published per short ton with two decimals; divided by 0.90718474 once.",
                  "A cell NA has no row: missing, never 0."]},
}
