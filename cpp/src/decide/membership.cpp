// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/decide/membership.hpp"

#include <algorithm>

#include "huishou/base/parallel.hpp"

namespace huishou::decide {

namespace {

// One draw's history; adds to `listed` and writes its own column of the rest.
void follow(const ListRules& rules, const std::vector<Year>& years, std::span<const Standing> start, std::span<const double> weights, std::uint64_t seed,
            Index draw, Index draws, std::vector<Index>& listed, Membership& out, std::vector<double>& scores, std::vector<Standing>& standing,
            Outcome& outcome) {
  const std::size_t n = start.size();
  standing.assign(start.begin(), start.end());
  for (std::size_t y = 0; y < years.size(); ++y) {
    weighted_scores(years[y].criteria, weights, scores);
    disturb(years[y].criteria, seed, static_cast<std::uint64_t>(draw), scores);
    review(rules, years[y].facts, scores, standing, outcome);
    Index seats = 0;
    Index entered = 0;
    Index left = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const Index in = on_list(outcome.decision[i]) ? 1 : 0;
      listed[y * n + i] += in;
      seats += in;
      entered += outcome.decision[i] == Decision::kEntered ? 1 : 0;
      left += outcome.decision[i] == Decision::kLeft ? 1 : 0;
    }
    const std::size_t place = y * static_cast<std::size_t>(draws) + static_cast<std::size_t>(draw);
    out.seats[place] = seats;
    out.entered[place] = entered;
    out.left[place] = left;
  }
}

}  // namespace

Membership membership(const ListRules& rules, const std::vector<Year>& years, std::span<const Standing> start, std::span<const double> weights, Index draws,
                      std::uint64_t seed, Index threads, Cancel& cancel) {
  const std::size_t n = start.size();
  const std::size_t cells = years.size() * n;
  const std::size_t criteria = years.empty() ? 0 : years.front().criteria.columns.size();
  Membership out;
  out.listed.assign(cells, 0);
  for (auto* column : {&out.seats, &out.entered, &out.left}) column->assign(years.size() * static_cast<std::size_t>(draws), 0);
  const Index workers = std::clamp<Index>(threads, 1, std::max<Index>(draws, 1));
  std::vector<std::vector<Index>> own(static_cast<std::size_t>(workers), std::vector<Index>(cells, 0));
  parallel_ranges(draws, workers, cancel, [&](Index begin, Index end, Index worker) {
    std::vector<double> scores(n);
    std::vector<Standing> standing;
    Outcome outcome;
    for (Index d = begin; d < end && !cancel.stopped(); ++d) {
      if (worker == 0) cancel.poll();
      follow(rules, years, start, weights.subspan(static_cast<std::size_t>(d) * criteria, criteria), seed, d, draws, own[static_cast<std::size_t>(worker)], out,
             scores, standing, outcome);
    }
  });
  for (const auto& counts : own) {
    for (std::size_t i = 0; i < cells; ++i) out.listed[i] += counts[i];
  }
  return out;
}

}  // namespace huishou::decide
