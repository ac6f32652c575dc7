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
#include "huishou/carbon/draw_summary.hpp"
#include "huishou/carbon/sampler.hpp"

namespace huishou::carbon {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// Groups pass by 32 draws at a time, whose factors lie in the first-level cache; a block of draws of all factors lies in
// the second. Blocks are whole segments, so that a segment belongs to one worker.
constexpr Index kPass = 32;
Index block_of(Index factors) {
  return std::clamp<Index>((Index{1} << 15) / std::max<Index>(factors, 1) / DrawSummary::kSegment * DrawSummary::kSegment, DrawSummary::kSegment, DrawSummary::kPilot);
}

// Rank of the order statistic, from 0. The product q n may lie a rounding above a whole number.
Index rank_of(double q, Index n) { return std::clamp<Index>(static_cast<Index>(std::ceil(q * static_cast<double>(n) * (1.0 - 1e-12))), 1, n) - 1; }

// One row: its avoided emissions, and its net apart from them where induced emissions are drawn too.
struct Subject {
  const DrawnRow* row;
  double constant = 0.0;  // induced for certain
  bool apart = false;
};

// What is made once for all draws of the variables.
struct Variables {
  explicit Variables(const Simulation& simulation) : mixing(simulation.correlation, simulation.variables) {
    for (const Variable& variable : simulation.variables) samplers.emplace_back(variable);
  }
  std::vector<Sampler> samplers;
  Mixing mixing;
};

// Draws of all factors that a set of rows uses, and of the rows' own sums.
class Drawing {
 public:
  Drawing(const Simulation& simulation, const Variables& variables, std::span<const Subject> subjects)
      : simulation_(&simulation), variables_(&variables), subjects_(subjects), used_(simulation.factors.size(), 0), block_(block_of(static_cast<Index>(simulation.factors.size()))) {
    for (const Subject& subject : subjects) {
      for (const Code f : subject.row->factors) used_[static_cast<std::size_t>(f)] = 1;
      apart_ = apart_ || subject.apart;
    }
  }
  [[nodiscard]] Index block() const { return block_; }

  class Room {  // scratch of one worker
   public:
    explicit Room(const Drawing& drawing)
        : value(drawing.block_), normals(drawing.block_), avoided(drawing.stride() * drawing.factors()), induced(drawing.apart_ ? drawing.stride() * drawing.factors() : 0) {}
    Buffer<double> value;
    Buffer<double> normals;
    Buffer<double> avoided;  // on cache lines: no load crosses two
    Buffer<double> induced;
  };

  // visit(subject, first draw, avoided, net) for 32 draws or fewer of every subject; net is empty where it is not apart.
  template <class Visit>
  void run(Index start, Index size, Room& room, Visit&& visit) const {
    for (Index f = 0; f < factors(); ++f) {
      if (used_[at(f)] == 0) continue;
      const DrawnFactor& factor = simulation_->factors[at(f)];
      fill(factor.avoided, start, size, room, room.avoided.data() + f * stride());
      if (apart_) fill(factor.induced, start, size, room, room.induced.data() + f * stride());
    }
    const DrawLoops& loops = draw_loops();
    alignas(64) double avoided[kPass];
    alignas(64) double net[kPass];
    for (Index pass = 0; pass < size; pass += kPass) {
      const Index wide = std::min(kPass, size - pass);
      for (std::size_t s = 0; s < subjects_.size(); ++s) {
        const DrawnRow& row = *subjects_[s].row;
        const auto terms = static_cast<Index>(row.factors.size());
        loops.combine(room.avoided.data() + pass, stride(), row.factors.data(), row.masses.data(), terms, avoided, wide);
        if (subjects_[s].apart) {
          loops.combine(room.induced.data() + pass, stride(), row.factors.data(), row.masses.data(), terms, net, wide);
          for (Index d = 0; d < wide; ++d) net[d] = net[d] + subjects_[s].constant - avoided[d];
        }
        visit(s, start + pass, std::span<const double>(avoided, at(wide)), std::span<const double>(net, subjects_[s].apart ? at(wide) : 0));
      }
    }
  }

 private:
  [[nodiscard]] Index factors() const { return static_cast<Index>(used_.size()); }
  [[nodiscard]] Index stride() const { return block_ + 8; }  // an odd number of cache lines spreads the factors over the sets

