# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Circular Footprint Formula, landfill decay, pedigree, propagation and sensitivity against published numbers."""

import math

import numpy as np
import pytest

import huishou as hs

approx = pytest.approx


def code(call, *args, **kwargs):
    with pytest.raises(hs.errors.InputError) as error:
        call(*args, **kwargs)
    assert error.value.hint
    return error.value.code


FULL = dict(
    R1=0.3,
    R2=0.7,
    R3=0.2,
    B=0,
    Ev=2.0,
    Ev_star=2.0,
    Erec=0.6,
    ErecEoL=0.6,
    Qs_in=0.9,
    Qs_out=0.9,
    Qp=1,
    EER=1.5,
    LHV=30,
    X_heat=0.3,
    E_heat=0.07,
    X_elec=0.12,
    E_elec=0.12,
    ED=0.05,
)


@pytest.mark.parametrize(("a", "total"), [(0, 1.1926), (0.2, 1.2886), (0.5, 1.4326), (0.8, 1.5766), (1, 1.6726)])
def test_circular_footprint(a, total):  # N-C3
    r = hs.carbon.cff(A=a, **FULL)
    assert (r.energy, r.disposal, r.total) == approx((0.0876, 0.005, total), abs=1e-6)
    assert r.total == r.material + r.energy + r.disposal


def test_circular_footprint_properties():
    for a in (0, 0.3, 1):  # N-C2
        same = hs.carbon.cff(A=a, R1=1, R2=1, Ev=2, Ev_star=2, Erec=0.6, ErecEoL=0.6)
        assert same.total == approx(0.6, abs=1e-12)
    assert 0.207 * hs.carbon.cff(A=0.8, R1=1, R2=0, Ev=80.3, Erec=0.5, Qs_in=0.5).material == approx(1.745, abs=5e-4)  # N-C1
    alone = hs.carbon.cff(A=1, R1=0, R2=0.9, Ev=2.0)
    assert alone.material == 2.0  # A = 1 removes the credit at the end of life, ErecEoL is not needed
    other = hs.carbon.cff(A=0, R1=0, R2=1, Ev=2.0, Ev_star=5.0, ErecEoL=1.0)
    assert other.material == 2.0 + 1.0 - 5.0  # the material replaced is not the one used


def test_circular_footprint_refuses():
    assert code(hs.carbon.cff, A=0.5, R1=0, R2=0.8, R3=0.3, Ev=1) == "shares_exceed_one"
    assert code(hs.carbon.cff, A=0.5, R1=0.5, R2=0, Ev=1) == "missing_emission"
    assert code(hs.carbon.cff, A=0.5, R1=0, R2=0.5, Ev=1) == "missing_emission"
    assert code(hs.carbon.cff, A=20, R1=0, R2=0, Ev=1) == "bad_share"
    assert code(hs.carbon.cff, A=0.5, R1=0, R2=0, Ev=math.nan) == "not_finite"
    assert code(hs.carbon.cff, A=0.5, R1=0, R2=0, Ev=1, Qp=0) == "not_positive"


EPA = dict(doc=0.17, doc_f=0.5, mcf=1.0, f=0.5, ox=0.1, recovery=0.0, years=99)


@pytest.mark.parametrize(
    ("k", "first", "total", "emitted"), [(0.072, (196.829, 183.156, 170.432), 2831.060, 177.146), (0.010, (28.192, 27.912, 27.634), 1780.533, 25.373)]
)
def test_landfill(k, first, total, emitted):  # N-C10
    rows = hs.carbon.landfill_methane(50_000.0, k=k, **EPA).rows()
    assert [r["generated_ch4_t"] for r in rows[:3]] == approx(list(first), abs=1e-3)
    assert math.fsum(r["generated_ch4_t"] for r in rows) == approx(total, abs=1e-3)
    assert rows[0]["emitted_ch4_t"] == approx(emitted, abs=1e-3)
    assert math.fsum(r["generated_ch4_t"] for r in rows) + rows[-1]["remaining_ch4_t"] == approx(2833.333, abs=1e-3)


