// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/sketch.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "oracle.hpp"

namespace stats = huishou::stats;
using huishou::Index;
using stats::Sketch;

namespace {

Sketch sketch_of(const std::vector<double>& values) {
  Sketch sketch;
  for (const double x : values) sketch.add(x);
  return sketch;
}

std::vector<double> some(std::uint64_t seed, std::size_t n) {
  oracle::Doubles doubles(seed);
  std::vector<double> values;
  while (values.size() < n) values.push_back(doubles.mixed());
  return values;
}

}  // namespace

TEST_CASE("a bin keeps sign and seven bits: its midpoint is within 1/256 of every value in it") {
  std::vector<double> values = some(1, 3000);
  values.insert(values.end(), oracle::hard_values().begin(), oracle::hard_values().end());
  for (const double x : values) {
    const double middle = stats::bin_midpoint(stats::bin_of(x));
    const oracle::Rational error = abs(oracle::exact(middle) - oracle::exact(x));
    if (std::fabs(x) >= 0x1p-1022) {
      CHECK(error * 256 <= abs(oracle::exact(x)));
    } else {
      CHECK(error <= oracle::power_of_two(-1030));
    }
    CHECK(stats::bin_of(middle) == stats::bin_of(x));
    CHECK(std::abs(stats::bin_of(x)) <= stats::kLastBin);
  }
  CHECK(stats::bin_of(std::numeric_limits<double>::max()) == stats::kLastBin);
  CHECK(stats::bin_of(std::numeric_limits<double>::infinity()) > stats::kLastBin);
}

TEST_CASE("bins are in the order of their values") {
  std::vector<double> values = some(2, 2000);
  std::sort(values.begin(), values.end());
  for (std::size_t i = 1; i < values.size(); ++i) CHECK(stats::bin_of(values[i - 1]) <= stats::bin_of(values[i]));
  CHECK(stats::bin_of(0.0) == 0);
  CHECK(stats::bin_of(-0.0) == 0);
  CHECK(stats::bin_of(5e-324) == 1);
  CHECK(stats::bin_of(-5e-324) == -1);
  CHECK(stats::bin_of(1.0) != stats::bin_of(1.0 + 0x1p-7));
  CHECK(stats::bin_of(1.0) == stats::bin_of(std::nextafter(1.0 + 0x1p-7, 0.0)));
}

TEST_CASE("the rank is the smallest k with k >= q n, also where q n passes 64 bits") {
  for (Index n = 1; n < 250; ++n) {
    for (int percent = 1; percent < 100; ++percent) {
      const Index k = stats::quantile_rank(n, percent);
      REQUIRE(k * 100 >= n * percent);
      REQUIRE((k - 1) * 100 < n * percent);
    }
  }
  const oracle::Integer most = std::numeric_limits<Index>::max();
  for (const int percent : {1, 50, 99}) CHECK(stats::quantile_rank(std::numeric_limits<Index>::max(), percent) == (most * percent + 99) / 100);
}

TEST_CASE("a quantile is the midpoint of the bin of the order statistic") {
  for (const std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{99}, std::size_t{1000}}) {
    std::vector<double> values = some(n, n);
    const Sketch sketch = sketch_of(values);
    std::sort(values.begin(), values.end());
    for (int percent = 1; percent < 100; ++percent) {
      const auto k = static_cast<std::size_t>(stats::quantile_rank(static_cast<Index>(n), percent));
      CHECK(sketch.quantile(percent) == stats::bin_midpoint(stats::bin_of(values[k - 1])));
    }
  }
  CHECK_FALSE(Sketch{}.quantile(50).has_value());
}

TEST_CASE("sketches merge and are taken out exactly") {
  const std::vector<double> one = some(7, 300);
  const std::vector<double> two = some(8, 500);
  std::vector<double> both = two;
  both.insert(both.end(), one.begin(), one.end());
  Sketch merged = sketch_of(one);
  merged.merge(sketch_of(two));
  CHECK(merged == sketch_of(both));
  CHECK(merged.count() == 800);
  merged.unmerge(sketch_of(one));
  CHECK(merged == sketch_of(two));  // bins that emptied are gone
  Sketch twice = merged;
  twice.merge(twice);
  CHECK(twice.count() == 1000);
  twice.unmerge(merged);
  CHECK(twice == merged);
  twice.unmerge(twice);
  CHECK(twice == Sketch{});
  Sketch weighted;
  weighted.add(2.0, 3);
  CHECK(weighted == sketch_of({2.0, 2.0, 2.0}));
}

TEST_CASE("values that never were there cannot be taken out") {
  Sketch sketch = sketch_of({1.0, 2.0});
  const Sketch before = sketch;
  for (const auto& gone : {sketch_of({64.0}), sketch_of({1.0, 1.0}), sketch_of({1.0, 64.0})}) {
    CHECK_THROWS_AS(sketch.unmerge(gone), huishou::Error);
    CHECK(sketch == before);
  }
}
