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

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

constexpr Index kSteps = 200;
constexpr Index kHalvings = 60;
constexpr double kSolved = 1e-13;  // relative residual of every balance: well below kClosure
constexpr double kEnough = 1e-6;   // where a whole step no longer halves it: the set at zero is found, the rest is rounding of multipliers
constexpr Index kPolishes = 30;
constexpr Index kFew = 20;         // where one flow in so many is below zero, two or three sets tried are enough; where more are, the search is faster
// A share of each diagonal entry added to H, so that a balance whose flows are all held at zero still has a step.
// Refinement has found which balances those are, and pivots of a pure network lose nothing to a share far below their rounding.
constexpr double kRidge = 1e-10;
constexpr double kRefiningRidge = 1e-15;
// An unmeasured flow that moves less than this share of its reach stands still.
constexpr double kStill = 1e-12;
constexpr double kDrift = 1e-9;    // and so does one that goes on as fast as before: what moves it is rounding
constexpr double kReach = 10.0;
// A flow held at zero whose multiplier is further below zero would gain by leaving it: that is no answer.
constexpr double kOptimal = 1e-6;
// Shares of what was added up, within which a proof that there is no answer holds.
constexpr double kProof = 1e-6;
constexpr double kEndless = 1e100;  // no multiplier of an answer is so large
// Where a step gains less than a tenth, the next one may go this much further, up to kFurthest times as far as the first.
constexpr double kFurther = 10.0;
constexpr double kFurthest = 1e3;

[[noreturn]] void refuse_infeasible() {
  throw Error(ErrorKind::kReconcile, "infeasible", "No flows of zero or more satisfy the balances.",
              "Let a flow be negative (nonnegative=False), or correct the fixed flows and right-hand sides.");
}

[[noreturn]] void refuse_unsettled() {
  throw Error(ErrorKind::kReconcile, "not_converged", "The bounds could not be settled.", "Reconcile with nonnegative=False and look at the flows below zero.");
}

class Bounded {
 public:
  Bounded(Solution& solution, std::span<const std::uint8_t> bounded, const Circulation& circulation)
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

