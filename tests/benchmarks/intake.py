# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""How fast a typed frame is checked: the row rules alone, and hs.ingest with everything around them, on one thread.

    python tests/benchmarks/intake.py [--rows 10e6] [--rounds 5]

A frame as a database hands it out: names as dictionaries or as plain text, year as integers, mass as doubles; 1 row in 10,000 breaks a rule. Processor time
is taken, so that a shared machine disturbs less; the median of the rounds is printed. *rules* is what is asked of every row once its words are known:
numbers, words, totals, repeated ids, and the account.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

for name in ("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"                                            # before NumPy and polars are imported

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402

import huishou as hs  # noqa: E402
from huishou.ledger import aliases, block, mapping, readers  # noqa: E402
from huishou.ledger.intake import account  # noqa: E402
from huishou.ledger.judge import ACCEPTED, judge  # noqa: E402
from huishou.ledger.layout import lay_out  # noqa: E402
from huishou.ledger.repeats import reject_repeated  # noqa: E402
from huishou.schema import MATERIALS, VOCABULARY  # noqa: E402

pa.set_cpu_count(1)


PROVINCES = ("北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 "
             "湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃").split()


def frame(rows: int, form: str):
    """``form``: dictionary or text."""
    rng = np.random.default_rng(20211028)
    words = {"region": [*PROVINCES, "火星"], "material": [m.zh for m in MATERIALS], "stage": [*VOCABULARY["stage"]]}
    columns = {}
    for column, known in words.items():
        codes = rng.integers(0, len(known) - (column == "region"), rows).astype(np.int32)
        if column == "region":
            codes[rng.integers(0, rows, rows // 20_000)] = len(known) - 1
        coded = pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(known))
        columns[column] = coded if form == "dictionary" else coded.cast(pa.string())
    mass = rng.lognormal(3, 2, rows)
    mass[rng.integers(0, rows, rows // 20_000)] *= -1.0
    return pa.table(columns | {"year": rng.integers(2010, 2025, rows), "mass_t": mass})


def timed(call, rounds: int) -> float:
    """Median seconds of processor time."""
    own = []
    for _ in range(rounds):
        start = time.process_time()
        call()
        own.append(time.process_time() - start)
    return statistics.median(own)


def steps(table, rounds: int):
    """Seconds for: words and numbers (dictionaries made, each distinct word judged), rules and account, all of ``hs.ingest``."""
    plan, words = mapping.load(None), aliases.load(None)

    def read():
        raw = readers.open_sources(table)[0]
        return block.unjudged(raw, lay_out(raw, plan, {}, words), plan, words)

    def rules(one):
        judge(one, plan)
        reject_repeated([one])
        return account([one], int((one.became == ACCEPTED).sum()), False)

    fresh = [read() for _ in range(rounds)]
    return timed(read, rounds), timed(lambda: rules(fresh.pop()), rounds), timed(lambda: hs.ingest(table), rounds)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=float, default=10e6)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    rows = int(chosen.rows)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})       # the kernels take as many threads as the process may run on
    for form in ("dictionary", "text"):
        table = frame(rows, form)
        intake = hs.ingest(table)
        counts = intake.counts
        wrong = int((table.column("mass_t").to_numpy() < 0).sum())
        assert counts["rules"]["negative"] == wrong and counts["read"] == rows and intake.ledger.table.num_rows == counts["accepted"]
        read, rules, whole = steps(table, chosen.rounds)
        told = "   ".join(f"{name} {1e3 * s:7.1f} ms, {rows / s / 1e6:6.1f} M rows/s"
                          for name, s in (("words", read), ("rules", rules), ("both", read + rules), ("hs.ingest", whole)))
        print(f"{form:10s} {rows:,} rows: {told}", flush=True)


if __name__ == "__main__":
    main()
