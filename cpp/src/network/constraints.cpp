// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/constraints.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "huishou/base/error.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

Error bad_matrix(const std::string& message) {
  return Error(ErrorKind::kInput, "bad_matrix", message, "Give a two-dimensional array or a scipy.sparse matrix, one row a balance.");
}

// Entries from `first` to `last`, out of order, repeated or zero: put in order, added up, left out. Returns the end of what is left.
std::size_t tidied(Constraints& out, std::size_t first, std::size_t last) {
  std::vector<Entry> row;
  for (std::size_t p = first; p < last; ++p) row.push_back({out.column[p], out.value[p]});
  std::stable_sort(row.begin(), row.end(), [](const Entry& a, const Entry& b) { return a.column < b.column; });
  for (std::size_t i = 0; i < row.size();) {
    Entry sum = row[i];
    for (++i; i < row.size() && row[i].column == sum.column; ++i) sum.value += row[i].value;
    if (sum.value == 0.0) continue;
    out.column[first] = sum.column;
    out.value[first++] = sum.value;
  }
  return first;
}

template <class Integer>
Constraints from_rows(Index columns, std::span<const Integer> start, std::span<const Integer> column, std::span<const double> value) {
  if (start.empty() || start.front() != 0 || Index{start.back()} != static_cast<Index>(column.size()) || column.size() != value.size() ||
      !std::is_sorted(start.begin(), start.end())) {
    throw bad_matrix("The starts of rows do not fit the entries.");
  }
  constexpr Index kMost = std::numeric_limits<Code>::max();
  if (columns > kMost || static_cast<Index>(start.size()) > kMost || Index{start.back()} > kMost) {
    throw bad_matrix("There are more rows, columns or entries than 31 bits can number.");
  }
  Constraints out;
  out.columns = columns;
  out.start.resize(start.size());
  out.start[0] = 0;
  out.column.resize(column.size());
  out.value.resize(column.size());
  std::size_t to = 0;
  for (std::size_t r = 0; r + 1 < start.size(); ++r) {
    const std::size_t row = to;
    bool tidy = true;
    Integer before = -1;
    for (auto p = at(start[r]); p < at(start[r + 1]); ++p) {
      const Integer c = column[p];
      const double v = value[p];
      tidy = tidy && c > before && v != 0.0;
      before = c;
      if (c < 0 || c >= columns) throw bad_matrix("An entry lies outside the columns.").at_row(static_cast<Index>(r));
      if (!std::isfinite(v)) {
        throw Error(ErrorKind::kInput, "not_finite", "A coefficient is no finite number.", "Balances have finite coefficients.")
            .in_column("A").at_row(static_cast<Index>(r));
      }
      out.column[to] = static_cast<Code>(c);
      out.value[to++] = v;
    }
    if (!tidy) to = tidied(out, row, to);
    out.start[r + 1] = static_cast<Code>(to);
  }
  out.column.resize(to);
  out.value.resize(to);
  return out;
}

}  // namespace

Constraints constraints_from(Index columns, std::span<const Index> start, std::span<const Index> column, std::span<const double> value) {
  return from_rows(columns, start, column, value);
}

Constraints constraints_from(Index columns, std::span<const Code> start, std::span<const Code> column, std::span<const double> value) {
  return from_rows(columns, start, column, value);
}

Product product(const Constraints& constraints, std::span<const double> x) {
  Product out;
  out.value.resize(at(constraints.rows()));
  out.scale.resize(at(constraints.rows()));
  for (Index r = 0; r < constraints.rows(); ++r) {
    double sum = 0.0;
    double scale = 0.0;
    for (const Entry entry : constraints.row(r)) {
      const double term = entry.value * x[at(entry.column)];
      sum += term;
      scale += std::abs(term);
    }
    out.value[at(r)] = sum;
    out.scale[at(r)] = scale;
  }
  return out;
}

Product transposed_product(const Constraints& constraints, std::span<const double> y) {
  Product out;
  out.value.assign(at(constraints.columns), 0.0);
  out.scale.assign(at(constraints.columns), 0.0);
  for (Index r = 0; r < constraints.rows(); ++r) {
    for (const Entry entry : constraints.row(r)) {
      const double term = entry.value * y[at(r)];
      out.value[at(entry.column)] += term;
      out.scale[at(entry.column)] += std::abs(term);
    }
  }
  return out;
}

}  // namespace huishou::network
