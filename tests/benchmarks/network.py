# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Reconciliation against SciPy and NumPy: contenders interleaved, median of several rounds, the same answer checked.

    python tests/benchmarks/network.py [--rounds 7] [--threads 1] [--slow]     the table of ratios (one thread for BLAS unless --threads says more)
    python tests/benchmarks/network.py --detect [--seeds 1000]                 planted errors on China's steel cycle: found, and false alarms

``--slow`` adds contenders that take minutes: SciPy's default ``spsolve`` on the coupled network (given 60 s) and every posterior variance of 10⁵ flows.
A ratio is the contender's median over ours: above 1 we are faster. Ours are the public calls, checks of closure included.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import time

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, next((b for a, b in zip(sys.argv, sys.argv[1:], strict=False) if a == "--threads"), "1"))   # before NumPy is imported

import numpy as np  # noqa: E402
import scipy.linalg as la  # noqa: E402
import scipy.sparse as sp  # noqa: E402
import scipy.sparse.linalg as sl  # noqa: E402

import huishou as hs  # noqa: E402


def coupled(stations: int = 20_000, sorters: int = 500, markets: int = 50, seed: int = 1):
    """Every station sends to two of all centres, every centre to four of all markets: whatever order, the centres end up tied to one another."""
    rng, s, c = np.random.default_rng(seed), np.arange(stations), np.arange(sorters)
    first = rng.integers(0, sorters, stations)
    second = (first + rng.integers(1, sorters, stations)) % sorters
    to = np.array([rng.choice(markets, 4, replace=False) for _ in c]).ravel()
    m = stations + sorters + np.arange(markets)
    source = np.concatenate([np.full(stations, -1), s, s, stations + np.repeat(c, 4), m])
    target = np.concatenate([s, stations + first, stations + second, stations + sorters + to, np.full(markets, -1)])
    return source, target, stations + sorters + markets


