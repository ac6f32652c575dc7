// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/ordering.hpp"

#include <Eigen/OrderingMethods>
#include <Eigen/SparseCore>
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// A node with so few neighbours leaves at most three new links behind, as many as it had.
constexpr Index kLeaf = 3;
// A balance of more flows is not looked at as a leaf, parallel ones or not.
constexpr Index kMostLinks = 16;
// A pass that removes fewer than one node in this many costs more than it saves.
constexpr Index kWorth = 10;
// Above this share of all links an order saves nothing: the rest becomes one dense block.
constexpr double kFull = 0.1;

// Balances and their flows as a graph: each(i, visit) tells the neighbours of i, some more than once.
struct Flows {
  const Constraints& balances;
  const Columns& by_flow;

  [[nodiscard]] Index size() const { return balances.rows(); }
  [[nodiscard]] Index links(Index i) const { return static_cast<Index>(balances.row(i).size()); }
  template <class Visit>
  void each(Code i, Visit&& visit) const {
    for (const Code flow : balances.row(i).columns()) {
      const auto ends = by_flow.row(flow).columns();
      if (ends.size() == 2) {
        visit(ends[0] ^ ends[1] ^ i);
        continue;
      }
      for (const Code other : ends) {
        if (other != i) visit(other);
      }
    }
  }
};

// A graph after leaves have gone.
struct Links {
  const Adjacency& graph;

  [[nodiscard]] Index size() const { return graph.size(); }
  [[nodiscard]] Index links(Index i) const { return graph.degree(i); }
  template <class Visit>
  void each(Code i, Visit&& visit) const {
    for (const Code other : graph.neighbours(i)) visit(other);
  }
};

// Nodes of at most kLeaf neighbours, no two of them adjacent.
struct Leaves {
  static constexpr std::uint8_t kNone = 255;
  Large<std::uint8_t> degree;  // of each node; kNone of those that are no leaf
  Large<Code> neighbour;       // kLeaf places a node
  Index count = 0;

  explicit Leaves(Index nodes) : degree(at(nodes), kNone), neighbour(at(nodes * kLeaf)) {}
  [[nodiscard]] bool is(Index node) const { return degree[at(node)] != kNone; }
  [[nodiscard]] std::span<const Code> neighbours(Index node) const { return {neighbour.data() + node * kLeaf, degree[at(node)]}; }
};

template <class Graph>
Leaves leaves_of(const Graph& graph) {
  Leaves out(graph.size());
  for (Code i = 0; i < graph.size(); ++i) {
    if (graph.links(i) > kMostLinks) continue;
    Code* const near = out.neighbour.data() + i * kLeaf;
    Index degree = 0;
    bool alone = true;
    graph.each(i, [&](Code other) {
      if (degree > kLeaf || std::find(near, near + degree, other) != near + degree) return;
      if (degree < kLeaf) near[degree] = other;
      ++degree;
      alone = alone && !out.is(other);
    });
    if (degree > kLeaf || !alone) continue;
    out.degree[at(i)] = static_cast<std::uint8_t>(degree);
    ++out.count;
  }
  return out;
}

