# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""UK Government GHG conversion factors, eight editions: every factor of the flat files under one id a factor, one row a year."""

from __future__ import annotations

import datetime
import hashlib
import io
import re
from decimal import Decimal
from pathlib import Path

from packs_rows import as_rows, snake

YEARS = range(2016, 2024)
KEY = ("Scope", "Level 1", "Level 2", "Level 3", "Level 4", "Column Text", "UOM")
PATHWAYS = {
    "Material use": {"primary material production": "material_use_primary", "re used": "material_use_reused", "reused": "material_use_reused",
                     "open loop source": "material_use_open_loop", "closed loop source": "material_use_closed_loop"},
    "Waste disposal": {"re use": "reused", "reuse": "reused", "open loop": "recycled_open_loop", "closed loop": "recycled_closed_loop",
                       "combustion": "combusted", "composting": "composted", "landfill": "landfilled", "anaerobic digestion": "digested"},
}
METHANE = {"25": "AR4", "28": "AR5"}                            # kg CO2e per kg methane in the file itself tells the set
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9<>+.]+", " ", text.lower()).strip()


def _gas(text: str) -> str:
    """The gas of a row: kg CO2e of CH4 per unit (2023), kg CO2e of CH4 (2022) and kg CH4 (before, in CO2e all the same) are one."""
    return re.sub(r"^kg CO2e of |^kg ", "", text.strip().removesuffix(" per unit"))


def _ends(book) -> str:
    """The day the front page says the file expires or is replaced; the month where that day does not exist (31 June)."""
    page = [[c for c in row if c != ""] for row in book.get_sheet_by_name("Front page").to_python()]
    found = next(row[1] for row in page if row and str(row[0]).lower().startswith(("expiry", "next publication")))
    if isinstance(found, datetime.date):
        return found.isoformat()[:10]
    if iso := re.match(r"\d{4}-\d\d-\d\d", str(found)):
        return iso.group()
    day, month, year = (int(p) for p in str(found).split("/"))
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return f"{year}-{month:02}"


def _version(book) -> str:
    page = [[c for c in row if c != ""] for row in book.get_sheet_by_name("Front page").to_python()]
    return str(next(row[1] for row in page if row and str(row[0]).startswith("Version:")))


def defra(sources: Path, read) -> list[dict]:
    """All rows that hold something; second reader: calamine on the workbook, every number equal.

    ``id`` is the publisher's of 2023 where the words of the row are the same but for case and signs, else ``x`` and a hash of the words.
    """
    import python_calamine

    folder = sources / "uk-defra-ghg-factors"
    published: dict[tuple, str] = {}
    out: list[dict] = []
    for year in reversed(YEARS):
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(read(next(folder.glob(f"defra_flat_{year}.xls*")))))
        sheet = book.get_sheet_by_name("Factors by Category").to_python()
        head = next(i for i, row in enumerate(sheet) if "Level 1" in row)
        second = [row for row in sheet[head + 1:] if any(c != "" for c in row)]
        rows = as_rows(read(folder / f"factors_{year}.csv.zst"))
        names = list(rows[0])
        gas, number = next(n for n in names if n.startswith("GHG") and "Conversion" not in n), f"GHG Conversion Factor {year}"
        place = sheet[head].index(number) if number in sheet[head] else next(i for i, c in enumerate(sheet[head]) if str(c).startswith("GHG Conv"))
        assert len(second) == len(rows), (year, len(second), len(rows))
        methane = {r[number] for r in rows if r["Level 3"].strip() == "Methane" and r[number]}
        common = {"gwp": METHANE[methane.pop()], "year": str(year), "valid_until": _ends(book), "region": "UK", "kind": "emission", "confidence": "high",
                  "source": f"UK Government GHG Conversion Factors for Company Reporting {year}, flat file v{_version(book)}"}
        assert not methane
        seen: set[str] = set()
        for row, cells in zip(rows, second, strict=True):
            text = row[number].strip()
            if not text:
                continue
            assert str(cells[place]).strip() == text or float(cells[place]) == float(text), (year, row, cells)
            words = (*(_plain(row[k]) for k in KEY), _plain(_gas(row[gas])))
            if year == YEARS[-1]:
                published[words] = row["ID"]
            own = published.get(words) or "x" + hashlib.sha256("|".join(words).encode()).hexdigest()[:12]
            assert own not in seen, (year, row)
            seen.add(own)
            out.append(_row(row, own, text, _gas(row[gas]), common))
    return out


def _row(row: dict[str, str], own: str, text: str, gas: str, common: dict) -> dict:
    level, uom = row["Level 1"].strip(), row["UOM"].strip()
    value = float(text) if _NUMBER.fullmatch(text) else None
    out = common | {
        "factor_id": f"{common['year']}/{own}", "id": own, "material": snake(row["Level 3"]) or snake(row["Level 2"]), "value": value,
        "unit": f"kg {'CO2e' if gas == 'CO2e' else f'CO2e of {gas}'} per {uom}" if not gas.startswith("kWh") else f"{gas} per {uom}", "published_value": text,
        "per": uom, "match": False, "gas": gas, "uom": uom} | {snake(k): row[k].strip() or None for k in KEY[:6]}
    if value is None:
        out["note"] = "a bound, not a number"
    elif gas in ("", "`"):
        out |= {"unit": f"not stated, per {uom}", "note": "the file names no gas"}
    if level in PATHWAYS:
        assert uom == "tonnes" and gas == "CO2e" and not row["Level 4"].strip() and value is not None
        waste, pathway = level == "Waste disposal", PATHWAYS[level][_plain(row["Column Text"])]
        out |= {"pathway": pathway, "factor_co2e_per_t": float(Decimal(text) / 1000), "unit": "kg CO2e per tonne", "match": True,
                "per": "t of waste" if waste else "t of material used", "gate": "collected" if waste else "product",
                "boundary": "waste disposal: what falls to the reporting company; see the publisher's methodology paper" if waste else
                "material use: making the material, by its origin; see the publisher's methodology paper",
                "note": "transport to the recycler only: neither the recycling itself nor what it replaces" if "loop" in pathway and waste else None}
    return out


ABOUT = {
    "uk-defra": {
        "rows": defra, "version": "2016-2023", "packed": True, "title": "UK Government GHG conversion factors for company reporting, editions 2016 to 2023",
        "licences": [{"name": "OGL-UK-3.0", "title": "Open Government Licence v3.0",
                      "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"}],
        "source": {"title": "DESNZ, BEIS and Defra, UK Government GHG Conversion Factors for Company Reporting, flat files 2016 to 2023",
                   "path": "https://www.gov.uk/government/collections/government-conversion-factors-for-company-reporting"},
        "type": "attributional", "region": "UK", "year": "2016-2023", "gwp": "AR4 (2016 to 2022) or AR5 (2023), by row: the files' methane is 25 or 28",
        "notes": ["Attributional: every number is an emission. Recycling rows of waste disposal count transport only and are no credit.",
                  "Material use rows say what making a tonne emits, by origin of the material: about supply, not about waste.",
                  "One row a year and factor: pack.factor(id, year=2019); rows of all scopes are here, those of material use and waste disposal are matched.",
                  "Editions are never mixed in one answer where their global warming potentials differ: narrow with pack.where(year=...).",
                  "Rows after the end their file states are flagged factor_stale. Cells without a factor have no row: not available, never 0."]},
}
