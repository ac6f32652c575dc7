// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/decide/list_review.hpp"

#include <cmath>
#include <limits>

#include "huishou/decide/seats.hpp"

namespace huishou::decide {

namespace {

struct Judged {
  Decision decision;
  WhySet why;
};

// `after` is the standing if the firm keeps its seat.
Judged insider(const ListRules& rules, const Facts& facts, std::size_t i, double score, Standing& after) {
  ++after.reviews;
  const Panel panel = facts.panel[i];
  if (panel == Panel::kLeave) return {Decision::kLeft, bit(Why::kPanel)};
  const bool reported = facts.reported[i] != 0;
  WhySet why = 0;
  if (reported) {
    if (facts.stays_open[i] == Verdict::kFails) return {Decision::kLeft, bit(Why::kExitNow)};
    if (facts.must_stay[i] == Verdict::kFails) return {Decision::kLeft, bit(Why::kMustFailed)};
    if (facts.must_stay[i] == Verdict::kUnknown || facts.stays_open[i] == Verdict::kUnknown) why |= bit(Why::kMustUnknown);
  }
  const bool scored = reported && !std::isnan(score);
  const bool low_score = scored && score < facts.exit[i];
  if (low_score) why |= bit(Why::kLowScore);
  if (!scored) why |= bit(reported ? Why::kNoScore : Why::kNoReport);
  const bool kept = panel == Panel::kStay;
  if (kept) why |= bit(Why::kPanel);
  if (!scored && rules.missing == Missing::kLeave && !kept) return {Decision::kLeft, why | bit(Why::kMissingLeaves)};
  if (low_score || (!scored && rules.missing != Missing::kWatch)) {
    if (after.reviews <= rules.grace) return {Decision::kWatchedInside, why | bit(Why::kInGrace)};
    ++after.lows;
    if (after.lows >= rules.exit_after && !kept) return {Decision::kLeft, why | bit(Why::kLowsReached)};
    return {Decision::kWatchedInside, why};
  }
  // Neither low nor good: the count of lows stands.
  if (why & (bit(Why::kMustUnknown) | bit(Why::kNoScore) | bit(Why::kNoReport))) return {Decision::kWatchedInside, why};
  after.lows = 0;
  return {Decision::kStayed, why | (score < facts.enter[i] ? bit(Why::kBetween) : bit(Why::kEnough))};
}

Judged outsider(const Facts& facts, std::size_t i, double score) {
  const Panel panel = facts.panel[i];
  if (facts.reported[i] == 0) return {panel == Panel::kNone ? Decision::kAbsent : Decision::kRefused, bit(Why::kNoReport)};
  if (panel == Panel::kRefuse || panel == Panel::kLeave) return {Decision::kRefused, bit(Why::kPanel)};
  if (facts.stays_open[i] == Verdict::kFails) return {Decision::kRefused, bit(Why::kExitNow)};
  if (facts.must_enter[i] == Verdict::kFails) return {Decision::kRefused, bit(Why::kMustFailed)};
  const WhySet unknown = facts.must_enter[i] == Verdict::kUnknown || facts.stays_open[i] == Verdict::kUnknown ? bit(Why::kMustUnknown) : 0;
  if (panel == Panel::kEnter && unknown == 0) return {Decision::kEntered, bit(Why::kPanel)};
  if (std::isnan(score)) return {Decision::kRefused, unknown | bit(Why::kNoScore)};
  if (!(score >= facts.enter[i])) return {Decision::kRefused, unknown | bit(Why::kBelowEnter)};
  if (unknown != 0) return {Decision::kWatchedOutside, unknown};
  return {Decision::kEntered, bit(Why::kEnough)};
}

}  // namespace

void Outcome::reset(Index firms) {
  const auto n = static_cast<std::size_t>(firms);
  decision.assign(n, Decision::kAbsent);
  why.assign(n, 0);
  bar.assign(n, std::numeric_limits<double>::quiet_NaN());
}

void review(const ListRules& rules, const Facts& facts, std::span<const double> scores, std::span<Standing> standing, Outcome& outcome) {
  outcome.reset(facts.size());
  const std::size_t n = facts.reported.size();
  for (std::size_t i = 0; i < n; ++i) {
    const Judged judged = standing[i].member ? insider(rules, facts, i, scores[i], standing[i]) : outsider(facts, i, scores[i]);
    outcome.decision[i] = judged.decision;
    outcome.why[i] = judged.why;
  }
  if (!facts.quotas.empty()) seat(rules, facts, scores, outcome);
  for (std::size_t i = 0; i < n; ++i) {
    const Decision d = outcome.decision[i];
    if (d == Decision::kEntered) standing[i] = {true, 0, 0};
    if (d == Decision::kLeft) standing[i] = {};
  }
}

}  // namespace huishou::decide
