// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// What is known of reconciled flows: V_x = V - V A' H^-1 A V, read from the selected inverse of H, for every flow; and what the
// residuals say about each measurement. With a the column of a flow, d = a' H^-1 r and C = a' H^-1 a:
//
//   variance  v - v^2 C          generalised likelihood ratio of a bias  d^2 / C,  its estimate  d / C
//   measurement test  |d| / sqrt(C), the root of the same ratio        (Narasimhan, Jordache 2000, eqs 7-29 to 7-32)
//
// Where v C is so near to 1, or the entries of the inverse so large, that the difference loses its digits, the variance is
// that of the other flows of one of its balances, and C comes from a solve with the factor: both add squares only.
#pragma once

#include <vector>

#include "huishou/network/reconcile.hpp"

namespace huishou::network {

struct Posterior {
  Large<double> variance;  // of every reconciled flow: 0 where fixed or held at zero, NaN where unobservable
  Large<double> d;         // a' H^-1 r, NaN where the flow is in no reduced balance or not measured
  Large<double> c;         // a' H^-1 a
};

Posterior posterior(const Solution& solution);

// Covariances of k sums of reconciled flows, row-major k x k; weights: k rows of one weight a flow. NaN where a sum has an unobservable flow.
Large<double> covariance(const Solution& solution, std::span<const double> weights, Index k);

// r_k / sqrt(H_kk) of every original balance; NaN where it was used up to find an unmeasured flow or holds no measured one.
Large<double> nodal_tests(const Solution& solution);

}  // namespace huishou::network
