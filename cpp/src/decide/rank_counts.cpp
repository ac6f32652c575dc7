// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/decide/rank_counts.hpp"

#include <algorithm>
#include <cmath>

#include "huishou/base/parallel.hpp"

namespace huishou::decide {

namespace {

RankCounts empty(Index firms, Index top) {
  const auto n = static_cast<std::size_t>(firms);
  return {std::vector<Index>(n * static_cast<std::size_t>(top), 0), std::vector<Index>(n, 0), std::vector<Index>(n, 0), std::vector<Index>(n, 0),
          std::vector<Index>(n, 0)};
}

void count(const std::vector<double>& scores, Index top, std::vector<std::size_t>& order, RankCounts& own) {
  order.clear();
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!std::isnan(scores[i])) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  Index rank = 0;
  for (std::size_t place = 0; place < order.size(); ++place) {
    const std::size_t i = order[place];
    if (place == 0 || scores[i] < scores[order[place - 1]]) rank = static_cast<Index>(place) + 1;
    if (rank <= top) ++own.at[i * static_cast<std::size_t>(top) + static_cast<std::size_t>(rank - 1)];
    own.best[i] = own.scored[i] == 0 ? rank : std::min(own.best[i], rank);
    own.worst[i] = std::max(own.worst[i], rank);
    ++own.scored[i];
    own.sum[i] += rank;
  }
}

}  // namespace

RankCounts rank_counts(const Criteria& criteria, Index firms, std::span<const double> weights, Index draws, Index top, std::uint64_t seed, Index threads,
                       Cancel& cancel) {
  const Index workers = std::clamp<Index>(threads, 1, std::max<Index>(draws, 1));
  const std::size_t m = criteria.columns.size();
  std::vector<RankCounts> parts(static_cast<std::size_t>(workers), empty(firms, top));
  parallel_ranges(draws, workers, cancel, [&](Index begin, Index end, Index worker) {
    std::vector<double> scores(static_cast<std::size_t>(firms));
    std::vector<std::size_t> order;
    for (Index d = begin; d < end && !cancel.stopped(); ++d) {
      if (worker == 0) cancel.poll();
      weighted_scores(criteria, weights.subspan(static_cast<std::size_t>(d) * m, m), scores);
      disturb(criteria, seed, static_cast<std::uint64_t>(d), scores);
      count(scores, top, order, parts[static_cast<std::size_t>(worker)]);
    }
  });
  RankCounts out = empty(firms, top);
  for (const RankCounts& part : parts) {
    for (std::size_t i = 0; i < out.at.size(); ++i) out.at[i] += part.at[i];
    for (std::size_t i = 0; i < out.sum.size(); ++i) {
      out.best[i] = out.scored[i] == 0 ? part.best[i] : part.scored[i] == 0 ? out.best[i] : std::min(out.best[i], part.best[i]);
      out.worst[i] = std::max(out.worst[i], part.worst[i]);
      out.scored[i] += part.scored[i];
      out.sum[i] += part.sum[i];
    }
  }
  return out;
}

}  // namespace huishou::decide
