// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/accumulator_set.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "oracle.hpp"

namespace stats = huishou::stats;
namespace features = huishou::stats::features;
using huishou::Index;

namespace {

using Full = stats::AccumulatorSet<features::count, features::exact_sum, features::exact_moments, features::extrema, features::sketch>;
using Separable = stats::AccumulatorSet<features::count, features::exact_moments, features::sketch>;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

template <class Set>
Set set_of(const std::vector<double>& values, std::size_t first, std::size_t last) {
  Set set;
  for (std::size_t i = first; i < last; ++i) set.add(values[i]);
  return set;
}

template <class Set>
concept CanUnmerge = requires(Set a, const Set& b) { a.unmerge(b); };

std::vector<double> some_values() {
  oracle::Doubles doubles(11);
  std::vector<double> values;
  for (int i = 0; i < 400; ++i) values.push_back(i % 50 == 7 ? kNan : doubles.mixed());
  return values;
}

}  // namespace

TEST_CASE("a set holds the states that a hand loop holds") {
  const std::vector<double> values = some_values();
  stats::Count count;
  stats::ExactSum sum;
  stats::ExactMoments moments;
  stats::Extrema extrema;
  stats::Sketch sketch;
  for (const double x : values) {
    count.add(x);
    if (std::isnan(x)) continue;
    sum.add(x);
    moments.add(x);
    extrema.add(x);
    sketch.add(x);
  }
  Full set;
  set.add_block(values);
  CHECK(set.results() == std::tuple<const stats::Count&, const stats::ExactSum&, const stats::ExactMoments&, const stats::Extrema&, const stats::Sketch&>(count, sum, moments, extrema, sketch));
  CHECK(set.get<features::count>().missing == 8);
  CHECK(set.get<features::exact_moments>().count() == 392);
}

TEST_CASE("sets merge in any tree to the set of all values") {
  const std::vector<double> values = some_values();
  const Full whole = set_of<Full>(values, 0, values.size());
  std::mt19937_64 random(3);
  for (int round = 0; round < 20; ++round) {
    std::vector<Full> forest;
    for (std::size_t first = 0; first < values.size();) {
      const std::size_t last = std::min(values.size(), first + random() % 90);
      forest.push_back(set_of<Full>(values, first, last));
      first = last;
    }
    while (forest.size() > 1) {
      std::swap(forest[random() % forest.size()], forest.back());
      const Full last = forest.back();
      forest.pop_back();
      forest[random() % forest.size()].merge(last);
    }
    CHECK(forest.front() == whole);
  }
  Full neutral;
  neutral.merge(whole);
  CHECK(neutral == whole);
  Full other = whole;
  other.merge(Full{});
  CHECK(other == whole);
  CHECK_FALSE(other == Full{});
}

TEST_CASE("a set is taken out again where every state can be") {
  const std::vector<double> values = some_values();
  Separable whole = set_of<Separable>(values, 0, values.size());
  whole.unmerge(set_of<Separable>(values, 0, 150));
  CHECK(whole == set_of<Separable>(values, 150, values.size()));
  static_assert(CanUnmerge<Separable>);
  static_assert(!CanUnmerge<Full>);  // extrema keep no second smallest
}

TEST_CASE("a set that is refused to be taken out leaves the other as it was") {
  Separable few = set_of<Separable>({1.0, 2.0}, 0, 2);
  const Separable before = few;
  CHECK_THROWS_AS(few.unmerge(set_of<Separable>({1.0, 64.0}, 0, 2)), huishou::Error);  // counts and moments fit, a bin does not
  CHECK(few == before);
  CHECK_THROWS_AS(few.unmerge(set_of<Separable>({1.0, 2.0, 2.0}, 0, 3)), huishou::Error);
  CHECK(few == before);
}

TEST_CASE("a set is a value") {
  Full a = set_of<Full>({1.0, 1e300, 0x1p-1074}, 0, 3);
  Full b = a;
  b.add(2.0);
  CHECK_FALSE(a == b);
  a.add(2.0);
  CHECK(a == b);
  a = Full{};
  CHECK(a == Full{});
  b.merge(b);
  CHECK(b.get<features::count>().present == 8);
}

TEST_CASE("a block with an infinite value adds nothing and names the place") {
  Full set;
  const std::vector<double> values = {1.0, kNan, -std::numeric_limits<double>::infinity()};
  try {
    set.add_block(values);
    FAIL("an infinite value was taken");
  } catch (const huishou::Error& error) {
    CHECK(error.code() == "infinite_value");
    CHECK(error.row() == 2);
  }
  CHECK(set == Full{});
}

TEST_CASE("a block is added alike under any floating-point environment of the caller") {
  const std::vector<double> values = some_values();
  Full plain;
  plain.add_block(values);
  for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
    Full set;
    const oracle::Rounding rounding(mode);
    set.add_block(values);
    CHECK(std::fegetround() == mode);
    CHECK(set == plain);
  }
  const oracle::FlushToZero flush;
  Full set;
  set.add_block(values);
  CHECK(oracle::FlushToZero::on());
  CHECK(set == plain);
}

TEST_CASE("a set of pairs holds the ratio") {
  using Pairs = stats::AccumulatorSet<features::ratio>;
  Pairs set;
  stats::Ratio ratio;
  for (int i = 1; i <= 10; ++i) {
    set.add(0.1 * i, i);
    ratio.add(0.1 * i, i);
  }
  set.add(kNan, 1.0);
  set.add(1.0, kNan);
  CHECK(set.get<features::ratio>() == ratio);
  Pairs rest = set;
  rest.merge(set);
  rest.unmerge(set);
  CHECK(rest == set);
}
