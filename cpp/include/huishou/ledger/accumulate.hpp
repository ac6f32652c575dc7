// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The hot loop: one block of values into the cells of a group table.
//
// A cell is a few 64-bit words side by side, so that one row costs one cache line:
//
//   n | w0 w1 w2 | q0 ... q5 | -min max        adds since the last carry, windows of the sum, windows of the squares, extrema
//
// with the parts that the wanted statistics need (Layout). A value that does not fit the windows (too large, too fine,
// NaN, infinite) adds nothing and is handed back as odd; the caller treats it apart. The same source is compiled for
// baseline x86-64 and for AVX2 with FMA; both give equal bits, because every operation in them is exact or an integer.
#pragma once

#include <cstdint>

#include "huishou/base/types.hpp"

namespace huishou::ledger {

inline constexpr Index kBlock = 256;      // rows of a block
inline constexpr Index kCellsAhead = 96;  // rows between asking the second-level cache for a cell and using it: measured, 32 cost half the speed in memory

struct Layout {
  bool sum = false;
  bool squares = false;  // implies sum
  bool extrema = false;

  [[nodiscard]] constexpr int stride() const { return 1 + (sum ? 3 : 0) + (squares ? 6 : 0) + (extrema ? 2 : 0); }
  [[nodiscard]] constexpr int squares_at() const { return 4; }
  [[nodiscard]] constexpr int extrema_at() const { return 1 + (sum ? 3 : 0) + (squares ? 6 : 0); }
  friend constexpr bool operator==(const Layout&, const Layout&) = default;
};

struct Block {
  const double* x;            // values, NaN where missing
  const std::int32_t* cell;   // cell number of each row, and kCellsAhead more that may be fetched but are not added to
  Index rows;                 // at most kBlock
  std::uint64_t* cells;
  bool prefetch;              // the table is larger than the cache
  std::uint16_t* odd;         // out: positions of the rows that added nothing
};

using Accumulate = Index (*)(const Block&);  // number of odd rows

enum class Variant { kBaseline, kAvx2, kAvx512 };

// The better of the first two that this processor can run: what most loops are compiled for. Loops bound by arithmetic alone, not by
// memory, have the third as well (network/dense_loops.hpp).
[[nodiscard]] Variant best_variant();
[[nodiscard]] bool can_run(Variant variant);
[[nodiscard]] Accumulate accumulate_for(Layout layout, Variant variant);

}  // namespace huishou::ledger
