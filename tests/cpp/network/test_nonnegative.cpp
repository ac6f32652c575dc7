// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/nonnegative.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "huishou/base/error.hpp"
#include "huishou/network/posterior.hpp"
#include "networks.hpp"

using namespace huishou;

namespace {

network::Solution bounded(const testing::Case& given, const std::vector<double>& right) {
  const auto free = network::reconcile(testing::structure(given), given.measured, given.sd, right);
  return network::nonnegative(free, std::vector<std::uint8_t>(given.sd.size(), 1));
}

std::string code_of(const testing::Case& given, const std::vector<double>& right) {
  try {
    bounded(given, right);
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

}  // namespace

TEST_CASE("the answer with bounds satisfies the conditions of Karush, Kuhn and Tucker, unmeasured flows among them or not") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    auto given = testing::three_tiers(25, 8, seed);
    for (std::size_t f = 0; f < given.sd.size(); ++f) given.sd[f] = given.measured[f] * (f % 3 == 0 ? 0.05 : 1.5);
    for (std::size_t f = 0; f < given.measured.size(); f += 5) given.measured[f] *= 0.01;
    for (std::size_t f = seed % 9; seed > 20 && f < given.measured.size(); f += 9) given.measured[f] = given.sd[f] = none;
    const std::vector<double> right(testing::at(given.balances.rows()), 0.0);
    const auto found = bounded(given, right);
    CAPTURE(seed);
    CHECK(found.closure < 1e-11);
    CHECK(found.dual >= -1e-9);
    std::size_t held = 0;
    const auto y = found.structure->elimination.returned(found.multiplier, given.balances.rows());
    std::vector<double> pull(given.measured.size(), 0.0);
    std::vector<double> size(given.measured.size(), 0.0);
    for (Index r = 0; r < given.balances.rows(); ++r) {
      for (const auto& entry : given.balances.row(r)) {
        pull[testing::at(entry.column)] += entry.value * y[testing::at(r)];
        size[testing::at(entry.column)] += std::abs(entry.value * y[testing::at(r)]);
      }
    }
    for (std::size_t f = 0; f < found.x.size(); ++f) {
      if (std::isnan(found.x[f])) continue;
      CHECK(found.x[f] >= 0.0);
      const bool measured = !std::isnan(given.measured[f]);
      const double own = measured ? (found.x[f] - given.measured[f]) / (given.sd[f] * given.sd[f]) : 0.0;
      const double scale = size[f] + std::abs(own) + 1e-3;  // multipliers here are of the order of 1 a tonne
      if (found.at_zero[f]) {
        ++held;
        CHECK(found.x[f] == 0.0);
        CHECK(own + pull[f] >= -1e-8 * scale);
      } else {
        CHECK(std::abs(own + pull[f]) <= 1e-8 * scale);
      }
    }
    CHECK(held > 0);
    const auto known = network::posterior(found);
    for (std::size_t f = 0; f < found.x.size(); ++f) CHECK((std::isnan(found.x[f]) || known.variance[f] >= 0.0));
    CHECK(network::nodal_tests(found).size() == testing::at(given.balances.rows()));
  }
}

TEST_CASE("an unmeasured flow below zero is held, and let go again where that is better") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  testing::Case given;  // 5 in, 8 and an unmeasured flow out: the rest would be -3
  given.balances = testing::constraints(3, {{{0, 1.0}, {1, -1.0}, {2, -1.0}}});
  given.measured = {5.0, 8.0, none};
  given.sd = {1.0, 2.0, none};
  const auto found = bounded(given, {0.0});
  CHECK(found.x[2] == 0.0);
  CHECK(found.at_zero[2] == 1);
  CHECK(found.x[0] == doctest::Approx(5.6));  // one weighted mean
  CHECK(found.x[1] == doctest::Approx(5.6));
  given.measured = {8.0, 5.0, none};
  CHECK(bounded(given, {0.0}).x[2] == doctest::Approx(3.0));
}

TEST_CASE("what cannot be is said so") {
  testing::Case given;
  given.balances = testing::constraints(2, {{{0, 1.0}, {1, 1.0}}});
  given.measured = {1.0, 1.0};
  given.sd = {1.0, 2.0};
  CHECK(code_of(given, {-3.0}) == "infeasible");
  CHECK(code_of(given, {3.0}).empty());
  given.balances = testing::constraints(2, {{{0, 1.0}, {1, -1.0}}});
  given.measured = {-1.0, 1.0};
  given.sd = {0.0, 1.0};
  CHECK(code_of(given, {0.0}) == "fixed_negative");
}
