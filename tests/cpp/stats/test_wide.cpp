// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/wide.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "oracle.hpp"

namespace stats = huishou::stats;
using huishou::Index;
using oracle::Integer;
using oracle::Rational;

namespace {

template <class Grid>
Rational value_of(const stats::WideDigits<Grid>& wide) {
  Integer whole = 0;
  for (int i = stats::WideDigits<Grid>::kCount - 1; i >= 0; --i) whole = (whole << 40) + wide.digit(i);
  return Rational(whole) * oracle::power_of_two(40 * Grid::kLow + Grid::kOrigin);
}

template <class Grid>
void add(stats::WideDigits<Grid>& wide, double x) {
  const stats::Significand parts = stats::significand(x);
  wide.add(parts.digits, parts.exponent, parts.negative);
}

template <class Grid>
bool is_normal(const stats::WideDigits<Grid>& wide) {
  for (int i = 0; i < stats::WideDigits<Grid>::kCount - 1; ++i) {
    if (wide.digit(i) < 0 || wide.digit(i) >> 40 != 0) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a double is taken apart and put together by bits") {
  oracle::Doubles doubles(1);
  std::vector<double> values = oracle::hard_values();
  for (int i = 0; i < 2000; ++i) values.push_back(doubles.any());
  for (int i = 0; i < 200; ++i) values.push_back(std::bit_cast<double>(doubles.bits() >> 12));  // subnormals
  for (const double x : values) {
    const stats::Significand parts = stats::significand(x);
    CHECK(Rational(Integer(parts.digits)) * oracle::power_of_two(parts.exponent) * (parts.negative ? -1 : 1) == oracle::exact(x));
    const oracle::FlushToZero flush;
    const auto bits = std::bit_cast<std::uint64_t>(stats::from_significand(parts));
    CHECK(bits == std::bit_cast<std::uint64_t>(x == 0.0 && parts.digits == 0 ? 0.0 : x));  // and zero is +0
  }
}

TEST_CASE("few digits anywhere are put together as well") {
  CHECK(stats::from_significand({1, -1074, false}) == std::numeric_limits<double>::denorm_min());
  CHECK(stats::from_significand({std::uint64_t{1} << 53, -1074, true}) == -0x1p-1021);  // a carry out of 53 bits
  CHECK(stats::from_significand({1, -1022, false}) == std::numeric_limits<double>::min());
  CHECK(stats::from_significand({3, 1022, false}) == 0x1.8p1023);
  CHECK(stats::from_significand({1, 1024, true}) == -std::numeric_limits<double>::infinity());
  CHECK(stats::from_significand({std::uint64_t{1} << 53, 971, false}) == std::numeric_limits<double>::infinity());
  CHECK(std::bit_cast<std::uint64_t>(stats::from_significand({0, 0, true})) == 0);
}

TEST_CASE("wide digits hold every double, its square, and the extremes together") {
  oracle::Doubles doubles(2);
  std::vector<double> values = oracle::hard_values();
  for (int i = 0; i < 300; ++i) values.push_back(doubles.any());
  stats::WideDigits<stats::SumGrid> sum;
  stats::WideDigits<stats::ProductGrid> squares;
  Rational want = 0;
  Rational want_squares = 0;
  for (const double x : values) {
    add(sum, x);
    const stats::Significand parts = stats::significand(x);
    squares.add(stats::Magnitude{parts.digits} * parts.digits, 2 * parts.exponent, false);
    want += oracle::exact(x);
    want_squares += oracle::exact(x) * oracle::exact(x);
  }
  CHECK(value_of(sum) == want);
  CHECK(value_of(squares) == want_squares);
  sum.normalise();
  squares.normalise();
  CHECK(value_of(sum) == want);
  CHECK(is_normal(sum));
  CHECK(value_of(squares) == want_squares);
  CHECK(is_normal(squares));
}

TEST_CASE("integers of 128 bits are held at any shift") {
  std::mt19937_64 random(3);
  stats::WideDigits<stats::ProductGrid> wide;
  Rational want = 0;
  for (int exponent = -2100; exponent < 1900; exponent += 37) {
    const stats::Magnitude magnitude = (stats::Magnitude{random()} << 64) | random();
    const bool negative = (random() & 1) != 0;
    wide.add(magnitude, exponent, negative);
    const Integer whole = (Integer(static_cast<std::uint64_t>(magnitude >> 64)) << 64) + static_cast<std::uint64_t>(magnitude);
    want += Rational(negative ? Integer(-whole) : whole) * oracle::power_of_two(exponent);
  }
  CHECK(value_of(wide) == want);
}

TEST_CASE("digits are carried before they can overflow") {
  stats::WideDigits<stats::SumGrid> up;
  stats::WideDigits<stats::SumGrid> down;
  const stats::Magnitude ones = stats::kDigitMask;  // a whole digit of ones
  const Index times = 2 * stats::kMaxPending + 3;
  for (Index i = 0; i < times; ++i) {
    up.add(ones, 40 * 3 - 10, false);
    down.add(ones, 40 * 3 - 10, true);
  }
  const Rational want = Rational(Integer(stats::kDigitMask) * times) * oracle::power_of_two(110);
  CHECK(value_of(up) == want);
  CHECK(value_of(down) == -want);
}

TEST_CASE("wide digits merge and are taken apart, signs and all") {
  oracle::Doubles doubles(5);
  stats::WideDigits<stats::SumGrid> a;
  stats::WideDigits<stats::SumGrid> b;
  Rational want_a = 0;
  Rational want_b = 0;
  for (int i = 0; i < 200; ++i) {
    const double x = doubles.any();
    const double y = doubles.any();
    add(a, x);
    add(b, y);
    want_a += oracle::exact(x);
    want_b += oracle::exact(y);
  }
  stats::WideDigits<stats::SumGrid> both = a;
  both.merge(b, 1);
  CHECK(value_of(both) == want_a + want_b);
  CHECK(is_normal(both));
  both.merge(a, -1);
  CHECK(value_of(both) == want_b);
  both.merge(both, 1);
  CHECK(value_of(both) == 2 * want_b);
  both.merge(both, -1);
  CHECK(value_of(both) == 0);
}
