# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Recovery rates: golden cases, the shipped data, and what must be refused or said."""

import random
import sys
from pathlib import Path

import pyarrow as pa
import pytest

import huishou as hs

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import golden  # noqa: E402

SMALL = hs.Definition(id="small", numerator={"fate": ["recycled"]}, denominator={"stage": ["generation"]})


def ledger(*rows, names=("stage", "fate", "mass_t")):
    return {n: [r[i] for r in rows] for i, n in enumerate(names)}


def own(settings):
    sides = {"numerator": [], "denominator": []}
    for line in settings["term"]:
        side, coef, *where = [p.strip() for p in line.split(";")]
        filters = {c.strip(): [v.strip() for v in vs.split("|")] for c, _, vs in (w.partition("=") for w in where)}
        sides[side].append(hs.Term(filters, coef=float(coef)))
    return hs.Definition(id="case", **sides)


@pytest.mark.parametrize("path", golden.cases("recovery"), ids=lambda p: p.name)
def test_golden(path):
    settings = golden.settings(path)
    rows = golden.table(path / "rows.csv")
    names = ("numerator_t", "denominator_t", "denominator_covered", "rate")
    wanted = golden.table(path / "expected.csv", names)
    call = {"by": settings.get("by", []), "pairing": settings["pairing"][0]}
    if "refused" in settings:
        with pytest.raises(hs.errors.InputError) as error:
            hs.recovery_rate(rows, own(settings), **call)
        assert error.value.code == settings["refused"][0] and error.value.hint
        return
    for definition in (own(settings), *settings.get("definition", [])):
        found = hs.recovery_rate({"flow": [None] * len(rows["mass_t"]), **rows}, definition, **call).to_arrow()
        for name in names:
            for a, b in zip(found.column(name).to_pylist(), wanted[name], strict=True):
                assert golden.same(a, b, float(settings["tolerance"][0])), (name, a, b)
        assert found.column("flags").to_pylist() == [f or "" for f in wanted["flags"]]
        assert found.column("status").to_pylist() == [(f or "ok").split()[0] for f in wanted["flags"]]


def test_new_york_over_all_rows_and_over_complete_district_months():
    rows = hs.datasets.load("nyc-dsny")
    every, complete = (hs.recovery_rate(rows, "nyc-diversion", pairing=p) for p in ("all", "complete"))
    row = every.rows()[0]
    assert row["rate"] == pytest.approx(0.14636, abs=5e-6) and row["status"] == "partial_numerator"
    assert row["denominator_covered"] == pytest.approx(0.901, abs=1e-3)
    row = complete.rows()[0]
    assert row["rate"] == pytest.approx(0.1590196, abs=5e-8) and row["status"] == "ok"
    assert "21,854" in complete.explain(0, "en") and "21,854" in complete.explain(0, "zh")


def test_new_york_by_year():
    rows = hs.datasets.load("nyc-dsny").table
    years = rows.append_column("year", pa.array([p[:4] for p in rows.column("period").to_pylist()]))
    found = hs.recovery_rate(years, "nyc-diversion", by=["year"]).to_pandas().set_index("year")
    assert len(found) >= 30 and found["rate"].dropna().between(0, 0.25).all()
    assert found.loc["2019", "status"] == "ok" and found.loc["2019", "denominator_covered"] == 1.0


@pytest.mark.parametrize(
    ("name", "want", "digits"),
    [
        ("unep-recycled-content", 0.267, 3),
        ("cn-scrap-ratio", 0.284, 3),
        ("unep-old-scrap-ratio", 0.567, 3),
        ("old-scrap-ratio-new-only", 0.692, 3),
        ("steel-preparation-yield", 0.89, 6),
    ],
)
def test_steel_in_china_2019(name, want, digits):
    found = hs.recovery_rate(hs.datasets.load("china-steel").where(region="China", period="2019"), name)
    assert round(found.rows()[0]["rate"], digits) == want and found.rows()[0]["status"] == "ok"


def test_end_of_life_rate_has_no_denominator_in_china_steel():
    found = hs.recovery_rate(hs.datasets.load("china-steel").where(region="China"), "unep-eol-collection")
    assert found.rows()[0]["status"] == "no_denominator" and found.rows()[0]["rate"] is None


