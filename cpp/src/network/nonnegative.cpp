// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/nonnegative.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "huishou/base/error.hpp"
#include "huishou/network/active_set.hpp"
#include "huishou/network/circulation.hpp"
#include "huishou/network/dual_newton.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

constexpr Index kSteps = 200;      // proximal ones
constexpr Index kTrial = 30;       // where there is room ten are usual
constexpr Index kFew = 20;         // where one flow in so many is below zero, two or three sets tried are enough; where more are, the search is faster
// An unmeasured flow that moves less than this share of its reach stands still.
constexpr double kStill = 1e-12;
constexpr double kDrift = 1e-9;    // and so does one that goes on as fast as before: what moves it is rounding
constexpr double kReach = 10.0;
// A flow held at zero whose multiplier is further below zero would gain by leaving it: that is no answer.
constexpr double kOptimal = 1e-6;
// Where a step gains less than a tenth, the next one may go this much further, up to kFurthest times as far as the first.
constexpr double kFurther = 10.0;
constexpr double kFurthest = 1e3;

[[noreturn]] void refuse_unsettled() {
  throw Error(ErrorKind::kReconcile, "not_converged", "The bounds could not be settled.", "Reconcile with nonnegative=False and look at the flows below zero.");
}

// How far an unmeasured flow may move in one step: kReach times the largest error or flow it meets. Larger ones would need fewer steps and lose digits.
Large<double> reaches(const Solution& free) {
  const Constraints& balances = free.structure->balances();
  double largest = 0.0;
  Large<double> of_row(at(balances.rows()), 0.0);
  for (Index r = 0; r < balances.rows(); ++r) {
    double& mine = of_row[at(r)];
    mine = std::abs(free.right[at(r)]);
    for (const Entry entry : balances.row(r)) {
      if (free.structure->roles[at(entry.column)] == Role::kUnmeasured) continue;
      mine = std::max({mine, free.sd[at(entry.column)], std::abs(free.measured[at(entry.column)])});
    }
    largest = std::max(largest, mine);
  }
  Large<double> out(at(balances.columns), 0.0);
  for (Index r = 0; r < balances.rows(); ++r) {
    for (const Entry entry : balances.row(r)) out[at(entry.column)] = std::max(out[at(entry.column)], of_row[at(r)]);
  }
  for (double& reach : out) reach = kReach * (reach > 0.0 ? reach : largest > 0.0 ? largest : 1.0);
  return out;
}

// Unmeasured flows as measured ones without weight: each step may move them from where they are at a small cost, until none moves
// (the proximal point method; Rockafellar 1976, SIAM J. Control Optim. 14, 877). Where the same ones are at zero twice, the rest is tried exactly.
Solution with_unmeasured(const Solution& free, std::span<const std::uint8_t> bounded, const Circulation& circulation) {
  const Structure& original = *free.structure;
  std::vector<Role> roles = original.roles;
  Large<double> measured = free.measured;
  Large<double> spread = free.sd;
  const Large<double> reach = reaches(free);
  for (std::size_t f = 0; f < roles.size(); ++f) {
    if (roles[f] != Role::kUnmeasured) continue;
    roles[f] = Role::kMeasured;
    spread[f] = reach[f];
    measured[f] = std::isnan(free.x[f]) ? 0.0 : bounded[f] ? std::max(0.0, free.x[f]) : free.x[f];
  }
  const auto structure = std::make_shared<const Structure>(original.given, std::move(roles));
  Large<double> y = original.elimination.returned(free.multiplier, original.balances().rows());
  Index rounds = 0;
  double further = 1.0;
  double before = std::numeric_limits<double>::infinity();
  Large<std::uint8_t> zero;
  for (Index step = 0; step < kSteps; ++step) {
    Solution out = begun(structure, measured, spread, free.right);
    out.multiplier = y;
    if (!DualNewton(out, bounded, circulation).run()) refuse_unsettled();
    rounds += out.rounds;
    out.rounds = rounds;
    double moved = 0.0;
    for (std::size_t f = 0; f < measured.size(); ++f) {
      if (original.roles[f] != Role::kUnmeasured) continue;
      moved = std::max(moved, std::abs(out.x[f] - measured[f]) / reach[f]);
      measured[f] = out.x[f];
    }
    y = out.multiplier;
    if (out.at_zero == zero) {
      if (std::optional<Solution> exact = with_active_set(free, bounded, circulation, zero, y)) {
        exact->rounds += rounds;
        return std::move(*exact);
      }
    }
    zero = out.at_zero;
    if (moved <= kStill || (moved <= kDrift && moved > 0.9 * before)) {
      Large<double> scale = measured_scale(out);
      for (std::size_t f = 0; f < scale.size(); ++f) {
        if (original.roles[f] == Role::kUnmeasured) scale[f] = std::max(scale[f], reach[f] / kReach);
      }
      check_closure(out, scale);
      return out;
    }
    if (moved > 0.9 * before && further < kFurthest) {
      further *= kFurther;
      for (std::size_t f = 0; f < spread.size(); ++f) spread[f] = original.roles[f] == Role::kUnmeasured ? reach[f] * further : spread[f];
    }
    before = moved;
  }
  throw Error(ErrorKind::kReconcile, "not_converged", "The bounds of unmeasured flows could not be settled.",
              "Reconcile with nonnegative=False and look at the flows below zero.");
}

