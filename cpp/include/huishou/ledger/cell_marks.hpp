// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Which of many filters each cell meets, one bit a filter: the codes of a cell are looked up once a column, whatever the
// number of filters, and the words found there are ANDed.
#pragma once

#include <cstdint>
#include <vector>

#include "huishou/ledger/cell_filter.hpp"
#include "huishou/ledger/cell_list.hpp"

namespace huishou::ledger {

class CellMarks {
 public:
  // A cell without any value meets no filter.
  CellMarks(const CellList& cells, const std::vector<CellFilter>& filters);

  // Bits of up to 64 filters from `first` on, the first one lowest.
  [[nodiscard]] std::uint64_t of(Index cell, Index first, Index count) const {
    const std::uint64_t* own = marks_.data() + cell * words_ + first / kBits;
    const Index shift = first % kBits;
    const std::uint64_t bits = own[0] >> shift | (shift + count > kBits ? own[1] << (kBits - shift) : 0);
    return count < kBits ? bits & ((std::uint64_t{1} << count) - 1) : bits;
  }

  static constexpr Index kBits = 64;

 private:
  Index words_;
  std::vector<std::uint64_t> marks_;  // words_ a cell
};

}  // namespace huishou::ledger
