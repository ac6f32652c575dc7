# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Reconciliation on matrices: golden cases, a dense reference, and the ends of the scale."""

import sys
from pathlib import Path

import numpy as np
import pytest

import huishou as hs
from huishou.errors import InputError, ReconcileError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import golden  # noqa: E402

CASES = golden.cases("network", "flows.csv")


def case(path):
    settings = {k: v[0] for k, v in golden.settings(path).items()}
    flows = golden.table(path / "flows.csv", ("measured", "sd", "reconciled", "sd_reconciled", "glr", "bias", "equivalents"))
    entries = golden.table(path / "balances.csv", ("balance", "flow", "value"))
    A = np.zeros((int(settings["balances"]), int(settings["flows"])))
    for b, f, v in zip(*entries.values(), strict=True):
        A[int(b), int(f)] = v
    return settings, A, flows, golden.table(path / "right.csv", ("c",))["c"]


def check(found, flows, order, tolerance):
    rows = found.result.rows()
    for at, f in enumerate(order):
        for column, wanted in (("reconciled_t", "reconciled"), ("sd_reconciled_t", "sd_reconciled")):
            assert golden.same(rows[at][column], flows[wanted][f], tolerance), (f, column)
        assert rows[at]["class"] == flows["class"][f]
    suspects = {r["flow"]: r for r in found._suspects.rows()}
    assert len(suspects) == sum(not np.isnan(g) for g in flows["glr"])
    for at, f in enumerate(order):
        if at in suspects:
            one = suspects[at]
            assert golden.same(one["glr"], flows["glr"][f], tolerance) and golden.same(one["bias_t"], flows["bias"][f], tolerance)
            assert one["identifiable"] == (flows["equivalents"][f] == 0.0)
            assert len([n for n in one["equivalent"].split("; ") if n]) == flows["equivalents"][f]


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.name)
def test_golden_cases_with_rows_and_columns_in_any_order(path):
    settings, A, flows, right = case(path)
    tolerance, bounds = float(settings["tolerance"]), settings["nonnegative"] == "1"
    rng = np.random.default_rng(4)
    for turn in range(4):
        rows, columns = (np.arange(n) if turn == 0 else rng.permutation(n) for n in A.shape)
        x, sd = (np.array(flows[k])[columns] for k in ("measured", "sd"))
        found = hs.reconcile(A[rows][:, columns], x, sd, np.array(right)[rows], nonnegative=bounds)
        check(found, flows, columns, tolerance)
        assert found.global_test.statistic == pytest.approx(float(settings["statistic"]), rel=tolerance, abs=1e-12)
        assert found.global_test.dof == int(settings["dof"])
        assert found.certificate["closure"] < 1e-13


def network(seed, flows=40, nodes=15):
    """A connected network with a flow in from outside at its first and one out at its last node."""
    rng = np.random.default_rng(seed)
    A = np.zeros((nodes, flows))
    A[0, 0], A[-1, 1] = 1.0, -1.0
    for f in range(2, flows):
        a, b = (f - 2, f - 1) if f < nodes + 1 else rng.choice(nodes, 2, replace=False)
        A[a, f], A[b, f] = -1.0, 1.0
    return A, rng.lognormal(2.0, 1.0, flows), rng.uniform(0.5, 3.0, flows)


def dense(A, x, sd, c=None):
    """Least squares by the null space of the balances, so that unmeasured flows need no elimination: V and SVD, nothing of the code under test."""
    measured = ~np.isnan(x)
    start = np.linalg.lstsq(A, np.zeros(len(A)) if c is None else c, rcond=None)[0]
    _, s, vt = np.linalg.svd(A)
    null = vt[(s > 1e-9).sum():].T
    W = null[measured] / sd[measured, None]
    inverse = np.linalg.pinv(W)
    z = inverse @ ((x[measured] - start[measured]) / sd[measured])
    # A flow is determined when moving within the null space of W does not move it.
    free = null @ (np.eye(W.shape[1]) - inverse @ W)
    known = np.abs(free).max(axis=1) < 1e-9
    covariance = null @ inverse @ inverse.T @ null.T
    return np.where(known, start + null @ z, np.nan), np.where(known, np.sqrt(np.diag(covariance)), np.nan)


