// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/extrema.hpp"

#include <doctest/doctest.h>

#include "oracle.hpp"

using huishou::stats::Extrema;

namespace {

Extrema extrema_of(const std::vector<double>& values) {
  Extrema extrema;
  for (const double x : values) extrema.add(x);
  return extrema;
}

}  // namespace

TEST_CASE("smallest and largest are those of the values, in any order and tree") {
  oracle::Doubles doubles(1);
  for (int round = 0; round < 100; ++round) {
    std::vector<double> values;
    for (int i = 0; i < 12; ++i) values.push_back(doubles.mixed());
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const Extrema whole = extrema_of(values);
    CHECK(whole.min == *least);
    CHECK(whole.max == *most);
    Extrema parts = extrema_of({values.begin() + 5, values.end()});
    parts.merge(extrema_of({values.begin(), values.begin() + 5}));
    CHECK(parts == whole);
    parts.merge(Extrema{});
    CHECK(parts == whole);
    parts.merge(parts);
    CHECK(parts == whole);
  }
}

TEST_CASE("no values have no extrema") {
  CHECK(Extrema{}.empty());
  CHECK_FALSE(extrema_of({0.0}).empty());
  CHECK_FALSE(Extrema{} == extrema_of({0.0}));
}

TEST_CASE("a negative zero is held as zero") {
  const Extrema extrema = extrema_of({-0.0});
  CHECK(std::bit_cast<std::uint64_t>(extrema.min) == 0);
  CHECK(std::bit_cast<std::uint64_t>(extrema.max) == 0);
  CHECK(extrema == extrema_of({0.0, -0.0}));
}

TEST_CASE("subnormals keep their order where the caller's thread takes them for zero") {
  const std::vector<double> values = {5e-324, -5e-324, 1e-310, -1e-310, 0.0};
  const Extrema plain = extrema_of(values);
  Extrema flushed;
  bool empty = true;
  {
    const oracle::FlushToZero flush;
    for (const double x : values) flushed.add(x);
    flushed.merge(extrema_of({5e-324}));
    empty = extrema_of({-5e-324, 5e-324}).empty();
  }
  CHECK(flushed == plain);
  CHECK(flushed.max == 1e-310);
  CHECK_FALSE(empty);
  CHECK_FALSE(extrema_of({5e-324}) == extrema_of({0.0}));
}
