// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/draw_summary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace huishou;
using carbon::DrawSummary;

namespace {

std::vector<double> series(Index n, double mean) {
  std::mt19937_64 random(12);
  std::normal_distribution<double> normal(mean, 3.0);
  std::vector<double> out(static_cast<std::size_t>(n));
  for (double& x : out) x = normal(random);
  return out;
}

// Segments dealt to `workers` in turn.
DrawSummary summary(const std::vector<double>& draws, Index low, Index high, std::size_t workers) {
  const auto n = static_cast<Index>(draws.size());
  const Index pilot = std::min(n, DrawSummary::kPilot);
  DrawSummary out(std::span<const double>(draws).first(static_cast<std::size_t>(pilot)), n, low, high);
  std::vector<DrawSummary::Kept> kept(workers);
  for (Index first = pilot; first < n; first += 32) {
    const auto wide = static_cast<std::size_t>(std::min<Index>(32, n - first));
    out.add(first, std::span<const double>(draws).subspan(static_cast<std::size_t>(first), wide), kept[static_cast<std::size_t>(first / DrawSummary::kSegment) % workers]);
  }
  for (auto& own : kept) out.join(own);
  return out;
}

}  // namespace

TEST_CASE("mean, deviation and ranks are those of the whole series") {
  for (const Index n : {7, 4096, 4097, 50001}) {
    CAPTURE(n);
    const auto draws = series(n, 1e6);
    const Index low = n / 40;
    const Index high = n - 1 - n / 40;
    DrawSummary found = summary(draws, low, high, 3);
    double sum = 0.0;
    double square = 0.0;
    for (const double x : draws) sum += x - 1e6;
    const double mean = sum / static_cast<double>(n);
    for (const double x : draws) square += (x - 1e6 - mean) * (x - 1e6 - mean);
    CHECK(found.mean() - 1e6 == doctest::Approx(mean).epsilon(1e-6));
    CHECK(found.deviation() == doctest::Approx(std::sqrt(square / static_cast<double>(n - 1))).epsilon(1e-9));
    auto sorted = draws;
    std::sort(sorted.begin(), sorted.end());
    for (const Index rank : {Index{0}, low, std::min(low + 1, n - 1), std::max(high, Index{0}), n - 1}) CHECK(found.rank(rank) == sorted[static_cast<std::size_t>(rank)]);
  }
}

TEST_CASE("the same bits for any number of workers, and a rank between the bounds is not made up") {
  const auto draws = series(60000, 5.0);
  DrawSummary one = summary(draws, 1500, 58499, 1);
  DrawSummary seven = summary(draws, 1500, 58499, 7);
  CHECK((one.mean() == seven.mean() && one.deviation() == seven.deviation() && one.rank(1500) == seven.rank(1500)));
  CHECK_FALSE(one.rank(30000).has_value());
}

TEST_CASE("a constant series has no deviation") {
  DrawSummary found = summary(std::vector<double>(10000, 0.1), 250, 9749, 2);
  CHECK(found.mean() == 0.1);
  CHECK(found.deviation() == doctest::Approx(0.0));
  CHECK(found.rank(250) == 0.1);
}
