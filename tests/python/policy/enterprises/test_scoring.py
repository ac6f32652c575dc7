# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Scores and ranks against pymcdm on random matrices, and where pymcdm loses everybody for one."""

import numpy as np
import pytest

import huishou as hs
from huishou import enterprises as e
from huishou.policy.enterprises.multicriteria import normalised, topsis, vikor, wsm
from huishou.policy.enterprises.scoring import ranks_of


def matrices(count, seed=4, least=2):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        n, m = rng.integers(3, 30), rng.integers(least, 8)
        x = rng.lognormal(0, 1, (n, m)) * 10.0 ** rng.integers(-3, 4, m)
        w = rng.dirichlet(np.ones(m))
        cost = rng.random(m) < 0.4
        yield x, w, cost


def test_ranks_and_scores_equal_pymcdm():
    methods = pytest.importorskip("pymcdm.methods")
    norms = pytest.importorskip("pymcdm.normalizations")
    from pymcdm.helpers import rrankdata

    for x, w, cost in matrices(400):
        types = np.where(cost, -1, 1)
        for how, theirs in (("minmax", norms.minmax_normalization), ("vector", norms.vector_normalization), ("max", norms.max_normalization),
                            ("sum", norms.sum_normalization)):
            z = normalised(x, cost, how)
            for ours, other in ((topsis, methods.TOPSIS(theirs)), (wsm, methods.WSM(theirs))):
                wanted = other(x, w, types, validation=False)
                assert np.allclose(ours(z, w), wanted, rtol=1e-9, atol=1e-12)
                assert (ranks_of(ours(z, w)) == rrankdata(wanted)).all()
        q = vikor(x, w, cost)[2]
        wanted = methods.VIKOR()(x, w, types, validation=False)
        assert np.allclose(q, wanted, atol=1e-12) and (ranks_of(-q) == rrankdata(-wanted)).all()


def test_weights_equal_pymcdm():
    theirs = pytest.importorskip("pymcdm.weights")
    for x, _, _ in matrices(200, seed=9):
        assert np.allclose(e.entropy(x), theirs.entropy_weights(x), atol=1e-12)
        assert np.allclose(e.critic(x), theirs.critic_weights(x), atol=1e-12)


def test_a_firm_that_lacks_a_value_costs_nobody_else_a_score():
    rows = {"enterprise": ["C", "A", "B", "D"], "x": [3.0, 1.0, 2.0, None], "y": [0.2, 0.7, 0.5, 0.9]}
    alone = {k: v[:3] for k, v in rows.items()}
    for method in ("wsm", "topsis", "vikor", "entropy", "critic"):
        found = {r["enterprise"]: r for r in e.score(rows, ["x", "y"], method=method).rows()}
        assert found["D"]["score"] is None and found["D"]["status"] == "missing_value" and found["D"]["missing"] == "x"
        without = {r["enterprise"]: r["score"] for r in e.score(alone, ["x", "y"], method=method).rows()}
        assert {k: r["score"] for k, r in found.items() if k != "D"} == without


def test_a_constant_criterion_weighs_nothing_and_zero_has_an_entropy():
    x = np.array([[1.0, 5.0, 0.0], [2.0, 5.0, 3.0], [4.0, 5.0, 1.0]])
    assert e.critic(x)[1] == 0 and abs(e.critic(x).sum() - 1) < 1e-15 and e.entropy(x)[1] == 0 and np.isfinite(e.entropy(x)).all()
    p = x[:, 2] / 4                                             # by hand: two shares, 3/4 and 1/4; 0 ln 0 = 0
    spread = 1 + (p[1:] * np.log(p[1:])).sum() / np.log(3)
    q = x[:, 0] / 7
    other = 1 + (q * np.log(q)).sum() / np.log(3)
    assert np.isclose(e.entropy(x)[2], spread / (spread + other))
    for f in (e.critic, e.entropy):
        with pytest.raises(hs.errors.InputError) as error:
            f(np.full((3, 2), 7.3))
        assert error.value.code == "no_spread"
    with pytest.raises(hs.errors.InputError) as error:
        e.entropy([[1.0, -1.0], [2.0, 3.0]])
    assert error.value.code == "negative_value"


