// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/batch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "huishou/base/error.hpp"
#include "huishou/base/parallel.hpp"
#include "huishou/network/posterior.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

constexpr Index kLanes = 8;
using Lane = double[kLanes];

// One cell less a multiple of another: target -= factor * source, as places among the cells of L (diagonal places count from the end).
struct Update {
  Code target;
  Code source;
};

// The elimination of one pattern as lists, for all lanes alike. Only for Laplacians and general systems of full rank; what
// turns out dependent is left to the one-by-one solver.
class Lanes {
 public:
  explicit Lanes(const Structure& structure) : s_(structure), p_(*structure.pattern) {
    for (Index k = 0; k < p_.size; ++k) {
      for (Index c = p_.start[at(k)]; c < p_.start[at(k) + 1]; ++c) {
        for (Index r = c; r < p_.start[at(k) + 1]; ++r) updates_.push_back({target(p_.row[at(c)], p_.row[at(r)]), static_cast<Code>(r)});
      }
    }
    cells_.resize(p_.row.size() * kLanes);
    pivot_.resize(at(p_.size) * kLanes);
    excess_.resize(at(p_.size) * kLanes);
    diagonal_.resize(at(p_.size) * kLanes);
    y_.resize(at(p_.size) * kLanes);
    r_.resize(at(p_.size) * kLanes);
    v_.resize(at(s_.flows()) * kLanes);
    x_.resize(at(s_.flows()) * kLanes);
  }

  // Rows first .. first + 7 of the block (the last one repeated); false where a lane met a dependent balance or did not close.
  bool solve(Block& block, Index first) {
    load(block, first);
    if (!factor()) return false;
    residual(r_);
    std::copy(r_.begin(), r_.end(), y_.begin());
    substitute(y_);
    correct(y_);
    std::vector<double> statistic(kLanes, 0.0);
    for (std::size_t i = 0; i < r_.size(); ++i) statistic[i % kLanes] += r_[i] * y_[i];
    residual(y_);      // one step of refinement
    substitute(y_);
    correct(y_);
    if (!closed()) return false;
    const Index rows = std::min(kLanes, block.count - first);
    for (Index l = 0; l < rows; ++l) {
      double* out = block.x.data() + (first + l) * s_.flows();
      for (Index f = 0; f < s_.flows(); ++f) out[f] = x_[at(f * kLanes + l)];
      block.statistic[at(first + l)] = statistic[at(l)];
    }
    return true;
  }

 private:
  // The place of L(r, c): cells below the diagonal first, then the diagonal.
  [[nodiscard]] Code target(Code column, Code row) const {
    if (column == row) return static_cast<Code>(static_cast<Index>(p_.row.size()) + row);
    const auto first = p_.row.begin() + p_.start[at(column)];
    return static_cast<Code>(std::lower_bound(first, p_.row.begin() + p_.start[at(column) + 1], row) - p_.row.begin());
  }
  double* cell(Code place) {
    const auto below = static_cast<Code>(p_.row.size());
    return place < below ? cells_.data() + Index{place} * kLanes : pivot_.data() + Index{place - below} * kLanes;
  }

  void load(const Block& block, Index first) {
    for (Index l = 0; l < kLanes; ++l) {
      const Index row = std::min(first + l, block.count - 1);
      const double* x = block.measured.data() + row * s_.flows();
      const double* sd = block.sd.data() + row * s_.flows();
      for (Index f = 0; f < s_.flows(); ++f) {
        const bool measured = s_.roles[at(f)] == Role::kMeasured;
        v_[at(f * kLanes + l)] = measured ? sd[f] * sd[f] : 0.0;
        x_[at(f * kLanes + l)] = s_.roles[at(f)] == Role::kUnmeasured ? 0.0 : x[f];
      }
    }
    std::fill(cells_.begin(), cells_.end(), 0.0);
    std::fill(pivot_.begin(), pivot_.end(), 0.0);
    std::fill(excess_.begin(), excess_.end(), 0.0);
    std::size_t pair = 0;
    for (Index f = 0; f < s_.flows(); ++f) {
      const auto entries = s_.by_flow.row(f);
      const double* v = v_.data() + f * kLanes;
      for (std::size_t a = 0; a < entries.size(); ++a) {
        const double square = entries[a].value * entries[a].value;
        const Index place = p_.place[at(entries[a].column)];
        double* diagonal = pivot_.data() + place * kLanes;
        for (Index l = 0; l < kLanes; ++l) diagonal[l] += v[l] * square;
        if (entries.size() == 1) {
          double* excess = excess_.data() + place * kLanes;
          for (Index l = 0; l < kLanes; ++l) excess[l] += v[l] * square;
        }
        for (std::size_t b = a + 1; b < entries.size(); ++b) {
          const double cross = entries[a].value * entries[b].value;
          double* into = cells_.data() + p_.pairs[pair++] * kLanes;
          for (Index l = 0; l < kLanes; ++l) into[l] += v[l] * cross;
        }
      }
    }
    std::copy(pivot_.begin(), pivot_.end(), diagonal_.begin());
  }

