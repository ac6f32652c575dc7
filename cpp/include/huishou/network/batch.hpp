// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Many small networks at once: regions with their own balances, each with many periods of the same flows. The structure of a
// region is made once; its periods go through the factor eight at a time, one a lane, with every step of the elimination
// written out as a list of cells. Regions are shared out over threads; a region's numbers depend on no other's.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "huishou/base/cancel.hpp"
#include "huishou/network/structure.hpp"

namespace huishou::network {

// One region: count rows of one number a flow, row-major, in and out. Flows not measured are NaN in every row alike.
struct Block {
  Constraints balances;
  Index count = 0;
  std::span<const double> measured;
  std::span<const double> sd;
  std::span<double> x;
  std::span<double> variance;    // empty where not asked for
  std::span<double> statistic;   // one a row
  Index rank = 0;                // of the first row
};

// Throws what `reconcile` throws, at the row of the block, with the block's number in value; unlike_rows where a flow is measured in some rows only.
void reconcile_batch(std::vector<Block>& blocks, Index threads, Cancel& cancel);

}  // namespace huishou::network
