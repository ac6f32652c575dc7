// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/decide/scores.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "decide/year.hpp"

using namespace huishou;
using namespace huishou::decide;

TEST_CASE("a missing criterion is no zero: no score, or the weights of those present") {
  const std::vector<double> a{1.0, kNone, kNone};
  const std::vector<double> b{0.5, 0.5, kNone};
  Criteria criteria{{a, b}, false, {}, {}};
  std::vector<double> out(3);
  weighted_scores(criteria, std::vector<double>{0.25, 0.75}, out);
  CHECK(out[0] == 0.625);
  CHECK((std::isnan(out[1]) && std::isnan(out[2])));
  criteria.renormalise = true;
  weighted_scores(criteria, std::vector<double>{0.25, 0.75}, out);
  CHECK((out[0] == 0.625 && out[1] == 0.5 && std::isnan(out[2])));
}

TEST_CASE("logarithms within two units in the last place, and nothing made up where there is none") {
  const std::vector<double> x{300.0, 30000.0, 1.0, 0.0, -2.0, kNone};
  std::vector<double> out(x.size());
  logarithms(x, out);
  for (std::size_t i = 0; i < 3; ++i) CHECK(out[i] == doctest::Approx(std::log(x[i])).epsilon(1e-15));
  CHECK((std::isinf(out[3]) && out[3] < 0.0 && std::isinf(out[4]) && std::isnan(out[5])));
}

TEST_CASE("errors of reports are normal, a firm's own, and the same for every use of a draw") {
  const std::vector<double> sd{0.1, 0.0};
  const std::vector<std::uint64_t> streams{3, 4};
  const Criteria criteria{{}, false, sd, streams};
  double sum = 0.0;
  double square = 0.0;
  constexpr int kDraws = 20000;
  for (int d = 0; d < kDraws; ++d) {
    std::vector<double> scores{0.5, 0.5};
    disturb(criteria, 9, static_cast<std::uint64_t>(d), scores);
    CHECK(scores[1] == 0.5);
    sum += scores[0] - 0.5;
    square += (scores[0] - 0.5) * (scores[0] - 0.5);
  }
  CHECK(std::abs(sum / kDraws) < 0.003);
  CHECK(std::sqrt(square / kDraws) == doctest::Approx(0.1).epsilon(0.02));
}
