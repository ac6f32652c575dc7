// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Reconciliation with x >= 0: min (x - xm)' V^-1 (x - xm) with A x = c and x >= 0 where asked.
//
// V is diagonal, so for given multipliers y of the balances the best flows are x(y) = max(0, xm - V A' y), and y solves the
// piecewise linear A x(y) = c: the gradient of a convex function, met by Newton steps whose matrix is A V A' over the flows that
// are not held at zero (an active set that changes as a whole), with a search along each step. The answer carries its own
// certificate: x >= 0 and the multipliers of the bounds >= 0 by construction, complementary by construction, A x = c measured.
// Unmeasured flows have no variance: they may move from where they are at a small cost, again and again until the same ones are at zero;
// the set is then tried exactly (active_set.hpp), as it is at once where few flows are below zero and all follow from the balances. What
// can only be zero (circulation.hpp) is taken out beforehand. Flows without a value are zero or more together with the others: bounded
// ones among them change the answer where nothing else would let them be.
//
// Throws infeasible where no x >= 0 satisfies the balances (y then proves it: A' y >= 0, c' y < 0; Farkas 1902), and
// not_converged where the steps end without either, or where a flow would gain by leaving zero.
#pragma once

#include "huishou/network/reconcile.hpp"

namespace huishou::network {

// `free`: the solution without bounds. bounded: 1 where a flow must not be negative.
Solution nonnegative(const Solution& free, std::span<const std::uint8_t> bounded);

}  // namespace huishou::network
