// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/cell_table.hpp"

#include <doctest/doctest.h>

#include "huishou/base/error.hpp"
#include "ledger/reference.hpp"
#include "rational_of.hpp"

namespace stats = huishou::stats;
namespace features = huishou::stats::features;
using huishou::Error;
using huishou::Index;
using huishou::ledger::CellTable;
using huishou::ledger::Layout;
using huishou::ledger::Variant;
using oracle::Rational;
using reference::Set;
using reference::state_of;

namespace {

constexpr Layout kFull = {true, true, true};
constexpr Layout kMoments = {true, true, false};

struct Rows {
  std::vector<std::int32_t> cells;
  std::vector<double> values;
};

Rows some(std::uint64_t seed, int n, std::int32_t cells) {
  oracle::Doubles doubles(seed);
  Rows rows;
  for (int i = 0; i < n; ++i) {
    rows.cells.push_back(static_cast<std::int32_t>(doubles.bits() % static_cast<std::uint64_t>(cells)));
    rows.values.push_back(doubles.bits() % 20 == 0 ? std::numeric_limits<double>::quiet_NaN() : seed % 2 == 0 ? doubles.narrow() : doubles.mixed());
  }
  return rows;
}

CellTable table_of(const Rows& rows, Layout layout, bool bins, Index cells) {
  CellTable table(layout, bins, cells);
  reference::feed(table, rows.cells, rows.values, huishou::ledger::best_variant());
  table.carry_all();
  return table;
}

std::vector<Set> sets_of(const Rows& rows, Index cells) {
  std::vector<Set> sets(static_cast<std::size_t>(cells));
  for (std::size_t i = 0; i < rows.values.size(); ++i) sets[static_cast<std::size_t>(rows.cells[i])].add(rows.values[i]);
  return sets;
}

CellTable one_cell(const std::vector<double>& values, Layout layout = kMoments, bool bins = false) { return table_of({std::vector<std::int32_t>(values.size(), 0), values}, layout, bins, 1); }

}  // namespace

TEST_CASE("a cell is the accumulator set of its rows, in every layout and variant") {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const Rows rows = some(seed, 2000, 7);
    const std::vector<Set> sets = sets_of(rows, 8);
    for (const Layout layout : reference::kLayouts) {
      for (const Variant variant : {Variant::kBaseline, Variant::kAvx2}) {
        if (!huishou::ledger::can_run(variant)) continue;
        CellTable table(layout, true, 8);
        reference::feed(table, rows.cells, rows.values, variant);
        table.carry_all();
        for (Index cell = 0; cell < 8; ++cell) CHECK(state_of(table, cell) == state_of(sets[static_cast<std::size_t>(cell)], layout, true));
        CHECK_FALSE(table.occupied(7));
        CHECK(table.occupied(0));
      }
    }
  }
}

TEST_CASE("sum, mean and variance of a cell are those of the set, narrow or wide") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Rows rows = some(seed, 60, 5);
    const std::vector<Set> sets = sets_of(rows, 5);
    const CellTable table = table_of(rows, kFull, false, 5);
    for (Index cell = 0; cell < 5; ++cell) {
      const stats::ExactMoments& want = sets[static_cast<std::size_t>(cell)].get<features::exact_moments>();
      CHECK(std::bit_cast<std::uint64_t>(table.sum(cell)) == std::bit_cast<std::uint64_t>(want.sum().value()));
      CHECK(table.mean(cell) == want.mean());
      CHECK(table.variance(cell) == want.variance());
      CHECK(table.plausible(cell));
    }
  }
}

TEST_CASE("a cell of no values, of missing ones and of one value") {
  CellTable table(kFull, true, 3);
  table.add_missing(1);
  reference::feed(table, {2}, {-0.0}, Variant::kBaseline);
  table.carry_all();
  CHECK_FALSE(table.occupied(0));
  CHECK(table.occupied(1));
  CHECK(table.missing(1) == 1);
  for (const Index cell : {Index{0}, Index{1}}) {
    CHECK(table.sum(cell) == 0.0);
    CHECK_FALSE(table.mean(cell).has_value());
    CHECK_FALSE(table.variance(cell).has_value());
  }
  CHECK(std::bit_cast<std::uint64_t>(table.minimum(2)) == 0);
  CHECK(std::bit_cast<std::uint64_t>(table.maximum(2)) == 0);
  CHECK_FALSE(table.variance(2).has_value());
}

