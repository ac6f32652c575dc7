# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The shipped data: they are the files they claim to be, and ingest gives the numbers their sources state."""

import hashlib
import tomllib
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from huishou import frames
from huishou.errors import InputError, MatchError
from huishou.ledger import datasets

IDS = ["china-recyclables", "china-steel", "nyc-dsny", "scotland-sites"]
SHORT_TON = 0.90718474


@lru_cache
def intake(name):
    return datasets.intake(name)


def arrow(frame):
    return frames.table(frame)


def about(name):
    return tomllib.loads((datasets.path(name) / "dataset.toml").read_text("utf-8"))


def total(table, where):
    """Sum of mass_t over the rows that match, in exact decimal order-free arithmetic (math.fsum)."""
    import math

    keep = pa.array([True] * table.num_rows)
    for column, value in where.items():
        values = value if isinstance(value, list) else [value]
        keep = pc.and_(keep, pc.fill_null(pc.is_in(table.column(column), pa.array(values)), False))
    chosen = table.filter(keep)
    assert chosen.num_rows > 0, where
    return math.fsum(chosen.column("mass_t").to_pylist())


def test_the_list_names_what_there_is():
    f = frames.to("dict", datasets.list())
    assert [*f["id"]] == IDS and [*f] == ["id", "title_zh", "title_en", "rows", "licence", "source"]
    assert [*f["rows"]] == [134, 31_513, 24_647, 118_333]


@pytest.mark.parametrize("name", IDS)
def test_files_are_those_of_the_source(name):
    for file in about(name)["files"]:
        path = datasets.path(name) / file["path"]
        if path.suffix == ".zst":
            with pa.CompressedInputStream(pa.OSFile(str(path)), "zstd") as stream:
                content = stream.read()
        else:
            content = path.read_bytes().replace(b"\r\n", b"\n")
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        table = arrow(datasets.table(name, file["table"]))
        assert table.num_rows == file["rows"]
        assert set(file["types"]) <= set(table.column_names)


@pytest.mark.parametrize("name", IDS)
def test_licence_and_source_travel_with_the_data(name):
    folder = datasets.path(name)
    source, licence = (folder / "SOURCE.md").read_text("utf-8"), (folder / "LICENCE.txt").read_text("utf-8")
    for file in about(name)["files"]:
        assert file["sha256"] in source
    word = {"china-recyclables": "BSD-3-Clause", "china-steel": "Permission is hereby granted", "nyc-dsny": "Local Law 11 of 2012",
            "scotland-sites": "Open Government Licence v2.0"}[name]
    assert word in licence
    assert "Watari et al. 2025" in licence or name != "china-steel"


def test_all_data_stay_small():
    root = datasets.path("china-steel").parent.parent
    assert sum(p.stat().st_size for p in root.rglob("*") if p.is_file()) < 3_000_000


@pytest.mark.parametrize("name", IDS)
def test_every_row_is_accounted_for(name):
    counts, want = intake(name).counts, about(name)["counts"]
    assert {k: counts[k] for k in ("read", "accepted", "rejected")} == {k: want[k] for k in ("read", "accepted", "rejected")}
    assert sum(counts["ignored"].values()) == want["ignored"]
    assert counts["read"] == counts["accepted"] + counts["rejected"] + sum(counts["ignored"].values())
    assert len(intake(name).ledger) == counts["accepted"]


@pytest.mark.parametrize("name", IDS)
def test_known_answers(name):
    table = arrow(intake(name).ledger)
    answers = about(name)["answers"]
    assert answers
    for answer in answers:
        unit, want = (SHORT_TON, answer["mass_short_ton"]) if "mass_short_ton" in answer else (1.0, answer["mass_t"])
        assert abs(total(table, answer["where"]) / unit - want) <= answer["tolerance_t"], answer["what"]


# ---- china-steel


def steel():
    return arrow(intake("china-steel").ledger)


