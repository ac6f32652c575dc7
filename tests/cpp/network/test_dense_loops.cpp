// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/dense_loops.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace huishou;

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

struct Given {
  Index n, width, ld;
  std::vector<double> a, left, scaled;
};

Given given(Index n, Index width) {
  std::mt19937 random(static_cast<std::uint32_t>(n * 100 + width));
  std::uniform_real_distribution<double> number(-1.0, 1.0);
  Given out{n, width, (n + 15) / 16 * 16, {}, {}, {}};
  const auto fill = [&](std::vector<double>& into, Index size) {
    for (Index i = 0; i < size; ++i) into.push_back(number(random));
  };
  fill(out.a, out.ld * n);
  fill(out.left, out.ld * width);
  fill(out.scaled, n * width);
  return out;
}

}  // namespace

TEST_CASE("an update is the chain of products and differences of every cell of the lower triangle, to the bit, in all variants") {
  for (const auto variant : {ledger::Variant::kBaseline, ledger::Variant::kAvx2, ledger::Variant::kAvx512}) {
    if (!ledger::can_run(variant)) continue;
    const auto& loops = network::dense_loops(variant);
    for (const Index n : {1, 5, 8, 19, 40, 67}) {
      for (const Index from : {Index{0}, n / 3}) {
        Given g = given(n, 7);
        const std::vector<double> before = g.a;
        loops.update(g.a.data(), g.left.data(), g.scaled.data(), g.width, from, n, g.ld);
        for (Index c = from; c < n; ++c) {
          for (Index r = c; r < n; ++r) {
            double wanted = before[at(c * g.ld + r)];
            for (Index i = 0; i < g.width; ++i) wanted -= g.left[at(i * g.ld + r)] * g.scaled[at(c * g.width + i)];
            CHECK(g.a[at(c * g.ld + r)] == wanted);
          }
        }
      }
    }
  }
}

TEST_CASE("subtract touches its numbers only") {
  for (const auto variant : {ledger::Variant::kBaseline, ledger::Variant::kAvx2, ledger::Variant::kAvx512}) {
    if (!ledger::can_run(variant)) continue;
    std::vector<double> y = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0};
    const std::vector<double> x = {1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 9.0};
    network::dense_loops(variant).subtract(y.data(), x.data(), 0.5, 6);
    CHECK(y == std::vector<double>{0.5, 1.5, 2.0, 3.0, 3.5, 4.5, 7.0});
  }
}

TEST_CASE("totals and products are the same bits in all variants, and right") {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> number(-1.0, 1.0);
  for (const Index n : {0, 1, 7, 8, 9, 31, 64, 131}) {
    std::vector<double> x, y;
    long double sum = 0.0L;
    long double product = 0.0L;
    for (Index i = 0; i < n; ++i) {
      x.push_back(number(random));
      y.push_back(number(random));
      sum += x.back();
      product += static_cast<long double>(x.back()) * y.back();
    }
    const auto& baseline = network::dense_loops(ledger::Variant::kBaseline);
    CHECK(baseline.total(x.data(), n) == doctest::Approx(static_cast<double>(sum)).epsilon(1e-13));
    CHECK(baseline.dot(x.data(), y.data(), n) == doctest::Approx(static_cast<double>(product)).epsilon(1e-13));
    for (const auto variant : {ledger::Variant::kAvx2, ledger::Variant::kAvx512}) {
      if (!ledger::can_run(variant)) continue;
      CHECK(network::dense_loops(variant).total(x.data(), n) == baseline.total(x.data(), n));
      CHECK(network::dense_loops(variant).dot(x.data(), y.data(), n) == baseline.dot(x.data(), y.data(), n));
    }
  }
}
