// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/monte_carlo.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "huishou/carbon/sampler.hpp"

using namespace huishou;

namespace {

carbon::Simulation two_factors(Index draws) {
  carbon::Simulation out;
  out.variables = {{1, carbon::Distribution::kNormal, 1.0, 0, 0, 0.1}, {2, carbon::Distribution::kNormal, 2.0, 0, 0, 0.3}};
  out.factors = {{{{0, 1.0}}, {}, 0.0}, {{{1, 1.0}}, {}, 0.5}, {{}, {}, 0.0}};
  out.draws = draws;
  out.seed = 42;
  return out;
}

}  // namespace

TEST_CASE("a shared factor keeps its relative error however many rows hold it") {
  Cancel cancel;
  const auto found = carbon::monte_carlo({{{0}, {1.0}}, {{0}, {1000.0}}}, two_factors(50000), 1, cancel);
  CHECK(found[0]->sd / found[0]->mean == doctest::Approx(0.1).epsilon(0.02));
  CHECK(found[1]->mean == doctest::Approx(1000.0 * found[0]->mean));
  CHECK(found[1]->low == doctest::Approx(1000.0 * found[0]->low));
  CHECK(found[0]->low == doctest::Approx(1.0 - 0.196).epsilon(0.01));
  CHECK(found[0]->high == doctest::Approx(1.0 + 0.196).epsilon(0.01));
}

TEST_CASE("independent factors add their variances: equal numbers of variables share no stream") {
  Cancel cancel;
  const auto found = carbon::monte_carlo({{{0, 1}, {3.0, 1.0}}}, two_factors(100000), 1, cancel);
  CHECK(found[0]->sd == doctest::Approx(std::sqrt(0.3 * 0.3 + 0.3 * 0.3)).epsilon(0.01));
  CHECK(found[0]->net_mean == doctest::Approx(0.5 - found[0]->mean));
  CHECK(found[0]->net_low <= found[0]->net_high);
  CHECK(found[0]->net_low == doctest::Approx(0.5 - found[0]->high).epsilon(0.001));
}

TEST_CASE("a range without a distribution is not drawn, nor is a row without factors") {
  Cancel cancel;
  const auto found = carbon::monte_carlo({{{0, 2}, {1.0, 1.0}}, {{}, {}}}, two_factors(100), 1, cancel);
  CHECK_FALSE(found[0].has_value());
  CHECK_FALSE(found[1].has_value());
}

TEST_CASE("the same bits on any number of threads and beside any other rows") {
  Cancel cancel;
  const auto simulation = two_factors(20000);
  std::vector<carbon::DrawnRow> rows;
  for (int i = 0; i < 9; ++i) rows.push_back({{0, 1}, {1.0 + i, 2.0}});
  const auto one = carbon::monte_carlo(rows, simulation, 1, cancel);
  const auto seven = carbon::monte_carlo(rows, simulation, 7, cancel);
  const auto alone = carbon::monte_carlo({rows[4]}, simulation, 2, cancel);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK((one[i]->mean == seven[i]->mean && one[i]->sd == seven[i]->sd && one[i]->low == seven[i]->low && one[i]->high == seven[i]->high));
  }
  CHECK((alone[0]->mean == one[4]->mean && alone[0]->low == one[4]->low && alone[0]->net_high == one[4]->net_high));
}

TEST_CASE("bounds are order statistics of rank ceil(q n)") {
  Cancel cancel;
  carbon::Simulation simulation = two_factors(40);
  simulation.level = 0.9;
  const auto found = carbon::monte_carlo({{{0}, {1.0}}}, simulation, 1, cancel);
  std::vector<double> x(40);
  carbon::Sampler(simulation.variables[0]).draw(42, 0, x);
  std::sort(x.begin(), x.end());
  CHECK(found[0]->low == x[1]);    // ceil(0.05 * 40) = 2
  CHECK(found[0]->high == x[37]);  // ceil(0.95 * 40) = 38
  CHECK(found[0]->net_low == -x[38]);  // the second smallest of the net is the second largest avoided
}

TEST_CASE("a variable on both sides cancels in the net") {
  Cancel cancel;
  carbon::Simulation simulation = two_factors(1000);
  simulation.factors[0].induced = {{0, 1.0}};
  const auto found = carbon::monte_carlo({{{0}, {5.0}}}, simulation, 2, cancel);
  CHECK((found[0]->net_mean == 0.0 && found[0]->net_low == 0.0 && found[0]->net_high == 0.0));
  CHECK(found[0]->sd > 0.4);
}

TEST_CASE("variables that go together: the variance of their sum, in any order of the variables") {
  Cancel cancel;
  carbon::Simulation simulation = two_factors(100000);
  simulation.correlation = {{0, 1}, {1.0, 0.6, 0.6, 1.0}};
  const auto found = carbon::monte_carlo({{{0, 1}, {3.0, 1.0}}}, simulation, 1, cancel);
  CHECK(found[0]->mean == doctest::Approx(5.0).epsilon(0.005));
  CHECK(found[0]->sd == doctest::Approx(std::sqrt(0.09 + 0.09 + 2 * 0.6 * 0.3 * 0.3)).epsilon(0.01));
  carbon::Simulation turned = simulation;
  std::swap(turned.variables[0], turned.variables[1]);
  std::swap(turned.factors[0], turned.factors[1]);
  turned.factors[0].avoided = {{0, 1.0}};
  turned.factors[1].avoided = {{1, 1.0}};
  turned.factors[0].induced_constant = 0.5;
  turned.factors[1].induced_constant = 0.0;
  const auto again = carbon::monte_carlo({{{1, 0}, {3.0, 1.0}}}, turned, 2, cancel);
  CHECK(again[0]->sd == doctest::Approx(found[0]->sd));
}
