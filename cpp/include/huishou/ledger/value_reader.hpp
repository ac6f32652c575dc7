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
#include "huishou/ledger/decimal.hpp"

namespace huishou::ledger {

// From kDecimal on: decimals, read as integers in units of their last digit, 10^-scale with scale = kind - kDecimal.
enum class ValueKind : std::uint8_t { kNone = 0, kFloat = 1, kInteger = 2, kDecimal = 16 };
inline constexpr int kMostScale = 38;  // digits of the largest Arrow decimal of 128 bits
constexpr bool is_decimal(ValueKind kind) { return kind >= ValueKind::kDecimal; }
constexpr int scale_of(ValueKind kind) { return static_cast<int>(kind) - static_cast<int>(ValueKind::kDecimal); }

// The kind of a column that had one and meets another: floats take in integers; decimals of one scale keep to themselves.
// Throws InputError `value_kinds_differ`.
[[nodiscard]] ValueKind unify(ValueKind had, ValueKind met, const std::string& column);

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
  DecimalType decimal_;
  ValueKind kind_;
  Index batch_ = -1;
  std::vector<double> block_;
};

}  // namespace huishou::ledger
