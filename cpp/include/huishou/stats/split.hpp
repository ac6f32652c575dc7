// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Splitting one double, or the product of two, into the windows of its grid with a handful of additions.
//
//   t = r + M;  r -= t - M     leaves r's multiple of the window's unit in the low bits of t
//
// The bit patterns of the t are summed as integers; carry() takes the magic constants out again. Exact for round to
// nearest, which the callers assert. Order-free, because integer addition is.
#pragma once

#include <bit>
#include <cfenv>
#include <cstdint>

#include "huishou/base/error.hpp"
#include "huishou/stats/grid.hpp"

namespace huishou::stats {

inline void require_round_to_nearest() {
  if (std::fegetround() != FE_TONEAREST) {
    throw Error(ErrorKind::kState, "rounding_mode", "The floating-point rounding mode is not round-to-nearest.",
                "Another library changed it: restore it with fesetround(FE_TONEAREST).");
  }
}

inline std::uint64_t magnitude_bits(double x) { return std::bit_cast<std::uint64_t>(x) & 0x7fffffffffffffffULL; }

inline bool is_finite(double x) { return magnitude_bits(x) < 0x7ff0000000000000ULL; }

inline bool is_nan(double x) { return magnitude_bits(x) > 0x7ff0000000000000ULL; }

// Zero, or of magnitude 2^-90 <= |x| < 2^30. Decided on bits: a module that switched on flush-to-zero
// makes every comparison of a subnormal lie.
inline bool in_window_range(double x) {
  const std::uint64_t m = magnitude_bits(x);
  return m == 0 || (m >= std::bit_cast<std::uint64_t>(0x1p-90) && m < std::bit_cast<std::uint64_t>(0x1p30));
}

// The three bit patterns of x; false (and nothing meaningful in bits) when x does not fit the windows.
inline bool split_value(double x, std::uint64_t (&bits)[3]) {
  if (!in_window_range(x)) return false;
  double r = x;
  for (int i = 0; i < SumGrid::kWindows; ++i) {
    const double t = r + SumGrid::kMagic[i];
    r -= t - SumGrid::kMagic[i];
    bits[i] = std::bit_cast<std::uint64_t>(t);
  }
  return r == 0.0;
}

struct ExactProduct {
  double product;
  double error;
};

// x * y = product + error exactly (Veltkamp's split, Dekker's product: T. J. Dekker, Numerische Mathematik 18, 1971).
// For values that fit the sum windows nothing overflows or underflows, and the error is unique,
// so a variant with fused multiply-add gives the same bits.
inline ExactProduct two_product(double x, double y) {
  constexpr double kSplitter = 134217729.0;  // 2^27 + 1
  const double cx = kSplitter * x;
  const double xh = cx - (cx - x);
  const double xl = x - xh;
  const double cy = kSplitter * y;
  const double yh = cy - (cy - y);
  const double yl = y - yh;
  const double p = x * y;
  const double e = ((xh * yh - p) + xh * yl + xl * yh) + xl * yl;
  return {p, e};
}

// Adds the windows of x * y, for x and y that split_value accepted.
inline void add_product(double x, double y, std::uint64_t* windows) {
  const ExactProduct exact = two_product(x, y);
  double p = exact.product;
  double e = exact.error;
  for (int i = 0; i < ProductGrid::kWindows; ++i) {
    const double t = p + ProductGrid::kMagic[i];
    p -= t - ProductGrid::kMagic[i];
    windows[i] += std::bit_cast<std::uint64_t>(t);
    if (i == 0) continue;
    const double u = e + ProductGrid::kMagic[i];
    e -= u - ProductGrid::kMagic[i];
    windows[i] += std::bit_cast<std::uint64_t>(u);
  }
}

}  // namespace huishou::stats
