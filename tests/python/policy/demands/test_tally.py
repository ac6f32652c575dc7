# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Shares of firms that answered; silence apart from none; small cells for the public; common is not loud in one place; trends with intervals."""

import os

import numpy as np
import pytest

import huishou as hs
from huishou import demands, recovery

ITEMS = {"enterprise": ["A", "A", "A", "B", "C", "D", "E"], "region": ["x", "x", "x", "x", "y", "y", "y"],
         "code": ["D01.02", "D01.01", "D03", "D01", "D00", None, "D03.04"]}


def test_shares_are_of_firms_that_answered():
    rows = {r["code"]: r for r in demands.tally(ITEMS).rows()}
    assert {r["asked"] for r in rows.values()} == {5} and {r["answered"] for r in rows.values()} == {4}
    assert [rows[c]["firms"] for c in ("D00", "D01", "D03")] == [1, 2, 2]
    wanted = recovery.wilson(2, 4)
    assert (rows["D01"]["share"], rows["D01"]["share_low"], rows["D01"]["share_high"]) == (wanted.rate, wanted.low, wanted.high)
    assert rows["D01"]["mention_share"] == 0.5 and rows["D00"]["mention_share"] is None and rows["D01"]["basis"] == "listed_firms"
    assert {r["code"] for r in demands.tally(ITEMS, detail=True).rows()} == {"D00", "D01", "D01.01", "D01.02", "D03", "D03.04"}
    silent = {"enterprise": ["A", "B"], "region": ["x", "y"], "code": ["D01", None]}
    by = {r["region"]: r for r in demands.tally(silent, by="region").rows()}
    assert by["y"]["share"] is None and by["y"]["status"] == "no_denominator"


def test_who_names_a_difficulty_has_not_said_to_have_none():
    rows = {r["code"]: r["firms"] for r in demands.tally({"enterprise": ["A", "A", "B"], "code": ["D00", "D05", "D00"]}).rows()}
    assert rows == {"D00": 1, "D05": 1}


def test_weights_speak_of_the_frame():
    items = {**ITEMS, "w": [10.0, 10.0, 10.0, 2.0, 5.0, 4.0, 3.0]}
    row = next(r for r in demands.tally(items, weights="w").rows() if r["code"] == "D01")
    wanted = recovery.ratio_estimate([1, 1, 0, 0], [1, 1, 1, 1], weights=[10.0, 2.0, 5.0, 3.0])
    assert row["share"] == pytest.approx(12 / 20) == wanted.rate and row["basis"] == "frame" and row["share_low"] == max(wanted.low, 0)
    for w in ([10.0, 9.0, 10.0, 2, 5, 4, 3], [0.0, 0, 0, 2, 5, 4, 3], [None, None, None, 2, 5, 4, 3]):
        with pytest.raises(hs.errors.InputError) as error:
            demands.tally({**ITEMS, "w": w}, weights="w")
        assert error.value.code == "bad_weight"


def population(seed):
    rng = np.random.default_rng(seed)
    rows = {"enterprise": [], "region": [], "code": []}
    for i in range(70):
        named = [f"D{k:02d}" for k in range(1, 7) if rng.random() < (0.5, 0.2, 0.1, 0.06, 0.03, 0.3)[k - 1]] or ["D00"]
        for code in named:
            for name, v in zip(rows, (f"E{i}", f"R{i % 5}", code), strict=True):
                rows[name].append(v)
    return rows


