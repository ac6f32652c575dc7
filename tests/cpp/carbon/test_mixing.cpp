// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/mixing.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "huishou/base/error.hpp"
#include "huishou/carbon/sampler.hpp"

using namespace huishou;
using carbon::Distribution;

namespace {

constexpr std::size_t kDraws = 200000;

std::vector<carbon::Variable> three() {
  return {{30, Distribution::kNormal, 0.0, 0, 0, 1.0}, {10, Distribution::kLognormal, 1.0, 0, 0, 0.2}, {20, Distribution::kUniform, 0.0, 0.0, 1.0, 0, true}};
}

std::vector<double> z(const carbon::Mixing& mixing, Index variable) {
  std::vector<double> out(kDraws);
  std::vector<double> scratch(kDraws);
  mixing.normals(variable, 5, 0, out, scratch);
  return out;
}

double product(const std::vector<double>& x, const std::vector<double>& y) {
  double sum = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum / static_cast<double>(x.size());
}

}  // namespace

TEST_CASE("the normals behind the variables have the correlations asked for") {
  const carbon::Mixing mixing({{0, 1, 2}, {1.0, 0.8, -0.3, 0.8, 1.0, 0.1, -0.3, 0.1, 1.0}}, three());
  const auto a = z(mixing, 0);
  const auto b = z(mixing, 1);
  const auto c = z(mixing, 2);
  CHECK(product(a, a) == doctest::Approx(1.0).epsilon(0.02));
  CHECK(product(a, b) == doctest::Approx(0.8).epsilon(0.02));
  CHECK(product(a, c) == doctest::Approx(-0.3).epsilon(0.03));
  CHECK(product(b, c) == doctest::Approx(0.1).epsilon(0.08));
}

TEST_CASE("a variable left out is on its own; the first stream draws what it would alone; two that are one are equal") {
  const carbon::Mixing mixing({{0, 1}, {1.0, 1.0, 1.0, 1.0}}, three());
  CHECK_FALSE(mixing.has(2));
  CHECK(z(mixing, 0) == z(mixing, 1));
  std::vector<double> alone(kDraws);
  carbon::standard_normals(10, 5, 0, alone);
  CHECK(z(mixing, 1) == alone);
}

TEST_CASE("what is no correlation matrix is refused, and so are bounds that would be drawn again") {
  const auto made = [](std::vector<double> matrix) { return carbon::Mixing({{0, 1}, std::move(matrix)}, three()); };
  CHECK_THROWS_AS(made({1.0, 0.5, 0.4, 1.0}), Error);
  CHECK_THROWS_AS(made({1.0, 1.5, 1.5, 1.0}), Error);
  CHECK_THROWS_AS(made({2.0, 0.5, 0.5, 1.0}), Error);
  CHECK_THROWS_AS(made({1.0, 0.5}), Error);
  CHECK_THROWS_AS(carbon::Mixing({{0, 1, 2}, {1.0, 0.9, -0.9, 0.9, 1.0, 0.9, -0.9, 0.9, 1.0}}, three()), Error);
  CHECK_THROWS_AS(carbon::Mixing({{0, 1, 2}, {1.0, 1.0, 0.5, 1.0, 1.0, 0.6, 0.5, 0.6, 1.0}}, three()), Error);
  auto bounded = three();
  bounded[0].bounded = true;
  CHECK_THROWS_AS(carbon::Mixing({{0, 1}, {1.0, 0.5, 0.5, 1.0}}, bounded), Error);
}
