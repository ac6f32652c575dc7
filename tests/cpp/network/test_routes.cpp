// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/routes.hpp"

#include <doctest/doctest.h>

#include "huishou/base/error.hpp"

using namespace huishou;

TEST_CASE("tonnes follow shares; a loop carries 1 / (1 - a) of what enters it") {
  // 0 -> 1 (all), 1 -> 2 (0.75), 1 -> 1 (0.1 again through itself), rest outside; 2 -> 1 (32/34 of 2's throughput)
  const std::vector<Code> source = {0, 1, 1, 2};
  const std::vector<Code> target = {1, 2, 1, 1};
  const std::vector<double> share = {1.0, 0.75, 0.1, 0.2};
  const network::Routes routes(3, source, target, share);
  const auto t = routes.throughput(std::vector<double>{30.0, 0.0, 5.0});
  // t1 = 30 + 0.1 t1 + 0.2 t2, t2 = 5 + 0.75 t1
  CHECK(t[0] == doctest::Approx(30.0));
  CHECK(t[1] == doctest::Approx(31.0 / 0.75));
  CHECK(t[2] == doctest::Approx(5.0 + 31.0));
  const auto h = routes.reaching(std::vector<double>{0.0, 0.0, 1.0});
  // h1 = 0.75 h2 + 0.1 h1, h2 = 1 + 0.2 h1
  CHECK(h[1] == doctest::Approx(0.75 / (0.9 - 0.15)));
  CHECK(h[0] == doctest::Approx(h[1]));
  CHECK(h[2] == doctest::Approx(1.0 + 0.2 * h[1]));
}

TEST_CASE("a cycle without an outflow has no throughput") {
  const std::vector<Code> source = {0, 1};
  const std::vector<Code> target = {1, 0};
  const std::vector<double> share = {1.0, 1.0};
  const network::Routes routes(2, source, target, share);
  try {
    static_cast<void>(routes.throughput(std::vector<double>{1.0, 0.0}));
    FAIL("nothing was refused");
  } catch (const Error& error) {
    CHECK(error.code() == "closed_loop");
    CHECK(error.row() == 0);
  }
}
