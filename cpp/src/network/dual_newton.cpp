// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/dual_newton.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "huishou/base/error.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

constexpr Index kHalvings = 60;
constexpr double kSolved = 1e-13;  // relative residual of every balance: well below kClosure
constexpr double kEnough = 1e-6;   // where a whole step no longer halves it: the set at zero is found, the rest is rounding of multipliers
constexpr Index kPolishes = 30;
// A share of each diagonal entry added to H, so that a balance whose flows are all held at zero still has a step.
// Refinement has found which balances those are, and pivots of a pure network lose nothing to a share far below their rounding.
constexpr double kRidge = 1e-10;
constexpr double kRefiningRidge = 1e-15;
// Shares of what was added up, within which a proof that there is no answer holds.
constexpr double kProof = 1e-6;
constexpr double kEndless = 1e100;  // no multiplier of an answer is so large

}  // namespace

void DualNewton::refuse_infeasible() {
  throw Error(ErrorKind::kReconcile, "infeasible", "No flows of zero or more satisfy the balances.",
              "Let a flow be negative (nonnegative=False), or correct the fixed flows and right-hand sides.");
}

DualNewton::DualNewton(Solution& solution, std::span<const std::uint8_t> bounded, const Circulation& circulation)
    : solution_(solution), s_(*solution.structure), bound_(bounded.begin(), bounded.end()), full_(s_.diagonal(solution.variance)),
      free_variance_(solution.variance), start_(solution.measured), circulation_(circulation) {
  for (std::size_t f = 0; f < start_.size(); ++f) {
    if (circulation.holds(f)) start_[f] = free_variance_[f] = 0.0;
  }
  Large<double> given = solution.measured;
  for (Index f = 0; f < s_.flows(); ++f) {
    if (s_.roles[at(f)] == Role::kMeasured) given[at(f)] = std::max(std::abs(given[at(f)]), std::sqrt(solution.variance[at(f)]));
    else bound_[at(f)] = 0;
  }
  scale_ = reduced_residual(solution, given).scale;
}

bool DualNewton::run(Index steps) {
  Large<double>& y = solution_.multiplier;
  double before = std::numeric_limits<double>::infinity();
  double length = 1.0;
  Large<double> last;
  for (Index step = 0; step < steps; ++step) {
    const Product residual = at_multipliers(y);
    const double now = share(residual);
    if (now <= kSolved) return true;
    if (now <= kEnough && now > 0.5 * before && length >= 1.0) break;
    before = now;
    Large<double> direction = newton(residual, false);
    double slope = 0.0;
    for (std::size_t r = 0; r < direction.size(); ++r) slope += direction[r] * residual.value[r];
    length = searched(y, direction, slope);
    ++solution_.rounds;
    bool moved = false;
    double largest = 0.0;
    last = std::move(direction);
    for (std::size_t r = 0; r < y.size(); ++r) {
      const double before_step = y[r];
      y[r] += last[r] *= length;
      moved = moved || y[r] != before_step;
      largest = std::max(largest, std::abs(y[r]));
    }
    if (!moved || !(largest < kEndless)) break;
  }
  if (polished()) return true;
  // Where there is no answer multipliers grow without end: what proves it is where they go, or how they go on.
  if (proves_none(y) || (!last.empty() && proves_none(last))) refuse_infeasible();
  return false;
}

// x(y) into the solution; A x - c.
Product DualNewton::at_multipliers(std::span<const double> y) {
  for (Index f = 0; f < s_.flows(); ++f) {
    double sum = 0.0;
    for (const Entry entry : s_.by_flow.row(f)) sum += entry.value * y[at(entry.column)];
    const double x = start_[at(f)] - free_variance_[at(f)] * sum;
    const auto held = static_cast<std::uint8_t>(x <= 0.0 ? bound_[at(f)] : 0);
    solution_.at_zero[at(f)] = held;
    solution_.x[at(f)] = held == 0 ? x : 0.0;
  }
  return reduced_residual(solution_, solution_.x);
}

// The largest residual, relative to the tonnes in its balance now or as measured.
double DualNewton::share(const Product& residual) const {
  double out = 0.0;
  for (std::size_t r = 0; r < residual.value.size(); ++r) {
    const double scale = std::max(residual.scale[r], scale_[r]);
    if (scale > 0.0) out = std::max(out, std::abs(residual.value[r]) / scale);
  }
  return out;
}

