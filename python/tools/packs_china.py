# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Two packs of China: published reductions per tonne of scrap or product, and electricity by year, region and basis."""

from __future__ import annotations

from pathlib import Path

from packs_rows import as_rows

OUTPUT = "per tonne of output, not of scrap collected: needs a yield before it may meet collected tonnes"
MEMORY = "from memory: not checked against its source"
# Factor as printed, beginning of the source, material id, factor_id, offered for matching, reason.
CN = [
    ("1.6", "NDRC official", "steel_scrap", "cn-steel-ndrc-2021", False, "per tonne of steel made, not of scrap; the upper end of the range of 2022"),
    ("1.3-1.6", "NDRC interpretation", "steel_scrap", "cn-steel-ndrc-2022", True,
     "the default for steel scrap: official, per tonne of scrap, a range"),
    ("1.6", "废钢铁应用协会", "steel_scrap", "cn-steel-casi-2024", True,
     "per tonne of steel made, not of scrap: met only by tonnes of product, or through a yield"),
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



# What one tonne is a tonne of, as gates of the chain: scrap may be weighed anywhere before the furnace, a collected appliance up to the dismantler's gate.
GATES = {"t scrap": "collected sorted_out reprocessor_in", "t collected": "collected reprocessor_in", "t steel": "secondary_out product",
         "t output": "secondary_out product", "t cullet": "reprocessor_in"}
# factor_id: what else the same source says is saved, per tonne: ore_t, energy_tce, water_m3, solid_waste_t.
RESOURCES = {"cn-steel-casi-2024": {"ore_t_per_t": 4.3, "energy_tce_per_t": 0.35, "solid_waste_t_per_t": 3.0},
             "cn-textiles-2023": {"water_m3_per_t": 6000.0}}       # 6,000 L per kg
# Figures that are not in the collected table: material, id, columns.
MORE = [
    ("steel_scrap", "cn-steel-mofcom-2015", {
        "ore_t_per_t": 4.3, "value": 4.3, "unit": "t raw ore per t scrap", "published_value": "1.7 t concentrate, 4.3 t raw ore", "per": "t scrap",
        "region": "CN", "year": "2015", "boundary": "scrap instead of ore", "source": "MOFCOM, website, 2015", "confidence": "medium",
        "material_name": "废钢铁", "note": "ore alone, no carbon; whether per tonne of scrap or of steel is not said"}),
    ("steel_scrap", "world-steel-broadbent-2016", {
        "factor_co2e_per_t": 1.5, "value": 1.5, "unit": "kg CO2e/kg scrap", "published_value": "1.5", "per": "t scrap", "region": "world", "year": "2016",
        "boundary": "steel scrap recycled instead of primary steel; saving of 73 %", "source": "Broadbent 2016, International Journal of Life Cycle Assessment",
        "confidence": "high", "material_name": "steel scrap", "note": "a world mean; no fallback across countries"}),
]


def cn(sources: Path, read) -> list[dict]:
    """Reductions only; the US rows of the collection live in their own pack."""
    rows = [r for r in as_rows(read(sources / "carbon_factors.csv")) if r["kind"] == "reduction" and r["region"] != "US"]
    out = []
    for row, (factor, source, material, factor_id, match, reason) in zip(rows, CN, strict=True):
        assert row["factor"] == factor and row["source"].startswith(source), row
        assert not match or (row["region"] == "CN" and not row["source"].startswith("from memory"))
        low, high = (float(row["low"]), float(row["high"])) if row["low"] else (None, None)
        point = None if row["low"] else float(factor.lstrip("~"))
        out.append({"factor_id": factor_id, "material": material, "factor_co2e_per_t": point, "low": low,
                    "high": high, "value": point,
                    "unit": row["unit"], "published_value": factor, "per": row["per"], "gate": GATES.get(row["per"]), "kind": "reduction", "match": match,
                    "region": row["region"],
                    "year": row["year"], "boundary": row["baseline definition"], "source": row["source"], "confidence": row["confidence"],
                    "material_name": row["material"], "note": reason} | RESOURCES.get(factor_id, {}))
    return out + [{"factor_id": i, "material": m, "kind": "reduction", "match": False, "gate": GATES.get(c["per"])} | c for m, i, c in MORE]


def grid(own: Path, read) -> list[dict]:
    """kg CO2 per kWh: every figure of our own table, which names notice and reader; what was not published has no row."""
    out = []
    for row in as_rows(read(own / "grid-cn.csv")):
        number = row["kg_co2_per_kwh"]
        out.append({"factor_id": f"grid-cn-{row['year']}-{row['region_id']}-{row['basis']}", "material": "electricity", "value": float(number),
                    "unit": "kg CO2 per kWh", "published_value": number, "per": "kWh", "kind": "emission", "match": False, "region": row["region"],
                    "year": row["year"], "basis": row["basis"], "boundary": BASES[row["basis"]], "source": row["source"], "confidence": row["confidence"],
                    "material_name": "电力", "note": row["note"] or None})
    return out


BASES = {"average": "all electricity of the area, non-fossil included", "residual": "average without non-fossil electricity traded in the market",
         "fossil": "fossil electricity alone",
         "enterprise": "for enterprises that report to the national carbon market, as the ministry's notice of the year sets it"}
ABOUT = {
    "cn": {
        "rows": cn, "from": "datasets", "version": "2", "title": "中国再生资源单位减排量：已公布数字汇编 China, published reductions per tonne",
        "licences": [{"name": "BSD-3-Clause", "title": "BSD-3-Clause (our compilation of published facts)"}],
        "source": {"title": "Own compilation from NDRC, MOFCOM, CNIA and association statements; each row names its own"},
        "type": "reduction", "region": "CN", "year": "2011-2030", "gwp": "not stated by the sources, most of which speak of CO2 alone",
        "notes": ["估算减排量（非 CCER），不得冲减企业排放清单。 An estimate, no carbon credit; never netted into an enterprise inventory.",
                  "Only rows with match = true meet a ledger: Chinese, not from memory, per tonne of scrap or collected goods; note says why not.",
                  "Ranges stay ranges: 1.6 t/t for steel scrap is the upper end of 1.3 to 1.6.",
                  "Per tonne of steel made, not of scrap: 1.6 t CO2, 4.3 t ore, 0.35 tce, 3 t solid waste; met only by rows stated as product, or by yield_.",
                  "No official Chinese factor is known for paper, plastics, glass, tyres or batteries.",
                  "Most rows name no boundary; the column says so."]},
    "grid-cn": {
        "rows": grid, "from": "own", "version": "1", "title": "中国电力二氧化碳排放因子：年份 × 区域 × 口径 China, electricity by year, region and basis",
        "licences": [{"name": "BSD-3-Clause", "title": "BSD-3-Clause (our compilation of published facts)"}],
        "source": {"title": "MEE and NBS notices 2024 No. 12 (data of 2021), 2024 No. 33 (2022), 2025 No. 47 (2023); each row says how it was read"},
        "type": "production", "region": "CN", "year": "2021-2023", "gwp": "none: CO2 alone",
        "notes": ["There is no single Chinese grid factor: choose year, region and basis (average, residual, fossil, enterprise); see hs.carbon.electricity.",
                  "Per kWh, never matched with tonnes.",
                  "Cells that are not here were not at hand; they are missing, not 0; where another year or a wider region stands in, it is said."]},
}
