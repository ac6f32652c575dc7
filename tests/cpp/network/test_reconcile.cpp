// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/reconcile.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "huishou/base/error.hpp"
#include "huishou/network/nonnegative.hpp"
#include "huishou/network/posterior.hpp"
#include "networks.hpp"

using namespace huishou;

namespace {

void check_flows(const testing::GoldenCase& g, const network::Solution& free, const network::Solution& settled) {
  const auto known = network::posterior(settled);
  const auto tested = network::posterior(free);
  const auto groups = network::equivalent_flows(*free.structure);
  for (std::size_t f = 0; f < g.flows.rows.size(); ++f) {
    CAPTURE(f);
    const auto agrees = [&](double found, const char* column) { return testing::agrees(found, g.flows.number(f, column), g.tolerance); };
    CHECK(agrees(settled.x[f], "reconciled"));
    CHECK(agrees(std::sqrt(known.variance[f]), "sd_reconciled"));
    CHECK(network::kKindNames[static_cast<std::size_t>(free.structure->kinds[f])] == g.flows.text(f, "class"));
    if (!std::isnan(g.flows.number(f, "glr"))) {
      CHECK(agrees(tested.d[f] * tested.d[f] / tested.c[f], "glr"));
      CHECK(agrees(tested.d[f] / tested.c[f], "bias"));
      const auto equal = std::count(groups.begin(), groups.end(), groups[f]) - 1;
      CHECK(static_cast<double>(equal) == g.flows.number(f, "equivalents"));
    }
  }
}

std::string code_of(const testing::Case& given, const std::vector<double>& right) {
  try {
    network::reconcile(testing::structure(given), given.measured, given.sd, right);
  } catch (const Error& error) {
    return error.code() + " " + std::to_string(error.row());
  }
  return "";
}

}  // namespace

TEST_CASE("network: golden cases, as given and with balances and flows in any order") {
  for (const auto& path : testing::cases("network")) {
    CAPTURE(path.string());
    const auto g = testing::golden(path);
    const auto free = network::reconcile(testing::structure(g.given), g.given.measured, g.given.sd, g.right);
    CHECK(testing::agrees(free.statistic, std::strtod(testing::one_of(g.settings, "statistic", "").c_str(), nullptr), g.tolerance));
    CHECK(std::to_string(free.rank) == testing::one_of(g.settings, "dof", ""));
    CHECK(free.closure <= 1e-15);
    const bool bounds = testing::one_of(g.settings, "nonnegative", "0") == "1";
    const auto settled = bounds ? network::nonnegative(free, std::vector<std::uint8_t>(g.given.sd.size(), 1)) : free;
    check_flows(g, free, settled);
    // Shuffled rows: the same flows to the last digits the case promises.
    std::mt19937 random(7);
    std::vector<std::size_t> order(g.right.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::shuffle(order.begin(), order.end(), random);
    testing::Case turned = g.given;
    std::vector<std::vector<network::Entry>> rows;
    std::vector<double> right;
    for (const auto r : order) {
      rows.emplace_back();
      for (const auto entry : g.given.balances.row(static_cast<Index>(r))) rows.back().push_back(entry);
      right.push_back(g.right[r]);
    }
    turned.balances = testing::constraints(g.given.balances.columns, rows);
    const auto again = network::reconcile(testing::structure(turned), turned.measured, turned.sd, right);
    for (std::size_t f = 0; f < again.x.size(); ++f) CHECK(testing::agrees(again.x[f], free.x[f], g.tolerance));
  }
}

TEST_CASE("network: the answer is the dense one, and every balance closes") {
  const auto given = testing::three_tiers(40, 15, 11);
  const auto s = testing::structure(given);
  const std::vector<double> right(testing::at(given.balances.rows()), 0.0);
  const auto found = network::reconcile(s, given.measured, given.sd, right);
  const auto variance = testing::squares(given.sd);
  const auto inverse = testing::inverse(testing::normal_matrix(given.balances, variance));
  const auto rows = testing::dense(given.balances);
  const auto r = network::product(given.balances, given.measured).value;
  for (std::size_t f = 0; f < found.x.size(); ++f) {
    long double x = given.measured[f];
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (std::size_t j = 0; j < rows.size(); ++j) x -= static_cast<long double>(variance[f]) * rows[i][f] * inverse[i][j] * r[j];
    }
    CHECK(found.x[f] == doctest::Approx(static_cast<double>(x)).epsilon(1e-11));
  }
  CHECK(found.closure < 1e-12);
}

TEST_CASE("network: contradictions name their balance") {
  testing::Case given;
  given.balances = testing::constraints(2, {{{0, 1.0}, {1, -1.0}}, {{0, 1.0}, {1, -1.0}}});
  given.measured = {1.0, 2.0};
  given.sd = {1.0, 1.0};
  CHECK(code_of(given, {0.0, 5.0}).starts_with("contradictory"));
  CHECK(code_of(given, {5.0, 5.0}).empty());
  given.sd = {0.0, 0.0};                         // nothing may move
  CHECK(code_of(given, {0.0, 0.0}) == "contradictory 0");
  given.measured = {2.0, 2.0};
  CHECK(code_of(given, {0.0, 0.0}).empty());
}

TEST_CASE("network: parts that hang alone are reconciled each by itself") {
  testing::Case given;
  given.balances = testing::constraints(4, {{{0, 1.0}, {1, -1.0}}, {{2, 1.0}, {3, -1.0}}});
  given.measured = {10.0, 14.0, 1e6, 2e6};
  given.sd = {1.0, 1.0, 1e5, 3e5};
  const auto found = network::reconcile(testing::structure(given), given.measured, given.sd, std::vector<double>{0.0, 0.0});
  CHECK(found.rank == 2);
  CHECK(found.x[0] == doctest::Approx(12.0));
  CHECK(found.x[2] == doctest::Approx(1.1e6));
}
