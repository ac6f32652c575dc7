// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/factor.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "huishou/base/parallel.hpp"
#include "huishou/network/dense_loops.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// Columns of the dense block settled together, so that most of the work runs at the speed of the tiles: panels, and strips of a panel.
constexpr Index kPanel = 48;
constexpr Index kStrip = 8;

// Columns waiting for the row they reach next, one list a row.
class Waiting {
 public:
  explicit Waiting(Index n) : first_(at(n), kMissing), next_(at(n), kMissing) {}
  void put(Code column, Code row) { next_[at(column)] = std::exchange(first_[at(row)], column); }
  // The columns waiting for a row; the list is given up.
  Code take(Code row) { return std::exchange(first_[at(row)], kMissing); }
  [[nodiscard]] Code after(Code column) const { return next_[at(column)]; }

 private:
  Large<Code> first_;
  Large<Code> next_;
};

}  // namespace

Factor::Factor(std::shared_ptr<const Pattern> pattern, Normal normal) : pattern_(std::move(pattern)), cells_(std::move(normal.cells)) {
  const Index n = pattern_->size;
  inverse_.resize(at(n));
  Large<double> pivot = normal.laplacian ? Large<double>(at(n)) : normal.diagonal;
  head(normal, pivot);
  tail(normal, pivot);
}

void Factor::settle(Index place, double pivot, double diagonal) {
  const bool kept = pivot > kDependent * diagonal;
  inverse_[at(place)] = kept ? 1.0 / pivot : 0.0;
  rank_ += kept ? 1 : 0;
}

// Left-looking: column k is H's, less what every earlier column with an entry in row k contributes.
void Factor::head(Normal& normal, Large<double>& pivot) {
  const Pattern& p = *pattern_;
  const Code columns = static_cast<Code>(p.dense_from);
  Large<double> work(at(p.size));
  Large<Index> reached(at(columns));
  Waiting waiting(p.size);
  for (Code k = 0; k < columns; ++k) {
    const Index first = p.start[at(k)];
    const Index last = p.start[at(k) + 1];
    Code i = waiting.take(k);
    const bool alone = i == kMissing;
    if (!alone) {
      for (Index q = first; q < last; ++q) work[at(p.row[at(q)])] = cells_[at(q)];
    }
    for (Code after = kMissing; i != kMissing; i = after) {
      after = waiting.after(i);
      Index q = reached[at(i)];
      const double factor = cells_[at(q)] * pivot[at(i)];
      if (normal.laplacian) normal.excess[at(k)] -= cells_[at(q)] * normal.excess[at(i)];
      else pivot[at(k)] -= factor * cells_[at(q)];
      for (Index next = q + 1; next < p.start[at(i) + 1]; ++next) work[at(p.row[at(next)])] -= factor * cells_[at(next)];
      reached[at(i)] = ++q;
      if (q < p.start[at(i) + 1] && p.row[at(q)] < columns) waiting.put(i, p.row[at(q)]);
    }
    if (!alone) {
      for (Index q = first; q < last; ++q) cells_[at(q)] = work[at(p.row[at(q)])];
    }
    if (normal.laplacian) {
      double sum = normal.excess[at(k)];
      for (Index q = first; q < last; ++q) sum -= cells_[at(q)];
      pivot[at(k)] = sum;
      settle(k, sum, 0.0);
    } else {
      settle(k, pivot[at(k)], normal.diagonal[at(k)]);
    }
    for (Index q = first; q < last; ++q) cells_[at(q)] *= inverse_[at(k)];
    reached[at(k)] = first;
    if (first < last && p.row[at(first)] < columns) waiting.put(k, p.row[at(first)]);
  }
}

// The head columns' share of the dense block: the outer product of their entries in its rows. Of a Laplacian the diagonal is not kept.
void Factor::add_head_to_tail(Normal& normal, const Large<double>& pivot) {
  const Pattern& p = *pattern_;
  const Index from = p.dense_from;
  for (Index k = 0; k < from; ++k) {
    const Index last = p.start[at(k) + 1];
    Index begin = p.start[at(k)];
    if (begin < last && p.row[at(begin)] < from) begin = std::lower_bound(p.row.begin() + begin, p.row.begin() + last, static_cast<Code>(from)) - p.row.begin();
    for (Index c = begin; c < last; ++c) {
      const double factor = cells_[at(c)] * pivot[at(k)];
      double* into = column(p.row[at(c)] - from) - from;
      for (Index r = normal.laplacian ? c + 1 : c; r < last; ++r) into[p.row[at(r)]] -= factor * cells_[at(r)];
      if (normal.laplacian) normal.excess[at(p.row[at(c)])] -= cells_[at(c)] * normal.excess[at(k)];
    }
  }
}