@pytest.mark.parametrize("seed", range(6))
def test_agrees_with_a_dense_reference(seed):
    A, x, sd = network(seed)
    rng = np.random.default_rng(seed + 100)
    if seed >= 2:                                              # some unmeasured, in the end so many that parts cannot be found
        gone = rng.choice(len(x), 5 * seed, replace=False)
        x[gone] = sd[gone] = np.nan
    c = None if seed < 4 else A @ rng.uniform(0.0, 5.0, A.shape[1])
    wanted, error = dense(A, x, sd, c)
    found = hs.reconcile(A, x, sd, c, nonnegative=False)
    assert np.allclose(found.values, wanted, rtol=1e-9, atol=1e-9, equal_nan=True)
    rows = found.result.rows()
    got = np.array([np.nan if r["sd_reconciled_t"] is None else r["sd_reconciled_t"] for r in rows])
    assert np.allclose(got, error, rtol=1e-8, atol=1e-10, equal_nan=True)
    for r, unknown in zip(rows, np.isnan(wanted), strict=True):
        assert (r["class"] == "unobservable") == unknown and (r["note"] == "not_determined") == unknown
    assert seed < 5 or np.isnan(wanted).any()
    weights = rng.normal(size=(3, len(x))) * ~np.isnan(wanted)
    start = np.nan_to_num(found.covariance(weights))
    assert np.allclose(np.sqrt(np.diag(found.covariance(np.eye(len(x))[~np.isnan(wanted)]))), error[~np.isnan(wanted)], rtol=1e-7, atol=1e-9)
    assert np.allclose(start, start.T) and (np.linalg.eigvalsh(start) > -1e-9).all()


def test_bounds_against_a_reference_that_knows_nothing_of_duals():
    from scipy.optimize import minimize

    A, x, sd = network(3, flows=16, nodes=7)
    x[::3] *= 0.02
    sd[1::2] *= 8.0
    found = hs.reconcile(A, x, sd)
    peer = minimize(lambda v: (((v - x) / sd) ** 2).sum(), np.maximum(found.values, 1.0), jac=lambda v: 2.0 * (v - x) / sd**2, bounds=[(0, None)] * 16,
                    constraints={"type": "eq", "fun": lambda v: A @ v, "jac": lambda v: A}, method="SLSQP", options={"ftol": 1e-14, "maxiter": 500})
    assert peer.success and np.allclose(found.values, peer.x, atol=1e-4)
    ours = (((found.values - x) / sd) ** 2).sum()
    assert ours <= peer.fun * (1.0 + 1e-9)
    c = found.certificate
    assert (found.values >= 0.0).all() and c["closure"] < 1e-11 and c["least_multiplier"] > -1e-12
    held = [r for r in found.result.rows() if r["note"] == "held_at_zero"]
    assert held and all(r["reconciled_t"] == 0.0 and r["sd_reconciled_t"] == 0.0 for r in held)


@pytest.mark.parametrize("share", [0.0, 0.25])
def test_small_random_networks_with_loops_and_gaps(share):
    """Self-loops, dead ends, balances of unmeasured flows alone, dependent rows, flows that can only be zero: always an answer, never below zero, closed."""
    held = 0
    for seed in range(250):
        rng = np.random.default_rng(seed)
        m = int(rng.integers(1, 7))
        n = m + int(rng.integers(0, 9))
        A = np.zeros((m, n))
        for f, (a, b) in enumerate(rng.integers(-1, m, (n, 2))):
            A[a, f] -= a >= 0
            A[b, f] += b >= 0
        x = np.maximum(rng.lognormal(1.0, 1.0, n) * (rng.random(n) < 0.8) + rng.normal(size=n), 0.0)
        sd = rng.uniform(0.3, 3.0, n)
        gone = rng.random(n) < share
        x[gone] = sd[gone] = np.nan
        if seed % 5 == 0:
            A = np.vstack([A, A.sum(axis=0)])
        free, found = (hs.reconcile(A, x, sd, nonnegative=b) for b in (False, True))
        cost = [np.nansum(((r.values - x) / sd)[~gone] ** 2) for r in (free, found)]
        v = found.values
        assert (v[~np.isnan(v)] >= 0.0).all() and cost[1] >= cost[0] * (1.0 - 1e-9) - 1e-12
        assert cost[0] == pytest.approx(free.global_test.statistic, rel=1e-9, abs=1e-9)
        assert (np.isnan(v) == np.isnan(free.values)).all() and found.certificate["closure"] <= 1e-9
        if not np.isnan(v).any():
            assert np.abs(A @ v).max(initial=0.0) <= 1e-9 * max(np.abs(v).max(initial=0.0), 1.0)
        held += sum("held_at_zero" in (r["note"] or "") for r in found.result.rows())
    assert held > 50


