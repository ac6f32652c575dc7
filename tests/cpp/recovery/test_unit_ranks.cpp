// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/recovery/unit_ranks.hpp"

#include <doctest/doctest.h>

#include "ledger_rows.hpp"

using namespace huishou;

namespace {

testing::Rows sites() {
  testing::Rows rows;
  rows.names = {"region", "material", "site"};
  for (const char* region : {"r", "s"}) {
    for (const char* material : {"glass", "paper"}) {
      for (const char* site : {"x", "y"}) rows.add({region, material, site}, 1.0);
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("cells of one group with equal codes are one unit, though others lie between them") {
  const ledger::Aggregator aggregated = testing::aggregated(sites(), sites().names);
  const ledger::CellList cells(aggregated, 1);
  recovery::UnitRanks units(cells);
  const recovery::Ranks& ranks = units.by({2});
  CHECK(ranks.of_cell == std::vector<Index>{0, 1, 0, 1, 2, 3, 2, 3});
  CHECK(ranks.group == std::vector<Index>{0, 0, 1, 1});
  CHECK_FALSE(ranks.rising);
  CHECK(&units.by({2}) == &ranks);
}

TEST_CASE("leading columns, and none at all, give units in the order of the cells") {
  const ledger::Aggregator aggregated = testing::aggregated(sites(), sites().names);
  const ledger::CellList cells(aggregated, 1);
  recovery::UnitRanks units(cells);
  CHECK(units.by({1}).of_cell == std::vector<Index>{0, 0, 1, 1, 2, 2, 3, 3});
  CHECK(units.by({1}).rising);
  CHECK(units.by({}).group == std::vector<Index>{0, 1});
  CHECK(units.by({}).of_cell == std::vector<Index>{0, 0, 0, 0, 1, 1, 1, 1});
}
