// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/draw_summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace huishou::carbon {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }
constexpr Index kChunk = 32;

// Places in a pilot of size n that hold rank `rank` of `draws` with five standard errors to spare.
Index place(Index rank, Index draws, Index n, double errors) {
  const double q = (static_cast<double>(rank) + 0.5) / static_cast<double>(draws);
  const auto size = static_cast<double>(n);
  return static_cast<Index>(std::lround(q * size + errors * (std::sqrt(q * (1.0 - q) * size) + 2.0)));
}

}  // namespace

DrawSummary::DrawSummary(std::span<const double> pilot, Index draws, Index low, Index high)
    : draws_(draws),
      shift_(0.0),
      below_(std::numeric_limits<double>::infinity()),
      above_(-std::numeric_limits<double>::infinity()),
      sums_(at((draws + kSegment - 1) / kSegment) * 2, 0.0) {
  const auto n = static_cast<Index>(pilot.size());
  shift_ = draw_loops().sum(pilot.data(), n, 0.0, false) / static_cast<double>(n);
  if (n < draws) {
    std::vector<double> sorted(pilot.begin(), pilot.end());
    std::sort(sorted.begin(), sorted.end());
    if (const Index most = place(low, draws, n, 5.0); most < n) below_ = sorted[at(most)];
    if (const Index least = place(high, draws, n, -5.0); least >= 0) above_ = sorted[at(least)];
  }
  for (Index first = 0; first < n; first += kChunk) add(first, pilot.subspan(at(first), at(std::min(kChunk, n - first))), kept_);
}

void DrawSummary::add(Index first, std::span<const double> chunk, Kept& kept) {
  double lower[kChunk];
  double upper[kChunk];
  Index counts[2] = {0, 0};
  draw_loops().tally(chunk.data(), static_cast<Index>(chunk.size()), shift_, below_, above_, sums_.data() + first / kSegment * 2, lower, upper, counts);
  kept.lower.insert(kept.lower.end(), lower, lower + counts[0]);
  kept.upper.insert(kept.upper.end(), upper, upper + counts[1]);
}

void DrawSummary::join(Kept& kept) {
  kept_.lower.insert(kept_.lower.end(), kept.lower.begin(), kept.lower.end());
  kept_.upper.insert(kept_.upper.end(), kept.upper.begin(), kept.upper.end());
  kept = Kept{};
}

double DrawSummary::total(int which) const {
  double out = 0.0;
  for (std::size_t i = static_cast<std::size_t>(which); i < sums_.size(); i += 2) out += sums_[i];
  return out;
}

double DrawSummary::mean() const { return shift_ + total(0) / static_cast<double>(draws_); }

double DrawSummary::deviation() const {
  const double first = total(0);
  const auto n = static_cast<double>(draws_);
  return std::sqrt(std::max(total(1) - first * first / n, 0.0) / (n - 1.0));
}

std::optional<double> DrawSummary::rank(Index rank) {
  const auto selected = [](std::vector<double>& from, Index place) {
    std::nth_element(from.begin(), from.begin() + place, from.end());
    return from[at(place)];
  };
  if (rank < static_cast<Index>(kept_.lower.size())) return selected(kept_.lower, rank);
  const Index skipped = draws_ - static_cast<Index>(kept_.upper.size());
  if (rank >= skipped) return selected(kept_.upper, rank - skipped);
  return std::nullopt;
}

}  // namespace huishou::carbon
