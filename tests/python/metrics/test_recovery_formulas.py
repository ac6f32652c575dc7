# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Published numbers of recovery formulas, and what must be refused."""

import math

import numpy as np
import pytest

import huishou as hs
from huishou.metrics import quantiles

approx = pytest.approx
X = np.array([2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2])  # dataset fpc of the R package survey 4.5
DESIGN = {"weights": [3.0] * 5 + [4.0] * 3, "strata": [1] * 5 + [2] * 3}
FPC = {"population": {1: 15, 2: 12}}


def code(call, *args, **kwargs):
    with pytest.raises(hs.errors.InputError) as error:
        call(*args, **kwargs)
    assert error.value.hint
    return error.value.code


def test_survey_mean_ratio_and_domain():  # survey: fpc.Rout.save, domain.Rout.save
    ones = np.ones(8)
    assert hs.recovery.ratio_estimate(X, ones, **DESIGN).rate == approx(5.448148, abs=1e-6)
    assert hs.recovery.ratio_estimate(X, ones, **DESIGN).se == approx(0.7412683, abs=1e-7)
    assert hs.recovery.ratio_estimate(X, ones, **DESIGN, **FPC).se == approx(0.6160407, abs=1e-7)
    inside = (X > 4).astype(float)
    domain = hs.recovery.ratio_estimate(X * inside, inside, **DESIGN)
    assert (round(domain.rate, 3), domain.se) == (6.195, approx(0.7555129, abs=1e-7))


def test_interval_uses_students_t_with_units_less_strata():
    e = hs.recovery.ratio_estimate(X, np.ones(8), **DESIGN)
    assert e.high - e.rate == approx(2.446912 * e.se, rel=1e-6)


def test_fieller_agrees_with_delta_for_sharp_denominators_and_is_wider_for_vague_ones():
    rng = np.random.default_rng(4)
    y = rng.normal(10, 0.1, 200)
    x = 0.3 * y + rng.normal(0, 0.05, 200)
    delta, fieller = (hs.recovery.ratio_estimate(x, y, method=m) for m in ("delta", "fieller"))
    assert fieller.low == approx(delta.low, rel=1e-4) and fieller.high == approx(delta.high, rel=1e-4)
    vague = hs.recovery.ratio_estimate([1.0, 2.0, 2.0, 3.0], [3.0, 7.0, 4.0, 6.0], method="fieller")
    assert vague.low < vague.rate < vague.high and vague.high - vague.rate > vague.rate - vague.low
    gone = hs.recovery.ratio_estimate([1.0, -1.0, 2.0], [1.0, -3.0, 2.5], method="fieller")
    assert (gone.low, gone.high, gone.flags) == (None, None, "unbounded_interval")


def test_bootstrap_agrees_with_the_linearised_interval_and_respects_the_population():
    rng = np.random.default_rng(8)
    y = rng.gamma(5, 2, 150)
    x = 0.4 * y + rng.normal(0, 0.5, 150)
    delta = hs.recovery.ratio_estimate(x, y)
    again = hs.recovery.ratio_estimate(x, y, method="bootstrap", rng=1)
    assert (again.low, again.high) == (approx(delta.low, rel=0.01), approx(delta.high, rel=0.01)) and again == hs.recovery.ratio_estimate(
        x, y, method="bootstrap", rng=1
    )
    half = hs.recovery.ratio_estimate(x, y, method="bootstrap", rng=1, population=300)
    assert half.high - half.low == approx((again.high - again.low) / 2**0.5, rel=0.08)
    assert code(hs.recovery.ratio_estimate, x, y, method="bootstrap", replicates=3) == "bad_replicates"


def test_lonely_units():
    call = dict(weights=[1.0] * 4, strata=["a", "a", "a", "b"])
    x, y = [1.0, 2.0, 3.0, 9.0], [2.0, 2.0, 4.0, 9.0]
    assert code(hs.recovery.ratio_estimate, x, y, **call) == "lonely_unit"
    sure = hs.recovery.ratio_estimate(x, y, **call, lonely="certainty")
    careful = hs.recovery.ratio_estimate(x, y, **call, lonely="adjust")
    assert sure.se < careful.se
    assert hs.recovery.ratio_estimate(x, y, **call, population={"a": 30, "b": 1}).se == approx(sure.se, rel=0.1)  # a whole stratum has no error
    assert code(hs.recovery.ratio_estimate, x, y, **call, population={"a": 30}) == "bad_population"
    assert code(hs.recovery.ratio_estimate, x, y, population=3) == "bad_population"


def test_ratio_refuses():
    ratio = hs.recovery.ratio_estimate
    assert code(ratio, [1.0], [0.0]) == "no_denominator"
    assert code(ratio, [], []) == "no_units"
    assert code(ratio, [1.0], [1.0, 2.0]) == "unequal_lengths"
    assert code(ratio, [1.0, math.nan], [1.0, 2.0]) == "not_finite"
    assert code(ratio, [1.0, 2.0], [1.0, 2.0], weights=[1.0, 0.0]) == "bad_weight"
    assert code(ratio, [1.0, 2.0], [1.0, 2.0], level=95) == "bad_level"
    assert code(ratio, [1.0, 2.0], [1.0, 2.0], method="wald") == "bad_method"


