// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Reads one key column of one batch, a stretch of rows at a time, in two steps: look() learns the new values of the
// stretch, so that the table can make room; add() then adds code * multiplier to the cell number of each row. Nearly every
// stretch has no new values: quick() does both in one pass over the memory, and says when it must be done in two steps.
#pragma once

#include <vector>

#include "huishou/ledger/arrow_table.hpp"
#include "huishou/ledger/key_column.hpp"
#include "huishou/ledger/key_loops.hpp"

namespace huishou::ledger {

inline constexpr Index kStretch = 4096;  // rows looked at in one go: keys stay in the second-level cache between the steps

// What a stretch did to the codes of its column.
enum class KeyChange { kNone, kShifted, kFar };  // kFar: values too far apart for the direct range, which must be given up

class KeyReader {
 public:
  KeyReader(KeyColumn& column, const ArrowTable& table, Index column_at, Variant variant);

  void open(Index batch, Index first_row);   // first_row: position of the batch's row 0 in the stream, for messages
  [[nodiscard]] KeyChange look(Index row, Index rows, Code& shift);
  void add(Index row, Index rows, Code multiplier, std::int32_t* cells) const;
  // Whether look() can take any number of rows, not only a stretch.
  [[nodiscard]] bool looks_at_once(Index row, Index rows) const;
  // Whether quick() can be tried; and add() where no code reaches room. When false, cells are spoilt.
  [[nodiscard]] bool may_be_quick(Index row, Index rows) const;
  [[nodiscard]] bool quick(Index row, Index rows, Code multiplier, Index room, std::int32_t* cells);
  void fetch(Index row, Index rows) const;   // asks for the memory of rows that come next

 private:
  enum class Way { kNulls, kPlain, kIntegers, kCodes, kMapped };

  void read_integers(Index row, Index rows);
  void encode_texts(Index row, Index rows);
  template <class Text>
  void encode_each(const ArrowColumn& view, Index row, Index rows, Text&& text);
  [[nodiscard]] bool same_dictionary() const;
  void map_dictionary();
  void refuse_used(Index row, Index rows) const;
  [[nodiscard]] std::int64_t integer_at(const ArrowColumn& view, Index row) const;
  [[nodiscard]] std::string_view text_at(const ArrowColumn& view, Index row) const;
  [[nodiscard]] std::string decimal_at(const ArrowColumn& view, Index row) const;
  [[nodiscard]] Code code_at(const ArrowColumn& view, Index row);

  KeyColumn* column_;
  const ArrowTable* table_;
  Index column_at_;
  KeyType type_;
  KeyLoops loops_;
  KeyLoops position_loops_;           // of a dictionary's positions
  Index batch_ = -1;
  Index first_row_ = 0;
  Way way_ = Way::kNulls;
  bool plain_ = false;                // whether the stretch looked at can be read as it is, without missing values
  std::vector<Code> codes_;
  std::vector<std::int64_t> integers_;
  std::vector<std::uint8_t> null_;
  struct Mapped {                     // the dictionary that map_ was made from
    std::vector<const void*> buffers;
    Index length = -1;
    Index offset = 0;
  };
  static constexpr Code kRefused = -1;
  std::vector<Code> map_;             // dictionary position -> code, kRefused for a value that is no key
  bool refuses_ = false;              // whether map_ holds such a value
  bool counts_up_ = false;            // whether map_ is 1, 2, 3, ...: positions are codes then
  Mapped mapped_;
};

}  // namespace huishou::ledger
