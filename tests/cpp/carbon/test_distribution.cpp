// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/distribution.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace huishou;
using carbon::Distribution;

TEST_CASE("variances by their formulas, shapes uneven") {
  CHECK(carbon::variance({1, Distribution::kNormal, 2.0, 0, 0, 0.5}) == 0.25);
  CHECK(carbon::variance({1, Distribution::kUniform, 0.0, 1.0, 4.0, 0, true}) == doctest::Approx(0.75));
  CHECK(carbon::variance({1, Distribution::kTriangular, 1.0, 0.0, 4.0, 0, true}) == doctest::Approx((1.0 + 9.0 + 3.0) / 18.0));
  CHECK(carbon::variance({1, Distribution::kPert, 1.0, 0.0, 4.0, 0, true}) == doctest::Approx((4.0 / 3.0) * (8.0 / 3.0) / 7.0));
  const double sigma = std::log(1.21) / 2.0;
  CHECK(carbon::variance({1, Distribution::kLognormalMedian, 2.0, 0, 0, 1.21}) == doctest::Approx(4.0 * std::exp(sigma * sigma) * (std::exp(sigma * sigma) - 1.0)));
  carbon::Variable discrete{1, Distribution::kDiscrete};
  discrete.values = {0.0, 10.0};
  discrete.probabilities = {3.0, 1.0};
  CHECK(carbon::variance(discrete) == doctest::Approx(100.0 * 0.25 * 0.75));
  CHECK(carbon::variance({1, Distribution::kConstant, 4.7}) == 0.0);
}
