# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A population that says of itself everywhere that it is none, of the published size, the same for the same seed."""

import math

import numpy as np
import pytest

import huishou as hs
from huishou.ledger import simulate as module
from huishou.ledger import valid_credit_code


def test_the_published_totals_and_the_frame():
    people = hs.datasets.simulate(enterprises=3000, months=12, seed=3)
    rows = people.ledger.to_arrow()
    assert math.fsum(rows.column("mass_t").to_pylist()) == pytest.approx(371.0e6)
    assert math.fsum(rows.column("value_cny").to_pylist()) == pytest.approx(1314.05e9)
    # the totals are those the package's own table publishes for the year
    volumes = hs.frames.table(hs.datasets.table("china-recyclables", "volumes")).to_pylist()
    total = next(r for r in volumes if str(r["year"]) == "2022" and r["material_zh"] == "合计")
    assert (float(total["volume_10kt"]) * 1e4, float(total["value_100m_cny"]) * 1e8, total["evidence"]) == (371.0e6, 1314.05e9, "published")
    firms = people.firms
    assert len(set(firms.column("region").to_pylist())) == 37 and len(set(firms.column("category").to_pylist())) == 10
    ids = firms.column("enterprise").to_pylist()
    assert len(set(ids)) == 3000 and all(valid_credit_code(i) for i in ids)
    mass = np.sort(firms.column("mass_t").to_numpy())[::-1]
    assert mass[:300].sum() / mass.sum() > 0.5                    # a tenth of the firms handles more than half, as few large and many small do


def test_synthetic_is_said_everywhere():
    people = hs.datasets.simulate(enterprises=200, months=2, seed=1)
    assert people.synthetic and people.ledger.provenance["synthetic"] is True and "SYNTHETIC" in repr(people)
    assert set(people.ledger.to_arrow().column("evidence").to_pylist()) == {"synthetic"} == set(people.ledger.to_arrow().column("publisher").to_pylist())
    assert all(people.firms.column("synthetic").to_pylist()) and all(hs.frames.table(people.reports()).column("synthetic").to_pylist())


def test_a_seed_is_a_population():
    one, same, other = (hs.datasets.simulate(enterprises=150, months=3, seed=s) for s in (4, 4, 5))
    assert one.ledger.to_arrow().equals(same.ledger.to_arrow()) and not one.ledger.to_arrow().equals(other.ledger.to_arrow())
    assert hs.frames.table(one.reports(2)).equals(hs.frames.table(same.reports(2)))


def test_reports_are_late_and_wrong_and_the_default_rules_read_them():
    people = hs.datasets.simulate(enterprises=4000, months=1, seed=2)
    reports = hs.frames.table(people.reports(3))
    errors = reports.column("error").to_pylist()
    assert 0.03 < errors.count("late") / len(errors) < 0.07 and errors.count("unit_slip_up") > 0 and len(errors) < 3 * 4000
    done = hs.enterprises.replay(reports, hs.enterprises.Rules.load())
    last = done[-1].counts
    assert last["entered"] + last["stayed"] + last["watched"] > 0 and last["left"] > 0 and len(done) == 3
    for r in done[-1].rows():                                     # province quota of the default rules
        assert r["reason"]
    assert max(np.unique([r["region"] for r in done[-1].rows() if r["decision"] in ("entered", "stayed", "watched")], return_counts=True)[1]) <= 20


def test_wrong_sizes():
    for bad in ({"enterprises": 5}, {"months": 13}, {"months": 0}, {"seed": -1}, {"enterprises": True}):
        with pytest.raises(hs.errors.InputError):
            hs.datasets.simulate(**{"enterprises": 100, "months": 1, "seed": 0, **bad})
    assert sum(module._MIX.values()) > 37000
