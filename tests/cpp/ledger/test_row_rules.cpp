// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/row_rules.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "huishou/base/error.hpp"

using namespace huishou;
using namespace huishou::ledger;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

std::uint64_t next(std::uint64_t& state) {  // a plain congruential generator: only variety is asked of it
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return state >> 33;
}

}  // namespace

TEST_CASE("all findings of a row stand side by side, beside those that were there") {
  const std::vector<Code> region{0, 1, 2, 1};
  const std::vector<RuleBits> region_bits{0, 1, 0};
  const std::vector<double> mass{1.0, -2.0, kNaN, -3.0};
  const std::vector<std::uint8_t> states{kFine, kFine, kBlank, kFine};
  const std::vector<Code> flow{0, 0, 0, 1};
  const std::vector<std::uint8_t> either{0, 1};
  std::vector<RuleBits> rows{0, 0, 1U << 9, 0};
  Cancel cancel;
  const NumberRules number{mass, states, {0, 2, 4, 8, 16}, 32, flow, either};
  CHECK(mark_rows({{region, region_bits}}, {number}, rows, 1, cancel) == (1 | 2 | 32));
  CHECK(rows == std::vector<RuleBits>{0, 1 | 32, 2 | (1U << 9), 1});  // the last is a change of stock: below zero is no fault
}

TEST_CASE("a negative number that is not fine breaks its state's rule alone") {
  const std::vector<double> mass{-kInf, -1.0};
  const std::vector<std::uint8_t> states{kNotFinite, kUnknownUnit};
  std::vector<RuleBits> rows(2);
  Cancel cancel;
  mark_rows({}, {{mass, states, {0, 0, 0, 8, 16}, 32, {}, {}}}, rows, 1, cancel);
  CHECK(rows == std::vector<RuleBits>{8, 16});
}

TEST_CASE("states of doubles by their bits") {
  const std::vector<double> values{0.0, -0.0, -1.5, kNaN, -kNaN, kInf, -kInf, std::numeric_limits<double>::max(), std::numeric_limits<double>::denorm_min(),
                                   std::numeric_limits<double>::signaling_NaN()};
  std::vector<std::uint8_t> states(values.size());
  Cancel cancel;
  CHECK(cell_states(values, states, 1, cancel) == 5);
  CHECK(states == std::vector<std::uint8_t>{0, 0, 0, 1, 1, 3, 3, 0, 0, 1});
}

TEST_CASE("settled rows: what is no fact loses its bits, what breaks a rule is rejected, and counts are by mask") {
  std::vector<RuleBits> rows{0, 1, 3, 4, 2};
  std::vector<std::uint8_t> outcome{0, 0, 0, 7, 0};
  Cancel cancel;
  CHECK(settle_rows(rows, outcome, 1, {1, 2, 3, 4}, 1, cancel) == std::vector<Index>{2, 2, 3, 0});
  CHECK(rows == std::vector<RuleBits>{0, 1, 3, 0, 2});
  CHECK(outcome == std::vector<std::uint8_t>{0, 1, 1, 7, 1});
}

TEST_CASE("any number of threads marks what one row after the other does") {
  constexpr Index kRows = 300'000;
  std::vector<Code> entry(kRows);
  std::vector<double> values(kRows);
  std::vector<std::uint8_t> states(kRows);
  std::uint64_t seed = 7;
  for (std::size_t i = 0; i < kRows; ++i) {
    // Faults come in stretches, so that whole blocks are sound and others are not.
    const bool odd = (i / 5000) % 3 == 0;
    entry[i] = odd ? static_cast<Code>(next(seed) % 5) : 0;
    values[i] = odd && next(seed) % 4 == 0 ? -1.0 : 1.0;
    states[i] = odd ? static_cast<std::uint8_t>(next(seed) % kCellStates) : 0;
  }
  const std::vector<RuleBits> bits{0, 1, 0, 2, 3};
  std::vector<RuleBits> expected(kRows);
  const std::array<RuleBits, kCellStates> by_state{0, 4, 8, 16, 32};
  for (std::size_t i = 0; i < kRows; ++i) {
    expected[i] = bits[static_cast<std::size_t>(entry[i])] | by_state[states[i]] | (states[i] == 0 && values[i] < 0 ? 64U : 0U);
  }
  for (const Index threads : {1, 2, 3}) {
    std::vector<RuleBits> rows(kRows);
    Cancel cancel;
    CHECK(mark_rows({{entry, bits}}, {{values, states, by_state, 64, {}, {}}}, rows, threads, cancel) == 127);
    CHECK(rows == expected);
    std::vector<std::uint8_t> outcome(kRows);
    const auto counts = settle_rows(rows, outcome, 1, {127}, threads, cancel);
    Index broken = 0;
    for (const RuleBits b : expected) broken += b != 0;
    CHECK(counts[0] == broken);
  }
}

TEST_CASE("entries, states and lengths that do not fit are refused") {
  const std::vector<RuleBits> bits{0, 1};
  const std::vector<double> values{1.0};
  std::vector<RuleBits> rows(1);
  const auto code = [&](const std::vector<Code>& entry, const std::vector<std::uint8_t>& states) -> std::string {
    Cancel cancel;
    try {
      mark_rows({{entry, bits}}, {{values, states, {}, 1, {}, {}}}, rows, 1, cancel);
    } catch (const Error& error) {
      return error.code();
    }
    return "";
  };
  CHECK(code({1}, {0}).empty());
  for (const Code wrong : {2, -1, std::numeric_limits<Code>::max(), std::numeric_limits<Code>::min()}) CHECK(code({wrong}, {0}) == "bad_codes");
  CHECK(code({0}, {5}) == "bad_codes");
  CHECK(code({0, 0}, {0}) == "bad_codes");
  CHECK(code({0}, {}) == "bad_codes");
}
