// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Reads one value column of one batch as doubles, a block at a time; a missing value is NaN. float64 without nulls is
// handed through untouched. Integers beyond 2^53, which a double would round, are shown as NaN and asked for one by one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "huishou/ledger/arrow_table.hpp"

namespace huishou::ledger {

enum class ValueKind : std::uint8_t { kNone = 0, kFloat = 1, kInteger = 2 };

struct LargeInteger {
  Unsigned128 magnitude;
  bool negative;
};

class ValueReader {
 public:
  // Throws InputError `value_type` for columns that are no numbers.
  ValueReader(const ArrowTable& table, Index column_at, std::string name);

  [[nodiscard]] ValueKind kind() const { return kind_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  void open(Index batch);
  void fetch(Index row, Index rows) const;  // asks for the memory of rows that come next
  // Values of [row, row + rows); valid until the next call.
  [[nodiscard]] const double* read(Index row, Index rows);
  // The integer of a row that read() showed as NaN, if it was one.
  [[nodiscard]] std::optional<LargeInteger> large(Index row) const;

 private:
  const ArrowTable* table_;
  Index column_at_;
  std::string name_;
  char form_;
  ValueKind kind_;
  Index batch_ = -1;
  std::vector<double> block_;
};

}  // namespace huishou::ledger
