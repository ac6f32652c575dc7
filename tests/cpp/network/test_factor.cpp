// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/factor.hpp"

#include <doctest/doctest.h>

#include "networks.hpp"

using namespace huishou;

namespace {

// H y = b holds for the answer, balance by balance.
double worst_residual(const testing::Case& given, const std::vector<double>& variance, const std::vector<double>& y, const std::vector<double>& b) {
  const auto h = testing::normal_matrix(given.balances, variance);
  double worst = 0.0;
  for (std::size_t i = 0; i < h.size(); ++i) {
    long double sum = -b[i];
    long double scale = std::abs(b[i]);
    for (std::size_t j = 0; j < h.size(); ++j) {
      sum += h[i][j] * y[j];
      scale += std::abs(h[i][j] * y[j]);
    }
    worst = std::max(worst, static_cast<double>(std::abs(sum) / scale));
  }
  return worst;
}

}  // namespace

TEST_CASE("a factor solves, with and without a dense block") {
  for (const bool block : {false, true}) {
    const auto given = testing::three_tiers(400, 70, 5, 69);
    const auto s = testing::structure(given, block);
    CHECK((s->pattern->dense() > 0) == block);
    const auto variance = testing::squares(given.sd);
    const network::Factor factor(s->pattern, s->normal(variance));
    CHECK(factor.rank() == given.balances.rows());
    std::vector<double> b(testing::at(given.balances.rows()));
    for (std::size_t i = 0; i < b.size(); ++i) b[i] = std::sin(static_cast<double>(i)) + 0.1;
    std::vector<double> y = b;
    factor.solve(y);
    CHECK(worst_residual(given, variance, y, b) < 1e-14);
    double quadratic = 0.0;
    for (std::size_t i = 0; i < b.size(); ++i) quadratic += b[i] * y[i];
    CHECK(factor.quadratic(b) == doctest::Approx(quadratic).epsilon(1e-12));
  }
}

TEST_CASE("in a closed system one balance repeats the others, exactly") {
  // A -> B -> C -> A with variances that are no round numbers
  testing::Case given;
  given.balances = testing::constraints(3, {{{0, -1.0}, {2, 1.0}}, {{0, 1.0}, {1, -1.0}}, {{1, 1.0}, {2, -1.0}}});
  given.measured = {10.0, 11.0, 12.0};
  given.sd = {0.1, 0.7, 1.3};
  const auto s = testing::structure(given);
  const network::Factor factor(s->pattern, s->normal(testing::squares(given.sd)));
  CHECK(factor.rank() == 2);
  Index dependent = 0;
  for (Index k = 0; k < 3; ++k) dependent += factor.dependent(k) ? 1 : 0;
  CHECK(dependent == 1);
}

TEST_CASE("variances eighteen orders apart keep their digits") {
  // Two nodes joined by a flow of variance 1e18; each has a small flow across the border. Subtracting would leave nothing of it.
  testing::Case given;
  given.balances = testing::constraints(3, {{{0, 1.0}, {1, -1.0}}, {{1, 1.0}, {2, -1.0}}});
  given.measured = {1.0, 1e9, 1.0};
  given.sd = {0.5, 1e9, 0.25};
  const auto s = testing::structure(given);
  REQUIRE(s->laplacian);
  const network::Factor factor(s->pattern, s->normal(testing::squares(given.sd)));
  CHECK(factor.rank() == 2);
  // b = (1, 1): the sum of both balances, 0.25 y + 0.0625 y = 2.
  std::vector<double> b = {1.0, 1.0};
  factor.solve(b);
  CHECK(b[0] == doctest::Approx(6.4).epsilon(1e-14));
  CHECK(b[1] == doctest::Approx(6.4).epsilon(1e-14));
}

TEST_CASE("where rows are no Laplacian a repeated one is found by its pivot") {
  testing::Case given;
  given.balances = testing::constraints(3, {{{0, 0.3}, {1, 0.7}}, {{1, 1.0}, {2, 0.9}}, {{0, 0.3}, {1, 1.7}, {2, 0.9}}});
  given.measured = {1.0, 2.0, 3.0};
  given.sd = {1.0, 1.0, 1.0};
  const auto s = testing::structure(given);
  CHECK_FALSE(s->laplacian);
  CHECK(network::Factor(s->pattern, s->normal(testing::squares(given.sd))).rank() == 2);
}
