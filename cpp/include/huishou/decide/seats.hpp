// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Seats under quotas. A firm may stand in several quotas (province, credit code, parent) and needs a seat in each; firms are
// seated greedily in a stated order, so no quota is ever exceeded. With one quota greedy by score is the best selection.
//
//   insider_keeps  insiders by score, panel entrants, candidates by score; who finds no seat waits
//   best_score     watched insiders and panel first, then insiders and candidates together by score
//   swap           as insider_keeps, but a candidate without a seat takes that of the weakest unwatched insider it beats by more than the
//                  margin; panel decisions are not contested
//
// Equal scores are ordered by the firm's position, its id; where that decided at the edge, both sides carry the reason tie.
#pragma once

#include <span>

#include "huishou/decide/list_review.hpp"

namespace huishou::decide {

// Decisions of insiders are kStayed or kWatchedInside and of candidates kEntered on entry; those without a seat become
// kLeft (quota_reduced, displaced) and kWaiting (quota_full).
void seat(const ListRules& rules, const Facts& facts, std::span<const double> scores, Outcome& outcome);

}  // namespace huishou::decide
