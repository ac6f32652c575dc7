// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/decide/membership.hpp"

#include <doctest/doctest.h>

#include <random>

#include "decide/year.hpp"
#include "huishou/decide/simplex.hpp"

using namespace huishou;
using namespace huishou::decide;

namespace {

struct Case {
  std::vector<OneYear> facts;
  std::vector<std::vector<std::vector<double>>> x;  // year, criterion, firm
  std::vector<Standing> start;

  explicit Case(std::size_t n) : start(n) {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    for (std::size_t i = 0; i < n; ++i) start[i].member = i % 5 == 0;
    for (int y = 0; y < 3; ++y) {
      OneYear year(n);
      std::vector<Code> group;
      for (std::size_t i = 0; i < n; ++i) group.push_back(static_cast<Code>(i % 4));
      year.quotas = {{group, {5, 6, kMissing, 3}}};
      for (std::size_t i = 0; i < n; ++i) year.reported[i] = uniform(random) < 0.9 ? 1 : 0;
      facts.push_back(year);
      x.emplace_back(3, std::vector<double>(n));
      for (auto& column : x.back()) {
        for (double& v : column) v = uniform(random) < 0.02 ? kNone : uniform(random);
      }
    }
  }
  [[nodiscard]] std::vector<Year> years() const {
    std::vector<Year> out;
    for (std::size_t y = 0; y < facts.size(); ++y) out.push_back({facts[y].facts(), {{x[y][0], x[y][1], x[y][2]}, true, {}, {}}});
    return out;
  }
};

}  // namespace

TEST_CASE("each draw is the history that review gives, and any number of threads counts the same") {
  const Case c(60);
  const auto years = c.years();
  const ListRules rules{2, 1, Missing::kLow, Full::kSwap, 0.05};
  constexpr Index kDraws = 37;
  const std::vector<double> centre{0.5, 0.2, 0.3};
  const auto weights = draw_weights({centre, std::vector<std::uint64_t>{1, 2, 3}}, 4, kDraws);
  Cancel cancel;
  const Membership one = membership(rules, years, c.start, weights, kDraws, 4, 1, cancel);
  const Membership five = membership(rules, years, c.start, weights, kDraws, 4, 5, cancel);
  CHECK((one.listed == five.listed && one.seats == five.seats && one.entered == five.entered && one.left == five.left));
  std::vector<Index> listed(one.listed.size(), 0);
  for (std::size_t d = 0; d < kDraws; ++d) {
    std::vector<Standing> list = c.start;
    Outcome out;
    std::vector<double> scores(60);
    for (std::size_t y = 0; y < years.size(); ++y) {
      weighted_scores(years[y].criteria, std::span(weights).subspan(3 * d, 3), scores);
      review(rules, years[y].facts, scores, list, out);
      for (std::size_t i = 0; i < 60; ++i) listed[y * 60 + i] += on_list(out.decision[i]) ? 1 : 0;
    }
  }
  CHECK(listed == one.listed);
}
