// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// States read as numbers: one statistic of one value column for many groups, each number rounded once.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "huishou/base/pages.hpp"
#include "huishou/ledger/cell_table.hpp"
#include "huishou/ledger/value_reader.hpp"

namespace huishou::ledger {

// One entry a group, in memory of the pages it was read into. `valid` is empty when every entry is.
struct ResultColumn {
  bool integer = false;
  std::span<double> reals;
  std::span<std::int64_t> integers;
  std::span<Int128> decimals;  // in units of 10^-scale; set where scale is not negative
  int scale = -1;
  std::span<std::uint8_t> valid;
};

// Percent of q01 ... q99, else -1.
[[nodiscard]] int percent_of(const std::string& statistic);

// The statistics of one value column, named `name` in messages, for the cells given, which are carried. `missing` is one as
// well. Throws InputError `integer_overflow` and `overflow`, for the first group that has it.
[[nodiscard]] std::vector<ResultColumn> result_columns(const CellTable& values, ValueKind kind, const std::string& name, const std::vector<std::string>& statistics,
                                                       const std::vector<Index>& groups, Index threads, Pages& memory);

}  // namespace huishou::ledger