def test_landfill_forms_and_years():
    epa = hs.carbon.landfill_methane([100.0, 50.0], k=0.1, **(EPA | {"years": 30})).rows()
    ipcc = hs.carbon.landfill_methane([100.0, 50.0], k=0.1, **(EPA | {"years": 31}), form="ipcc").rows()
    assert ipcc[0]["generated_ch4_t"] == 0.0
    assert [r["generated_ch4_t"] for r in ipcc[1:]] == approx([r["generated_ch4_t"] for r in epa])
    one, two = (hs.carbon.landfill_methane(m, k=0.1, **(EPA | {"years": 30})).rows() for m in ([100.0], [0.0, 50.0]))
    assert [a["generated_ch4_t"] + b["generated_ch4_t"] for a, b in zip(one, two, strict=True)] == approx([r["generated_ch4_t"] for r in epa])
    captured = hs.carbon.landfill_methane(100.0, k=0.1, **(EPA | {"years": 2, "recovery": [0.0, 0.75]})).rows()[1]
    assert captured["captured_ch4_t"] == approx(0.75 * captured["generated_ch4_t"])
    assert captured["emitted_ch4_t"] == approx(0.25 * 0.9 * captured["generated_ch4_t"])


def test_landfill_refuses():
    call = hs.carbon.landfill_methane
    assert code(call, 1.0, k=0.1, **(EPA | {"doc": 1.7})) == "bad_share"
    assert code(call, 1.0, k=0.0, **EPA) == "not_positive"
    assert code(call, -1.0, k=0.1, **EPA) == "not_positive"
    assert code(call, 1.0, k=0.1, **(EPA | {"years": 0})) == "bad_years"
    assert code(call, [1.0] * 3, k=0.1, **(EPA | {"years": 2})) == "unequal_lengths"
    assert code(call, 1.0, k=0.1, **(EPA | {"recovery": [0.1]})) == "unequal_lengths"
    assert code(call, 1.0, k=0.1, **EPA, form="cdm") == "bad_form"


def test_pedigree_tables_give_different_spreads():  # N-U2
    a, b = (hs.uncertainty.pedigree((3, 3, 3, 3, 3), table=t) for t in ("ciroth", "ecoinvent"))
    assert (a.sigma, a.gsd2) == approx((0.352314, 2.0231), abs=1e-4)
    assert (b.sigma, b.gsd2) == approx((0.118914, 1.2685), abs=1e-4)
    best = hs.uncertainty.pedigree((1, 1, 1, 1, 1))
    assert (best.sigma, best.gsd2) == approx((0.024395, 1.05), abs=1e-6)
    assert math.exp(0.5 * (math.log(2.5196) / 2) ** 2) == approx(1.11265, abs=1e-5)  # N-U4, mean over median
    assert code(hs.uncertainty.pedigree, (3, 3, 3, 3, 3), table="mine") == "unknown_table"
    assert code(hs.uncertainty.pedigree, (3, 3, 3, 3)) == "bad_scores"
    assert code(hs.uncertainty.pedigree, (3, 3, 3, 3, 6)) == "bad_scores"
    assert code(hs.uncertainty.pedigree, (3, 3, 3, 4, 3)) == "no_value"
    assert code(hs.uncertainty.pedigree, (3, 3, 3, 3, 3), basic=0.5) == "not_positive"


def test_propagation():
    found = hs.uncertainty.propagate(lambda a, b: 2 * a - b, [1.0, 2.0], [0.3, 0.4])
    assert (found.value, found.sd) == (0.0, approx(math.sqrt(0.36 + 0.16)))
    assert found.shares == approx((0.36 / 0.52, 0.16 / 0.52))
    tied = hs.uncertainty.propagate(lambda a, b: a - b, [1.0, 2.0], [0.3, 0.3], correlation=[[1, 1], [1, 1]])
    assert tied.sd == approx(0.0, abs=1e-6) and tied.shares is None
    assert code(hs.uncertainty.propagate, lambda a: a, [1.0], [0.1], [[2.0]]) == "bad_correlation"
    assert hs.uncertainty.approach_1([1.0, 1.0], [0.3, 0.4], "product") == approx(0.5)
    assert code(hs.uncertainty.approach_1, [1.0, -1.0], [0.3, 0.4], "sum") == "no_denominator"


