# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rolling twelve months to the fen, against sums in decimals; what cannot be read is told."""

import importlib
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

import huishou as hs
from huishou import enterprises as e


def invoices(seed, n=400, sellers=6, years=3):
    rng = np.random.default_rng(seed)
    day = [date(2024, 5, 1).toordinal() + int(d) for d in rng.integers(0, 365 * years, n)]
    return {"seller": [f"P{k}" for k in rng.integers(0, sellers, n)], "buyer": [f"B{k}" for k in rng.integers(0, 9, n)],
            "date": [date.fromordinal(d).isoformat() for d in day], "amount_cny": [float(x) / 100 for x in rng.integers(-20_000_000, 60_000_000, n)]}


def plain(rows, months, limit):
    """Largest window, where it ends, first month over, by adding decimals."""
    out = {}
    last = max(int(d[:4]) * 12 + int(d[5:7]) - 1 for d in rows["date"])
    for s in sorted(set(rows["seller"])):
        own = [(int(d[:4]) * 12 + int(d[5:7]) - 1, Decimal(str(a))) for k, d, a in zip(rows["seller"], rows["date"], rows["amount_cny"], strict=True) if k == s]
        windows = {m: sum(a for k, a in own if m - months < k <= m) for m in range(min(k for k, _ in own), last + 1)}
        best = max(windows.values())
        over = [m for m, v in windows.items() if v > limit]
        text = lambda m: f"{m // 12}-{m % 12 + 1:02d}"  # noqa: E731
        out[s] = (best, text(next(m for m, v in windows.items() if v == best)), text(over[0]) if over else None, len(own))
    return out


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("months", [12, 1, 5])
def test_windows_are_those_of_plain_sums(seed, months):
    rows = invoices(seed, sellers=3 + 20 * (seed % 2))
    found = e.reverse_invoicing(rows, months=months, only=None).rows()
    wanted = plain(rows, months, 5_000_000)
    for r in found:
        best, ends, over, n = wanted[r["seller"]]
        assert (Decimal(str(r["largest_cny"])), r["largest_ends"], r["first_over"], r["invoices"]) == (best, ends, over, n)
        assert r["status"] == ("over" if best > 5_000_000 else "nearing" if best >= 4_000_000 else "within")
    assert len(found) == len(wanted)
    order = np.random.default_rng(seed).permutation(len(rows["seller"]))
    assert e.reverse_invoicing({k: [v[i] for i in order] for k, v in rows.items()}, months=months, only=None).rows() == found


def test_many_sellers_and_few_give_the_same():
    module = importlib.import_module("huishou.policy.enterprises.reverse_invoicing")    # the name in the package is the function
    rng = np.random.default_rng(1)
    codes, month, fen = rng.integers(0, 50, 2000), rng.integers(650, 690, 2000), rng.integers(-10**9, 10**9, 2000)
    direct = module._windows(codes, month, fen, 50, 12, 680)
    sparse = module._windows(codes * 5000, month, fen, 50 * 5000, 12, 680)
    assert 50 * 5000 * 51 > 4 * (1 << 20)                        # beyond the direct table
    for name in ("largest", "ends", "current", "invoices"):
        assert (sparse[name][::5000] == direct[name]).all()


def test_one_fen_decides_and_vintages_of_the_window():
    rows = {"seller": ["A"] * 3 + ["B"] * 3 + ["C"] * 2, "date": ["2024-05-31", "2025-04-01", "2025-05-01"] * 2 + ["2024-05-01", "2025-05-01"],
            "amount_cny": [3e6, 2e6, 1.0, 3e6, 2e6 + 0.01, 1.0, 4e6, 4e6], "buyer": list("XYZXXXXY")}
    found = {r["seller"]: r for r in e.reverse_invoicing(rows, only=None).rows()}
    assert found["A"]["status"] == "nearing" and found["A"]["largest_cny"] == 5e6 and found["A"]["largest_ends"] == "2025-04" and found["A"]["buyers"] == 3
    assert found["B"]["status"] == "over" and found["B"]["first_over"] == "2025-04" and found["B"]["left_cny"] == 2999998.99
    assert found["C"]["status"] == "nearing" and found["C"]["largest_cny"] == 4e6    # May 2024 and May 2025 are never in one window
    early = {r["seller"]: r for r in e.reverse_invoicing(rows, only=None, asof="2025-04-30").rows()}
    assert early["B"]["current_cny"] == 5000000.01 and early["B"]["invoices"] == 2


def test_a_red_invoice_that_leaves_the_window_is_seen():
    rows = {"seller": ["A"] * 4, "date": ["2024-05-01", "2024-08-01", "2025-05-01", "2025-06-01"], "amount_cny": [-3e6, 5.5e6, 0.0, 0.0]}
    r = e.reverse_invoicing(rows, only=None).rows()[0]
    assert (r["status"], r["first_over"], r["largest_cny"]) == ("over", "2025-05", 5.5e6)
    quiet = {k: [*v[:2], v[3]] for k, v in rows.items()}          # no invoice in the month whose window is over
    assert e.reverse_invoicing(quiet, only=None).rows()[0]["first_over"] == "2025-05"


def test_producers_agree_and_bad_rows_are_counted():
    rows = invoices(5)
    want = e.reverse_invoicing(rows, only=None).rows()
    typed = pa.table({"seller": pa.array(rows["seller"]).dictionary_encode(), "buyer": rows["buyer"], "date": pa.array(rows["date"]).cast(pa.date32()),
                      "amount_cny": pa.array([Decimal(f"{a:.2f}") for a in rows["amount_cny"]], pa.decimal128(20, 2))})
    assert e.reverse_invoicing(typed, only=None).rows() == want
    for kind in ("pandas", "polars"):
        assert e.reverse_invoicing(hs.frames.to(kind, typed), only=None).rows() == want
    spoilt = {k: [*v, *more] for (k, v), more in zip(rows.items(), ([None, "P1", "P1"], ["B"] * 3, ["2024-05-01", None, "2024-05-01"], [1.0, 1.0, None]),
                                                     strict=True)}
    again = e.reverse_invoicing(spoilt, only=None)
    counts = again.provenance["counts"]
    assert counts["read"] == counts["accepted"] + counts["rejected_rows"] + counts["later"] == 403
    assert counts["rejected"] == {"no_seller": 1, "no_date": 1, "no_amount": 1} and again.rows() == want
    assert [r["status"] for r in e.reverse_invoicing(rows).rows()] == [r["status"] for r in want if r["status"] != "within"]


@pytest.mark.parametrize(("change", "code"), [({"amount_cny": [0.001]}, "too_fine"), ({"amount_cny": ["1"]}, "not_a_number"), ({"date": ["May"]}, "bad_date"),
                                              ({"date": ["1969-01-01"]}, "bad_date"), ({"amount_cny": [float("inf")]}, "not_finite")])
def test_what_cannot_be_read(change, code):
    with pytest.raises(hs.errors.InputError) as error:
        e.reverse_invoicing({"seller": ["A"], "date": ["2024-05-01"], "amount_cny": [1.0], **change})
    assert error.value.code == code
    for bad in ({"limit_cny": 0}, {"nearing": 1.5}, {"months": 0}):
        with pytest.raises(hs.errors.InputError):
            e.reverse_invoicing({"seller": ["A"], "date": ["2024-05-01"], "amount_cny": [1.0]}, **bad)
