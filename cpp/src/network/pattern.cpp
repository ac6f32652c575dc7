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

// Strictly lower entries of H by column: the neighbours eliminated later.
void lower_part(const Adjacency& graph, Pattern& out) {
  out.h_start.reserve(at(out.size) + 1);
  out.h_start.push_back(0);
  out.h_row.reserve(graph.neighbour.size() / 2);
  for (Index k = 0; k < out.size; ++k) {
    const auto original = at(out.order[at(k)]);
    for (Index p = graph.start[original]; p < graph.start[original + 1]; ++p) {
      const Code row = out.place[at(graph.neighbour[at(p)])];
      if (row > k) out.h_row.push_back(row);
    }
    std::sort(out.h_row.begin() + out.h_start.back(), out.h_row.end());
    out.h_start.push_back(static_cast<Index>(out.h_row.size()));
  }
}

// Walks L by rows, visit(column, row): the columns of row k are the paths from its neighbours up the elimination tree (Liu 1990, SIAM
// J. Matrix Anal. Appl. 11, 134), as far as columns before `columns`. The tree grows on the first walk, which must be whole.
template <class Visit>
void walk(const Adjacency& graph, const Pattern& pattern, std::vector<Code>& parent, Index columns, Visit&& visit) {
  std::vector<Code> mark(at(pattern.size), kMissing);
  for (Code k = 0; k < pattern.size; ++k) {
    mark[at(k)] = k;
    const auto original = at(pattern.order[at(k)]);
    for (Index p = graph.start[original]; p < graph.start[original + 1]; ++p) {
      Code i = pattern.place[at(graph.neighbour[at(p)])];
      for (; i < std::min<Index>(k, columns) && mark[at(i)] != k; i = parent[at(i)]) {
        if (parent[at(i)] == kMissing) parent[at(i)] = k;
        mark[at(i)] = k;
        visit(i, k);
      }
    }
  }
}

Index dense_start(const std::vector<Index>& count) {
  const auto n = static_cast<Index>(count.size());
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
  lower_part(graph, *out);
  std::vector<Code> parent(at(out->size), kMissing);
  std::vector<Index> count(at(out->size), 0);
  walk(graph, *out, parent, out->size, [&](Code column, Code) { ++count[at(column)]; });
  out->dense_from = dense ? dense_start(count) : out->size;
  out->start.assign(at(out->dense_from) + 1, 0);
  for (Index k = 0; k < out->dense_from; ++k) out->start[at(k) + 1] = out->start[at(k)] + count[at(k)];
  out->row.resize(at(out->start.back()));
  std::vector<Index> next(out->start.begin(), out->start.end() - 1);
  walk(graph, *out, parent, out->dense_from, [&](Code column, Code row) { out->row[at(next[at(column)]++)] = row; });
  return out;
}

}  // namespace huishou::network
