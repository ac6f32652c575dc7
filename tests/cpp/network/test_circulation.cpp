// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/circulation.hpp"

#include <doctest/doctest.h>

#include "networks.hpp"

using namespace huishou;

namespace {

network::Circulation found(const network::Constraints& balances, const std::vector<double>& sd, const std::vector<double>& measured,
                           std::vector<std::uint8_t> bounded = {}, std::vector<double> right = {}) {
  const auto flows = testing::at(balances.columns);
  if (bounded.empty()) bounded.assign(flows, 1);
  if (right.empty()) right.assign(testing::at(balances.rows()), 0.0);
  const network::Structure s(balances, network::roles_of(measured, sd));
  return network::circulation(s, bounded, measured, right);
}

// in -> A -> B -> A, and B -> C with nothing that leaves C: only A -> B -> A can carry anything.
const auto kTrap = testing::constraints(4, {{{0, 1.0}, {1, -1.0}, {2, 1.0}}, {{1, 1.0}, {2, -1.0}, {3, -1.0}}, {{3, 1.0}}});

}  // namespace

TEST_CASE("what leads from one strong component to another is still, and the potential rises along it alone") {
  const auto c = found(kTrap, {1.0, 1.0, 1.0, 1.0}, {5.0, 9.0, 3.0, 2.0});
  CHECK(c.still == Large<std::uint8_t>{1, 0, 0, 1});
  CHECK_FALSE(c.contradictory);
  CHECK(c.potential[0] >= 1.0);
  CHECK(c.potential[0] == c.potential[1]);
  CHECK(c.potential[2] >= c.potential[1] + 1.0);
}

TEST_CASE("a way out, a flow without bound or a stock that grows lets everything run") {
  CHECK(found(testing::constraints(2, {{{0, 1.0}, {1, -1.0}}}), {1.0, 1.0}, {5.0, 6.0}).still.empty());
  const auto free = found(kTrap, {1.0, 1.0, 1.0, 1.0}, {5.0, 9.0, 3.0, 2.0}, {0, 1, 1, 0});
  CHECK(free.still.empty());
  const auto grows = found(kTrap, {1.0, 1.0, 1.0, 1.0}, {5.0, 9.0, 3.0, 2.0}, {}, {0.0, 0.0, 4.0});
  CHECK(grows.still.empty());
  CHECK_FALSE(grows.contradictory);
}

TEST_CASE("fixed flows run as they are: into a trap they contradict, at zero they are none") {
  CHECK(found(kTrap, {0.0, 1.0, 1.0, 1.0}, {5.0, 9.0, 3.0, 2.0}).contradictory);
  const auto none = found(kTrap, {0.0, 1.0, 1.0, 1.0}, {0.0, 9.0, 3.0, 2.0});
  CHECK_FALSE(none.contradictory);
  CHECK(none.still == Large<std::uint8_t>{0, 0, 0, 1});
  CHECK(found(kTrap, {1.0, 1.0, 1.0, 1.0}, {5.0, 9.0, 3.0, 2.0}, {}, {0.0, 0.0, -4.0}).contradictory);
  CHECK(found(kTrap, {0.0, 1.0, 1.0, 1.0}, {-5.0, 9.0, 3.0, 2.0}, {0, 1, 1, 1}).contradictory);    // out of A, which nothing feeds
}

TEST_CASE("other coefficients are left to the search") {
  CHECK(found(testing::constraints(1, {{{0, 0.5}}}), {1.0}, {5.0}).still.empty());
  CHECK(found(testing::constraints(1, {{{0, 1.0}}, {{0, 1.0}}}), {1.0}, {5.0}).still.empty());
}
