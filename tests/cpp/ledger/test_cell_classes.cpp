// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/cell_classes.hpp"

#include <doctest/doctest.h>

#include "ledger_rows.hpp"

using namespace huishou;

TEST_CASE("cells with equal values in the keys named are one class, with its rows and exact mass") {
  testing::Rows rows;
  rows.names = {"region", "material", "fate"};
  rows.add({"a", "paper", "recycled"}, 0.1);
  rows.add({"b", "paper", "recycled"}, 0.2);
  rows.add({"b", "paper", ""}, 1.0);
  rows.add({"b", "glass", "recycled"}, std::numeric_limits<double>::quiet_NaN());
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  const ledger::CellList cells(aggregated, 0);
  const auto found = ledger::classify(cells, {1, 2});
  REQUIRE(found.of_cell.size() == 4);
  CHECK(found.representatives.size() == 3);
  CHECK(found.of_cell[0] == 0);
  CHECK(found.mass_t[0] == 0.1 + 0.2);
  CHECK(found.values[0] == 2);
  Index values = 0;
  for (const Index n : found.values) values += n;
  CHECK(values == 3);
  CHECK(ledger::classify(cells, {}).representatives.size() == 1);
}
