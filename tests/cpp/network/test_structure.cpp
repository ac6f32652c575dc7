// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/structure.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "huishou/base/error.hpp"
#include "networks.hpp"

using namespace huishou;

namespace {

std::string refused(double x, double sd) {
  try {
    network::roles_of(std::vector<double>{x}, std::vector<double>{sd});
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

}  // namespace

TEST_CASE("a flow is measured, fixed or not measured, and nothing else") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  const auto roles = network::roles_of(std::vector<double>{1.0, 2.0, none}, std::vector<double>{0.5, 0.0, none});
  CHECK(roles == std::vector<network::Role>{network::Role::kMeasured, network::Role::kFixed, network::Role::kUnmeasured});
  CHECK(refused(1.0, none) == "value_without_sd");
  CHECK(refused(none, 1.0) == "sd_without_value");
  CHECK(refused(1.0, -1.0) == "negative_sd");
  CHECK(refused(infinite, 1.0) == "not_finite");
  CHECK(refused(1.0, infinite) == "not_finite");
}

TEST_CASE("the normal matrix is A V A' in the places of the pattern") {
  const auto given = testing::three_tiers(9, 4, 2);
  const auto s = testing::structure(given);
  const auto variance = testing::squares(given.sd);
  const auto normal = s->normal(variance);
  const auto wanted = testing::normal_matrix(given.balances, variance);
  REQUIRE(normal.laplacian);
  for (Code i = 0; i < given.balances.rows(); ++i) {
    const auto place = testing::at(s->pattern->place[testing::at(i)]);
    CHECK(normal.diagonal[place] == doctest::Approx(static_cast<double>(wanted[testing::at(i)][testing::at(i)])));
    long double excess = 0.0L;
    for (const auto cell : wanted[testing::at(i)]) excess += cell;
    CHECK(normal.excess[place] == doctest::Approx(static_cast<double>(excess)).epsilon(1e-9));
  }
  for (Index f = 0; f < s->flows(); ++f) {
    const auto entries = s->by_flow.row(f);
    if (entries.size() == 2) {
      const auto cell = static_cast<double>(wanted[testing::at(entries[0].column)][testing::at(entries[1].column)]);
      CHECK(normal.lower[testing::at(s->pattern->position(entries[0].column, entries[1].column))] == doctest::Approx(cell));
    }
  }
}

TEST_CASE("parallel flows and flows of one balance cannot be told apart, flows in series can") {
  // in -> A, A -> B twice, B -> out, and a self-loop
  testing::Case given;
  given.balances = testing::constraints(5, {{{0, 1.0}, {1, -1.0}, {2, -1.0}}, {{1, 1.0}, {2, 1.0}, {3, -1.0}}});
  given.measured = {10.0, 4.0, 7.0, 12.0, 1.0};
  given.sd = {1.0, 1.0, 1.0, 1.0, 1.0};
  const auto groups = network::equivalent_flows(*testing::structure(given));
  CHECK(groups[1] == groups[2]);
  CHECK(groups[0] != groups[1]);
  CHECK(groups[3] != groups[0]);
  CHECK(groups[4] == -1);
}
