// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/exact_moments.hpp"

#include <doctest/doctest.h>

#include "rational_of.hpp"

namespace stats = huishou::stats;
using huishou::Index;
using oracle::Rational;
using stats::ExactMoments;

namespace {

ExactMoments moments_of(const std::vector<double>& values) {
  ExactMoments moments;
  for (const double x : values) moments.add(x);
  return moments;
}

struct Want {
  Rational n;
  Rational s1;
  Rational s2;
  [[nodiscard]] Rational variance() const { return (n * s2 - s1 * s1) / (n * (n - 1)); }
};

Want want_of(const std::vector<double>& values) {
  Want want{static_cast<std::int64_t>(values.size()), 0, 0};
  for (const double x : values) {
    want.s1 += oracle::exact(x);
    want.s2 += oracle::exact(x) * oracle::exact(x);
  }
  return want;
}

}  // namespace

TEST_CASE("mean and variance are the rational ones rounded once") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    oracle::Doubles doubles(seed);
    std::vector<double> values;
    for (std::uint64_t i = 0; i < 2 + seed; ++i) values.push_back(seed % 2 == 0 ? doubles.narrow() : doubles.mixed());
    const ExactMoments moments = moments_of(values);
    const Want want = want_of(values);
    CHECK(moments.mean() == oracle::nearest(want.s1 / want.n));
    CHECK(moments.variance() == oracle::nearest(want.variance()));
    CHECK(oracle::rational_of<stats::SumGrid>(moments.sum().digits()) == want.s1);
    CHECK(oracle::rational_of<stats::ProductGrid>(moments.squares().digits()) == want.s2);
  }
}

TEST_CASE("a constant column has no variance, at any size") {
  std::mt19937_64 random(2);
  for (int exponent = -30; exponent <= 15; ++exponent) {
    for (int i = 0; i < 6; ++i) {
      const double x = std::pow(10.0, exponent) * (i == 0 ? 1.0 : static_cast<double>(random() % 100000) / 7.0 + 0.1);
      for (const int n : {2, 3, 4, 7, 1000}) {
        const ExactMoments moments = moments_of(std::vector<double>(static_cast<std::size_t>(n), x));
        CHECK(moments.variance() == 0.0);
        CHECK(moments.mean() == x);
      }
    }
  }
}

TEST_CASE("n S2 is never below S1 squared, and equal only where all values are") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    oracle::Doubles doubles(seed);
    ExactMoments moments;
    const double first = doubles.mixed();
    bool differ = false;
    moments.add(first);
    for (int i = 0; i < 5; ++i) {
      const double x = seed % 3 == 0 ? first : seed % 3 == 1 ? std::nextafter(first, 0.0) : doubles.mixed();
      differ = differ || x != first;
      moments.add(x);
      const stats::Dyadic spread = stats::Dyadic::integer(moments.count()) * moments.squares().exact() - moments.sum().exact() * moments.sum().exact();
      CHECK(spread.sign() == (differ ? 1 : 0));
    }
  }
}

TEST_CASE("the variance holds where the mean is 1e8 standard deviations away") {
  std::mt19937_64 random(4);
  std::vector<double> values;
  for (int i = 0; i < 2000; ++i) values.push_back(1e8 + static_cast<double>(random() % 20011) / 10000.0 - 1.0);
  CHECK(moments_of(values).variance() == oracle::nearest(want_of(values).variance()));
  CHECK(moments_of({1e8 + 4, 1e8 + 7, 1e8 + 13, 1e8 + 16}).variance() == 30.0);
}

TEST_CASE("what no values have is missing, not zero") {
  CHECK_FALSE(ExactMoments{}.mean().has_value());
  CHECK_FALSE(ExactMoments{}.variance().has_value());
  CHECK(moments_of({3.0}).mean() == 3.0);
  CHECK_FALSE(moments_of({3.0}).variance().has_value());
}

TEST_CASE("moments merge and are taken out exactly") {
  oracle::Doubles doubles(6);
  std::vector<double> one;
  std::vector<double> two;
  for (int i = 0; i < 50; ++i) one.push_back(doubles.mixed());
  for (int i = 0; i < 70; ++i) two.push_back(doubles.mixed());
  std::vector<double> both = two;
  both.insert(both.end(), one.begin(), one.end());
  ExactMoments merged = moments_of(one);
  merged.merge(moments_of(two));
  CHECK(merged == moments_of(both));
  merged.unmerge(moments_of(one));
  CHECK(merged == moments_of(two));
  merged.merge(merged);
  CHECK(merged.count() == 140);
  merged.unmerge(merged);
  CHECK(merged == ExactMoments{});
}

TEST_CASE("more values than there are cannot be taken out") {
  ExactMoments moments = moments_of({1.0});
  const ExactMoments before = moments;
  CHECK_THROWS_AS(moments.unmerge(moments_of({1.0, 2.0})), huishou::Error);
  CHECK(moments == before);
}
