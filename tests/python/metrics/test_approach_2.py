# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""IPCC approach 2: draws of any function of uncertain inputs."""

import math

import pytest

from huishou import errors, uncertainty

SPREAD = {"normal": {"value": 2.0, "sd": 0.5}, "lognormal": {"value": 3.0, "sd": 1.5}, "uniform": {"low": 1.3, "high": 1.6},
          "triangular": {"value": 1.0, "low": 0.0, "high": 4.0}, "pert": {"value": 1.5, "low": 1.0, "high": 4.0},
          "discrete": {"values": [1.0, 5.0], "probabilities": [3.0, 1.0]}, "empirical": {"values": "1|2|6"}}
MEAN_SD = {"normal": (2.0, 0.5), "lognormal": (3.0, 1.5), "uniform": (1.45, 0.3 / math.sqrt(12)), "triangular": (5 / 3, math.sqrt(13 / 18)),
           "pert": (11 / 6, math.sqrt((5 / 6) * (13 / 6) / 7)), "discrete": (2.0, math.sqrt(3.0)), "empirical": (3.0, math.sqrt(14 / 3))}


@pytest.mark.parametrize("name", SPREAD)
def test_each_distribution_has_its_mean_and_sd(name):
    found = uncertainty.approach_2(lambda x: x, {"x": {"distribution": name, **SPREAD[name]}}, draws=200_000, rng=3)
    mean, sd = MEAN_SD[name]
    assert found.mean == pytest.approx(mean, abs=4 * sd / math.sqrt(200_000)) and found.sd == pytest.approx(sd, rel=0.02)


def test_a_lognormal_by_its_geometric_standard_deviation_has_the_value_as_median():
    found = uncertainty.approach_2(lambda x: x, {"x": {"distribution": "lognormal", "value": 3.0, "gsd2": 1.69}}, draws=200_000, rng=3)
    assert found.low == pytest.approx(3.0 / 1.3**1.96, rel=0.01) and found.high == pytest.approx(3.0 * 1.3**1.96, rel=0.01)
    assert found.mean == pytest.approx(3.0 * math.exp((math.log(1.69) / 2) ** 2 / 2), rel=0.005)


def test_draws_depend_on_seed_and_name_alone():
    inputs = {"a": {"distribution": "normal", "value": 1.0, "sd": 0.1}, "b": {"distribution": "uniform", "low": 0.0, "high": 1.0}}
    one = uncertainty.approach_2(lambda a, b: a * b, inputs, rng=9)
    turned = uncertainty.approach_2(lambda a, b: a * b, dict(reversed(inputs.items())), rng=9)
    assert one == turned and one != uncertainty.approach_2(lambda a, b: a * b, inputs, rng=10)
    assert one.draws >= 16_384                                        # stable: at least twice the first number
    assert one == uncertainty.approach_2(lambda a, b: a * b, inputs, draws=one.draws, rng=9)


@pytest.mark.parametrize(("code", "call"), [
    ("bad_draws", {"draws": 1}), ("bad_draws", {"draws": True}), ("bad_seed", {"rng": -1}), ("bad_level", {"level": 1.0}),
    ("unknown_distribution", {"inputs": {"x": {"distribution": "cauchy", "value": 0.0}}}),
    ("missing_sd", {"inputs": {"x": {"distribution": "normal", "value": 1.0}}}),
    ("missing_sd", {"inputs": {"x": {"distribution": "lognormal", "value": 1.0}}}),
    ("bad_gsd2", {"inputs": {"x": {"distribution": "lognormal", "value": 1.0, "gsd2": 0.9}}}),
    ("bad_gsd2", {"inputs": {"x": {"distribution": "lognormal", "value": 1.0, "gsd2": 1.2, "sd": 0.1}}}),
    ("bad_probabilities", {"inputs": {"x": {"distribution": "discrete", "values": [1.0, 2.0], "probabilities": [1.0]}}}),
    ("bad_probabilities", {"inputs": {"x": {"distribution": "discrete", "values": [1.0, 2.0], "probabilities": [1.0, 0.0]}}}),
    ("bad_values", {"inputs": {"x": {"distribution": "empirical", "values": "1|many"}}}),
    ("bad_shape", {"function": lambda x: 1.0}), ("not_finite", {"function": lambda x: x * float("inf")})])
def test_wrong_calls(code, call):
    given = {"function": lambda x: x, "inputs": {"x": {"distribution": "normal", "value": 1.0, "sd": 0.1}}, "rng": 1} | call
    with pytest.raises(errors.InputError) as caught:
        uncertainty.approach_2(**given)
    assert caught.value.code == code
