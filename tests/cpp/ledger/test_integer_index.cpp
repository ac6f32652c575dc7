// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/integer_index.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <map>
#include <random>

using huishou::Code;
using huishou::ledger::IntegerIndex;

TEST_CASE("integers of any size get codes in order of appearance and keep them") {
  std::mt19937_64 random(1);
  IntegerIndex index;
  std::map<std::int64_t, Code> want;
  std::vector<std::int64_t> values = {0, -1, 1, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
  for (int i = 0; i < 20000; ++i) {
    switch (random() % 3) {
      case 0: values.push_back(static_cast<std::int64_t>(random())); break;
      case 1: values.push_back(static_cast<std::int64_t>(random() % 5000) << 40); break;  // equal low bits
      default: values.push_back(static_cast<std::int64_t>(random() % 5000) - 2500);
    }
  }
  for (const std::int64_t value : values) {
    const auto [known, made] = want.try_emplace(value, static_cast<Code>(want.size()));
    REQUIRE(index.encode(value) == known->second);
  }
  CHECK(index.size() == static_cast<Code>(want.size()));
  for (const auto& [value, code] : want) REQUIRE(index.value(code) == value);
}
