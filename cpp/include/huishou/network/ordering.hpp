// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The order in which balances are eliminated, chosen for little fill: stations, which touch few other nodes, come first,
// then approximate minimum degree on what is left (Amestoy, Davis, Duff 1996, SIAM J. Matrix Anal. Appl. 17, 886; Eigen's).
#pragma once

#include <span>
#include <vector>

#include "huishou/network/columns.hpp"

namespace huishou::network {

// Neighbours of every balance (those it shares a flow with), without itself, each once.
struct Adjacency {
  Large<Index> start{0};
  Large<Code> neighbour;

  [[nodiscard]] Index size() const { return static_cast<Index>(start.size()) - 1; }
  [[nodiscard]] Index degree(Index i) const { return start[static_cast<std::size_t>(i) + 1] - start[static_cast<std::size_t>(i)]; }
  [[nodiscard]] std::span<const Code> neighbours(Index i) const {
    return {neighbour.data() + start[static_cast<std::size_t>(i)], static_cast<std::size_t>(degree(i))};
  }
};

struct Ordering {
  std::vector<Code> order;  // order[k] is the balance eliminated k-th
  Adjacency leaves;         // of those that came first, few links each: the neighbours left when they were eliminated
  Adjacency rest;           // of the others: all links left once the leaves are gone, numbered from 0 in the order of elimination,
                            // earlier neighbours before later ones
};

// Balances by row, and by flow the balances of those that count.
Ordering elimination_order(const Constraints& balances, const Columns& by_flow);

}  // namespace huishou::network
