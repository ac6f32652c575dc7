// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/grid.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "oracle.hpp"

#define HUISHOU_VARIANT tested
#include "../../../cpp/src/ledger/accumulate_kernel.hpp"

namespace stats = huishou::stats;
namespace kernel = huishou::ledger::tested;
using huishou::Index;
using oracle::Integer;

// The kernel may include nothing that it shares, so it repeats these numbers.
static_assert(std::ranges::equal(kernel::kSumMagic, stats::SumGrid::kMagic));
static_assert(std::ranges::equal(kernel::kProductMagic, stats::ProductGrid::kMagic));
static_assert(kernel::Cell<true, true, true>::kStride == huishou::ledger::Layout{true, true, true}.stride());
static_assert(kernel::Cell<true, true, true>::kStride == 12);  // 96 bytes
static_assert(kernel::Cell<true, false, false>::kStride == 4);
static_assert(kernel::Cell<true, true, true>::kExtrema == huishou::ledger::Layout{true, true, true}.extrema_at());
static_assert(kernel::Cell<true, false, true>::kExtrema == huishou::ledger::Layout{true, false, true}.extrema_at());
static_assert(kernel::Cell<false, false, true>::kExtrema == huishou::ledger::Layout{false, false, true}.extrema_at());

namespace {

template <class Grid>
void check_grid(int lowest_bit, int highest_bit) {
  for (int i = 0; i < Grid::kWindows; ++i) {
    // 1.5 * 2^52 units: the sum keeps its exponent whatever digit is added, and its last bit is one unit.
    CHECK(oracle::exact(Grid::kMagic[i]) == 3 * oracle::power_of_two(51 + stats::window_exponent<Grid>(i)));
  }
  CHECK(stats::kDigitBits * Grid::kLow + Grid::kOrigin <= lowest_bit);
  CHECK(stats::kDigitBits * Grid::kHigh + Grid::kOrigin + 62 >= highest_bit);
  CHECK(Grid::kTop - Grid::kWindows + 1 > Grid::kLow);
  CHECK(Grid::kTop + 2 <= Grid::kHigh);
}

// Windows and hi as one integer in units of the lowest window.
template <class Grid>
Integer value_of(const std::uint64_t* windows, std::int64_t hi) {
  Integer total = Integer(hi);
  for (int i = 0; i < Grid::kWindows; ++i) total = (total << 40) + static_cast<std::int64_t>(windows[i]);
  return total;
}

template <class Grid>
void check_carry(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (int round = 0; round < 200; ++round) {
    const Index adds = round == 0 ? 0 : round % 3 == 0 ? stats::kMaxPending : static_cast<Index>(random() % 1000);
    const auto limit = std::int64_t{1} << 62;
    std::uint64_t windows[Grid::kWindows];
    std::int64_t hi = static_cast<std::int64_t>(random() % 1000) - 500;
    Integer want = hi;
    for (int i = 0; i < Grid::kWindows; ++i) {
      const std::int64_t digit = round % 7 == 1 ? limit : round % 7 == 2 ? -limit : static_cast<std::int64_t>(random()) / 4;
      want = (want << 40) + digit;
      windows[i] = static_cast<std::uint64_t>(digit) + static_cast<std::uint64_t>(adds * Grid::kAdds[i]) * std::bit_cast<std::uint64_t>(Grid::kMagic[i]);
    }
    stats::carry<Grid>(windows, adds, hi);
    CHECK(value_of<Grid>(windows, hi) == want);
    for (const std::uint64_t window : windows) CHECK(window <= stats::kDigitMask);
    std::uint64_t again[Grid::kWindows];
    std::copy(std::begin(windows), std::end(windows), again);
    const std::int64_t hi_before = hi;
    stats::carry<Grid>(again, 0, hi);
    CHECK(std::equal(std::begin(windows), std::end(windows), again));
    CHECK(hi == hi_before);
  }
}

}  // namespace

TEST_CASE("the grids reach from the smallest subnormal to sums of 2^63 of the largest doubles") {
  check_grid<stats::SumGrid>(-1074, 1024 + 63);
  check_grid<stats::ProductGrid>(-2148, 2048 + 63);
}

TEST_CASE("no window can overflow between two carries") {
  // The largest digit of one add: 2^40 in the top window, half a unit of the window above elsewhere, twice where the product's error joins it.
  const auto room = [](Integer one_add) { return one_add * stats::kMaxPending + (Integer(1) << 41) < (Integer(1) << 63); };
  CHECK(room(Integer(1) << 40));
  CHECK(room(2 * (Integer(1) << 39)));
}

TEST_CASE("carrying keeps the number and leaves one form") {
  check_carry<stats::SumGrid>(1);
  check_carry<stats::ProductGrid>(2);
}

TEST_CASE("the kernel offers every layout") {
  for (const bool sum : {false, true}) {
    for (const bool extrema : {false, true}) CHECK(kernel::choose({sum, false, extrema}) != nullptr);
  }
  CHECK(kernel::choose({true, true, true}) != kernel::choose({true, true, false}));
}
