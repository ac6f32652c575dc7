// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/decide/simplex.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace huishou;
using decide::draw_weights;

namespace {
const std::vector<double> kCentre{0.5, 0.2, 0.3};
const std::vector<std::uint64_t> kStreams{11, 12, 13};
}  // namespace

TEST_CASE("weights lie on the simplex, evenly: mean 1/m, variance (m - 1) / (m^2 (m + 1))") {
  constexpr Index kDraws = 40000;
  const auto w = draw_weights({kCentre, kStreams}, 7, kDraws);
  double sum = 0.0;
  double square = 0.0;
  for (std::size_t d = 0; d < kDraws; ++d) {
    CHECK(w[3 * d] + w[3 * d + 1] + w[3 * d + 2] == doctest::Approx(1.0).epsilon(1e-14));
    sum += w[3 * d];
    square += w[3 * d] * w[3 * d];
  }
  const double mean = sum / kDraws;
  CHECK(mean == doctest::Approx(1.0 / 3.0).epsilon(0.01));
  CHECK(square / kDraws - mean * mean == doctest::Approx(2.0 / 36.0).epsilon(0.02));
}

TEST_CASE("a spread holds every weight near its own, and order is kept where asked") {
  const auto near = draw_weights({kCentre, kStreams, 0.1}, 7, 500);
  for (std::size_t i = 0; i < near.size(); ++i) CHECK(std::abs(near[i] - kCentre[i % 3]) <= 0.1);
  const auto ordered = draw_weights({kCentre, kStreams, 1.0, true}, 7, 500);
  for (std::size_t d = 0; d < 500; ++d) CHECK((ordered[3 * d] >= ordered[3 * d + 2] && ordered[3 * d + 2] >= ordered[3 * d + 1]));
}

TEST_CASE("a draw depends on its streams and number, not on how many are drawn") {
  const auto few = draw_weights({kCentre, kStreams}, 7, 5);
  const auto many = draw_weights({kCentre, kStreams}, 7, 9);
  CHECK(std::equal(few.begin(), few.end(), many.begin()));
  CHECK(draw_weights({kCentre, kStreams}, 8, 5) != few);
}