def test_steel_keeps_every_arrow_and_gives_each_one_gate():
    table = steel()
    assert {"source", "target"} <= set(table.column_names) and "unit" not in table.column_names
    assert table.column("stage").null_count == 0 and table.column("material").null_count == 0
    arrows = table.select(["source", "target", "stage", "flow", "fate", "origin"]).group_by(["source", "target"]).aggregate(
        [(c, "count_distinct") for c in ("stage", "flow", "fate", "origin")])
    for c in ("stage", "flow", "fate", "origin"):
        assert pc.max(arrows.column(f"{c}_count_distinct")).as_py() <= 1
    assert set(table.column("material").unique().to_pylist()) == {
        "iron_ore", "pig_iron", "dri", "steel_scrap", "bof_steel", "eaf_steel", "ingots_semis", "long_products", "flat_products", "end_use_goods",
        "loss",
        "balancing"}
    lost = table.filter(pc.equal(table.column("target"), "Losses"))
    assert set(lost.column("fate").to_pylist()) == {"lost"} and lost.column("flow").null_count == lost.num_rows
    assert set(table.column("evidence").to_pylist()) == {"derived"}


def test_steel_nodes_balance_everywhere():
    """All 30 countries and 25 years: what enters a process or market leaves it, to 0.05 kt."""
    table = steel()
    inside = table.group_by(["region", "period", "target"]).aggregate([("mass_t", "sum")]).rename_columns(["region", "period", "node", "into"])
    out = table.group_by(["region", "period", "source"]).aggregate([("mass_t", "sum")]).rename_columns(["region", "period", "node", "out"])
    both = inside.join(out, ["region", "period", "node"], join_type="full outer")
    border = pc.match_substring_regex(both.column("node"), "^(Imports|Exports|Losses|Mining|Use phase)")
    nodes = both.filter(pc.invert(border))
    assert nodes.num_rows == 11_997
    gap = pc.abs(pc.subtract(pc.fill_null(nodes.column("into"), 0.0), pc.fill_null(nodes.column("out"), 0.0)))
    assert pc.max(gap).as_py() < 50.0


def test_steel_in_use_gains_566893_kt_in_china_2019():
    table = steel()
    here = {"region": "China", "period": "2019"}
    gain = total(table, here | {"target": "Use phase"}) - total(table, here | {"source": "Use phase"})
    assert round(gain / 1000.0) == 566_893


def test_steel_loss_of_preparation_is_eleven_percent():
    table, here = steel(), {"region": "China", "period": "2019"}
    arising = total(table, here | {"stage": "collection", "flow": "out"})
    assert total(table, here | {"stage": "sorting", "fate": "lost"}) / arising == pytest.approx(0.11, abs=1e-9)
    assert total(table, here | {"stage": "sorting", "flow": "out"}) / arising == pytest.approx(0.89, abs=1e-9)


# ---- nyc-dsny


def test_nyc_file_check_and_complete_district_months():
    table = arrow(intake("nyc-dsny").ledger)
    names = ("refuse", "paper", "mgp")
    three = table.filter(pc.is_in(table.column("material"), pa.array(names)))
    refuse, paper, mgp = (total(three, {"material": m}) for m in names)
    assert (paper + mgp) / (paper + mgp + refuse) == pytest.approx(0.14636, abs=5e-6)
    cells = {}
    for period, site, material, mass in zip(*(three.column(c).to_pylist() for c in ("period", "site", "material", "mass_t")), strict=True):
        cells.setdefault((period, site), {})[material] = mass
    complete = [c for c in cells.values() if len(c) == 3]
    assert len(complete) == 21_854
    share = sum(c["paper"] + c["mgp"] for c in complete) / sum(sum(c.values()) for c in complete)
    assert share == pytest.approx(0.1590196, abs=5e-7)


def test_nyc_periods_sites_and_no_claimed_fate():
    table = arrow(intake("nyc-dsny").ledger)
    periods = table.column("period").unique().to_pylist()
    assert len(periods) == 426 and min(periods) == "1990-01" and max(periods) == "2025-10" and "1990-02" not in periods
    assert len(table.column("site").unique()) == 59 and "Bronx-01" in table.column("site").unique().to_pylist()
    assert "fate" not in table.column_names or table.column("fate").null_count == table.num_rows
    assert set(table.column("measure").to_pylist()) == {"collected"}


# ---- scotland-sites


def test_scotland_rejects_what_cannot_be_used_and_says_where():
    bad = arrow(intake("scotland-sites").rejected)
    assert bad.num_rows == 731
    assert intake("scotland-sites").counts["rejected"] == 731
    negative = [r for r in bad.to_pylist() if "-8.56" in str(r.values())]
    assert len(negative) == 1 and negative[0]["permit"] == "PPC/A/1004241"


