// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/elimination_tree.hpp"

#include <numeric>
#include <utility>

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// The root of i's path, and the path shortened to it.
Code root(std::vector<Code>& ancestor, Code i) {
  Code top = i;
  while (ancestor[at(top)] != top) top = ancestor[at(top)];
  while (ancestor[at(i)] != top) i = std::exchange(ancestor[at(i)], top);
  return top;
}

std::vector<Code> parents(const Adjacency& graph) {
  const auto n = static_cast<Code>(graph.size());
  std::vector<Code> parent(at(n), kMissing);
  std::vector<Code> ancestor(at(n));
  std::iota(ancestor.begin(), ancestor.end(), Code{0});
  for (Code k = 0; k < n; ++k) {
    for (Index p = graph.start[at(k)]; p < graph.start[at(k) + 1] && graph.neighbour[at(p)] < k; ++p) {
      const Code top = root(ancestor, graph.neighbour[at(p)]);
      if (top != k) parent[at(top)] = ancestor[at(top)] = k;
    }
  }
  return parent;
}

// Children before parents, each subtree in one piece.
std::vector<Code> postorder(const std::vector<Code>& parent) {
  const auto n = static_cast<Code>(parent.size());
  std::vector<Code> child(parent.size(), kMissing);
  std::vector<Code> sibling(parent.size(), kMissing);
  std::vector<Code> waiting;
  for (Code i = n; i-- > 0;) {
    if (parent[at(i)] == kMissing) waiting.push_back(i);
    else sibling[at(i)] = std::exchange(child[at(parent[at(i)])], i);
  }
  std::vector<Code> out;
  out.reserve(parent.size());
  while (!waiting.empty()) {
    const Code i = waiting.back();
    if (child[at(i)] != kMissing) {
      waiting.push_back(std::exchange(child[at(i)], sibling[at(child[at(i)])]));
    } else {
      out.push_back(i);
      waiting.pop_back();
    }
  }
  return out;
}

}  // namespace

// Row i of the factor is the subtree spanned by the neighbours of i before it, cut off at i. Its leaves add one to their column
// and to all on the way up; where two ways meet, one is taken off. Leaves are met in postorder: a node is one when no node of
// its own subtree was met for this row.
EliminationTree elimination_tree(const Adjacency& graph) {
  EliminationTree out;
  out.parent = parents(graph);
  const std::size_t n = out.parent.size();
  const std::vector<Code> post = postorder(out.parent);
  std::vector<Index> first(n, -1);         // of a subtree, in postorder
  out.below.assign(n, 0);
  for (std::size_t k = 0; k < n; ++k) {
    Code i = post[k];
    out.below[at(i)] = first[at(i)] == -1 ? 1 : 0;
    for (; i != kMissing && first[at(i)] == -1; i = out.parent[at(i)]) first[at(i)] = static_cast<Index>(k);
  }
  std::vector<Index> met(n, -1);           // by row: the largest `first` of its leaves so far
  std::vector<Code> previous(n, kMissing); // and the last leaf
  std::vector<Code> ancestor(n);
  std::iota(ancestor.begin(), ancestor.end(), Code{0});
  for (const Code j : post) {
    const Code parent = out.parent[at(j)];
    if (parent != kMissing) --out.below[at(parent)];
    for (Index p = graph.start[at(j) + 1]; p-- > graph.start[at(j)] && graph.neighbour[at(p)] > j;) {
      const Code row = graph.neighbour[at(p)];
      if (first[at(j)] <= met[at(row)]) continue;
      met[at(row)] = first[at(j)];
      ++out.below[at(j)];
      const Code before = std::exchange(previous[at(row)], j);
      if (before != kMissing) --out.below[at(root(ancestor, before))];
    }
    if (parent != kMissing) ancestor[at(j)] = parent;
  }
  for (std::size_t j = 0; j < n; ++j) {
    if (out.parent[j] != kMissing) out.below[at(out.parent[j])] += out.below[j];
  }
  for (Index& entries : out.below) --entries;  // the diagonal was counted
  return out;
}

}  // namespace huishou::network
