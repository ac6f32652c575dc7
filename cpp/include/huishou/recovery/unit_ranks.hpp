// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The reporting unit of each cell, numbered: cells of one group with the same codes in some columns are one unit. Made
// once a set of columns and kept, since most definitions pair their rows by the same ones.
#pragma once

#include <map>
#include <vector>

#include "huishou/ledger/cell_list.hpp"

namespace huishou::recovery {

struct Ranks {
  std::vector<Index> of_cell;  // units of a group are numbered together, groups in their order
  std::vector<Index> group;    // of each unit
  bool rising = true;          // whether of_cell never falls
};

class UnitRanks {
 public:
  explicit UnitRanks(const ledger::CellList& cells) : cells_(&cells) {}

  [[nodiscard]] const ledger::CellList& cells() const { return *cells_; }
  const Ranks& by(const std::vector<Index>& columns);

 private:
  const ledger::CellList* cells_;
  std::map<std::vector<Index>, Ranks> known_;
};

}  // namespace huishou::recovery
