// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/row_rules.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <limits>
#include <string>

#include "huishou/base/error.hpp"
#include "huishou/base/parallel.hpp"

namespace huishou::ledger {

namespace {

// Rows looked at in one go: the columns of a block stay in the first-level cache between looking and marking.
constexpr Index kBlock = 1024;
constexpr Index kBlocksAPoll = 256;

Error refused(std::string message) {
  return Error(ErrorKind::kInput, "bad_codes", std::move(message), "Give each row one entry of the column's words.");
}

template <class Work>
void by_blocks(Index rows, Index threads, Cancel& cancel, Work&& work) {
  parallel_ranges(rows, worker_count(rows, threads), cancel, [&](Index begin, Index end, Index worker) {
    Index blocks = 0;
    for (Index row = begin; row < end && !cancel.stopped(); row += kBlock) {
      if (worker == 0 && ++blocks % kBlocksAPoll == 0) cancel.poll();
      work(row, std::min(kBlock, end - row));
    }
  });
}

// One comparison a code: a negative code is a huge unsigned one.
void check_entries(const Code* entry, Index rows, std::size_t entries) {
  std::uint32_t highest = 0;
  for (Index i = 0; i < rows; ++i) highest = std::max(highest, static_cast<std::uint32_t>(entry[i]));
  if (highest >= entries) throw refused("A row has the entry " + std::to_string(static_cast<Code>(highest)) + " of " + std::to_string(entries) + ".");
}

RuleBits mark_words(const WordRules& rules, Index row, Index rows, RuleBits* out) {
  const Code* entry = rules.entry.data() + row;
  check_entries(entry, rows, rules.bits.size());
  RuleBits any = 0;
  for (Index i = 0; i < rows; ++i) any |= rules.bits[static_cast<std::size_t>(entry[i])];
  if (any == 0) return 0;
  for (Index i = 0; i < rows; ++i) out[i] |= rules.bits[static_cast<std::size_t>(entry[i])];
  return any;
}

RuleBits mark_numbers(const NumberRules& rules, Index row, Index rows, RuleBits* out) {
  const double* values = rules.values.data() + row;
  const std::uint8_t* states = rules.states.data() + row;
  std::uint8_t highest = 0;
  for (Index i = 0; i < rows; ++i) highest = std::max(highest, states[i]);
  if (highest >= kCellStates) throw refused("A number has the state " + std::to_string(highest) + " of " + std::to_string(kCellStates) + ".");
  double lowest = 0.0;
  if (rules.negative != 0) {
    for (Index i = 0; i < rows; ++i) lowest = values[i] < lowest ? values[i] : lowest;
  }
  if (highest == kFine && lowest == 0.0) return 0;
  const bool exempt = !rules.entry.empty();
  if (exempt) check_entries(rules.entry.data() + row, rows, rules.either_sign.size());
  RuleBits any = 0;
  for (Index i = 0; i < rows; ++i) {
    RuleBits bits = rules.bits[states[i]];
    if (states[i] == kFine && values[i] < 0.0 && !(exempt && rules.either_sign[static_cast<std::size_t>(rules.entry[static_cast<std::size_t>(row + i)])] != 0)) {
      bits |= rules.negative;
    }
    if (bits != 0) out[i] |= bits;
    any |= bits;
  }
  return any;
}

bool breaks(const WordRules& rules) {
  return std::any_of(rules.bits.begin(), rules.bits.end(), [](RuleBits bits) { return bits != 0; });
}

void check_length(std::size_t length, std::size_t rows) {
  if (length != rows) throw refused("A column has " + std::to_string(length) + " cells where " + std::to_string(rows) + " rows are checked.");
}

}  // namespace

RuleBits mark_rows(const std::vector<WordRules>& words, const std::vector<NumberRules>& numbers, std::span<RuleBits> rows, Index threads, Cancel& cancel) {
  std::vector<const WordRules*> asked;
  for (const WordRules& rules : words) {
    check_length(rules.entry.size(), rows.size());
    if (breaks(rules)) asked.push_back(&rules);  // a column whose words are all sound cannot break a row
  }
  for (const NumberRules& rules : numbers) {
    check_length(rules.values.size(), rows.size());
    check_length(rules.states.size(), rows.size());
    if (!rules.entry.empty()) check_length(rules.entry.size(), rows.size());
  }
  std::atomic<RuleBits> all{0};
  by_blocks(static_cast<Index>(rows.size()), threads, cancel, [&](Index row, Index count) {
    RuleBits any = 0;
    RuleBits* out = rows.data() + row;
    for (const WordRules* rules : asked) any |= mark_words(*rules, row, count, out);
    for (const NumberRules& rules : numbers) any |= mark_numbers(rules, row, count, out);
    if (any != 0) all.fetch_or(any, std::memory_order_relaxed);
  });
  return all.load();
}

Index cell_states(std::span<const double> values, std::span<std::uint8_t> states, Index threads, Cancel& cancel) {
  check_length(states.size(), values.size());
  std::atomic<Index> odd{0};
  by_blocks(static_cast<Index>(values.size()), threads, cancel, [&](Index row, Index count) {
    Index here = 0;
    for (Index i = row; i < row + count; ++i) {
      // By the bits, so that no flag for floating point can change the answer: all exponent bits set is infinity, and NaN with a fraction.
      const std::uint64_t magnitude = std::bit_cast<std::uint64_t>(values[static_cast<std::size_t>(i)]) << 1;
      constexpr std::uint64_t kInfinity = 0xffe0000000000000ULL;
      const auto state = static_cast<std::uint8_t>(magnitude > kInfinity ? kBlank : magnitude == kInfinity ? kNotFinite : kFine);
      states[static_cast<std::size_t>(i)] = state;
      here += state != kFine;
    }
    if (here != 0) odd.fetch_add(here, std::memory_order_relaxed);
  });
  return odd.load();
}

std::vector<Index> settle_rows(std::span<RuleBits> rows, std::span<std::uint8_t> outcome, std::uint8_t rejected, const std::vector<RuleBits>& masks, Index threads,
                               Cancel& cancel) {
  check_length(outcome.size(), rows.size());
  std::vector<std::atomic<Index>> counts(masks.size());
  by_blocks(static_cast<Index>(rows.size()), threads, cancel, [&](Index row, Index count) {
    RuleBits* bits = rows.data() + row;
    std::uint8_t* became = outcome.data() + row;
    RuleBits any = 0;
    for (Index i = 0; i < count; ++i) any |= bits[i];
    if (any == 0) return;
    for (Index i = 0; i < count; ++i) {
      if (bits[i] == 0) continue;
      if (became[i] != 0) {
        bits[i] = 0;
        continue;
      }
      became[i] = rejected;
      for (std::size_t m = 0; m < masks.size(); ++m) {
        if ((bits[i] & masks[m]) != 0) counts[m].fetch_add(1, std::memory_order_relaxed);
      }
    }
  });
  return {counts.begin(), counts.end()};
}

}  // namespace huishou::ledger