TEST_CASE("cells are carried in time, however the rows fall") {
  const double top = std::nextafter(0x1p30, 0.0);
  for (const double x : {top, -top}) {
    constexpr Index kRows = 65539;
    const Rows rows{std::vector<std::int32_t>(kRows, 1), std::vector<double>(kRows, x)};
    CellTable table(kMoments, false, 2);
    Index n = 0;
    for (; n < 2 * stats::kMaxPending + kRows; n += kRows) reference::feed(table, rows.cells, rows.values, huishou::ledger::best_variant());
    table.carry_all();
    CHECK(table.count(1) == n);
    CHECK(oracle::rational_of<stats::SumGrid>(table.sum_digits(1)) == oracle::exact(x) * n);
    CHECK(oracle::rational_of<stats::ProductGrid>(table.square_digits(1)) == oracle::exact(x) * oracle::exact(x) * n);
    CHECK(table.variance(1) == 0.0);
  }
}

TEST_CASE("a group of more than 2^31 rows, and of 2^62, is right") {
  for (const auto& values : {std::vector<double>{0.1, 0.2, 0.4}, std::vector<double>{-1e9, 0x1p-90, 3.0}, std::vector<double>{1e300, 1.0, -5e-324}}) {
    CellTable table = one_cell(values, kFull, true);
    Rational n = 3;
    Rational s1 = 0;
    Rational s2 = 0;
    for (const double x : values) {
      s1 += oracle::exact(x);
      s2 += oracle::exact(x) * oracle::exact(x);
    }
    for (int doubling = 1; doubling <= 60; ++doubling) {
      const CellTable copy = table;
      table.merge(0, copy, 0, 1);
      table.merge_bins(copy, {0}, 1);
      n *= 2;
      s1 *= 2;
      s2 *= 2;
      if (doubling < 28 && doubling != 2) continue;
      CHECK(Rational(table.count(0)) == n);
      CHECK(table.sum(0) == oracle::nearest(s1));
      CHECK(table.mean(0) == oracle::nearest(s1 / n));
      CHECK(table.variance(0) == oracle::nearest((n * s2 - s1 * s1) / (n * (n - 1))));
      CHECK(state_of(table, 0).bins.begin()->second == Index{1} << doubling);
    }
  }
}

TEST_CASE("tables merge cell by cell in any tree, and are taken out again") {
  const Rows rows = some(9, 900, 4);
  const CellTable whole = table_of(rows, kMoments, true, 4);
  std::vector<CellTable> parts;
  for (int part = 0; part < 3; ++part) {
    Rows own;
    for (std::size_t i = static_cast<std::size_t>(part); i < rows.values.size(); i += 3) {
      own.cells.push_back(rows.cells[i]);
      own.values.push_back(rows.values[i]);
    }
    parts.push_back(table_of(own, kMoments, true, 4));
  }
  const auto join = [](CellTable& a, const CellTable& b, int sign) {
    for (Index cell = 0; cell < 4; ++cell) a.merge(cell, b, cell, sign);
    a.merge_bins(b, {0, 1, 2, 3}, sign);
  };
  CellTable merged = parts[2];
  join(merged, parts[0], 1);
  join(merged, parts[1], 1);
  for (Index cell = 0; cell < 4; ++cell) CHECK(state_of(merged, cell) == state_of(whole, cell));
  join(merged, parts[2], -1);
  join(merged, parts[0], -1);
  for (Index cell = 0; cell < 4; ++cell) CHECK(state_of(merged, cell) == state_of(parts[1], cell));
  join(merged, parts[1], -1);
  for (Index cell = 0; cell < 4; ++cell) CHECK_FALSE(merged.occupied(cell));
}

TEST_CASE("rows that never were there are refused where it shows") {
  const auto refused = [](const CellTable& have, const CellTable& gone) {
    CellTable rest = have;
    try {
      rest.merge(0, gone, 0, -1);
      rest.merge_bins(gone, {0}, -1);
    } catch (const Error& error) {
      CHECK(error.kind() == huishou::ErrorKind::kState);
      return error.code();
    }
    return std::string("taken");
  };
  CHECK(refused(one_cell({1.0}), one_cell({1.0, 2.0})) == "negative_count");
  CHECK(refused(one_cell({1.0}), one_cell({std::numeric_limits<double>::quiet_NaN()})) == "negative_count");
  CHECK(refused(one_cell({1.0}), one_cell({2.0})) == "foreign_rows");
  CHECK(refused(one_cell({1.0, 3.0}), one_cell({2.0, 2.0})) == "foreign_rows");
  CHECK(refused(one_cell({1.0, 2.0}), one_cell({5.0})) == "foreign_rows");
  CHECK(refused(one_cell({0.0, 0.0, 10.0}), one_cell({-100.0})) == "foreign_rows");
  CHECK(refused(one_cell({0.0, 0.0, 1e200}), one_cell({-1e250})) == "foreign_rows");
  CHECK(refused(one_cell({1.0, 2.0}, {}, true), one_cell({64.0}, {}, true)) == "negative_count");
  CHECK(refused(one_cell({1.0, 2.0, 4.0}), one_cell({2.0})) == "taken");
  CHECK(refused(one_cell({1.0, 2.0}, {true, false, false}), one_cell({5.0}, {true, false, false})) == "taken");  // a sum of one row may be anything
}

