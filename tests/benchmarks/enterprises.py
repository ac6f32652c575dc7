# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Scale of the contact list: 90,000 synthetic firms, five annual reviews, a thousand draws of the weights; ten million invoices; seconds on this machine.

    python tests/benchmarks/enterprises.py [firms] [draws] [invoices]
"""

import resource
import sys
import time

import numpy as np
import pyarrow as pa

import huishou as hs


def timed(words, call):
    start = time.perf_counter()
    out = call()
    print(f"{words:60s} {time.perf_counter() - start:7.2f} s", flush=True)
    return out


def main(firms=90_000, draws=1000, invoices=10**7):
    people = timed(f"simulate {firms:,} firms, 12 months", lambda: hs.datasets.simulate(enterprises=firms, months=12, seed=1))
    reports = timed("five years of reports", lambda: people.reports(5, kind="pyarrow"))
    rules = hs.enterprises.Rules.load()
    done = timed("five reviews with every reason", lambda: hs.enterprises.replay(reports, rules))
    print("   ", done[-1])
    for full in ("insider_keeps", "best_score", ("swap", 0.05)):
        own = rules.but(full=full)
        timed(f"membership, {draws:,} draws, {full}", lambda own=own: hs.enterprises.membership(reports, own, draws=draws, rng=1))
    once = timed("the same on one thread, insider_keeps", lambda: hs.enterprises.membership(reports, rules, draws=draws, rng=1, threads=1))
    both = hs.enterprises.membership(reports, rules, draws=draws, rng=1)
    print("    equal on one thread and all:", once.to_arrow().equals(both.to_arrow()))
    rng = np.random.default_rng(0)
    for words, seller in (("few sellers with many", rng.zipf(1.6, invoices) % 1_200_000), ("a million with few", rng.integers(0, 1_200_000, invoices))):
        names = pa.array([f"P{i:017d}" for i in range(1_200_000)])
        table = pa.table({"seller": pa.DictionaryArray.from_arrays(pa.array(seller.astype(np.int32)), names).cast(pa.string()),
                          "date": rng.integers(19842, 20442, invoices).astype("datetime64[D]"), "amount_cny": np.round(rng.lognormal(8, 1.2, invoices), 2),
                          "buyer": rng.integers(0, 90_000, invoices)})
        timed(f"reverse invoicing, {invoices:,} invoices, {words}", lambda table=table: hs.enterprises.reverse_invoicing(table))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB")


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:]))
