// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/bin_counts.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

using huishou::Index;
using huishou::ledger::BinCounts;
namespace stats = huishou::stats;

namespace {

using Map = std::map<std::pair<Index, stats::Bin>, Index>;

Map content(const BinCounts& counts) {
  Map out;
  counts.each([&](const BinCounts::Entry& entry) { CHECK(out.emplace(std::pair(entry.cell, entry.bin), entry.count).second); });
  return out;
}

}  // namespace

TEST_CASE("counts are kept by cell and bin, to the ends of both") {
  BinCounts counts;
  Map want;
  for (const Index cell : {Index{0}, Index{1}, Index{0x7fffffff}, Index{1} << 31, (Index{1} << 43) - 1}) {
    for (const stats::Bin bin : {-stats::kLastBin, -1, 0, 1, stats::kLastBin}) {
      counts.add(cell, bin, cell + bin + 2 * stats::kLastBin);
      want[{cell, bin}] = cell + bin + 2 * stats::kLastBin;
    }
  }
  CHECK(content(counts) == want);
  for (const auto& [key, count] : want) CHECK(counts.count(key.first, key.second) == count);
  CHECK(counts.count(2, 0) == 0);
}

TEST_CASE("counts survive growth, and what fell to zero is gone") {
  std::mt19937_64 random(2);
  BinCounts counts;
  Map want;
  CHECK(counts.empty());
  CHECK(counts.count(0, 0) == 0);
  for (int i = 0; i < 50000; ++i) {
    const auto cell = static_cast<Index>(random() % 300);
    const auto bin = static_cast<stats::Bin>(random() % 60) - 30;
    Index& own = want[{cell, bin}];
    const Index by = random() % 3 == 0 ? -own : static_cast<Index>(random() % 5);
    counts.add(cell, bin, by);
    own += by;
  }
  for (const auto& [key, count] : want) REQUIRE(counts.count(key.first, key.second) == count);
  std::erase_if(want, [](const auto& entry) { return entry.second == 0; });
  CHECK(content(counts) == want);
  CHECK_FALSE(counts.empty());
}
