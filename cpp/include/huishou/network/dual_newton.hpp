// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Newton in the multipliers of the balances: with x(y) = max(0, xm - V A' y), A x(y) = c is the gradient of a convex function that is
// quadratic in pieces. A step solves with A V A' over the flows not held at zero, a search goes along it to where the slope ends, and
// steps of refinement close what rounding leaves. Where there is no answer y grows without end in a direction that proves it (Farkas 1902).
#pragma once

#include "huishou/network/circulation.hpp"
#include "huishou/network/reconcile.hpp"

namespace huishou::network {

class DualNewton {
 public:
  static constexpr Index kSteps = 200;

  // From the multipliers in `solution`, on a structure without unmeasured flows. bounded: 1 where a flow must not be negative.
  DualNewton(Solution& solution, std::span<const std::uint8_t> bounded, const Circulation& circulation);

  // Puts flows, multipliers and which flows are at zero into the solution; whether it came to an end. Throws infeasible where it proves
  // that there is none.
  [[nodiscard]] bool run(Index steps = kSteps);

  [[noreturn]] static void refuse_infeasible();

 private:
  Product at_multipliers(std::span<const double> y);
  [[nodiscard]] double share(const Product& residual) const;
  bool polished();
  Large<double> newton(const Product& residual, bool refining);
  double searched(std::span<const double> y, std::span<const double> direction, double slope);
  [[nodiscard]] bool proves_none(std::span<const double> y) const;

  Solution& solution_;
  const Structure& s_;
  Large<std::uint8_t> bound_;  // 1 where a measured flow must not be negative
  Large<double> full_;         // diagonal of H with no flow held at zero
  Large<double> free_variance_;
  Large<double> start_;        // where flows are at multipliers of 0
  const Circulation& circulation_;
  Large<double> scale_;
};

}  // namespace huishou::network
