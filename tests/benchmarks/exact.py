# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Grouped exact statistics against polars, DuckDB, pyarrow, pandas and NumPy: ratios in one run, interleaved, median of several, the same answer checked.

    python tests/benchmarks/exact.py [--rows 50e6] [--rounds 7] [--only NAME …] [--grid] [--write TABLE.md]

--grid runs count, sum and full over 1, 10 and 50 million rows and 100, 10,000, 61,200 and 900,000 groups. The real ledgers are the one that comes with the
package, and Austin's where HUISHOU_SHARED_DATA names the folder that holds it; both repeated until they are long enough. Each thread count runs in a process
of its own, because polars fixes its threads when it is imported. A ratio is the fastest peer's median over ours: above 1 we
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
    "full strings, Scotland's sites": ("scotland", FULL, 20_000_000, 2.0),
    "full categories, Scotland's sites": ("scotland categories", FULL, 20_000_000, None),
    "full strings, Austin's routes": ("austin", FULL, 20_000_000, None),
    "sum strings, Zipf": ("string zipf", SUM, 10_000_000, 2.0),
    "sum pandas str": ("pandas", SUM, 5_000_000, 2.0),
    "full Parquet": ("parquet", FULL, None, 2.0),
}
GRID = {f"{name} {groups} groups, {rows} M rows": (groups, statistics, rows * 1_000_000, None)
        for name, statistics in (("sum", SUM), ("full", FULL)) for rows in (1, 10, 50) for groups in ("100", "10000", "int", "900k")}
SIZES = {"100": 100, "10000": 10_000, "900k": 900_000}
WORDS = ([f"省份{i}" for i in range(34)], [f"材料名称{i}" for i in range(10)], [f"enterprise-{i:04d}" for i in range(180)])


def ledger(name: str):
    """(table, key columns) of a real ledger, its value as ``x``; None where it is not at hand."""
    import pyarrow as pa
    import pyarrow.csv

    if name == "austin":
        path = Path(os.environ.get("HUISHOU_SHARED_DATA", "../shared/data")) / "austin-collection-daily/clean_waste_data.csv.zst"
        if not path.is_file():
            return None
        with pa.input_stream(str(path), compression="zstd") as file:
            table = pa.csv.read_csv(file)
        return table.select(["Load.Type", "Route.Number", "year", "daily_weight"]).rename_columns(["a", "b", "c", "x"]), ["a", "b", "c"]
    import huishou as hs

    table = hs.frames.table(hs.datasets.load("scotland-sites"), ["site", "flow", "material", "period", "mass_t"])
    return table.rename_columns(["a", "b", "c", "d", "x"]), ["a", "b", "c", "d"]


