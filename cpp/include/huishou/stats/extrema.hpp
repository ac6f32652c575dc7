// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Smallest and largest value. Undefined for no values: empty() says so. Merging is exact; taking apart is impossible,
// since the second smallest is not kept. -0 is held as +0.
#pragma once

#include <algorithm>
#include <limits>

namespace huishou::stats {

struct Extrema {
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();

  void add(double x) {
    x += 0.0;
    min = std::min(min, x);
    max = std::max(max, x);
  }
  void merge(const Extrema& other) {
    min = std::min(min, other.min);
    max = std::max(max, other.max);
  }
  [[nodiscard]] bool empty() const { return min > max; }
  friend bool operator==(const Extrema&, const Extrema&) = default;
};

}  // namespace huishou::stats
