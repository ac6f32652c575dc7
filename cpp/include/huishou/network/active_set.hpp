// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Which flows are held at zero by x >= 0, found by trying: with a set of them fixed at zero the rest is solved exactly, unmeasured flows
// eliminated; flows below zero join the set, flows that would gain by leaving zero leave it, until neither is left (a primal-dual active
// set; Hintermueller, Ito, Kunisch 2002, SIAM J. Optim. 13, 865). From a set nearly right it takes a few rounds.
#pragma once

#include <optional>

#include "huishou/network/circulation.hpp"
#include "huishou/network/reconcile.hpp"

namespace huishou::network {

// Multipliers of the bounds, A' y - xm / v (unmeasured flows have no second part), relative to what each is the sum of, or to a share of
// the largest such sum, below which all is rounding. Below zero: the flow would gain by leaving zero. y: one an original balance.
Large<double> bound_multipliers(const Solution& free, std::span<const double> y);

// `free`: the solution without bounds. zero: the flows thought to be at zero, and y the multipliers of the balances near the answer, whose
// values stay where balances depend on each other. What no circulation carries is at zero whatever its multiplier. Multipliers of the answer
// are one an original balance. Nothing where no set was found in `most` rounds.
std::optional<Solution> with_active_set(const Solution& free, std::span<const std::uint8_t> bounded,
                                        const Circulation& circulation, Large<std::uint8_t> zero, Large<double> y, Index most = 30);

// Adds so much of the potential of a circulation to the multipliers y of the balances that no flow which can only be zero would gain by
// leaving it.
void prove_still(const Circulation& circulation, const Solution& free, Large<double>& y);

// The answer on the structure that says what follows from what: flows at zero fixed there, the others as they were.
void conditional(Solution& out, const Solution& free);

}  // namespace huishou::network
