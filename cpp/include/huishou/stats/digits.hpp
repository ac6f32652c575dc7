// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The one canonical form of an exact number on a grid: sign, and the digits of the magnitude, zero digits trimmed at
// both ends. Bytes, equality and digest come from it, so +1e15 - 1e15 + 1 is the same state as 1.
#pragma once

#include <cstdint>
#include <vector>

#include "huishou/stats/grid.hpp"

namespace huishou::stats {

struct Digits {
  bool negative = false;
  int low = 0;                        // grid index of digits.front(); 0 for zero
  std::vector<std::uint64_t> digits;  // each below 2^40, first and last not zero; empty for zero

  friend bool operator==(const Digits&, const Digits&) = default;
};

// From signed digits of any size below 2^62: values[i] belongs to grid index low + i. Carries, takes the magnitude, trims.
inline Digits canonical_digits(std::vector<std::int64_t> values, int low) {
  const auto normalise = [&values] {
    std::int64_t over = 0;
    for (std::int64_t& value : values) {
      const std::int64_t digit = value + over;
      over = digit >> kDigitBits;
      value = digit & static_cast<std::int64_t>(kDigitMask);
    }
    return over;
  };
  std::int64_t over = normalise();
  Digits out;
  if (over < 0) {
    out.negative = true;
    for (std::int64_t& value : values) value = -value;
    over = -over + normalise();
  }
  for (; over > 0; over >>= kDigitBits) values.push_back(over & static_cast<std::int64_t>(kDigitMask));
  std::size_t begin = 0;
  std::size_t end = values.size();
  while (end > begin && values[end - 1] == 0) --end;
  while (begin < end && values[begin] == 0) ++begin;
  if (begin == end) return Digits{};
  out.low = low + static_cast<int>(begin);
  for (std::size_t i = begin; i < end; ++i) out.digits.push_back(static_cast<std::uint64_t>(values[i]));
  return out;
}

}  // namespace huishou::stats
