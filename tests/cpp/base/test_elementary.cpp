// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/base/elementary.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace huishou;

namespace {

double units(double found, long double wanted) {
  const auto rounded = static_cast<double>(wanted);
  return static_cast<double>(std::abs(static_cast<long double>(found) - wanted)) / (std::nextafter(std::abs(rounded), INFINITY) - std::abs(rounded));
}

}  // namespace

TEST_CASE("exp and log lie within two units of the last place") {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> wide(-700.0, 700.0);
  double worst_exp = 0.0;
  double worst_log = 0.0;
  for (int i = 0; i < 200000; ++i) {
    const double x = wide(random);
    worst_exp = std::max(worst_exp, units(portable_exp(x), std::exp(static_cast<long double>(x))));
    const double y = std::exp(i % 2 == 0 ? x : x / 700.0);
    worst_log = std::max(worst_log, units(portable_log(y), std::log(static_cast<long double>(y))));
  }
  CHECK(worst_exp < 2.0);
  CHECK(worst_log < 2.0);
  CHECK(portable_exp(0.0) == 1.0);
  CHECK(portable_log(1.0) == 0.0);
  CHECK(portable_exp(1000.0) == INFINITY);
  CHECK(portable_exp(-1000.0) == 0.0);
}

TEST_CASE("the normal distribution function undoes the quantile, and meets published values") {
  // Abramowitz and Stegun, table 26.1
  CHECK(normal_cdf(1.0) == doctest::Approx(0.841344746068543).epsilon(1e-14));
  CHECK(normal_cdf(1.96) == doctest::Approx(0.975002104851780).epsilon(1e-14));
  CHECK(normal_cdf(-3.0) == doctest::Approx(0.001349898031630095).epsilon(1e-12));
  CHECK(normal_cdf(-8.0) == doctest::Approx(6.220960574271785e-16).epsilon(1e-12));
  CHECK(normal_cdf(0.0) == 0.5);
  for (const double p : {1e-300, 1e-20, 0.001, 0.02, 0.0228, 0.3, 0.5, 0.9, 0.977, 0.978, 0.999}) CHECK(normal_cdf(normal_quantile(p)) == doctest::Approx(p).epsilon(1e-12));
}

TEST_CASE("normal quantiles: published values, symmetry, tails") {
  // Algorithm AS 241 gives these three as its own test (p = 0.25, 0.001, 1e-20).
  CHECK(normal_quantile(0.25) == doctest::Approx(-0.6744897501960817).epsilon(1e-15));
  CHECK(normal_quantile(0.001) == doctest::Approx(-3.090232306167814).epsilon(1e-15));
  CHECK(normal_quantile(1e-20) == doctest::Approx(-9.262340089798408).epsilon(1e-15));
  CHECK(normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-15));
  CHECK(normal_quantile(0.5) == 0.0);
  for (const double p : {0x1p-53, 0x1p-7, 0.0625, 0.3125}) CHECK(normal_quantile(p) == -normal_quantile(1.0 - p));
}
