// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/limbs.hpp"

#include <doctest/doctest.h>

#include "huishou/stats/dyadic.hpp"
#include "oracle.hpp"

namespace stats = huishou::stats;
using oracle::Integer;
using oracle::Rational;

namespace {

template <int N>
Integer value_of(const stats::Limbs<N>& a) {
  Integer whole = 0;
  for (int i = N - 1; i >= 0; --i) whole = (whole << 64) + stats::limb<N>(a, i);
  return whole;
}

template <int N>
Integer modulus() {
  return Integer(1) << (64 * N);
}

// Random limbs of random length, with runs of ones and zeros, where carries travel far.
template <int N>
stats::Limbs<N> some(std::mt19937_64& random) {
  stats::Limbs<N> a{};
  const int used = static_cast<int>(random() % (N + 1));
  for (int i = 0; i < used; ++i) {
    switch (random() % 4) {
      case 0: stats::limb<N>(a, i) = 0; break;
      case 1: stats::limb<N>(a, i) = ~std::uint64_t{0}; break;
      default: stats::limb<N>(a, i) = random() >> (random() % 64);
    }
  }
  return a;
}

double rounded(const Rational& r, int exponent) { return oracle::nearest(r * oracle::power_of_two(exponent)); }

}  // namespace

TEST_CASE_TEMPLATE("limbs add, negate, multiply, square and divide like integers", Width, std::integral_constant<int, 3>, std::integral_constant<int, 6>) {
  constexpr int N = Width::value;
  std::mt19937_64 random(N);
  for (int round = 0; round < 300; ++round) {
    const auto a = some<N>(random);
    const auto b = some<N>(random);
    const Integer wa = value_of<N>(a);
    const Integer wb = value_of<N>(b);
    auto sum = a;
    stats::add<N>(sum, b);
    CHECK(value_of<N>(sum) == (wa + wb) % modulus<N>());
    auto minus = a;
    stats::negate<N>(minus);
    CHECK(value_of<N>(minus) == (modulus<N>() - wa) % modulus<N>());
    CHECK(stats::is_zero<N>(a) == (wa == 0));
    CHECK(stats::bit_length<N>(a) == (wa == 0 ? 0 : static_cast<int>(msb(wa)) + 1));
    const std::uint64_t factor = random() >> (random() % 64);
    CHECK(value_of<N>(stats::times<N>(a, factor)) == wa * factor % modulus<N>());
    CHECK(value_of<2 * N>(stats::square<2 * N, N>(a)) == wa * wa);
    CHECK(value_of<N>(stats::square<N, N>(a)) == wa * wa % modulus<N>());
    const int shift = static_cast<int>(random() % (64 * N));
    CHECK(value_of<N>(stats::shifted<N>(factor, shift)) == (Integer(factor) << shift) % modulus<N>());
  }
}

TEST_CASE("limbs are rounded like dyadic numbers: once, ties to even, with what was left over") {
  std::mt19937_64 random(9);
  for (int round = 0; round < 600; ++round) {
    auto a = some<6>(random);
    if (round % 3 == 0) {  // half way between two doubles, or next to it
      a = stats::shifted<6>((random() | (std::uint64_t{1} << 63)) >> 11 << 1 | 1, static_cast<int>(random() % 200) + 10);
      if (round % 2 == 0) stats::limb<6>(a, 0) |= 1;
    }
    const int exponent = static_cast<int>(random() % 300) - 400;
    const Integer whole = value_of<6>(a);
    CHECK(stats::round_nearest<6>(a, false, exponent) == rounded(Rational(whole), exponent));
    const int bits = stats::bit_length<6>(a);
    if (bits > 64) CHECK(stats::round_nearest<6>(a, true, exponent) == rounded(Rational(whole) + Rational(1, 3), exponent));
    const std::int64_t digit = static_cast<std::int64_t>(stats::limb<6>(a, 0) >> 1);
    CHECK(stats::round_nearest<1>({static_cast<std::uint64_t>(digit)}, false, exponent) == stats::Dyadic::from_digits(&digit, 1, exponent).to_double());
  }
}

TEST_CASE("quotients of limbs are rounded like rationals") {
  std::mt19937_64 random(10);
  for (int round = 0; round < 600; ++round) {
    const auto three = some<3>(random);
    const auto six = some<6>(random);
    const std::uint64_t divisor = (random() >> (random() % 64)) | 1;
    CHECK(stats::round_quotient<3>(three, divisor, -90) == rounded(Rational(value_of<3>(three), divisor), -90));
    CHECK(stats::round_quotient<6>(six, divisor, -180) == rounded(Rational(value_of<6>(six), divisor), -180));
    // Half way between two doubles exactly, and a trifle beside it.
    const std::uint64_t half = (random() | (std::uint64_t{1} << 63)) >> 10 | 1;
    auto near = stats::times<6>(stats::shifted<6>(half, static_cast<int>(random() % 200) + 1), divisor);
    CHECK(stats::round_quotient<6>(near, divisor, -180) == rounded(Rational(value_of<6>(near), divisor), -180));
    stats::add<6>(near, stats::shifted<6>(1, 0));
    CHECK(stats::round_quotient<6>(near, divisor, -180) == rounded(Rational(value_of<6>(near), divisor), -180));
  }
  CHECK(stats::round_quotient<3>({1, 0, 0}, ~std::uint64_t{0}, 0) == rounded(Rational(Integer(1), Integer(~std::uint64_t{0})), 0));
  CHECK(stats::round_quotient<3>({0, 0, 0}, 7, 0) == 0.0);
}

TEST_CASE("rounding leans on no floating-point mode") {
  const stats::Limbs<3> a = {1, 0, 1};  // 2^128 + 1: rounds down, upward mode or not
  const oracle::FlushToZero flush;
  const oracle::Rounding rounding(FE_UPWARD);
  CHECK(stats::round_nearest<3>(a, false, -1200 + 100) == std::bit_cast<double>(std::uint64_t{1023 + 128 - 1100} << 52));
  CHECK(std::bit_cast<std::uint64_t>(stats::round_nearest<3>({1, 0, 0}, false, -1074)) == 1);
}
