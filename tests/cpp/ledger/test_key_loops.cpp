// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/key_loops.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

using huishou::Index;
using huishou::ledger::key_loops;
using huishou::ledger::KeyLoops;
using huishou::ledger::Variant;

namespace {

template <class T>
void check(char form) {
  std::mt19937_64 random(static_cast<std::uint64_t>(form));
  for (const Variant variant : {Variant::kBaseline, Variant::kAvx2}) {
    if (!huishou::ledger::can_run(variant)) continue;
    const KeyLoops loops = key_loops(form, variant);
    for (const std::size_t n : {1U, 2U, 3U, 15U, 16U, 17U, 100U}) {
      // A range of 100 values somewhere in the type, its ends included.
      const std::uint64_t span = static_cast<std::uint64_t>(std::numeric_limits<T>::max()) - static_cast<std::uint64_t>(std::numeric_limits<T>::min()) - 100;
      const std::uint64_t at = n % 3 == 0 ? 0 : n % 3 == 1 ? span : random() % (span + 1);
      const T first = static_cast<T>(static_cast<std::uint64_t>(std::numeric_limits<T>::min()) + at);
      std::vector<T> values;
      while (values.size() < n) values.push_back(static_cast<T>(static_cast<std::uint64_t>(first) + random() % 100));
      const auto [least, most] = std::minmax_element(values.begin(), values.end());
      std::int64_t low = 0;
      std::int64_t high = 0;
      loops.range(values.data(), static_cast<Index>(n), &low, &high);
      CHECK(low == static_cast<std::int64_t>(*least));
      CHECK(high == static_cast<std::int64_t>(*most));
      // code = value - first + 1, times 7, on top of what is there
      std::vector<std::uint32_t> cells(n, 5);
      std::int64_t placed_low = 0;
      std::int64_t placed_high = 0;
      loops.place(values.data(), static_cast<Index>(n), static_cast<std::uint32_t>(first) - 1, 7, cells.data(), &placed_low, &placed_high);
      CHECK(placed_low == low);
      CHECK(placed_high == high);
      for (std::size_t i = 0; i < n; ++i) {
        CHECK(cells[i] == 5 + 7 * (static_cast<std::uint32_t>(static_cast<std::uint64_t>(values[i]) - static_cast<std::uint64_t>(first)) + 1));
      }
    }
  }
}

}  // namespace

TEST_CASE("range and place are right for every integer type, to the ends of it, in every variant") {
  check<std::int8_t>('c');
  check<std::uint8_t>('C');
  check<std::int16_t>('s');
  check<std::uint16_t>('S');
  check<std::int32_t>('i');
  check<std::uint32_t>('I');
  check<std::int64_t>('l');
  check<std::uint64_t>('L');
}
