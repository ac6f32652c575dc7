// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>

#include "huishou/network/factor.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// The last columns become a dense block when at least this share of it would be entries of L anyway: full loops are some
// five times as fast as those over lists.
constexpr double kDenseShare = 0.85;
constexpr Index kDenseLeast = 16;   // smaller blocks do not fill a tile
constexpr Index kDenseMost = 16384; // 2 GiB

// H and L by rows of the lower triangle, in the order of elimination, from the elimination tree (Liu 1990, SIAM J. Matrix
// Anal. Appl. 11, 134): the columns of row k of L are the paths from its neighbours up the tree.
struct Rows {
  std::vector<Index> h_start{0};
  std::vector<Code> h_column;
  std::vector<Index> start{0};
  std::vector<Code> column;
};

Rows rows_of(const Adjacency& graph, const Pattern& pattern) {
  const Index n = pattern.size;
  Rows out;
  out.h_column.reserve(graph.neighbour.size() / 2);
  std::vector<Code> parent(at(n), kMissing);
  std::vector<Code> mark(at(n), kMissing);
  for (Index k = 0; k < n; ++k) {
    mark[at(k)] = static_cast<Code>(k);
    const auto original = at(pattern.order[at(k)]);
    for (Index p = graph.start[original]; p < graph.start[original + 1]; ++p) {
      Code i = pattern.place[at(graph.neighbour[at(p)])];
      if (i >= k) continue;
      out.h_column.push_back(i);
      for (; mark[at(i)] != k; i = parent[at(i)]) {
        if (parent[at(i)] == kMissing) parent[at(i)] = static_cast<Code>(k);
        mark[at(i)] = static_cast<Code>(k);
        out.column.push_back(i);
      }
    }
    out.h_start.push_back(static_cast<Index>(out.h_column.size()));
    out.start.push_back(static_cast<Index>(out.column.size()));
  }
  return out;
}

// Rows turned into columns before `columns`; rows come in order, so the rows of every column do too.
void by_column(const std::vector<Index>& starts, const std::vector<Code>& columns_of, Index columns, std::vector<Index>& start, std::vector<Code>& row) {
  start.assign(at(columns) + 1, 0);
  for (const Code c : columns_of) {
    if (c < columns) ++start[at(c) + 1];
  }
  for (std::size_t c = 1; c < start.size(); ++c) start[c] += start[c - 1];
  row.resize(at(start.back()));
  std::vector<Index> next(start.begin(), start.end() - 1);
  for (std::size_t r = 0; r + 1 < starts.size(); ++r) {
    for (Index p = starts[r]; p < starts[r + 1]; ++p) {
      const Code c = columns_of[at(p)];
      if (c < columns) row[at(next[at(c)]++)] = static_cast<Code>(r);
    }
  }
}

Index dense_start(const Rows& rows, Index n) {
  std::vector<Index> count(at(n), 0);
  for (const Code c : rows.column) ++count[at(c)];
  Index from = n;
  double entries = 0.0;
  for (Index k = n; k-- > 0 && n - k <= kDenseMost;) {
    entries += static_cast<double>(count[at(k)] + 1);
    const auto width = static_cast<double>(n - k);
    if (n - k >= kDenseLeast && entries >= kDenseShare * 0.5 * width * (width + 1.0)) from = k;
  }
  return from;
}

}  // namespace

Index Pattern::position(Code i, Code j) const {
  const Code low = std::min(place[at(i)], place[at(j)]);
  const Code high = std::max(place[at(i)], place[at(j)]);
  const auto first = h_row.begin() + h_start[at(low)];
  return std::lower_bound(first, h_row.begin() + h_start[at(low) + 1], high) - h_row.begin();
}

std::shared_ptr<const Pattern> analyse(const Adjacency& graph, bool dense) {
  auto out = std::make_shared<Pattern>();
  out->size = graph.size();
  out->order = elimination_order(graph);
  out->place.resize(out->order.size());
  for (std::size_t k = 0; k < out->order.size(); ++k) out->place[at(out->order[k])] = static_cast<Code>(k);
  const Rows rows = rows_of(graph, *out);
  out->dense_from = dense ? dense_start(rows, out->size) : out->size;
  by_column(rows.h_start, rows.h_column, out->size, out->h_start, out->h_row);
  by_column(rows.start, rows.column, out->dense_from, out->start, out->row);
  return out;
}

}  // namespace huishou::network
