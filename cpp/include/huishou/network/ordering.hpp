// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The order in which balances are eliminated, chosen for little fill: stations, which touch few other nodes, come first,
// then approximate minimum degree on what is left (Amestoy, Davis, Duff 1996, SIAM J. Matrix Anal. Appl. 17, 886; Eigen's).
#pragma once

#include <vector>

#include "huishou/base/types.hpp"

namespace huishou::network {

// Neighbours of every balance (those it shares a flow with), without itself, sorted.
struct Adjacency {
  std::vector<Index> start{0};
  std::vector<Code> neighbour;

  [[nodiscard]] Index size() const { return static_cast<Index>(start.size()) - 1; }
  [[nodiscard]] Index degree(Index i) const { return start[static_cast<std::size_t>(i) + 1] - start[static_cast<std::size_t>(i)]; }
};

// order[k] is the balance eliminated k-th.
std::vector<Code> elimination_order(const Adjacency& graph);

}  // namespace huishou::network
