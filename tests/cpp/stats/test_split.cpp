// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/split.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "oracle.hpp"

namespace stats = huishou::stats;
using oracle::Rational;

namespace {

bool belongs_in_the_windows(double x) {
  return std::fabs(x) < 0x1p30 && denominator(Rational(oracle::exact(x) * oracle::power_of_two(90))) == 1;
}

Rational sum_of_windows(const std::uint64_t (&bits)[3]) {
  Rational sum = 0;
  for (int i = 0; i < 3; ++i) sum += oracle::exact(std::bit_cast<double>(bits[i])) - oracle::exact(stats::SumGrid::kMagic[i]);
  return sum;
}

void check_split(double x) {
  CAPTURE(x);
  std::uint64_t bits[3];
  const bool fits = stats::split_value(x, bits);
  REQUIRE(fits == belongs_in_the_windows(x));
  if (!fits) return;
  CHECK(sum_of_windows(bits) == oracle::exact(x));
  for (int i = 0; i < 3; ++i) {
    const auto digit = static_cast<std::int64_t>(bits[i] - std::bit_cast<std::uint64_t>(stats::SumGrid::kMagic[i]));
    CHECK(std::abs(digit) <= (std::int64_t{1} << (i == 0 ? 40 : 39)));  // what kMaxPending counts on
  }
}

}  // namespace

TEST_CASE("a value goes into the windows by itself alone, and whole") {
  for (const double x : oracle::hard_values()) check_split(x);
  oracle::Doubles doubles(1);
  for (int i = 0; i < 2000; ++i) check_split(doubles.mixed());
  std::uint64_t bits[3];
  for (const double x : {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_FALSE(stats::split_value(x, bits));
  }
}

TEST_CASE("flush-to-zero does not change which values split, nor how") {
  std::vector<double> values = oracle::hard_values();
  oracle::Doubles doubles(2);
  for (int i = 0; i < 500; ++i) values.push_back(doubles.mixed());
  for (const double x : values) {
    std::uint64_t plain[3] = {};
    std::uint64_t flushed[3] = {};
    const bool fits = stats::split_value(x, plain);
    bool fits_too = false;
    {
      const oracle::FlushToZero flush;
      fits_too = stats::split_value(x, flushed);
    }
    CHECK(fits == fits_too);
    if (fits) CHECK(std::equal(plain, plain + 3, flushed));
  }
}

TEST_CASE("what a double is, is read from its bits") {
  const double kInf = std::numeric_limits<double>::infinity();
  const double kNan = std::numeric_limits<double>::quiet_NaN();
  for (const double x : oracle::hard_values()) {
    CHECK(stats::is_finite(x));
    CHECK_FALSE(stats::is_nan(x));
  }
  for (const double x : {kInf, -kInf}) CHECK((!stats::is_finite(x) && !stats::is_nan(x) && !stats::in_window_range(x)));
  for (const double x : {kNan, -kNan, std::bit_cast<double>(0x7ff0000000000001ULL)}) CHECK((!stats::is_finite(x) && stats::is_nan(x)));
  CHECK(stats::in_window_range(-0.0));
  CHECK(stats::in_window_range(-0x1p-90));
  CHECK_FALSE(stats::in_window_range(std::nextafter(0x1p-90, 0.0)));
  CHECK_FALSE(stats::in_window_range(0x1p30));
}

TEST_CASE("a product and its error are the exact product, and are those of a fused multiply-add") {
  oracle::Doubles doubles(3);
  for (int i = 0; i < 2000; ++i) {
    const double x = doubles.narrow();
    const double y = i % 3 == 0 ? x : doubles.narrow();
    const stats::ExactProduct p = stats::two_product(x, y);
    CHECK(oracle::exact(p.product) + oracle::exact(p.error) == oracle::exact(x) * oracle::exact(y));
    CHECK(p.product == x * y);
    CHECK(p.error == std::fma(x, y, -p.product));
  }
}

TEST_CASE("the windows of a product are the exact product") {
  oracle::Doubles doubles(4);
  std::vector<std::pair<double, double>> pairs = {{std::nextafter(0x1p30, 0.0), std::nextafter(0x1p30, 0.0)}, {0x1p-90, 0x1p-90}, {0x1p-90, std::nextafter(0x1p30, 0.0)}};
  while (pairs.size() < 2000) {
    const double x = doubles.narrow();
    if (!belongs_in_the_windows(x)) continue;
    pairs.emplace_back(x, pairs.size() % 2 == 0 ? x : pairs.back().first);
  }
  for (const auto& [x, y] : pairs) {
    std::uint64_t windows[stats::ProductGrid::kWindows] = {};
    stats::add_product(x, y, windows);
    Rational sum = 0;
    for (int i = 0; i < stats::ProductGrid::kWindows; ++i) {
      const std::uint64_t magic = std::bit_cast<std::uint64_t>(stats::ProductGrid::kMagic[i]) * static_cast<std::uint64_t>(stats::ProductGrid::kAdds[i]);
      const auto digit = static_cast<std::int64_t>(windows[i] - magic);
      CHECK(std::abs(digit) <= std::int64_t{1} << 40);
      sum += Rational(digit) * oracle::power_of_two(stats::window_exponent<stats::ProductGrid>(i));
    }
    CHECK(sum == oracle::exact(x) * oracle::exact(y));
  }
}

TEST_CASE("another rounding mode is refused by name") {
  CHECK_NOTHROW(stats::require_round_to_nearest());
  for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
    const oracle::Rounding rounding(mode);
    try {
      stats::require_round_to_nearest();
      FAIL("the mode went unseen");
    } catch (const huishou::Error& error) {
      CHECK(error.kind() == huishou::ErrorKind::kState);
      CHECK(error.code() == "rounding_mode");
    }
  }
}
