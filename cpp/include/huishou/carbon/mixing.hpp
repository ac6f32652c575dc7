// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Variables that go together (Gaussian copula): with R the correlation of the normals behind them and R = L L' (Cholesky),
//
//   z_i = sum over j <= i of L_ij e_j,   e_j standard normals of the stream of j
//
// and each variable is drawn from its z_i, so its own distribution stays what it is. Variables are taken in the order of their
// streams, so the draws depend on no position. R may be singular (two factors that are one); undefined where it is no correlation
// matrix: not symmetric, a diagonal other than 1, a negative pivot. Source: Nelsen, An Introduction to Copulas, 2006, section 2.3.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "huishou/carbon/distribution.hpp"

namespace huishou::carbon {

struct Correlation {
  std::vector<Index> variables;  // each once
  std::vector<double> matrix;    // row after row, in their order
};

class Mixing {
 public:
  // Throws InputError `bad_correlation`, and `bounded_correlation` for a normal or lognormal with bounds.
  Mixing(const Correlation& correlation, const std::vector<Variable>& variables);

  [[nodiscard]] bool has(Index variable) const { return row_[static_cast<std::size_t>(variable)] >= 0; }
  // z of draws [first, first + out.size()); scratch of the same size.
  void normals(Index variable, std::uint64_t seed, std::uint64_t first, std::span<double> out, std::span<double> scratch) const;

 private:
  [[nodiscard]] double factor(Index row, Index column) const { return factor_[static_cast<std::size_t>(row * size_ + column)]; }

  Index size_;
  std::vector<Index> row_;               // of each variable, -1 where it is on its own
  std::vector<std::uint64_t> streams_;   // ascending
  std::vector<double> factor_;           // L
};

}  // namespace huishou::carbon
