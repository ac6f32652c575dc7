// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/base/types.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <type_traits>

TEST_CASE("positions are signed 64-bit: more rows than 2^31 have one") {
  static_assert(std::is_signed_v<huishou::Index> && sizeof(huishou::Index) == 8);
  static_assert(std::is_signed_v<huishou::Code> && sizeof(huishou::Code) == 4);
  static_assert(sizeof(huishou::Unsigned128) == 16);
  CHECK((huishou::Index{1} << 31) > std::numeric_limits<std::int32_t>::max());
  CHECK(huishou::kMissing < 0);  // no code of a category
}