def test_elimination_takes_a_flow_out_of_the_answer():
    """neqsim flags and solves again with all measurements: 0, 1, 2, 3 eliminations give the same flows. Bias of 8 on stream 2 of the bypass exchanger."""
    _, A, flows, _ = case(next(p for p in CASES if p.name == "bypass"))
    x = np.array(flows["measured"])
    x[1] += 8.0
    found = hs.reconcile(A, x, np.ones(6), nonnegative=False)
    assert found.values == pytest.approx([101.55333, 67.16667, 34.38667, 67.16667, 34.38667, 101.55333], abs=1e-5)
    after = found.without_suspects()
    removed = hs.frames.to("dict", after.removed)
    assert after.clean and list(removed["flow"]) == [1] and removed["identifiable"][0]
    clean = hs.reconcile(A, flows["measured"], np.ones(6), nonnegative=False).without_suspects(0).reconciliation
    assert after.reconciliation.values[:2] == pytest.approx([100.23, 64.53], abs=0.006)
    assert after.reconciliation.global_test.statistic < 6.5 < found.global_test.statistic and clean.values[0] == pytest.approx(100.22)
    assert found.without_suspects(most=0).reconciliation is found


def test_ends_of_the_scale():
    # A node none of whose flows is measured, in a network that gives their sum but not them.
    rows = hs.reconcile([[1, -1, -1], [0, 1, 1]], [5.0, np.nan, np.nan], [1.0, np.nan, np.nan], c=[0.0, 5.0]).result.rows()
    assert [r["class"] for r in rows] == ["redundant", "unobservable", "unobservable"]
    # All fixed: consistent, or refused with the balance.
    assert hs.reconcile([[1, -1]], [3.0, 3.0], [0.0, 0.0]).global_test == (0.0, 0, 1.0)
    with pytest.raises(ReconcileError) as error:
        hs.reconcile([[1, -1], [1, -1]], [3.0, 4.0], [0.0, 0.0])
    assert (error.value.code, error.value.column, error.value.row) == ("contradictory", "balance", 1)
    with pytest.raises(ReconcileError, match="contradict"):
        hs.reconcile([[1, -1], [1, -1]], [3.0, 4.0], [1.0, 1.0], c=[0.0, 1.0])
    # No balance at all, and no flow measured.
    assert hs.reconcile(np.zeros((0, 2)), [3.0, 4.0], [1.0, 1.0]).values.tolist() == [3.0, 4.0]
    assert np.isnan(hs.reconcile([[1, -1]], [np.nan] * 2, [np.nan] * 2).values).all()
    # Parts without a common flow.
    apart = hs.reconcile([[1, -1, 0, 0], [0, 0, 1, -1]], [10, 14, 1e6, 2e6], [1, 1, 1e5, 3e5])
    assert apart.values == pytest.approx([12, 12, 1.1e6, 1.1e6])


@pytest.mark.parametrize("scale", [1e3, 1e6, 1e9])
def test_one_tonne_closes_beside_a_billion(scale):
    A = np.array([[1, -1, 0, 0], [0, 1, 1, -1]], float)
    x, sd = np.array([1.0, 1.2, scale, 1.1 * scale]), np.array([0.05, 0.07, 0.05 * scale, 0.06 * scale])
    found = hs.reconcile(A, x, sd)
    assert abs(found.values[0] - found.values[1]) <= 1e-9 * found.values[0]
    small = hs.frames.to("pandas", found.flows)["sd_reconciled_t"][0]
    assert small == pytest.approx(0.05 * 0.07 / np.hypot(0.05, 0.07), rel=1e-3 if scale < 1e4 else 1e-6)


