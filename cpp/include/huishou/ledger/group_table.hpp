// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Groups of rows with equal keys, each a cell in the table of every value column.
//
// While the product of the key sizes stays near the number of cells in use, a cell's number is computed from the codes
// (no look-up: three times the speed of a hash); beyond that, or for keys too far apart, code tuples are hashed. Which
// of the two holds, and in what order cells were made, never shows: results are read in the order of the keys.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "huishou/base/cancel.hpp"
#include "huishou/ledger/arrow_table.hpp"
#include "huishou/ledger/cell_table.hpp"
#include "huishou/ledger/key_column.hpp"
#include "huishou/ledger/key_reader.hpp"
#include "huishou/ledger/tuple_index.hpp"
#include "huishou/ledger/value_reader.hpp"

namespace huishou::ledger {

struct ValueSpec {
  std::string name;
  Layout layout;
  bool bins = false;
  friend bool operator==(const ValueSpec&, const ValueSpec&) = default;
};

class GroupTable {
 public:
  GroupTable(const std::vector<std::string>& by, std::vector<ValueSpec> values);

  [[nodiscard]] const std::vector<KeyColumn>& keys() const { return keys_; }
  [[nodiscard]] const std::vector<ValueSpec>& specs() const { return specs_; }
  [[nodiscard]] const CellTable& values(Index i) const { return tables_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] ValueKind value_kind(Index i) const { return kinds_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] Index cells() const { return hashed_ ? index_.size() : dense_cells_; }
  [[nodiscard]] bool hashed() const { return hashed_; }
  [[nodiscard]] bool empty() const;

  // Rows [first, last) of the stream. On an error the table is spoilt: callers add to a fresh one.
  void add(const ArrowTable& table, Index first, Index last, Variant variant, Cancel& cancel, bool polls);
  void merge(const GroupTable& other, int sign, Index threads = 1);
  void carry_all();

  // After carry_all: cells of the groups there are, keys ascending (numbers by value, strings by bytes, null last).
  [[nodiscard]] std::vector<Index> sorted_cells() const;
  // Codes of a cell, one a key.
  void codes_of(Index cell, std::span<Code> codes) const;
  // Codes of key k of many cells.
  void codes_of(std::span<const Index> cells, Index k, std::span<Code> codes) const;

  // For reading bytes: the kinds first, then one group after the other.
  void set_kinds(std::span<const KeyKind> keys, std::span<const ValueKind> values);
  KeyColumn& key(Index i) { return keys_[static_cast<std::size_t>(i)]; }
  CellTable& value_table(Index i) { return tables_[static_cast<std::size_t>(i)]; }
  Index cell_for(std::span<const Code> codes);   // made where absent; hashed tables only
  void use_hash(Index key = -1, const Recode& recode = {});

 private:
  void make_room(Index rows);
  [[nodiscard]] bool place(std::vector<KeyReader>& readers, Index row, Index rows, std::int32_t* cells) const;
  void look(std::vector<KeyReader>& readers, Index k, Index row, Index rows);
  void scout(std::vector<KeyReader>& readers, Index row, Index rows);
  void look_and_place(std::vector<KeyReader>& readers, Index row, Index rows, Index ahead, std::int32_t* cells);
  [[nodiscard]] bool has_room() const;
  void follow(Index key, const Recode& recode);
  [[nodiscard]] std::vector<bool> used_codes(Index key, const Recode& recode) const;
  [[nodiscard]] std::vector<Code> translate(Index k, const GroupTable& other);
  void relayout(Index key, const Recode& recode);
  void cells_of(const GroupTable& other, const std::vector<std::vector<Code>>& map, Index begin, Index end, std::vector<Index>& cell_of) const;
  [[nodiscard]] std::vector<Index> cells_along(const std::vector<std::vector<Code>>& rank) const;
  void rebuild(Index new_cells, const std::vector<Index>& new_cell_of);
  void hold_all_tuples();
  [[nodiscard]] bool occupied(Index cell) const;
  [[nodiscard]] bool fits_dense(Index& cells) const;
  void give_up_direct(Index key);

  std::vector<KeyColumn> keys_;
  std::vector<ValueSpec> specs_;
  std::vector<CellTable> tables_;
  std::vector<ValueKind> kinds_;
  // dense: cell = sum of code * multiplier
  std::vector<Index> room_;
  std::vector<Code> multiplier_;
  Index dense_cells_ = 0;
  Index seen_ = 0;          // rows added, and rows that will have been when those at hand are: for the choice of layout
  Index expected_ = 0;
  bool hashed_ = false;
  TupleIndex index_;        // cells of a hashed table
};

}  // namespace huishou::ledger
