// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/base/rng.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace huishou;

TEST_CASE("known answers of Random123, philox4x32 with ten rounds") {
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Philox4{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t kOnes = 0xffffffff;
  CHECK(philox({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}) == Philox4{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) == Philox4{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("uniforms stay inside the unit interval") {
  CHECK(unit_interval(0) == 0x1p-53);
  CHECK(unit_interval(~std::uint64_t{0}) == 1.0 - 0x1p-53);
}

TEST_CASE("seed, stream, draw and attempt each change the number, and only they") {
  std::set<double> seen;
  for (const std::uint64_t seed : {1, 2}) {
    for (const std::uint64_t stream : {1, 2}) {
      for (const std::uint64_t draw : {0, 1, 2, 3}) {
        for (const std::uint32_t attempt : {0U, 1U}) seen.insert(UniformStream(seed, stream).at(draw, attempt));
      }
    }
  }
  CHECK(seen.size() == 32);
  CHECK(UniformStream(9, 9).at(5) == UniformStream(9, 9).block(2)[1]);
}
