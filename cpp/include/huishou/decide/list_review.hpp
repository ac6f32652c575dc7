// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// One review of a contact list: last list and this year's facts in, a decision with its reasons for every firm out. A pure
// function; firms stand in the order of their ids, which is what breaks ties, so the order of a table's rows has no say.
//
//   insider   leaves at once by panel, immediate exit or a failed must; a low (score < exit, or a missing report by rule)
//             counts up, exit_after in a row end the membership; a good year sets the count to 0; score >= exit stays
//   outsider  needs every must and score >= enter; an unknown must is watched outside and takes no seat
//   seats     insiders first, then panel, then score; what `full` allows beyond that is in seats.hpp
//
// Two thresholds instead of one are a hysteresis: a score that wanders between them moves nobody.
#pragma once

#include <span>
#include <vector>

#include "huishou/decide/list_rules.hpp"

namespace huishou::decide {

// Firms of one quota: the group of each (kMissing: in none), and the seats of each group (kMissing: no limit).
struct Quota {
  std::span<const Code> group;
  std::span<const Index> seats;
};

// One year's facts, one entry a firm. `reported` is 0 where there is no report; then only state and panel are read.
struct Facts {
  std::span<const std::uint8_t> reported;
  std::span<const Verdict> must_enter;
  std::span<const Verdict> must_stay;
  std::span<const Verdict> stays_open;  // kFails is an immediate exit
  std::span<const Panel> panel;
  std::span<const double> enter;
  std::span<const double> exit;
  std::vector<Quota> quotas;

  [[nodiscard]] Index size() const { return static_cast<Index>(reported.size()); }
};

// What a list remembers of a firm.
struct Standing {
  bool member = false;
  Code lows = 0;
  Code reviews = 0;  // since entry, which is 0
};

struct Outcome {
  std::vector<Decision> decision;
  std::vector<WhySet> why;
  std::vector<double> bar;  // of a waiting firm: the lowest score that has a seat it could have had; NaN elsewhere

  void reset(Index firms);
};

// Moves `standing` to after the review. scores may be NaN: no score.
void review(const ListRules& rules, const Facts& facts, std::span<const double> scores, std::span<Standing> standing, Outcome& outcome);

}  // namespace huishou::decide