  // Newton from the multipliers in `solution`; whether it came to an end. Throws infeasible where it proves that there is none.
  [[nodiscard]] bool run() {
    Large<double>& y = solution_.multiplier;
    double before = std::numeric_limits<double>::infinity();
    double length = 1.0;
    Large<double> last;
    for (Index step = 0; step < kSteps; ++step) {
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

 private:
  // x(y) into the solution; A x - c.
  Product at_multipliers(std::span<const double> y) {
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
  [[nodiscard]] double share(const Product& residual) const {
    double out = 0.0;
    for (std::size_t r = 0; r < residual.value.size(); ++r) {
      const double scale = std::max(residual.scale[r], scale_[r]);
      if (scale > 0.0) out = std::max(out, std::abs(residual.value[r]) / scale);
    }
    return out;
  }

  // Corrections of the flows themselves, those at zero left there: steps of refinement as `reconcile` takes them. Whether all balances close.
  bool polished() {
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

  Large<double> newton(const Product& residual, bool refining) {
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
  double searched(std::span<const double> y, std::span<const double> direction, double slope) {
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
    if (std::abs(below) <= enough) return high;
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
  [[nodiscard]] bool proves_none(std::span<const double> y) const {
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

  Solution& solution_;
  const Structure& s_;
  Large<std::uint8_t> bound_;  // 1 where a measured flow must not be negative
  Large<double> full_;         // diagonal of H with no flow held at zero
  Large<double> free_variance_;
  Large<double> start_;        // where flows are at multipliers of 0
  const Circulation& circulation_;
  Large<double> scale_;
};

// How far an unmeasured flow may move in one step: kReach times the largest error or flow it meets. Larger ones would need fewer steps and lose digits.
Large<double> reaches(const Solution& free, std::span<const double> sd) {
  const Constraints& balances = free.structure->balances();
  double largest = 0.0;
  Large<double> of_row(at(balances.rows()), 0.0);
  for (Index r = 0; r < balances.rows(); ++r) {
    double& mine = of_row[at(r)];
    mine = std::abs(free.right[at(r)]);
    for (const Entry entry : balances.row(r)) {
      if (free.structure->roles[at(entry.column)] == Role::kUnmeasured) continue;
      mine = std::max({mine, sd[at(entry.column)], std::abs(free.measured[at(entry.column)])});
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
Solution with_unmeasured(const Solution& free, std::span<const double> sd, std::span<const std::uint8_t> bounded, const Circulation& circulation) {
  const Structure& original = *free.structure;
  std::vector<Role> roles = original.roles;
  Large<double> measured = free.measured;
  Large<double> spread(sd.begin(), sd.end());
  const Large<double> reach = reaches(free, sd);
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
    if (!Bounded(out, bounded, circulation).run()) refuse_unsettled();
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
      if (std::optional<Solution> exact = with_active_set(free, sd, bounded, circulation, zero, y)) {
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

// The same answer on the structure that says what follows from what: flows at zero fixed there, the others as they were.
void conditional(Solution& out, const Solution& free, std::span<const double> sd) {
  const Structure& original = *free.structure;
  std::vector<Role> roles = original.roles;
  for (std::size_t f = 0; f < roles.size(); ++f) {
    const bool unmeasured = original.roles[f] == Role::kUnmeasured;
    if (unmeasured && out.at_zero[f]) roles[f] = Role::kFixed;
    if (unmeasured && original.kinds[f] == Kind::kUnobservable) out.x[f] = std::numeric_limits<double>::quiet_NaN();
    out.variance[f] = original.roles[f] == Role::kMeasured && !out.at_zero[f] ? sd[f] * sd[f] : 0.0;
  }
  out.sd = free.sd;
  const Large<double> y = out.multiplier;
  if (roles != out.structure->roles) out.structure = std::make_shared<const Structure>(original.given, std::move(roles));
  const Elimination& elimination = out.structure->elimination;
  for (std::size_t f = 0; f < free.measured.size(); ++f) out.measured[f] = out.structure->roles[f] == original.roles[f] ? free.measured[f] : 0.0;
  out.multiplier.clear();
  for (const Code row : elimination.rows) out.multiplier.push_back(y[at(row)]);
  out.residual = reduced_residual(out, out.measured).value;
  out.factor = std::make_shared<const Factor>(out.structure->pattern, out.structure->normal(out.variance));
  out.rank = out.factor->rank();
}

Solution bounded_answer(const Solution& free, std::span<const double> sd, std::span<const std::uint8_t> bounded, const Circulation& circulation, bool plain) {
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
    if (std::optional<Solution> exact = with_active_set(free, sd, bounded, circulation, zero, y)) return std::move(*exact);
  }
  if (!plain) return with_unmeasured(free, sd, bounded, circulation);
  Solution out = free;
  if (!Bounded(out, bounded, circulation).run()) {
    if (std::optional<Solution> exact = with_active_set(free, sd, bounded, circulation, out.at_zero, out.multiplier)) return std::move(*exact);
    refuse_unsettled();
  }
  check_closure(out, measured_scale(out));
  return out;
}

// The least multiplier of a flow at zero.
double least_gain(const Solution& out, const Solution& free, std::span<const double> sd) {
  const Large<double> gain = bound_multipliers(free, sd, out.multiplier);
  double least = 0.0;
  for (std::size_t f = 0; f < gain.size(); ++f) least = out.at_zero[f] ? std::min(least, gain[f]) : least;
  return least;
}

}  // namespace

Solution nonnegative(const Solution& free, std::span<const double> sd, std::span<const std::uint8_t> bounded) {
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
  if (still.contradictory) refuse_infeasible();
  Solution out = bounded_answer(free, sd, bounded, still, plain);
  prove_still(still, free, sd, out.multiplier);
  out.dual = least_gain(out, free, sd);
  if (out.dual < -kOptimal) {
    std::optional<Solution> exact = with_active_set(free, sd, bounded, still, out.at_zero, out.multiplier);
    if (!exact) refuse_unsettled();
    out = std::move(*exact);
    prove_still(still, free, sd, out.multiplier);
    out.dual = least_gain(out, free, sd);
  }
  conditional(out, free, sd);
  return out;
}

}  // namespace huishou::network
