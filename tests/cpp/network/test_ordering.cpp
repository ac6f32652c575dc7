// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/ordering.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "networks.hpp"

using namespace huishou;

namespace {

// A flow for each link of the graph, and a balance for each node.
network::Ordering ordered(const network::Adjacency& graph) {
  std::vector<std::vector<network::Entry>> rows(testing::at(graph.size()));
  Code flows = 0;
  for (Code i = 0; i < graph.size(); ++i) {
    for (const Code other : graph.neighbours(i)) {
      if (other < i) continue;
      rows[testing::at(i)].push_back({flows, -1.0});
      rows[testing::at(other)].push_back({flows++, 1.0});
    }
  }
  const auto balances = testing::constraints(flows, rows);
  return network::elimination_order(balances, network::Columns(balances));
}

network::Adjacency grid(Index side) {
  network::Adjacency out;
  for (Index i = 0; i < side * side; ++i) {
    std::vector<Code> near;
    if (i >= side) near.push_back(static_cast<Code>(i - side));
    if (i % side > 0) near.push_back(static_cast<Code>(i - 1));
    if (i % side + 1 < side) near.push_back(static_cast<Code>(i + 1));
    if (i + side < side * side) near.push_back(static_cast<Code>(i + side));
    out.neighbour.insert(out.neighbour.end(), near.begin(), near.end());
    out.start.push_back(static_cast<Index>(out.neighbour.size()));
  }
  return out;
}

// Entries of L for an order, by eliminating the graph.
Index fill(const network::Adjacency& graph, const std::vector<Code>& order) {
  std::vector<std::vector<bool>> linked(order.size(), std::vector<bool>(order.size(), false));
  for (Index i = 0; i < graph.size(); ++i) {
    for (Index p = graph.start[testing::at(i)]; p < graph.start[testing::at(i) + 1]; ++p) {
      linked[testing::at(i)][testing::at(graph.neighbour[testing::at(p)])] = true;
    }
  }
  std::vector<bool> gone(order.size(), false);
  Index entries = 0;
  for (const Code k : order) {
    gone[testing::at(k)] = true;
    std::vector<std::size_t> near;
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (!gone[i] && linked[testing::at(k)][i]) near.push_back(i);
    }
    entries += static_cast<Index>(near.size());
    for (const auto a : near) {
      for (const auto b : near) linked[a][b] = linked[a][b] || a != b;
    }
  }
  return entries;
}

}  // namespace

TEST_CASE("an order names every balance once") {
  const auto graph = grid(11);
  auto order = ordered(graph).order;
  std::sort(order.begin(), order.end());
  REQUIRE(order.size() == 121);
  for (std::size_t i = 0; i < order.size(); ++i) CHECK(order[i] == static_cast<Code>(i));
}

TEST_CASE("it leaves less fill than the order given") {
  const auto graph = grid(16);
  std::vector<Code> natural(256);
  for (std::size_t i = 0; i < natural.size(); ++i) natural[i] = static_cast<Code>(i);
  CHECK(fill(graph, ordered(graph).order) * 10 < fill(graph, natural) * 7);
}

TEST_CASE("stations come before the centres they share; a chain leaves no more fill than it has links") {
  network::Adjacency star;                       // node 0 is linked to all others
  for (Code i = 1; i < 9; ++i) star.neighbour.push_back(i);
  star.start.push_back(8);
  for (Code i = 1; i < 9; ++i) {
    star.neighbour.push_back(0);
    star.start.push_back(8 + i);
  }
  CHECK(fill(star, ordered(star).order) == 8);
  network::Adjacency chain;
  for (Code i = 0; i < 40; ++i) {
    if (i > 0) chain.neighbour.push_back(i - 1);
    if (i < 39) chain.neighbour.push_back(i + 1);
    chain.start.push_back(static_cast<Index>(chain.neighbour.size()));
  }
  CHECK(fill(chain, ordered(chain).order) < 2 * 39);
  CHECK(ordered(network::Adjacency{}).order.empty());
}