def test_products_by_gauss_newton():
    """Mass times purity: m = 100 ± 5, s = 0.5 ± 0.02, product 49 ± 1. The reference minimises over (m, s) alone."""
    from scipy.optimize import minimize

    found = hs.reconcile(np.zeros((0, 3)), [100.0, 0.5, 49.0], [5.0, 0.02, 1.0], products=[(2, 0, 1)], names=["mass", "purity", "metal"])
    m, s, p = found.values
    assert p == pytest.approx(m * s, rel=1e-12)
    peer = minimize(lambda v: ((v[0] - 100) / 5) ** 2 + ((v[1] - 0.5) / 0.02) ** 2 + (v[0] * v[1] - 49) ** 2, [100, 0.5], method="Nelder-Mead",
                    options={"xatol": 1e-10, "fatol": 1e-14, "maxiter": 4000})
    assert (m, s) == pytest.approx(tuple(peer.x), rel=1e-5)
    alone = hs.reconcile(np.zeros((0, 3)), [100.0, np.nan, 49.0], [5.0, np.nan, 1.0], products=[(2, 0, 1)])
    assert alone.values[1] == pytest.approx(0.49) and [r["class"] for r in alone.result.rows()] == ["nonredundant", "observable", "nonredundant"]
    # First order: u²(s) = (1/m)² u²(p) + (p/m²)² u²(m).
    assert alone.result.rows()[1]["sd_reconciled_t"] == pytest.approx(np.hypot(0.01, 0.49 * 0.05), rel=1e-9)


def test_elimination_keeps_the_products():
    """Three measurements of one metal content, one wrong: mass 100, purity 0.5, and two weighings of the metal."""
    given = [[0, 0, 1, -1]], [100.0, 0.5, 50.2, 80.0], [1.0, 0.005, 0.5, 0.5]
    after = hs.reconcile(*given, products=[(2, 0, 1)]).without_suspects()
    m, s, p, q = after.reconciliation.values
    assert list(hs.frames.to("dict", after.removed)["flow"]) == [3]
    assert p == pytest.approx(m * s, rel=1e-12) and p == pytest.approx(q) and p == pytest.approx(50.2, abs=0.3)


@pytest.mark.parametrize(("call", "code"), [
    (lambda: hs.reconcile([[1, -1]], [1.0], [1.0, 1.0]), "unequal_lengths"),
    (lambda: hs.reconcile([[1, -1]], [1.0, np.nan], [1.0, 1.0]), "sd_without_value"),
    (lambda: hs.reconcile([[1, -1]], [1.0, 1.0], [1.0, np.nan]), "value_without_sd"),
    (lambda: hs.reconcile([[1, -1]], [1.0, np.inf], [1.0, 1.0]), "not_finite"),
    (lambda: hs.reconcile([[1, -1]], [1.0, 2.0], [1.0, -1.0]), "negative_sd"),
    (lambda: hs.reconcile([[1, np.inf]], [1.0, 2.0], [1.0, 1.0]), "not_finite"),
    (lambda: hs.reconcile([1, -1], [1.0, 2.0], [1.0, 1.0]), "bad_matrix"),
    (lambda: hs.reconcile("ab", [1.0], [1.0]), "bad_matrix"),
    (lambda: hs.reconcile([[1, -1]], ["x", 2.0], [1.0, 1.0]), "not_a_number"),
    (lambda: hs.reconcile([[1, -1]], [1.0, 2.0], [1.0, 1.0], products=[(0, 0, 1)]), "bad_products"),
    (lambda: hs.reconcile([[1, -1]], [1.0, 2.0], [1.0, 1.0], nonnegative=[True]), "unequal_lengths"),
    (lambda: hs.reconcile([[1, -1]], [1.0, 2.0], [1.0, 1.0], names=["a"]), "unequal_lengths"),
])
def test_wrong_calls_are_refused(call, code):
    with pytest.raises(InputError) as error:
        call()
    assert error.value.code == code and error.value.hint


