// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Exact linear combinations of group sums: T(target) = sum of weight x S(cell), no rounding anywhere. A rate is the
// quotient of two of them, an avoided emission one with the factors as weights; both are rounded once, by the caller.
// Unit: that of the values times that of the weights. Undefined: nothing; a target without parts is 0.
// The digits of cells with equal weight are added as integers first, so that the general multiplication happens once a
// weight and not once a cell (rules 4 and 12 of the exactness contract in ARCHITECTURE.md).
#pragma once

#include <vector>

#include "huishou/ledger/cell_table.hpp"
#include "huishou/stats/dyadic.hpp"

namespace huishou::ledger {

struct Part {
  Index target;
  Index cell;      // in the table of values
  double weight;   // finite, taken as the exact number the double is
};

std::vector<stats::Dyadic> combine(const CellTable& values, std::vector<Part> parts, Index targets);

}  // namespace huishou::ledger
