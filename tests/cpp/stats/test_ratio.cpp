// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/ratio.hpp"

#include <doctest/doctest.h>

#include "oracle.hpp"

using huishou::stats::Ratio;
using oracle::Rational;

namespace {

using Pairs = std::vector<std::pair<double, double>>;

Ratio ratio_of(const Pairs& pairs) {
  Ratio ratio;
  for (const auto& [x, y] : pairs) ratio.add(x, y);
  return ratio;
}

Pairs some(std::uint64_t seed, int n) {
  oracle::Doubles doubles(seed);
  Pairs pairs;
  for (int i = 0; i < n; ++i) pairs.emplace_back(seed % 2 == 0 ? doubles.narrow() : doubles.mixed(), seed % 2 == 0 ? doubles.narrow() : doubles.mixed());
  return pairs;
}

}  // namespace

TEST_CASE("ratio, variances and covariance are the rational ones rounded once") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Pairs pairs = some(seed, 25);
    Rational sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    const Rational n = 25;
    for (const auto& [x, y] : pairs) {
      const Rational a = oracle::exact(x);
      const Rational b = oracle::exact(y);
      sx += a;
      sy += b;
      sxx += a * a;
      syy += b * b;
      sxy += a * b;
    }
    const Ratio ratio = ratio_of(pairs);
    CHECK(ratio.value() == oracle::nearest(sx / sy));
    CHECK(ratio.covariance() == oracle::nearest((n * sxy - sx * sy) / (n * (n - 1))));
    CHECK(ratio.variance_x() == oracle::nearest((n * sxx - sx * sx) / (n * (n - 1))));
    CHECK(ratio.variance_y() == oracle::nearest((n * syy - sy * sy) / (n * (n - 1))));
  }
}

TEST_CASE("a ratio over nothing is missing") {
  CHECK_FALSE(Ratio{}.value().has_value());
  CHECK_FALSE(ratio_of({{1.0, 0.0}}).value().has_value());
  CHECK_FALSE(ratio_of({{1.0, 1e300}, {1.0, -1e300}}).value().has_value());  // the denominators cancel exactly
  CHECK(ratio_of({{0.0, 2.0}}).value() == 0.0);
  CHECK_FALSE(ratio_of({{1.0, 2.0}}).covariance().has_value());
  CHECK_FALSE(ratio_of({{1.0, 2.0}}).variance_x().has_value());
  CHECK(ratio_of({{1.0, 2.0}, {1.0, 5.0}}).covariance() == 0.0);
}

TEST_CASE("ratios merge and are taken out exactly") {
  const Pairs one = some(2, 30);
  const Pairs two = some(3, 40);
  Pairs both = two;
  both.insert(both.end(), one.begin(), one.end());
  Ratio merged = ratio_of(one);
  merged.merge(ratio_of(two));
  CHECK(merged == ratio_of(both));
  merged.unmerge(ratio_of(one));
  CHECK(merged == ratio_of(two));
  const Ratio before = merged;
  CHECK_THROWS_AS(merged.unmerge(ratio_of(both)), huishou::Error);
  CHECK(merged == before);
  merged.unmerge(merged);
  CHECK(merged == Ratio{});
}