def test_scotland_by_year_is_flagged_where_sites_report_one_side():
    found = hs.recovery_rate(hs.datasets.load("scotland-sites"), "site-output-ratio", by=["period"]).to_pandas().set_index("period")
    assert 0.4 < found.loc["2019", "rate"] < 0.5 and 0.9 < found.loc["2019", "denominator_covered"] < 1


def test_all_definitions_side_by_side_say_why_others_are_impossible():
    found = hs.recovery_rate(hs.datasets.load("nyc-dsny"), "all")
    rows = {r["definition"]: r for r in found.rows()}
    assert len(rows) == len(hs.frames.to("dict", hs.definitions())["id"])
    assert rows["nyc-diversion"]["rate"] is not None and rows["sdg-12-5-1"]["status"] == "not_computable"
    at = [r["definition"] for r in found.rows()].index("sdg-12-5-1")
    assert "absent columns: flow, fate, origin" in found.explain(at, "en") and "缺少的列" in found.explain(at)


def test_unlike_tonnes_are_refused_by_one_definition_and_a_status_under_all():
    rows = ledger(
        ("generation", "", "year", 10.0),
        ("generation", "", "month", 1.0),
        ("reprocessing", "recycled", "year", 3.0),
        names=("stage", "fate", "period_kind", "mass_t"),
    )
    with pytest.raises(hs.errors.InputError) as error:
        hs.recovery_rate(rows, SMALL)
    assert error.value.code == "mixed_period_kind" and "month, year" in str(error.value) and "by" in error.value.hint
    found = hs.recovery_rate(rows, "all")
    at = [r["definition"] for r in found.rows()].index("us-epa-msw")
    assert found.rows()[at]["status"] == "mixed_scope" and found.rows()[at]["rate"] is None
    assert "period_kind differs in the denominator: month, year" in found.explain(at, "en")
    split = hs.recovery_rate(rows, SMALL, by=["period_kind"]).rows()
    assert [(r["period_kind"], r["rate"]) for r in split] == [("month", None), ("year", 0.3)]


def test_a_filter_on_the_column_says_that_the_tonnes_may_be_added():
    rows = ledger(("generation", "", "a", 10.0), ("generation", "", "b", 10.0), ("x", "recycled", "a", 3.0), names=("stage", "fate", "scope", "mass_t"))
    chosen = hs.Definition(id="d", numerator={"fate": "recycled"}, denominator={"stage": "generation", "scope": ["a", "b"]})
    assert hs.recovery_rate(rows, chosen).rows()[0]["rate"] == 0.15


def test_unstated_is_a_value_of_its_own():
    rows = ledger(("generation", "", "dry", 10.0), ("generation", "", None, 10.0), ("x", "recycled", "dry", 3.0), names=("stage", "fate", "basis", "mass_t"))
    with pytest.raises(hs.errors.InputError, match="unstated") as error:
        hs.recovery_rate(rows, SMALL)
    assert error.value.code == "mixed_basis"


def test_order_chunks_and_frames_do_not_matter():
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    random.seed(7)
    rows = [(random.choice(["generation", "reprocessing"]), random.choice(["recycled", "landfilled"]), random.uniform(0, 1) ** 20 * 1e6) for _ in range(3000)]
    one = hs.recovery_rate(ledger(*rows), SMALL).rows()
    random.shuffle(rows)
    frame = ledger(*rows)
    table = pa.table(frame)
    chunked = pa.concat_tables([table.slice(0, 7), table.slice(7, 1100), table.slice(1107)])
    for other in (frame, table, chunked, pandas.DataFrame(frame), polars.DataFrame(frame), table.to_reader()):
        result = hs.recovery_rate(other, SMALL, threads=2)
        assert result.rows() == one
    assert type(hs.recovery_rate(polars.DataFrame(frame), SMALL).frame()) is polars.DataFrame


