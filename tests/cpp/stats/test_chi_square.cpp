// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/chi_square.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace huishou;

TEST_CASE("upper tails of chi-square") {
  // Two degrees: exp(-x / 2). One degree: erfc(sqrt(x / 2)). 9.487729 is the 95 % point for four (N-E1's limit).
  CHECK(stats::chi_square_tail(3.0, 2) == doctest::Approx(std::exp(-1.5)).epsilon(1e-14));
  CHECK(stats::chi_square_tail(6.5, 1) == doctest::Approx(std::erfc(std::sqrt(3.25))).epsilon(1e-13));
  CHECK(stats::chi_square_tail(9.487729036781154, 4) == doctest::Approx(0.05).epsilon(1e-12));
  CHECK(stats::chi_square_tail(20550.0, 20550) == doctest::Approx(0.4986881).epsilon(1e-6));
}

TEST_CASE("nothing tested is nothing refused") {
  CHECK(stats::chi_square_tail(0.0, 0) == 1.0);
  CHECK(stats::chi_square_tail(1e-300, 0) == 0.0);
  CHECK(stats::chi_square_tail(0.0, 3) == 1.0);
}
