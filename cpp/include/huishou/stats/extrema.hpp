// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Smallest and largest value. Undefined for no values: empty() says so. Merging is exact; taking apart is impossible,
// since the second smallest is not kept. -0 is held as +0.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "huishou/stats/split.hpp"

namespace huishou::stats {

struct Extrema {
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();

  void add(double x) {
    const double value = magnitude_bits(x) == 0 ? 0.0 : x;
    merge({value, value});
  }
  void merge(const Extrema& other) {
    if (rank(other.min) < rank(min)) min = other.min;
    if (rank(other.max) > rank(max)) max = other.max;
  }
  [[nodiscard]] bool empty() const { return rank(min) > rank(max); }
  friend bool operator==(const Extrema& a, const Extrema& b) { return rank(a.min) == rank(b.min) && rank(a.max) == rank(b.max); }

 private:
  // Order of the doubles without NaN as integers: a comparison of doubles takes subnormals for zero once a module has
  // switched that on.
  static std::int64_t rank(double x) {
    const auto bits = std::bit_cast<std::int64_t>(x);
    return bits ^ ((bits >> 63) & std::numeric_limits<std::int64_t>::max());
  }
};

}  // namespace huishou::stats
