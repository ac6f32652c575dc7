// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/combination.hpp"

#include <doctest/doctest.h>

#include <random>

#include "huishou/ledger/cell_list.hpp"
#include "huishou/stats/exact_sum.hpp"
#include "ledger_rows.hpp"

using namespace huishou;
using stats::Dyadic;

TEST_CASE("a combination is the exact sum of weight times cell, whatever the order of its parts") {
  std::mt19937_64 random(20211028);
  std::uniform_real_distribution<double> exponent(-400.0, 400.0);
  testing::Rows rows;
  rows.names = {"cell"};
  std::vector<Dyadic> sums(7);
  for (int i = 0; i < 500; ++i) {
    const double x = std::exp2(exponent(random)) * (i % 3 == 0 ? -1.0 : 1.0);
    const auto cell = static_cast<std::size_t>(random() % 7);
    rows.add({std::string(1, static_cast<char>('a' + cell))}, x);
    sums[cell] += Dyadic(x);
  }
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  const ledger::CellList cells(aggregated, 1);
  std::vector<ledger::Part> parts;
  std::vector<Dyadic> wanted(3);
  for (int i = 0; i < 60; ++i) {
    const auto target = static_cast<Index>(random() % 3);
    const auto cell = static_cast<Index>(random() % 7);
    const double weight = std::vector<double>{1.0, -1.0, 0.1, 1e-30, 1.0}[static_cast<std::size_t>(random() % 5)];
    parts.push_back({target, cells.cell(cell), weight});
    wanted[static_cast<std::size_t>(target)] += Dyadic(weight) * sums[static_cast<std::size_t>(cell)];
  }
  const auto once = ledger::combine(cells.masses(), parts, 3);
  std::shuffle(parts.begin(), parts.end(), random);
  const auto again = ledger::combine(cells.masses(), parts, 3);
  for (std::size_t t = 0; t < 3; ++t) {
    CHECK(once[t] == wanted[t]);
    CHECK(again[t].canonical() == once[t].canonical());
  }
}

TEST_CASE("a target without parts is zero, and what cancels is zero") {
  testing::Rows rows;
  rows.names = {"cell"};
  rows.add({"a"}, 0.1);
  const ledger::Aggregator aggregated = testing::aggregated(rows, rows.names);
  const ledger::CellList cells(aggregated, 1);
  const auto found = ledger::combine(cells.masses(), {{0, cells.cell(0), 1.0}, {0, cells.cell(0), -1.0}}, 2);
  CHECK(found[0].sign() == 0);
  CHECK(found[1].sign() == 0);
}
