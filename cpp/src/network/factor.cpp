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

constexpr Index kPanel = 32;  // columns of the dense block settled together: their update runs at the speed of the tiles

// Columns waiting for the row they reach next, one list a row.
class Waiting {
 public:
  explicit Waiting(Index n) : first_(at(n), kMissing), next_(at(n), kMissing) {}
  void put(Code column, Code row) { next_[at(column)] = std::exchange(first_[at(row)], column); }
  // The columns waiting for a row; the list is given up.
  Code take(Code row) { return std::exchange(first_[at(row)], kMissing); }
  [[nodiscard]] Code after(Code column) const { return next_[at(column)]; }

 private:
  std::vector<Code> first_;
  std::vector<Code> next_;
};

}  // namespace

Factor::Factor(std::shared_ptr<const Pattern> pattern, const Normal& normal) : pattern_(std::move(pattern)) {
  const Index n = pattern_->size;
  lower_.assign(pattern_->row.size(), 0.0);
  inverse_.assign(at(n), 0.0);
  std::vector<double> pivot(normal.diagonal);
  std::vector<double> excess = normal.laplacian ? normal.excess : std::vector<double>();
  head(normal, pivot, excess);
  tail(normal, pivot, excess);
}

void Factor::settle(Index place, double pivot, double diagonal) {
  const bool kept = pivot > kDependent * diagonal;
  inverse_[at(place)] = kept ? 1.0 / pivot : 0.0;
  rank_ += kept ? 1 : 0;
}

// Left-looking: column k is H's, less what every earlier column with an entry in row k contributes.
void Factor::head(const Normal& normal, std::vector<double>& pivot, std::vector<double>& excess) {
  const Pattern& p = *pattern_;
  const Code columns = static_cast<Code>(p.dense_from);
  std::vector<double> work(at(p.size), 0.0);
  std::vector<Index> reached(at(columns), 0);
  Waiting waiting(p.size);
  for (Code k = 0; k < columns; ++k) {
    for (Index q = p.h_start[at(k)]; q < p.h_start[at(k) + 1]; ++q) work[at(p.h_row[at(q)])] = normal.lower[at(q)];
    for (Code i = waiting.take(k), after = kMissing; i != kMissing; i = after) {
      after = waiting.after(i);
      Index q = reached[at(i)];
      const double factor = lower_[at(q)] * pivot[at(i)];
      pivot[at(k)] -= factor * lower_[at(q)];
      if (normal.laplacian) excess[at(k)] -= lower_[at(q)] * excess[at(i)];
      for (Index next = q + 1; next < p.start[at(i) + 1]; ++next) work[at(p.row[at(next)])] -= factor * lower_[at(next)];
      reached[at(i)] = ++q;
      if (q < p.start[at(i) + 1] && p.row[at(q)] < columns) waiting.put(i, p.row[at(q)]);
    }
    const Index first = p.start[at(k)];
    const Index last = p.start[at(k) + 1];
    if (normal.laplacian) {
      double sum = excess[at(k)];
      for (Index q = first; q < last; ++q) sum -= work[at(p.row[at(q)])];
      pivot[at(k)] = sum;
      settle(k, sum, 0.0);
    } else {
      settle(k, pivot[at(k)], normal.diagonal[at(k)]);
    }
    for (Index q = first; q < last; ++q) lower_[at(q)] = std::exchange(work[at(p.row[at(q)])], 0.0) * inverse_[at(k)];
    reached[at(k)] = first;
    if (first < last && p.row[at(first)] < columns) waiting.put(k, p.row[at(first)]);
  }
}

// The head columns' share of the dense block: the outer product of their entries in its rows.
void Factor::add_head_to_tail(const std::vector<double>& pivot, std::vector<double>& excess) {
  const Pattern& p = *pattern_;
  const Index from = p.dense_from;
  for (Index k = 0; k < from; ++k) {
    const auto first = p.row.begin() + p.start[at(k)];
    const auto last = p.row.begin() + p.start[at(k) + 1];
    const Index begin = std::lower_bound(first, last, static_cast<Code>(from)) - p.row.begin();
    for (Index c = begin; c < p.start[at(k) + 1]; ++c) {
      const Index column = p.row[at(c)] - from;
      const double factor = lower_[at(c)] * pivot[at(k)];
      double* into = dense_.data() + column * stride_ - from;
      for (Index r = c; r < p.start[at(k) + 1]; ++r) into[p.row[at(r)]] -= factor * lower_[at(r)];
      if (!excess.empty()) excess[at(p.row[at(c)])] -= lower_[at(c)] * excess[at(k)];
    }
  }
}

