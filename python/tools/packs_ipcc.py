# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Defaults of the 2006 IPCC Guidelines for waste: quantities of the formulas of hs.carbon, not factors per tonne."""

from __future__ import annotations

from pathlib import Path

from packs_rows import as_rows, snake

K_NAMES = {"Paper/textiles waste": "paper_and_textiles", "Wood/straw waste": "wood_and_straw",
           "Other (non-food) organic putrescible/Garden and park waste": "garden_and_park", "Food waste/Sewage sludge": "food_and_sludge", "Bulk waste": "bulk"}
K_ZONES = {("Boreal and temperate (MAT <= 20C)", "Dry (MAP/PET < 1)"): "temperate_dry",
           ("Boreal and temperate (MAT <= 20C)", "Wet (MAP/PET > 1)"): "temperate_wet",
           ("Tropical (MAT > 20C)", "Dry (MAP < 1000 mm)"): "tropical_dry", ("Tropical (MAT > 20C)", "Moist and Wet (MAP >= 20C)"): "tropical_wet"}
RATES = "2006 IPCC Guidelines, vol. 5, ch. 3, table 3.3, by USEPA/lfg-calc-py"


def ipcc(sources: Path, own: Path, read) -> list[dict]:
    """Decay rates from the EPA's copy of table 3.3, default with its range; everything else from our own table."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in as_rows(read(sources / "us-epa-landfill-defaults/IPCC_Waste_specific_k-values.csv").removeprefix("\ufeff".encode())):
        key = K_NAMES[row["Type of Waste"]], K_ZONES[row["Climate Zone"], row["Precipitation"]]
        kind, text = row["Default/Range"], row["Methane Generation Rate (k)"]
        if text in (None, "") and _number(kind):                      # one row lacks the word: it comes third, the upper end
            kind, text = "High", kind
        found.setdefault(key, {})["Low" if kind == "Range" else kind] = text
    out = []
    for (waste, zone), texts in sorted(found.items()):
        assert set(texts) == {"Default", "Low", "High"}, (waste, zone, texts)
        low = texts["Low"].split("-")[0]                              # one cell holds the whole range, "0.04-0.06", beside High 0.06
        assert low == texts["Low"] or texts["Low"].split("-")[1] == texts["High"]
        out.append(_parameter("k", f"{waste}-{zone}", waste, texts["Default"], float(low), float(texts["High"]), "1/year", RATES, "high",
                              None if low == texts["Low"] else "lower end taken out of a cell that holds the whole range"))
    for row in as_rows(read(own / "ipcc-waste.csv")):
        out.append(_parameter(row["quantity"], row["id"], row["material"], row["value"], None, None, row["unit"], row["source"], row["confidence"],
                              row["note"] or None))
    return out


def _number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _parameter(quantity: str, name: str, material: str, value: str, low: float | None, high: float | None, unit: str, source: str, confidence: str,
               note: str | None) -> dict:
    return {"factor_id": f"ipcc2006-{snake(quantity)}-{name}", "material": material, "quantity": quantity, "value": float(value), "low": low, "high": high,
            "unit": unit, "published_value": value, "per": "t of wet waste" if quantity.startswith(("doc", "ef_")) else "quantity of a formula",
            "kind": "parameter", "match": False, "region": "world", "year": "2006", "source": source, "confidence": confidence, "note": note}


ABOUT = {
    "ipcc-waste": {
        "rows": ipcc, "from": "both", "version": "2006", "title": "IPCC 2006 Guidelines, volume 5 (waste): default parameters",
        "licences": [{"name": "BSD-3-Clause", "title": "BSD-3-Clause (our compilation of published facts); decay rates MIT (US EPA 2025)"}],
        "source": {"title": "2006 IPCC Guidelines for National Greenhouse Gas Inventories, volume 5; decay rates by US EPA, lfg-calc-py",
                   "path": "https://www.ipcc-nggip.iges.or.jp/public/2006gl/vol5.html"},
        "type": "parameters", "region": "world", "year": "2006", "gwp": "none: carbon, methane and nitrous oxide by mass",
        "notes": ["Quantities of formulas, not factors: refused wherever tonnes are multiplied; landfill_methane, incineration and open_burning take them.",
                  "Defaults for places without measurements of their own; the guidelines ask for national values.",
                  "confidence says what was read in a copy of a table, what two public copies agree on, and what is from memory and unverified."]},
}
