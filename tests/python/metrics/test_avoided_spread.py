# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Draws of avoided emissions: every distribution, factors that go together, as many draws as it takes."""

import math

import pyarrow as pa
import pytest

import huishou as hs
from huishou.errors import InputError

ROWS = {"material": ["paper", "board"], "mass_t": [1000.0, 500.0]}


def pack(**columns):
    own = {"material": ["paper", "board"], "factor_co2e_per_t": [1.5, 1.0]}
    return hs.factors.from_frame(own | columns, id="own", version="1", licence="CC0", source="example")


NORMAL = pack(distribution=["normal"] * 2, sd=[0.3, 0.4])


@pytest.mark.parametrize(("columns", "mean", "sd"), [
    ({"distribution": ["pert"] * 2, "low": [1.0, 0.5], "high": [4.0, 2.0]}, 1000 * 11 / 6 + 500 * 6.5 / 6,
     math.hypot(1000 * math.sqrt((5 / 6) * (13 / 6) / 7), 500 * math.sqrt((3.5 / 6) * (5.5 / 6) / 7))),
    ({"distribution": ["discrete", "empirical"], "values": ["1|5", "0.5|1|3"], "probabilities": ["3|1", None]}, 1000 * 2 + 500 * 1.5,
     math.hypot(1000 * math.sqrt(3), 500 * math.sqrt(3.5 / 3))),
    ({"distribution": ["lognormal"] * 2, "gsd2": [1.44, 1.21]}, 1000 * 1.5 * math.exp(math.log(1.2) ** 2 / 2) + 500 * math.exp(math.log(1.1) ** 2 / 2), None)])
def test_distributions_of_a_pack(columns, mean, sd):
    found = hs.avoided_emissions(ROWS, pack(**columns), draws=100_000, rng=5)
    row = found.rows()[0]
    assert row["mean"] == pytest.approx(mean, rel=0.005) and (sd is None or row["sd"] == pytest.approx(sd, rel=0.02))
    shares = hs.frames.to("dict", found.contributions())
    assert math.fsum(s * s for s in shares["sd_co2e_t"]) == pytest.approx(row["sd"] ** 2, rel=0.04)


def test_lists_are_as_good_as_texts():
    texts = pack(distribution=["empirical"] * 2, values=["1|2", "3|4"])
    lists = hs.factors.from_frame(pa.table({"material": ["paper", "board"], "factor_co2e_per_t": [1.5, 1.0], "distribution": ["empirical"] * 2,
                                            "values": [[1.0, 2.0], [3.0, 4.0]]}), id="own", version="1", licence="CC0", source="example")
    one, other = (hs.avoided_emissions(ROWS, p, draws=1000, rng=5).rows()[0]["mean"] for p in (texts, lists))
    assert one == other


@pytest.mark.parametrize(("columns", "code"), [
    ({"distribution": ["pert", None]}, "missing_low"), ({"distribution": ["discrete", None], "values": ["1|2", None]}, "missing_probabilities"),
    ({"distribution": ["empirical", None]}, "missing_values"), ({"distribution": ["empirical", None], "values": ["1|x", None]}, "bad_values"),
    ({"distribution": ["lognormal", None]}, "missing_sd"), ({"distribution": ["lognormal", None], "gsd2": [0.5, None]}, "bad_gsd2")])
def test_a_pack_without_what_its_distribution_needs_is_refused_with_its_row(columns, code):
    with pytest.raises(InputError) as caught:
        pack(**columns)
    assert caught.value.code == code and caught.value.row == 1


def test_factors_that_go_together():
    alone = hs.avoided_emissions(ROWS, NORMAL, draws=100_000, rng=5).rows()[0]
    assert alone["sd"] == pytest.approx(math.hypot(300, 200), rel=0.01)
    pair = {("paper/any", "board/any"): 0.5}
    together = hs.avoided_emissions(ROWS, NORMAL, draws=100_000, rng=5, correlation=pair)
    assert together.rows()[0]["sd"] == pytest.approx(math.sqrt(300**2 + 200**2 + 2 * 0.5 * 300 * 200), rel=0.01)
    turned = hs.avoided_emissions({k: v[::-1] for k, v in ROWS.items()}, NORMAL, draws=100_000, rng=5, correlation={("board/any", "paper/any"): 0.5}, threads=2)
    assert turned.rows()[0] == together.rows()[0]
    assert together.provenance["parameters"]["correlation"] == {"board/any ~ paper/any": 0.5}
    one = hs.avoided_emissions(ROWS, NORMAL, draws=1000, rng=5, correlation={("paper/any", "board/any"): 1.0}).rows()[0]
    assert one["sd"] == pytest.approx(500, rel=0.06)
    with pytest.raises(InputError) as caught:
        together.contributions()
    assert caught.value.code == "correlated"


@pytest.mark.parametrize(("pairs", "code"), [({("paper/any", "steel"): 0.5}, "unknown_factor"), ({("paper/any", "paper/any"): 0.5}, "bad_correlation"),
                                             ({"paper/any": 0.5}, "bad_correlation"), ({("paper/any", "board/any"): 1.2}, "bad_correlation"),
                                             ({("paper/any", "board/any"): 0.5, ("board/any", "paper/any"): 0.5}, "bad_correlation"),
                                             ({("paper/any", "board/any"): float("nan")}, "not_finite")])
def test_wrong_correlations(pairs, code):
    with pytest.raises(InputError) as caught:
        hs.avoided_emissions(ROWS, NORMAL, draws=10, correlation=pairs)
    assert caught.value.code == code


def test_bounds_cannot_be_kept_by_factors_that_go_together():
    bounded = pack(distribution=["normal"] * 2, sd=[0.3, 0.4], low=[1.0, 0.5], high=[2.0, 2.0])
    with pytest.raises(InputError) as caught:
        hs.avoided_emissions(ROWS, bounded, draws=10, correlation={("paper/any", "board/any"): 0.5})
    assert caught.value.code == "bounded_correlation"


def test_as_many_draws_as_it_takes():
    found = hs.avoided_emissions(ROWS, NORMAL, draws="stable", rng=5)
    count = found.provenance["parameters"]["draws"]
    assert count >= 16_384 and count & (count - 1) == 0
    assert found.rows() == hs.avoided_emissions(ROWS, NORMAL, draws=count, rng=5).rows()
    width = found.rows()[0]["high"] - found.rows()[0]["low"]
    half = hs.avoided_emissions(ROWS, NORMAL, draws=count // 2, rng=5).rows()[0]
    assert abs(half["low"] - found.rows()[0]["low"]) <= 0.01 * width
    assert hs.avoided_emissions(ROWS, pack(), draws="stable", rng=5).rows()[0]["sd"] == 0.0
    with pytest.raises(InputError):
        hs.avoided_emissions(ROWS, NORMAL, draws="many")
