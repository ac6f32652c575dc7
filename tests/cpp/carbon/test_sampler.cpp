// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/sampler.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "huishou/base/error.hpp"

using namespace huishou;
using carbon::Distribution;

namespace {

std::vector<double> draws(const carbon::Variable& variable, std::size_t n = 200000, std::uint64_t first = 0) {
  std::vector<double> out(n);
  carbon::Sampler(variable).draw(7, first, out);
  return out;
}

double mean(const std::vector<double>& x) {
  double sum = 0.0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

double square(const std::vector<double>& x) {
  const double m = mean(x);
  double sum = 0.0;
  for (const double v : x) sum += (v - m) * (v - m);
  return sum / static_cast<double>(x.size());
}

}  // namespace

TEST_CASE("mean and variance are those of the distribution") {
  for (const carbon::Variable& v : {carbon::Variable{1, Distribution::kNormal, 2.0, 0, 0, 0.5}, carbon::Variable{2, Distribution::kLognormal, 3.0, 0, 0, 1.5},
                                    carbon::Variable{3, Distribution::kUniform, 0.0, 1.3, 1.6, 0, true}, carbon::Variable{4, Distribution::kTriangular, 1.0, 0.0, 4.0, 0, true}}) {
    CAPTURE(static_cast<int>(v.distribution));
    const auto x = draws(v);
    const double wanted = v.distribution == Distribution::kUniform ? 1.45 : v.distribution == Distribution::kTriangular ? 5.0 / 3.0 : v.value;
    CHECK(mean(x) == doctest::Approx(wanted).epsilon(0.01));
    CHECK(square(x) == doctest::Approx(carbon::variance(v)).epsilon(0.03));
  }
}

TEST_CASE("a negative lognormal stays negative, and a constant is a constant") {
  const auto x = draws({5, Distribution::kLognormal, -3.0, 0, 0, 1.0}, 20000);
  CHECK(*std::max_element(x.begin(), x.end()) < 0.0);
  CHECK(mean(x) == doctest::Approx(-3.0).epsilon(0.02));
  CHECK(draws({6, Distribution::kConstant, 4.7}, 3) == std::vector<double>{4.7, 4.7, 4.7});
  CHECK(carbon::variance({6, Distribution::kConstant, 4.7}) == 0.0);
}

TEST_CASE("bounds hold in every draw, and bounds that hold nothing are refused") {
  const auto x = draws({8, Distribution::kNormal, 0.0, -0.5, 0.5, 1.0, true});
  CHECK(*std::min_element(x.begin(), x.end()) >= -0.5);
  CHECK(*std::max_element(x.begin(), x.end()) <= 0.5);
  CHECK(square(x) == doctest::Approx(0.080588).epsilon(0.01));  // truncated normal, 1 - 2 a phi(a) / (2 Phi(a) - 1) at a = 0.5
  CHECK_THROWS_AS(draws({9, Distribution::kNormal, 0.0, 50.0, 51.0, 1.0, true}, 1), Error);
}

TEST_CASE("a draw depends on its number alone, and two variables on nothing in common") {
  const carbon::Variable v{10, Distribution::kNormal, 0.0, 0, 0, 1.0};
  const auto whole = draws(v, 1001);
  const auto part = draws(v, 300, 501);
  CHECK(std::equal(part.begin(), part.end(), whole.begin() + 501));
  carbon::Variable other = v;
  other.stream = 11;
  const auto x = draws(v);
  const auto y = draws(other);
  double product = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) product += x[i] * y[i];
  CHECK(std::abs(product / static_cast<double>(x.size())) < 0.01);  // 4.5 standard errors
}

TEST_CASE("PERT, discrete, and a lognormal by its median") {
  const carbon::Variable pert{12, Distribution::kPert, 1.5, 1.0, 4.0, 0, true};
  const auto p = draws(pert);
  CHECK(mean(p) == doctest::Approx((1.0 + 4.0 * 1.5 + 4.0) / 6.0).epsilon(0.005));
  CHECK(square(p) == doctest::Approx(carbon::variance(pert)).epsilon(0.02));
  CHECK(*std::min_element(p.begin(), p.end()) >= 1.0);
  CHECK(*std::max_element(p.begin(), p.end()) <= 4.0);

  carbon::Variable discrete{13, Distribution::kDiscrete};
  discrete.values = {-2.0, 5.0, 0.5};
  discrete.probabilities = {1.0, 2.0, 5.0};
  const auto d = draws(discrete);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto share = static_cast<double>(std::count(d.begin(), d.end(), discrete.values[i])) / static_cast<double>(d.size());
    CHECK(share == doctest::Approx(discrete.probabilities[i] / 8.0).epsilon(0.02));
  }
  CHECK(square(d) == doctest::Approx(carbon::variance(discrete)).epsilon(0.02));

  const carbon::Variable median{14, Distribution::kLognormalMedian, -3.0, 0, 0, 1.69};
  auto l = draws(median);
  CHECK(square(l) == doctest::Approx(carbon::variance(median)).epsilon(0.03));
  std::sort(l.begin(), l.end());
  CHECK(l[l.size() / 2] == doctest::Approx(-3.0).epsilon(0.01));
  CHECK(l[l.size() / 40] == doctest::Approx(-3.0 * std::pow(1.3, 1.96)).epsilon(0.01));  // 2.5 %: GSD = 1.3, 1.96 of it away
}

TEST_CASE("draws from normals have the same distribution as draws from uniforms") {
  carbon::Variable discrete{15, Distribution::kDiscrete};
  discrete.values = {1.0, 2.0, 4.0};
  discrete.probabilities = {0.2, 0.3, 0.5};
  for (const carbon::Variable& v : {carbon::Variable{16, Distribution::kNormal, 2.0, 0, 0, 0.5}, carbon::Variable{17, Distribution::kLognormal, -3.0, 0, 0, 1.5},
                                    carbon::Variable{18, Distribution::kUniform, 0.0, 1.3, 1.6, 0, true}, carbon::Variable{19, Distribution::kTriangular, 1.0, 0.0, 4.0, 0, true},
                                    carbon::Variable{20, Distribution::kPert, 1.0, 0.0, 4.0, 0, true}, discrete}) {
    std::vector<double> z(100000);
    carbon::standard_normals(99, 3, 0, z);
    carbon::Sampler(v).from_normals(z);
    const auto x = draws(v, 100000);
    CAPTURE(static_cast<int>(v.distribution));
    CHECK(mean(z) == doctest::Approx(mean(x)).epsilon(0.01));
    CHECK(square(z) == doctest::Approx(square(x)).epsilon(0.03));
  }
}
