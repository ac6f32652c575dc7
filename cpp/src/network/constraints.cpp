// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/constraints.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "huishou/base/error.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

Error bad_matrix(const std::string& message) {
  return Error(ErrorKind::kInput, "bad_matrix", message, "Give a two-dimensional array or a scipy.sparse matrix, one row a balance.");
}

}  // namespace

Constraints constraints_from(Index columns, std::span<const Index> start, std::span<const Index> column, std::span<const double> value) {
  if (start.empty() || start.front() != 0 || start.back() != static_cast<Index>(column.size()) || column.size() != value.size() ||
      !std::is_sorted(start.begin(), start.end())) {
    throw bad_matrix("The starts of rows do not fit the entries.");
  }
  constexpr Index kMost = std::numeric_limits<Code>::max();
  if (columns > kMost || static_cast<Index>(start.size()) > kMost) throw bad_matrix("There are more rows or columns than 32 bits can number.");
  Constraints out;
  out.columns = columns;
  out.start.reserve(start.size());
  out.entries.reserve(column.size());
  std::vector<Entry> row;
  for (std::size_t r = 0; r + 1 < start.size(); ++r) {
    row.clear();
    for (Index p = start[r]; p < start[r + 1]; ++p) {
      const Index c = column[at(p)];
      if (c < 0 || c >= columns) throw bad_matrix("An entry lies outside the columns.").at_row(static_cast<Index>(r));
      if (!std::isfinite(value[at(p)])) {
        throw Error(ErrorKind::kInput, "not_finite", "A coefficient is no finite number.", "Balances have finite coefficients.")
            .in_column("A").at_row(static_cast<Index>(r));
      }
      row.push_back({static_cast<Code>(c), value[at(p)]});
    }
    const auto earlier = [](const Entry& a, const Entry& b) { return a.column < b.column; };
    if (!std::is_sorted(row.begin(), row.end(), earlier)) std::stable_sort(row.begin(), row.end(), earlier);
    for (std::size_t i = 0; i < row.size();) {
      Entry sum = row[i];
      for (++i; i < row.size() && row[i].column == sum.column; ++i) sum.value += row[i].value;
      if (sum.value != 0.0) out.entries.push_back(sum);
    }
    out.start.push_back(static_cast<Index>(out.entries.size()));
  }
  return out;
}

Constraints transposed(const Constraints& constraints) {
  Constraints out;
  out.columns = constraints.rows();
  out.start.assign(at(constraints.columns) + 1, 0);
  for (const Entry& entry : constraints.entries) ++out.start[at(entry.column) + 1];
  for (std::size_t c = 1; c < out.start.size(); ++c) out.start[c] += out.start[c - 1];
  out.entries.resize(constraints.entries.size());
  std::vector<Index> next(out.start.begin(), out.start.end() - 1);
  for (Index r = 0; r < constraints.rows(); ++r) {
    for (const Entry& entry : constraints.row(r)) out.entries[at(next[at(entry.column)]++)] = {static_cast<Code>(r), entry.value};
  }
  return out;
}

Product product(const Constraints& constraints, std::span<const double> x) {
  Product out;
  out.value.resize(at(constraints.rows()));
  out.scale.resize(at(constraints.rows()));
  for (Index r = 0; r < constraints.rows(); ++r) {
    double sum = 0.0;
    double scale = 0.0;
    for (const Entry& entry : constraints.row(r)) {
      const double term = entry.value * x[at(entry.column)];
      sum += term;
      scale += std::abs(term);
    }
    out.value[at(r)] = sum;
    out.scale[at(r)] = scale;
  }
  return out;
}

}  // namespace huishou::network