// One column of the dense block, from which the columns since `first` are still to be taken.
void Factor::settle_column(Index column, Index first, Normal& normal, Large<double>& pivot) {
  const DenseLoops& loops = dense_loops();
  const Index from = pattern_->dense_from;
  double* const own = this->column(column);
  for (Index i = first; i < column; ++i) {
    const double* left = this->column(i);
    loops.subtract(own + column, left + column, left[column] * pivot[at(from + i)], pattern_->dense() - column);
  }
  const Index below = pattern_->dense() - column - 1;
  double* const rest = own + column + 1;
  const double sum = normal.laplacian ? normal.excess[at(from + column)] - loops.total(rest, below) : own[column];
  pivot[at(from + column)] = sum;
  settle(from + column, sum, normal.laplacian ? 0.0 : normal.diagonal[at(from + column)]);
  for (Index r = 0; r < below; ++r) rest[r] *= inverse_[at(from + column)];
  if (normal.laplacian && below > 0) loops.subtract(&normal.excess[at(from + column + 1)], rest, normal.excess[at(from + column)], below);
}

// Right-looking by panels: a panel is settled strip by strip, then taken from everything right of it at once.
void Factor::tail(Normal& normal, Large<double>& pivot) {
  const Pattern& p = *pattern_;
  const Index from = p.dense_from;
  const Index n = p.dense();
  if (n == 0) return;
  if (!normal.laplacian) {
    for (Index c = 0; c < n; ++c) column(c)[c] = pivot[at(from + c)];
  }
  add_head_to_tail(normal, pivot);
  Large<double> scaled(at(n * kPanel));
  // Takes columns begin .. end from columns end .. to.
  const auto take = [&](Index begin, Index end, Index to) {
    const Index width = end - begin;
    for (Index i = 0; i < width; ++i) {
      const double* left = column(begin + i);
      for (Index r = end; r < to; ++r) scaled[at(r * width + i)] = left[r] * pivot[at(from + begin + i)];
    }
    dense_loops().update(column(0), column(begin), scaled.data(), width, end, to, p.stride());
  };
  for (Index panel = 0; panel < n; panel += kPanel) {
    const Index panel_end = std::min(n, panel + kPanel);
    for (Index strip = panel; strip < panel_end; strip += kStrip) {
      const Index strip_end = std::min(n, strip + kStrip);
      for (Index c = strip; c < strip_end; ++c) settle_column(c, strip, normal, pivot);
      take(strip, strip_end, panel_end);
    }
    take(panel, panel_end, n);
  }
}

void Factor::solve(std::span<double> b) const {
  const Pattern& p = *pattern_;
  Large<double> z = forward(b);
  for (std::size_t k = 0; k < z.size(); ++k) z[k] *= inverse_[k];
  const Index from = p.dense_from;
  double* const last = z.data() + from;
  for (Index c = p.dense(); c-- > 0;) last[c] -= dense_loops().dot(column(c) + c + 1, last + c + 1, p.dense() - c - 1);
  for (Index k = from; k-- > 0;) {
    double sum = z[at(k)];
    for (Index q = p.start[at(k)]; q < p.start[at(k) + 1]; ++q) sum -= cells_[at(q)] * z[at(p.row[at(q)])];
    z[at(k)] = sum;
  }
  for (std::size_t k = 0; k < z.size(); ++k) b[at(p.order[k])] = dependent(static_cast<Index>(k)) ? 0.0 : z[k];
}

Large<double> Factor::forward(std::span<const double> b) const {
  const Pattern& p = *pattern_;
  Large<double> z(at(p.size));
  for (std::size_t k = 0; k < z.size(); ++k) z[k] = b[at(p.order[k])];
  for (Index k = 0; k < p.dense_from; ++k) {
    const double now = z[at(k)];
    if (now == 0.0) continue;
    for (Index q = p.start[at(k)]; q < p.start[at(k) + 1]; ++q) z[at(p.row[at(q)])] -= cells_[at(q)] * now;
  }
  double* const last = z.data() + p.dense_from;
  for (Index c = 0; c < p.dense(); ++c) dense_loops().subtract(last + c + 1, column(c) + c + 1, last[c], p.dense() - c - 1);
  return z;
}

Large<double> Factor::forward_scale(std::span<const double> b) const {
  const Pattern& p = *pattern_;
  Large<double> z(at(p.size));
  for (std::size_t k = 0; k < z.size(); ++k) z[k] = std::abs(b[at(p.order[k])]);
  for (Index k = 0; k < p.dense_from; ++k) {
    for (Index q = p.start[at(k)]; q < p.start[at(k) + 1]; ++q) z[at(p.row[at(q)])] += std::abs(cells_[at(q)]) * z[at(k)];
  }
  for (Index c = 0; c < p.dense(); ++c) {
    const double* left = this->column(c);
    for (Index r = c + 1; r < p.dense(); ++r) z[at(p.dense_from + r)] += std::abs(left[r]) * z[at(p.dense_from + c)];
  }
  return z;
}

double Factor::quadratic(std::span<const double> b) const {
  const Large<double> z = forward(b);
  double sum = 0.0;
  for (std::size_t k = 0; k < z.size(); ++k) sum += z[k] * z[k] * inverse_[k];
  return sum;
}

}  // namespace huishou::network
