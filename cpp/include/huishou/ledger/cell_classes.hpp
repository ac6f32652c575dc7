// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Cells with equal values in some keys, as classes: what a factor is looked up for. A ledger of any size has a few
// hundred of them, so the look-up is paid a class and not a row. Classes are numbered in the order of the cells.
#pragma once

#include <vector>

#include "huishou/ledger/cell_list.hpp"

namespace huishou::ledger {

struct CellClasses {
  std::vector<Code> of_cell;           // by position in the list
  std::vector<Index> representatives;  // a cell of each class, for reading its keys
  std::vector<Index> values;           // rows with a mass
  std::vector<double> mass_t;          // exact sum, rounded
};

CellClasses classify(const CellList& cells, const std::vector<Index>& keys);

}  // namespace huishou::ledger
