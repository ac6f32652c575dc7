// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The two loops over a plain integer key column: the range of a stretch, and code * multiplier added to cell numbers.
// The second gives the range too, so that one pass does where all values are known to have codes.
// Compiled for baseline and for AVX2 like accumulate.hpp; integers only, so both give equal bits.
#pragma once

#include <cstdint>

#include "huishou/base/types.hpp"
#include "huishou/ledger/accumulate.hpp"

namespace huishou::ledger {

struct KeyLoops {
  // Smallest and largest of at least one value.
  void (*range)(const void* values, Index rows, std::int64_t* low, std::int64_t* high);
  // cells[i] += (values[i] - base) * times, modulo 2^32: exact where the values have codes, for then the sum is a cell number.
  void (*place)(const void* values, Index rows, std::uint32_t base, std::uint32_t times, std::uint32_t* cells, std::int64_t* low, std::int64_t* high);
};

// form: Arrow's letter of an integer type, one of c C s S i I l L.
[[nodiscard]] KeyLoops key_loops(char form, Variant variant);

}  // namespace huishou::ledger