  bool factor() {
    const Update* update = updates_.data();
    bool whole = true;
    for (Index k = 0; k < p_.size; ++k) {
      double* pivot = pivot_.data() + k * kLanes;
      const Index first = p_.start[at(k)];
      const Index last = p_.start[at(k) + 1];
      if (s_.laplacian) {
        std::copy_n(excess_.data() + k * kLanes, kLanes, pivot);
        for (Index q = first; q < last; ++q) {
          for (Index l = 0; l < kLanes; ++l) pivot[l] -= cells_[at(q * kLanes + l)];
        }
      }
      Lane inverse;
      for (Index l = 0; l < kLanes; ++l) {
        whole = whole && pivot[l] > (s_.laplacian ? 0.0 : kDependent * diagonal_[at(k * kLanes + l)]);
        inverse[l] = 1.0 / pivot[l];
      }
      for (Index c = first; c < last; ++c) {
        const double* column = cells_.data() + c * kLanes;
        Lane factor;
        for (Index l = 0; l < kLanes; ++l) factor[l] = column[l] * inverse[l];
        for (Index r = c; r < last; ++r, ++update) {
          double* into = cell(update->target);
          const double* from = cells_.data() + Index{update->source} * kLanes;
          for (Index l = 0; l < kLanes; ++l) into[l] -= factor[l] * from[l];
        }
        double* excess = excess_.data() + Index{p_.row[at(c)]} * kLanes;
        const double* mine = excess_.data() + k * kLanes;
        for (Index l = 0; l < kLanes; ++l) excess[l] -= factor[l] * mine[l];
      }
      for (Index c = first; c < last; ++c) {
        for (Index l = 0; l < kLanes; ++l) cells_[at(c * kLanes + l)] *= inverse[l];
      }
    }
    return whole;
  }

  // Whether every balance of every lane closes to kClosure.
  bool closed() {
    bool all = true;
    const Constraints& reduced = s_.elimination.reduced();
    for (Index r = 0; r < reduced.rows(); ++r) {
      Lane sum{};
      Lane scale{};
      for (const Entry entry : reduced.row(r)) {
        const double* x = x_.data() + Index{entry.column} * kLanes;
        for (Index l = 0; l < kLanes; ++l) {
          sum[l] += entry.value * x[l];
          scale[l] += std::abs(entry.value * x[l]);
        }
      }
      for (Index l = 0; l < kLanes; ++l) all = all && std::abs(sum[l]) <= kClosure * scale[l];
    }
    return all;
  }

  // A x of the reduced balances, by eliminated position; right-hand sides of a batch are 0.
  void residual(std::vector<double>& out) {
    std::fill(out.begin(), out.end(), 0.0);
    const Constraints& reduced = s_.elimination.reduced();
    for (Index r = 0; r < reduced.rows(); ++r) {
      double* into = out.data() + Index{p_.place[at(r)]} * kLanes;
      for (const Entry entry : reduced.row(r)) {
        const double* x = x_.data() + Index{entry.column} * kLanes;
        for (Index l = 0; l < kLanes; ++l) into[l] += entry.value * x[l];
      }
    }
  }

