// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/monte_carlo.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "huishou/base/buffer.hpp"
#include "huishou/base/error.hpp"
#include "huishou/base/parallel.hpp"
#include "huishou/carbon/draw_loops.hpp"

namespace huishou::carbon {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// 64 MB of draws held at a time.
constexpr Index kHeld = Index{1} << 23;

// Draws of one block: those of all factors lie in the second-level cache. Groups pass by 32 draws at a time, whose factors
// lie in the first; the odd number of cache lines from one factor to the next spreads them over its sets.
constexpr Index kPass = 32;
Index block_of(Index factors) { return std::clamp<Index>((Index{1} << 15) / std::max<Index>(factors, 1) / kPass * kPass, 256, 4096); }
constexpr Index stride_of(Index block) { return block + 8; }

// Rank of the order statistic, from 0. The product q n may lie a rounding above a whole number.
std::size_t rank_of(double q, Index n) {
  const double exact = q * static_cast<double>(n);
  return at(std::clamp<Index>(static_cast<Index>(std::ceil(exact * (1.0 - 1e-12))), 1, n)) - 1;
}

// Order statistics near both ends of a sample. Bounds from a small sample leave a few per cent of the draws as candidates,
// gathered in one pass; where the bounds do not hold a rank, the whole is selected from.
class Tails {
 public:
  Tails(std::span<const double> draws, std::size_t low, std::size_t high) : draws_(draws) {
    constexpr std::size_t kSample = 512;
    const std::size_t n = draws.size();
    if (n < 8 * kSample) return;
    std::vector<double> sample;
    for (std::size_t i = 0; i < kSample; ++i) sample.push_back(draws[i * (n / kSample)]);
    std::sort(sample.begin(), sample.end());
    // Three standard errors of a sample quantile at most, and some.
    const auto place = [&](std::size_t rank) { return rank * kSample / n; };
    constexpr std::size_t kMargin = 24;
    const double below = sample[std::min(place(low) + kMargin, kSample - 1)];
    const double above = sample[place(high) >= kMargin ? place(high) - kMargin : 0];
    for (const double x : draws) {
      if (x <= below) lower_.push_back(x);
      if (x >= above) upper_.push_back(x);
    }
  }

  double operator()(std::size_t rank) {
    if (rank < lower_.size()) return selected(lower_, rank);
    const std::size_t skipped = draws_.size() - upper_.size();
    if (!upper_.empty() && rank >= skipped) return selected(upper_, rank - skipped);
    if (whole_.empty()) whole_.assign(draws_.begin(), draws_.end());
    return selected(whole_, rank);
  }

 private:
  static double selected(std::vector<double>& from, std::size_t rank) {
    std::nth_element(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(rank), from.end());
    return from[rank];
  }

