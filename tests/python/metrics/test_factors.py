# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Factor packs: values as published, content that cannot change unseen, and clear refusals."""

import json
import shutil
from decimal import Decimal

import pytest

from huishou import frames
from huishou.errors import InputError, MatchError
from huishou.files import text_sha256
from huishou.metrics import factors
from huishou.metrics.factor_gate import GATES
from huishou.metrics.pack import COLUMNS, canonical_bytes

SHORT_TON = 0.90718474
IDS = ["cn", "grid-cn", "ipcc-waste", "uk-defra", "us-epa-hub", "us-epa-warm"]


# A version never changes its content: other content is another version.
CONTENT = {
    ("cn", "2"): "66e0e04f9b2c58759c4e7d0df896ec9127ab5477552efa81f99552475bd5a519",
    ("grid-cn", "1"): "dbacfc7acd00f610158d38e9c1448fcded4ad317b758d32819c4f9eaf4a86a33",
    ("ipcc-waste", "2006"): "ebeeeb10494f808a6da3470da388c4a239fce4c8587a1e384a7ad36262c4f0f7",
    ("uk-defra", "2016-2023"): "b46ea8f40d3df211015acd5779851be781d232eb2e9f85055d0da1b0695947bc",
    ("us-epa-hub", "2025"): "3a9044506e617f44036b6926d3333f08c609fcc92b66ee7c20eb21352ce5a01f",
    ("us-epa-warm", "15"): "ae7359d1d7e0b5916dfccc7c743c3f63aff9bc63bb106b4d737b5819e515d8e0",
}


def rows(name):
    return {(r["material"], r["pathway"]): r for r in factors.load(name).table.to_pylist()}


def test_packs_names_what_there_is():
    f = frames.to("dict", factors.packs())
    assert [*f["id"]] == IDS and [*f["version"]] == ["2", "1", "2006", "2016-2023", "2025", "15"]
    assert [*f["type"]] == ["reduction", "production", "parameters", "attributional", "attributional", "consequential_net"]
    assert [*f["factors"]] == [19, 92, 71, 50_655, 400, 227] and [*f["offered"]] == [3, 0, 0, 1769, 358, 227]
    assert all(f["licence"]) and all(f["source"]) and all(f["gwp"]) and f["valid_until"][5] == "2023-12" and f["valid_until"][0] is None