@pytest.mark.parametrize("seed", range(int(os.environ.get("HUISHOU_SEEDS", 12))))     # more by hand: see python/docs/enterprises.md
def test_small_numbers_do_not_leak_through_sums(seed):
    """An attacker who knows the public table, the firms behind each sum over regions and over codes, and that counts are whole."""
    pytest.importorskip("scipy")
    from scipy.optimize import linprog

    items = population(seed)
    public = demands.tally(items, by="region", audience="public").rows()
    own = {(r["region"], r["code"]): r["firms"] for r in demands.tally(items, by="region").rows()}
    codes, regions = sorted({c for _, c in own}), sorted({r for r, _ in own})
    assert any(0 < v < 3 for v in own.values())
    place = {(r, c): i * len(codes) + j for i, r in enumerate(regions) for j, c in enumerate(codes)}
    lines, right = [], []

    def know(cells, value):
        line = np.zeros(len(place))
        line[[place[c] for c in cells]] = 1
        lines.append(line)
        right.append(value)

    for r in public:
        assert r["status"] == "suppressed" or not 0 < r["firms"] < 3
        assert (r["firms"] is None) == (r["share"] is None) and (r["mention_share"] is None or r["firms"] is not None)
        if r["firms"] is not None:
            know([(r["region"], r["code"])], r["firms"])
    national = demands.tally(items, audience="public").rows()
    for r in national:
        if r["firms"] is not None:
            know([(g, r["code"]) for g in regions], r["firms"])
    mentions = {r["region"]: round(r["firms"] / r["mention_share"]) for r in public if r["firms"] and r["mention_share"]}
    for g, n in mentions.items():
        know([(g, c) for c in codes if c != "D00"], n)
    know([(g, c) for g in regions for c in codes if c != "D00"], sum(v for (_, c), v in own.items() if c != "D00"))
    for (r, c), true in own.items():
        if 0 < true < 3:
            cost = np.zeros(len(place))
            cost[place[r, c]] = 1
            low, high = (s * linprog(s * cost, A_eq=np.array(lines), b_eq=right, bounds=(0, None)).fun for s in (1, -1))
            assert low <= true - 1 + 1e-7 and high >= true + 1 - 1e-7


def test_common_is_not_loud_in_one_place():
    rng = np.random.default_rng(3)
    rows = {k: [] for k in ("enterprise", "region", "size", "code")}
    for i in range(200):
        region, size = f"R{i % 10}", "SL"[i // 10 % 2]
        codes = ["D01"] if rng.random() < 0.4 else []
        codes += ["D05"] if region == "R3" else []              # everybody of one province, nobody elsewhere
        codes += ["D07"] if size == "L" and rng.random() < 0.6 else []
        codes += ["D09"] if rng.random() < 0.03 else []
        for code in codes or ["D00"]:
            for name, v in zip(rows, (f"E{i}", region, size, code), strict=True):
                rows[name].append(v)
    found = {r["code"]: r for r in demands.common_problems(rows, at_least=0.05).rows()}
    assert {c: r["verdict"] for c, r in found.items()} == {"D01": "common", "D05": "local", "D07": "local", "D09": "not_shown"}
    assert found["D05"]["loudest"] == "R3" and found["D05"]["regions_named"] == 1 and found["D07"]["loudest"] == "L" and found["D07"]["sizes_named"] == 1
    assert "D00" not in found and found["D01"]["bodies"] == "税务、财政"
    order = rng.permutation(len(rows["code"]))
    assert demands.common_problems({k: [v[i] for i in order] for k, v in rows.items()}, at_least=0.05).rows() == list(found.values())


def test_trend_has_an_interval():
    items = {"enterprise": [f"E{i}" for i in range(56)] + [f"E{i}" for i in range(80)], "period": ["2021"] * 56 + ["2022"] * 80,
             "code": ["D01"] * 56 + ["D01"] * 48 + ["D02"] * 32}
    items["code"][:32] = ["D02"] * 32
    last = next(r for r in demands.trend(items).rows() if r["code"] == "D01" and r["change"] is not None)
    # 24/56 to 48/80: Newcombe's formula from both Wilson intervals
    a, b = recovery.wilson(24, 56), recovery.wilson(48, 80)
    assert last["change"] == pytest.approx(0.6 - 24 / 56)
    assert last["change_low"] == pytest.approx(last["change"] - np.hypot(0.6 - b.low, a.high - 24 / 56)) and last["direction"] == "rising"
    published = recovery.wilson(48, 80), recovery.wilson(56, 70)   # Newcombe (1998), table II (a): 56/70 − 48/80 = 0.2, method 10 gives 0.0524 to 0.3339
    d = 0.2
    assert d - np.hypot(0.8 - published[1].low, published[0].high - 0.6) == pytest.approx(0.0524, abs=5e-5)
    assert d + np.hypot(published[1].high - 0.8, 0.6 - published[0].low) == pytest.approx(0.3339, abs=5e-5)