def test_infeasible_bounds_are_an_error_of_their_own():
    with pytest.raises(ReconcileError) as error:
        hs.reconcile([[1, 1]], [1.0, 1.0], [1.0, 2.0], c=[-3.0])
    assert error.value.code == "infeasible"
    assert hs.reconcile([[1, 1]], [1.0, 1.0], [1.0, 2.0], c=[-3.0], nonnegative=[False, True]).values == pytest.approx([-3.0, 0.0])


def test_sparse_matrices_of_any_layout_and_plans():
    import scipy.sparse as sp

    A, x, sd = network(1)
    dense_answer = hs.reconcile(A, x, sd, nonnegative=False).values
    for layout in (sp.csr_matrix, sp.csc_array, sp.coo_array, sp.lil_matrix):
        assert (hs.reconcile(layout(A), x, sd, nonnegative=False).values == dense_answer).all()
    plan = hs.network.Plan(A)
    other = x.copy()
    other[4] = np.nan
    error = np.where(np.isnan(other), np.nan, sd)
    for _ in range(2):
        assert (plan.reconcile(x, sd, nonnegative=False).values == dense_answer).all()
        assert (plan.reconcile(other, error, nonnegative=False).values == hs.reconcile(A, other, error, nonnegative=False).values).all()


def test_flows_that_only_enter_are_zero_and_proved_so():
    # in → a ⇄ b → c twice, and nothing leaves c: all but the ring has to be zero, for which multipliers grow without end
    A = [[1, -1, 1, 0, 0], [0, 1, -1, -1, -1], [0, 0, 0, 1, 1]]
    found = hs.reconcile(A, [5.0, 9.0, 3.0, 2.0, 7.0], [1.0, 1.0, 2.0, 1.0, 1.0])
    assert found.values == pytest.approx([0.0, 7.8, 7.8, 0.0, 0.0], abs=1e-9) and found.values.min() == 0.0
    assert found.certificate["least_multiplier"] >= -1e-9 and found.result.to_arrow()["note"].to_pylist()[3:] == ["held_at_zero"] * 2
    with pytest.raises(ReconcileError) as error:
        hs.reconcile([[1, -1, 1, 0], [0, 1, -1, 1]], [5.0, 9.0, 3.0, 2.0], [0.0, 1.0, 2.0, 1.0])   # 5 t enter, and nothing leads out but a flow turned round
    assert error.value.code == "infeasible"


def test_flows_without_a_value_are_bounded_with_the_others():
    # 5 ± 0.5 enters, 8 ± 1 leaves, and two more ways out that nobody measured can only make it worse: both are zero, what is measured meets at 5.6
    found = hs.reconcile([[1, -1, -1, -1]], [5.0, 8.0, np.nan, np.nan], [0.5, 1.0, np.nan, np.nan])
    assert found.values[:2] == pytest.approx([5.6, 5.6]) and np.isnan(found.values[2:]).all()
    free = hs.reconcile([[1, -1, -1, -1]], [5.0, 8.0, np.nan, np.nan], [0.5, 1.0, np.nan, np.nan], nonnegative=False)
    assert free.values[:2].tolist() == [5.0, 8.0]
    enough = hs.reconcile([[1, -1, -1, -1]], [9.0, 8.0, np.nan, np.nan], [0.5, 1.0, np.nan, np.nan])
    assert enough.values[:2] == pytest.approx([9.0, 8.0], rel=1e-9)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3])
