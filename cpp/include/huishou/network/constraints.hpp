// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Balances A x = c as sparse rows: one row a balance (node, material and period), one column a flow. In a pure network an
// entry is +1 where the flow enters the node and -1 where it leaves. Entries of a row are in the order of their columns,
// none twice, none zero; what comes in otherwise is refused or, where entries of one cell meet, added.
#pragma once

#include <span>

#include "huishou/base/recycled.hpp"
#include "huishou/base/types.hpp"

namespace huishou::network {

struct Entry {
  Code column;
  double value;
};

// The entries of a row. Columns lie apart from values: most of what is asked of a network is about who is linked to whom.
class Row {
 public:
  class Iterator {
   public:
    Iterator(const Code* column, const double* value) : column_(column), value_(value) {}
    Entry operator*() const { return {*column_, *value_}; }
    Iterator& operator++() {
      ++column_;
      ++value_;
      return *this;
    }
    bool operator==(const Iterator& other) const { return column_ == other.column_; }

   private:
    const Code* column_;
    const double* value_;
  };

  Row(const Code* column, const double* value, Index size) : column_(column), value_(value), size_(size) {}
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(size_); }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  Entry operator[](std::size_t i) const { return {column_[i], value_[i]}; }
  [[nodiscard]] Iterator begin() const { return {column_, value_}; }
  [[nodiscard]] Iterator end() const { return {column_ + size_, value_ + size_}; }
  [[nodiscard]] std::span<const Code> columns() const { return {column_, size()}; }

 private:
  const Code* column_;
  const double* value_;
  Index size_;
};

struct Constraints {
  Index columns = 0;
  Large<Code> start{0};         // of each row among the entries, and the end
  Large<Code> column;           // of each entry
  Large<double> value;

  [[nodiscard]] Index rows() const { return static_cast<Index>(start.size()) - 1; }
  [[nodiscard]] Row row(Index r) const {
    const Code from = start[static_cast<std::size_t>(r)];
    return {column.data() + from, value.data() + from, start[static_cast<std::size_t>(r) + 1] - from};
  }
  // Rows are put together entry by entry.
  void add(Entry entry) {
    column.push_back(entry.column);
    value.push_back(entry.value);
  }
  void end_row() { start.push_back(static_cast<Code>(column.size())); }
};

// Rows from compressed form. Throws bad_matrix (shape, order of starts, column out of range) and not_finite.
Constraints constraints_from(Index columns, std::span<const Index> start, std::span<const Index> column, std::span<const double> value);
Constraints constraints_from(Index columns, std::span<const Code> start, std::span<const Code> column, std::span<const double> value);

// A x, each row with its scale: the sum of |a x|. A missing x (NaN) makes its rows NaN.
struct Product {
  Large<double> value;
  Large<double> scale;
};
Product product(const Constraints& constraints, std::span<const double> x);
// A' y likewise, by column.
Product transposed_product(const Constraints& constraints, std::span<const double> y);

}  // namespace huishou::network