def test_scotland_keeps_its_first_quarter_of_2020_apart():
    table = arrow(intake("scotland-sites").ledger)
    year = table.filter(pc.equal(table.column("period"), "2020"))
    assert year.num_rows == 7_566 and set(year.column("period_kind").to_pylist()) == {"ytd"}
    rest = table.filter(pc.not_equal(table.column("period"), "2020"))
    assert set(rest.column("period_kind").to_pylist()) == {"year"}
    assert set(table.column("flow").to_pylist()) == {"in", "out"}


# ---- china-recyclables


def china():
    return arrow(intake("china-recyclables").ledger)


def test_china_evidence_and_scope():
    f = china()
    count = lambda c: dict(zip(*(x.to_pylist() for x in f.column(c).combine_chunks().value_counts().flatten()), strict=True))     # noqa: E731
    assert count("evidence") == {"published": 22, "derived": 4, "bound": 1, "forecast": 1, "unverified": 77}
    assert count("scope") == {"mofcom10_category": 91, "mofcom10_total": 11, "mofcom7_total": 1, "crra_utilisation_2025": 1, "paper_association": 1}
    assert count("measure") == {"collected": 103, "use": 1, "resource": 1}
    rows = {(r["period"], r["material"], r["scope"]): r for r in f.to_pylist()}
    assert rows["2024", "waste_plastics", "mofcom10_category"]["evidence"] == "forecast"
    assert rows["2024", "waste_paper", "mofcom10_category"]["evidence"] == "bound"
    assert rows["2014", "waste_paper", "paper_association"]["mass_t"] == 48_410_000.0
    assert rows["2013", "all_categories", "mofcom7_total"]["mass_t"] == 160_000_000.0
    assert rows["2024", "all_categories", "mofcom10_total"]["value_cny"] == 1.33e12
    assert rows["2024", "all_categories", "mofcom10_total"]["confidence"] == "high"
    assert rows["2018", "all_categories", "mofcom10_total"]["source"].count("unit slip") == 1


def test_china_from_memory_is_never_published():
    for row in china().to_pylist():
        if row["source"].startswith("from memory"):
            assert row["evidence"] == "unverified", row


def test_china_blanks_are_rejected_with_their_notes():
    bad = arrow(intake("china-recyclables").rejected).to_pylist()
    assert len(bad) == 29 and all("missing" in str(r["_rules"]) for r in bad)
    assert any("above 6000" in r["source"] for r in bad)
    wanted = {"steel_scrap", "nonferrous_scrap", "waste_plastics", "waste_tyres", "waste_paper", "weee", "elv", "waste_textiles", "waste_glass",
              "waste_batteries",
              "all_categories"}
    assert set(china().column("material").to_pylist()) == wanted


def test_tables_beside_the_ledger():
    targets = arrow(datasets.table("china-recyclables", "targets")).to_pylist()
    nine = {(r["year"], r["target_value"]) for r in targets if r["indicator"].startswith("9种主要再生资源循环利用量")}
    assert nine == {(2025, "4.5"), (2030, "5.1")}
    factors = arrow(datasets.table("china-recyclables", "carbon_factors")).to_pylist()
    assert [(r["low"], r["high"]) for r in factors if r["factor"] == "1.3-1.6"] == [(1.3, 1.6)]
    people = arrow(datasets.table("scotland-sites", "population"))
    assert people.schema.field("count").type == pa.int64()


# ---- wrong calls


def test_unknown_names_come_with_the_nearest():
    with pytest.raises(MatchError) as error:
        datasets.load("china-steal")
    assert error.value.code == "unknown_dataset" and "china-steel" in str(error.value)
    with pytest.raises(MatchError) as error:
        datasets.table("china-recyclables", "target")
    assert error.value.code == "unknown_table" and "targets" in str(error.value)
    with pytest.raises(MatchError):
        datasets.path("../packs")


def test_a_changed_file_is_noticed(tmp_path, monkeypatch):
    import shutil

    shutil.copytree(datasets.path("china-recyclables"), tmp_path / "china-recyclables")
    monkeypatch.setattr(datasets, "_ROOT", tmp_path)
    file = tmp_path / "china-recyclables" / "targets.csv"
    file.write_bytes(file.read_bytes().replace(b"5.1", b"5.9"))
    with pytest.raises(InputError) as error:
        datasets.table("china-recyclables", "targets")
    assert error.value.code == "dataset_corrupt"
