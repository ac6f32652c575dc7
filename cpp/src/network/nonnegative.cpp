// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/nonnegative.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "huishou/base/error.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

constexpr Index kSteps = 200;
constexpr Index kHalvings = 60;
constexpr double kSolved = 1e-13;  // relative residual of every balance: well below kClosure
constexpr double kEnough = 1e-11;  // where a step no longer halves it
// A share of each diagonal entry added to H, so that a balance whose flows are all held at zero still has a step.
constexpr double kRidge = 1e-10;
// Below zero by no more than this share of the tonnes around is rounding.
constexpr double kZero = 1e-12;

class Bounded {
 public:
  Bounded(Solution& solution, std::span<const std::uint8_t> bounded)
      : solution_(solution), s_(*solution.structure), bounded_(bounded), full_(s_.normal(solution.variance)), free_variance_(solution.variance) {
    std::vector<double> given = solution.measured;
    for (Index f = 0; f < s_.flows(); ++f) given[at(f)] = s_.roles[at(f)] == Role::kUnmeasured ? 0.0 : given[at(f)];
    scale_ = reduced_residual(solution, given).scale;
  }

  // Newton from the multipliers in `solution`.
  void run() {
    std::vector<double>& y = solution_.multiplier;
    double before = std::numeric_limits<double>::infinity();
    for (Index step = 0; step < kSteps; ++step) {
      const Product residual = at_multipliers(y);
      const double now = share(residual);
      if (now <= kSolved || (now <= kEnough && now > 0.5 * before)) return;
      before = now;
      std::vector<double> direction = newton(residual);
      double slope = 0.0;
      for (std::size_t r = 0; r < direction.size(); ++r) slope += direction[r] * residual.value[r];
      const double length = searched(y, direction, slope);
      const std::vector<double> old = y;
      for (std::size_t r = 0; r < y.size(); ++r) y[r] += length * direction[r];
      ++solution_.rounds;
      if (y == old) break;
    }
    const Product last = at_multipliers(y);
    if (share(last) <= kClosure) return;
    refuse();
  }