  // sum = weight x draws of each variable.
  void fill(const std::vector<Use>& uses, Index start, Index size, Room& room, double* sum) const {
    if (uses.empty()) std::fill_n(sum, size, 0.0);
    for (std::size_t u = 0; u < uses.size(); ++u) {
      double* own = u == 0 ? sum : room.value.data();
      const Index variable = uses[u].variable;
      const Sampler& sampler = variables_->samplers[at(variable)];
      if (variables_->mixing.has(variable)) {
        variables_->mixing.normals(variable, simulation_->seed, static_cast<std::uint64_t>(start), {own, at(size)}, {room.normals.data(), at(size)});
        sampler.from_normals({own, at(size)});
      } else {
        sampler.draw(simulation_->seed, static_cast<std::uint64_t>(start), {own, at(size)});
      }
      if (uses[u].weight != 1.0) {
        for (Index d = 0; d < size; ++d) own[d] *= uses[u].weight;
      }
      for (Index d = 0; u > 0 && d < size; ++d) sum[d] += own[d];
    }
  }

  const Simulation* simulation_;
  const Variables* variables_;
  std::span<const Subject> subjects_;
  std::vector<std::uint8_t> used_;
  Index block_;
  bool apart_ = false;
};

// Rows that pass together: a pilot of every series, then the rest of the draws once.
class Batch {
 public:
  Batch(const Simulation& simulation, const Variables& variables, std::span<const Subject> subjects, Index threads, Cancel& cancel)
      : simulation_(&simulation), variables_(&variables), subjects_(subjects), threads_(threads), cancel_(&cancel), low_(rank_of((1.0 - simulation.level) / 2.0, simulation.draws)),
        high_(rank_of((1.0 + simulation.level) / 2.0, simulation.draws)) {}

  std::vector<Spread> spreads() {
    const Drawing drawing(*simulation_, *variables_, subjects_);
    const Index pilot = std::min(DrawSummary::kPilot, simulation_->draws);
    take_pilot(drawing, pilot);
    take_rest(drawing, pilot);
    std::vector<Spread> out;
    for (std::size_t s = 0; s < subjects_.size(); ++s) out.push_back(spread(s));
    return out;
  }

 private:
  [[nodiscard]] std::size_t net_of(std::size_t subject) const { return subjects_.size() + subject; }

  void take_pilot(const Drawing& drawing, Index pilot) {
    Buffer<double> first(static_cast<Index>(2 * subjects_.size()) * pilot);
    const auto place = [&](std::size_t series) { return first.data() + static_cast<Index>(series) * pilot; };
    each_block(drawing, 0, pilot, [&](std::size_t s, Index start, std::span<const double> avoided, std::span<const double> net, Index) {
      std::copy(avoided.begin(), avoided.end(), place(s) + start);
      std::copy(net.begin(), net.end(), place(net_of(s)) + start);
    });
    for (std::size_t series = 0; series < 2 * subjects_.size(); ++series) {
      const bool there = series < subjects_.size() || subjects_[series - subjects_.size()].apart;
      if (there) {
        summaries_.emplace_back(std::in_place, std::span<const double>(place(series), at(pilot)), simulation_->draws, low_, high_);
      } else {
        summaries_.emplace_back(std::nullopt);
      }
    }
  }

  void take_rest(const Drawing& drawing, Index pilot) {
    std::vector<std::vector<DrawSummary::Kept>> kept(at(std::max<Index>(threads_, 1)), std::vector<DrawSummary::Kept>(summaries_.size()));
    each_block(drawing, pilot, simulation_->draws, [&](std::size_t s, Index start, std::span<const double> avoided, std::span<const double> net, Index worker) {
      summaries_[s]->add(start, avoided, kept[at(worker)][s]);
      if (!net.empty()) summaries_[net_of(s)]->add(start, net, kept[at(worker)][net_of(s)]);
    });
    for (auto& own : kept) {
      for (std::size_t series = 0; series < summaries_.size(); ++series) {
        if (summaries_[series]) summaries_[series]->join(own[series]);
      }
    }
  }

