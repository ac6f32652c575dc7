# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A mass far from the history of its own series: a warning, by a formula that one series shares with the textbook."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huishou import frames
from huishou.errors import InputError
from huishou.ledger import outliers
from huishou.ledger.ingest import ingest


def textbook(x):
    """Iglewicz and Hoaglin's modified z-score of one series, written from the definition."""
    x = sorted(x), list(x)
    n = len(x[0])
    median = (x[0][(n - 1) // 2] + x[0][n // 2]) / 2
    away = sorted(abs(v - median) for v in x[1])
    mad = (away[(n - 1) // 2] + away[n // 2]) / 2
    if mad:
        return [0.6744897501960817 * (v - median) / mad for v in x[1]]
    mean = math.fsum(away) / n
    return [(v - median) / (1.2533141373155001 * mean) if mean else 0.0 for v in x[1]]


@settings(deadline=None)
@given(st.lists(st.integers(-2000, 2000), min_size=outliers.MIN_HISTORY, max_size=40))
def test_one_series_is_the_textbook_rule(hundredths):
    values = [v / 100 for v in hundredths]
    found, _ = outliers.scores(values, np.zeros(len(values), int))
    assert found.tolist() == pytest.approx(textbook(values), rel=1e-9, abs=1e-12)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-500, 500), st.integers(0, 4)), min_size=1, max_size=60), st.floats(-3, 3))
def test_neither_order_nor_unit_matters(pairs, shift):
    """A unit is a factor, and a factor is a shift of logarithms."""
    x, group = np.array([v / 100 for v, _ in pairs]), np.array([g for _, g in pairs])
    first, median = outliers.scores(x, group)
    order = np.random.default_rng(1).permutation(len(x))
    assert np.allclose(outliers.scores(x[order], group[order])[0], first[order], equal_nan=True)
    shifted, _ = outliers.scores(x + shift, group)
    assert np.allclose(shifted, first, rtol=1e-6, atol=1e-6, equal_nan=True)
    assert np.isnan(first).tolist() == [int((group == g).sum()) < outliers.MIN_HISTORY for g in group]


def test_a_calm_series_is_not_nagged_and_a_wild_one_cannot_hide():
    rng = np.random.default_rng(7)
    usual = [rng.normal(0, 0.3, 20) for _ in range(30)]
    calm = np.append(np.zeros(19), 0.05)                        # a change of five per cent in a constant series
    wild = np.concatenate((np.zeros(10), np.full(10, 6.0)))     # wrong by e^6 in half of its years: its own MAD is 3
    x, group = np.concatenate([*usual, calm, wild]), np.repeat(np.arange(32), 20)
    score, _ = outliers.scores(x, group)
    assert abs(score[group == 30]).max() < 1
    assert (abs(score[group == 31]) > outliers.THRESHOLD).any() and max(abs(v) for v in textbook(wild)) < outliers.THRESHOLD
    assert (abs(score[group < 30]) > outliers.THRESHOLD).mean() < 0.01


def years(masses, region="浙江", material="废纸"):
    return {"region": [region] * len(masses), "period": [str(2000 + i) for i in range(len(masses))], "material": [material] * len(masses), "mass_t": masses}


def test_a_slip_of_unit_is_warned_of_and_stays_in_the_ledger():
    masses = [100.0, 110.0, 95.0, 1_050_000.0, 120.0, 105.0, 0.0]
    intake = ingest(years(masses), history=["region", "material"])
    assert intake.counts["accepted"] == 7 and intake.counts["warnings"] == {"outlier": 1}
    told = frames.table(intake.warnings).to_pylist()[0]
    assert told["_row"] == 4 and told["_warnings"] == "outlier"
    assert told["_message"].startswith("与自身历史相比偏离过大 / far from its own history: 1.05e+06 t, median 107.471 t, score +")
    assert frames.table(intake.ledger).to_pydict()["mass_t"] == masses
    assert any("1 masses are not compared: zero or negative" in n for n in intake.notes)
    assert "warnings: outlier 1" in repr(intake) and "偏离" in intake.card("zh") and "far from its own history" in intake.card("en")
    assert ingest(years(masses)).counts["warnings"] == {}


def test_a_small_change_in_a_constant_series_is_none():
    masses = [100.0, 100.0, 100.0, 100.0, 100.0, 101.0, 199.0]
    assert abs(outliers.scores(np.log(masses), np.zeros(7, int))[0][-1]) > outliers.THRESHOLD
    assert ingest(years(masses), history=["region"]).counts["warnings"] == {}
    assert ingest(years([*masses[:-1], 220.5]), history=["region"]).counts["warnings"] == {"outlier": 1}


def test_months_are_not_compared_with_years():
    table = years([100.0] * 6 + [8.0] * 6)
    table["period"] = [str(2000 + i) for i in range(6)] + [f"2006-{m:02d}" for m in range(1, 7)]
    assert ingest(table, history="region").counts["warnings"] == {}


def test_series_run_over_all_sources(tmp_path):
    for i, mass in enumerate([100, 110, 95, 120, 105, 98_000]):
        (tmp_path / f"{i}.csv").write_text(f"region,year,material,mass (t)\n浙江,{2000 + i},废纸,{mass}\n", "utf-8")
    intake = ingest(str(tmp_path / "*.csv"), history=["region"])
    assert [r["_source"] for r in frames.table(intake.warnings).to_pylist()] == ["5.csv"]


def test_a_blank_name_is_no_series_and_an_unknown_column_a_wrong_call():
    table = years([1.0, 1.1, 1.2, 1.0, 1.1, 900.0])
    table["region"] = [None] * 6
    intake = ingest(table, history=["region"])
    assert intake.counts["warnings"] == {} and any("their series is not named" in n for n in intake.notes)
    with pytest.raises(InputError) as error:
        ingest(table, history=["regio"])
    assert error.value.code == "missing_column" and "region" in error.value.hint
    with pytest.raises(InputError) as error:
        ingest(table, history=3)
    assert error.value.code == "bad_history"


def test_other_columns_of_the_source_tell_series_apart_too():
    table = years([1.0, 1.1, 1.2, 1.0, 1.1, 900.0])
    table["route"] = ["a"] * 5 + ["b"]
    assert ingest(table, history=["region"]).counts["warnings"] == {"outlier": 1}
    assert ingest(table, history=["region", "route"]).counts["warnings"] == {}
    assert ingest(table, {"options": {"history": ["region"]}}).counts["warnings"] == {"outlier": 1}