 private:
  // x(y) into the solution; A x - c.
  Product at_multipliers(std::span<const double> y) {
    for (Index f = 0; f < s_.flows(); ++f) {
      if (s_.roles[at(f)] != Role::kMeasured) continue;
      const double x = solution_.measured[at(f)] - free_variance_[at(f)] * s_.gathered_at(f, y);
      const bool held = bounded_[at(f)] && x <= 0.0;
      solution_.x[at(f)] = held ? 0.0 : x;
      solution_.at_zero[at(f)] = held ? 1 : 0;
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

  std::vector<double> newton(const Product& residual) {
    for (Index f = 0; f < s_.flows(); ++f) solution_.variance[at(f)] = solution_.at_zero[at(f)] ? 0.0 : free_variance_[at(f)];
    Normal normal = s_.normal(solution_.variance);
    for (std::size_t k = 0; k < normal.diagonal.size(); ++k) {
      normal.diagonal[k] += kRidge * full_.diagonal[k];
      if (normal.laplacian) normal.excess[k] += kRidge * full_.diagonal[k];
    }
    solution_.factor = Factor(s_.pattern, normal);
    std::vector<double> direction = residual.value;
    solution_.factor.solve(direction);
    return direction;
  }

  // The slope of the dual function along `direction`, -(A x - c)' direction, rises; the step goes to where it meets zero.
  double searched(std::span<const double> y, std::span<const double> direction, double slope) {
    std::vector<double> trial(y.size());
    const auto slope_at = [&](double t) {
      for (std::size_t r = 0; r < trial.size(); ++r) trial[r] = y[r] + t * direction[r];
      const Product residual = at_multipliers(trial);
      double sum = 0.0;
      for (std::size_t r = 0; r < trial.size(); ++r) sum += residual.value[r] * direction[r];
      return sum;
    };
    // The residual falls along the step; beyond its zero it changes sign.
    double low = 0.0;
    double high = 1.0;
    double now = slope_at(high);
    if (std::abs(now) <= 0.1 * std::abs(slope)) return high;
    for (Index i = 0; i < kHalvings && now > 0.0; ++i) {
      low = high;
      high *= 4.0;
      now = slope_at(high);
    }
    for (Index i = 0; i < kHalvings; ++i) {
      const double middle = 0.5 * (low + high);
      const double here = slope_at(middle);
      if (std::abs(here) <= 0.1 * std::abs(slope)) return middle;
      (here > 0.0 ? low : high) = middle;
    }
    return low > 0.0 ? low : high;
  }

  // y proves that there is no answer when A' y >= 0 on bounded flows, = 0 on free ones, and c' y < 0 (signs as x = xm - V A' y has them).
  void refuse() {
    const std::vector<double>& y = solution_.multiplier;
    const std::vector<double> pull = s_.gathered(y);
    double largest = 0.0;
    double against = 0.0;
    for (Index f = 0; f < s_.flows(); ++f) {
      if (s_.roles[at(f)] != Role::kMeasured) continue;
      double scale = 0.0;
      for (const Entry& entry : s_.by_flow.row(f)) scale += std::abs(entry.value * y[at(entry.column)]);
      largest = std::max(largest, scale);
      against = std::max(against, bounded_[at(f)] ? -pull[at(f)] : std::abs(pull[at(f)]));
    }
    if (largest > 0.0 && against <= 1e-6 * largest) {
      throw Error(ErrorKind::kReconcile, "infeasible", "No flows of zero or more satisfy the balances.",
                  "Let a flow be negative (nonnegative=False), or correct the fixed flows and right-hand sides.");
    }
    throw Error(ErrorKind::kReconcile, "not_converged", "The bounds could not be settled.",
                "Reconcile with nonnegative=False and look at the flows below zero.");
  }

  Solution& solution_;
  const Structure& s_;
  std::span<const std::uint8_t> bounded_;
  Normal full_;
  std::vector<double> free_variance_;
  std::vector<double> scale_;
};

// What counts as zero for each flow: a share of the tonnes in the smallest of its balances.
std::vector<double> zeros(const Solution& solution) {
  const Constraints& balances = solution.structure->balances();
  const Product answer = product(balances, solution.x);
  std::vector<double> out(at(balances.columns), 0.0);
  for (Index r = 0; r < balances.rows(); ++r) {
    if (std::isnan(answer.scale[at(r)])) continue;
    const double zero = kZero * (answer.scale[at(r)] + std::abs(solution.right[at(r)]));
    for (const Entry& entry : balances.row(r)) {
      double& mine = out[at(entry.column)];
      mine = mine == 0.0 ? zero : std::min(mine, zero);
    }
  }
  return out;
}

// Multipliers of the bounds, A' y - xm / v (unmeasured flows have no second part), each relative to what it is the sum of: the least of them.
double least_multiplier(const Solution& solution, std::span<const double> pull, std::span<const double> scale, std::span<const double> sd) {
  double least = 0.0;
  for (std::size_t f = 0; f < pull.size(); ++f) {
    if (!solution.at_zero[f]) continue;
    const bool measured = solution.structure->roles[f] == Role::kMeasured;
    const double own = measured ? solution.measured[f] / (sd[f] * sd[f]) : 0.0;
    const double all = scale[f] + std::abs(own);
    if (all > 0.0) least = std::min(least, (pull[f] - own) / all);
  }
  return least;
}

}  // namespace

Solution nonnegative(const Solution& free, std::span<const double> sd, std::span<const std::uint8_t> bounded) {
  const Structure& original = *free.structure;
  for (std::size_t f = 0; f < bounded.size(); ++f) {
    if (bounded[f] && original.roles[f] == Role::kFixed && free.measured[f] < 0.0) {
      throw Error(ErrorKind::kReconcile, "fixed_negative", "A fixed flow is negative.", "Give it a standard deviation above 0, or turn it round.")
          .in_column("x").at_row(static_cast<Index>(f));
    }
  }
  std::vector<std::uint8_t> held(bounded.size(), 0);  // unmeasured flows at zero
  for (Index round = 0; round < kSteps; ++round) {
    std::vector<Role> roles = original.roles;
    std::vector<double> measured = free.measured;
    bool any = false;
    for (std::size_t f = 0; f < held.size(); ++f) {
      if (!held[f]) continue;
      roles[f] = Role::kFixed;
      measured[f] = 0.0;
      any = true;
    }
    Solution out = any ? reconcile(std::make_shared<const Structure>(original.given, roles), measured, sd, free.right) : free;
    out.rounds = round;
    bool negative = false;
    for (std::size_t f = 0; f < bounded.size(); ++f) negative = negative || (roles[f] == Role::kMeasured && bounded[f] && out.x[f] < 0.0);
    if (negative) {
      Bounded(out, bounded).run();
      for (std::size_t f = 0; f < bounded.size(); ++f) {
        if (out.at_zero[f]) out.variance[f] = 0.0;
      }
      out.factor = Factor(out.structure->pattern, out.structure->normal(out.variance));
      out.rank = out.factor.rank();
      finish(out);
    }
    // Multipliers in original rows tell whether an unmeasured flow may leave zero again.
    const std::vector<double> y = out.structure->elimination.returned(out.multiplier, original.balances().rows());
    std::vector<double> pull(bounded.size(), 0.0);
    std::vector<double> scale(bounded.size(), 0.0);
    for (Index r = 0; r < original.balances().rows(); ++r) {
      for (const Entry& entry : original.balances().row(r)) {
        pull[at(entry.column)] += entry.value * y[at(r)];
        scale[at(entry.column)] += std::abs(entry.value * y[at(r)]);
      }
    }
    const std::vector<double> zero = zeros(out);
    bool changed = false;
    const bool single = round > 10;  // sets that come back are settled one flow at a time
    for (std::size_t f = 0; f < held.size() && !(single && changed); ++f) {
      if (original.roles[f] != Role::kUnmeasured || std::isnan(out.x[f])) continue;
      if (!held[f] && out.x[f] < -zero[f] && bounded[f]) {
        held[f] = 1;
        changed = true;
      } else if (held[f] && pull[f] < -kZero * scale[f]) {
        held[f] = 0;
        changed = true;
      }
    }
    if (changed) continue;
    for (std::size_t f = 0; f < held.size(); ++f) {
      if (held[f]) out.at_zero[f] = 1;
      if (!held[f] && original.roles[f] == Role::kUnmeasured && bounded[f] && out.x[f] < 0.0) out.x[f] = 0.0;  // rounding: at most kZero of the tonnes
    }
    out.dual = least_multiplier(out, pull, scale, sd);
    return out;
  }
  throw Error(ErrorKind::kReconcile, "not_converged", "The bounds of unmeasured flows could not be settled.",
              "Reconcile with nonnegative=False and look at the flows below zero.");
}

}  // namespace huishou::network
