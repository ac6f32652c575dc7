# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rates, avoided emissions and draws against polars, NumPy and stats_arrays on one thread: ratios in one run, interleaved, median of several.

    python tests/benchmarks/rates_and_carbon.py [--rows 10e6] [--rounds 5] [--groups 1000]

Processor time is compared, so that a shared machine disturbs less. A ratio is the peer's median over ours: above 1 we are faster. The same answer is
checked; of draws, which differ by their generator, mean and standard deviation are. Peak memory is that of processes of their own.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

for name in ("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"                                            # before NumPy and polars are imported

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
import pyarrow as pa  # noqa: E402

import huishou as hs  # noqa: E402
import huishou.metrics.definitions  # noqa: E402
from huishou import _native  # noqa: E402

STAGES = ["generation", "collection", "sorting", "reprocessing", "disposal"]
FATES = ["recycled", "composted", "landfilled", "incinerated", "unknown"]
MATERIALS = [f"material {i}" for i in range(6)]


def ledger(rows: int):
    rng = np.random.default_rng(20211028)
    words = {"region": [f"省份{i}" for i in range(31)], "period": [str(y) for y in range(2010, 2025)], "stage": STAGES, "fate": FATES, "material": MATERIALS}
    columns = {n: pa.DictionaryArray.from_arrays(pa.array(rng.integers(0, len(w), rows).astype(np.int32)), pa.array(w)) for n, w in words.items()}
    return pa.table(columns | {"mass_t": rng.lognormal(3, 2, rows)})


def compare(name: str, ours, peer, rounds: int, same) -> None:
    assert same(ours(), peer()), name
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for call, own in zip((ours, peer), times, strict=True):
            start = time.process_time()
            call()
            own.append(time.process_time() - start)
    mine, theirs = (statistics.median(t) for t in times)
    print(f"{name:44s} ours {1e3 * mine:8.1f} ms   peer {1e3 * theirs:8.1f} ms   ratio {theirs / mine:5.2f}", flush=True)


def on_ledgers(rows: int, rounds: int) -> None:
    table = ledger(rows)
    frame = pl.from_arrow(table)
    one = hs.Definition(id="one", numerator={"stage": ["reprocessing"], "fate": ["recycled", "composted"]}, denominator={"stage": ["generation"]})

    def polars_rate(chosen):
        sides = []
        for d in chosen:
            for side in ("numerator", "denominator"):
                met = pl.all_horizontal(*(pl.col(c).is_in(list(v)) for c, v in getattr(d, side)[0].where.items()))
                sides.append(pl.col("mass_t").filter(met).sum().alias(f"{d.id} {side}"))
        return frame.lazy().group_by("region").agg(sides).sort(pl.col("region").cast(pl.String)).collect()

    compare("rate by region, one definition (polars)", lambda: hs.recovery_rate(table, one, by=["region"], threads=1), lambda: polars_rate([one]), rounds,
            lambda a, b: np.allclose(sorted(a.to_pandas()["numerator_t"]), sorted(b["one numerator"])))
    known = [d for d in hs.metrics.definitions.catalogue().values() if set(d.columns) <= set(table.column_names)]
    compare(f"rate by region, all {len(known)} definitions (polars)", lambda: hs.recovery_rate(table, "all", by=["region"], threads=1),
            lambda: polars_rate(known), rounds, lambda a, b: len(a) % len(b) == 0)
    values = [1.45, 0.9, 1.2, 0.3, 3.6, 4.7]
    pack = hs.factors.from_frame({"material": MATERIALS, "factor_co2e_per_t": values}, id="b", version="1", licence="CC0", source="benchmark")
    factors = pl.DataFrame({"material": MATERIALS, "f": values}).with_columns(pl.col("material").cast(frame.schema["material"])).lazy()
    product = (pl.col("mass_t") * pl.col("f")).sum().alias("a")
    gate = table.drop_columns(["stage", "fate"])
    compare("avoided by region, exact (polars join)", lambda: hs.avoided_emissions(gate, pack, by=["region"], threads=1),
            lambda: frame.lazy().join(factors, on="material").group_by("region").agg(product).collect(), rounds,
            lambda a, b: np.allclose(sorted(a.to_pandas()["avoided_co2e_t"]), sorted(b["a"])))


def repeated(call, times: int = 500):
    """The call so many times, its last answer alone: what it writes stays in the cache."""
    def all_of_them():
        for _ in range(times):
            last = call()
        return last
    return all_of_them


def on_draws(rounds: int) -> None:
    generator, n = np.random.Generator(np.random.Philox(7)), 20_000
    sigma = float(np.sqrt(np.log(1.01)))                              # of a mean of 1 and a standard deviation of 0.1
    peers = {"normal": lambda: generator.normal(1.0, 0.1, n), "lognormal": lambda: generator.lognormal(-sigma**2 / 2, sigma, n)}
    try:
        from stats_arrays import LognormalUncertainty, NormalUncertainty
    except ImportError:
        print("stats_arrays is not installed: its lines are left out")
        others = {}
    else:
        others = {"normal": (NormalUncertainty, 1.0, 0.1), "lognormal": (LognormalUncertainty, -sigma**2 / 2, sigma)}
    for name, peer in peers.items():
        variable = (1, name, 1.0, 0.0, 0.0, 0.1, False, [], [])
        mean_sd = lambda a, b: all(abs(x.mean() - 1.0) < 0.01 and abs(x.std() - 0.1) < 0.003 for x in (a, b))  # noqa: E731
        ours = repeated(lambda v=variable: _native.factor_draws(v, 7, 0, n))
        compare(f"10 M {name} draws, in cache (NumPy Philox)", ours, repeated(peer), rounds, mean_sd)
        if name in others:
            kind, loc, scale = others[name]
            params, random = kind.from_dicts({"loc": loc, "scale": scale}), np.random.RandomState(7)
            compare(f"10 M {name} draws, in cache (stats_arrays)", ours,
                    repeated(lambda k=kind, p=params, r=random: k.random_variables(p, n, seeded_random=r)[0]), rounds, mean_sd)


DRAWS, FACTORS = 100_000, 100
VARIABLES = [(i + 1, "lognormal", 1.0 + i / 50, 0.0, 0.0, 0.2, False, [], []) for i in range(70)]
VARIABLES += [(i + 1, "triangular", 1.0, 0.5, 2.0, 0.0, True, [], []) for i in range(70, FACTORS)]


def simulated(count: int):
    """Mean, standard deviation and 95 % bounds of ``count`` groups, by huishou."""
    offsets, codes = np.arange(0, count * FACTORS + 1, FACTORS, dtype=np.int64), np.tile(np.arange(FACTORS, dtype=np.int32), count)
    drawn = [([(i, 1.0)], [], 0.0) for i in range(FACTORS)]
    return _native.monte_carlo(offsets, codes, masses(count).ravel(), drawn, VARIABLES, ([], []), DRAWS, 7, 0.95, 1)[0][0]


def masses(count: int):
    return np.random.default_rng(1).lognormal(10, 1, (count, FACTORS))


def simulated_by_numpy(count: int, block: int = 50):
    """The same by NumPy: all factors once, groups in blocks of 50, which is what a careful user writes; in one block, what anyone writes first."""
    generator, tonnes = np.random.Generator(np.random.Philox(7)), masses(count)
    x = np.empty((FACTORS, DRAWS))
    for i, v in enumerate(VARIABLES):
        s2 = np.log(1 + (0.2 / v[2]) ** 2)
        x[i] = generator.lognormal(np.log(v[2]) - s2 / 2, np.sqrt(s2), DRAWS) if v[1] == "lognormal" else generator.triangular(0.5, 1.0, 2.0, DRAWS)
    means = []
    for first in range(0, count, block):
        y = tonnes[first:first + block] @ x
        means.append(y.mean(1))
        y.std(1, ddof=1), np.quantile(y, [0.025, 0.975], axis=1, method="inverted_cdf")
    return np.concatenate(means)


def on_groups(rounds: int, groups: int) -> None:
    for count in (50, groups):
        compare(f"100,000 draws x 100 factors x {count} groups (NumPy)", lambda c=count: simulated(c), lambda c=count: simulated_by_numpy(c),
                max(rounds // 2, 1), lambda a, b: np.allclose(a, b, rtol=0.01))
    own = peak("simulated", f"{groups}")
    for what, arguments in (("in blocks of 50", f"{groups}"), ("in one block", f"{groups}, {groups}")):
        peer = peak("simulated_by_numpy", arguments)
        print(f"{f'peak memory of it (NumPy {what})':44s} ours {own:8.1f} MB   peer {peer:8.1f} MB   ratio {peer / own:5.2f}", flush=True)


def peak(name: str, arguments: str) -> float:
    """Megabytes that a call adds to the peak of a process of its own."""
    import subprocess
    import sys

    code = f"""
import sys
sys.path.insert(0, {os.path.dirname(os.path.abspath(__file__))!r})
import rates_and_carbon as b
def high():
    return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1024
before = high()
b.{name}({arguments})
print(high() - before)"""
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=float, default=10e6)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--groups", type=int, default=1000)
    given = parser.parse_args()
    on_ledgers(int(given.rows), given.rounds)
    on_draws(given.rounds)
    on_groups(given.rounds, given.groups)
