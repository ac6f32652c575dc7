// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/decide/seats.hpp"

#include <doctest/doctest.h>

#include <random>

#include "decide/year.hpp"

using namespace huishou;
using namespace huishou::decide;

namespace {

constexpr Decision kIn = Decision::kEntered;
constexpr Decision kStay = Decision::kStayed;
constexpr Decision kWait = Decision::kWaiting;
constexpr Decision kOut = Decision::kLeft;

// Two insiders (0.6, 0.75) and three candidates (0.9, 0.72, 0.72) for three seats.
Outcome contest(Full full, double margin = 0.0) {
  OneYear year(5);
  year.quotas = {{{0, 0, 0, 0, 0}, {3}}};
  std::vector<Standing> list(5);
  list[0].member = list[1].member = true;
  Outcome out;
  review({2, 0, Missing::kLow, full, margin}, year.facts(), std::vector<double>{0.6, 0.75, 0.9, 0.72, 0.72}, list, out);
  return out;
}

bool has(WhySet why, Why reason) { return (why & bit(reason)) != 0; }

}  // namespace

TEST_CASE("who gets the seats of a full quota is the rule's choice") {
  const Outcome keeps = contest(Full::kInsiderKeeps);
  CHECK(keeps.decision == std::vector{kStay, kStay, kIn, kWait, kWait});
  CHECK(keeps.bar[3] == 0.9);
  const Outcome best = contest(Full::kBestScore);
  CHECK(best.decision == std::vector{kOut, kStay, kIn, kIn, kWait});
  CHECK((has(best.why[0], Why::kDisplaced) && has(best.why[3], Why::kTie) && has(best.why[4], Why::kTie) && has(best.why[4], Why::kQuotaFull)));
  CHECK(contest(Full::kSwap, 0.1).decision == std::vector{kOut, kStay, kIn, kIn, kWait});
  CHECK(contest(Full::kSwap, 0.12).decision == std::vector{kStay, kStay, kIn, kWait, kWait});
}

TEST_CASE("watched insiders are not contested, and a smaller quota says so") {
  OneYear year(3);
  year.quotas = {{{0, 0, 0}, {1}}};
  std::vector<Standing> list(3);
  list[0].member = list[1].member = true;
  Outcome out;
  review({3, 0, Missing::kLow, Full::kBestScore, 0.0}, year.facts(), std::vector<double>{0.4, 0.45, 0.99}, list, out);
  CHECK(out.decision == std::vector{kOut, Decision::kWatchedInside, kWait});
  CHECK(has(out.why[0], Why::kQuotaReduced));
}

TEST_CASE("an exchange frees every quota that shut the candidate out, and what it frees elsewhere is given on") {
  OneYear year(4);
  year.quotas = {{{0, 0, 1, 1}, {1, 1}}, {{0, 1, 0, 1}, {1, 1}}};  // province, legal person
  std::vector<Standing> list(4);
  list[0].member = true;  // province 0, person 0
  Outcome out;
  review({2, 0, Missing::kLow, Full::kSwap, 0.05}, year.facts(), std::vector<double>{0.6, 0.9, 0.95, 0.71}, list, out);
  // Firm 2 shares only the person with firm 0 and its province is free: firm 0 goes, then firm 1 finds province 0 open.
  CHECK(out.decision == std::vector{kOut, kIn, kIn, kWait});
}

TEST_CASE("no quota is ever exceeded, whatever the scores and the rule") {
  std::mt19937 random(5);
  for (int round = 0; round < 300; ++round) {
    const std::size_t n = 40;
    OneYear year(n);
    year.quotas = {{{}, {3, 0, kMissing, 6}}, {{}, {2, 9, 4}}};
    std::vector<Standing> list(n);
    std::vector<double> scores;
    for (std::size_t i = 0; i < n; ++i) {
      year.quotas[0].first.push_back(static_cast<Code>(random() % 5) - 1);
      year.quotas[1].first.push_back(static_cast<Code>(random() % 4) - 1);
      list[i] = {random() % 3 == 0, static_cast<Code>(random() % 2), 1};
      scores.push_back(random() % 9 == 0 ? kNone : static_cast<double>(random() % 20) / 20.0);
    }
    Outcome out;
    const Full full = std::array{Full::kInsiderKeeps, Full::kBestScore, Full::kSwap}[random() % 3];
    review({2, 0, Missing::kLow, full, 0.1}, year.facts(), scores, list, out);
    for (const auto& [group, seats] : year.quotas) {
      std::vector<Index> taken(seats.size(), 0);
      for (std::size_t i = 0; i < n; ++i) {
        if (on_list(out.decision[i]) && group[i] != kMissing) ++taken[static_cast<std::size_t>(group[i])];
      }
      for (std::size_t g = 0; g < seats.size(); ++g) CHECK((seats[g] == kMissing || taken[g] <= seats[g]));
    }
  }
}
