# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The main job against its known answers: page, tables, manifest."""

import hashlib
import importlib.util
import json
from functools import lru_cache
from pathlib import Path

import pytest

pytest.importorskip("matplotlib")

import huishou as hs  # noqa: E402
from huishou.errors import HuishouError, InputError  # noqa: E402

_spec = importlib.util.spec_from_file_location("page_checks", Path(__file__).with_name("test_page.py"))
page_checks = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(page_checks)

ROWS = {"material": ["废钢铁", "废纸", "<b>黑</b>"], "period": ["2023", "2023", "2024"], "region": ["浙江", "广东", "浙江"], "stage": ["回收"] * 3,
        "mass_t": ["1000", "500", "x"]}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return hs.report(["china-recyclables", "china-steel"], tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def nyc(tmp_path_factory):
    return hs.report("nyc-dsny", tmp_path_factory.mktemp("nyc"))


@lru_cache
def text(path):
    return Path(path).read_text("utf-8")


def table(made, name):
    return hs.frames.table(made.tables[name]).to_pylist()


def test_national_line_on_the_page(demo):
    page = text(demo.path)
    assert "375.5–376.5" in page and "401" in page and "322.1815–322.1825" in page
    assert "十大类不等于九种主要再生资源" in page
    assert {r["period"] for r in table(demo, "national-line")} == {"2014", *map(str, range(2017, 2025))}


def test_steel_of_china_2019_on_the_page(demo):
    page = text(demo.path)
    for number in ("156,988.5", "69,975.1", "50,044.6", "180.3", "204.1–251.2", "91.0–112.0", "360.3–443.5", "24,097", "241.0"):
        assert number in page, number
    for words in ("估算减排量（非CCER），不得冲减企业排放清单", "这是模型，不是统计", "残差", "不计", "仅作对照", "+84.0"):
        assert words in page, words
    old = {r["origin"]: r for r in table(demo, "avoided-steel")}
    assert set(old) == {"post_consumer", "new_scrap", "home_scrap"}
    assert old["home_scrap"]["avoided_low"] is None and old["home_scrap"]["mass_covered_t"] == 0.0 and old["home_scrap"]["status"] == "factor_missing"
    assert (round(old["post_consumer"]["avoided_low"] / 1e6, 1), round(old["post_consumer"]["avoided_high"] / 1e6, 1)) == (204.1, 251.2)
    assert old["post_consumer"]["status"] == "bound_only" and old["post_consumer"]["avoided_co2e_t"] is None
    gate = table(demo, "avoided-steel-gate-comparison")[0]
    assert gate["mass_t"] == pytest.approx(277_185_572.514, abs=1.0)


def test_grid_and_coverage_on_the_page(demo):
    page = text(demo.path)
    assert 'class="tile blank"' in page and 'class="tile published"' in page and 'class="tile forecast"' in page and 'class="tile bound"' in page
    assert sum(r["evidence"] == "blank" for r in table(demo, "ten-categories")) == 29
    assert len(table(demo, "coverage")) == 9


def test_claims_and_account_on_the_page(demo):
    page = text(demo.path)
    assert "可说" in page and "不可说" in page
    assert "31,647" in page and "31,618" in page                  # read, accepted
    assert demo.manifest["counts"] == {"read": 31_647, "accepted": 31_618, "rejected": 29, "ignored": 0}


def test_rates_carry_status_and_definition(demo):
    page = text(demo.path)
    rows = {(r["region"], r["period"], r["definition"]): r for r in table(demo, "recovery-steel")}
    one = rows["China", "2019", "unep-recycled-content"]
    assert one["rate"] == pytest.approx(277_185.572514 / 1_037_863.294337, abs=1e-6) and one["status"] == "ok"
    known = len(hs.frames.to("dict", hs.definitions())["id"])
    assert "26.71 %" in page and "284 kg/t" in page and f"{known} 个定义无一可算" in page


def test_new_york_shows_the_file_check_and_the_complete_pairs(nyc):
    page = text(nyc.path)
    assert "14.636 %" in page and "15.90 %" in page and "分子不全" in page and "文件核对" in page
    years = table(nyc, "recovery-nyc-dsny-nyc-diversion-complete-by-year")
    assert len([r for r in years if r["rate"] is not None]) > 30


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_is_closed_in_itself(tmp_path, lang):
    made = hs.report(["china-recyclables", "china-steel"], tmp_path, lang=lang)
    parser = page_checks.checked(made.path.read_text("utf-8"))
    assert parser.tags.count("svg") >= 4
    assert ("回收" in made.path.read_text("utf-8").split("<body>")[1][:400]) == (lang == "zh")


def test_same_input_same_bytes(tmp_path):
    for name in ("a", "b"):
        hs.report(["china-recyclables", "china-steel", ROWS], tmp_path / name)
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(tmp_path / "b") for p in (tmp_path / "b").rglob("*") if p.is_file())
    for f in files:
        assert (tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes(), f


def test_manifest_names_every_file_with_its_hash(demo):
    folder = demo.path.parent
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest == demo.manifest
    on_disk = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert on_disk == {*manifest["files"], "manifest.json"}
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert all(i["provenance"]["sources"][0]["sha256"] for i in manifest["inputs"])
    assert manifest["factor_packs"][0]["id"] == "cn" and "apostrophe" in manifest["notes"]["rejected.csv"]


def test_any_ledger_shows_what_applies(tmp_path):
    made = hs.report(ROWS, tmp_path)
    page = made.path.read_text("utf-8")
    page_checks.checked(page)
    assert "1,300–1,600" in page and "没有可用因子：废纸" in page
    assert "&lt;b&gt;黑&lt;/b&gt;" in page and "<b>黑" not in page
    assert "national-line" not in made.tables and "mass-ledger-by-material" in made.tables
    assert "不是数字" in (tmp_path / "rejected.csv").read_text("utf-8-sig")


def test_stages_and_unlike_rows_are_not_added(tmp_path):
    rows = {"material": ["废钢铁"] * 4, "stage": ["产生", "回收", "回收", "再加工"], "flow": [None, "出", "出", "入"],
            "measure": ["collected", "collected", "used", "collected"],
            "mass_t": [100.0, 80.0, 5.0, 70.0]}
    made = hs.report(rows, tmp_path)
    page = made.path.read_text("utf-8")
    sums = {(r["stage"], r["measure"]): r["mass_t_sum"] for r in table(made, "mass-ledger-by-material")}
    assert sums == {("generation", "collected"): 100.0, ("collection", "collected"): 80.0, ("collection", "used"): 5.0, ("reprocessing", "collected"): 70.0}
    assert "各环节不可相加" in page and "只在「再加工/入」计一次" in page


def test_an_earlier_report_leaves_nothing_stale(tmp_path):
    hs.report(["china-recyclables", "china-steel"], tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    hs.report(ROWS, tmp_path)
    names = {p.name for p in tmp_path.rglob("*") if p.is_file()}
    assert "national-line.parquet" not in names and "notes.txt" in names
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert names == {Path(n).name for n in manifest["files"]} | {"manifest.json", "notes.txt"}


def test_an_unreadable_source_writes_nothing(tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(InputError):
        hs.report(["china-recyclables", tmp_path / "empty.csv"], tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(HuishouError) as error:
        hs.report(ROWS, tmp_path / "out", lang="fr")
    assert error.value.code == "unknown_language" and not (tmp_path / "out").exists()


def test_a_report_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError) as error:
        hs.report(ROWS, tmp_path / "out")
    assert error.value.code == "cannot_write" and (tmp_path / "out").read_text() == "a file"


def test_report_shows_itself(demo):
    assert repr(demo).startswith("<Report ") and "31,618 of 31,647 rows" in repr(demo)
    assert "<script" not in demo._repr_html_() and "national-line" in demo._repr_html_()
    with pytest.raises(AttributeError):
        demo.path = "x"


def test_doubts_stand_on_the_page(tmp_path):
    rows = {"material": ["废钢铁", "废纸"], "period": ["2023", "2023"], "mass_t": ["约120", "3"]}
    page = text(hs.report(rows, tmp_path / "zh").path)
    assert "1 行存疑" in page and "约120" in page and "存疑而接受的行" in page
    assert "accepted with a doubt" in text(hs.report(rows, tmp_path / "en", lang="en").path)
    assert "存疑而接受的行" not in text(hs.report({"material": ["废纸"], "mass_t": ["3"]}, tmp_path / "none").path)
