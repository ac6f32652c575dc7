// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The weighted sum of one year's criteria, and its error where reports are uncertain.
//
//   score_i = sum over criteria in their order of w_c x_ic        (+ sd_i z, z a standard normal of the firm's own stream)
//
// A missing criterion makes the score missing; where the rules renormalise, the weights of those present are scaled up to 1
// instead. Multiply and add are separate and in one order, so a score has the same bits alone or among a thousand draws.
#pragma once

#include <span>
#include <vector>

#include "huishou/base/types.hpp"

namespace huishou::decide {

struct Criteria {
  std::vector<std::span<const double>> columns;  // one a criterion, 0 worst and 1 best where normalised
  bool renormalise = false;
  std::span<const double> sd;                    // of the score; empty: reports are exact
  std::span<const std::uint64_t> streams;        // one a firm where sd is given
};

// Natural logarithms for a logarithmic scale, the same bits on every machine; below the smallest normal number -inf, NaN stays.
void logarithms(std::span<const double> values, std::span<double> out);

void weighted_scores(const Criteria& criteria, std::span<const double> weights, std::span<double> out);
// Adds the draw's errors.
void disturb(const Criteria& criteria, std::uint64_t seed, std::uint64_t draw, std::span<double> scores);

}  // namespace huishou::decide
