# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Small cells never leak through totals: an attacker solves the published table by linear programming and learns no sensitive number."""

import math
import os

import numpy as np
import pytest

import huishou as hs
from huishou import enterprises as e
from huishou.policy.enterprises.disclosure import TOTAL


def attack(published, wanted):
    """[low, high] of a hidden cell from everything published: cells, margins, nothing negative. {(i, j): value or None}, -1 a margin."""
    from scipy.optimize import linprog

    rows, columns = 1 + max(i for i, _ in published), 1 + max(j for _, j in published)
    number = {(i, j): i * columns + j for i in range(rows) for j in range(columns)}
    equations, right = [], []
    for (i, j), value in published.items():
        if value is None:
            continue
        line = np.zeros(rows * columns)
        for (a, b), k in number.items():
            if i in (-1, a) and j in (-1, b):
                line[k] = 1.0
        equations.append(line)
        right.append(value)
    c = np.zeros(rows * columns)
    for (a, b), k in number.items():
        if wanted[0] in (-1, a) and wanted[1] in (-1, b):
            c[k] = 1.0
    bounds = []
    for sign in (1.0, -1.0):
        found = linprog(sign * c, A_eq=np.array(equations) if equations else None, b_eq=right or None, bounds=(0, None))
        bounds.append(sign * found.fun if found.status == 0 else math.inf if found.status == 3 else math.nan)
    return bounds


def published_grid(result, value):
    heads = sorted({r["region"] for r in result} - {TOTAL})
    sides = sorted({r["category"] for r in result} - {TOTAL})
    place = lambda names, v: -1 if v == TOTAL else names.index(v)  # noqa: E731
    return {(place(heads, r["region"]), place(sides, r["category"])): r[value] for r in result}, heads, sides


def firms(seed, rows=5, columns=4, most=9):
    rng = np.random.default_rng(seed)
    out = {"enterprise": [], "region": [], "category": [], "mass_t": [], "value_cny": []}
    k = 0
    for i in range(rows):
        for j in range(columns):
            for _ in range(int(rng.integers(0, most)) if rng.random() < 0.8 else 1):
                k += 1
                for name, v in zip(out, (f"E{k:04d}", f"R{i}", f"C{j}", float(np.round(rng.lognormal(4, 1.2), 1)), float(np.round(rng.lognormal(8, 1)))),
                                   strict=True):
                    out[name].append(v)
    return out


@pytest.mark.parametrize("seed", range(int(os.environ.get("HUISHOU_SEEDS", 25))))     # more by hand: see python/docs/enterprises.md
def test_no_sensitive_cell_is_worked_out(seed):
    data = firms(seed, rows=3 + seed % 4, columns=2 + seed % 5)
    result = e.protect(data, "region", "category", ["mass_t", "value_cny"]).rows()
    for value in ("mass_t", "value_cny"):
        grid, heads, sides = published_grid(result, value)
        for (i, j), shown in grid.items():
            own = [(n, v) for n, r, c, v in zip(data["enterprise"], data["region"], data["category"], data[value], strict=True)
                   if (i == -1 or r == heads[i]) and (j == -1 or c == sides[j])]
            true = math.fsum(v for _, v in own)
            small = 0 < len(own) < 3
            if shown is not None:
                assert not small and shown == pytest.approx(true)
                assert not e.dominated([v for _, v in own])
            elif small or e.dominated([v for _, v in own]):
                low, high = attack(grid, (i, j))
                assert low <= 0.9 * true + 1e-6 * true and high >= 1.1 * true - 1e-6 * true, (seed, value, i, j)
    counts, heads, sides = published_grid(result, "units")
    for (i, j), shown in counts.items():
        true = len({n for n, r, c in zip(data["enterprise"], data["region"], data["category"], strict=True)
                    if (i == -1 or r == heads[i]) and (j == -1 or c == sides[j])})
        if shown is None and 0 < true < 3:
            low, high = attack(counts, (i, j))
            assert low <= true - 1 + 1e-6 and high >= true + 1 - 1e-6


