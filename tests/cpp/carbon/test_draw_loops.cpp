// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/draw_loops.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <random>
#include <vector>

#include "huishou/base/elementary.hpp"
#include "huishou/base/rng.hpp"

using namespace huishou;

namespace {

std::vector<ledger::Variant> variants() {
  std::vector<ledger::Variant> out{ledger::Variant::kBaseline};
  if (ledger::can_run(ledger::Variant::kAvx2)) out.push_back(ledger::Variant::kAvx2);
  return out;
}

bool same(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

constexpr Index kCount = 40000;

std::vector<double> buffer() { return std::vector<double>(static_cast<std::size_t>(kCount + 8)); }

}  // namespace

TEST_CASE("uniforms are those of the stream, block by block") {
  for (const ledger::Variant variant : variants()) {
    for (const std::uint64_t block : {std::uint64_t{0}, std::uint64_t{0xfffffffe}, std::uint64_t{1} << 40}) {
      auto out = buffer();
      carbon::draw_loops(variant).uniforms(0x123456789abcdef0, 0xfedcba9876543210, block, kCount / 2, out.data());
      const UniformStream stream(0x123456789abcdef0, 0xfedcba9876543210);
      Index wrong = 0;
      for (Index i = 0; i < kCount; ++i) wrong += same(out[static_cast<std::size_t>(i)], stream.at(2 * block + static_cast<std::uint64_t>(i))) ? 0 : 1;
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("normals and exponentials are the portable functions to the bit, tails and ends included") {
  for (const ledger::Variant variant : variants()) {
    const carbon::DrawLoops& loops = carbon::draw_loops(variant);
    auto x = buffer();
    loops.uniforms(3, 5, 0, kCount / 2, x.data());
    x[0] = 0x1p-53;
    x[1] = 1.0 - 0x1p-53;
    x[2] = 1e-13;
    x[3] = 0.075;
    x[4] = 0.5;
    const auto uniforms = x;
    auto tails = buffer();
    std::vector<std::int32_t> places(x.size());
    loops.normals(x.data(), kCount, 1.0, 0.0, tails.data(), places.data());
    auto z = uniforms;
    loops.normals(z.data(), kCount, 0.3, 7.0, tails.data(), places.data());
    Index wrong = 0;
    for (Index i = 0; i < kCount; ++i) wrong += same(x[static_cast<std::size_t>(i)], normal_quantile(uniforms[static_cast<std::size_t>(i)])) ? 0 : 1;
    for (std::size_t i = 0; i < static_cast<std::size_t>(kCount); ++i) wrong += same(z[i], 7.0 + 0.3 * x[i]) ? 0 : 1;
    CHECK(wrong == 0);

    auto y = x;
    for (Index i = 0; i < kCount; ++i) y[static_cast<std::size_t>(i)] *= i % 2 == 0 ? 1.0 : 300.0;  // beyond both ends of the range
    const auto arguments = y;
    loops.exponentials(y.data(), kCount, -1.0);
    wrong = 0;
    for (Index i = 0; i < kCount; ++i) wrong += same(y[static_cast<std::size_t>(i)], -portable_exp(arguments[static_cast<std::size_t>(i)])) ? 0 : 1;
    CHECK(wrong == 0);
  }
}

TEST_CASE("sums and products are the same bits in every variant, and right") {
  std::mt19937_64 random(9);
  std::normal_distribution<double> normal(5.0, 2.0);
  std::vector<double> x(1003);
  for (double& v : x) v = normal(random);
  std::vector<double> sums;
  std::vector<double> totals;
  for (const ledger::Variant variant : variants()) {
    const carbon::DrawLoops& loops = carbon::draw_loops(variant);
    sums.push_back(loops.sum(x.data(), static_cast<Index>(x.size()), 5.0, true));
    std::vector<double> total(500);
    const Code codes[] = {0, 1};
    const double masses[] = {1.0 / 3.0, 0.1};
    loops.combine(x.data(), 501, codes, masses, 2, total.data(), 500);
    for (const std::size_t d : {0UL, 31UL, 499UL}) CHECK(same(total[d], (0.0 + x[d] * (1.0 / 3.0)) + x[d + 501] * 0.1));
    totals.push_back(loops.sum(total.data(), static_cast<Index>(total.size()), 0.0, false));
  }
  for (std::size_t i = 1; i < sums.size(); ++i) CHECK((same(sums[i], sums[0]) && same(totals[i], totals[0])));
  double plain = 0.0;
  for (const double v : x) plain += (v - 5.0) * (v - 5.0);
  CHECK(sums[0] == doctest::Approx(plain).epsilon(1e-12));
}