def local(stations: int, seed: int = 2):
    """Stations that send to centres near them, centres to near markets, to each other and outside."""
    rng = np.random.default_rng(seed)
    sorters = stations // 10
    markets = max(sorters // 10, 2)
    s, c, m = np.arange(stations), np.arange(sorters), np.arange(markets)
    first = (s * sorters // stations + rng.integers(-2, 3, stations)) % sorters
    second = (first + 1 + rng.integers(0, 2, stations)) % sorters
    near, at, low = c * markets // sorters, stations + c, stations + sorters
    source = np.concatenate([np.full(stations, -1), s, s, at, at, at, at, low + m])
    target = np.concatenate([s, stations + first, stations + second, low + near, low + (near + 1) % markets, stations + (c + 1) % sorters,
                             np.full(sorters, -1), np.full(markets, -1)])
    return source, target, stations + sorters + markets


def incidence(source, target, nodes):
    flow, inside, leaves = np.arange(len(source)), target >= 0, source >= 0
    ones = np.concatenate([np.ones(inside.sum()), -np.ones(leaves.sum())])
    return sp.csr_matrix((ones, (np.concatenate([target[inside], source[leaves]]), np.concatenate([flow[inside], flow[leaves]]))), shape=(nodes, len(source)))


def data(flows: int, seed: int = 3):
    x = np.random.default_rng(seed).lognormal(3.0, 1.0, flows)
    return x, 0.05 * x


def normal(A, sd):
    return (A.multiply(sd * sd) @ A.T).tocsc()


def factored(H, order: str):
    return sl.splu(H, permc_spec=order, diag_pivot_thresh=0.0, options={"SymmetricMode": True}) if order == "MMD_AT_PLUS_A" else sl.splu(H, permc_spec=order)


def by_splu(A, x, sd, order):
    return x - sd * sd * (A.T @ factored(normal(A, sd), order).solve(A @ x))


def by_spsolve(A, x, sd):
    return x - sd * sd * (A.T @ sl.spsolve(normal(A, sd), A @ x))


def by_schur_numpy(source, target, x, sd, first: int, nodes: int):
    """The first ``first`` nodes (each fed from outside, each with two flows out, in this order) eliminated by hand, the rest dense; NumPy alone."""
    v, rest = sd * sd, nodes - first
    out = slice(first, 3 * first)
    at = source[out]
    pivot = np.bincount(target[:first], v[:first], first) + np.bincount(at, v[out], first)
    r = np.bincount(target[target >= 0], x[target >= 0], nodes) - np.bincount(source[source >= 0], x[source >= 0], nodes)
    a, b, va, vb = target[first:2 * first] - first, target[2 * first:3 * first] - first, v[first:2 * first], v[2 * first:3 * first]
    S = np.zeros(rest * rest)
    for i, j, w in ((a, a, va - va * va / pivot), (b, b, vb - vb * vb / pivot), (a, b, -va * vb / pivot), (b, a, -va * vb / pivot)):
        S += np.bincount(i * rest + j, w, rest * rest)
    s, t, w = source[3 * first:], target[3 * first:], v[3 * first:]
    ins = s >= first
    S += np.bincount((s[ins] - first) * (rest + 1), w[ins], rest * rest)
    both = ins & (t >= first)
    S += np.bincount((t[both] - first) * (rest + 1), w[both], rest * rest)
    for i, j in ((s, t), (t, s)):
        S -= np.bincount((i[both] - first) * rest + j[both] - first, w[both], rest * rest)
    right = r[first:] + np.bincount(a, va * r[:first] / pivot, rest) + np.bincount(b, vb * r[:first] / pivot, rest)
    below = np.linalg.solve(S.reshape(rest, rest), right)
    y = np.concatenate([(r[:first] + va * below[a] + vb * below[b]) / pivot, below])
    return x - v * (np.where(target >= 0, y[target], 0.0) - np.where(source >= 0, y[source], 0.0))


def by_schur_scipy(A, x, sd, first: int):
    """The same with scipy.sparse products and LAPACK's Cholesky."""
    v, H = sd * sd, normal(A, sd).tocsr()
    pivot, B, C = H.diagonal()[:first], H[:first, first:], H[first:, first:].toarray()
    scaled = sp.diags_array(1.0 / pivot) @ B
    r = A @ x
    S = C - (B.T @ scaled).toarray()
    below = la.cho_solve(la.cho_factor(S, lower=True, overwrite_a=True, check_finite=False), r[first:] - scaled.T @ r[:first], check_finite=False)
    return x - v * (A.T @ np.concatenate([(r[:first] - B @ below) / pivot, below]))


def variances_by_splu(A, x, sd):
    """Every posterior variance: columns of the inverse in blocks of 512, entries picked where two balances share a flow."""
    lu, n, C = factored(normal(A, sd), "MMD_AT_PLUS_A"), A.shape[0], np.zeros(A.shape[1])
    columns = A.tocsc()
    top = np.minimum.reduceat(columns.indices, columns.indptr[:-1])
    low = np.maximum.reduceat(columns.indices, columns.indptr[:-1])
    order = np.argsort(top, kind="stable")
    sign = np.where(top == low, 0.0, -2.0)
    edges = np.searchsorted(top[order], np.arange(0, n + 512, 512))
    diagonal = np.empty(n)
    for k in range(0, n, 512):
        wide = min(512, n - k)
        block = np.zeros((n, wide))
        block[np.arange(k, k + wide), np.arange(wide)] = 1.0
        Z = lu.solve(block)
        diagonal[k:k + wide] = Z[np.arange(k, k + wide), np.arange(wide)]
        mine = order[edges[k // 512]:edges[k // 512 + 1]]
        C[mine] += sign[mine] * Z[low[mine], top[mine] - k]
    C += diagonal[top] + np.where(top == low, 0.0, diagonal[low])
    return sd * sd * (1.0 - sd * sd * C)


def regions(count: int = 1000, periods: int = 24, seed: int = 5):
    """Regions of 60 flows over 24 balances, each with its own links."""
    rng, out = np.random.default_rng(seed), []
    s, c = np.arange(16), np.arange(16, 22)
    for _ in range(count):
        source = np.concatenate([np.full(16, -1), s, rng.integers(0, 16, 12), rng.integers(16, 22, 6), c, [22, 23], [-1, -1]])
        target = np.concatenate([s, rng.integers(16, 22, 28), rng.integers(22, 24, 12), [-1, -1], [22, 23]])
        x = rng.lognormal(3.0, 1.0, (periods, 60))
        out.append((incidence(source, target, 24), x, 0.05 * x))
    return out


def batch_by_loop(blocks):
    return [np.array([by_splu(A, x[t], sd[t], "MMD_AT_PLUS_A") for t in range(len(x))]) for A, x, sd in blocks]


def batch_by_block_diagonal(blocks):
    A = sp.block_diag([A for A, x, _ in blocks for _ in range(len(x))], format="csr")
    x, sd = (np.concatenate([b[i].ravel() for b in blocks]) for i in (1, 2))
    out = by_splu(A, x, sd, "MMD_AT_PLUS_A")
    return list(out.reshape(len(blocks), *blocks[0][1].shape))


def batch_by_numpy(blocks):
    A = np.array([b[0].toarray() for b in blocks])
    x, v = np.array([b[1] for b in blocks]), np.array([b[2] for b in blocks]) ** 2
    H = np.matmul(A[:, None] * v[:, :, None, :], A.transpose(0, 2, 1)[:, None])
    y = np.linalg.solve(H, np.matmul(x, A.transpose(0, 2, 1))[..., None])[..., 0]
    return list(x - v * np.matmul(y, A))


def by_plan(plan, x, sd):
    """A call on known links with other errors than last time, so that no factor is kept; all larger alike, so that the answer stays."""
    turn = [sd, 1.01 * sd]

    def again():
        turn.reverse()
        return plan.reconcile(x, turn[0], nonnegative=False).values

    return again


def compare(name: str, ours, peers: dict, rounds: int, aims: dict, tolerance: float = 1e-9) -> None:
    """One line a contender: medians, ratio, aim."""
    mine = ours()
    for label, peer in peers.items():
        theirs = peer()
        for a, b in zip(mine, theirs, strict=True) if isinstance(mine, list) else [(mine, theirs)]:
            assert np.allclose(a, b, rtol=tolerance, atol=1e-8), (name, label, np.abs(a - b).max())
    times = {label: [] for label in ("ours", *peers)}
    for _ in range(rounds):
        for label, call in (("ours", ours), *peers.items()):
            start = time.perf_counter()
            call()
            times[label].append(time.perf_counter() - start)
    own = statistics.median(times["ours"])
    for label in peers:
        other = statistics.median(times[label])
        aim = f"{aims[label]:g}" if label in aims else ""
        least = min(times[label]) / min(times["ours"])
        print(f"| {name} | {1e3 * own:,.2f} | {label} | {1e3 * other:,.2f} | **{other / own:,.1f}** | {least:,.1f} | {aim} |", flush=True)


def given_a_minute(A, x, sd, seconds: float = 60.0) -> str:
    process = multiprocessing.get_context("spawn").Process(target=by_spsolve, args=(A, x, sd))
    start = time.perf_counter()
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()
        return f"stopped after {seconds:g} s"
    return f"{time.perf_counter() - start:,.1f} s with start"


def table(rounds: int, slow: bool) -> None:
    print("| work | huishou, ms | contender | ms | ratio (median) | ratio (minimum) | aim |\n|---|---|---|---|---|---|---|")
    source, target, nodes = coupled()
    A, (x, sd) = incidence(source, target, nodes), data(len(source))
    compare("coupled, 62,050 flows", lambda: hs.reconcile(A, x, sd, nonnegative=False).values,
            {"Schur complement, NumPy": lambda: by_schur_numpy(source, target, x, sd, 20_000, nodes),
             "Schur complement, scipy.sparse and LAPACK": lambda: by_schur_scipy(A, x, sd, 20_000)}, rounds, {"Schur complement, NumPy": 2})
    compare("the same again, links known, new errors", by_plan(hs.network.Plan(A), x, sd),
            {"Schur complement, NumPy": lambda: by_schur_numpy(source, target, x, sd, 20_000, nodes)}, rounds, {})
    if slow:
        print(f"| coupled, 62,050 flows | | SciPy spsolve, default | {given_a_minute(A, x, sd)} | | | finishes |", flush=True)
    for label, stations in (("10⁴ flows", 2_940), ("10⁵ flows", 29_400)):
        large = stations > 10_000
        g = local(stations)
        A, (x, sd) = incidence(*g), data(len(g[0]))
        compare(f"{label} once", lambda A=A, x=x, sd=sd: hs.reconcile(A, x, sd, nonnegative=False).values,
                {"SciPy splu, best order": lambda A=A, x=x, sd=sd: by_splu(A, x, sd, "MMD_AT_PLUS_A"),
                 "SciPy spsolve, default": lambda A=A, x=x, sd=sd: by_spsolve(A, x, sd)}, rounds,
                {"SciPy splu, best order": 1.1, "SciPy spsolve, default": 2} if large else {})
        if not large or slow:
            compare(f"{label}, sd of every flow", lambda A=A, x=x, sd=sd: hs.reconcile(A, x, sd, nonnegative=False)._posterior[0],
                    {"SciPy splu, blocks of 512": lambda A=A, x=x, sd=sd: variances_by_splu(A, x, sd)}, 3 if large else rounds,
                    {"SciPy splu, blocks of 512": 10}, 1e-6)
    plan, other = hs.network.Plan(A), data(A.shape[1], 11)

    compare("10⁵ flows again, new data and errors", by_plan(plan, *other),
            {"SciPy splu, best order": lambda: by_splu(A, *other, "MMD_AT_PLUS_A")}, rounds, {"SciPy splu, best order": 5})
    lu = factored(normal(A, sd), "MMD_AT_PLUS_A")
    compare("10⁵ flows again, new data, errors as before", lambda: plan.reconcile(other[0], sd, nonnegative=False).values,
            {"SciPy, factor kept": lambda: other[0] - sd * sd * (A.T @ lu.solve(A @ other[0]))}, rounds, {})
    blocks = regions()
    few = blocks[:20]
    compare("1,000 regions × 60 flows × 24 months", lambda: [b["reconciled_t"] for b in hs.network.reconcile_batch(blocks)],
            {"one block-diagonal splu": lambda: batch_by_block_diagonal(blocks), "np.linalg.solve, batched": lambda: batch_by_numpy(blocks)}, min(rounds, 5),
            {"one block-diagonal splu": 2, "np.linalg.solve, batched": 2})
    compare("20 regions × 60 flows × 24 months", lambda: [b["reconciled_t"] for b in hs.network.reconcile_batch(few)],
            {"Python loop over splu": lambda: batch_by_loop(few)}, min(rounds, 5), {"Python loop over splu": 30})


def detect(seeds: int) -> None:
    """China's steel cycle of 2019 with 5 % errors: no planted error, then one of 5, 10 and 20 standard deviations on a flow drawn at random.

    Most flows of the cycle are small beside those they meet: their balances cannot see an error of 5 % of themselves. "Checked" draws among those that the
    others pin down to less than nine tenths of their own error.
    """
    flows = hs.datasets.load("china-steel").where(region="China", period="2019").to_arrow().select(["source", "target", "mass_t"])
    ends = {n for n in (*flows["source"].to_pylist(), *flows["target"].to_pylist()) if n.split(" ")[0] in ("Imports", "Exports") or n in
            ("Mining", "Losses", "Use phase")}
    truth = np.array(flows["mass_t"].to_pylist())
    sd = 0.05 * truth
    base = {"source": flows["source"], "target": flows["target"], "sd_t": sd, "row": list(range(len(truth)))}

    def reconciled(x):
        return hs.Network(base | {"mass_t": x}, sd="sd_t", external=ends, id="row").reconcile(nonnegative=False)

    known = {r["id"]: r["sd_reconciled_t"] / r["sd_t"] for r in reconciled(truth).result.rows()}
    checked = np.array(sorted(f for f, share in known.items() if share < 0.9))
    print(f"{len(truth)} flows, {len(checked)} checked\n")
    print("| planted in | size, sd | seeds | global test fails | flow named first | it or an equivalent | and bias within 2 of its sd | "
          "another flow called significant |\n|---|---|---|---|---|---|---|---|")
    for where, choice in (("no flow", checked), ("a checked flow", checked), ("any flow", np.arange(len(truth)))):
        for size in (0.0,) if where == "no flow" else (5.0, 10.0, 20.0):
            seen = np.zeros(5)
            for seed in range(seeds):
                rng = np.random.default_rng([20211028, seed])
                x = truth + sd * rng.standard_normal(len(truth))
                culprit = int(rng.choice(choice))
                x[culprit] += size * sd[culprit]
                rec = reconciled(x)
                rows = rec._suspects.rows()
                hit = [r for r in rows if r["glr"] >= rows[0]["glr"] * (1.0 - 1e-9) and r["id"] == culprit]
                # The estimate d / C has the variance 1 / C, which is (bias)^2 / glr.
                near = bool(hit) and abs(hit[0]["bias_t"] - size * sd[culprit]) <= 2.0 * abs(hit[0]["bias_t"]) / hit[0]["glr"] ** 0.5
                seen += [rec.global_test.p_value < 0.05, rows[0]["id"] == culprit, bool(hit), near, rows[0]["significant"] and not hit]
            shares = [f"{100 * s / seeds:.1f} %" if size or i in (0, 4) else "—" for i, s in enumerate(seen)]
            print(f"| {where} | {size:g} | {seeds:,} | {' | '.join(shares)} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", default="1")
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--detect", action="store_true")
    parser.add_argument("--seeds", type=int, default=1000)
    given = parser.parse_args()
    detect(given.seeds) if given.detect else table(given.rounds, given.slow)
