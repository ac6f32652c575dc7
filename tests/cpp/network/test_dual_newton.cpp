// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/dual_newton.hpp"

#include <doctest/doctest.h>

#include "huishou/base/error.hpp"
#include "networks.hpp"

using namespace huishou;

namespace {

network::Solution started(const testing::Case& given, const std::vector<double>& right) {
  return network::reconcile(testing::structure(given), given.measured, given.sd, right);
}

}  // namespace

TEST_CASE("flows are the larger of zero and what multipliers say, and balances close") {
  auto given = testing::three_tiers(60, 12, 4, 5);
  for (std::size_t f = 0; f < given.measured.size(); f += 3) given.measured[f] *= 6.0;   // so that some are pulled below zero
  const std::vector<double> right(testing::at(given.balances.rows()), 0.0);
  auto solution = started(given, right);
  const std::vector<std::uint8_t> bounded(given.measured.size(), 1);
  REQUIRE(*std::min_element(solution.x.begin(), solution.x.end()) < 0.0);
  const network::Circulation all_run;
  REQUIRE(network::DualNewton(solution, bounded, all_run).run());
  const auto closed = network::product(given.balances, solution.x);
  for (std::size_t r = 0; r < closed.value.size(); ++r) CHECK(std::abs(closed.value[r]) <= 1e-12 * closed.scale[r]);
  Index held = 0;
  for (std::size_t f = 0; f < given.measured.size(); ++f) {
    double pull = 0.0;
    for (const auto entry : solution.structure->by_flow.row(static_cast<Index>(f))) pull += entry.value * solution.multiplier[testing::at(entry.column)];
    const double free = given.measured[f] - given.sd[f] * given.sd[f] * pull;
    CHECK(solution.x[f] == doctest::Approx(std::max(0.0, free)).epsilon(1e-9).scale(given.measured[f]));
    CHECK((solution.at_zero[f] != 0) == (free <= 0.0));
    held += solution.at_zero[f];
  }
  CHECK(held > 3);
}

TEST_CASE("where there is no answer that is proved: x + y = -3 with x, y >= 0") {
  const network::Circulation all_run;
  testing::Case none;
  none.balances = testing::constraints(2, {{{0, 1.0}, {1, 1.0}}});
  none.measured = {1.0, 1.0};
  none.sd = {1.0, 2.0};
  auto lost = started(none, {-3.0});
  std::string code;
  try {
    (void)network::DualNewton(lost, std::vector<std::uint8_t>{1, 1}, all_run).run();
  } catch (const Error& error) {
    code = error.code();
  }
  CHECK(code == "infeasible");
}
