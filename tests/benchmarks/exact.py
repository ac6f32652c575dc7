# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Grouped exact statistics against polars, DuckDB, pyarrow, pandas and NumPy: ratios in one run, interleaved, median of several, the same answer checked.

    python tests/benchmarks/exact.py [--rows 50e6] [--rounds 7] [--only NAME …] [--write python/docs/benchmarks.md]

Each thread count runs in a process of its own, because polars fixes its threads when it is imported. A ratio is the fastest peer's median over ours: above 1 we
are faster. Times of different runs must not be compared; ratios of one run may.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SUM = ["count", "sum"]
FULL = ["count", "sum", "mean", "var", "min", "max"]
DIMS = (34, 10, 180)                                            # provinces, categories, months: 61,200 groups
CASES = {
    # name: (keys, statistics, rows or None for all, least ratio wanted)
    "sum int": ("int", SUM, None, 8.0),
    "sum dictionary": ("dictionary", SUM, None, 8.0),
    "full int": ("int", FULL, None, 8.0),
    "sum sorted": ("sorted", SUM, None, None),
    "sum 900k groups": ("900k", SUM, None, 3.0),
    "full 100 groups, 1 M rows": ("100", FULL, 1_000_000, 1.5),
    "sum strings": ("string", SUM, 10_000_000, 2.0),
    "sum strings, Zipf": ("string zipf", SUM, 10_000_000, 2.0),
    "sum pandas str": ("pandas", SUM, 5_000_000, 2.0),
    "full Parquet": ("parquet", FULL, None, 2.0),
}
WORDS = ([f"省份{i}" for i in range(34)], [f"材料名称{i}" for i in range(10)], [f"enterprise-{i:04d}" for i in range(180)])