// Right-looking by panels: a panel is settled column by column, then taken from everything right of it at once.
void Factor::tail(const Normal& normal, std::vector<double>& pivot, std::vector<double>& excess) {
  const Pattern& p = *pattern_;
  const Index from = p.dense_from;
  const Index n = p.dense();
  if (n == 0) return;
  const DenseLoops& loops = dense_loops();
  stride_ = (n + 7) / 8 * 8;
  dense_.assign(at(stride_ * n), 0.0);
  for (Index c = 0; c < n; ++c) {
    dense_[at(c * stride_ + c)] = normal.diagonal[at(from + c)];
    for (Index q = p.h_start[at(from + c)]; q < p.h_start[at(from + c) + 1]; ++q) dense_[at(c * stride_ + p.h_row[at(q)] - from)] = normal.lower[at(q)];
  }
  add_head_to_tail(pivot, excess);
  std::vector<double> scaled(at(n * kPanel));
  for (Index begin = 0; begin < n; begin += kPanel) {
    const Index end = std::min(n, begin + kPanel);
    for (Index c = begin; c < end; ++c) {
      double* column = dense_.data() + c * stride_;
      for (Index i = begin; i < c; ++i) {
        const double* left = dense_.data() + i * stride_;
        loops.subtract(column + c, left + c, left[c] * pivot[at(from + i)], n - c);
      }
      double sum = column[c];
      if (normal.laplacian) {
        sum = excess[at(from + c)];
        for (Index r = c + 1; r < n; ++r) sum -= column[r];
      }
      pivot[at(from + c)] = sum;
      settle(from + c, sum, normal.laplacian ? 0.0 : normal.diagonal[at(from + c)]);
      for (Index r = c + 1; r < n; ++r) column[r] *= inverse_[at(from + c)];
      if (normal.laplacian) {
        for (Index r = c + 1; r < n; ++r) excess[at(from + r)] -= column[r] * excess[at(from + c)];
      }
    }
    const Index width = end - begin;
    for (Index r = end; r < n; ++r) {
      for (Index i = 0; i < width; ++i) scaled[at(r * width + i)] = dense_[at((begin + i) * stride_ + r)] * pivot[at(from + begin + i)];
    }
    loops.update(dense_.data(), dense_.data() + begin * stride_, scaled.data(), width, n, end, n, stride_);
  }
}

void Factor::solve(std::span<double> b) const {
  const Pattern& p = *pattern_;
  std::vector<double> z = forward(b);
  for (std::size_t k = 0; k < z.size(); ++k) z[k] *= inverse_[k];
  const Index from = p.dense_from;
  for (Index c = p.dense(); c-- > 0;) {
    const double* column = dense_.data() + c * stride_;
    double sum = z[at(from + c)];
    for (Index r = c + 1; r < p.dense(); ++r) sum -= column[r] * z[at(from + r)];
    z[at(from + c)] = sum;
  }
  for (Index k = from; k-- > 0;) {
    double sum = z[at(k)];
    for (Index q = p.start[at(k)]; q < p.start[at(k) + 1]; ++q) sum -= lower_[at(q)] * z[at(p.row[at(q)])];
    z[at(k)] = sum;
  }
  for (std::size_t k = 0; k < z.size(); ++k) b[at(p.order[k])] = dependent(static_cast<Index>(k)) ? 0.0 : z[k];
}

std::vector<double> Factor::forward(std::span<const double> b) const {
  const Pattern& p = *pattern_;
  std::vector<double> z(at(p.size));
  for (std::size_t k = 0; k < z.size(); ++k) z[k] = b[at(p.order[k])];
  for (Index k = 0; k < p.dense_from; ++k) {
    const double now = z[at(k)];
    if (now == 0.0) continue;
    for (Index q = p.start[at(k)]; q < p.start[at(k) + 1]; ++q) z[at(p.row[at(q)])] -= lower_[at(q)] * now;
  }
  for (Index c = 0; c < p.dense(); ++c) {
    const double* column = dense_.data() + c * stride_;
    const double now = z[at(p.dense_from + c)];
    for (Index r = c + 1; r < p.dense(); ++r) z[at(p.dense_from + r)] -= column[r] * now;
  }
  return z;
}

std::vector<double> Factor::forward_scale(std::span<const double> b) const {
  const Pattern& p = *pattern_;
  std::vector<double> z(at(p.size));
  for (std::size_t k = 0; k < z.size(); ++k) z[k] = std::abs(b[at(p.order[k])]);
  for (Index k = 0; k < p.dense_from; ++k) {
    for (Index q = p.start[at(k)]; q < p.start[at(k) + 1]; ++q) z[at(p.row[at(q)])] += std::abs(lower_[at(q)]) * z[at(k)];
  }
  for (Index c = 0; c < p.dense(); ++c) {
    const double* column = dense_.data() + c * stride_;
    for (Index r = c + 1; r < p.dense(); ++r) z[at(p.dense_from + r)] += std::abs(column[r]) * z[at(p.dense_from + c)];
  }
  return z;
}

double Factor::quadratic(std::span<const double> b) const {
  const std::vector<double> z = forward(b);
  double sum = 0.0;
  for (std::size_t k = 0; k < z.size(); ++k) sum += z[k] * z[k] * inverse_[k];
  return sum;
}

}  // namespace huishou::network
