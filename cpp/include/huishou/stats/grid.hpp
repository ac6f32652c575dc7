// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The fixed-point grids on which finite doubles, and products of two, are held exactly.
//
// A value is sum over k of digit_k * 2^(40 k + origin), digits of 40 bits, k any integer. A few neighbouring digits,
// the windows, take almost every value of a ledger by floating-point splitting; the digit above them, hi, takes their
// carry; everything else goes to the wide digits of the same grid (wide.hpp). Rules 1, 3 and 5 of the exactness contract
// in ARCHITECTURE.md.
//
//   SumGrid      windows 2^-10, 2^-50, 2^-90   hi 2^30   values below 2^30 that are multiples of 2^-90
//   ProductGrid  windows 2^20 ... 2^-180       hi 2^60   products of two such values
#pragma once

#include <bit>
#include <cstdint>

#include "huishou/base/types.hpp"

namespace huishou::stats {

inline constexpr int kDigitBits = 40;
inline constexpr std::uint64_t kDigitMask = (std::uint64_t{1} << kDigitBits) - 1;

// Adds between two carries. A value just under 2^30 makes the top digit 2^40, so 2^22 adds stay below 2^62: room for
// the digit already there and for the carry from below within a signed 64-bit word.
inline constexpr Index kMaxPending = Index{1} << 22;

struct SumGrid {
  static constexpr int kOrigin = -10;
  static constexpr int kWindows = 3;
  static constexpr int kTop = 0;     // digit index of window 0; window i is digit kTop - i, hi is kTop + 1
  static constexpr int kLow = -27;   // 2^-1090 lies below the smallest subnormal, 2^-1074
  static constexpr int kHigh = 28;   // 2^1110 lies above 2^63 values of 2^1024
  // 1.5 * 2^52 units of the window: adding it rounds a double to that unit and leaves the digit in the low bits.
  static constexpr double kMagic[kWindows] = {0x1.8p42, 0x1.8p2, 0x1.8p-38};
  static constexpr int kAdds[kWindows] = {1, 1, 1};
};

struct ProductGrid {
  static constexpr int kOrigin = -20;
  static constexpr int kWindows = 6;
  static constexpr int kTop = 1;
  static constexpr int kLow = -54;   // 2^-2180 lies below 2^-2148, the square of the smallest subnormal
  static constexpr int kHigh = 54;
  static constexpr double kMagic[kWindows] = {0x1.8p72, 0x1.8p32, 0x1.8p-8, 0x1.8p-48, 0x1.8p-88, 0x1.8p-128};
  // The rounded product fills every window, its error (at most 2^7) starts one below the top.
  static constexpr int kAdds[kWindows] = {1, 2, 2, 2, 2, 2};
};

template <class Grid>
constexpr int window_exponent(int window) {
  return kDigitBits * (Grid::kTop - window) + Grid::kOrigin;
}

// Turns raw windows (sums of bit patterns, modulo 2^64) into digits in [0, 2^40) with the carry in hi.
// The form is unique: only hi is signed.
template <class Grid>
inline void carry(std::uint64_t* windows, Index adds, std::int64_t& hi) {
  std::int64_t over = 0;
  for (int i = Grid::kWindows - 1; i >= 0; --i) {
    const std::uint64_t magic = std::bit_cast<std::uint64_t>(Grid::kMagic[i]);
    const std::int64_t digit = static_cast<std::int64_t>(windows[i] - static_cast<std::uint64_t>(adds * Grid::kAdds[i]) * magic) + over;
    over = digit >> kDigitBits;
    windows[i] = static_cast<std::uint64_t>(digit) & kDigitMask;
  }
  hi += over;
}

}  // namespace huishou::stats
