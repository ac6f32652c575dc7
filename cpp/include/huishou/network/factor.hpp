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

#include "huishou/network/ordering.hpp"

namespace huishou::network {

inline constexpr double kDependent = 1e-13;

struct Pattern {
  Index size = 0;
  Index dense_from = 0;           // columns from here on are the dense block
  std::vector<Code> order;        // balance eliminated k-th
  std::vector<Code> place;        // its inverse
  std::vector<Index> h_start;     // strictly lower entries of H, by column, in the order of elimination
  std::vector<Code> h_row;
  std::vector<Index> start;       // strictly lower entries of L in columns before dense_from
  std::vector<Code> row;

  [[nodiscard]] Index dense() const { return size - dense_from; }
  // Position of H(i, j), i != j in original numbers, among the strictly lower entries.
  [[nodiscard]] Index position(Code i, Code j) const;
};

// `dense`: whether the last columns may become a dense block.
std::shared_ptr<const Pattern> analyse(const Adjacency& graph, bool dense = true);

// H in the places of a pattern: diagonal by eliminated position, `excess` (Laplacians only) likewise.
struct Normal {
  std::vector<double> diagonal;
  std::vector<double> lower;
  std::vector<double> excess;
  bool laplacian = false;
};

class Factor {
 public:
  Factor() = default;
  Factor(std::shared_ptr<const Pattern> pattern, const Normal& normal);

  // H y = b in original numbers, in place; components of dependent rows are 0.
  void solve(std::span<double> b) const;
  // The forward half: z = L^-1 P b by eliminated position. What is left in dependent places says how far b contradicts them.
  [[nodiscard]] std::vector<double> forward(std::span<const double> b) const;
  // The same for magnitudes: |L^-1| P |b|, the scale against which a remainder in `forward` is judged.
  [[nodiscard]] std::vector<double> forward_scale(std::span<const double> b) const;
  // b' H^-1 b.
  [[nodiscard]] double quadratic(std::span<const double> b) const;

  [[nodiscard]] Index rank() const { return rank_; }
  [[nodiscard]] bool dependent(Index place) const { return inverse_[static_cast<std::size_t>(place)] == 0.0; }
  [[nodiscard]] const Pattern& pattern() const { return *pattern_; }
  [[nodiscard]] const std::shared_ptr<const Pattern>& shared_pattern() const { return pattern_; }
  [[nodiscard]] const std::vector<double>& lower() const { return lower_; }
  [[nodiscard]] const std::vector<double>& dense() const { return dense_; }
  [[nodiscard]] Index stride() const { return stride_; }
  [[nodiscard]] double inverse_pivot(Index place) const { return inverse_[static_cast<std::size_t>(place)]; }

 private:
  void head(const Normal& normal, std::vector<double>& pivot, std::vector<double>& excess);
  void tail(const Normal& normal, std::vector<double>& pivot, std::vector<double>& excess);
  void add_head_to_tail(const std::vector<double>& pivot, std::vector<double>& excess);
  void settle(Index place, double pivot, double diagonal);

  std::shared_ptr<const Pattern> pattern_;
  std::vector<double> lower_;    // of the head columns
  std::vector<double> dense_;    // column-major, lower triangle, unit diagonal not stored
  std::vector<double> inverse_;  // of the pivots; 0 where dependent
  Index stride_ = 0;
  Index rank_ = 0;
};

}  // namespace huishou::network
