// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Weighted least squares under balances: min (x - xm)' V^-1 (x - xm) with A x = c.
//
//   r = A xm - c,  H = A V A',  y = H^-1 r,  x = xm - V A' y        (Narasimhan, Jordache 2000, ch. 3; cases N-E*)
//
// Flows with sd 0 stay, unmeasured ones follow from the balances or are NaN. Steps of refinement with the true residual make
// balances of 1 t close beside balances of 10^9 t. The global statistic is r' H^-1 r, chi-square with rank(H) degrees of freedom.
// Throws contradictory (with the row) where dependent balances have unlike right-hand sides, or where fixed flows do not
// balance, and not_closed where the answer misses kClosure, which only balances with coefficients of very unlike size can do.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "huishou/network/structure.hpp"

namespace huishou::network {

// What a balance may miss, as a share of the tonnes in it.
inline constexpr double kClosure = 1e-9;

struct Solution {
  std::shared_ptr<const Structure> structure;
  Large<double> measured;
  Large<double> sd;                  // as given
  Large<double> variance;            // 0 of fixed flows, unmeasured ones and those at a bound
  Large<double> right;               // c
  Large<double> x;
  Large<double> multiplier;          // y, one a reduced balance
  Large<double> residual;            // r, one a reduced balance
  Large<std::uint8_t> at_zero;       // flows held by x >= 0
  std::shared_ptr<const Factor> factor;  // of H
  double statistic = 0.0;
  Index rank = 0;
  double closure = 0.0;              // the largest relative residual of any balance that could be checked
  double dual = 0.0;                 // the least multiplier of a bound, relative; below 0 by rounding at most
  Index rounds = 0;                  // Newton steps the bounds took
};

// `known`: the factor of the same structure with the same standard deviations, where there is one. `start`: multipliers of the original
// balances to begin with, empty where none are known; those of balances that depend on others stay as they are.
Solution reconcile(std::shared_ptr<const Structure> structure, std::span<const double> measured, std::span<const double> sd, std::span<const double> right,
                   std::shared_ptr<const Factor> known = nullptr, std::span<const double> start = {});

// A solution begun: inputs in their places, unmeasured flows 0, no factor yet. For the solvers of this room.
Solution begun(std::shared_ptr<const Structure> structure, std::span<const double> measured, std::span<const double> sd, std::span<const double> right);
// Unmeasured flows from the measured ones, then the residual of every balance against `kClosure`.
void finish(Solution& solution);
// The tonnes each flow is about: the larger of measured and reconciled. Where an answer is next to zero, rounding is judged by these.
Large<double> measured_scale(const Solution& solution);
// Throws not_closed; balances with an unobservable flow are not looked at.
void check_closure(Solution& solution, std::span<const double> scale);
// Residuals of the reduced balances at x, and the scale of each: tonnes in it.
Product reduced_residual(const Solution& solution, std::span<const double> x);

}  // namespace huishou::network
