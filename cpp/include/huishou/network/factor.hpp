// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Sparse L D L' of the normal matrix H = A V A' of measured flows. The pattern is analysed once; numbers are put in as often
// as wanted. The last columns, where the factor has filled up, are kept as one dense block.
//
// Dependent balances (a closed system whose residuals add up to zero) have a pivot of zero: their multiplier is 0 and their
// column of L empty, which makes the factor that of the largest independent set of rows.
//
// In a pure network H is a graph Laplacian with ground: off-diagonal entries -v, and a diagonal that exceeds their sum by the
// variance of flows across the border. Pivots are then the excess plus the sum of the remaining entries of the column, which
// adds positive numbers only: no cancellation between 1 t and 10^9 t, and a pivot is zero exactly when the row is dependent
// (Grassmann, Taksar, Heyman 1985, Operations Research 33, 1107; Alfa, Xue, Ye 2002, Math. Comp. 71, 217). Elsewhere a row
// counts as dependent when its pivot is below kDependent of its diagonal.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "huishou/base/recycled.hpp"
#include "huishou/network/dense_loops.hpp"
#include "huishou/network/ordering.hpp"

namespace huishou::network {

inline constexpr double kDependent = 1e-13;

struct Pattern {
  Index size = 0;
  Index dense_from = 0;           // columns from here on are the dense block
  std::vector<Code> order;        // balance eliminated k-th
  Large<Code> place;              // its inverse
  Large<Index> start;             // strictly lower entries of L in columns before dense_from
  Large<Code> row;
  Large<Index> pairs;             // for each flow, for each two of its balances, their cell

  [[nodiscard]] Index dense() const { return size - dense_from; }
  // Cells: first those in the places of `row`, then the dense block column by column, each of `stride` cells.
  [[nodiscard]] Index listed() const { return static_cast<Index>(row.size()); }
  [[nodiscard]] Index stride() const { return (dense() + DenseLoops::kTile - 1) / DenseLoops::kTile * DenseLoops::kTile; }
  [[nodiscard]] Index cells() const { return listed() + stride() * dense(); }
};

// Balances by row, and by flow the balances of those that count. `dense`: whether the last columns may become a dense block.
std::shared_ptr<const Pattern> analyse(const Constraints& balances, const Columns& by_flow, bool dense = true);

// H in the cells of a pattern, below its diagonal. Of a Laplacian the excess of each diagonal entry over the others of its row says all,
// elsewhere the diagonal itself is kept; both by eliminated position.
struct Normal {
  Large<double> cells;
  Large<double> diagonal;
  Large<double> excess;
  bool laplacian = false;
};

class Factor {
 public:
  Factor() = default;
  Factor(std::shared_ptr<const Pattern> pattern, Normal normal);

  // H y = b in original numbers, in place; components of dependent rows are 0.
  void solve(std::span<double> b) const;
  // The forward half: z = L^-1 P b by eliminated position. What is left in dependent places says how far b contradicts them.
  [[nodiscard]] Large<double> forward(std::span<const double> b) const;
  // The same for magnitudes: |L^-1| P |b|, the scale against which a remainder in `forward` is judged.
  [[nodiscard]] Large<double> forward_scale(std::span<const double> b) const;
  // b' H^-1 b.
  [[nodiscard]] double quadratic(std::span<const double> b) const;

  [[nodiscard]] Index rank() const { return rank_; }
  [[nodiscard]] bool dependent(Index place) const { return inverse_[static_cast<std::size_t>(place)] == 0.0; }
  [[nodiscard]] const Pattern& pattern() const { return *pattern_; }
  [[nodiscard]] const std::shared_ptr<const Pattern>& shared_pattern() const { return pattern_; }
  // Of L: the cells of lists, and column c of the dense block from its row 0 on (what stands above the diagonal is no part of it).
  [[nodiscard]] const double* listed() const { return cells_.data(); }
  [[nodiscard]] const double* column(Index c) const { return cells_.data() + pattern_->listed() + c * pattern_->stride(); }
  [[nodiscard]] double inverse_pivot(Index place) const { return inverse_[static_cast<std::size_t>(place)]; }

 private:
  // `pivot` and the excess of `normal` change as columns are taken from later ones.
  void head(Normal& normal, Large<double>& pivot);
  void tail(Normal& normal, Large<double>& pivot);
  void add_head_to_tail(Normal& normal, const Large<double>& pivot);
  void settle_column(Index column, Index first, Normal& normal, Large<double>& pivot);
  void settle(Index place, double pivot, double diagonal);

  std::shared_ptr<const Pattern> pattern_;
  double* column(Index c) { return cells_.data() + pattern_->listed() + c * pattern_->stride(); }

  Large<double> cells_;          // unit diagonal not stored
  Large<double> inverse_;        // of the pivots; 0 where dependent
  Index rank_ = 0;
};

}  // namespace huishou::network