def test_rates_equal_fractions_of_exact_sums():
    from fractions import Fraction

    random.seed(11)
    rows = [
        (random.choice(["generation", "reprocessing"]), random.choice(["recycled", "landfilled"]), random.uniform(-1, 1) * 10 ** random.uniform(-30, 30))
        for _ in range(500)
    ]
    top = sum(Fraction(m) for _, f, m in rows if f == "recycled")
    bottom = sum(Fraction(m) for s, _, m in rows if s == "generation")
    found = hs.recovery_rate(ledger(*rows), SMALL).rows()[0]
    assert (found["numerator_t"], found["denominator_t"]) == (float(top), float(bottom))
    if bottom > 0:
        assert found["rate"] == float(top / bottom)


def test_an_empty_ledger_has_a_reason():
    found = hs.recovery_rate({"stage": pa.array([], pa.string()), "fate": pa.array([], pa.string()), "mass_t": pa.array([], pa.float64())}, SMALL).rows()
    assert [(r["rate"], r["status"]) for r in found] == [(None, "no_denominator")]


def test_gt_one_names_its_likely_causes():
    found = hs.recovery_rate(ledger(("generation", "", 1.0), ("reprocessing", "recycled", 2.0)), SMALL)
    assert found.rows()[0]["rate"] == 2.0
    assert "可能的原因" in found.explain(0) and "Likely causes" in found.explain(0, "en")


def test_interval_over_sampled_sites():
    rows = ledger(
        *(("generation", "", f"s{i}", g) for i, g in enumerate([10.0, 20.0, 30.0, 40.0])),
        *(("reprocessing", "recycled", f"s{i}", r) for i, r in enumerate([4.0, 7.0, 12.0, 13.0])),
        names=("stage", "fate", "site", "mass_t"),
    )
    found = hs.recovery_rate(rows, SMALL, interval="delta", unit="site").rows()[0]
    alone = hs.recovery.ratio_estimate([4.0, 7.0, 12.0, 13.0], [10.0, 20.0, 30.0, 40.0])
    assert (found["rate"], found["rate_low"], found["rate_high"]) == (alone.rate, alone.low, alone.high)
    with pytest.raises(hs.errors.InputError) as error:
        hs.recovery_rate(rows, SMALL, interval="delta")
    assert error.value.code == "no_unit"
    with pytest.raises(hs.errors.InputError) as error:
        hs.recovery_rate(rows, SMALL, interval="wilson", unit="site")
    assert error.value.code == "bad_interval"


def test_weighted_interval_gives_the_populations_tonnes():
    rows = ledger(
        *(("generation", "", f"s{i}", 10.0, w) for i, w in enumerate([1.0, 2.0, 3.0])),
        *(("reprocessing", "recycled", f"s{i}", r, w) for i, (r, w) in enumerate([(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)])),
        names=("stage", "fate", "site", "mass_t", "weight"),
    )
    found = hs.recovery_rate(rows, SMALL, interval="fieller", unit="site", weights="weight").rows()[0]
    assert (found["numerator_t"], found["denominator_t"]) == (14.0, 60.0) and found["rate"] == pytest.approx(14 / 60)


def test_fieller_says_unbounded():
    x, y = [1.0, -1.0, 2.0], [1.0, -3.0, 2.5]
    assert hs.recovery.ratio_estimate(x, y, method="fieller").flags == "unbounded_interval"
    rows = ledger(
        *(("generation", "", f"s{i}", v) for i, v in enumerate(y)),
        *(("reprocessing", "recycled", f"s{i}", v) for i, v in enumerate(x)),
        names=("stage", "fate", "site", "mass_t"),
    )
    found = hs.recovery_rate(rows, SMALL, interval="fieller", unit="site").rows()[0]
    assert "unbounded_interval" in found["flags"] and found["rate_low"] is None


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (dict(definition="nyc-diverson"), "unknown_definition"),
        (dict(by="region"), "bad_by"),
        (dict(by=["nowhere"]), "missing_column"),
        (dict(pairing="some"), "bad_pairing"),
        (dict(level=1.0), "bad_level"),
        (dict(interval="t"), "bad_interval"),
        (dict(unit="site"), "bad_interval"),
    ],
)
def test_wrong_calls(call, code):
    with pytest.raises(hs.errors.HuishouError) as error:
        hs.recovery_rate(ledger(("generation", "", 1.0)), **({"definition": SMALL} | call))
    assert error.value.code == code and error.value.hint