def make(keys: str, rows: int):
    """(pyarrow table, key columns) of one case; None where its data are not at hand."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    real, _, form = keys.partition(" ")
    if real in ("scotland", "austin"):
        found = ledger(real)
        if found is None:
            return None
        table, by = found
        table = pa.concat_tables([table] * -(-rows // table.num_rows)).slice(0, rows).combine_chunks()
        plain = [pc.cast(c, pa.string()) if pa.types.is_string(c.type) or pa.types.is_dictionary(c.type) else c for c in table.columns]
        if form:
            plain = [c.combine_chunks().dictionary_encode() if pa.types.is_string(c.type) else c for c in plain]
        return pa.table(dict(zip(table.column_names, plain, strict=True))), by
    rng = np.random.default_rng(20211028)
    x = np.exp(rng.normal(1.0, 2.0, rows))
    x[rng.integers(0, rows, rows // 1000)] = np.nan             # a ledger has blanks: one in a thousand here
    if keys in SIZES:
        return pa.table({"a": rng.integers(0, SIZES[keys], rows).astype(np.int32), "x": x}), ["a"]
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
    import numpy as np
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
    if keys in ("int", "sorted", *SIZES) and wanted == SUM:
        codes = [table.column(c).to_numpy() for c in by]
        numbers = table.column("x").to_numpy()
        sizes = [int(c.max()) + 1 for c in codes]

        def in_numpy():                                         # dense integer keys from 0, given: the easiest of all cases
            cell = np.ravel_multi_index(codes, sizes) if len(codes) > 1 else codes[0]
            there = ~np.isnan(numbers)
            sums = np.bincount(cell, np.where(there, numbers, 0.0), minlength=int(np.prod(sizes)))
            count = np.bincount(cell, there, minlength=int(np.prod(sizes)))
            return int(np.count_nonzero(np.bincount(cell))), float(sums[count > 0].sum())
        calls["numpy"] = in_numpy
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
    keys, wanted, own, _ = (CASES | GRID)[name]
    rows = own if name in GRID else min(rows, own or rows)
    with tempfile.TemporaryDirectory() as folder:
        made = make(keys, rows)
        if made is None:
            return {}
        table, by = made
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
        peak = _peak(Path(folder) / "ledger.parquet", by, wanted, threads) if keys == "parquet" else None
    return {"name": name, "threads": threads, "rows": rows, "groups": groups, "median": {c: statistics.median(t) for c, t in times.items()},
            "least": {c: min(t) for c, t in times.items()}, "peak_mb": peak}


def _peak(path: Path, by, wanted, threads: int) -> float:
    """Most memory a process of its own ever held that aggregates the file, in MB."""
    # VmHWM belongs to the program alone; getrusage would count what its parent held when it forked.
    code = (f"import huishou as hs, pathlib, re; hs.aggregate({str(path)!r}, by={by!r}, values={{'x': {wanted!r}}}, threads={threads}).to_arrow(); "
            "print(int(re.search(r'VmHWM:\\s*(\\d+)', pathlib.Path('/proc/self/status').read_text())[1]) / 1024)")
    return float(subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True).stdout)


def table_of(results: list[dict]) -> str:
    """The results as a Markdown table."""
    lines = ["| work | rows | groups | threads | huishou, M rows/s | fastest peer | ratio (median) | ratio (minimum) | wanted |",
             "|---|---|---|---|---|---|---|---|---|"]
    for r in results:
        peers = {c: t for c, t in r["median"].items() if c != "huishou"}
        best = min(peers, key=peers.get)
        least = min(t for c, t in r["least"].items() if c != "huishou")
        wanted = (CASES | GRID)[r["name"]][3]
        lines.append(f"| {r['name']} | {r['rows']:,} | {r['groups']:,} | {r['threads']} | {r['rows'] / r['median']['huishou'] / 1e6:.0f} | {best} "
                     f"{r['rows'] / peers[best] / 1e6:.0f} | **{peers[best] / r['median']['huishou']:.1f}** | {least / r['least']['huishou']:.1f} | "
                     f"{'' if wanted is None else f'{wanted:g}'} |")
    peaks = [f"{r['peak_mb']:.0f} MB with {r['threads']} thread{'s' if r['threads'] > 1 else ''}" for r in results if r["peak_mb"]]
    return "\n".join([*lines, *(["", f"Peak memory of a process that reads the Parquet file: {', '.join(peaks)}."] if peaks else [])])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=float, default=50e6)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--only", nargs="*", default=list(CASES))
    parser.add_argument("--grid", action="store_true")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.json:
        for name in options.only:
            print(json.dumps(run(name, options.threads[0], int(options.rows), options.rounds)), flush=True)
        return 0
    results = []
    for name in list(GRID) if options.grid else options.only:
        for threads in options.threads:
            command = [sys.executable, __file__, "--json", "--rows", str(options.rows), "--rounds", str(options.rounds), "--threads", str(threads), "--only",
                       name]
            done = subprocess.run(command, env=os.environ | {"POLARS_MAX_THREADS": str(threads)}, stdout=subprocess.PIPE, text=True, check=True)
            found = [r for r in map(json.loads, done.stdout.splitlines()) if r]
            results += found
            if found:
                print(table_of(found).splitlines()[2], file=sys.stderr, flush=True)
    print(table_of(results))
    if options.write:
        options.write.write_text(table_of(results) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
