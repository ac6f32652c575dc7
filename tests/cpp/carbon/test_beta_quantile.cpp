// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/beta_quantile.hpp"

#include <doctest/doctest.h>

#include <cmath>

using huishou::carbon::BetaQuantile;

TEST_CASE("shapes with a closed form") {
  for (const double p : {1e-9, 1e-4, 0.03, 0.2, 0.5, 0.7, 0.97, 0.9999}) {
    CAPTURE(p);
    CHECK(BetaQuantile(1.0, 1.0)(p) == doctest::Approx(p).epsilon(1e-12));
    CHECK(BetaQuantile(5.0, 1.0)(p) == doctest::Approx(std::pow(p, 0.2)).epsilon(1e-7));
    CHECK(BetaQuantile(1.0, 5.0)(p) == doctest::Approx(1.0 - std::pow(1.0 - p, 0.2)).epsilon(1e-7));
    const double x = BetaQuantile(3.0, 3.0)(p);  // F = x^3 (10 - 15 x + 6 x^2)
    CHECK(x * x * x * (10.0 - 15.0 * x + 6.0 * x * x) == doctest::Approx(p).epsilon(1e-9));
  }
}

TEST_CASE("unequal shapes, against the distribution function by quadrature") {
  for (const auto& [a, b] : {std::pair{1.4, 4.6}, std::pair{2.2, 3.8}, std::pair{4.9, 1.1}, std::pair{1.02, 4.98}}) {
    const BetaQuantile quantile(a, b);
    const double scale = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b));
    for (const double p : {0.001, 0.1, 0.5, 0.9, 0.999}) {
      // x = y^2 makes the integrand smooth enough at 0 for the midpoint rule.
      const double end = std::sqrt(quantile(p));
      double sum = 0.0;
      constexpr int kSteps = 200000;
      for (int i = 0; i < kSteps; ++i) {
        const double y = end * (i + 0.5) / kSteps;
        sum += 2.0 * y * std::pow(y * y, a - 1.0) * std::pow(1.0 - y * y, b - 1.0);
      }
      CAPTURE(a);
      CAPTURE(p);
      CHECK(std::abs(scale * sum * end / kSteps - p) < 3e-8);
    }
  }
}

TEST_CASE("quantiles rise") {
  const BetaQuantile quantile(1.7, 4.3);
  double last = 0.0;
  for (int i = 1; i < 20000; ++i) {
    const double x = quantile(i / 20000.0);
    REQUIRE(x > last);
    last = x;
  }
}
