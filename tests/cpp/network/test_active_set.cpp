// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/active_set.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "networks.hpp"

using namespace huishou;

namespace {

// a = b + c with a = 1 and b = 5, c = 0.2: the free answer has c below zero.
testing::Case pulled() {
  testing::Case out;
  out.balances = testing::constraints(3, {{{0, 1.0}, {1, -1.0}, {2, -1.0}}});
  out.measured = {1.0, 5.0, 0.2};
  out.sd = {0.01, 1.0, 1.0};
  return out;
}

network::Solution free_answer(const testing::Case& given) {
  return network::reconcile(testing::structure(given), given.measured, given.sd, std::vector<double>(testing::at(given.balances.rows()), 0.0));
}

}  // namespace

TEST_CASE("from the flows below zero the set is found, and its multipliers prove it") {
  const auto given = pulled();
  const auto free = free_answer(given);
  REQUIRE(free.x[2] < 0.0);
  const std::vector<std::uint8_t> bounded(3, 1);
  for (const Large<std::uint8_t>& start : {Large<std::uint8_t>{0, 0, 1}, Large<std::uint8_t>{0, 0, 0}, Large<std::uint8_t>{0, 1, 1}}) {
    const auto found = network::with_active_set(free, bounded, {}, start, free.multiplier);
    REQUIRE(found);
    CHECK(found->at_zero == Large<std::uint8_t>{0, 0, 1});
    // a = b, each moved by its variance: a = b = (1 / 1e-4 + 5) / (1 / 1e-4 + 1)
    CHECK(found->x[0] == doctest::Approx((1e4 + 5.0) / (1e4 + 1.0)).epsilon(1e-14));
    CHECK(found->x[1] == doctest::Approx(found->x[0]).epsilon(1e-14));
    CHECK(found->x[2] == 0.0);
    const auto gain = network::bound_multipliers(free, found->multiplier);
    CHECK(gain[2] > 0.0);
    CHECK(std::abs(gain[0]) > 1e-3);   // of flows that are not at zero the multiplier says nothing: x / v is in it
  }
}

TEST_CASE("unmeasured flows are eliminated in every set") {
  testing::Case given = pulled();
  given.measured[2] = given.sd[2] = std::numeric_limits<double>::quiet_NaN();
  const auto free = free_answer(given);
  CHECK(free.x[2] == doctest::Approx(-4.0));
  const auto found = network::with_active_set(free, std::vector<std::uint8_t>(3, 1), {}, Large<std::uint8_t>{0, 0, 1}, {0.0});
  REQUIRE(found);
  CHECK(found->x[0] == doctest::Approx(found->x[1]).epsilon(1e-14));
  CHECK(found->at_zero[2] == 1);
}

TEST_CASE("what no circulation carries stays, and the potential proves it") {
  // in -> A with nothing that leaves A: zero, though y = 0 says it would gain
  testing::Case given;
  given.balances = testing::constraints(1, {{{0, 1.0}}});
  given.measured = {5.0};
  given.sd = {1.0};
  const auto free = free_answer(given);
  const auto circulation = network::circulation(*free.structure, std::vector<std::uint8_t>{1}, given.measured, std::vector<double>{0.0});
  auto found = network::with_active_set(free, std::vector<std::uint8_t>{1}, circulation, Large<std::uint8_t>{0}, Large<double>{0.0});
  REQUIRE(found);
  CHECK(found->x[0] == 0.0);
  CHECK(network::bound_multipliers(free, found->multiplier)[0] < 0.0);
  network::prove_still(circulation, free, found->multiplier);
  CHECK(network::bound_multipliers(free, found->multiplier)[0] >= 0.0);
}

TEST_CASE("where no set is found there is nothing") {
  const auto given = pulled();
  const auto free = free_answer(given);
  CHECK_FALSE(network::with_active_set(free, std::vector<std::uint8_t>(3, 1), {}, Large<std::uint8_t>{1, 1, 0}, free.multiplier, 1));
}
