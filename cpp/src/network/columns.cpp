// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/columns.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

Constraints transposed(const Constraints& rows) {
  Constraints out;
  out.columns = rows.rows();
  // Counts stand two places on, so that after adding up each start, moved on as entries are put in, ends where the next one begins.
  out.start.assign(at(rows.columns) + 2, 0);
  for (const Code column : rows.column) ++out.start[at(column) + 2];
  for (std::size_t c = 2; c < out.start.size(); ++c) out.start[c] += out.start[c - 1];
  out.column.resize(rows.column.size());
  out.value.resize(rows.value.size());
  for (Index r = 0; r < rows.rows(); ++r) {
    for (const Entry entry : rows.row(r)) {
      const auto place = at(out.start[at(entry.column) + 1]++);
      out.column[place] = static_cast<Code>(r);
      out.value[place] = entry.value;
    }
  }
  out.start.pop_back();
  return out;
}

}  // namespace

Columns::Columns(const Constraints& rows) {
  plain_ = read_plain(rows);
  if (!plain_) general_ = transposed(rows);
}

bool Columns::read_plain(const Constraints& rows) {
  ends_.resize(2 * at(rows.columns));
  form_.assign(at(rows.columns), 0);
  for (Code r = 0; r < rows.rows(); ++r) {
    for (const Entry entry : rows.row(r)) {
      std::uint8_t& form = form_[at(entry.column)];
      const bool negative = entry.value == -1.0;
      const bool opposite = form == 0 || form == (negative ? 1 : 1 | 1 << kNegative);
      if ((!negative && entry.value != 1.0) || !opposite) return false;
      ends_[2 * at(entry.column) + form % 2] = r;
      form = static_cast<std::uint8_t>(form == 0 ? 1 | (negative ? 1 << kNegative : 0) : form + 1);
    }
  }
  return true;
}

}  // namespace huishou::network
