// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Balances A x = c as sparse rows: one row a balance (node, material and period), one column a flow. In a pure network an
// entry is +1 where the flow enters the node and -1 where it leaves. Entries of a row are in the order of their columns,
// none twice, none zero; what comes in otherwise is refused or, where entries of one cell meet, added.
#pragma once

#include <span>
#include <vector>

#include "huishou/base/types.hpp"

namespace huishou::network {

struct Entry {
  Code column;
  double value;
};

struct Constraints {
  Index columns = 0;
  std::vector<Index> start{0};  // of each row among the entries, and the end
  std::vector<Entry> entries;

  [[nodiscard]] Index rows() const { return static_cast<Index>(start.size()) - 1; }
  [[nodiscard]] std::span<const Entry> row(Index r) const {
    const auto from = static_cast<std::size_t>(start[static_cast<std::size_t>(r)]);
    return {entries.data() + from, static_cast<std::size_t>(start[static_cast<std::size_t>(r) + 1]) - from};
  }
};

// Rows from compressed form. Throws bad_matrix (shape, order of starts, column out of range) and not_finite.
Constraints constraints_from(Index columns, std::span<const Index> start, std::span<const Index> column, std::span<const double> value);

// The same entries by column: (row, value) in the order of rows.
Constraints transposed(const Constraints& constraints);

// A x, each row with its scale: the sum of |a x|. A missing x (NaN) makes its rows NaN.
struct Product {
  std::vector<double> value;
  std::vector<double> scale;
};
Product product(const Constraints& constraints, std::span<const double> x);

}  // namespace huishou::network
