// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// How sure a list is: the same years reviewed again under every draw of the weights (and of report errors), each draw a whole
// history of its own, since a low of one year is remembered in the next. Counted is in how many draws a firm is on the list
// after each review. Counts are integers and draws are functions of (seed, stream, draw): the same on any number of threads.
#pragma once

#include <span>
#include <vector>

#include "huishou/base/cancel.hpp"
#include "huishou/decide/list_review.hpp"
#include "huishou/decide/scores.hpp"

namespace huishou::decide {

struct Year {
  Facts facts;
  Criteria criteria;
};

struct Membership {
  std::vector<Index> listed;                    // years x firms: draws in which the firm is on the list
  std::vector<Index> seats, entered, left;      // years x draws: firms on the list, and how it moved
};

// weights: draws x criteria, row by row. `start` is the list before the first year.
[[nodiscard]] Membership membership(const ListRules& rules, const std::vector<Year>& years, std::span<const Standing> start, std::span<const double> weights,
                                    Index draws, std::uint64_t seed, Index threads, Cancel& cancel);

}  // namespace huishou::decide
