// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/unlike.hpp"

#include <doctest/doctest.h>

using namespace huishou;

TEST_CASE("two values of a column are one too many, unstated counting as one") {
  ledger::CodesSeen seen;
  seen.see(3);
  seen.see(3);
  CHECK_FALSE(seen.mixed());
  seen.see(0);
  CHECK(seen.mixed());
  CHECK(seen.codes() == std::vector<Code>{3, 0});
}