TEST_CASE("a cell is moved whole") {
  const Rows rows = some(11, 500, 3);
  CellTable from = table_of(rows, kFull, true, 3);
  CellTable to(kFull, true, 10);
  for (Index cell = 0; cell < 3; ++cell) to.take(9 - cell, from, cell);
  to.merge_bins(from, {9, 8, 7}, 1);
  for (Index cell = 0; cell < 3; ++cell) CHECK(state_of(to, 9 - cell) == state_of(from, cell));
  CHECK_FALSE(to.occupied(0));
  reference::feed(to, std::vector<std::int32_t>(rows.cells.size(), 9), rows.values, Variant::kBaseline);  // and lives on
  to.carry_all();
  CHECK(to.count(9) + to.missing(9) == 500 + from.count(0) + from.missing(0));
}

TEST_CASE("a cell restored from its canonical parts is the same state, and lives on") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Rows rows = some(seed, 80, 1);
    const CellTable table = table_of(rows, kFull, true, 1);
    CellTable again(kFull, true, 1);
    again.restore(0, table.count(0), table.missing(0), table.sum_digits(0), table.square_digits(0), table.minimum(0), table.maximum(0));
    table.bins().each([&](const auto& entry) { again.restore_bin(0, entry.bin, entry.count); });
    CHECK(state_of(again, 0) == state_of(table, 0));
    CHECK(again.sum(0) == table.sum(0));
    CHECK(again.variance(0) == table.variance(0));
    const Rows more = some(seed + 100, 50, 1);
    Rows both = rows;
    both.cells.insert(both.cells.end(), more.cells.begin(), more.cells.end());
    both.values.insert(both.values.end(), more.values.begin(), more.values.end());
    reference::feed(again, more.cells, more.values, Variant::kBaseline);
    again.carry_all();
    CHECK(state_of(again, 0) == state_of(table_of(both, kFull, true, 1), 0));
  }
}

TEST_CASE("integers beyond 2^53 enter the same state") {
  CellTable table(kMoments, false, 1);
  Rational s1 = 0;
  Rational s2 = 0;
  for (const std::uint64_t magnitude : {std::uint64_t{1} << 53, (std::uint64_t{1} << 53) + 1, ~std::uint64_t{0}, std::uint64_t{1} << 63}) {
    for (const bool negative : {false, true, false}) {
      table.add_integer(0, magnitude, negative);
      const Rational x = Rational(oracle::Integer(magnitude)) * (negative ? -1 : 1);
      s1 += x;
      s2 += x * x;
    }
  }
  CHECK(table.count(0) == 12);
  CHECK(oracle::rational_of<stats::SumGrid>(table.sum_digits(0)) == s1);
  CHECK(oracle::rational_of<stats::ProductGrid>(table.square_digits(0)) == s2);
  CellTable as_integer(kMoments, false, 1);
  as_integer.add_integer(0, 7, true);
  CHECK(state_of(as_integer, 0) == state_of(one_cell({-7.0}), 0));
}

TEST_CASE("numbers of a cell lean on no floating-point mode") {
  const Rows rows = some(13, 200, 2);
  const CellTable table = table_of(rows, kMoments, false, 2);
  const CellTable small = one_cell({5e-324, 1e-310});
  const double want[] = {table.sum(0), *table.mean(0), *table.variance(0), small.sum(0), *small.mean(0)};
  const oracle::Rounding rounding(FE_UPWARD);
  const oracle::FlushToZero flush;
  const double got[] = {table.sum(0), *table.mean(0), *table.variance(0), small.sum(0), *small.mean(0)};
  for (std::size_t i = 0; i < 5; ++i) CHECK(std::bit_cast<std::uint64_t>(got[i]) == std::bit_cast<std::uint64_t>(want[i]));
}
