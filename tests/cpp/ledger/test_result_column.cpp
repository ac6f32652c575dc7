// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/result_column.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <numeric>
#include <random>

#include "huishou/base/error.hpp"
#include "huishou/stats/sketch.hpp"

using huishou::Error;
using huishou::Index;
using huishou::Pages;
using huishou::ledger::CellTable;
using huishou::ledger::Layout;
using huishou::ledger::result_columns;
using huishou::ledger::ResultColumn;
using huishou::ledger::ValueKind;

namespace {

constexpr Layout kAll{true, true, true};
const std::vector<std::string> kStatistics = {"count", "missing", "sum", "mean", "var", "min", "max", "q05", "q50", "q99"};

// Cells of 0, 1, 2, ... 5 values, some of them missing.
CellTable table_of(Index cells, bool whole) {
  std::mt19937_64 random(4);
  CellTable table(kAll, true, cells);
  for (Index cell = 0; cell < cells; ++cell) {
    for (Index i = 0; i < cell % 6; ++i) {
      const double x = whole ? static_cast<double>(random() % 1000) - 500.0 : std::bit_cast<double>((random() >> 12) | 0x3ff0000000000000ULL) - 1.5;
      table.add_double(cell, x);
      table.add_bin(cell, x);
    }
    if (cell % 7 == 0) table.add_missing(cell);
  }
  table.carry_all();
  return table;
}

std::vector<Index> backwards(Index cells) {
  std::vector<Index> groups(static_cast<std::size_t>(cells));
  std::iota(groups.rbegin(), groups.rend(), Index{0});
  return groups;
}

}  // namespace

TEST_CASE("every statistic of every group is that of its cell, on any number of threads, and says where there is none") {
  const Index cells = 9000;  // enough for two threads
  const std::vector<Index> groups = backwards(cells);
  for (const bool whole : {false, true}) {
    const CellTable table = table_of(cells, whole);
    for (const Index threads : {1, 2, 7}) {
      Pages memory(0);
      const auto columns = result_columns(table, whole ? ValueKind::kInteger : ValueKind::kFloat, "x", kStatistics, groups, threads, memory);
      REQUIRE(columns.size() == kStatistics.size());
      for (std::size_t s = 0; s < columns.size(); ++s) {
        const ResultColumn& column = columns[s];
        const std::string& name = kStatistics[s];
        const bool counts = name == "count" || name == "missing";
        CHECK(column.integer == (counts || (whole && (name == "sum" || name == "min" || name == "max"))));
        CHECK(column.valid.empty() == (counts || name == "sum"));
        for (std::size_t i = 0; i < groups.size(); ++i) {
          const Index cell = groups[i];
          const Index n = cell % 6;
          const bool valid = column.valid.empty() || column.valid[i] != 0;
          CHECK(valid == (counts || name == "sum" || n >= (name == "var" ? 2 : 1)));
          const double number = column.integer ? static_cast<double>(column.integers[i]) : column.reals[i];
          double want = 0.0;
          if (name == "count") want = static_cast<double>(n);
          if (name == "missing") want = cell % 7 == 0 ? 1.0 : 0.0;
          if (name == "sum") want = table.sum(cell);
          if (valid && name == "mean") want = *table.mean(cell);
          if (valid && name == "var") want = *table.variance(cell);
          if (valid && name == "min") want = table.minimum(cell);
          if (valid && name == "max") want = table.maximum(cell);
          if (valid && name[0] == 'q') {
            huishou::stats::Sketch sketch;
            table.bins().each([&](const huishou::ledger::BinCounts::Entry& entry) {
              if (entry.cell == cell && i % 500 == 0) sketch.add(huishou::stats::bin_midpoint(entry.bin), entry.count);
            });
            if (i % 500 != 0) continue;
            want = *sketch.quantile(std::stoi(name.substr(1)));
          }
          REQUIRE(number == want);
        }
      }
    }
  }
}

TEST_CASE("sums that no 64-bit integer and no double holds are refused with the name of the column") {
  CellTable table(Layout{true, true, false}, false, 3);
  for (int i = 0; i < 2; ++i) table.add_integer(1, huishou::Unsigned128{1} << 63, false);
  table.carry_all();
  Pages memory(0);
  const auto refused = [&](ValueKind kind, const char* statistic, double add) {
    if (add != 0.0) {
      table.add_double(2, add);
      table.add_double(2, add);
      table.carry_all();
    }
    try {
      (void)result_columns(table, kind, "mass", {statistic}, {0, 1, 2}, 1, memory);
    } catch (const Error& error) {
      CHECK(error.column() == "mass");
      return error.code();
    }
    return std::string("none");
  };
  CHECK(refused(ValueKind::kInteger, "sum", 0.0) == "integer_overflow");
  CHECK(refused(ValueKind::kFloat, "sum", 0.0) == "none");
  CHECK(refused(ValueKind::kFloat, "sum", 0x1.fp1023) == "overflow");
  CHECK(refused(ValueKind::kFloat, "mean", 0.0) == "none");
}

TEST_CASE("only q01 to q99 are quantiles") {
  CHECK(huishou::ledger::percent_of("q01") == 1);
  CHECK(huishou::ledger::percent_of("q50") == 50);
  CHECK(huishou::ledger::percent_of("q99") == 99);
  for (const char* other : {"q00", "q5", "q100", "p50", "q5x", "qx5", ""}) CHECK(huishou::ledger::percent_of(other) == -1);
}
