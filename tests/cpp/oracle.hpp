// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Exact arithmetic for the tests, from Boost.Multiprecision and from nothing of huishou: doubles as rationals, the nearest
// double of a rational, and the values at which exact sums go wrong first.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cfenv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace oracle {

using Integer = boost::multiprecision::cpp_int;
using Rational = boost::multiprecision::cpp_rational;

inline Rational power_of_two(int exponent) { return exponent >= 0 ? Rational(Integer(1) << exponent) : Rational(Integer(1), Integer(1) << -exponent); }

inline Rational exact(double x) {
  int exponent = 0;
  const double fraction = std::frexp(x, &exponent);
  return Rational(static_cast<std::int64_t>(std::ldexp(fraction, 53))) * power_of_two(exponent - 53);
}

// The nearest double, ties to even, found by halving the distance between the two neighbours it must be one of.
inline double nearest(const Rational& r) {
  if (r == 0) return 0.0;
  const bool negative = r < 0;
  const Rational magnitude = negative ? Rational(-r) : r;
  std::uint64_t low = 0;
  std::uint64_t high = 0x7ff0000000000000ULL;  // as bits: their order is that of the doubles
  const auto value = [](std::uint64_t bits) { return bits == 0x7ff0000000000000ULL ? power_of_two(1024) : exact(std::bit_cast<double>(bits)); };
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (value(middle) <= magnitude ? low : high) = middle;
  }
  const Rational twice = magnitude * 2;
  const Rational sum = value(low) + value(high);
  const std::uint64_t bits = twice > sum || (twice == sum && (low & 1) != 0) ? high : low;
  const double result = std::bit_cast<double>(bits);
  return negative && bits != 0 ? -result : result;
}

// Edges of the windows, of the grid and of the double.
inline const std::vector<double>& hard_values() {
  static const std::vector<double> values = [] {
    std::vector<double> all = {0.0, -0.0, 0.1, 1.0 / 3.0, 1.0, 1e15, 1e16, 123456.789, 0x1p30, 0x1p-90, 0x1p-91, 0x1.8p-91, 0x1p-142, 1e308, 5e-324, 2.2e-308,
                               0x1p-1022, 0x1p-1023, 0x1.fffffffffffffp1023, 0x1p53, 0x1p400, 0x1p-400, 0x1p-50, 0x1p-10, 0x1.8p29, 0x1p40, 0x1p70};
    for (const double x : {0x1p30, 0x1p-90, 1.0, 0x1p-50, 0x1p-10}) {
      all.push_back(std::nextafter(x, 0.0));
      all.push_back(std::nextafter(x, 2 * x));
    }
    const std::size_t n = all.size();
    for (std::size_t i = 0; i < n; ++i) all.push_back(-all[i]);
    return all;
  }();
  return values;
}

// Any finite double, every exponent alike; or one within the windows; or a hard one.
class Doubles {
 public:
  explicit Doubles(std::uint64_t seed) : random_(seed) {}

  double any() {
    for (;;) {
      const double x = std::bit_cast<double>(random_());
      if (std::isfinite(x)) return x;
    }
  }
  double narrow() {
    const double x = std::ldexp(static_cast<double>(random_() >> 11), static_cast<int>(random_() % 56) - 80) * ((random_() & 1) != 0 ? 1.0 : -1.0);
    return std::fabs(x) < 0x1p30 ? x : std::fmod(x, 0x1p30);
  }
  double hard() { return hard_values()[random_() % hard_values().size()]; }
  double mixed() {
    switch (random_() % 4) {
      case 0: return any();
      case 1: return hard();
      default: return narrow();
    }
  }
  std::uint64_t bits() { return random_(); }

 private:
  std::mt19937_64 random_;
};

#if defined(__x86_64__)
// What a library built for speed does to the thread that loads it: subnormals are zero, read and written.
class FlushToZero {
 public:
  FlushToZero() : found_(_mm_getcsr()) { _mm_setcsr(found_ | 0x8040U); }
  ~FlushToZero() { _mm_setcsr(found_); }
  FlushToZero(const FlushToZero&) = delete;
  FlushToZero& operator=(const FlushToZero&) = delete;
  static bool on() { return (_mm_getcsr() & 0x8040U) == 0x8040U; }

 private:
  unsigned found_;
};
#else
class FlushToZero {
 public:
  FlushToZero() {}
  static bool on() { return true; }
};
#endif

class Rounding {
 public:
  explicit Rounding(int mode) : found_(std::fegetround()) { std::fesetround(mode); }
  ~Rounding() { std::fesetround(found_); }
  Rounding(const Rounding&) = delete;
  Rounding& operator=(const Rounding&) = delete;

 private:
  int found_;
};

}  // namespace oracle
