// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/cell_list.hpp"

#include <doctest/doctest.h>

#include "ledger_rows.hpp"

using namespace huishou;

TEST_CASE("groups are runs of cells, in the order of the keys, null last") {
  testing::Rows rows;
  rows.names = {"region", "fate"};
  rows.add({"", "x"}, 1.0);
  rows.add({"b", "y"}, 1.0);
  rows.add({"a", "x"}, 1.0);
  rows.add({"b", "x"}, 2.0);
  rows.add({"b", "x"}, std::numeric_limits<double>::quiet_NaN());
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  const ledger::CellList cells(aggregated, 1);
  REQUIRE(cells.groups() == 3);
  CHECK((cells.first(0) == 0 && cells.first(1) == 1 && cells.first(2) == 3 && cells.first(3) == 4));
  CHECK(cells.table().keys()[0].text(cells.codes(1)[0]) == "b");
  CHECK(cells.count(1) == 1);
  CHECK(cells.codes(3)[0] == 0);
  CHECK(cells.representatives().size() == 3);
  CHECK(ledger::CellList(aggregated, 0).groups() == 1);
}