// Whether flows without a value can be zero or more while all others are as they are: solved for them alone, from what they meet.
bool leaves_room(const Solution& free, std::span<const std::uint8_t> bounded) {
  const Structure& original = *free.structure;
  std::vector<Role> roles(original.roles.size(), Role::kFixed);
  Large<double> measured = free.x;
  Large<double> spread(roles.size(), 0.0);
  const Large<double> reach = reaches(free);
  for (std::size_t f = 0; f < roles.size(); ++f) {
    if (!std::isnan(free.x[f])) continue;
    roles[f] = Role::kMeasured;
    spread[f] = reach[f];
    measured[f] = reach[f] / kReach;
  }
  Solution trial = begun(std::make_shared<const Structure>(original.given, std::move(roles)), measured, spread, free.right);
  const Circulation still = circulation(*trial.structure, bounded, measured, free.right);
  if (still.contradictory) return false;
  trial.multiplier.assign(at(original.balances().rows()), 0.0);
  try {
    return DualNewton(trial, bounded, still).run(kTrial);
  } catch (const Error&) {
    return false;
  }
}

Solution bounded_answer(const Solution& free, std::span<const std::uint8_t> bounded, const Circulation& circulation, bool plain) {
  // The flows below zero are nearly those that will be at zero. A flow without a value has to be zero or more somehow, which no set tells.
  Large<std::uint8_t> zero(bounded.size(), 0);
  bool all_follow = true;
  Index below = 0;
  for (std::size_t f = 0; f < bounded.size(); ++f) {
    zero[f] = bounded[f] && free.x[f] < 0.0;
    below += zero[f];
    all_follow = all_follow && !(bounded[f] && std::isnan(free.x[f]));
  }
  if (all_follow && (!plain || below * kFew <= static_cast<Index>(bounded.size()))) {
    const Large<double> y = free.structure->elimination.returned(free.multiplier, free.structure->balances().rows());
    if (std::optional<Solution> exact = with_active_set(free, bounded, circulation, zero, y)) return std::move(*exact);
  }
  Solution out = free;
  if (!plain && below == 0 && leaves_room(free, bounded)) {
    out.multiplier = free.structure->elimination.returned(free.multiplier, free.structure->balances().rows());
    return out;
  }
  if (!plain) return with_unmeasured(free, bounded, circulation);
  if (!DualNewton(out, bounded, circulation).run()) {
    if (std::optional<Solution> exact = with_active_set(free, bounded, circulation, out.at_zero, out.multiplier)) return std::move(*exact);
    refuse_unsettled();
  }
  check_closure(out, measured_scale(out));
  return out;
}

// The least multiplier of a flow at zero.
double least_gain(const Solution& out, const Solution& free) {
  const Large<double> gain = bound_multipliers(free, out.multiplier);
  double least = 0.0;
  for (std::size_t f = 0; f < gain.size(); ++f) least = out.at_zero[f] ? std::min(least, gain[f]) : least;
  return least;
}

}  // namespace

Solution nonnegative(const Solution& free, std::span<const std::uint8_t> bounded) {
  const Structure& original = *free.structure;
  bool plain = true;
  for (std::size_t f = 0; f < bounded.size(); ++f) {
    plain = plain && original.roles[f] != Role::kUnmeasured;
    if (bounded[f] && original.roles[f] == Role::kFixed && free.measured[f] < 0.0) {
      throw Error(ErrorKind::kReconcile, "fixed_negative", "A fixed flow is negative.", "Give it a standard deviation above 0, or turn it round.")
          .in_column("x").at_row(static_cast<Index>(f));
    }
  }
  const Circulation still = circulation(original, bounded, free.measured, free.right);
  if (still.contradictory) DualNewton::refuse_infeasible();
  Solution out = bounded_answer(free, bounded, still, plain);
  prove_still(still, free, out.multiplier);
  out.dual = least_gain(out, free);
  if (out.dual < -kOptimal) {
    std::optional<Solution> exact = with_active_set(free, bounded, still, out.at_zero, out.multiplier);
    if (!exact) refuse_unsettled();
    out = std::move(*exact);
    prove_still(still, free, out.multiplier);
    out.dual = least_gain(out, free);
  }
  conditional(out, free);
  return out;
}

}  // namespace huishou::network