def test_wrong_definitions():
    for make, code in (
        (lambda: hs.Term({"fate": []}), "empty_filter"),
        (lambda: hs.Term({"fate": 1.5}), "wrong_type"),
        (lambda: hs.Term({}, coef=float("nan")), "bad_coefficient"),
        (lambda: hs.Term({}, lag=-1), "bad_lag"),
        (lambda: hs.Term({}, coef={"2019": 1.0}), "bad_coefficient"),
        (lambda: hs.Definition(id="all", numerator={}, denominator={}), "bad_id"),
        (lambda: hs.Definition(id="x", numerator=[], denominator={}), "bad_terms"),
    ):
        with pytest.raises(hs.errors.InputError) as error:
            make()
        assert error.value.code == code
    with pytest.raises(hs.errors.InputError) as error:
        hs.recovery_rate(ledger(("generation", "", 1.0)), hs.Definition(id="x", numerator={"fatee": "recycled"}, denominator={"stage": "generation"}))
    assert error.value.code == "missing_column" and error.value.column == "fatee"
    with pytest.raises(hs.errors.InputError) as error:
        hs.recovery_rate(ledger(("generation", "", 1.0)), hs.Definition(id="x", numerator={"fate": 7}, denominator={"stage": "generation"}))
    assert error.value.code == "wrong_type"


def test_provenance_is_json():
    import json

    record = hs.recovery_rate(ledger(("generation", "", 1.0)), SMALL).provenance
    assert json.loads(json.dumps(record))["parameters"]["terms"]["small"][0] == "1 × [fate = recycled]"


def test_a_quantity_is_an_amount_and_no_rate():
    rows = {"stage": ["collection", "collection"], "measure": ["collected", "used"], "scope": ["ndrc9", "ndrc9"], "mass_t": [376e6, 385e6]}
    found = hs.recovery_rate(rows, "cn-main-resources-recovered")
    row = found.rows()[0]
    assert (row["numerator_t"], row["denominator_t"], row["rate"], row["status"]) == (385e6, None, None, "no_denominator")
    assert "数量 = 385,000,000.0 t（绝对量，不是率）" in found.explain(0) and "no_denominator" not in found.explain(0)
    assert found.cite(lang="en").startswith("385,000,000.0 t by cn-main-resources-recovered") and "status" not in found.cite(lang="en")
    assert hs.recovery_rate(rows, "cn-ten-categories-collected").rows()[0]["numerator_t"] == 376e6


def test_a_definition_without_a_denominator_is_a_quantity_or_an_error():
    own = hs.Definition(id="q", numerator={"fate": "recycled"}, denominator=[], display="t")
    assert own.quantity and own.terms == own.numerator
    with pytest.raises(hs.errors.InputError, match="denominator") as caught:
        hs.Definition(id="q", numerator={"fate": "recycled"}, denominator=[])
    assert caught.value.code == "bad_terms"


def test_weights_gross_up_an_amount_whose_rate_is_undefined():
    rows = {"enterprise": ["a", "b"], "w": [2.0, 3.0], "stage": ["collection"] * 2, "measure": ["collected"] * 2, "mass_t": [10.0, 100.0]}
    found = hs.recovery_rate(rows, "cn-ten-categories-collected", interval="delta", unit="enterprise", weights="w")
    assert found.rows()[0]["numerator_t"] == 320.0 and found.rows()[0]["rate_low"] is None


def test_recycled_content_of_a_product_leaves_rework_out():
    origin = ["post_consumer", "new_scrap", "home_scrap", None]
    rows = {"stage": ["production"] * 4, "flow": ["in"] * 3 + ["out"], "origin": origin, "mass_t": [20.0, 5.0, 15.0, 100.0]}
    assert hs.recovery_rate(rows, "iso-14021-recycled-content").rows()[0]["rate"] == 0.25


def test_the_calculation_point_is_said_in_the_language_asked_for():
    rows = ledger(("generation", "", 100.0), ("reprocessing", "recycled", 32.0))
    found = hs.recovery_rate({"flow": [None, None], **rows}, "us-epa-msw")
    assert "计量点：进入再生利用或堆肥的量" in found.explain(0, "zh") and "计量点：进入再生利用" in found.cite(lang="zh")
    assert "calculation point: entering recycling" in found.explain(0, "en")
