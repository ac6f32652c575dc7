// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The states of one value column for all groups: packed cells (accumulate.hpp), and beside them what is touched rarely:
// counts, hi words, wide digits, histogram bins. A cell is the same state as stats::Count, ExactMoments, Extrema and
// Sketch; the tests hold it against them.
//
// Carry: after kMaxPending rows since the last pass, cells are carried, so no window can overflow however the rows fall.
#pragma once

#include <optional>
#include <unordered_map>

#include "huishou/base/buffer.hpp"
#include "huishou/base/types.hpp"
#include "huishou/ledger/accumulate.hpp"
#include "huishou/ledger/bin_counts.hpp"
#include "huishou/stats/digits.hpp"
#include "huishou/stats/grid.hpp"
#include "huishou/stats/limbs.hpp"
#include "huishou/stats/wide.hpp"

namespace huishou::ledger {

struct ColdCell {
  Index count;       // values present, carried rows and odd ones
  Index missing;
  std::int64_t hi;   // digit 1 of the sum grid
  std::int64_t hi2;  // digit 2 of the product grid
};

struct WideCell {
  stats::WideDigits<stats::SumGrid> sum;
  stats::WideDigits<stats::ProductGrid> squares;
};

class CellTable {
 public:
  CellTable(Layout layout, bool bins, Index cells);

  [[nodiscard]] Layout layout() const { return layout_; }
  [[nodiscard]] bool has_bins() const { return bins_wanted_; }
  [[nodiscard]] Index cells() const { return cold_.size(); }
  [[nodiscard]] std::uint64_t* words() { return words_.data(); }
  [[nodiscard]] bool beyond_cache() const;
  [[nodiscard]] bool any_wide() const { return !wide_.empty(); }

  // Room for `rows` more rows of the hot loop before the next carry; carries first where there is none.
  void reserve(Index rows);
  void carry_all();

  void add_missing(Index cell) { ++cold_[cell].missing; }
  void add_double(Index cell, double x);                                              // finite, outside the windows
  void add_integer(Index cell, Unsigned128 magnitude, bool negative);           // beyond 2^53; no extrema, no bins
  void add_bin(Index cell, double x) { bins_.add(cell, stats::bin_of(x), 1); }

  // Both need carried cells (carry_all).
  void take(Index cell, CellTable& from, Index from_cell);                            // cell is empty
  void merge(Index cell, const CellTable& other, Index other_cell, int sign);
  void merge_bins(const CellTable& other, const std::vector<Index>& cell_of, int sign);

  // The rest reads carried cells.
  [[nodiscard]] bool occupied(Index cell) const { return words_[cell * stride_] != 0 || cold_[cell].count != 0 || cold_[cell].missing != 0; }
  [[nodiscard]] Index count(Index cell) const { return cold_[cell].count; }
  [[nodiscard]] Index missing(Index cell) const { return cold_[cell].missing; }
  [[nodiscard]] double minimum(Index cell) const;
  [[nodiscard]] double maximum(Index cell) const;
  [[nodiscard]] stats::Digits sum_digits(Index cell) const;
  [[nodiscard]] stats::Digits square_digits(Index cell) const;
  // Adds the digits of the sum to those at `digits`, which begin with the lowest window and end two above the highest, without carrying;
  // false and nothing added where the cell has wide ones.
  [[nodiscard]] bool add_narrow_digits(Index cell, std::int64_t* digits) const;
  [[nodiscard]] double sum(Index cell) const;
  // The sum where it is a whole number that fits 64 bits.
  [[nodiscard]] std::optional<std::int64_t> whole_sum(Index cell) const;
  [[nodiscard]] std::optional<double> mean(Index cell) const;
  [[nodiscard]] std::optional<double> variance(Index cell) const;
  [[nodiscard]] const BinCounts& bins() const { return bins_; }
  // Whether some rows could have these sums: none has sums of 0, one no spread, and no rows have n S2 < S1^2.
  [[nodiscard]] bool plausible(Index cell) const;

  // Sets an empty cell from its canonical parts.
  void restore(Index cell, Index count, Index missing, const stats::Digits& sum, const stats::Digits& squares, double minimum, double maximum);
  void restore_bin(Index cell, stats::Bin bin, Index count) { bins_.add(cell, bin, count); }

 private:
  void carry_cell(Index cell);
  void clear_extrema(Index first, Index last);
  void extremum(Index cell, double x);
  WideCell& wide(Index cell);
  [[nodiscard]] const WideCell* wide_of(Index cell) const;
  // Signed sum of the narrow digits in units of the lowest window, magnitude and sign.
  [[nodiscard]] stats::Limbs<3> narrow_sum(Index cell, bool& negative) const;
  // The same in two limbs, where it is small enough, as it nearly always is.
  [[nodiscard]] bool near_sum(Index cell, stats::Limbs<2>& magnitude, bool& negative) const;
  [[nodiscard]] stats::Limbs<6> narrow_squares(Index cell) const;
  // n S2 - S1^2 in two's complement, for cells without wide digits and few enough rows that it fits.
  [[nodiscard]] bool narrow(Index cell) const;
  [[nodiscard]] stats::Limbs<6> narrow_spread(Index cell) const;

  Layout layout_;
  int stride_;
  bool bins_wanted_;
  Buffer<std::uint64_t> words_;
  Buffer<ColdCell> cold_;
  std::unordered_map<Index, WideCell> wide_;
  BinCounts bins_;
  Index pending_ = 0;  // at least the adds of any cell since its carry
};

}  // namespace huishou::ledger
