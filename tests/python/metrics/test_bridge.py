# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Bridges: the steps add up, each difference is where it belongs, and what cannot be parted is not."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import huishou as hs


def side(*rows):
    return {n: [r[i] for r in rows] for i, n in enumerate(("material", "gate", "basis", "vintage", "mass_t"))}


A = side(("paper", "collected", "as_received", "2023", 60.0), ("steel", "collected", "as_received", "2023", 250.0), ("glass", "collected", "as_received",
                                                                                                                     "2023", 9.0),
         ("straw", "collected", "as_received", "2023", 75.0), ("tyres", "collected", None, "2023", 5.0))
B = side(("paper", "reprocessor_in", "as_received", "2023", 54.0), ("steel", "collected", "as_received", "2023", 252.0), ("glass", "collected", "dry", "2024",
                                                                                                                          8.0),
         ("tyres", "collected", "dry", "2023", 4.0), ("batteries", "collected", "dry", "2023", 1.0))


def steps(a, b, **more):
    return {r["step"]: r for r in hs.bridge(a, b, **more).rows()}


def test_each_difference_is_where_it_belongs():
    found = steps(A, B)
    assert {s: r["effect_t"] for s, r in found.items()} == {"scope": -74.0, "gate": -6.0, "basis": -1.0, "basis + vintage": -1.0, "unexplained": 2.0}
    assert found["scope"]["items"] == 2 and found["basis"]["status"] == "unstated" and found["gate"]["status"] == "ok"
    rows = hs.bridge(A, B).rows()
    assert rows[0]["from_t"] == 399.0 and rows[-1]["to_t"] == 319.0 and all(x["to_t"] == y["from_t"] for x, y in zip(rows, rows[1:], strict=False))


def test_explain_lists_the_items():
    result = hs.bridge(A, B)
    told = {r["step"]: result.explain(i, "en") for i, r in enumerate(result.rows())}
    assert "straw: 75 t → —" in told["scope"] and "gate collected → reprocessor_in" in told["gate"]
    assert "计量点不同" in result.explain([r["step"] for r in result.rows()].index("gate"))


def test_equal_sides_have_nothing_to_explain():
    rows = hs.bridge(A, A).rows()
    assert [(r["step"], r["effect_t"], r["items"]) for r in rows] == [("unexplained", 0.0, 5)]


def test_unlike_rows_of_one_item_are_refused():
    mixed = side(("paper", "collected", None, None, 1.0), ("paper", "reprocessor_in", None, None, 1.0))
    with pytest.raises(hs.errors.InputError) as error:
        hs.bridge(mixed, B)
    assert error.value.code == "mixed_gate" and error.value.hint
    with pytest.raises(hs.errors.InputError) as error:
        hs.bridge(side(("paper", None, None, None, math.nan)), B)
    assert error.value.code == "no_mass" and error.value.row == 1


MASSES = st.floats(-1e300, 1e300, allow_nan=False) | st.floats(-1e9, 1e9, allow_nan=False)
ROWS = st.lists(st.tuples(st.sampled_from("abcdef"), MASSES), min_size=1, max_size=30)


@given(ROWS, ROWS, st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["g", "h", None])))
def test_steps_add_up_exactly(left, right, gates):
    a = {"material": [m for m, _ in left], "gate": ["g"] * len(left), "mass_t": [x for _, x in left]}
    b = {"material": [m for m, _ in right], "gate": [gates.get(m, "g") for m, _ in right], "mass_t": [x for _, x in right]}
    rows = hs.bridge(a, b).rows()
    sums = [sum(Fraction(x) for _, x in side) for side in (left, right)]
    try:
        wanted = [float(s) for s in sums]
    except OverflowError:
        return
    assert rows[0]["from_t"] == wanted[0] and rows[-1]["to_t"] == wanted[1]
    assert all(x["to_t"] == y["from_t"] for x, y in zip(rows, rows[1:], strict=False)) and sum(r["items"] for r in rows) == len({*a["material"],
                                                                                                                                 *b["material"]})


def rate(recycled, generated):
    own = hs.Definition(id="own", numerator={"fate": "recycled"}, denominator={"stage": "generation"})
    return hs.recovery_rate({"stage": ["generation", "x"], "fate": [None, "recycled"], "mass_t": [generated, recycled]}, own)


def test_rates_part_into_numerator_and_denominator():
    there, back = hs.bridge(rate(30.0, 100.0), rate(45.0, 90.0)).rows(), hs.bridge(rate(45.0, 90.0), rate(30.0, 100.0)).rows()
    assert there[0]["from"] == 0.3 and there[-1]["to"] == 0.5
    assert there[0]["effect"] == pytest.approx(15 * (1 / 100 + 1 / 90) / 2) and there[1]["effect"] == pytest.approx((1 / 90 - 1 / 100) * 75 / 2)
    assert [r["effect"] for r in back] == [-r["effect"] for r in there]


def test_rates_that_cannot_be_compared():
    for a, b, code in ((rate(1.0, 2.0), A, "unlike_numbers"), (rate(1.0, -2.0), rate(1.0, 2.0), "no_rate")):
        with pytest.raises(hs.errors.InputError) as error:
            hs.bridge(a, b)
        assert error.value.code == code
