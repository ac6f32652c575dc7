// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Rank acceptability: in how many draws of weights (and report errors) a firm has each rank. Rank 1 is the highest score,
// equal scores share the better rank, and a firm without a score has none. Counts are integers, equal on any number of threads.
#pragma once

#include <span>
#include <vector>

#include "huishou/base/cancel.hpp"
#include "huishou/decide/scores.hpp"

namespace huishou::decide {

struct RankCounts {
  std::vector<Index> at;                       // firms x top: draws with rank 1 .. top
  std::vector<Index> scored, sum, best, worst;  // a firm: draws with a score, sum of its ranks, the extremes (0 where it never had one)
};

// weights: draws x criteria, row by row; every criteria column has one value a firm.
[[nodiscard]] RankCounts rank_counts(const Criteria& criteria, Index firms, std::span<const double> weights, Index draws, Index top, std::uint64_t seed,
                                     Index threads, Cancel& cancel);

}  // namespace huishou::decide
