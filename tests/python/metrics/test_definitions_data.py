# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""definitions.toml is regular, speaks the ledger's words, and gives the published rates on the shipped data."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import huishou.metrics
from huishou import frames
from huishou.ledger import datasets

PATH = Path(huishou.metrics.__path__[0]) / "definitions.toml"
KEYS = {"id", "title_zh", "title_en", "region", "calculation_point", "calculation_point_zh", "numerator", "denominator", "display", "source", "status",
        "edition", "comparable_with", "notes_zh", "notes_en"}
WORDS = {
    "stage": {"production", "consumption", "generation", "collection", "cleared", "sorting", "market", "reprocessing", "disposal", "import",
              "export"},
    "flow": {"in", "out", "stock_change"},
    "fate": {"recycled", "reused", "composted", "digested", "energy", "incinerated", "backfilled", "landfilled", "littered", "stored", "lost",
             "exported",
             "exported_for_recycling", "unknown"},
    "origin": {"post_consumer", "new_scrap", "home_scrap", "imported"},
    "source_stream": {"生活", "产业", "公共机构", "服务"},
    "measure": {"collected", "used", "resource", "output", "sold"},
}
OPEN_WORDS = {"gate": {"secondary_out"}, "basis": {"target_dry", "as_received"}, "mode": {"formal"}, "scope": {"ndrc9"}}
DEFINITIONS = {d["id"]: d for d in tomllib.loads(PATH.read_text("utf-8"))["definition"]}


def rate(table, name):
    """numerator / denominator by the reading at the top of definitions.toml, written a second time here."""
    parts = []
    for side in ("numerator", "denominator"):
        total, met = 0.0, False
        for term in DEFINITIONS[name][side]:
            keep = pa.array([True] * table.num_rows)
            for column, values in term["where"].items():
                keep = pc.and_(keep, pc.fill_null(pc.is_in(table.column(column), pa.array(values)), False))
            chosen = table.filter(keep)
            met |= chosen.num_rows > 0
            total += term["coef"] * (pc.sum(chosen.column("mass_t")).as_py() or 0.0)
        assert met, (name, side)
        parts.append(total)
    return parts[0] / parts[1]


@lru_cache
def ledger(name):
    return frames.table(datasets.load(name))


def china2019():
    table = ledger("china-steel")
    return table.filter(pc.and_(pc.equal(table.column("region"), "China"), pc.equal(table.column("period"), "2019")))


def test_form_is_flat_and_regular():
    raw = tomllib.loads(PATH.read_text("utf-8"))
    assert set(raw) == {"definition"} and len(DEFINITIONS) == len(raw["definition"]) >= 16
    for d in raw["definition"]:
        assert set(d) == KEYS, d["id"]
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", d["id"])
        assert all(d[k].strip() for k in KEYS - {"numerator", "denominator", "comparable_with"})
        assert set(d["comparable_with"]) <= set(DEFINITIONS) - {d["id"]}
        assert all(d["id"] in DEFINITIONS[other]["comparable_with"] for other in d["comparable_with"]), d["id"]
        assert d["display"] in ("share", "kg_per_t", "t") and (d["display"] == "t") == (not d["denominator"])
        assert d["region"] in ("CN", "EU", "US", "UN", "any")
        assert re.fullmatch(r"(in force|historic|analyst)(, to be checked)?", d["status"]), d["status"]
        assert all(re.search(r"[\u4e00-\u9fff]", d[k]) for k in ("title_zh", "notes_zh", "calculation_point_zh")), d["id"]


@pytest.mark.parametrize("name", DEFINITIONS)
def test_terms_speak_the_words_of_the_ledger(name):
    for side in ("numerator", "denominator"):
        assert DEFINITIONS[name][side] or DEFINITIONS[name]["display"] == "t"
        for term in DEFINITIONS[name][side]:
            assert set(term) - {"lag", "agg"} == {"where", "coef"} and isinstance(term["coef"], float) and term["where"]
            for column, values in term["where"].items():
                assert isinstance(values, list) and values
                if column in OPEN_WORDS:
                    assert set(values) <= OPEN_WORDS[column]
                elif column == "material":
                    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", v) for v in values)
                else:
                    assert set(values) <= WORDS[column], (column, values)


def test_no_denominator_can_cancel_itself():
    # Eurostat's M = DMC + U, whose U may be negative: the official formula, and the status says no_denominator where it is not positive.
    assert all(t["coef"] > 0 for d in DEFINITIONS.values() for t in d["denominator"] if d["id"] != "eu-cmu-rate")


@pytest.mark.parametrize(("name", "want", "digits"), [
    ("unep-recycled-content", 0.267, 3), ("cn-scrap-ratio", 0.284, 3), ("unep-old-scrap-ratio", 0.567, 3), ("old-scrap-ratio-new-only", 0.692, 3),
    ("steel-preparation-yield", 0.89, 6)])
def test_china_steel_2019(name, want, digits):
    assert round(rate(china2019(), name), digits) == want


def test_nyc_diversion():
    assert rate(ledger("nyc-dsny"), "nyc-diversion") == pytest.approx(0.14636, abs=5e-6)


def test_site_output_ratio_on_scotland():
    table = ledger("scotland-sites")
    assert 0.4 < rate(table.filter(pc.equal(table.column("period"), "2019")), "site-output-ratio") < 0.5


def flows(*rows):
    names = ("stage", "flow", "fate", "origin", "source_stream", "material", "mass_t")
    return pa.table({n: [r.get(n) for r in rows] for n in names})


def test_published_us_rate():
    table = flows({"stage": "generation", "mass_t": 292.4}, {"stage": "reprocessing", "fate": "recycled", "mass_t": 69.0},
                  {"stage": "reprocessing", "fate": "composted", "mass_t": 25.0})
    assert rate(table, "us-epa-msw") == pytest.approx(0.321477, abs=1e-6)


def test_sdg_takes_imports_off_the_numerator():
    table = flows({"stage": "generation", "mass_t": 100.0}, {"stage": "reprocessing", "flow": "in", "fate": "recycled", "mass_t": 40.0},
                  {"stage": "export", "fate": "exported_for_recycling", "mass_t": 10.0}, {"stage": "import", "origin": "imported", "mass_t": 15.0})
    assert rate(table, "sdg-12-5-1") == pytest.approx(0.35)


def test_stock_drawn_down_enters_both_sides():
    kind = {"material": "general_industrial_solid_waste"}
    table = flows(kind | {"stage": "generation", "mass_t": 100.0}, kind | {"stage": "generation", "flow": "stock_change", "mass_t": 20.0},
                  kind | {"stage": "reprocessing", "fate": "recycled", "mass_t": 110.0})
    assert rate(table, "cn-general-isw-utilisation") == pytest.approx(110 / 120)


def test_cleared_denominator_adds_recyclables_but_not_food_waste():
    home = {"source_stream": "生活"}
    table = flows(home | {"stage": "collection", "fate": "recycled", "mass_t": 30.0},
                  home | {"stage": "collection", "fate": "composted", "mass_t": 10.0},
                  home | {"stage": "cleared", "mass_t": 70.0})
    assert rate(table, "cn-household-recovery-cleared") == pytest.approx(0.4)