// Puts the leaves and their links into `out`; returns what is left of the graph, with what they leave behind linked. A neighbour is
// written first and kept if it is new: whether it is cannot be foretold, and a branch taken half of the time costs more than writing.
template <class Graph>
Adjacency without(const Graph& graph, const Leaves& leaves, Large<Code>& names, Ordering& out) {
  const Index n = graph.size();
  Large<Code> place(at(n));
  Large<Code> kept;
  for (Index i = 0; i < n; ++i) {
    if (!leaves.is(i)) {
      place[at(i)] = static_cast<Code>(kept.size());
      kept.push_back(names[at(i)]);
      continue;
    }
    out.order.push_back(names[at(i)]);
    for (const Code other : leaves.neighbours(i)) out.leaves.neighbour.push_back(names[at(other)]);
    out.leaves.start.push_back(static_cast<Index>(out.leaves.neighbour.size()));
  }
  Adjacency rest;
  rest.start.reserve(kept.size() + 1);
  Large<Code> seen(at(n), kMissing);
  std::size_t size = 0;
  for (Code i = 0; i < n; ++i) {
    if (leaves.is(i)) continue;
    const std::size_t needed = size + at(n) + 1;
    if (needed > rest.neighbour.size()) rest.neighbour.resize(needed + needed / 2);
    Code* to = rest.neighbour.data() + size;
    const auto put = [&](Code other) {
      *to = place[at(other)];
      to += seen[at(other)] != i ? 1 : 0;
      seen[at(other)] = i;
    };
    seen[at(i)] = i;
    graph.each(i, [&](Code other) {
      if (!leaves.is(other)) return put(other);
      const auto tied = leaves.neighbours(other);
      // Of two, the other one needs no look at i itself, which was written last and would be waited for.
      if (tied.size() == 2) return put(tied[0] ^ tied[1] ^ i);
      for (const Code next : tied) put(next);
    });
    size = static_cast<std::size_t>(to - rest.neighbour.data());
    rest.start.push_back(static_cast<Index>(size));
  }
  rest.neighbour.resize(size);
  names = std::move(kept);
  return rest;
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
    const auto near = graph.neighbours(i);
    to = std::copy(near.begin(), near.end(), to);
  }
  pattern.outerIndexPtr()[n] = static_cast<int>(to - pattern.innerIndexPtr());
  Eigen::PermutationMatrix<Eigen::Dynamic, Eigen::Dynamic, int> found(n);
  Eigen::internal::minimum_degree_ordering(pattern, found);
  return {found.indices().data(), found.indices().data() + n};
}

// The graph with its nodes numbered in the order given, earlier neighbours of each before later ones.
Adjacency renumbered(const Adjacency& graph, const std::vector<Code>& order) {
  std::vector<Code> place(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) place[at(order[k])] = static_cast<Code>(k);
  Adjacency out;
  out.start.reserve(graph.start.size());
  out.neighbour.resize(graph.neighbour.size());
  Code* to = out.neighbour.data();
  for (std::size_t k = 0; k < order.size(); ++k) {
    Code* front = to;
    to += graph.degree(order[k]);
    Code* back = to;
    for (const Code neighbour : graph.neighbours(order[k])) {
      const Code other = place[at(neighbour)];
      const auto later = static_cast<Code>(static_cast<std::uint32_t>(static_cast<Code>(k) - other) >> 31U);
      *front = other;         // both places are free: the one it does not belong to is written again
      *(back - 1) = other;
      front += 1 - later;
      back -= later;
    }
    out.start.push_back(to - out.neighbour.data());
  }
  return out;
}

}  // namespace

Ordering elimination_order(const Constraints& balances, const Columns& by_flow) {
  Ordering out;
  const auto size = at(balances.rows());
  out.order.reserve(size);
  out.leaves.start.reserve(size + 1);
  Large<Code> names(size);
  std::iota(names.begin(), names.end(), Code{0});
  const auto worth = [](const Leaves& leaves, Index nodes) { return leaves.count > 0 && leaves.count * kWorth >= nodes; };
  const Flows flows{balances, by_flow};
  Leaves leaves = leaves_of(flows);
  bool more = worth(leaves, flows.size());
  Adjacency graph = without(flows, more ? leaves : Leaves(flows.size()), names, out);
  while (more) {
    leaves = leaves_of(Links{graph});
    more = worth(leaves, graph.size());
    if (more) graph = without(Links{graph}, leaves, names, out);
  }
  const Index n = graph.size();
  std::vector<Code> last(at(n));
  if (static_cast<double>(graph.neighbour.size()) > kFull * static_cast<double>(n) * static_cast<double>(n)) {
    std::iota(last.begin(), last.end(), Code{0});
    std::stable_sort(last.begin(), last.end(), [&](Code a, Code b) { return graph.degree(a) < graph.degree(b); });
  } else if (n > 0) {
    last = minimum_degree(graph);
  }
  for (const Code i : last) out.order.push_back(names[at(i)]);
  out.rest = renumbered(graph, last);
  return out;
}

}  // namespace huishou::network
