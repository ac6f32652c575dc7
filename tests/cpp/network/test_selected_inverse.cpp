// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/selected_inverse.hpp"

#include <doctest/doctest.h>

#include "networks.hpp"

using namespace huishou;

TEST_CASE("entries of the inverse where two balances share a flow, with and without a dense block") {
  for (const bool block : {false, true}) {
    const auto given = testing::three_tiers(200, 40, 9, 39);
    const auto s = testing::structure(given, block);
    CHECK((s->pattern->dense() > 16) == block);
    const auto variance = testing::squares(given.sd);
    const network::Factor factor(s->pattern, s->normal(variance));
    const network::SelectedInverse found(factor);
    const auto wanted = testing::inverse(testing::normal_matrix(given.balances, variance));
    for (Index f = 0; f < s->flows(); ++f) {
      for (const auto a : s->by_flow.row(f)) {
        for (const auto b : s->by_flow.row(f)) {
          const auto exact = static_cast<double>(wanted[testing::at(a.column)][testing::at(b.column)]);
          CHECK(found.at(a.column, b.column) == doctest::Approx(exact).epsilon(1e-11));
        }
      }
    }
  }
}

TEST_CASE("dependent balances have no entries, the others those of an independent set") {
  testing::Case given;
  given.balances = testing::constraints(2, {{{0, -1.0}, {1, 1.0}}, {{0, 1.0}, {1, -1.0}}});
  given.measured = {10.0, 12.0};
  given.sd = {1.0, 2.0};
  const auto s = testing::structure(given);
  const network::SelectedInverse found(network::Factor(s->pattern, s->normal(testing::squares(given.sd))));
  CHECK(found.at(0, 0) + found.at(1, 1) == doctest::Approx(1.0 / 5.0));   // one of them is 0
  CHECK(found.at(0, 1) == 0.0);
}
