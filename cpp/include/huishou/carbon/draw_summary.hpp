// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Mean, standard deviation and order statistics of a series of draws that passes once and is not kept. A pilot, the
// first draws, sets a shift near the mean and a bound near each end; later draws add to two sums a segment and leave only
// those beyond a bound, a few per cent. Bounds lie five standard errors of the pilot's quantile inside, so that they hold the
// ranks asked for; where they do not, rank() says so and the caller draws again.
//
//   mean = c + S1 / n,   sd^2 = (S2 - S1^2 / n) / (n - 1),   S1 = sum of (x - c), S2 = sum of (x - c)^2
//
// Sums are by segments of 256 draws, added in their order: the same bits however segments fall to threads.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "huishou/carbon/draw_loops.hpp"

namespace huishou::carbon {

class DrawSummary {
 public:
  static constexpr Index kPilot = 4096;
  static constexpr Index kSegment = 256;

  // What one worker keeps of a series.
  struct Kept {
    std::vector<double> lower;
    std::vector<double> upper;
  };

  // `pilot` holds the first draws, kPilot or all of them, and is taken in; low and high are the ranks of interest.
  DrawSummary(std::span<const double> pilot, Index draws, Index low, Index high);

  // Draws [first, first + chunk.size()), within one segment, at most 32. Workers own whole segments.
  void add(Index first, std::span<const double> chunk, Kept& kept);
  // After the last draw: the pilot's share and what the workers kept.
  void join(Kept& kept);

  [[nodiscard]] double mean() const;
  [[nodiscard]] double deviation() const;
  // The order statistic of a rank, from 0; none where the bounds do not hold it.
  [[nodiscard]] std::optional<double> rank(Index rank);

 private:
  [[nodiscard]] double total(int which) const;

  Index draws_;
  double shift_;
  double below_;
  double above_;
  std::vector<double> sums_;  // S1 and S2 of each segment
  Kept kept_;
};

}  // namespace huishou::carbon
