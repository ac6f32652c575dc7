// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/exact_sum.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "rational_of.hpp"

namespace stats = huishou::stats;
using huishou::Index;
using oracle::Rational;
using stats::ExactProductSum;
using stats::ExactSum;
using stats::ProductGrid;
using stats::SumGrid;

namespace {

ExactSum sum_of(const std::vector<double>& values) {
  ExactSum sum;
  sum.add_block(values);
  return sum;
}

Rational exact_of(const std::vector<double>& values) {
  Rational total = 0;
  for (const double x : values) total += oracle::exact(x);
  return total;
}

void check(const ExactSum& sum, const Rational& want) {
  const stats::Digits digits = sum.digits();
  CHECK(oracle::is_canonical(digits));
  CHECK(oracle::rational_of<SumGrid>(digits) == want);
  CHECK(std::bit_cast<std::uint64_t>(sum.value()) == std::bit_cast<std::uint64_t>(oracle::nearest(want)));
}

std::vector<double> some(std::uint64_t seed, int n) {
  oracle::Doubles doubles(seed);
  std::vector<double> values;
  for (int i = 0; i < n; ++i) values.push_back(doubles.mixed());
  return values;
}

}  // namespace

TEST_CASE("a sum is the rational sum, rounded once, in every order") {
  std::mt19937_64 random(1);
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    std::vector<double> values = some(seed, 60);
    const Rational want = exact_of(values);
    const ExactSum first = sum_of(values);
    check(first, want);
    std::shuffle(values.begin(), values.end(), random);
    CHECK(sum_of(values) == first);
  }
}

TEST_CASE("every hard value is held alone, beside 1, and cancels") {
  for (const double x : oracle::hard_values()) {
    CAPTURE(x);
    check(sum_of({x}), oracle::exact(x));
    check(sum_of({x, 1.0}), oracle::exact(x) + 1);
    CHECK(sum_of({x, 1.0, -x}) == sum_of({1.0}));
    CHECK(sum_of({x, -x}) == ExactSum{});
    CHECK(sum_of({x, -x}).digits() == stats::Digits{});
  }
  CHECK(sum_of({1e15, -1e15, 1.0}).digits() == sum_of({1.0}).digits());
  CHECK(sum_of({0x1p1023, 0x1p1023, -0x1p1023}).value() == 0x1p1023);
  CHECK(sum_of({0x1p-1074, 0x1p1023, -0x1p1023}).value() == 0x1p-1074);
}

TEST_CASE("zeros of either sign are no value and give +0") {
  for (const ExactSum& sum : {ExactSum{}, sum_of({-0.0}), sum_of({-0.0, 0.0, -0.0})}) {
    CHECK(sum == ExactSum{});
    CHECK(std::bit_cast<std::uint64_t>(sum.value()) == 0);
  }
}

TEST_CASE("the carry comes in time: more of the largest window values than a window can take") {
  const double x = std::nextafter(0x1p30, 0.0);
  for (const double value : {x, -x, 0x1.fffffp-11, -0x1.fffffp-51}) {
    const Index times = stats::kMaxPending * 2 + 5;
    ExactSum sum;
    for (Index i = 0; i < times; ++i) sum.add(value);
    check(sum, oracle::exact(value) * times);
  }
}

TEST_CASE("a total of 2^62 rows is reached by doubling, hi word and all, and taken back") {
  for (const double value : {std::nextafter(0x1p30, 0.0), -std::nextafter(0x1p30, 0.0), 0.1, -1e-12, 1e300, -0x1p-1074}) {
    ExactSum sum = sum_of({value, 1.0});
    Rational want = oracle::exact(value) + 1;
    for (int doubling = 0; doubling < 62; ++doubling) {
      sum.merge(sum);
      want *= 2;
    }
    check(sum, want);
    ExactSum rest = sum;
    rest.unmerge(sum_of({value}));
    check(rest, want - oracle::exact(value));
    rest.unmerge(rest);
    CHECK(rest == ExactSum{});
  }
}

