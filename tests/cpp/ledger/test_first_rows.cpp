// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/first_rows.hpp"

#include <doctest/doctest.h>

#include "huishou/base/error.hpp"

using namespace huishou;

TEST_CASE("each position knows the first with its key; a missing key is nobody's") {
  const std::vector<Code> codes{2, kMissing, 0, 2, kMissing, 0, 1, 2};
  Cancel cancel;
  CHECK(ledger::first_rows(codes, 3, cancel) == std::vector<Index>{0, 1, 2, 0, 4, 2, 6, 0});
  CHECK(ledger::first_rows({}, 0, cancel).empty());
}

TEST_CASE("a key that is not below the number of keys is refused") {
  const std::vector<Code> codes{0, 1};
  Cancel cancel;
  CHECK_THROWS_AS(ledger::first_rows(codes, 1, cancel), Error);
}
