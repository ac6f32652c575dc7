// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Where tonnes go when every node splits what it receives in fixed shares: P(i, j) is the share of node i's throughput that goes
// on to node j (arrows to the outside take the rest).
//
//   throughput  t = e + P' t     of all nodes, for tonnes e that enter the network at each
//   reaching    h = g + P h      the part of a tonne at each node that is counted by g further on; g = 1 at a market gives shares of paths
//
// Nodes are taken component by component in the order of arrows, so a network without cycles costs one pass; a cycle is a small
// dense system. Throws closed_loop where a cycle lets nothing out: its throughput has no bound.
#pragma once

#include <span>
#include <vector>

#include "huishou/network/graph.hpp"

namespace huishou::network {

class Routes {
 public:
  // One share an arrow, as share of the throughput of its source; arrows from or to the outside are not followed.
  Routes(Index nodes, std::span<const Code> source, std::span<const Code> target, std::span<const double> share);

  [[nodiscard]] std::vector<double> throughput(std::span<const double> entering) const;
  [[nodiscard]] std::vector<double> reaching(std::span<const double> counted) const;

 private:
  struct Arrow {
    Code other;
    double share;
  };
  [[nodiscard]] std::vector<double> solved(std::span<const double> own, bool forward) const;

  Shape shape_;
  std::vector<Index> first_;          // nodes of each component among `nodes_`
  std::vector<Code> nodes_;
  std::vector<Index> out_start_;
  std::vector<Arrow> out_;
  std::vector<Index> in_start_;
  std::vector<Arrow> in_;
};

}  // namespace huishou::network