  // visit(subject, start, avoided, net, worker) over draws [from, to).
  template <class Visit>
  void each_block(const Drawing& drawing, Index from, Index to, Visit&& visit) {
    const Index blocks = (to - from + drawing.block() - 1) / drawing.block();
    if (blocks == 0) return;
    parallel_ranges(blocks, std::clamp<Index>(threads_, 1, blocks), *cancel_, [&](Index begin, Index end, Index worker) {
      Drawing::Room room(drawing);
      for (Index block = begin; block < end && !cancel_->stopped(); ++block) {
        if (worker == 0) cancel_->poll();
        const Index start = from + block * drawing.block();
        drawing.run(start, std::min(drawing.block(), to - start), room,
                    [&](std::size_t s, Index first, std::span<const double> avoided, std::span<const double> net) { visit(s, first, avoided, net, worker); });
      }
    });
  }

  Spread spread(std::size_t s) {
    const Subject& subject = subjects_[s];
    DrawSummary& own = *summaries_[s];
    const Index last = simulation_->draws - 1;
    const auto of = [&](std::size_t series, Index rank) {
      const std::optional<double> found = summaries_[series]->rank(rank);
      return found ? *found : selected(s, series != s, rank);
    };
    Spread out{own.mean(), own.deviation(), of(s, low_), of(s, high_), 0.0, 0.0, 0.0};
    if (subject.apart) {
      out.net_mean = summaries_[net_of(s)]->mean();
      out.net_low = of(net_of(s), low_);
      out.net_high = of(net_of(s), high_);
    } else {
      // net = constant - avoided turns the order round: its r-th smallest comes from the r-th largest.
      out.net_mean = subject.constant - out.mean;
      out.net_low = subject.constant - of(s, last - low_);
      out.net_high = subject.constant - of(s, last - high_);
    }
    return out;
  }

  // A rank that the bounds did not hold: the row alone is drawn again, and all of it kept.
  double selected(std::size_t s, bool net_wanted, Index rank) {
    const Drawing drawing(*simulation_, *variables_, subjects_.subspan(s, 1));
    std::vector<double> draws(at(simulation_->draws));
    each_block(drawing, 0, simulation_->draws, [&](std::size_t, Index start, std::span<const double> avoided, std::span<const double> net, Index) {
      const auto& from = net_wanted ? net : avoided;
      std::copy(from.begin(), from.end(), draws.begin() + start);
    });
    std::nth_element(draws.begin(), draws.begin() + rank, draws.end());
    return draws[at(rank)];
  }

  const Simulation* simulation_;
  const Variables* variables_;
  std::span<const Subject> subjects_;
  Index threads_;
  Cancel* cancel_;
  Index low_;
  Index high_;
  std::vector<std::optional<DrawSummary>> summaries_;  // avoided of each subject, then net of each
};

// Rows whose pilots, sums and kept draws (a tenth of all, more than a 95 % interval needs) fill 128 MB.
Index rows_together(const Simulation& simulation) {
  const Index bytes = 2 * 8 * DrawSummary::kPilot + 8 * simulation.draws / 10;
  return std::max<Index>(1, (Index{1} << 27) / bytes);
}

}  // namespace

std::vector<std::optional<Spread>> monte_carlo(const std::vector<DrawnRow>& rows, const Simulation& simulation, Index threads, Cancel& cancel) {
  if (simulation.draws < 2) throw Error(ErrorKind::kInput, "bad_draws", "A distribution needs at least two draws.", "Give draws=10000, for example.");
  const DefaultFloating floating;
  std::vector<Subject> subjects;
  std::vector<std::size_t> places;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    Subject subject{&rows[r]};
    bool possible = !rows[r].factors.empty();
    for (std::size_t k = 0; k < rows[r].factors.size(); ++k) {
      const DrawnFactor& factor = simulation.factors[static_cast<std::size_t>(rows[r].factors[k])];
      possible = possible && !factor.avoided.empty();
      subject.apart = subject.apart || !factor.induced.empty();
      subject.constant += factor.induced_constant * rows[r].masses[k];
    }
    if (!possible) continue;
    subjects.push_back(subject);
    places.push_back(r);
  }
  const Variables variables(simulation);
  std::vector<std::optional<Spread>> out(rows.size());
  const auto together = static_cast<std::size_t>(rows_together(simulation));
  for (std::size_t first = 0; first < subjects.size(); first += together) {
    const std::size_t count = std::min(together, subjects.size() - first);
    const std::vector<Spread> found = Batch(simulation, variables, std::span<const Subject>(subjects).subspan(first, count), threads, cancel).spreads();
    for (std::size_t i = 0; i < count; ++i) out[places[first + i]] = found[i];
  }
  return out;
}

}  // namespace huishou::carbon
