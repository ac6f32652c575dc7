// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/columns.hpp"

#include <doctest/doctest.h>

#include "networks.hpp"

using namespace huishou;

namespace {

// Every entry of the rows, and no other, is in the columns, in the order of rows.
void check(const network::Constraints& rows, bool plain) {
  const network::Columns columns(rows);
  CHECK(columns.plain() == plain);
  REQUIRE(columns.size() == rows.columns);
  std::vector<std::vector<network::Entry>> wanted(testing::at(rows.columns));
  for (Code r = 0; r < rows.rows(); ++r) {
    for (const auto entry : rows.row(r)) wanted[testing::at(entry.column)].push_back({r, entry.value});
  }
  for (Index c = 0; c < rows.columns; ++c) {
    const auto found = columns.row(c);
    const auto& mine = wanted[testing::at(c)];
    REQUIRE(found.size() == mine.size());
    for (std::size_t i = 0; i < mine.size(); ++i) {
      CHECK(found[i].column == mine[i].column);
      CHECK(found[i].value == mine[i].value);
    }
  }
}

}  // namespace

TEST_CASE("columns of a pure network: in, out, either way through, and flows of no balance") {
  check(testing::constraints(5, {{{0, 1.0}, {1, -1.0}, {3, 1.0}}, {{1, 1.0}, {2, -1.0}, {3, -1.0}}}), true);
  const auto given = testing::three_tiers(30, 7, 1, 3);
  check(given.balances, true);
}

TEST_CASE("what is no pure network is kept as it is") {
  check(testing::constraints(2, {{{0, 1.0}, {1, -1.0}}, {{0, 0.5}, {1, 1.0}}}), false);                 // a coefficient
  check(testing::constraints(2, {{{0, 1.0}, {1, -1.0}}, {{0, 1.0}, {1, 1.0}}}), false);                 // the same sign twice
  check(testing::constraints(2, {{{0, -1.0}}, {{0, -1.0}, {1, 1.0}}}), false);
  check(testing::constraints(1, {{{0, 1.0}}, {{0, -1.0}}, {{0, 1.0}}}), false);                         // three balances
  check(testing::constraints(3, {{{0, 2.0}, {2, 1.0}}, {{0, -2.0}}}), false);
  check(testing::constraints(0, {}), true);
}