def test_part_of_whole():  # N-R7; the independent formula gives 0.049315
    e = hs.recovery.part_of_whole(40.0, 60.0, sd_part=4.0, sd_rest=6.0)
    assert (e.rate, e.se) == approx((0.4, 0.033941), abs=1e-6)
    assert code(hs.recovery.part_of_whole, 1.0, -1.0, sd_part=1.0, sd_rest=1.0) == "no_denominator"
    assert code(hs.recovery.part_of_whole, 1.0, 1.0, sd_part=-1.0, sd_rest=1.0) == "negative_sd"


def test_wilson_holds_at_the_ends_and_refuses_tonnes():
    assert hs.recovery.wilson(0, 20).low == 0.0 and hs.recovery.wilson(20, 20).high == 1.0
    e = hs.recovery.wilson(15, 50)  # Agresti and Coull 1998 form: (0.191, 0.438)
    assert (round(e.low, 3), round(e.high, 3)) == (0.191, 0.438)
    assert code(hs.recovery.wilson, 1.5, 20) == "not_a_count"
    assert code(hs.recovery.wilson, 3, 2) == "not_a_count"


def test_students_t_agrees_with_scipy():
    stats = pytest.importorskip("scipy.stats")
    for p in (0.4, 0.5, 0.6, 0.95, 0.9995):
        for freedom in (1, 2, 5, 30, 400):
            assert quantiles.student_t(p, freedom) == approx(stats.t.ppf(p, freedom), rel=1e-10, abs=1e-12)


def test_epa_balance_closes_within_rounding():  # N-R3
    assert 94 + 17.7 + 34.6 + 146.1 == approx(292.4, abs=0.2)


def test_rounded_volumes_contain_the_published_growth():  # N-R4
    volumes, published = {2022: 371, 2023: 376, 2024: 401}, {2023: 0.015, 2024: 0.065}
    want = {2023: (1.08, 1.62), 2024: (6.37, 6.92)}
    for year, rate in published.items():
        old, new = hs.recovery.rounded(volumes[year - 1]), hs.recovery.rounded(volumes[year])
        low, high = new[0] / old[1] - 1, new[1] / old[0] - 1
        assert (round(100 * low, 2), round(100 * high, 2)) == want[year] and low <= rate <= high
    assert code(hs.recovery.rounded, 371, unit=0) == "bad_unit"


def test_printed_figures():  # N-R10
    figures = {
        "52": (52, 52),
        "58-63": (58, 63),
        "58–63": (58, 63),
        "<1": (None, 1),
        "约 30%": (30, 30),
        "超过90%": (90, None),
        "1,234.5": (1234.5, 1234.5),
        "不足 40%": (None, 40),
    }
    for text, (low, high) in figures.items():
        found = hs.recovery.published(text)
        assert (found.low, found.high) == (low, high), text
    assert hs.recovery.published("58-63").point is None and hs.recovery.published("52").point == 52
    assert code(hs.recovery.published, "many") == "not_a_figure"
    assert code(hs.recovery.published, "9-3") == "range_reversed"


def test_cascade():  # N-R12
    result = hs.recovery.cascade(100.0, yields=[0.62, 0.85, 0.93, 0.97])
    assert result.rows()[-1]["recovery"] == approx(0.475407, abs=1e-6)
    assert sum(r["loss_t"] for r in result.rows()) + result.rows()[-1]["mass_t"] == approx(100.0)
    traded = hs.recovery.cascade(100.0, [0.5, 1.0], trade_t=[80.0, 0.0], stock_change_t=[0.0, 200.0], stages=["sorting", "market"]).rows()
    assert [(r["stage"], r["mass_t"], r["status"]) for r in traded] == [
        ("input", 100.0, "ok"),
        ("sorting", 130.0, "gt_one"),
        ("market", -70.0, "negative_numerator"),
    ]
    assert hs.recovery.cascade(0.0, [0.5]).rows()[1]["status"] == "no_denominator"
    assert code(hs.recovery.cascade, 1.0, [62.0]) == "bad_share"
    assert code(hs.recovery.cascade, 1.0, [0.5], trade_t=[1.0, 2.0]) == "unequal_lengths"


