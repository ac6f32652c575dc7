// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/graph.hpp"

#include <doctest/doctest.h>

using namespace huishou;

TEST_CASE("parts, cycles and tiers") {
  // 0 -> 1 -> 2 -> 1, 2 -> 3, 0 -> 3; 4 -> 5 apart; 6 alone; arrows from and to outside
  const std::vector<Code> source = {0, 1, 2, 2, 0, 4, -1, 3};
  const std::vector<Code> target = {1, 2, 1, 3, 3, 5, 0, -1};
  const auto s = network::shape(7, source, target);
  CHECK(s.part == std::vector<Code>{0, 0, 0, 0, 4, 4, 6});
  CHECK(s.strong[1] == s.strong[2]);
  CHECK(s.strong_count == 6);
  for (std::size_t f = 0; f < source.size(); ++f) {
    if (source[f] < 0 || target[f] < 0) continue;
    CHECK(s.strong[static_cast<std::size_t>(source[f])] <= s.strong[static_cast<std::size_t>(target[f])]);
  }
  CHECK(s.tier == std::vector<Code>{0, 1, 1, 2, 0, 1, 0});
}

TEST_CASE("a chain of a million nodes needs no deep stack") {
  const Code n = 1'000'000;
  std::vector<Code> source;
  std::vector<Code> target;
  for (Code i = 0; i + 1 < n; ++i) {
    source.push_back(i);
    target.push_back(i + 1);
  }
  const auto s = network::shape(n, source, target);
  CHECK(s.strong_count == n);
  CHECK(s.tier.back() == n - 1);
}
