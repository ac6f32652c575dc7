# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Bounds hold the truth on every frame, are reached, and refuse what cannot be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import huishou as hs
from huishou import enterprises as e


@settings(max_examples=300, deadline=None)
@given(st.integers(2, 40), st.floats(0.3, 3.0), st.data())
def test_bounds_contain_the_truth_always(firms, spread, data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    size = np.sort(rng.lognormal(0, spread, firms))[::-1]
    s = size / size.sum()
    seen = data.draw(st.integers(1, firms))
    hhi = float((s * s).sum())
    chosen = rng.permutation(firms)[:seen]
    for known, shares in (("top", s[:seen]), ("any", s[chosen]), *((("all", s),) if seen == firms else ())):
        for number in (firms, None):
            found = e.concentration(shares, number, known)
            assert found.hhi_low <= hhi * (1 + 1e-9) and hhi <= found.hhi_high * (1 + 1e-9)
            for n in (1, 2, 4, firms):
                assert found.cr_low(n) <= s[:n].sum() + 1e-9 and s[:n].sum() <= found.cr_high(n) + 1e-9


def test_bounds_are_reached():
    found = e.concentration([0.3, 0.2, 0.1], 10, "top")
    alike = np.array([0.3, 0.2, 0.1] + [0.4 / 7] * 7)
    packed = np.array([0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1])
    assert found.hhi_low == pytest.approx((alike**2).sum()) and found.hhi_high == pytest.approx((packed**2).sum())
    assert [found.cr_low(n) for n in (1, 4, 5, 10)] == pytest.approx([alike[:n].sum() for n in (1, 4, 5, 10)])
    assert [found.cr_high(n) for n in (1, 4, 5, 7)] == pytest.approx([packed[:n].sum() for n in (1, 4, 5, 7)])
    one = np.array([0.4, 0.3, 0.2, 0.1])
    some = e.concentration([0.1, 0.3, 0.2], 10, "any")
    assert some.hhi_high == pytest.approx((one**2).sum()) and [some.cr_high(n) for n in (1, 2, 3)] == pytest.approx([0.4, 0.7, 0.9])
    tiny = e.concentration([0.5, 1e-12], None, "top")            # countless firms, no list of them
    assert tiny.hhi_high == pytest.approx(0.25 + 0.5e-12) and tiny.cr_high(3) == pytest.approx(0.5)
    odd = e.concentration([0.5, 0.15], 9, "top")               # 0.35 = 2 x 0.15 + 0.05
    assert odd.hhi_high == pytest.approx(0.25 + 3 * 0.0225 + 0.0025)


@pytest.mark.parametrize(("shares", "firms", "known", "code"), [
    ([0.5, 0.1], None, "all", "shares_short"), ([0.7, 0.7], None, "any", "shares_exceed_one"), ([0.5, 0.1], 4, "top", "infeasible_shares"),
    ([0.5, 0.1], 2, "any", "infeasible_shares"), ([0.5], 0, "any", "bad_firms"), ([], None, "any", "bad_share"), ([-0.1, 0.5], None, "any", "bad_share"),
    ([0.5], None, "some", "bad_known"), ([0.5, 0.0], None, "top", "infeasible_shares")])
def test_what_cannot_be_is_refused(shares, firms, known, code):
    with pytest.raises(hs.errors.InputError) as error:
        e.concentration(shares, firms, known)
    assert error.value.code == code and error.value.hint


def chain():
    return {"enterprise": ["A", "B", "C", "A", "D", "E", "F", "G"], "parent": ["P", None, "P", "P", None, None, None, None],
            "tier": ["sorting"] * 4 + ["market"] * 4, "mass_t": [10.0, 40.0, 20.0, 30.0, 100.0, 90.0, 70.0, 40.0]}


def test_the_chain_is_not_added_up_and_groups_are_larger_than_firms():
    with pytest.raises(hs.errors.InputError) as error:
        e.concentration_table(chain(), by=[])
    assert error.value.code == "double_count_risk"
    firm, group = (({r["tier"]: r for r in e.concentration_table(chain(), by="tier", unit=u).rows()}) for u in ("enterprise", "parent"))
    assert firm["sorting"]["cr1_low"] == firm["sorting"]["cr1_high"] == pytest.approx(0.4)
    assert group["sorting"]["cr1_low"] == pytest.approx(0.6) and group["market"] == firm["market"]
    public = {r["tier"]: r for r in e.concentration_table(chain(), by="tier", unit="parent", audience="public").rows()}
    assert public["sorting"]["status"] == "suppressed" and public["sorting"]["hhi_low"] is None and public["market"]["status"] == "ok"
    listed = e.concentration_table(chain(), by="tier", totals={"sorting": 400.0, "market": 600.0}, firms={"sorting": 900, "market": 50}).rows()
    assert all(r["status"] == "bound_only" and r["cr4_low"] < r["cr4_high"] for r in listed)
    with pytest.raises(hs.errors.InputError) as error:
        e.concentration_table(chain(), by="tier", totals={"sorting": 400.0})
    assert error.value.code == "missing_total"


def test_regularity_is_of_volume_with_blanks_as_bounds():
    rows = {"region": ["x"] * 4 + ["y"], "mass_t": [70.0, 10.0, 15.0, 5.0, None], "compliant": [True, False, None, False, True],
            "filed": [True, True, False, None, None]}
    x, y = e.regularity(rows, "region").rows()
    assert (x["compliant_share_low"], x["compliant_share_high"]) == pytest.approx((0.7, 0.85)) and x["compliant_sites_share_low"] == 0.25
    assert (x["filing_rate_low"], x["filing_rate_high"]) == (0.5, 0.75)
    assert y["mass_t"] is None and y["mass_missing"] == 1 and y["compliant_share_low"] is None
    with pytest.raises(hs.errors.InputError) as error:
        e.regularity({"mass_t": [1.0], "compliant": ["yes"]})
    assert error.value.code == "not_boolean"
    with pytest.raises(hs.errors.InputError) as error:
        e.regularity({"mass_t": [-1.0], "compliant": [True]})
    assert error.value.code == "negative_value"


def test_facilities():
    rows = {"site": ["S", "T"], "throughput_t": [36000.0, 50000.0], "capacity_t": [30000.0, None], "area_m2": [4000.0, 0.0], "residue_t": [1800.0, 1.0]}
    s, t = e.facilities(rows).rows()
    assert s["status"] == "gt_one" and s["capacity_use"] == pytest.approx(1.2) and s["residue_share"] == 0.05 and s["size_met"] is False
    assert t["t_per_m2"] is None and t["status"] == "missing_value" and t["size_met"] is None
