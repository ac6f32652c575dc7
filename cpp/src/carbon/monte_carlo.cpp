// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/monte_carlo.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "huishou/base/error.hpp"
#include "huishou/base/parallel.hpp"
#include "huishou/carbon/draw_loops.hpp"

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

double ordered(std::vector<double>& draws, std::size_t rank, std::size_t from = 0, std::size_t to = std::numeric_limits<std::size_t>::max()) {
  const auto at_rank = [&](std::size_t i) { return draws.begin() + static_cast<std::ptrdiff_t>(std::min(i, draws.size())); };
  std::nth_element(at_rank(from), at_rank(rank), at_rank(to));
  return draws[rank];
}

// Two passes, in lanes and order that never change.
double mean_of(const std::vector<double>& draws) {
  const auto n = static_cast<Index>(draws.size());
  const double rough = draw_loops().sum(draws.data(), n, 0.0, false) / static_cast<double>(n);
  return rough + draw_loops().sum(draws.data(), n, rough, false) / static_cast<double>(n);  // takes out the rounding of the first
}

double deviation_of(const std::vector<double>& draws, double mean) {
  const auto n = static_cast<Index>(draws.size());
  return std::sqrt(draw_loops().sum(draws.data(), n, mean, true) / static_cast<double>(n - 1));
}

// Draws of one row; `induced` is empty where no factor has drawn induced emissions.
Spread spread_of(std::vector<double>& avoided, std::vector<double>& induced, double constant, double level) {
  const auto n = static_cast<Index>(avoided.size());
  const std::size_t last = avoided.size() - 1;
  const std::size_t low = rank_of((1.0 - level) / 2.0, n);
  const std::size_t high = rank_of((1.0 + level) / 2.0, n);
  Spread out{};
  out.mean = mean_of(avoided);
  out.sd = deviation_of(avoided, out.mean);
  if (!induced.empty()) {
    for (std::size_t d = 0; d < avoided.size(); ++d) induced[d] = induced[d] + constant - avoided[d];
    out.net_mean = mean_of(induced);
    out.net_high = ordered(induced, high);
    out.net_low = ordered(induced, low, 0, high);
    out.high = ordered(avoided, high);
    out.low = ordered(avoided, low, 0, high);
    return out;
  }
  // net = constant - avoided turns the order round: its r-th smallest comes from the r-th largest. After two selections the
  // neighbouring ranks it needs are found in what is left of the range.
  out.high = ordered(avoided, high);
  out.low = ordered(avoided, low, 0, high);
  out.net_mean = constant - out.mean;
  const auto value = [&](std::size_t rank) {
    if (rank == low || rank == high) return avoided[rank];
    if (rank > high) return ordered(avoided, rank, high + 1);
    return rank < low ? ordered(avoided, rank, 0, low) : ordered(avoided, rank, low + 1, high);
  };
  out.net_low = constant - value(last - low);
  out.net_high = constant - value(last - high);
  return out;
}

// sum += weight x draws of each variable, for draws [start, start + size).
void add_uses(const Simulation& simulation, const std::vector<Use>& uses, Index start, Index size, std::vector<double>& value, double* sum) {
  std::fill_n(sum, size, 0.0);
  for (const Use& use : uses) {
    draw(simulation.variables[at(use.variable)], simulation.seed, static_cast<std::uint64_t>(start), {value.data(), at(size)});
    draw_loops().multiply_add(sum, value.data(), use.weight, size);
  }
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
    std::vector<std::vector<double>> avoided(at(count), std::vector<double>(at(simulation.draws), 0.0));
    std::vector<std::vector<double>> induced(at(count));
    std::vector<std::uint8_t> used(at(factors), 0);
    for (Index i = 0; i < count; ++i) {
      for (const Code f : rows[at(drawn[at(first + i)])].factors) {
        used[static_cast<std::size_t>(f)] = 1;
        if (!simulation.factors[static_cast<std::size_t>(f)].induced.empty()) induced[at(i)].resize(at(simulation.draws), 0.0);
      }
    }
    const Index blocks = (simulation.draws + kBlock - 1) / kBlock;
    parallel_ranges(blocks, std::clamp<Index>(threads, 1, blocks), cancel, [&](Index begin, Index end, Index worker) {
      std::vector<double> value(at(kBlock));
      std::vector<double> sums[2] = {std::vector<double>(at(factors * kBlock)), std::vector<double>(at(factors * kBlock))};
      for (Index block = begin; block < end && !cancel.stopped(); ++block) {
        if (worker == 0) cancel.poll();
        const Index start = block * kBlock;
        const Index size = std::min(kBlock, simulation.draws - start);
        for (Index f = 0; f < factors; ++f) {
          if (used[at(f)] == 0) continue;
          add_uses(simulation, simulation.factors[at(f)].avoided, start, size, value, sums[0].data() + f * kBlock);
          add_uses(simulation, simulation.factors[at(f)].induced, start, size, value, sums[1].data() + f * kBlock);
        }
        for (Index i = 0; i < count; ++i) {
          const DrawnRow& row = rows[at(drawn[at(first + i)])];
          for (std::size_t side = 0; side < 2; ++side) {
            std::vector<double>& totals = side == 0 ? avoided[at(i)] : induced[at(i)];
            if (totals.empty()) continue;
            for (std::size_t k = 0; k < row.factors.size(); ++k) {
              const double* factor = sums[side].data() + Index{row.factors[k]} * kBlock;
              draw_loops().multiply_add(totals.data() + start, factor, row.masses[k], size);
            }
          }
        }
      }
    });
    parallel_ranges(count, std::clamp<Index>(threads, 1, count), cancel, [&](Index begin, Index end, Index worker) {
      for (Index i = begin; i < end && !cancel.stopped(); ++i) {
        if (worker == 0) cancel.poll();
        const DrawnRow& row = rows[at(drawn[at(first + i)])];
        double constant = 0.0;
        for (std::size_t k = 0; k < row.factors.size(); ++k) constant += simulation.factors[static_cast<std::size_t>(row.factors[k])].induced_constant * row.masses[k];
        out[at(drawn[at(first + i)])] = spread_of(avoided[at(i)], induced[at(i)], constant, simulation.level);
      }
    });
  }
  return out;
}

}  // namespace huishou::carbon
