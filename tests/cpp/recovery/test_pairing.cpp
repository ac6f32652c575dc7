// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/recovery/pairing.hpp"

#include <doctest/doctest.h>

#include "ledger_rows.hpp"

using namespace huishou;

namespace {

// Keys: site, material, side ("n" or "d").
recovery::Pairing paired(const testing::Rows& rows, bool named, bool sites = true) {
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  const ledger::CellList cells(aggregated, 0);
  std::vector<recovery::Entry> entries;
  for (Index i = 0; i < cells.size(); ++i) {
    const bool numerator = cells.table().keys()[2].text(cells.codes(i)[2]) == "n";
    entries.push_back({i, numerator ? 0 : 1, numerator});
  }
  recovery::Columns columns;
  if (sites) columns.units = {0};
  columns.material = 1;
  recovery::UnitRanks units(cells);
  return recovery::pair_units(units, entries, columns, named);
}

testing::Rows two_sites() {
  testing::Rows rows;
  rows.names = {"site", "material", "side"};
  for (const char* site : {"a", "b"}) rows.add({site, "all", "d"}, 10.0);
  rows.add({"a", "paper", "n"}, 1.0);
  rows.add({"a", "glass", "n"}, 1.0);
  rows.add({"b", "paper", "n"}, 1.0);
  return rows;
}

}  // namespace

TEST_CASE("a unit is complete with every numerator material the ledger reports") {
  const auto found = paired(two_sites(), false);
  CHECK(found.columns == std::vector<Index>{0});
  CHECK(found.units == std::vector<Index>{2});
  CHECK(found.complete_units == std::vector<Index>{1});
}

TEST_CASE("where the denominator is itemised by the same materials, one numerator row is enough, unless the definition names them") {
  testing::Rows rows = two_sites();
  rows.add({"a", "paper", "d"}, 1.0);
  CHECK(paired(rows, false).complete_units == std::vector<Index>{2});
  CHECK(paired(rows, true).complete_units == std::vector<Index>{1});
}

TEST_CASE("a blank in a unit column, or sides that never meet, leave the column out") {
  testing::Rows rows = two_sites();
  rows.add({"", "glass", "n"}, 1.0);
  CHECK(paired(rows, false).columns.empty());
  testing::Rows apart;
  apart.names = rows.names;
  apart.add({"town", "all", "d"}, 10.0);
  apart.add({"plant", "paper", "n"}, 4.0);
  const auto found = paired(apart, false);
  CHECK(found.columns.empty());
  CHECK(found.complete_units == std::vector<Index>{1});
}

TEST_CASE("without a numerator nothing is complete") {
  testing::Rows rows;
  rows.names = {"site", "material", "side"};
  rows.add({"a", "all", "d"}, 10.0);
  const auto found = paired(rows, false);
  CHECK(found.units == std::vector<Index>{1});
  CHECK(found.complete_units == std::vector<Index>{0});
}
