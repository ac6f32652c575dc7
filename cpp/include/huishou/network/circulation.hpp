// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Flows of a pure network that can only be zero where none may be negative. With the world outside as a node, flows that balance
// everywhere run in circles, so what leads from one strong component to another carries nothing: a station that sends and receives
// nothing, a part that is fed and has no way out. Left among the unknowns they would be met at multipliers without bound.
//
// The number of its component is a potential of each balance: level within components, rising along every such flow. A multiple of
// it added to the multipliers y proves them zero, and changes nothing else.
#pragma once

#include "huishou/network/structure.hpp"

namespace huishou::network {

struct Circulation {
  Large<std::uint8_t> still;     // 1 for each flow that can only be zero; empty where there is none, and where the network is not pure
  Large<double> potential;       // of each balance, one at least more where such a flow goes than where it comes from

  [[nodiscard]] bool holds(std::size_t flow) const { return !still.empty() && still[flow]; }
  bool contradictory = false;    // a fixed flow or a right-hand side, which is not zero, would have to be
};

// bounded: 1 where a flow must not be negative; fixed flows have their value, the others run along their arrows or, unbounded, both ways.
Circulation circulation(const Structure& structure, std::span<const std::uint8_t> bounded, std::span<const double> measured, std::span<const double> right);

}  // namespace huishou::network
