// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/digits.hpp"

#include <doctest/doctest.h>

#include "rational_of.hpp"

namespace stats = huishou::stats;
using oracle::Integer;
using stats::Digits;
using stats::SumGrid;

namespace {

Integer value_of(const std::vector<std::int64_t>& values) {
  Integer whole = 0;
  for (auto value = values.rbegin(); value != values.rend(); ++value) whole = (whole << 40) + *value;
  return whole;
}

}  // namespace

TEST_CASE("signed digits of any size have one canonical form with their value") {
  std::mt19937_64 random(1);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::int64_t> values(1 + random() % 9);
    for (std::int64_t& value : values) value = random() % 3 == 0 ? 0 : static_cast<std::int64_t>(random()) >> (1 + random() % 60);
    const int low = static_cast<int>(random() % 40) - 20;
    const Digits digits = stats::canonical_digits(values, low);
    CHECK(oracle::is_canonical(digits));
    CHECK(oracle::rational_of<SumGrid>(digits) == oracle::Rational(value_of(values)) * oracle::power_of_two(40 * low + SumGrid::kOrigin));
  }
}

TEST_CASE("equal numbers have equal digits however they are written") {
  std::mt19937_64 random(2);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::int64_t> one(8);
    for (std::int64_t& value : one) value = static_cast<std::int64_t>(random() % 2001) - 1000;
    std::vector<std::int64_t> other = one;
    for (int move = 0; move < 20; ++move) {  // a unit of one digit is 2^40 of the digit below
      const std::size_t i = 1 + random() % 7;
      const auto by = static_cast<std::int64_t>(random() % 7) - 3;
      other[i] += by;
      other[i - 1] -= by * (std::int64_t{1} << 40);
    }
    other.push_back(0);
    other.insert(other.begin(), 0);
    CHECK(stats::canonical_digits(one, 5) == stats::canonical_digits(other, 4));
    one[3] += 1;
    CHECK_FALSE(stats::canonical_digits(one, 5) == stats::canonical_digits(other, 4));
  }
}

TEST_CASE("zero has no digits, no sign and no place") {
  CHECK(stats::canonical_digits({}, 7) == Digits{});
  CHECK(stats::canonical_digits({0, 0}, 7) == Digits{});
  CHECK(stats::canonical_digits({std::int64_t{1} << 40, -1}, 7) == Digits{});
  CHECK(stats::canonical_digits({-(std::int64_t{1} << 40), 1}, -7) == Digits{});
}

TEST_CASE("a negative number has the digits of its magnitude") {
  const Digits minus = stats::canonical_digits({-1}, 2);
  CHECK(minus == Digits{true, 2, {1}});
  CHECK(stats::canonical_digits({1, -1}, 0) == Digits{true, 0, {(std::uint64_t{1} << 40) - 1}});
  CHECK(stats::canonical_digits({0, -(std::int64_t{1} << 61)}, 0) == Digits{true, 2, {std::uint64_t{1} << 21}});
}

TEST_CASE("a carry out of the last digit makes new ones") {
  const auto most = std::int64_t{1} << 62;
  CHECK(stats::canonical_digits({most}, 0) == Digits{false, 1, {std::uint64_t{1} << 22}});
  CHECK(stats::canonical_digits({-most}, 0) == Digits{true, 1, {std::uint64_t{1} << 22}});
}
