// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Which rows break which rules: one bit a finding, all findings of a row side by side in one word.
//
// A word is judged once, not once a row: a text column comes as the entry of each row among its distinct words, with the
// bits that each entry breaks. Most blocks of rows are sound; they are read and never written, so the cost of a clean
// table is that of reading it.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "huishou/base/cancel.hpp"
#include "huishou/base/types.hpp"

namespace huishou::ledger {

using RuleBits = std::uint32_t;

// What stands in a number cell. A number of a unit that cannot be read is no mass, whatever its digits.
enum CellState : std::uint8_t { kFine = 0, kBlank = 1, kNoNumber = 2, kNotFinite = 3, kUnknownUnit = 4 };
inline constexpr std::size_t kCellStates = 5;

// A text column: the entry of each row, and the bits of each entry.
struct WordRules {
  std::span<const Code> entry;
  std::span<const RuleBits> bits;
};

// A number column: the bits of each state, and the bit of a fine number below zero (0 where a sign is no fault).
struct NumberRules {
  std::span<const double> values;
  std::span<const std::uint8_t> states;
  std::array<RuleBits, kCellStates> bits{};
  RuleBits negative = 0;
  // Rows of these entries may have either sign (a change of stock); empty where no row may.
  std::span<const Code> entry;
  std::span<const std::uint8_t> either_sign;
};

// Sets the bits that each row breaks, beside those already in `rows`; returns the bits set anywhere.
// Throws InputError `bad_codes` where a column has not one entry a row, or an entry or state that does not exist.
RuleBits mark_rows(const std::vector<WordRules>& words, const std::vector<NumberRules>& numbers, std::span<RuleBits> rows, Index threads, Cancel& cancel);

// The state of each double: kBlank for NaN, kNotFinite for an infinity. Returns how many are not kFine.
Index cell_states(std::span<const double> values, std::span<std::uint8_t> states, Index threads, Cancel& cancel);

// What becomes of rows: one whose outcome is not 0 already (it is no fact) loses its bits; any other with a bit becomes
// `rejected`. Returns, for each mask, the rows that keep one of its bits.
std::vector<Index> settle_rows(std::span<RuleBits> rows, std::span<std::uint8_t> outcome, std::uint8_t rejected, const std::vector<RuleBits>& masks, Index threads,
                               Cancel& cancel);

}  // namespace huishou::ledger