  void substitute(std::vector<double>& z) {
    for (Index k = 0; k < p_.size; ++k) {
      const double* now = z.data() + k * kLanes;
      for (Index q = p_.start[at(k)]; q < p_.start[at(k) + 1]; ++q) {
        double* into = z.data() + Index{p_.row[at(q)]} * kLanes;
        const double* left = cells_.data() + q * kLanes;
        for (Index l = 0; l < kLanes; ++l) into[l] -= left[l] * now[l];
      }
    }
    for (std::size_t i = 0; i < z.size(); ++i) z[i] /= pivot_[i];
    for (Index k = p_.size; k-- > 0;) {
      double* now = z.data() + k * kLanes;
      for (Index q = p_.start[at(k)]; q < p_.start[at(k) + 1]; ++q) {
        const double* from = z.data() + Index{p_.row[at(q)]} * kLanes;
        const double* left = cells_.data() + q * kLanes;
        for (Index l = 0; l < kLanes; ++l) now[l] -= left[l] * from[l];
      }
    }
  }

  // x -= V A' y.
  void correct(const std::vector<double>& y) {
    for (Index f = 0; f < s_.flows(); ++f) {
      double* x = x_.data() + f * kLanes;
      const double* v = v_.data() + f * kLanes;
      for (const Entry entry : s_.by_flow.row(f)) {
        const double* from = y.data() + Index{p_.place[at(entry.column)]} * kLanes;
        for (Index l = 0; l < kLanes; ++l) x[l] -= v[l] * entry.value * from[l];
      }
    }
  }

  const Structure& s_;
  const Pattern& p_;
  std::vector<Update> updates_;
  std::vector<double> cells_, pivot_, excess_, diagonal_, y_, r_, v_, x_;
};

void one_by_one(const std::shared_ptr<const Structure>& structure, Block& block, Index row, const std::vector<double>& right) {
  const auto flows = at(structure->flows());
  const auto part = [&](auto span) { return span.subspan(at(row) * flows, flows); };
  const Solution found = reconcile(structure, part(block.measured), part(block.sd), right);
  std::copy(found.x.begin(), found.x.end(), part(block.x).begin());
  block.statistic[at(row)] = found.statistic;
  block.rank = found.rank;
  if (block.variance.empty()) return;
  const Posterior known = posterior(found);
  std::copy(known.variance.begin(), known.variance.end(), part(block.variance).begin());
}

void run(Block& block) {
  const Index flows = block.balances.columns;
  if (block.count == 0) return;
  const auto roles = [&](Index row) { return roles_of(block.measured.subspan(at(row * flows), at(flows)), block.sd.subspan(at(row * flows), at(flows))); };
  const std::vector<Role> first = roles(0);
  for (Index row = 1; row < block.count; ++row) {
    if (roles(row) != first) {
      throw Error(ErrorKind::kInput, "unlike_rows", "A flow is measured in some rows of a block and not, or exactly, in others.",
                  "Give rows with different missing or fixed flows as blocks of their own.").at_row(row);
    }
  }
  const std::vector<double> right(at(block.balances.rows()), 0.0);
  const auto structure = std::make_shared<const Structure>(block.balances, first, false);
  block.rank = structure->pattern->size;
  // Unmeasured flows and variances are completed one row at a time.
  const bool plain = structure->elimination.solved.empty() && structure->elimination.free.empty() && block.variance.empty();
  if (!plain) {
    for (Index row = 0; row < block.count; ++row) one_by_one(structure, block, row, right);
    return;
  }
  Lanes lanes(*structure);
  for (Index row = 0; row < block.count; row += kLanes) {
    if (lanes.solve(block, row)) continue;
    for (Index r = row; r < std::min(block.count, row + kLanes); ++r) one_by_one(structure, block, r, right);
  }
}

}  // namespace

void reconcile_batch(std::vector<Block>& blocks, Index threads, Cancel& cancel) {
  const auto count = static_cast<Index>(blocks.size());
  const Index workers = std::clamp<Index>(threads, 1, std::max<Index>(count, 1));
  parallel_ranges(count, workers, cancel, [&](Index begin, Index end, Index worker) {
    for (Index b = begin; b < end && !cancel.stopped(); ++b) {
      if (worker == 0) cancel.poll();
      try {
        run(blocks[at(b)]);
      } catch (Error& error) {
        throw error.in_column("block " + std::to_string(b));
      }
    }
  });
}

}  // namespace huishou::network