def test_costs_turn_critic_and_order_of_rows_changes_no_bit():
    rng = np.random.default_rng(2)
    rows = {"enterprise": [f"E{i:03d}" for i in range(200)], "a": rng.random(200), "b": rng.random(200) ** 2, "c": rng.random(200)}
    order = rng.permutation(200)
    mixed = {k: (np.array(v)[order] if k != "enterprise" else [v[i] for i in order]) for k, v in rows.items()}
    for method in ("wsm", "topsis", "vikor", "entropy", "critic"):
        criteria = {"a": "benefit", "b": "cost", "c": "benefit"}
        one, two = (e.score(f, criteria, method=method).rows() for f in (rows, mixed))
        assert one == two
        assert e.score(rows, criteria, method=method).robust_ranks(draws=20, rng=3).rows() == e.score(mixed, criteria, method=method).robust_ranks(
            draws=20, rng=3).rows()
    turned = np.column_stack([rows["a"], rows["b"], rows["c"]])
    assert not np.allclose(e.critic(turned), e.critic(turned, [False, True, False]))


def test_rank_shares_are_those_of_a_plain_loop_and_of_any_number_of_threads():
    rng = np.random.default_rng(5)
    rows = {"enterprise": [f"E{i}" for i in range(12)], "a": rng.random(12), "b": rng.random(12), "c": rng.random(12)}
    scored = e.score(rows, ["a", "b", "c"], [5, 2, 3], method="wsm")
    for how in ("uncertain", "ordered", ("near", 0.1)):
        one = scored.robust_ranks(how, draws=300, rng=8, top=12, threads=1)
        assert one.rows() == scored.robust_ranks(how, draws=300, rng=8, top=12, threads=5).rows()
        shares = np.array([[r[f"rank_{k}"] for k in range(1, 13)] for r in one.rows()])
        assert np.allclose(shares.sum(1), 1) and np.allclose(shares.sum(0), 1)
        # The kernel's counts are those of the loop that serves TOPSIS.
        from huishou.policy.enterprises.weights import draws_of
        drawn = draws_of(how, scored._weights, scored._names, 300, 8)
        loop = scored._loop(drawn, 12)
        assert (np.round(shares * 300).astype(int).ravel() == loop["at"]).all() and [r["best_rank"] for r in one.rows()] == loop["best"].tolist()
    narrow = scored.robust_ranks(("near", 0.0), draws=10, rng=8)
    assert all(r["best_rank"] == r["worst_rank"] == r["rank"] for r in narrow.rows())
    noisy = scored.robust_ranks(("near", 0.0), draws=200, rng=8, report_sd=0.3)
    assert any(r["best_rank"] < r["worst_rank"] for r in noisy.rows())


def test_wrong_calls_say_what_is_wrong():
    rows = {"enterprise": ["A", "B"], "a": [1.0, 2.0], "t": ["x", "y"]}
    for call, code in ((lambda: e.score(rows, ["nope"]), "missing_column"), (lambda: e.score(rows, ["t"]), "not_a_number"),
                       (lambda: e.score(rows, {"a": "good"}), "bad_criteria"), (lambda: e.score(rows, ["a"], {"b": 1}), "bad_weights"),
                       (lambda: e.score(rows, ["a"], method="magic"), "bad_method"), (lambda: e.score(rows, ["a"], [1], method="critic"), "bad_weights"),
                       (lambda: e.score(rows, ["a"], normalisation="odd"), "bad_normalisation"),
                       (lambda: e.score({"enterprise": ["A", "A"], "a": [1.0, 2.0]}, ["a"]), "repeated_enterprise"),
                       (lambda: e.score({"enterprise": ["A"], "a": [None]}, ["a"]), "no_firms"),
                       (lambda: e.score(rows, ["a"]).robust_ranks(draws=0), "bad_draws"), (lambda: e.score(rows, ["a"]).robust_ranks("any"), "bad_weights"),
                       (lambda: e.score(rows, ["a"]).robust_ranks(report_sd=0.1), "bad_method")):
        with pytest.raises(hs.errors.InputError) as error:
            call()
        assert error.value.code == code and error.value.hint