def test_loop_inversion_and_basis():  # N-R5, N-R8, N-R12
    for d, a, b in ((10.0, 12 / 34, 15.454545), (30.0, 32 / 34, 510.0)):
        found = hs.recovery.loop(d, return_share=a)
        assert found.throughput_t == approx(b, abs=1e-6)
        assert abs(found.throughput_t - d - found.returned_t) < 1e-12 * b
    assert code(hs.recovery.loop, 1.0, return_share=1.0) == "diverging_loop"
    assert code(hs.recovery.loop, 1.0, return_share=-0.1) == "bad_share"
    assert hs.recovery.input_needed(1.0, loss=0.5) == 2.0
    assert code(hs.recovery.input_needed, 1.0, loss=1.0) == "no_output"
    assert hs.recovery.target_mass(100.0, moisture=0.12, contaminants=0.08) == approx(80.96)
    assert hs.recovery.target_mass(100.0, moisture=0.12, contaminants=0.08, contaminants_of="wet") == approx(80.0)
    assert code(hs.recovery.target_mass, 1.0, moisture=0.6, contaminants=0.6, contaminants_of="wet") == "shares_exceed_one"
    assert code(hs.recovery.target_mass, 1.0, moisture=12, contaminants=0.6) == "bad_share"


FULL = dict(mass=1, F_R=0.3, F_U=0.1, C_R=0.5, C_U=0.05, E_C=0.8, E_F=0.8)


def test_material_circularity():  # N-R9
    m = hs.recovery.mci(**FULL)
    assert (m.V, m.W0, m.W_C, m.W_F, m.W, m.LFI, m.MCI) == approx((0.6, 0.45, 0.1, 0.075, 0.5375, 0.572327, 0.484906), abs=1e-6)
    short = hs.recovery.mci(**FULL, denominator="2M")
    assert (short.LFI, short.MCI) == approx((0.568750, 0.488125), abs=1e-6)
    linear = hs.recovery.mci(mass=1, F_R=0, F_U=0, C_R=0, C_U=0, E_C=1, E_F=1)
    assert (linear.LFI, linear.MCI) == approx((1.0, 0.1))
    assert hs.recovery.mci(**(FULL | {"mass": 1000})).MCI == approx(m.MCI)
    assert code(hs.recovery.mci, **(FULL | {"E_F": 0})) == "undefined_feedstock_waste"
    assert code(hs.recovery.mci, **(FULL | {"X": 0})) == "not_positive"
    assert code(hs.recovery.mci, **(FULL | {"F_U": 0.8})) == "shares_exceed_one"
    assert code(hs.recovery.mci, **(FULL | {"C_R": 50})) == "bad_share"


def test_circular_material_use_is_not_clipped():  # N-R11
    c = hs.recovery.cmu(recovered=1000, imports=50, exports=80, dmc=5000)
    assert (c.U, c.CMU, c.status) == (1030, approx(0.170813, abs=1e-6), "ok")
    assert hs.recovery.cmu(recovered=10, imports=50, exports=0, dmc=5000).status == "negative_numerator"
    assert hs.recovery.cmu(recovered=10, imports=0, exports=0, dmc=-10).CMU is None


def test_weee_needs_one_of_the_three_years_before():
    rate = hs.recovery.weee_collection
    assert (rate(9.1, [12, 12.6, 13.2]).rate, rate(9.1, [12, 12.6, 13.2]).status) == (approx(0.722222, abs=1e-6), "ok")
    assert rate(9.1, [12, None, math.nan]).status == "partial" and rate(9.1, [12, None, None]).rate == 9.1 / 12
    assert rate(9.1, [None, None, None]).status == "no_denominator" and rate(9.1, [None, None, None]).rate is None
    assert rate(9.1, [3, 4, 5]).status == "gt_one"
    assert rate(8.5, generated=10).rate == 0.85
    assert code(rate, 9.1) == "two_denominators"
    assert code(rate, 9.1, [1, 2, 3, 4]) == "bad_years"
    assert code(rate, -1.0, [1]) == "not_positive"


def test_sdg_and_metals():
    assert hs.recovery.sdg_12_5_1(40, 10, 15, 100).rate == 0.35
    assert hs.recovery.sdg_12_5_1(0, 0, 15, 100).status == "negative_numerator"
    m = hs.recovery.metals(a=700, d=100, e=80, f=10, g=60, h=40, j=100, m=200)
    assert (m.CR, m.PER, m.EOL_RR, m.nf_EOL_RR, m.OSR, m.RC) == approx((0.8, 0.75, 0.6, 0.1, 0.6, 0.3))
    assert m.EOL_RR == approx(m.CR * m.PER)
    none = hs.recovery.metals(d=0, g=5)
    assert none.EOL_RR is None and none.flags == "no_denominator"
    assert hs.recovery.metals(d=10, g=12).flags == "gt_one"


@pytest.mark.parametrize(("call", "code"), [
    (lambda: hs.recovery.part_of_whole(float("inf"), 1.0, sd_part=0.1, sd_rest=0.1), "not_finite"),
    (lambda: hs.recovery.rounded(float("nan")), "not_finite"), (lambda: hs.recovery.wilson("x", 3), "not_a_count"),
    (lambda: hs.recovery.wilson(None, 3), "not_a_count")])
def test_what_is_no_number_is_refused_by_name(call, code):
    with pytest.raises(hs.errors.InputError) as caught:
        call()
    assert caught.value.code == code
