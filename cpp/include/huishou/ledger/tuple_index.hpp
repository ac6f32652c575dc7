// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Tuples of codes to cells 0, 1, 2, ... in order of first appearance: key spaces too sparse for a dense table.
//
// While the codes of a tuple fit 64 bits side by side, as they nearly always do, that word stands for the tuple, and one
// comparison finds it; a column that outgrows its bits makes all words anew. Beyond 64 bits the word is a hash, and the
// codes are compared as well.
#pragma once

#include <span>
#include <vector>

#include "huishou/base/types.hpp"

namespace huishou::ledger {

class TupleIndex {
 public:
  explicit TupleIndex(std::size_t columns) : columns_(columns), bits_(columns, 1), shift_(columns, 0), slots_(kFirst) { lay_out(); }

  [[nodiscard]] Index size() const { return size_; }
  [[nodiscard]] std::span<const Code> tuple(Index cell) const { return {codes_.data() + static_cast<std::size_t>(cell) * columns_, columns_}; }

  // Cell of one tuple, appended where it is new.
  Index add(std::span<const Code> codes);
  // Cells of many; codes of column k of row i at codes[k * rows + i].
  void add(std::span<const Code> codes, Index rows, std::int32_t* cells);

 private:
  struct Slot {
    std::uint64_t word = 0;
    std::int32_t cell = -1;
  };
  static constexpr std::size_t kFirst = 2048;
  static constexpr int kFirstBits = 11;
  static constexpr Index kAhead = 16;      // rows between asking for a slot and looking into it
  static constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15ULL;  // 2^64 over the golden ratio

  [[nodiscard]] std::size_t home(std::uint64_t word) const { return static_cast<std::size_t>((word * kOdd) >> (64 - slot_bits_)); }
  [[nodiscard]] std::uint64_t word_of(std::span<const Code> codes) const;
  void fit(std::size_t column, Code largest);
  void lay_out();
  void rebuild(int slot_bits);
  template <class Same, class Codes>
  std::int32_t find(std::uint64_t word, Same&& same, Codes&& codes);

  std::size_t columns_;
  std::vector<int> bits_;
  std::vector<int> shift_;
  bool packed_ = true;
  std::vector<Code> codes_;
  Index size_ = 0;
  int slot_bits_ = kFirstBits;
  std::vector<Slot> slots_;
  std::vector<std::uint64_t> words_;  // of the rows at hand
};

}  // namespace huishou::ledger
