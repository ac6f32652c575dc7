// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/ordering.hpp"

#include <Eigen/OrderingMethods>
#include <Eigen/SparseCore>
#include <algorithm>
#include <numeric>

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// A node with so few neighbours leaves at most three new links behind, as many as it had.
constexpr Index kLeaf = 3;
// A pass that removes fewer than one node in this many costs more than it saves.
constexpr Index kWorth = 10;
// Above this share of all links an order saves nothing: the rest becomes one dense block.
constexpr double kFull = 0.1;

// Removes nodes of few neighbours, no two of them adjacent, appends them to `order` and links what they leave behind.
bool remove_leaves(Adjacency& graph, std::vector<Code>& names, std::vector<Code>& order) {
  const Index n = graph.size();
  std::vector<std::uint8_t> leaf(at(n), 0);
  Index removed = 0;
  for (Index i = 0; i < n; ++i) {
    if (graph.degree(i) > kLeaf) continue;
    bool alone = true;
    for (Index p = graph.start[at(i)]; p < graph.start[at(i) + 1]; ++p) alone = alone && !leaf[at(graph.neighbour[at(p)])];
    if (!alone) continue;
    leaf[at(i)] = 1;
    ++removed;
  }
  if (removed * kWorth < n) return false;
  std::vector<Code> place(at(n), kMissing);
  std::vector<Code> kept;
  for (Index i = 0; i < n; ++i) {
    if (leaf[at(i)]) {
      order.push_back(names[at(i)]);
    } else {
      place[at(i)] = static_cast<Code>(kept.size());
      kept.push_back(names[at(i)]);
    }
  }
  Adjacency rest;
  rest.neighbour.reserve(graph.neighbour.size());
  std::vector<Code> seen(at(n), kMissing);
  const auto put = [&](Code i, Code other) {
    if (other == i || seen[at(other)] == i) return;
    seen[at(other)] = i;
    rest.neighbour.push_back(place[at(other)]);
  };
  for (Code i = 0; i < n; ++i) {
    if (leaf[at(i)]) continue;
    for (Index p = graph.start[at(i)]; p < graph.start[at(i) + 1]; ++p) {
      const Code other = graph.neighbour[at(p)];
      if (!leaf[at(other)]) {
        put(i, other);
      } else {
        for (Index q = graph.start[at(other)]; q < graph.start[at(other) + 1]; ++q) put(i, graph.neighbour[at(q)]);
      }
    }
    rest.start.push_back(static_cast<Index>(rest.neighbour.size()));
  }
  graph = std::move(rest);
  names = std::move(kept);
  return true;
}

// Eigen's order wants the diagonal among the entries; it overwrites the matrix.
std::vector<Code> minimum_degree(const Adjacency& graph) {
  const auto n = static_cast<int>(graph.size());
  Eigen::SparseMatrix<double, Eigen::ColMajor, int> pattern(n, n);
  pattern.resizeNonZeros(static_cast<Eigen::Index>(graph.neighbour.size()) + n);
  int* to = pattern.innerIndexPtr();
  for (int i = 0; i < n; ++i) {
    pattern.outerIndexPtr()[i] = static_cast<int>(to - pattern.innerIndexPtr());
    *to++ = i;
    to = std::copy(graph.neighbour.begin() + graph.start[at(i)], graph.neighbour.begin() + graph.start[at(i) + 1], to);
  }
  pattern.outerIndexPtr()[n] = static_cast<int>(to - pattern.innerIndexPtr());
  Eigen::PermutationMatrix<Eigen::Dynamic, Eigen::Dynamic, int> found(n);
  Eigen::internal::minimum_degree_ordering(pattern, found);
  return {found.indices().data(), found.indices().data() + n};
}

}  // namespace

std::vector<Code> elimination_order(const Adjacency& graph) {
  std::vector<Code> order;
  order.reserve(at(graph.size()));
  std::vector<Code> names(at(graph.size()));
  std::iota(names.begin(), names.end(), Code{0});
  Adjacency rest = graph;
  while (rest.size() > 0 && remove_leaves(rest, names, order)) {
  }
  const Index n = rest.size();
  if (n == 0) return order;
  std::vector<Code> last(at(n));
  if (static_cast<double>(rest.neighbour.size()) > kFull * static_cast<double>(n) * static_cast<double>(n)) {
    std::iota(last.begin(), last.end(), Code{0});
    std::stable_sort(last.begin(), last.end(), [&](Code a, Code b) { return rest.degree(a) < rest.degree(b); });
  } else {
    last = minimum_degree(rest);
  }
  for (const Code i : last) order.push_back(names[at(i)]);
  return order;
}

}  // namespace huishou::network