// Corrections of the flows themselves, those at zero left there: steps of refinement as `reconcile` takes them. Whether all balances close.
bool DualNewton::polished() {
  Product residual = at_multipliers(solution_.multiplier);
  for (Index round = 0; round < kPolishes && share(residual) > kSolved; ++round) {
    const Large<double> direction = newton(residual, true);
    for (Index f = 0; f < s_.flows(); ++f) {
      if (solution_.variance[at(f)] == 0.0) continue;
      double& x = solution_.x[at(f)];
      x -= solution_.variance[at(f)] * s_.gathered_at(f, direction);
      if (bound_[at(f)] && x < 0.0) {
        x = 0.0;
        solution_.at_zero[at(f)] = 1;
      }
    }
    for (std::size_t r = 0; r < direction.size(); ++r) solution_.multiplier[r] += direction[r];
    residual = reduced_residual(solution_, solution_.x);
  }
  return share(residual) <= kClosure;
}

Large<double> DualNewton::newton(const Product& residual, bool refining) {
  for (Index f = 0; f < s_.flows(); ++f) solution_.variance[at(f)] = solution_.at_zero[at(f)] ? 0.0 : free_variance_[at(f)];
  Normal normal = s_.normal(solution_.variance);
  Large<double>& raised = normal.laplacian ? normal.excess : normal.diagonal;
  for (std::size_t k = 0; k < raised.size(); ++k) raised[k] += (normal.laplacian && refining ? kRefiningRidge : kRidge) * full_[k];
  solution_.factor = std::make_shared<const Factor>(s_.pattern, std::move(normal));
  Large<double> direction = residual.value;
  solution_.factor->solve(direction);
  return direction;
}

// The slope of the dual function along `direction`, -(A x - c)' direction, rises; the step goes to where it meets zero.
double DualNewton::searched(std::span<const double> y, std::span<const double> direction, double slope) {
  Large<double> trial(y.size());
  const auto slope_at = [&](double t) {
    for (std::size_t r = 0; r < trial.size(); ++r) trial[r] = y[r] + t * direction[r];
    const Product residual = at_multipliers(trial);
    double sum = 0.0;
    for (std::size_t r = 0; r < trial.size(); ++r) sum += residual.value[r] * direction[r];
    return sum;
  };
  // The slope falls along the step and changes sign where it ends: bracketed, then met by false position, in which an end that
  // stays counts half (Dowell, Jarratt 1971, BIT 11, 168).
  double low = 0.0;
  double above = slope;
  double high = 1.0;
  double below = slope_at(high);
  const double enough = 0.3 * std::abs(slope);
  for (Index i = 0; i < kHalvings && below > enough; ++i) {
    low = std::exchange(high, 4.0 * high);
    above = std::exchange(below, slope_at(high));
  }
  if (below >= -enough) return high;  // where there is no answer the slope never ends
  int stayed = 0;
  for (Index i = 0; i < kHalvings; ++i) {
    const double middle = i % 4 == 3 ? 0.5 * (low + high) : low + (high - low) * above / (above - below);
    const double here = slope_at(middle);
    if (std::abs(here) <= enough) return middle;
    if (here > 0.0) {
      low = middle;
      above = here;
      if (stayed > 0) below *= 0.5;
      stayed = 1;
    } else {
      high = middle;
      below = here;
      if (stayed < 0) above *= 0.5;
      stayed = -1;
    }
  }
  return low > 0.0 ? low : high;
}

// y proves that there is no answer when A' y >= 0 on bounded flows, = 0 on free ones, and c' y is less than what fixed flows have of it
// (signs as x = xm - V A' y has them).
bool DualNewton::proves_none(std::span<const double> y) const {
  const Large<double> right = s_.elimination.applied(solution_.right);
  double largest = 0.0;
  double against = 0.0;
  double claimed = 0.0;
  double size = 0.0;
  for (std::size_t r = 0; r < y.size(); ++r) {
    claimed += y[r] * right[at(s_.elimination.rows[r])];
    size += std::abs(y[r] * right[at(s_.elimination.rows[r])]);
    for (const Entry entry : s_.elimination.reduced().row(static_cast<Index>(r))) {
      if (s_.roles[at(entry.column)] != Role::kFixed) continue;
      const double had = entry.value * y[r] * solution_.measured[at(entry.column)];
      claimed -= had;
      size += std::abs(had);
    }
  }
  for (Index f = 0; f < s_.flows(); ++f) {
    if (s_.roles[at(f)] != Role::kMeasured || circulation_.holds(at(f))) continue;
    const double pull = s_.gathered_at(f, y);
    double scale = 0.0;
    for (const Entry entry : s_.by_flow.row(f)) scale += std::abs(entry.value * y[at(entry.column)]);
    largest = std::max(largest, scale);
    against = std::max(against, bound_[at(f)] ? -pull : std::abs(pull));
  }
  return largest > 0.0 && against <= kProof * largest && claimed < -kProof * size;
}

}  // namespace huishou::network
