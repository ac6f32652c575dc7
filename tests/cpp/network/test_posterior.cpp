// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/posterior.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "networks.hpp"

using namespace huishou;

namespace {

network::Solution solved(const testing::Case& given) {
  return network::reconcile(testing::structure(given), given.measured, given.sd, std::vector<double>(testing::at(given.balances.rows()), 0.0));
}

}  // namespace

TEST_CASE("variances of all flows, and covariances of sums, are those of V - V A' H^-1 A V") {
  const auto given = testing::three_tiers(30, 12, 4);
  const auto found = solved(given);
  const auto known = network::posterior(found);
  const auto variance = testing::squares(given.sd);
  const auto inverse = testing::inverse(testing::normal_matrix(given.balances, variance));
  const auto rows = testing::dense(given.balances);
  const std::size_t n = variance.size();
  testing::Dense full(n, std::vector<long double>(n, 0.0L));
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < n; ++b) {
      full[a][b] = a == b ? variance[a] : 0.0L;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i][a] == 0.0L) continue;
        for (std::size_t j = 0; j < rows.size(); ++j) full[a][b] -= variance[a] * rows[i][a] * inverse[i][j] * rows[j][b] * variance[b];
      }
    }
    CHECK(known.variance[a] == doctest::Approx(static_cast<double>(full[a][a])).epsilon(1e-10));
  }
  std::vector<double> weights(2 * n, 0.0);
  for (std::size_t f = 0; f < n; ++f) {
    weights[f] = f % 3 == 0 ? 1.0 : 0.0;
    weights[n + f] = f % 5 == 0 ? -2.0 : 0.5;
  }
  const auto covariance = network::covariance(found, weights, 2);
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 2; ++j) {
      long double sum = 0.0L;
      for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = 0; b < n; ++b) sum += weights[i * n + a] * full[a][b] * weights[j * n + b];
      }
      CHECK(covariance[2 * i + j] == doctest::Approx(static_cast<double>(sum)).epsilon(1e-9));
    }
  }
}

TEST_CASE("a poor measurement among precise ones is known as well as they are") {
  // 10^9 +- 5 10^7 t must equal the sum of two flows known to 1 t and 2 t: v (1 - v C) alone would have no digit left.
  testing::Case given;
  given.balances = testing::constraints(3, {{{0, 1.0}, {1, -1.0}, {2, -1.0}}});
  given.measured = {1e9, 6e8, 4e8 + 5e6};
  given.sd = {5e7, 1.0, 2.0};
  const auto known = network::posterior(solved(given));
  const double wanted = 5.0 * 25e14 / (5.0 + 25e14);  // two independent estimates of one flow
  CHECK(known.variance[0] == doctest::Approx(wanted).epsilon(1e-12));
}

TEST_CASE("an unobservable flow has no variance, a sum with one neither; an observable one has that of what it follows from") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  testing::Case given;
  given.balances = testing::constraints(5, {{{0, 1.0}, {1, -1.0}, {2, -1.0}}, {{3, 1.0}, {4, -1.0}}});
  given.measured = {10.0, 4.0, none, none, none};
  given.sd = {3.0, 4.0, none, none, none};
  const auto found = solved(given);
  const auto known = network::posterior(found);
  CHECK(known.variance[2] == doctest::Approx(25.0));
  CHECK(std::isnan(known.variance[3]));
  CHECK(std::isnan(known.d[2]));
  const auto covariance = network::covariance(found, std::vector<double>{1, 0, -1, 0, 0, 0, 0, 1, 1, 0}, 2);
  CHECK(covariance[0] == doctest::Approx(16.0));  // x0 - x2 is x1
  CHECK(std::isnan(covariance[3]));
}

TEST_CASE("nodal tests divide each residual by its own error; a balance used up has none") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  testing::Case given;
  given.balances = testing::constraints(4, {{{0, 1.0}, {1, -1.0}}, {{1, 1.0}, {2, -1.0}, {3, -1.0}}});
  given.measured = {10.0, 4.0, 3.0, none};
  given.sd = {3.0, 4.0, 1.0, none};
  const auto z = network::nodal_tests(solved(given));
  CHECK(z[0] == doctest::Approx(6.0 / 5.0));
  CHECK(std::isnan(z[1]));
}
