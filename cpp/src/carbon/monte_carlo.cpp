// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/monte_carlo.hpp"

#include <algorithm>
#include <cmath>

#include "huishou/base/error.hpp"
#include "huishou/base/parallel.hpp"
#include "huishou/stats/exact_moments.hpp"

namespace huishou::carbon {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// 64 MB of draws held at a time; a block of draws of every variable stays in the second-level cache for a few of them.
constexpr Index kHeld = Index{1} << 23;
constexpr Index kBlock = 4096;

// Rank of the order statistic, from 0. The product q n may lie a rounding above a whole number.
std::size_t rank_of(double q, Index n) {
  const double exact = q * static_cast<double>(n);
  return at(std::clamp<Index>(static_cast<Index>(std::ceil(exact * (1.0 - 1e-12))), 1, n)) - 1;
}

Spread spread_of(std::vector<double>& draws, double induced, double level) {
  stats::ExactMoments moments;
  for (const double x : draws) moments.add(x);
  const auto n = static_cast<Index>(draws.size());
  const double mean = *moments.mean();
  const auto order = [&](std::size_t rank) {
    std::nth_element(draws.begin(), draws.begin() + static_cast<std::ptrdiff_t>(rank), draws.end());
    return draws[rank];
  };
  const std::size_t low = rank_of((1.0 - level) / 2.0, n);
  const std::size_t high = rank_of((1.0 + level) / 2.0, n);
  // net = induced - avoided turns the order round: its r-th smallest comes from the r-th largest.
  const std::size_t last = draws.size() - 1;
  return {mean, std::sqrt(*moments.variance()), order(low), order(high), induced - mean, induced - order(last - low), induced - order(last - high)};
}

}  // namespace

std::vector<std::optional<Spread>> monte_carlo(const std::vector<DrawnRow>& rows, const Simulation& simulation, Index threads, Cancel& cancel) {
  if (simulation.draws < 2) throw Error(ErrorKind::kInput, "bad_draws", "A distribution needs at least two draws.", "Give draws=10000, for example.");
  const DefaultFloating floating;
  std::vector<std::optional<Spread>> out(rows.size());
  std::vector<Index> drawn;
  for (Index r = 0; r < static_cast<Index>(rows.size()); ++r) {
    const auto& factors = rows[at(r)].factors;
    const bool possible = std::all_of(factors.begin(), factors.end(), [&](Code f) { return !simulation.factors[static_cast<std::size_t>(f)].avoided.empty(); });
    if (possible && !factors.empty()) drawn.push_back(r);
  }
  const Index batch = std::max<Index>(1, kHeld / simulation.draws);
  const auto factors = static_cast<Index>(simulation.factors.size());
  for (Index first = 0; first < static_cast<Index>(drawn.size()); first += batch) {
    const Index count = std::min<Index>(batch, static_cast<Index>(drawn.size()) - first);
    std::vector<std::vector<double>> totals(at(count), std::vector<double>(at(simulation.draws), 0.0));
    std::vector<std::uint8_t> used(at(factors), 0);
    for (Index i = 0; i < count; ++i) {
      for (const Code f : rows[at(drawn[at(first + i)])].factors) used[static_cast<std::size_t>(f)] = 1;
    }
    const Index blocks = (simulation.draws + kBlock - 1) / kBlock;
    parallel_ranges(blocks, std::clamp<Index>(threads, 1, blocks), cancel, [&](Index begin, Index end, Index worker) {
      std::vector<double> value(at(kBlock));
      std::vector<double> e(at(factors * kBlock));
      for (Index block = begin; block < end && !cancel.stopped(); ++block) {
        if (worker == 0) cancel.poll();
        const Index start = block * kBlock;
        const Index size = std::min(kBlock, simulation.draws - start);
        for (Index f = 0; f < factors; ++f) {
          if (used[at(f)] == 0) continue;
          double* sum = e.data() + f * kBlock;
          std::fill_n(sum, size, 0.0);
          for (const Use& use : simulation.factors[at(f)].avoided) {
            draw(simulation.variables[at(use.variable)], simulation.seed, static_cast<std::uint64_t>(start), {value.data(), at(size)});
            for (Index d = 0; d < size; ++d) sum[d] += use.sign * value[at(d)];
          }
        }
        for (Index i = 0; i < count; ++i) {
          const DrawnRow& row = rows[at(drawn[at(first + i)])];
          double* total = totals[at(i)].data() + start;
          for (std::size_t k = 0; k < row.factors.size(); ++k) {
            const double* factor = e.data() + Index{row.factors[k]} * kBlock;
            const double mass = row.masses[k];
            for (Index d = 0; d < size; ++d) total[d] += factor[d] * mass;
          }
        }
      }
    });
    parallel_ranges(count, std::clamp<Index>(threads, 1, count), cancel, [&](Index begin, Index end, Index worker) {
      for (Index i = begin; i < end && !cancel.stopped(); ++i) {
        if (worker == 0) cancel.poll();
        const DrawnRow& row = rows[at(drawn[at(first + i)])];
        double induced = 0.0;
        for (std::size_t k = 0; k < row.factors.size(); ++k) induced += simulation.factors[static_cast<std::size_t>(row.factors[k])].induced * row.masses[k];
        out[at(drawn[at(first + i)])] = spread_of(totals[at(i)], induced, simulation.level);
      }
    });
  }
  return out;
}

}  // namespace huishou::carbon