def ishigami(x):
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


BOX = [(-np.pi, np.pi)] * 3


def test_ishigami():  # N-U1
    s = hs.uncertainty.sobol(ishigami, BOX, n=2**14, rng=1).to_pandas()
    assert tuple(s["first"]) == approx((0.3139, 0.4424, 0), abs=0.01)
    assert tuple(s["total"]) == approx((0.5576, 0.4424, 0.2437), abs=0.01)
    assert ((s["first_low"] <= s["first"]) & (s["first"] <= s["first_high"])).all()


def test_a_missing_output_is_refused_and_a_constant_one_has_no_indices():
    def broken(x):
        y = ishigami(x)
        y[17] = np.nan
        return y

    assert code(hs.uncertainty.sobol, broken, BOX, n=1024) == "missing_output"
    rows = hs.uncertainty.sobol(lambda x: np.ones(len(x)), BOX, n=64, rng=1).rows()
    assert all(r["first"] is None and r["status"] == "not_computable" for r in rows)
    assert code(hs.uncertainty.sobol, ishigami, BOX, n=1000) == "bad_n"
    assert code(hs.uncertainty.sobol, ishigami, [(1, 0)], n=64) == "bad_bounds"
    assert code(hs.uncertainty.sobol, lambda x: x, BOX, n=64) == "bad_output"


def test_sensitivity_takes_distributions_and_large_means():
    stats = pytest.importorskip("scipy.stats")
    rows = hs.uncertainty.sobol(lambda x: 1e6 + x[:, 0] + 2 * x[:, 1], [stats.norm(0, 1), stats.norm(0, 1)], n=4096, rng=2, names=["a", "b"]).rows()
    assert [r["first"] for r in rows] == approx([0.2, 0.8], abs=0.02) and [r["input"] for r in rows] == ["a", "b"]


def test_abatement_cost_ranks_by_net_benefit_and_names_what_dominates():
    options = {
        "option": ["press", "trucks", "nothing", "costly"],
        "investment_cny": [1000.0, 0.0, 0.0, 9000.0],
        "lifetime_years": [10.0, None, None, 5.0],
        "operating_cny": [50.0, -80.0, 10.0, 0.0],
        "revenue_cny": [0.0, 20.0, 0.0, 0.0],
        "avoided_disposal_cny": [30.0, 0.0, 0.0, 0.0],
        "reduction_co2e_t": [40.0, 2.0, 0.0, 40.0],
    }
    rows = hs.carbon.abatement_cost(options, rate=0.08, price_cny_per_t=100.0).rows()
    by = {r["option"]: r for r in rows}
    annuity = 0.08 / (1 - 1.08**-10)
    assert by["press"]["annual_cost_cny"] == approx(1000 * annuity + 20)
    assert by["press"]["cost_cny_per_t"] == approx((1000 * annuity + 20) / 40)
    assert [r["option"] for r in rows] == ["press", "costly", "trucks", "nothing"]
    assert by["costly"]["dominated_by"] == "press" and by["trucks"]["dominated_by"] is None
    assert by["nothing"]["cost_cny_per_t"] is None and by["nothing"]["status"] == "not_computable"
    assert rows[-1]["cumulative_reduction_t"] == approx(82.0)
    free = hs.carbon.abatement_cost({"option": ["a"], "investment_cny": [100.0], "lifetime_years": [4.0], "reduction_co2e_t": [5.0]}, rate=0.0).rows()[0]
    assert free["annual_cost_cny"] == 25.0
    assert code(hs.carbon.abatement_cost, {"option": ["a", "a"], "reduction_co2e_t": [1.0, 1.0]}, rate=0.1) == "repeated_option"
    assert code(hs.carbon.abatement_cost, {"option": ["a"], "reduction_co2e_t": [1.0]}, rate=8) == "bad_rate"
    assert code(hs.carbon.abatement_cost, {"option": ["a"]}, rate=0.1) == "missing_column"
    assert code(hs.carbon.abatement_cost, {"option": ["a"], "investment_cny": [1.0], "reduction_co2e_t": [1.0]}, rate=0.1) == "missing_column"