@pytest.mark.parametrize("name", IDS)
def test_pack_is_a_data_package_with_the_hash_of_its_factors(name):
    pack = factors.load(name)
    folder = factors._ROOT / name
    about = json.loads((folder / "datapackage.json").read_text("utf-8"))
    content = factors._content(folder / about["resources"][0]["path"]).replace(b"\r\n", b"\n")
    assert about["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert about["resources"][0]["hash"] == f"sha256:{pack.sha256}" and about["resources"][0]["bytes"] == len(content)
    assert [f["name"] for f in about["resources"][0]["schema"]["fields"]] == pack.table.column_names
    assert tuple(pack.table.column_names[:len(COLUMNS)]) == COLUMNS
    assert canonical_bytes(pack.table) == content and text_sha256(content) == pack.sha256          # reading loses no digit
    assert len(set(pack.table.column("factor_id").to_pylist())) == len(pack)
    assert (folder / "README.md").exists()


@pytest.mark.parametrize("name", IDS)
def test_a_version_has_one_content(name):
    pack = factors.load(name)
    assert pack.sha256 == CONTENT[pack.id, pack.version] == pack.pedigree["sha256"]


@pytest.mark.parametrize("name", IDS)
def test_rows_can_be_matched_without_choice(name):
    seen = set()
    for r in factors.load(name).table.to_pylist():
        assert r["material"] and r["kind"] in factors.KINDS and r["published_value"] and r["per"] and r["source"]
        assert (r["low"] is None) == (r["high"] is None) and set((r["gate"] or "").split()) <= set(GATES)
        if r["match"]:
            assert (r["factor_co2e_per_t"] is None) == (r["low"] is not None)
            key = (r["material"], r["pathway"], r["year"], r["gate"])
            assert key not in seen
            seen.add(key)
        else:
            assert r["value"] is not None or r["low"] is not None or "bound" in r["note"]


@pytest.mark.parametrize(("material", "pathway", "per_short_ton"), [      # read off the workbook's sheet by a second reader
    ("aluminum_cans", "recycled", -9.127378162105622), ("corrugated_containers", "recycled", -3.1353369086789917), ("glass", "recycled", -0.276),
    ("corrugated_containers", "landfilled", 0.25564557266301746), ("newspaper", "landfilled", -0.8154092004838214),
    ("mixed_msw", "landfilled", 0.357),
    ("office_paper", "source_reduced", -7.94895899216696), ("copper_wire", "recycled", -4.489), ("tires", "recycled", -0.376),
    ("hdpe", "recycled", -0.853),
    ("steel_cans", "recycled", -1.832), ("mixed_metals", "recycled", -4.391), ("carpet", "recycled", -2.382)])
def test_warm_values(material, pathway, per_short_ton):
    r = rows("us-epa-warm")[material, pathway]
    assert r["factor_co2e_per_t"] * SHORT_TON == pytest.approx(per_short_ton, abs=5.1e-4)
    assert r["factor_co2e_per_t"] == float(r["published_value"]) / SHORT_TON
    assert r["kind"] == "net" and r["unit"].startswith("t CO2e per short ton") and r["region"] == "US" and r["value"] == float(r["published_value"])


def test_warm_na_is_no_row():
    have = rows("us-epa-warm")
    for material in ("ldpe", "lldpe", "ps"):
        assert (material, "recycled") not in have and (material, "landfilled") in have
    counts = {p: sum(k[1] == p for k in have) for p in {k[1] for k in have}}
    assert counts == {"source_reduced": 49, "recycled": 35, "landfilled": 60, "combusted": 54, "composted": 15, "digested": 14}
    assert all(r["factor_co2e_per_t"] != 0.0 for r in have.values())
    assert "not stated" in factors.load("us-epa-warm").gwp


@pytest.mark.parametrize(("factor_id", "material", "pathway", "kg"), [    # the workbook, sheet Factors by Category, by a second reader
    ("19_500_5000_15_1", "aggregates", "material_use_primary", "7.751379990355705"),
    ("19_501_5056_15_1", "glass", "material_use_primary", "1402.7666666666664"),
    ("19_501_5059_15_1", "glass", "material_use_closed_loop", "823.1895391853475"), ("19_501_5060_15_1", "clothing", "material_use_primary", "22310"),
    ("20_505_5401_15_1", "plastics_hdpe_incl_forming", "recycled_closed_loop", "21.28080723687633"),
    ("20_505_5404_15_1", "plastics_hdpe_incl_forming", "landfilled", "8.884130131626865"),
    ("20_506_5446_15_1", "paper_and_board_board", "landfilled", "1164.390423590374"),
    ("20_506_5445_15_1", "paper_and_board_board", "composted", "8.912421710629")])
def test_defra_values(factor_id, material, pathway, kg):
    r = factors.load("uk-defra").factor(factor_id, year=2023)
    assert (r["material"], r["pathway"], r["factor_id"], r["published_value"]) == (material, pathway, f"2023/{factor_id}", kg)
    assert r["factor_co2e_per_t"] == float(Decimal(kg) / 1000) and r["kind"] == "emission"


def test_defra_recycling_is_marked_as_transport_only():
    offered = factors.load("uk-defra").where(match=True).table.to_pylist()
    assert len(offered) == 1769
    for r in offered:
        assert ("transport" in (r["note"] or "")) == r["pathway"].startswith("recycled")
        assert r["factor_co2e_per_t"] == float(Decimal(r["published_value"]) / 1000)


def test_cn_offers_three_and_lists_the_rest_with_a_reason():
    table = factors.load("cn").table.to_pylist()
    offered = {r["factor_id"]: r for r in table if r["match"]}
    assert set(offered) == {"cn-steel-ndrc-2022", "cn-steel-casi-2024", "cn-weee-mofcom-2024"}
    steel, made = offered["cn-steel-ndrc-2022"], offered["cn-steel-casi-2024"]
    assert (steel["low"], steel["high"], steel["factor_co2e_per_t"], steel["per"]) == (1.3, 1.6, None, "t scrap")
    assert (made["factor_co2e_per_t"], made["ore_t_per_t"], made["energy_tce_per_t"], made["solid_waste_t_per_t"]) == (1.6, 4.3, 0.35, 3.0)
    assert made["per"] == "t steel" and made["gate"] == "secondary_out product" and steel["gate"] == "collected sorted_out reprocessor_in"
    assert offered["cn-weee-mofcom-2024"]["factor_co2e_per_t"] == 4.7
    for r in table:
        assert r["kind"] == "reduction" and r["note"] and r["region"] != "US"
        if r["match"]:
            assert r["region"] == "CN" and "from memory" not in r["source"] and r["per"] in ("t scrap", "t collected", "t steel")


def test_a_changed_factor_is_noticed(tmp_path):
    folder = tmp_path / "cn"
    shutil.copytree(factors._ROOT / "cn", folder)
    assert len(factors._read(folder)) == 19
    file = folder / "factors.csv"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert factors._read(folder).sha256 == factors.load("cn").sha256            # a checkout with other line ends is the same content
    file.write_bytes(file.read_bytes().replace(b",1.3,1.6,", b",1.3,1.7,"))
    with pytest.raises(InputError) as error:
        factors._read(folder)
    assert error.value.code == "pack_corrupt"


def test_unknown_pack_and_version():
    with pytest.raises(MatchError) as error:
        factors.load("us-epa-worm")
    assert error.value.code == "unknown_pack" and "us-epa-warm" in str(error.value)
    with pytest.raises(MatchError) as error:
        factors.load("us-epa-warm", version="16")
    assert error.value.code == "unknown_version" and "15" in str(error.value)
    assert factors.load("us-epa-warm", version="15").version == "15"


def test_card_says_type_and_escapes():
    text = str(factors.load("us-epa-warm").card())
    assert "consequential_net" in text and "227 of 60 materials" in text and "0.90718474" in text and "2023-12" in text
    own = make({"material": ["<b>paper</b>"], "factor_co2e_per_t": [1.0]}, id="x<script>")
    page = own.card()._repr_html_()
    assert "<script>" not in page and "x&lt;script&gt;" in page and "<table>" in page
    assert "id='cn'" in repr(factors.load("cn")) and len(repr(factors.load("cn"))) < 200


def test_frame_comes_back_as_the_kind_that_went_in():
    polars = pytest.importorskip("polars")
    pack = make(polars.DataFrame({"material": ["paper"], "factor_co2e_per_t": [1.0]}))
    assert isinstance(pack.frame(), polars.DataFrame)
    assert isinstance(make({"material": ["paper"], "factor_co2e_per_t": [1.0]}).frame(), dict)


# ---- packs of one's own


def make(frame, **about):
    return factors.from_frame(frame, **({"id": "t", "version": "1", "licence": "CC0", "source": "test"} | about))


def test_from_frame_point_range_and_distribution():
    point = make({"material": ["paper"], "factor_co2e_per_t": [1.0]}).table.to_pylist()[0]
    assert (point["factor_co2e_per_t"], point["low"], point["pathway"], point["kind"], point["match"]) == (1.0, None, None, "reduction", True)
    ranged = make({"material": ["steel"], "low": [1.3], "high": [1.6]}).table.to_pylist()[0]
    assert (ranged["factor_co2e_per_t"], ranged["low"], ranged["high"]) == (None, 1.3, 1.6)
    drawn = make({"material": ["paper"], "factor_co2e_per_t": [1.0], "distribution": ["normal"], "sd": [0.1]}).table.to_pylist()[0]
    assert (drawn["distribution"], drawn["sd"]) == ("normal", 0.1)
    mixed = make({"material": ["a", "b"], "factor_co2e_per_t": [1, None], "low": [None, 0.5], "high": [None, 2.0], "mine": ["x", "y"]}).table
    assert mixed.column("mine").to_pylist() == ["x", "y"] and mixed.column("factor_co2e_per_t").to_pylist() == [1.0, None]
    net = make({"material": ["a"], "pathway": ["landfilled"], "factor_co2e_per_t": [-0.5]}, type="consequential_net").table.to_pylist()[0]
    assert net["kind"] == "net" and net["factor_co2e_per_t"] == -0.5


def test_a_pack_frame_makes_the_same_pack_again():
    """Every column of a shipped pack is one from_frame takes, for every kind of frame."""
    pack = factors.load("cn")
    for kind in ("pandas", "polars", "pyarrow", "dict"):
        again = factors.from_frame(frames.like(kind, pack.table), id=pack.id, version=pack.version, licence=pack.licence, source=pack.source)
        assert again.sha256 == pack.sha256 and again == pack, kind


def test_equal_content_has_equal_hash_and_any_change_another():
    base = {"material": ["paper", "glass"], "factor_co2e_per_t": [1.0, 0.1]}
    assert make(base).sha256 == make(dict(base)).sha256
    assert make(base).sha256 != make(base | {"factor_co2e_per_t": [1.0, 0.1 + 2e-17]}).sha256
    assert make(base).sha256 != make(base | {"pathway": ["recycled", "recycled"]}).sha256


@pytest.mark.parametrize(("frame", "code"), [
    ({"factor_co2e_per_t": [1.0]}, "missing_column"), ({"material": ["a"]}, "missing_column"), ({"material": ["a"], "low": [1.0]}, "missing_column"),
    ({"material": ["a", None], "factor_co2e_per_t": [1.0, 2.0]}, "missing_material"),
    ({"material": [""], "factor_co2e_per_t": [1.0]}, "missing_material"),
    ({"material": ["a"], "factor_co2e_per_t": [None]}, "missing_factor"),
    ({"material": ["a"], "factor_co2e_per_t": [float("nan")]}, "missing_factor"),
    ({"material": ["a"], "low": [2.0], "high": [1.0]}, "range_reversed"), ({"material": ["a"], "low": [2.0], "high": [None]}, "half_range"),
    ({"material": ["a"], "factor_co2e_per_t": [3.0], "low": [1.0], "high": [2.0]}, "outside_range"),
    ({"material": ["a", "a"], "factor_co2e_per_t": [1.0, 2.0]}, "repeated_factor"),
    ({"material": ["a", "a"], "pathway": ["recycled", "recycled"], "factor_co2e_per_t": [1.0, 1.0]}, "repeated_factor"),
    ({"material": ["a"], "factor_co2e_per_t": [float("inf")]}, "not_finite"), ({"material": ["a"], "factor_co2e_per_t": ["1.0"]}, "not_a_number"),
    ({"material": ["a"], "factor_co2e_per_t": [True]}, "not_a_number"),
    ({"material": ["a"], "factor_co2e_per_t": [1.0], "sd": [0.1]}, "missing_distribution"),
    ({"material": ["a"], "factor_co2e_per_t": [1.0], "distribution": ["normal"]}, "missing_sd"),
    ({"material": ["a"], "factor_co2e_per_t": [1.0], "distribution": ["cauchy"], "sd": [0.1]}, "unknown_distribution"),
    ({"material": ["a"], "factor_co2e_per_t": [1.0], "distribution": ["normal"], "sd": [-0.1]}, "negative_sd"),
    ({"material": ["a"], "factor_co2e_per_t": [1.0], "kind": ["credit"]}, "unknown_kind"), ({"material": [], "factor_co2e_per_t": []}, "empty_pack"),
    ({"material": ["a"], "factor_co2e_per_t": [1.0], "gate": ["collected door"]}, "unknown_gate"),
    ({"material": ["a"], "factor_co2e_per_t": [1.0], "valid_until": ["soon"]}, "bad_valid_until"),
    ({"material": ["a"], "value": [1.0]}, "missing_column"), ({"material": ["a"], "value": [None], "unit": ["kg CO2e per t"]}, "missing_factor")])
def test_refusals(frame, code):
    with pytest.raises(InputError) as error:
        make(frame)
    assert error.value.code == code and str(error.value).count("\n") == 0 and error.value.hint


def test_unknown_type_is_refused():
    with pytest.raises(InputError) as error:
        make({"material": ["a"], "factor_co2e_per_t": [1.0]}, type="magic")
    assert error.value.code == "unknown_type" and "reduction" in error.value.hint


def test_the_same_material_on_two_pathways_is_fine():
    assert len(make({"material": ["a", "a"], "pathway": ["recycled", "landfilled"], "factor_co2e_per_t": [1.0, 2.0]})) == 2


def test_diff_names_what_was_added_removed_and_changed():
    a = make({"material": ["a", "b", "c"], "factor_co2e_per_t": [1.0, 2.0, 3.0]})
    b = make({"material": ["a", "b", "d"], "factor_co2e_per_t": [1.0, 2.5, 4.0]}, version="2")
    f = frames.to("pandas", factors.diff(a, b)).set_index("key")
    assert f["change"].to_dict() == {"b/any": "changed", "c/any": "removed", "d/any": "added"}
    assert (f.loc["b/any", "a_factor"], f.loc["b/any", "b_factor"]) == (2.0, 2.5)
    assert len(factors.diff(a, a)["key"]) == 0
    other = frames.to("pandas", factors.diff(factors.load("cn"), factors.load("us-epa-warm")))
    assert set(other["change"]) == {"added", "removed"}


def test_diff_of_two_editions_names_a_factor_by_the_publishers_id():
    pack = factors.load("uk-defra")
    f = frames.to("pandas", factors.diff(pack.where(year="2022"), pack.where(year="2023"))).set_index("key")
    assert set(f["change"]) == {"added", "removed", "changed"} and len(f) < 6899 + 6916
    one = f.loc["20_505_5401_15_1"]
    assert one["change"] == "changed" and (one["a_value"], one["b_value"]) == (21.28019379844961, 21.28080723687633)
    assert one["b_factor"] == one["b_value"] / 1000
    both = frames.to("pandas", factors.diff(pack, pack))
    assert len(both) == 0


def test_one_factor_by_year_and_id():
    pack = factors.load("us-epa-hub")
    assert [pack.factor("hub9-mixed_msw-landfilled", year=y)["value"] for y in (2021, "2025")] == [0.52, 0.58]
    assert pack.factor("2025/hub9-mixed_msw-landfilled")["year"] == "2025"
    for arguments, code in ((("hub9-mixed_msw-landfilled",), "several_years"), (("hub9-mixed_msw-landfilled", 1999), "unknown_factor"),
                            (("hub9-mixed_msw-landfill", 2025), "unknown_factor")):
        with pytest.raises(MatchError) as error:
            pack.factor(*arguments)
        assert error.value.code == code and "2025" in error.value.hint or "hub9-mixed_msw-landfilled" in error.value.hint


def test_part_of_a_pack_has_a_hash_of_its_own_and_says_of_what():
    pack = factors.load("us-epa-hub")
    part = pack.where(year="2021", pathway=["recycled", "landfilled"])
    assert 0 < len(part) < len(pack) and part.sha256 != pack.sha256 and part.year == "2021" and pack.sha256 in part.notes[-1]
    assert set(part.table.column("pathway").to_pylist()) == {"recycled", "landfilled"}
    assert part.where(pathway="recycled").pedigree["part_of"] == pack.sha256 and "part_of" not in pack.pedigree
    for columns, kind, code in (({"yeer": "2021"}, InputError, "missing_column"), ({"year": "1999"}, MatchError, "no_factor")):
        with pytest.raises(kind) as error:
            pack.where(**columns)
        assert error.value.code == code and error.value.hint
