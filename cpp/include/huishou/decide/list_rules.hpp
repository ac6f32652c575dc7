// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The words of a contact list that is reviewed: what is known of a firm, what is decided about it, and why.
#pragma once

#include <array>
#include <cstdint>

#include "huishou/base/types.hpp"

namespace huishou::decide {

// A condition that holds, does not, or is not known: a blank is no failure and no pass.
enum class Verdict : std::uint8_t { kFails, kHolds, kUnknown };

enum class Panel : std::uint8_t { kNone, kEnter, kStay, kLeave, kRefuse };

// What a report that is missing, or one without a score, counts as for an insider.
enum class Missing : std::uint8_t { kLow, kWatch, kLeave };

// Who gets the seats of a full quota.
enum class Full : std::uint8_t { kInsiderKeeps, kBestScore, kSwap };

enum class Decision : std::uint8_t { kAbsent, kRefused, kEntered, kStayed, kWatchedInside, kWatchedOutside, kWaiting, kLeft };

[[nodiscard]] constexpr bool on_list(Decision d) { return d == Decision::kEntered || d == Decision::kStayed || d == Decision::kWatchedInside; }

// Reasons are bits, named in this order everywhere.
enum class Why : std::uint8_t {
  kExitNow, kMustFailed, kPanel, kLowsReached, kMissingLeaves, kQuotaReduced, kDisplaced, kNoReport, kNoScore, kLowScore,
  kInGrace, kMustUnknown, kBelowEnter, kQuotaFull, kTie, kBetween, kEnough
};
inline constexpr std::array<const char*, 17> kWhyNames = {
    "exit_now",  "must_failed", "panel",    "lows_reached", "missing_report_leaves", "quota_reduced", "displaced", "no_report", "no_score", "low_score",
    "in_grace", "must_unknown", "below_enter", "quota_full", "tie", "between_thresholds", "score_enough"};
using WhySet = std::uint32_t;
constexpr WhySet bit(Why why) { return WhySet{1} << static_cast<unsigned>(why); }

struct ListRules {
  Code exit_after = 2;  // consecutive lows that end a membership
  Code grace = 0;       // reviews after entry in which a low is not counted
  Missing missing = Missing::kLow;
  Full full = Full::kInsiderKeeps;
  double swap_margin = 0.0;
};

}  // namespace huishou::decide