@pytest.mark.parametrize("noise", [0.05, 0.3])
def test_bounds_hold_in_networks_of_some_size_with_flows_nobody_measured(share, noise):
    stations, centres, rng = 400, 40, np.random.default_rng(8)
    s, c = np.arange(stations), stations + np.arange(centres)
    first = rng.integers(0, centres, stations)
    source = np.r_[np.full(stations, -1), s, s, c, c]
    target = np.r_[s, stations + first, stations + (first + rng.integers(1, centres, stations)) % centres, stations + (np.arange(centres) + 1) % centres,
                   np.full(centres, -1)]
    A = np.zeros((stations + centres, len(source)))
    A[target[target >= 0], np.flatnonzero(target >= 0)] += 1.0
    A[source[source >= 0], np.flatnonzero(source >= 0)] -= 1.0
    start = rng.lognormal(3.0, 1.0, len(source))
    truth = hs.reconcile(A, start, start).values                # balances, with a good part at zero
    x = np.maximum(truth, 0.5) * np.exp(noise * rng.normal(size=len(truth)))
    gone = rng.random(len(x)) < share
    sd = np.where(gone, np.nan, noise * x)
    x[gone] = np.nan
    found = hs.reconcile(A, x, sd)
    v, certificate = found.values, found.certificate
    assert np.nanmin(v) >= 0.0 and certificate["closure"] <= 1e-9 and certificate["least_multiplier"] >= -1e-6
    free = hs.reconcile(A, x, sd, nonnegative=False).values
    assert (np.isnan(v) == np.isnan(free)).all() and np.nanmin(free) < 0.0
    # No point between the answer and another that balances is nearer to what was measured.
    cost = lambda y: np.nansum(((y - x) / sd)[~gone] ** 2)  # noqa: E731
    other = hs.reconcile(A, np.where(gone, 1.0, np.where(np.isnan(v), 1.0, v)), np.ones(len(v))).values
    if not np.isnan(v).any():
        assert all(cost(v) <= cost(v + t * (other - v)) * (1 + 1e-9) for t in (1e-3, 0.1, 0.5))


def test_what_has_an_answer_is_not_called_infeasible():
    """Zero flows satisfy every balance in which nothing is fixed, whatever the coefficients; where they cannot be settled that is said."""
    codes = set()
    for seed in range(300):
        rng = np.random.default_rng(seed)
        nodes, flows = int(rng.integers(2, 12)), int(rng.integers(4, 30))
        A = np.where(rng.random((nodes, flows)) < 0.3, rng.choice([-1.0, 1.0], (nodes, flows)) * 10.0 ** rng.uniform(-2.5, 2.5, (nodes, flows)), 0.0)
        x = rng.lognormal(3.0, 1.5, flows)
        try:
            codes.add("ok" if hs.reconcile(A, x, 0.1 * x).certificate["closure"] <= 1e-9 else "open")
        except ReconcileError as error:
            codes.add(error.code)
    assert "ok" in codes and codes <= {"ok", "not_converged", "not_closed"}


def test_infeasible_is_what_a_linear_program_says():
    from scipy.optimize import linprog

    seen = {}
    for seed in range(150):
        rng = np.random.default_rng(seed)
        nodes, flows = int(rng.integers(1, 10)), int(rng.integers(2, 30))
        s, t = rng.integers(-1, nodes, flows), rng.integers(-1, nodes, flows)
        A = np.zeros((nodes, flows))
        for f in range(flows):
            A[t[f], f] += float(t[f] >= 0)
            A[s[f], f] -= float(s[f] >= 0)
        x = rng.lognormal(3.0, 1.0, flows).round(1)
        fixed = rng.random(flows) < 0.15
        sd = np.where(fixed, 0.0, 0.1 * x)
        lp = linprog(np.zeros(flows), A_eq=A, b_eq=np.zeros(nodes), bounds=[(v, v) if f else (0, None) for v, f in zip(x, fixed, strict=True)])
        try:
            hs.reconcile(A, x, sd)
            code = "ok"
        except ReconcileError as error:
            code = error.code
        seen[code] = seen.get(code, 0) + 1
        assert (code == "ok") == (lp.status == 0), (seed, code, lp.message)
    assert seen["ok"] > 20 and seen["infeasible"] > 20


def test_a_plan_keeps_its_factor_only_while_errors_stay():
    A, x, sd = network(1)
    plan = hs.network.Plan(A)
    missing = np.where(np.arange(len(x)) == 4, np.nan, x)
    turns = [(x, sd), (1.1 * x, sd), (x, 2.0 * sd), (x, np.where(np.arange(len(x)) == 2, 0.0, sd)), (missing, np.where(np.isnan(missing), np.nan, sd)), (x, sd)]
    for values, errors in turns:
        planned, alone = plan.reconcile(values, errors, nonnegative=False), hs.reconcile(A, values, errors, nonnegative=False)
        assert (planned.values == alone.values).all() and planned.global_test == alone.global_test
        assert (planned._posterior[0] == alone._posterior[0]).all()


