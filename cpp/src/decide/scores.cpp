// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/decide/scores.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "huishou/base/elementary.hpp"
#include "huishou/base/rng.hpp"

namespace huishou::decide {

void logarithms(std::span<const double> values, std::span<double> out) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = values[i];
    out[i] = std::isnan(x) ? x : x >= std::numeric_limits<double>::min() ? portable_log(x) : -std::numeric_limits<double>::infinity();
  }
}

void weighted_scores(const Criteria& criteria, std::span<const double> weights, std::span<double> out) {
  const std::size_t n = out.size();
  if (!criteria.renormalise) {
    std::fill(out.begin(), out.end(), 0.0);
    for (std::size_t c = 0; c < criteria.columns.size(); ++c) {
      const double w = weights[c];
      const double* x = criteria.columns[c].data();
      for (std::size_t i = 0; i < n; ++i) out[i] += w * x[i];
    }
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0.0;
    double present = 0.0;
    for (std::size_t c = 0; c < criteria.columns.size(); ++c) {
      const double x = criteria.columns[c][i];
      if (std::isnan(x)) continue;
      sum += weights[c] * x;
      present += weights[c];
    }
    out[i] = present > 0.0 ? sum / present : std::numeric_limits<double>::quiet_NaN();
  }
}

void disturb(const Criteria& criteria, std::uint64_t seed, std::uint64_t draw, std::span<double> scores) {
  for (std::size_t i = 0; i < criteria.sd.size(); ++i) {
    if (criteria.sd[i] > 0.0) scores[i] += criteria.sd[i] * normal_quantile(UniformStream(seed, criteria.streams[i]).at(draw));
  }
}

}  // namespace huishou::decide
