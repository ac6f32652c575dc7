// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The shape of a network: parts that hang together, cycles, tiers. Nodes are numbered, an arrow leads from source to target, and
// kMissing is the world outside. Nodes of one cycle are a strong component (Tarjan 1972, SIAM J. Comput. 1, 146); components are
// numbered so that arrows between them lead from lower to higher numbers. The tier of a node is the longest path to it from a
// component that nothing inside feeds; nodes of a cycle share a tier.
#pragma once

#include <span>
#include <vector>

#include "huishou/base/types.hpp"

namespace huishou::network {

struct Shape {
  std::vector<Code> part;        // of each node: the least node it hangs together with
  std::vector<Code> strong;      // strong component of each node, sources first
  std::vector<Code> tier;
  Index strong_count = 0;
};

// Strong component of each node, sources first.
std::vector<Code> strong_components(Index nodes, std::span<const Code> source, std::span<const Code> target);
Shape shape(Index nodes, std::span<const Code> source, std::span<const Code> target);

}  // namespace huishou::network
