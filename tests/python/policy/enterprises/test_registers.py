# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The register of accredited packaging reprocessors and exporters of the United Kingdom, 2013 to 2024: a real list with real dynamics and no reasons."""

import csv
import io
import re
import sys
from pathlib import Path

import pyarrow as pa
import pytest

import huishou as hs
from huishou import enterprises as e

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from shared_data import DATA  # noqa: E402

YEARS = range(2013, 2025)


@pytest.fixture(scope="module")
def register():
    folder = DATA / "uk-npwd-packaging"
    if not folder.exists():
        pytest.skip("uk-npwd-packaging is not here")
    rows = {"enterprise": [], "material": [], "period": [], "status": [], "agency": []}
    for year in YEARS:
        with pa.CompressedInputStream(pa.OSFile(str(folder / f"public_register_{year}.csv.zst")), "zstd") as stream:
            for r in csv.DictReader(io.StringIO(stream.read().decode("utf-8-sig"))):
                # company numbers come with and without leading zeros, names with and without "Limited": one spelling of each
                name = re.sub(r"\b(LIMITED|LTD|PLC)\b\.?", "", " ".join(r["accredited_organisation"].upper().split())).strip(" .,")
                for key, value in zip(rows, (name, r["material_process"], str(year), r["status"], r["agency"]), strict=True):
                    rows[key].append(value)
    return rows


def test_every_row_is_placed_and_nothing_is_explained(register):
    assert len(register["enterprise"]) == 341 + 361 + 355 + 394 + 404 + 442 + 488 + 638 + 598 + 563 + 639 + 604
    found = e.dynamics(register)
    assert sum(r["rows"] for r in found.rows()) == len(register["enterprise"])
    for r in found.rows():
        assert (r["change"] == "absent") == (r["rows"] == 0) == (r["status"] is None)
        assert r["reason"] in (None, "not_published") and (r["reason"] is None) == (r["change"] in ("present", "stayed") and r["status"] == "active")
    assert e.dynamics({k: v[::-1] for k, v in register.items()}).rows() == found.rows()


def test_entries_stays_and_absences_close_year_by_year(register):
    rows = e.turnover(e.dynamics(register)).rows()
    sets = {}
    for name, year in zip(register["enterprise"], register["period"], strict=True):
        sets.setdefault(year, set()).add(name)
    assert [r["period"] for r in rows] == [str(y) for y in YEARS]
    earlier = set()
    for before, now in zip([None, *rows], rows, strict=False):
        own = sets[now["period"]]
        assert now["present"] == len(own)
        if before is not None:
            last = sets[before["period"]]
            assert now["stayed"] == len(own & last) and now["absent"] == len(last - own) and now["entered"] == len(own - earlier)
            assert now["returned"] == len((own & earlier) - last) and now["present"] == now["entered"] + now["returned"] + now["stayed"]
            assert 0.02 < now["absence_rate"] < 0.3 and 0.02 < now["entry_rate"] < 0.4     # firms come and go every year
        earlier |= own
    assert sum(r["returned"] for r in rows) > 0 and sum(r["entered"] for r in rows) > 200


def test_suspensions_and_cancellations_are_as_the_register_states_them(register):
    counts = {w: register["status"].count(w) for w in ("Active", "Cancelled", "Suspended")}
    assert counts["Cancelled"] == 32 + 35 + 34 + 32 + 28 + 31 + 34 + 50 + 63 + 19 + 20 + 28
    assert counts["Suspended"] == 3 + 1 + 8 + 7 + 5 + 3 + 2 + 5 + 5 + 15 + 15 + 4
    numbered = {**register, "line": [str(i) for i in range(len(register["status"]))]}
    found = e.dynamics(numbered, unit="line").rows()
    assert {w: sum(r["status"] == w.casefold() for r in found) for w in counts} == counts
    by_material = e.turnover(e.dynamics(register, unit=["enterprise", "material"])).rows()
    assert all(m["present"] >= o["present"] for m, o in zip(by_material, e.turnover(e.dynamics(register)).rows(), strict=True))


def test_a_list_kept_by_rules_on_a_real_register(register):
    """Presence as a report, activity as the score: the lists of twelve real years by hysteresis, replayed and audited."""
    order = {"Active": 1.0, "Suspended": 0.5, "Cancelled": 0.0}
    best = {}
    for name, year, status in zip(register["enterprise"], register["period"], register["status"], strict=True):
        best[year, name] = max(best.get((year, name), 0.0), order[status])
    rows = {"enterprise": [n for _, n in best], "period": [y for y, _ in best], "score": list(best.values())}
    done = e.replay(rows, e.Rules(enter=0.9, exit=0.4, exit_after=2))
    trail = e.Trail()
    for review in done:
        trail = trail.append(review)
    assert trail.verify(reports=rows) == [] and len(trail) == 12
    present = {y: {n for (p, n) in best if p == y} for y in map(str, YEARS)}
    for review in done:
        for r in review.rows():
            if r["enterprise"] not in present[review.period]:
                assert r["decision"] in ("watched", "left") and "no_report" in r["reason"]
    assert done[-1].counts["entered"] > 0 and sum(d.counts["left"] for d in done) > 50


def test_a_status_nobody_knows_is_refused():
    with pytest.raises(hs.errors.InputError) as error:
        e.dynamics({"enterprise": ["A"], "period": ["2020"], "status": ["Pending"]})
    assert error.value.code == "unknown_status" and error.value.row == 1
