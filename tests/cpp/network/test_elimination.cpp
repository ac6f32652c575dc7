// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/elimination.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "networks.hpp"

using namespace huishou;
using network::Role;

namespace {

void complete(const network::Elimination& e, const Large<double>& right, std::vector<double>& x) {
  std::vector<double> scale(x.size(), 1.0);
  e.complete(e.applied(right), e.applied_scale(right), x, scale);
  for (const auto& one : e.solved) CHECK(scale[testing::at(one.column)] >= 0.0);
}

std::vector<Role> roles(const std::string& letters) {
  std::vector<Role> out;
  for (const char c : letters) out.push_back(c == 'u' ? Role::kUnmeasured : c == 'f' ? Role::kFixed : Role::kMeasured);
  return out;
}

std::vector<Code> observable(const network::Elimination& e) {
  std::vector<Code> out;
  for (const auto& one : e.solved) {
    if (one.observable) out.push_back(one.column);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("an unmeasured flow joins its two balances") {
  // in -> A -> B -> out with A -> B unmeasured
  const auto a = testing::constraints(3, {{{0, 1.0}, {1, -1.0}}, {{1, 1.0}, {2, -1.0}}});
  const auto e = network::eliminate(std::make_shared<const network::Constraints>(a), roles("mum"));
  REQUIRE(e.reduced().rows() == 1);
  REQUIRE(e.reduced().row(0).size() == 2);
  CHECK(e.reduced().row(0)[0].value == -e.reduced().row(0)[1].value);
  CHECK(observable(e) == std::vector<Code>{1});
  std::vector<double> x = {5.0, 0.0, 5.0};
  complete(e, {0.0, 0.0}, x);
  CHECK(x[1] == 5.0);
}

TEST_CASE("a circle of unmeasured flows is not observable, and what hangs on it only through a sum is") {
  // flows: 0 in -> A, 1 A -> B, 2 B -> A, 3 B -> out; 1 and 2 unmeasured circle, 3 unmeasured
  const auto a = testing::constraints(4, {{{0, 1.0}, {1, -1.0}, {2, 1.0}}, {{1, 1.0}, {2, -1.0}, {3, -1.0}}});
  const auto e = network::eliminate(std::make_shared<const network::Constraints>(a), roles("muuu"));
  CHECK(e.free.size() == 1);
  CHECK(observable(e) == std::vector<Code>{3});
  std::vector<double> x = {8.0, 0.0, 0.0, 0.0};
  complete(e, {0.0, 0.0}, x);
  CHECK(x[3] == 8.0);
  CHECK(std::isnan(x[1]));
  CHECK(std::isnan(x[2]));
}

TEST_CASE("a self-loop without measurement has no balance to follow from") {
  const auto a = testing::constraints(3, {{{0, 1.0}, {1, -1.0}}});
  const auto e = network::eliminate(std::make_shared<const network::Constraints>(a), roles("mmu"));
  CHECK(e.free == std::vector<Code>{2});
  CHECK(e.solved.empty());
}

TEST_CASE("right-hand sides and multipliers go through the same operations") {
  const auto made = testing::three_tiers(12, 4, 3);
  std::vector<Role> given(made.measured.size(), Role::kMeasured);
  for (std::size_t f = 1; f < given.size(); f += 4) given[f] = Role::kUnmeasured;
  const auto e = network::eliminate(std::make_shared<const network::Constraints>(made.balances), given);
  CHECK(e.reduced().rows() + static_cast<Index>(e.solved.size()) == made.balances.rows());
  std::vector<double> x = made.measured;
  for (std::size_t f = 1; f < given.size(); f += 4) x[f] = 0.5 * static_cast<double>(f);
  // With c = A x the reduced balances hold for the measured flows alone, and the unmeasured ones come back.
  const auto c = network::product(made.balances, x).value;
  const auto right = e.applied(c);
  const auto reduced = network::product(e.reduced(), x);
  for (Index r = 0; r < e.reduced().rows(); ++r) CHECK(reduced.value[testing::at(r)] == doctest::Approx(right[testing::at(e.rows[testing::at(r)])]));
  std::vector<double> found = x;
  for (std::size_t f = 1; f < given.size(); f += 4) found[f] = 0.0;
  complete(e, c, found);
  for (const Code f : observable(e)) CHECK(found[testing::at(f)] == doctest::Approx(x[testing::at(f)]));
  // y' (P A) = (P' y)' A on measured columns, and P' y meets no unmeasured column.
  std::vector<double> y(testing::at(e.reduced().rows()));
  std::iota(y.begin(), y.end(), 1.0);
  const auto full = e.returned(y, made.balances.rows());
  std::vector<double> left(x.size(), 0.0);
  std::vector<double> other(x.size(), 0.0);
  for (Index r = 0; r < e.reduced().rows(); ++r) {
    for (const auto& entry : e.reduced().row(r)) left[testing::at(entry.column)] += y[testing::at(r)] * entry.value;
  }
  for (Index r = 0; r < made.balances.rows(); ++r) {
    for (const auto& entry : made.balances.row(r)) other[testing::at(entry.column)] += full[testing::at(r)] * entry.value;
  }
  for (std::size_t f = 0; f < left.size(); ++f) CHECK(left[f] == doctest::Approx(other[f]).epsilon(1e-12));
}

TEST_CASE("coefficients that cancel but for rounding leave nothing behind") {
  // 0.1 u + x = 0 and 0.3 u + 3 x + z = 0: three times the first leaves z alone, though 3 * 0.1 is not 0.3.
  const auto a = testing::constraints(3, {{{0, 0.1}, {1, 1.0}}, {{0, 0.3}, {1, 3.0}, {2, 1.0}}});
  const auto e = network::eliminate(std::make_shared<const network::Constraints>(a), roles("umm"));
  REQUIRE(e.reduced().rows() == 1);
  REQUIRE(e.reduced().row(0).size() == 1);
  CHECK(e.reduced().row(0)[0].column == 2);
}
