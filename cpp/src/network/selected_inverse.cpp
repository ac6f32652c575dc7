// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/selected_inverse.hpp"

#include <algorithm>

#include "huishou/network/dense_loops.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t pos(Index i) { return static_cast<std::size_t>(i); }

// The square of the dense block, last column first: Z(:, j) = -Z(:, > j) L(> j, j), then its diagonal.
Large<double> dense_inverse(const Factor& factor) {
  const Index from = factor.pattern().dense_from;
  const Index n = factor.pattern().dense();
  const Index ld = factor.pattern().stride();
  const DenseLoops& loops = dense_loops();
  Large<double> out(pos(ld * n), 0.0);
  for (Index j = n; j-- > 0;) {
    const double* left = factor.column(j);
    double* column = out.data() + j * ld;
    for (Index k = j + 1; k < n; ++k) loops.subtract(column + j + 1, out.data() + k * ld + j + 1, left[k], n - j - 1);
    double sum = factor.inverse_pivot(from + j);
    for (Index k = j + 1; k < n; ++k) sum -= left[k] * column[k];
    column[j] = factor.dependent(from + j) ? 0.0 : sum;
    for (Index k = j + 1; k < n; ++k) out[pos(k * ld + j)] = column[k];
  }
  return out;
}

}  // namespace

SelectedInverse::SelectedInverse(const Factor& factor)
    : diagonal_(pos(factor.pattern().dense_from), 0.0),
      lower_(pos(factor.pattern().listed()), 0.0),
      dense_(dense_inverse(factor)),
      stride_(factor.pattern().stride()) {
  pattern_ = factor.shared_pattern();
  const Pattern& p = *pattern_;
  const double* left = factor.listed();
  const Index from = p.dense_from;
  Large<double> sum(pos(p.size), 0.0);       // column j of Z as it grows
  Large<double> weight(pos(p.size), 0.0);    // column j of L, spread out over the rows that `mark` names
  std::vector<Code> mark(pos(p.size), kMissing);
  for (Index j = from; j-- > 0;) {
    const Index first = p.start[pos(j)];
    const Index last = p.start[pos(j) + 1];
    for (Index q = first; q < last; ++q) {
      weight[pos(p.row[pos(q)])] = left[q];
      mark[pos(p.row[pos(q)])] = static_cast<Code>(j);
    }
    // Every pair of rows of column j is an entry of L, so walking the columns of these rows meets all of them.
    for (Index q = first; q < last; ++q) {
      const Code k = p.row[pos(q)];
      if (k >= from) {
        const double* column = dense_.data() + (k - from) * stride_ - from;
        for (Index s = q; s < last; ++s) {
          const Code i = p.row[pos(s)];
          sum[pos(i)] -= column[i] * left[q];
          if (i != k) sum[pos(k)] -= column[i] * left[s];
        }
        continue;
      }
      sum[pos(k)] -= diagonal_[pos(k)] * left[q];
      for (Index s = p.start[pos(k)]; s < p.start[pos(k) + 1]; ++s) {
        const Code i = p.row[pos(s)];
        if (mark[pos(i)] != j) continue;
        sum[pos(i)] -= lower_[pos(s)] * left[q];
        sum[pos(k)] -= lower_[pos(s)] * weight[pos(i)];
      }
    }
    double diagonal = factor.inverse_pivot(j);
    for (Index q = first; q < last; ++q) {
      const auto i = pos(p.row[pos(q)]);
      lower_[pos(q)] = sum[i];
      diagonal -= left[q] * sum[i];
    }
    diagonal_[pos(j)] = factor.dependent(j) ? 0.0 : diagonal;
    for (Index q = first; q < last; ++q) sum[pos(p.row[pos(q)])] = 0.0;
  }
}

double SelectedInverse::at(Code i, Code j) const {
  const Pattern& p = *pattern_;
  const Code low = std::min(p.place[pos(i)], p.place[pos(j)]);
  const Code high = std::max(p.place[pos(i)], p.place[pos(j)]);
  const Index from = p.dense_from;
  if (low >= from) return dense_[pos((low - from) * stride_ + high - from)];
  if (low == high) return diagonal_[pos(low)];
  const auto first = p.row.begin() + p.start[pos(low)];
  const auto last = p.row.begin() + p.start[pos(low) + 1];
  const auto found = std::lower_bound(first, last, high);
  return found == last || *found != high ? 0.0 : lower_[pos(found - p.row.begin())];
}

}  // namespace huishou::network
