// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/batch.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "huishou/base/error.hpp"
#include "huishou/network/posterior.hpp"
#include "networks.hpp"

using namespace huishou;

namespace {

struct Region {
  network::Constraints balances;
  Index count = 0;
  std::vector<double> measured, sd, x, variance, statistic;
};

Region region(Index stations, Index count, std::uint32_t seed) {
  Region out;
  for (Index row = 0; row < count; ++row) {
    auto one = testing::three_tiers(stations, 3, seed);
    for (std::size_t f = 0; f < one.measured.size(); ++f) {
      out.measured.push_back(one.measured[f] * (1.0 + 0.03 * std::cos(static_cast<double>(row) + static_cast<double>(f))));
      out.sd.push_back(one.sd[f] * (1.0 + 0.1 * static_cast<double>(row)));
    }
    out.balances = std::move(one.balances);
  }
  out.count = count;
  return out;
}

void run(std::vector<Region>& regions, bool variances, Index threads) {
  std::vector<network::Block> blocks;
  for (Region& r : regions) {
    r.x.assign(r.measured.size(), 0.0);
    r.variance.assign(variances ? r.measured.size() : 0, 0.0);
    r.statistic.assign(testing::at(r.count), 0.0);
    blocks.push_back({r.balances, r.count, r.measured, r.sd, r.x, r.variance, r.statistic, 0});
  }
  Cancel cancel;
  network::reconcile_batch(blocks, threads, cancel);
}

void check(const Region& r) {
  const std::size_t flows = testing::at(r.balances.columns);
  for (std::size_t row = 0; row < testing::at(r.count); ++row) {
    testing::Case one{r.balances, {r.measured.begin() + static_cast<std::ptrdiff_t>(row * flows),
                                   r.measured.begin() + static_cast<std::ptrdiff_t>((row + 1) * flows)},
                      {r.sd.begin() + static_cast<std::ptrdiff_t>(row * flows), r.sd.begin() + static_cast<std::ptrdiff_t>((row + 1) * flows)}};
    const auto wanted = network::reconcile(testing::structure(one), one.measured, one.sd, std::vector<double>(testing::at(r.balances.rows()), 0.0));
    CHECK(r.statistic[row] == doctest::Approx(wanted.statistic).epsilon(1e-11));
    for (std::size_t f = 0; f < flows; ++f) CHECK(testing::agrees(r.x[row * flows + f], wanted.x[f], 1e-12));
    if (!r.variance.empty()) {
      const auto known = network::posterior(wanted);
      for (std::size_t f = 0; f < flows; ++f) CHECK(testing::agrees(r.variance[row * flows + f], known.variance[f], 1e-12));
    }
  }
}

}  // namespace

TEST_CASE("a batch gives every region and period the answer it has alone, whatever the number of lanes filled or threads") {
  std::vector<Region> regions = {region(5, 1, 1), region(9, 8, 2), region(7, 19, 3)};
  run(regions, false, 1);
  for (const Region& r : regions) check(r);
  const auto first = regions;
  run(regions, false, 3);
  for (std::size_t i = 0; i < regions.size(); ++i) CHECK(regions[i].x == first[i].x);
  run(regions, true, 2);
  for (const Region& r : regions) check(r);
}

TEST_CASE("closed circles and unmeasured flows in a batch take the way of single networks") {
  Region circle;
  circle.balances = testing::constraints(2, {{{0, -1.0}, {1, 1.0}}, {{0, 1.0}, {1, -1.0}}});
  circle.count = 2;
  circle.measured = {10.0, 12.0, 7.0, 8.0};
  circle.sd = {1.0, 2.0, 1.0, 1.0};
  const double none = std::numeric_limits<double>::quiet_NaN();
  Region open;
  open.balances = testing::constraints(3, {{{0, 1.0}, {1, -1.0}, {2, -1.0}}});
  open.count = 2;
  open.measured = {10.0, 4.0, none, 12.0, 5.0, none};
  open.sd = {1.0, 1.0, none, 1.0, 1.0, none};
  std::vector<Region> regions = {circle, open};
  run(regions, false, 1);
  CHECK(regions[0].x[0] == doctest::Approx(10.4));
  CHECK(regions[0].x[3] == doctest::Approx(7.5));
  CHECK(regions[1].x[5] == doctest::Approx(7.0));
}

TEST_CASE("rows of a block that differ in what is measured are refused, with block and row") {
  std::vector<Region> regions = {region(5, 2, 1), region(5, 3, 2)};
  regions[1].measured[testing::at(regions[1].balances.columns) + 4] = std::numeric_limits<double>::quiet_NaN();
  regions[1].sd[testing::at(regions[1].balances.columns) + 4] = std::numeric_limits<double>::quiet_NaN();
  try {
    run(regions, false, 1);
    FAIL("nothing was refused");
  } catch (const Error& error) {
    CHECK(error.code() == "unlike_rows");
    CHECK(error.row() == 1);
    CHECK(error.column() == "block 1");
  }
}