def test_two_in_every_line_is_not_enough():
    """Two cycles of hidden cells joined by a bridge: every line with a hidden cell has two, and the bridge is still known exactly."""
    values = [[7.0, 3.0, 5.0, 8.0, 9.0], [4.0, 6.0, 9.0, 8.0, 7.0], [5.0, 8.0, 2.0, 6.0, 4.0], [9.0, 7.0, 6.0, 3.0, 5.0]]
    bridge = (1, 2)
    naive = {(0, 0), (0, 1), (1, 0), (1, 1), bridge, (2, 3), (2, 4), (3, 3), (3, 4), (2, 2)}
    grid = {(i, j): None if (i, j) in naive - {(2, 2)} else math.fsum(values[a][b] for a in range(4) for b in range(5) if i in (-1, a) and j in (-1, b))
            for i in range(-1, 4) for j in range(-1, 5)}
    low, high = attack(grid, bridge)
    assert low == pytest.approx(high) == pytest.approx(9.0)     # the attack sees what it looks for
    hidden = e.hidden_cells(values, {bridge}, 0.2, naive - {bridge, (2, 2)})
    grid = {c: None if c in hidden else v for c, v in grid.items()}
    for cell in hidden - naive:
        assert -1 not in cell
    low, high = attack(grid, bridge)
    assert low <= 7.2 + 1e-9 and high >= 10.8 - 1e-9


def test_a_one_way_table_and_a_single_cell():
    rows = {"enterprise": list("ABCDEFG"), "region": ["all"] * 7, "category": ["p"] * 2 + ["g"] * 5, "mass_t": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]}
    result = {r["category"]: r for r in e.protect(rows, "region", "category").rows() if r["region"] == "all"}
    assert result["p"]["status"] == result["g"]["status"] == "suppressed" and result[TOTAL]["mass_t"] == 28.0
    alone = {k: v[:2] for k, v in rows.items()}
    assert {r["status"] for r in e.protect(alone, "region", "category").rows()} == {"suppressed"}


def test_nothing_to_hide_hides_nothing_and_bad_rows_are_refused():
    rows = {"enterprise": list("ABCDEF"), "region": list("xxxyyy"), "category": ["p"] * 6, "mass_t": [1.0, 1.1, 1.2, 2.0, 2.1, 2.2]}
    assert {r["status"] for r in e.protect(rows, "region", "category").rows()} == {"ok"}
    for change, code in (({"mass_t": [1.0, None, 1, 1, 1, 1]}, "missing_value"), ({"mass_t": [1.0, -1, 1, 1, 1, 1]}, "negative_value"),
                         ({"region": [None, *"xxyyy"]}, "missing_value")):
        with pytest.raises(hs.errors.InputError) as error:
            e.protect({**rows, **change}, "region", "category")
        assert error.value.code == code


def test_every_published_table_takes_an_audience_and_hides_more_than_the_small_cell():
    from huishou import demands

    sites = {"region": ["x"] * 2 + ["y"] * 4 + ["z"] * 6, "mass_t": [1.0, 2.0, *[5.0] * 4, *[7.0] * 6], "compliant": [True] * 12}
    rows = {r["region"]: r for r in e.regularity(sites, "region", audience="public").rows()}
    assert rows["x"]["status"] == rows["y"]["status"] == "suppressed" and rows["x"]["mass_t"] is None and rows["y"]["sites"] is None
    assert rows["z"]["status"] == "ok" and rows["z"]["mass_t"] == 42.0 and {r["status"] for r in e.regularity(sites, "region").rows()} == {"ok"}
    items = {"code": ["D07"] * 9, "body": ["甲"] * 2 + ["乙"] * 3 + ["丙"] * 4, "opened": ["2024-01-01"] * 9, "closed": [None] * 9,
             "enterprise": list("ABCDEFGHI")}
    bodies = {r["body"]: r["status"] for r in demands.backlog(items, "2024-06-01", audience="public").rows()}
    assert bodies == {"甲": "suppressed", "乙": "suppressed", "丙": "ok"}
    named = {"enterprise": [f"E{i}" for i in range(40)], "region": ["x", "y"] * 20, "size": ["S"] * 40, "period": ["2023"] * 20 + ["2024"] * 20,
             "code": ["D01"] * 30 + ["D02"] * 2 + ["D03"] * 8}
    assert {r["code"]: r["verdict"] for r in demands.common_problems(named, audience="public").rows()}["D02"] == "suppressed"
    assert any(r["direction"] == "suppressed" for r in demands.trend(named, audience="public").rows() if r["code"] == "D02")
    for call in (lambda: e.regularity(sites, audience="press"), lambda: demands.tally(named, audience="press"),
                 lambda: demands.backlog(items, "2024-06-01", audience="press")):
        with pytest.raises(hs.errors.InputError) as error:
            call()
        assert error.value.code == "bad_audience"
