// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// What is left of a ledger after one pass: the cells of an aggregator in the order of their keys, with their codes.
// The first `by` keys are those of the answer, so a group is a run of neighbouring cells; the further keys tell apart
// what definitions and factors ask about. Without any `by` key there is one group, even of an empty ledger.
#pragma once

#include <span>
#include <vector>

#include "huishou/ledger/aggregator.hpp"

namespace huishou::ledger {

class CellList {
 public:
  CellList(const Aggregator& rows, Index by);

  [[nodiscard]] const GroupTable& table() const { return *table_; }
  [[nodiscard]] const CellTable& masses() const { return table_->values(0); }
  [[nodiscard]] Index by() const { return by_; }
  [[nodiscard]] Index size() const { return static_cast<Index>(cells_.size()); }
  [[nodiscard]] Index groups() const { return static_cast<Index>(first_.size()) - 1; }
  // Cell number in the table of the i-th cell, and its codes, one a key.
  [[nodiscard]] Index cell(Index i) const { return cells_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] std::span<const Code> codes(Index i) const { return {codes_.data() + i * keys_, static_cast<std::size_t>(keys_)}; }
  [[nodiscard]] Index count(Index i) const { return masses().count(cell(i)); }
  // Cells [first(g), first(g + 1)) are those of group g.
  [[nodiscard]] Index first(Index group) const { return first_[static_cast<std::size_t>(group)]; }
  // A cell of each group, for reading its keys; none where the ledger is empty.
  [[nodiscard]] std::vector<Index> representatives() const;

 private:
  const GroupTable* table_;
  Index by_;
  Index keys_;
  std::vector<Index> cells_;
  std::vector<Code> codes_;
  std::vector<Index> first_;
};

}  // namespace huishou::ledger