TEST_CASE("parts merge in any tree, and are taken out in any order") {
  std::mt19937_64 random(4);
  std::vector<ExactSum> forest;
  std::vector<double> all;
  for (std::uint64_t part = 0; part < 20; ++part) {
    const std::vector<double> values = some(100 + part, static_cast<int>(random() % 30));
    forest.push_back(sum_of(values));
    all.insert(all.end(), values.begin(), values.end());
  }
  const std::vector<ExactSum> parts = forest;
  while (forest.size() > 1) {
    std::swap(forest[random() % forest.size()], forest.back());
    const ExactSum last = forest.back();
    forest.pop_back();
    forest[random() % forest.size()].merge(last);
  }
  check(forest.front(), exact_of(all));
  for (const ExactSum& part : parts) forest.front().unmerge(part);
  CHECK(forest.front() == ExactSum{});
}

TEST_CASE("a copy shares nothing, a moved sum keeps everything") {
  ExactSum a = sum_of({1e300, 1.0});
  ExactSum b = a;
  b.add(-1e300);
  CHECK(a == sum_of({1e300, 1.0}));
  CHECK(b == sum_of({1.0}));
  const ExactSum c = std::move(a);
  CHECK(c == sum_of({1.0, 1e300}));
  b = c;
  CHECK(b == c);
}

TEST_CASE("flush-to-zero in the caller's thread changes no bit") {
  std::vector<double> values = oracle::hard_values();
  for (const double x : some(7, 300)) values.push_back(x);
  const ExactSum plain = sum_of(values);
  ExactProductSum plain_squares;
  for (const double x : values) plain_squares.add(x, x);
  const double subnormal = sum_of({0x1p-1074, 0x1p-1060}).value();
  ExactSum sum;
  ExactProductSum squares;
  std::uint64_t rounded = 0;
  {
    const oracle::FlushToZero flush;
    for (const double x : values) {
      sum.add(x);
      squares.add(x, x);
    }
    rounded = std::bit_cast<std::uint64_t>(sum_of({0x1p-1074, 0x1p-1060}).value());
  }
  CHECK(sum == plain);
  CHECK(squares == plain_squares);
  CHECK(rounded == std::bit_cast<std::uint64_t>(subnormal));
}

TEST_CASE("sums of products are the rational sums, in the windows and outside") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    oracle::Doubles doubles(seed);
    ExactProductSum sum;
    ExactProductSum half;
    Rational want = 0;
    for (int i = 0; i < 60; ++i) {
      const double x = doubles.mixed();
      const double y = i % 2 == 0 ? x : doubles.mixed();
      sum.add(x, y);
      if (i < 30) half.add(x, y);
      want += oracle::exact(x) * oracle::exact(y);
    }
    CHECK(oracle::is_canonical(sum.digits()));
    CHECK(oracle::rational_of<ProductGrid>(sum.digits()) == want);
    CHECK(sum.exact().to_double() == oracle::nearest(want));
    ExactProductSum doubled = sum;
    doubled.merge(sum);
    CHECK(oracle::rational_of<ProductGrid>(doubled.digits()) == 2 * want);
    doubled.unmerge(sum);
    CHECK(doubled == sum);
    sum.unmerge(half);
    CHECK_FALSE(sum == doubled);
  }
}

TEST_CASE("products of every pair of hard values are exact") {
  for (const double x : oracle::hard_values()) {
    for (const double y : oracle::hard_values()) {
      ExactProductSum sum;
      sum.add(x, y);
      REQUIRE(oracle::rational_of<ProductGrid>(sum.digits()) == oracle::exact(x) * oracle::exact(y));
    }
  }
}

TEST_CASE("the carry of products comes in time") {
  const double x = std::nextafter(0x1p30, 0.0);
  ExactProductSum squares;
  ExactProductSum negative;
  const Index times = stats::kMaxPending + 7;
  for (Index i = 0; i < times; ++i) {
    squares.add(x, x);
    negative.add(-x, x);
  }
  const Rational want = oracle::exact(x) * oracle::exact(x) * times;
  CHECK(oracle::rational_of<ProductGrid>(squares.digits()) == want);
  CHECK(oracle::rational_of<ProductGrid>(negative.digits()) == -want);
}