  std::span<const double> draws_;
  std::vector<double> lower_;
  std::vector<double> upper_;
  std::vector<double> whole_;
};

// Two passes, in lanes and order that never change.
double mean_of(std::span<const double> draws) {
  const auto n = static_cast<Index>(draws.size());
  const double rough = draw_loops().sum(draws.data(), n, 0.0, false) / static_cast<double>(n);
  return rough + draw_loops().sum(draws.data(), n, rough, false) / static_cast<double>(n);  // takes out the rounding of the first
}

double deviation_of(std::span<const double> draws, double mean) {
  const auto n = static_cast<Index>(draws.size());
  return std::sqrt(draw_loops().sum(draws.data(), n, mean, true) / static_cast<double>(n - 1));
}

// Draws of one row; `induced` is empty where no factor has drawn induced emissions.
Spread spread_of(std::span<double> avoided, std::span<double> induced, double constant, double level) {
  const auto n = static_cast<Index>(avoided.size());
  const std::size_t last = avoided.size() - 1;
  const std::size_t low = rank_of((1.0 - level) / 2.0, n);
  const std::size_t high = rank_of((1.0 + level) / 2.0, n);
  Spread out{};
  out.mean = mean_of(avoided);
  out.sd = deviation_of(avoided, out.mean);
  Tails own(avoided, low, high);
  out.low = own(low);
  out.high = own(high);
  if (induced.empty()) {
    // net = constant - avoided turns the order round: its r-th smallest comes from the r-th largest.
    out.net_mean = constant - out.mean;
    out.net_low = constant - own(last - low);
    out.net_high = constant - own(last - high);
    return out;
  }
  for (std::size_t d = 0; d < avoided.size(); ++d) induced[d] = induced[d] + constant - avoided[d];
  Tails net(induced, low, high);
  out.net_mean = mean_of(induced);
  out.net_low = net(low);
  out.net_high = net(high);
  return out;
}

// sum += weight x draws of each variable, for draws [start, start + size).
void add_uses(const Simulation& simulation, const std::vector<Use>& uses, Index start, Index size, std::vector<double>& value, double* sum) {
  if (uses.empty()) std::fill_n(sum, size, 0.0);
  for (std::size_t u = 0; u < uses.size(); ++u) {
    double* own = u == 0 ? sum : value.data();
    draw(simulation.variables[at(uses[u].variable)], simulation.seed, static_cast<std::uint64_t>(start), {own, at(size)});
    if (uses[u].weight != 1.0) {
      for (Index d = 0; d < size; ++d) own[d] *= uses[u].weight;
    }
    if (u > 0) {
      for (Index d = 0; d < size; ++d) sum[d] += own[d];
    }
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
  const DrawLoops& loops = draw_loops();
  const Index batch = std::max<Index>(1, kHeld / simulation.draws);
  const auto factors = static_cast<Index>(simulation.factors.size());
  for (Index first = 0; first < static_cast<Index>(drawn.size()); first += batch) {
    const Index count = std::min<Index>(batch, static_cast<Index>(drawn.size()) - first);
    std::vector<std::uint8_t> used(at(factors), 0);
    bool apart = false;  // some factor has drawn induced emissions
    for (Index i = 0; i < count; ++i) {
      for (const Code f : rows[at(drawn[at(first + i)])].factors) {
        used[static_cast<std::size_t>(f)] = 1;
        apart = apart || !simulation.factors[static_cast<std::size_t>(f)].induced.empty();
      }
    }
    Buffer<double> avoided(count * simulation.draws);
    Buffer<double> induced(apart ? count * simulation.draws : 0);
    const Index block_draws = block_of(factors);
    const Index stride = stride_of(block_draws);
    const Index blocks = (simulation.draws + block_draws - 1) / block_draws;
    parallel_ranges(blocks, std::clamp<Index>(threads, 1, blocks), cancel, [&](Index begin, Index end, Index worker) {
      std::vector<double> value(at(block_draws));
      Buffer<double> sums[2] = {Buffer<double>(factors * stride), Buffer<double>(factors * stride)};  // on cache lines: no load crosses two
      for (Index block = begin; block < end && !cancel.stopped(); ++block) {
        if (worker == 0) cancel.poll();
        const Index start = block * block_draws;
        const Index size = std::min(block_draws, simulation.draws - start);
        for (Index f = 0; f < factors; ++f) {
          if (used[at(f)] == 0) continue;
          add_uses(simulation, simulation.factors[at(f)].avoided, start, size, value, sums[0].data() + f * stride);
          add_uses(simulation, simulation.factors[at(f)].induced, start, size, value, sums[1].data() + f * stride);
        }
        for (Index pass = 0; pass < size; pass += kPass) {
          const Index wide = std::min(kPass, size - pass);
          for (Index i = 0; i < count; ++i) {
            const DrawnRow& row = rows[at(drawn[at(first + i)])];
            const auto terms = static_cast<Index>(row.factors.size());
            loops.combine(sums[0].data() + pass, stride, row.factors.data(), row.masses.data(), terms, avoided.data() + i * simulation.draws + start + pass, wide);
            if (!apart) continue;
            loops.combine(sums[1].data() + pass, stride, row.factors.data(), row.masses.data(), terms, induced.data() + i * simulation.draws + start + pass, wide);
          }
        }
      }
    });
    const auto draws_of = [&](Buffer<double>& all, Index i) { return std::span<double>(all.data() + i * simulation.draws, at(simulation.draws)); };
    parallel_ranges(count, std::clamp<Index>(threads, 1, count), cancel, [&](Index begin, Index end, Index worker) {
      for (Index i = begin; i < end && !cancel.stopped(); ++i) {
        if (worker == 0) cancel.poll();
        const DrawnRow& row = rows[at(drawn[at(first + i)])];
        double constant = 0.0;
        for (std::size_t k = 0; k < row.factors.size(); ++k) constant += simulation.factors[static_cast<std::size_t>(row.factors[k])].induced_constant * row.masses[k];
        out[at(drawn[at(first + i)])] = spread_of(draws_of(avoided, i), apart ? draws_of(induced, i) : std::span<double>(), constant, simulation.level);
      }
    });
  }
  return out;
}

}  // namespace huishou::carbon
