// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Every digit of a grid: the home of values outside the windows (below 2^-90, above 2^30, or with bits below the third
// window). Digits are cut from the bits of the double by integer arithmetic, so flush-to-zero cannot touch them.
// Rare in ledgers; correctness before speed.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "huishou/stats/grid.hpp"

namespace huishou::stats {

using Magnitude = Unsigned128;  // holds the 106 bits of a product of two significands

struct Significand {
  std::uint64_t digits;  // below 2^53
  int exponent;          // value = +-digits * 2^exponent
  bool negative;
};

inline Significand significand(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const int biased = static_cast<int>((bits >> 52) & 0x7ff);
  const std::uint64_t fraction = bits & 0xfffffffffffffULL;
  return {biased == 0 ? fraction : fraction | 0x10000000000000ULL, (biased == 0 ? 1 : biased) - 1075, (bits >> 63) != 0};
}

// digits * 2^exponent put together from bits: no library function rounds or flushes it. Exact for at most 53 significant
// bits, none of them below 2^-1074; infinite beyond the largest double, and +0 for no digits.
inline double from_significand(const Significand& parts) {
  if (parts.digits == 0) return 0.0;
  const int width = static_cast<int>(std::bit_width(parts.digits));
  const int top = parts.exponent + width - 1;  // exponent of the leading bit
  std::uint64_t bits = 0;
  if (top > 1023) {
    bits = std::uint64_t{0x7ff} << 52;
  } else if (top < -1022) {
    const int up = parts.exponent + 1074;
    bits = up >= 0 ? parts.digits << up : parts.digits >> -up;
  } else {
    bits = static_cast<std::uint64_t>(top + 1023) << 52 | (parts.digits << (64 - width) << 1) >> 12;  // the leading bit is understood
  }
  return std::bit_cast<double>(bits | std::uint64_t{parts.negative} << 63);
}

template <class Grid>
class WideDigits {
 public:
  static constexpr int kCount = Grid::kHigh - Grid::kLow + 1;

  // Adds +-magnitude * 2^exponent.
  void add(Magnitude magnitude, int exponent, bool negative) {
    const int position = exponent - (kDigitBits * Grid::kLow + Grid::kOrigin);
    int digit = position / kDigitBits;
    const int shift = position % kDigitBits;
    const auto sign = [negative](std::uint64_t part) { return negative ? -static_cast<std::int64_t>(part) : static_cast<std::int64_t>(part); };
    digits_[index(digit)] += sign((static_cast<std::uint64_t>(magnitude) & (kDigitMask >> shift)) << shift);
    magnitude >>= kDigitBits - shift;
    while (magnitude != 0) {
      digits_[index(++digit)] += sign(static_cast<std::uint64_t>(magnitude) & kDigitMask);
      magnitude >>= kDigitBits;
    }
    if (++pending_ >= kMaxPending) normalise();
  }

  void merge(const WideDigits& other, int sign) {
    WideDigits theirs = other;
    theirs.normalise();
    normalise();
    for (int i = 0; i < kCount; ++i) digits_[index(i)] += sign * theirs.digits_[index(i)];
    normalise();
  }

  // Digits in [0, 2^40) except the topmost, which keeps the sign.
  void normalise() {
    std::int64_t over = 0;
    for (int i = 0; i < kCount - 1; ++i) {
      const std::int64_t digit = digits_[index(i)] + over;
      over = digit >> kDigitBits;
      digits_[index(i)] = digit & static_cast<std::int64_t>(kDigitMask);
    }
    digits_[index(kCount - 1)] += over;
    pending_ = 0;
  }

  // Digit i has the unit 2^(40 (kLow + i) + origin).
  [[nodiscard]] std::int64_t digit(int i) const { return digits_[index(i)]; }

 private:
  static constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }

  std::array<std::int64_t, static_cast<std::size_t>(kCount)> digits_{};
  Index pending_ = 0;
};

}  // namespace huishou::stats
