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

TEST_CASE("the normal matrix is A V A' in the cells of the pattern") {
  for (const Index sorters : {4, 60}) {
  const auto given = testing::three_tiers(9 * sorters, sorters, 2, sorters - 1);
  const auto s = testing::structure(given);
  CHECK((s->pattern->dense() > 0) == (sorters > 16));
  const auto variance = testing::squares(given.sd);
  const auto normal = s->normal(variance);
  const auto wanted = testing::normal_matrix(given.balances, variance);
  const auto diagonal = s->diagonal(variance);
  REQUIRE(normal.laplacian);
  for (Code i = 0; i < given.balances.rows(); ++i) {
    const auto place = testing::at(s->pattern->place[testing::at(i)]);
    CHECK(diagonal[place] == doctest::Approx(static_cast<double>(wanted[testing::at(i)][testing::at(i)])));
    long double excess = 0.0L;
    for (const auto cell : wanted[testing::at(i)]) excess += cell;
    CHECK(normal.excess[place] == doctest::Approx(static_cast<double>(excess)).epsilon(1e-9));
  }
  // Cells of H below its diagonal; what is no entry of H is 0 in a cell of L.
  const auto& p = *s->pattern;
  for (Index k = 0; k < p.size; ++k) {
    const auto column = testing::at(p.order[testing::at(k)]);
    const auto check = [&](Index row, Index cell) {
      CHECK(normal.cells[testing::at(cell)] == doctest::Approx(static_cast<double>(wanted[testing::at(p.order[testing::at(row)])][column])));
    };
    if (k >= p.dense_from) {
      for (Index row = k + 1; row < p.size; ++row) check(row, p.listed() + (k - p.dense_from) * p.stride() + row - p.dense_from);
    } else {
      for (Index q = p.start[testing::at(k)]; q < p.start[testing::at(k) + 1]; ++q) check(p.row[testing::at(q)], q);
    }
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
