// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/decide/list_review.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "decide/year.hpp"
#include "golden.hpp"

using namespace huishou;
using namespace huishou::decide;

namespace {

Decision after(const ListRules& rules, Standing& standing, double score, Verdict stay = Verdict::kHolds, bool reported = true) {
  Outcome out;
  OneYear year(1);
  year.must_stay[0] = stay;
  year.reported[0] = reported ? 1 : 0;
  std::vector<Standing> list{standing};
  review(rules, year.facts(), std::vector<double>{score}, list, out);
  standing = list[0];
  return out.decision[0];
}

}  // namespace

TEST_CASE("between the thresholds nobody moves; lows in a row end a membership, one good year sets them to 0") {
  const ListRules rules{2, 0, Missing::kLow, Full::kInsiderKeeps, 0.0};
  Standing firm;
  CHECK(after(rules, firm, 0.6) == Decision::kRefused);
  CHECK(after(rules, firm, 0.7) == Decision::kEntered);
  CHECK(after(rules, firm, 0.5) == Decision::kStayed);
  CHECK(after(rules, firm, 0.49) == Decision::kWatchedInside);
  CHECK(firm.lows == 1);
  CHECK(after(rules, firm, 0.9) == Decision::kStayed);
  CHECK(firm.lows == 0);
  CHECK(after(rules, firm, 0.4) == Decision::kWatchedInside);
  CHECK(after(rules, firm, kNone, Verdict::kHolds, false) == Decision::kLeft);
  CHECK_FALSE(firm.member);
}

TEST_CASE("a must that fails ends at once, one that is unknown only watches and leaves the count alone") {
  const ListRules rules{2, 0, Missing::kLow, Full::kInsiderKeeps, 0.0};
  Standing firm{true, 1, 3};
  CHECK(after(rules, firm, 0.9, Verdict::kUnknown) == Decision::kWatchedInside);
  CHECK((firm.lows == 1 && firm.reviews == 4));
  CHECK(after(rules, firm, 0.9, Verdict::kFails) == Decision::kLeft);
}

TEST_CASE("grace is counted in reviews after entry; a missing report may count as nothing or as the end") {
  Standing firm{true, 0, 0};
  const ListRules grace{1, 2, Missing::kLow, Full::kInsiderKeeps, 0.0};
  CHECK(after(grace, firm, 0.1) == Decision::kWatchedInside);
  CHECK(after(grace, firm, 0.1) == Decision::kWatchedInside);
  CHECK(firm.lows == 0);
  CHECK(after(grace, firm, 0.1) == Decision::kLeft);
  Standing silent{true, 1, 5};
  CHECK(after({2, 0, Missing::kWatch, Full::kInsiderKeeps, 0.0}, silent, kNone) == Decision::kWatchedInside);
  CHECK(silent.lows == 1);
  CHECK(after({2, 0, Missing::kLeave, Full::kInsiderKeeps, 0.0}, silent, kNone) == Decision::kLeft);
}

TEST_CASE("an outsider with an unknown must takes no seat, a panel finds one without a score, and thresholds are a firm's own") {
  OneYear year(4);
  year.must_enter = {Verdict::kUnknown, Verdict::kHolds, Verdict::kFails, Verdict::kHolds};
  year.panel[1] = Panel::kEnter;
  year.panel[2] = Panel::kEnter;
  year.enter[3] = 0.3;
  year.exit[3] = 0.2;
  std::vector<Standing> list(4);
  Outcome out;
  review({}, year.facts(), std::vector<double>{0.9, kNone, 0.9, 0.35}, list, out);
  CHECK(out.decision == std::vector{Decision::kWatchedOutside, Decision::kEntered, Decision::kRefused, Decision::kEntered});
  CHECK(out.why[2] == bit(Why::kMustFailed));
}

TEST_CASE("golden histories") {
  for (const auto& path : testing::cases("decide")) {
    CAPTURE(path.filename().string());
    const auto settings = testing::read_case(path / "case.txt");
    const auto number = [&](const char* key, const char* otherwise) { return std::stod(testing::one_of(settings, key, otherwise)); };
    const ListRules rules{static_cast<Code>(number("exit_after", "2")), static_cast<Code>(number("grace", "0")), Missing::kLow,
                          testing::one_of(settings, "full", "") == "swap" ? Full::kSwap : Full::kInsiderKeeps, number("margin", "0")};
    const auto table = testing::read_csv(path / "rows.csv");
    std::vector<Standing> list(2);
    for (std::size_t first = 0; first < table.rows.size();) {
      std::size_t last = first;
      while (last < table.rows.size() && table.text(last, "period") == table.text(first, "period")) ++last;
      list.resize(last - first);  // every case names all its firms every year, in the order of their ids
      OneYear year(last - first);
      std::vector<double> scores;
      for (std::size_t row = first; row < last; ++row) {
        const std::string& must = table.text(row, "must");
        const std::size_t i = row - first;
        year.reported[i] = must.empty() ? 0 : 1;
        year.must_stay[i] = must == "no" ? Verdict::kFails : must == "unknown" ? Verdict::kUnknown : Verdict::kHolds;
        year.must_enter[i] = year.must_stay[i];
        year.enter[i] = number("enter", "");
        year.exit[i] = number("exit", "");
        scores.push_back(table.number(row, "score"));
      }
      if (!testing::all_of(settings, "quota").empty()) {
        year.quotas = {{std::vector<Code>(last - first, 0), {static_cast<Index>(number("quota", ""))}}};
      }
      Outcome out;
      review(rules, year.facts(), scores, list, out);
      constexpr std::array kNames = {"absent", "refused", "entered", "stayed", "watched", "watched_outside", "waiting", "left"};
      for (std::size_t row = first; row < last; ++row) {
        CAPTURE(table.text(row, "period"));
        CAPTURE(table.text(row, "enterprise"));
        CHECK(kNames[static_cast<std::size_t>(out.decision[row - first])] == table.text(row, "decision"));
        CHECK(list[row - first].lows == static_cast<Code>(table.number(row, "lows")));
      }
      first = last;
    }
  }
}
