// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/cell_filter.hpp"

#include <doctest/doctest.h>

#include "huishou/base/error.hpp"
#include "huishou/ledger/cell_list.hpp"
#include "ledger_rows.hpp"

using namespace huishou;

TEST_CASE("a cell meets a filter when every column holds a listed value; a blank only where blanks are listed") {
  testing::Rows rows;
  rows.names = {"stage", "fate"};
  rows.add({"collection", "recycled"}, 1.0);
  rows.add({"collection", ""}, 1.0);
  rows.add({"disposal", "landfilled"}, 1.0);
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  const ledger::CellList cells(aggregated, 0);
  const auto met = [&](const std::vector<ledger::Condition>& where) {
    const ledger::CellFilter filter(cells.table(), where);
    Index out = 0;
    for (Index i = 0; i < cells.size(); ++i) out += filter.meets(cells.codes(i)) ? 1 : 0;
    return out;
  };
  CHECK(met({}) == 3);
  CHECK(met({{0, {std::string("collection")}}}) == 2);
  CHECK(met({{0, {std::string("collection")}}, {1, {std::string("recycled"), std::string("landfilled")}}}) == 1);
  CHECK(met({{1, {std::string("recycled")}, true}}) == 2);
  CHECK(met({{1, {std::string("nowhere")}}}) == 0);
  CHECK(ledger::CellFilter(cells.table(), {{1, {std::string("recycled")}}}).names(1));
  CHECK_FALSE(ledger::CellFilter(cells.table(), {}).names(1));
}

TEST_CASE("a number asked of a text column is refused") {
  testing::Rows rows;
  rows.names = {"stage"};
  rows.add({"collection"}, 1.0);
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  CHECK_THROWS_AS(ledger::CellFilter(aggregated.table(), {{0, {std::int64_t{7}}}}), Error);
}
