// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/dyadic.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "oracle.hpp"

using huishou::stats::Dyadic;
using oracle::Rational;

namespace {

// m * 2^e as both kinds of number.
struct Pair {
  Dyadic dyadic;
  Rational rational;
};

Pair pair_of(std::int64_t m, int e) { return {Dyadic::from_digits(&m, 1, e), Rational(m) * oracle::power_of_two(e)}; }

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

void check_rounding(const Pair& number) {
  const double want = oracle::nearest(number.rational);
  CHECK(same_bits(number.dyadic.to_double(), want));
  const oracle::FlushToZero flush;
  const oracle::Rounding rounding(FE_UPWARD);
  CHECK(same_bits(number.dyadic.to_double(), want));
}

}  // namespace

TEST_CASE("a double comes back from its exact number, zero as +0") {
  for (const double x : oracle::hard_values()) {
    CHECK(same_bits(Dyadic(x).to_double(), x == 0.0 ? 0.0 : x));
    CHECK(Dyadic(x).sign() == (x > 0) - (x < 0));
  }
}

TEST_CASE("numbers are rounded once, ties to even, in the normal range and below it") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 300; ++i) {
    const auto m = static_cast<std::int64_t>(random()) >> (random() % 20);
    check_rounding(pair_of(m, static_cast<int>(random() % 2300) - 1200));
  }
  const std::int64_t ties[] = {(std::int64_t{1} << 54) + 2, (std::int64_t{1} << 54) + 6, (std::int64_t{1} << 54) + 3, (std::int64_t{1} << 54) + 1, (std::int64_t{1} << 54) - 1};
  for (const std::int64_t m : ties) {
    for (const int e : {0, 100, -1074, -1075, -1076, -1100, -1127, -1128, -1129, -1130, 960, 969, 970, 971}) {
      check_rounding(pair_of(m, e));
      check_rounding(pair_of(-m, e));
    }
  }
  for (const std::int64_t m : {1, -1, 3, -3, 5}) {
    for (int e = -1080; e < -1070; ++e) check_rounding(pair_of(m, e));  // around half the smallest subnormal, whose even neighbour is +0
  }
}

TEST_CASE("beyond the largest double is infinite") {
  const Dyadic most(std::numeric_limits<double>::max());
  const Dyadic half_a_unit(0x1p970);
  CHECK((most + half_a_unit).to_double() == std::numeric_limits<double>::infinity());  // a tie, and the even one is beyond
  CHECK((most + Dyadic(std::nextafter(0x1p970, 0.0))).to_double() == std::numeric_limits<double>::max());
  CHECK((Dyadic() - most - half_a_unit).to_double() == -std::numeric_limits<double>::infinity());
}

TEST_CASE("sums, differences and products are exact") {
  oracle::Doubles doubles(2);
  for (int i = 0; i < 300; ++i) {
    const double x = doubles.mixed();
    const double y = doubles.mixed();
    const Rational a = oracle::exact(x);
    const Rational b = oracle::exact(y);
    CHECK(same_bits((Dyadic(x) + Dyadic(y)).to_double(), oracle::nearest(a + b)));
    CHECK(same_bits((Dyadic(x) - Dyadic(y)).to_double(), oracle::nearest(a - b)));
    const Dyadic product = Dyadic(x) * Dyadic(y);
    CHECK(same_bits(product.to_double(), oracle::nearest(a * b)));
    CHECK((product + Dyadic(1.0) - product) == Dyadic(1.0));
    CHECK((x == y) == (Dyadic(x) == Dyadic(y)));
    CHECK((x == y) == (Dyadic(x).canonical() == Dyadic(y).canonical()));
  }
}

TEST_CASE("a quotient is rounded once") {
  oracle::Doubles doubles(3);
  for (int i = 0; i < 600; ++i) {
    const double x = i % 2 == 0 ? doubles.mixed() : static_cast<double>(static_cast<std::int64_t>(doubles.bits() % 1000) - 500);
    const double y = i % 3 == 0 ? doubles.mixed() : static_cast<double>(doubles.bits() % 1000 + 1);
    if (y == 0.0) continue;
    CHECK(same_bits(Dyadic::divide(Dyadic(x), Dyadic(y)), oracle::nearest(oracle::exact(x) / oracle::exact(y))));
  }
  CHECK(same_bits(Dyadic::divide(Dyadic(-5e-324), Dyadic(2.0)), 0.0));
  CHECK(Dyadic::divide(Dyadic(1.0), Dyadic(3.0)) == 1.0 / 3.0);
  CHECK(Dyadic::divide(Dyadic(-1.0), Dyadic(-3.0)) == 1.0 / 3.0);
}

TEST_CASE("an integer of 64 bits is told from what is none") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  std::int64_t value = 5;
  for (const std::int64_t whole : {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, kMost, kLeast, std::int64_t{1} << 62}) {
    CHECK(Dyadic::integer(whole).to_integer(value));
    CHECK(value == whole);
  }
  CHECK_FALSE((Dyadic::integer(kMost) + Dyadic::integer(1)).to_integer(value));
  CHECK_FALSE((Dyadic::integer(kLeast) - Dyadic::integer(1)).to_integer(value));
  CHECK_FALSE(Dyadic(0.5).to_integer(value));
  CHECK_FALSE(Dyadic(0x1p64).to_integer(value));
  CHECK_FALSE(Dyadic(-0x1p200).to_integer(value));
}

TEST_CASE("digits are read from the least significant") {
  const std::int64_t digits[] = {1, 2, 3};
  CHECK(Dyadic::from_digits(digits, 3, -10) == Dyadic(0x1p-10) + Dyadic(0x1p31) + Dyadic(0x1.8p71));
  CHECK(Dyadic::from_digits(digits, 0, 5) == Dyadic());
}

TEST_CASE("a number is a value") {
  Dyadic a(1.5);
  Dyadic b = a;
  b += a;
  CHECK(a == Dyadic(1.5));
  CHECK(b == Dyadic(3.0));
  a = b;
  a -= a;
  CHECK(a == Dyadic());
  CHECK(a.canonical() == Dyadic(-0.0).canonical());
  CHECK(b == Dyadic(3.0));
}
