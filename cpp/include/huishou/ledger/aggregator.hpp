// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Grouped exact statistics as a state: rows in, merge, subtract, bytes, numbers out. The canonical bytes hold nothing
// that depends on order, threads, chunks or producers, so their hash names the multiset of rows.
//
// Canonical bytes (little-endian, stats/codec.hpp for text and digits), rules 4, 7 and 8 of the exactness contract:
//
//   text "huishou.aggregate.1"
//   u16 keys, each: text name, u8 kind (KeyKind; 0 where every key is null)
//   u16 values, ascending by name, each: text name, u16 statistics, ascending, each text; for decimals one more, "decimal <scale>":
//     their numbers are then in units of 10^-scale
//   u64 groups, ascending by key, null last, each:
//     each key: u8 1 and i64 or text, or u8 0 for null
//     each value: i64 count, i64 missing, then those parts that its statistics need:
//       digits of the sum (sum mean var), digits of the squares (var), f64 min and f64 max unless count = 0 (min max),
//       u32 bins and for each ascending i32 bin, i64 count (quantiles)
//
// to_bytes() seals (codec.hpp) with magic "HSAGG001": the names as given (u16 keys, texts; u16 values, each text, u16
// statistics, texts), u8 kind (ValueKind) of each value, ascending by name, u64 length, canonical bytes. They are read
// back only where they are the one form of what they say.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "huishou/ledger/group_table.hpp"
#include "huishou/ledger/result_column.hpp"

namespace huishou::ledger {

struct ValueRequest {
  std::string name;
  std::vector<std::string> statistics;  // count sum mean var min max q01 ... q99
};

class Aggregator {
 public:
  // Throws InputError for unknown statistics, repeated names, or no values.
  Aggregator(std::vector<std::string> by, std::vector<ValueRequest> values);

  // All rows or, when it throws, none.
  void update(const ArrowTable& rows, Index threads, Cancel& cancel);
  // As update, for an owner that throws the state away on an error: saves the second table.
  void absorb(const ArrowTable& rows, Index threads, Cancel& cancel);
  void merge(const Aggregator& other);
  void subtract(const Aggregator& other);

  [[nodiscard]] std::string canonical() const;
  [[nodiscard]] std::string to_bytes() const;
  static Aggregator from_bytes(std::string_view bytes);

  [[nodiscard]] const std::vector<std::string>& by() const { return by_; }
  [[nodiscard]] const std::vector<ValueRequest>& values() const { return values_; }
  [[nodiscard]] const GroupTable& table() const { return table_; }
  [[nodiscard]] std::vector<Index> groups() const { return table_.sorted_cells(); }
  // Statistics of values()[value] for the groups given; `missing` is one as well.
  [[nodiscard]] std::vector<ResultColumn> columns(Index value, const std::vector<std::string>& statistics, const std::vector<Index>& groups, Index threads, Pages& memory) const;

 private:
  [[nodiscard]] GroupTable table_of(const ArrowTable& rows, Index threads, Cancel& cancel) const;
  void require_same(const Aggregator& other) const;

  std::vector<std::string> by_;
  std::vector<ValueRequest> values_;  // as given
  std::vector<Index> sorted_;         // positions in values_, ascending by name: the order of the table
  GroupTable table_;
};

}  // namespace huishou::ledger