def make(keys: str, rows: int):
    """(pyarrow table, key columns) of one case."""
    import numpy as np
    import pyarrow as pa

    rng = np.random.default_rng(20211028)
    x = np.exp(rng.normal(1.0, 2.0, rows))
    x[rng.integers(0, rows, rows // 1000)] = np.nan             # a ledger has blanks: one in a thousand here
    if keys == "900k":
        return pa.table({"a": rng.integers(0, 900_000, rows).astype(np.int32), "x": x}), ["a"]
    if keys == "100":
        return pa.table({"a": rng.integers(0, 100, rows).astype(np.int32), "x": x}), ["a"]
    draw = (lambda n: np.minimum(rng.zipf(1.3, rows) - 1, n - 1)) if "zipf" in keys else (lambda n: rng.integers(0, n, rows))
    codes = [draw(n).astype(np.int32) for n in DIMS]
    if keys == "sorted":
        order = np.lexsort(codes[::-1])
        codes = [c[order] for c in codes]
    if keys in ("int", "sorted", "parquet"):
        return pa.table({n: c for n, c in zip("abc", codes, strict=True)} | {"x": x}), ["a", "b", "c"]
    columns = {n: pa.DictionaryArray.from_arrays(pa.array(c), pa.array(w)) for n, c, w in zip("abc", codes, WORDS, strict=True)}
    if keys != "dictionary":
        columns = {n: c.cast(pa.string()) for n, c in columns.items()}
    return pa.table(columns | {"x": x}), ["a", "b", "c"]


def contenders(keys: str, wanted, table, by, threads: int, folder: Path):
    """name -> call; every call returns (rows of the answer, sum over groups of the sums)."""
    import duckdb
    import polars as pl
    import pyarrow as pa
    import pyarrow.compute as pc

    import huishou as hs

    pa.set_cpu_count(threads)
    x = pl.col("x").fill_nan(None)
    frame = pl.from_arrow(table).with_columns(x)
    table_null = table.set_column(table.schema.get_field_index("x"), "x", pc.if_else(pc.is_nan(table.column("x")), None, table.column("x")))
    x = pl.col("x")
    aggs = [x.count().alias("n"), x.sum().alias("s")]
    sql = "count(x) n, sum(x) s"
    arrow = [("x", "count"), ("x", "sum")]
    if "var" in wanted:
        aggs += [x.mean().alias("m"), x.var().alias("v"), x.min().alias("lo"), x.max().alias("hi")]
        sql += ", avg(x), var_samp(x), min(x), max(x)"
        arrow += [("x", "mean"), ("x", "variance"), ("x", "min"), ("x", "max")]
    names = ", ".join(by)
    con = duckdb.connect()
    con.execute(f"set threads={threads}")

    def ours(source):
        f = hs.aggregate(source, by=by, values={"x": wanted}, threads=threads).to_arrow()
        return f.num_rows, pc.sum(f.column("x_sum")).as_py()

    def in_polars(source):
        f = source.group_by(by).agg(aggs).collect(engine="streaming")
        return f.height, f["s"].sum()

    def in_duckdb(source):
        f = con.sql(f"select {names}, {sql} from {source} group by all").to_arrow_table()
        return f.num_rows, pc.sum(f.column("s")).as_py()

    def in_pyarrow():
        f = table_null.group_by(by, use_threads=threads > 1).aggregate(arrow)
        return f.num_rows, pc.sum(f.column("x_sum")).as_py()

    if keys == "parquet":
        import pyarrow.parquet as pq

        path = folder / "ledger.parquet"
        pq.write_table(table_null, path, row_group_size=1_000_000, compression="zstd")
        return {"huishou": lambda: ours(str(path)), "polars": lambda: in_polars(pl.scan_parquet(path)), "duckdb": lambda: in_duckdb(f"'{path}'")}
    con.register("v", table_null)
    con.execute("create table t as select * from v")
    calls = {"huishou": lambda: ours(table), "polars": lambda: in_polars(frame.lazy()), "duckdb": lambda: in_duckdb("t"), "pyarrow": in_pyarrow}
    if keys == "pandas":
        import pandas as pd

        whole = table.to_pandas()
        assert isinstance(whole["a"].dtype, pd.StringDtype)

        def in_pandas():
            f = whole.groupby(by, sort=False)["x"].agg(["count", "sum"])
            return len(f), f["sum"].sum()
        calls |= {"huishou": lambda: ours(whole), "pandas": in_pandas}
    return calls


def run(name: str, threads: int, rows: int, rounds: int) -> dict:
    """Medians in seconds of one case."""
    keys, wanted, own, _ = CASES[name]
    rows = min(rows, own or rows)
    with tempfile.TemporaryDirectory() as folder:
        table, by = make(keys, rows)
        calls = contenders(keys, wanted, table, by, threads, Path(folder))
        answers = {c: f() for c, f in calls.items()}            # also warms up
        groups, total = answers["huishou"]
        for c, (n, s) in answers.items():
            assert n == groups and abs(s - total) <= 1e-9 * abs(total), (name, c, n, groups, s, total)
        times: dict[str, list[float]] = {c: [] for c in calls}
        for _ in range(rounds):
            for c, f in calls.items():
                start = time.perf_counter()
                f()
                times[c].append(time.perf_counter() - start)
    return {"name": name, "threads": threads, "rows": rows, "groups": groups, "median": {c: statistics.median(t) for c, t in times.items()},
            "least": {c: min(t) for c, t in times.items()}}


def table_of(results: list[dict]) -> str:
    """The results as a Markdown table."""
    lines = ["| work | rows | groups | threads | huishou, M rows/s | fastest peer | ratio (median) | ratio (minimum) | wanted |", "|---|---|---|---|---|---|---|---|---|"]
    for r in results:
        peers = {c: t for c, t in r["median"].items() if c != "huishou"}
        best = min(peers, key=peers.get)
        least = min(t for c, t in r["least"].items() if c != "huishou")
        wanted = CASES[r["name"]][3]
        lines.append(f"| {r['name']} | {r['rows']:,} | {r['groups']:,} | {r['threads']} | {r['rows'] / r['median']['huishou'] / 1e6:.0f} | {best} "
                     f"{r['rows'] / peers[best] / 1e6:.0f} | **{peers[best] / r['median']['huishou']:.1f}** | {least / r['least']['huishou']:.1f} | "
                     f"{'' if wanted is None else f'{wanted:g}'} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=float, default=50e6)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--only", nargs="*", default=list(CASES))
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.json:
        for name in options.only:
            print(json.dumps(run(name, options.threads[0], int(options.rows), options.rounds)), flush=True)
        return 0
    results = []
    for name in options.only:
        for threads in options.threads:
            command = [sys.executable, __file__, "--json", "--rows", str(options.rows), "--rounds", str(options.rounds), "--threads", str(threads), "--only", name]
            done = subprocess.run(command, env=os.environ | {"POLARS_MAX_THREADS": str(threads)}, stdout=subprocess.PIPE, text=True, check=True)
            results += [json.loads(line) for line in done.stdout.splitlines()]
            print(table_of(results[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
    print(table_of(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
