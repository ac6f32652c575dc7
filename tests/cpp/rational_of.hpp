// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Digits of a grid as the rational number they stand for, and the checks that make their form the only one.
#pragma once

#include "huishou/stats/digits.hpp"
#include "oracle.hpp"

namespace oracle {

template <class Grid>
Rational rational_of(const huishou::stats::Digits& digits) {
  Integer whole = 0;
  for (auto digit = digits.digits.rbegin(); digit != digits.digits.rend(); ++digit) whole = (whole << 40) + *digit;
  if (digits.negative) whole = -whole;
  return Rational(whole) * power_of_two(40 * digits.low + Grid::kOrigin);
}

inline bool is_canonical(const huishou::stats::Digits& digits) {
  if (digits.digits.empty()) return !digits.negative && digits.low == 0;
  for (const std::uint64_t digit : digits.digits) {
    if (digit >> 40 != 0) return false;
  }
  return digits.digits.front() != 0 && digits.digits.back() != 0;
}

}  // namespace oracle