def test_an_answer_stays_what_it_was():
    A, x, sd = network(2)
    found = hs.reconcile(A, x, sd, nonnegative=False)
    before = found.values.copy()
    given, x[0], sd[1] = x.copy(), 1e9, 1e9                     # what was handed in changes; tables are made later
    assert (found.values == before).all() and list(found.result.rows())[0]["measured_t"] == given[0]
    with pytest.raises(ValueError, match="read-only"):
        found.values[0] = 0.0
    values = found.values
    del found
    assert (values == before).all()                             # the array keeps what it shows


def test_numbers_come_in_any_form():
    import scipy.sparse as sp

    A, x, sd = network(3)
    wanted = hs.reconcile(A, x, sd, nonnegative=False).values
    wide = sp.csr_array(A)
    wide.indices, wide.indptr = wide.indices.astype(np.int64), wide.indptr.astype(np.int64)
    strided = np.repeat(x, 2)[::2]
    for a, m, s in ((wide, x, sd), (A, strided, sd), (A, list(x), tuple(sd)), (A, x.astype(object), sd), (np.asfortranarray(A), x, sd[::-1][::-1])):
        assert (hs.reconcile(a, m, s, nonnegative=False).values == wanted).all()


def test_many_equivalents_are_named_up_to_twenty():
    for flows, shown in ((21, 20), (22, 21), (40, 21)):
        row = np.r_[np.ones(flows - 1), -1.0]
        suspects = hs.reconcile([row], np.full(flows, 2.0), np.full(flows, 0.1)).suspects
        first = list(suspects["equivalent"])[0].split("; ")
        assert len(first) == shown and (first[-1] == "…") == (shown == 21) and first[0] == "1"


def test_a_batch_is_many_single_answers_on_any_number_of_threads():
    blocks = []
    for seed in range(5):
        A, x, sd = network(seed, flows=24, nodes=9)
        grow = 1.0 + 0.1 * np.arange(11)[:, None]
        blocks.append((A, x * grow, sd * grow[::-1]))
    found = hs.network.reconcile_batch(blocks, sd=True)
    again = hs.network.reconcile_batch(blocks, threads=3)
    for (A, x, sd), one, other in zip(blocks, found, again, strict=True):
        for t in range(11):
            single = hs.reconcile(A, x[t], sd[t], nonnegative=False)
            assert np.allclose(one["reconciled_t"][t], single.values, rtol=1e-11)
            assert np.allclose(other["reconciled_t"][t], single.values, rtol=1e-11)
            assert np.allclose(one["sd_reconciled_t"][t], [r["sd_reconciled_t"] for r in single.result.rows()])
            assert one["statistic"][t] == pytest.approx(single.global_test.statistic) and one["dof"] == single.global_test.dof
            assert one["p_value"][t] == pytest.approx(single.global_test.p_value)
    assert other["sd_reconciled_t"] is None
    with pytest.raises(InputError) as error:
        x = blocks[1][1].copy()
        x[3, 2] = np.nan
        hs.network.reconcile_batch([blocks[0], (blocks[1][0], x, np.where(np.isnan(x), np.nan, blocks[1][2]))])
    assert (error.value.code, error.value.column, error.value.row) == ("unlike_rows", "block 1", 4)


def test_words_and_short_text():
    found = hs.reconcile([[1, -1, -1]], [9.22, 4.83, np.nan], [0.3, 0.1, np.nan], names=["入", "出", "损耗"])
    assert "损耗" in found.explain(2) and "未测量" in found.explain(2) and "not measured" in found.explain(2, "en")
    assert "0 degrees of freedom" in repr(found) and len(repr(found).splitlines()) < 10
    assert found.provenance["call"] == "reconcile" and found.provenance["inputs"] == {"flows": 3, "balances": 1}
    with pytest.raises(InputError) as error:
        _ = found.shares
    assert error.value.code == "no_shares"
