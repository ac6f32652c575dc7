# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""κ as statsmodels computes it, and where it does not exist."""

import numpy as np
import pytest

import huishou as hs
from huishou import demands


def test_kappa_equals_statsmodels():
    rater = pytest.importorskip("statsmodels.stats.inter_rater")
    rng = np.random.default_rng(1)
    for _ in range(60):
        k, n = int(rng.integers(2, 6)), int(rng.integers(10, 200))
        a = rng.integers(0, k, n)
        b = np.where(rng.random(n) < 0.6, a, rng.integers(0, k, n))
        found = demands.kappa([f"D{i}" for i in a], [f"D{i}" for i in b])
        names = sorted(set(a.tolist()) | set(b.tolist()))
        table = np.array([[((a == i) & (b == j)).sum() for j in names] for i in names])
        wanted = rater.cohens_kappa(table)
        assert found.kappa == pytest.approx(wanted.kappa) and found.se == pytest.approx(wanted.std_kappa)


def test_no_spread_and_wrong_lengths():
    same = demands.kappa(["D01"] * 4, ["D01"] * 4)
    assert same.kappa is None and same.status == "no_spread" and same.observed == 1.0
    for a, b, code in ((["D01"], [], "unequal_lengths"), ([], [], "no_units")):
        with pytest.raises(hs.errors.InputError) as error:
            demands.kappa(a, b)
        assert error.value.code == code


def test_each_code_is_a_yes_or_no_of_its_own():
    first = {"text": [0, 0, 1, 3], "code": ["D01", "D03.04", "D01", "D03"]}
    second = {"text": [0, 1, 2, 3], "code": ["D01", "D01", "D01", "D03"]}
    rows = {r["code"]: r for r in demands.agreement(first, second, 5).rows()}
    assert [rows["D01"][k] for k in ("both", "first_only", "second_only", "neither")] == [2, 0, 1, 2]
    assert [rows["D03"][k] for k in ("both", "first_only", "second_only", "neither")] == [1, 1, 0, 3]
    assert rows["D01"]["kappa"] == pytest.approx((0.8 - 0.48) / 0.52)
    with pytest.raises(hs.errors.InputError) as error:
        demands.agreement(first, second, 3)
    assert error.value.code == "unknown_text"
