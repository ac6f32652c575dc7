// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/base/pages.hpp"

#include <doctest/doctest.h>

#include <cstdint>

using huishou::Index;
using huishou::Pages;

TEST_CASE("arrays cut from pages are zeroed, aligned, apart from each other, and stay where they are") {
  for (const Index expected : {Index{0}, Index{100}, Index{3} << 20}) {
    Pages pages(expected);
    std::vector<std::span<std::int64_t>> wide;
    std::vector<std::span<std::uint8_t>> narrow;
    for (Index round = 0; round < 40; ++round) {
      wide.push_back(pages.take<std::int64_t>(round * 997));
      narrow.push_back(pages.take<std::uint8_t>(round * 31 + 1));
      for (const std::int64_t x : wide.back()) REQUIRE(x == 0);
      for (const std::uint8_t x : narrow.back()) REQUIRE(x == 0);
      CHECK(reinterpret_cast<std::uintptr_t>(wide.back().data()) % 64 == 0);
      std::fill(wide.back().begin(), wide.back().end(), round + 1);
      std::fill(narrow.back().begin(), narrow.back().end(), static_cast<std::uint8_t>(round + 1));
    }
    for (std::size_t round = 0; round < wide.size(); ++round) {
      CHECK(wide[round].size() == round * 997);
      for (const std::int64_t x : wide[round]) REQUIRE(x == static_cast<Index>(round) + 1);
      for (const std::uint8_t x : narrow[round]) REQUIRE(x == static_cast<std::uint8_t>(round + 1));
    }
  }
}
