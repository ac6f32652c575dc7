// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/features.hpp"

#include <doctest/doctest.h>

#include <boost/accumulators/framework/accumulator_set.hpp>
#include <boost/accumulators/framework/features.hpp>
#include <limits>

namespace acc = boost::accumulators;
namespace stats = huishou::stats;
namespace features = huishou::stats::features;

TEST_CASE("every state is a feature of a plain set of Boost.Accumulators") {
  acc::accumulator_set<double, acc::features<features::sketch, features::exact_sum, features::count, features::extrema, features::exact_moments>> set;
  for (const double x : {0.1, 0.2, 1e300, -1e300}) set(x);
  set(std::numeric_limits<double>::quiet_NaN());
  CHECK(acc::extract_result<features::exact_sum>(set).value() == 0.1 + 0.2);
  CHECK(acc::extract_result<features::count>(set) == stats::Count{4, 1});
  CHECK(acc::extract_result<features::extrema>(set) == stats::Extrema{-1e300, 1e300});
  CHECK(acc::extract_result<features::exact_moments>(set).count() == 4);
  CHECK(acc::extract_result<features::sketch>(set).count() == 4);
}

TEST_CASE("a feature merges its own state and visits no other") {
  using Set = acc::accumulator_set<double, acc::features<features::count, features::exact_sum>>;
  Set a;
  Set b;
  a(1.0);
  b(2.0);
  a.extract<features::exact_sum>().merge(b.extract<features::exact_sum>());
  CHECK(acc::extract_result<features::exact_sum>(a).value() == 3.0);
  CHECK(acc::extract_result<features::count>(a) == stats::Count{1, 0});
  a.extract<features::exact_sum>().unmerge(b.extract<features::exact_sum>());
  CHECK(acc::extract_result<features::exact_sum>(a).value() == 1.0);
}

TEST_CASE("a set beside features of Boost's own kind takes samples of any number type") {
  acc::accumulator_set<float, acc::features<features::exact_sum>> set;
  set(0.1F);
  CHECK(acc::extract_result<features::exact_sum>(set).value() == static_cast<double>(0.1F));
}

TEST_CASE("pairs come as sample and denominator") {
  acc::accumulator_set<double, acc::features<features::ratio>> set;
  set(1.0, features::denominator = 3.0);
  set(2.0, features::denominator = 3.0);
  CHECK(acc::extract_result<features::ratio>(set).value() == 0.5);
}
