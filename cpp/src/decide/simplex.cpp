// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/decide/simplex.hpp"

#include <algorithm>
#include <numeric>

#include "huishou/base/elementary.hpp"
#include "huishou/base/floating.hpp"
#include "huishou/base/rng.hpp"

namespace huishou::decide {

std::vector<double> draw_weights(const UncertainWeights& weights, std::uint64_t seed, Index draws) {
  const DefaultFloating floating;
  const std::size_t m = weights.centre.size();
  std::vector<std::size_t> order(m);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return weights.centre[a] > weights.centre[b]; });
  std::vector<double> out(static_cast<std::size_t>(draws) * m);
  std::vector<double> e(m);
  for (Index d = 0; d < draws; ++d) {
    double sum = 0.0;
    for (std::size_t c = 0; c < m; ++c) {
      e[c] = -portable_log(UniformStream(seed, weights.streams[c]).at(static_cast<std::uint64_t>(d)));
      sum += e[c];
    }
    if (weights.ordered) std::sort(e.begin(), e.end(), std::greater<>());
    double* row = out.data() + static_cast<std::size_t>(d) * m;
    for (std::size_t c = 0; c < m; ++c) {
      const std::size_t place = weights.ordered ? order[c] : c;
      row[place] = (1.0 - weights.spread) * weights.centre[place] + weights.spread * (e[c] / sum);
    }
  }
  return out;
}

}  // namespace huishou::decide
