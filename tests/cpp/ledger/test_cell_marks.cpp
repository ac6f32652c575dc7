// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/cell_marks.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "ledger_rows.hpp"

using namespace huishou;

TEST_CASE("the bits of a cell are those of the filters it meets one by one, across words") {
  std::mt19937_64 random(20211028);
  testing::Rows rows;
  rows.names = {"stage", "fate", "material"};
  const auto word = [&](int kinds) { return std::string(1, static_cast<char>('a' + static_cast<int>(random() % static_cast<unsigned>(kinds)))); };
  for (int i = 0; i < 400; ++i) rows.add({word(4), word(5), word(7)}, 1.0);
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  const ledger::CellList cells(aggregated, 1);
  std::vector<ledger::CellFilter> filters;
  for (int f = 0; f < 150; ++f) {
    std::vector<ledger::Condition> where;
    for (Index key = 0; key < 3; ++key) {
      if (random() % 2 == 0) where.push_back({key, {word(4), word(7)}});
    }
    filters.emplace_back(cells.table(), where);
  }
  const ledger::CellMarks marks(cells, filters);
  Index met = 0;
  for (Index i = 0; i < cells.size(); ++i) {
    for (const auto& [first, count] : std::vector<std::pair<Index, Index>>{{0, 64}, {3, 5}, {60, 10}, {63, 64}, {100, 50}, {149, 1}}) {
      const std::uint64_t bits = marks.of(i, first, count);
      for (Index f = 0; f < 64; ++f) {
        const bool wanted = f < count && filters[static_cast<std::size_t>(first + f)].meets(cells.codes(i));
        REQUIRE((bits >> f & 1) == (wanted ? 1 : 0));
        met += wanted ? 1 : 0;
      }
    }
  }
  CHECK(met > 1000);
}

TEST_CASE("rows without a mass meet nothing") {
  testing::Rows rows;
  rows.names = {"stage"};
  rows.add({"a"}, 1.0);
  rows.add({"b"}, std::numeric_limits<double>::quiet_NaN());
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  const ledger::CellList cells(aggregated, 0);
  const ledger::CellMarks marks(cells, {ledger::CellFilter(cells.table(), {})});
  CHECK(marks.of(0, 0, 1) == 1);
  CHECK(marks.of(1, 0, 1) == 0);
}
