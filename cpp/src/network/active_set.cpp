// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/active_set.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "huishou/base/error.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

constexpr double kNoise = 1e-6;
constexpr double kGain = 1e-9;   // a relative multiplier further below zero is none of rounding

}  // namespace

Large<double> bound_multipliers(const Solution& free, std::span<const double> sd, std::span<const double> y) {
  const Constraints& balances = free.structure->balances();
  Large<double> out(at(balances.columns), 0.0);
  Large<double> scale(at(balances.columns), 0.0);
  for (Index r = 0; r < balances.rows(); ++r) {
    for (const Entry entry : balances.row(r)) {
      out[at(entry.column)] += entry.value * y[at(r)];
      scale[at(entry.column)] += std::abs(entry.value * y[at(r)]);
    }
  }
  double largest = 0.0;
  for (std::size_t f = 0; f < out.size(); ++f) {
    const double own = free.structure->roles[f] == Role::kMeasured ? free.measured[f] / (sd[f] * sd[f]) : 0.0;
    out[f] -= own;
    scale[f] += std::abs(own);
    largest = std::max(largest, scale[f]);
  }
  if (largest == 0.0) return out;
  for (std::size_t f = 0; f < out.size(); ++f) out[f] /= std::max(scale[f], kNoise * largest);
  return out;
}

std::optional<Solution> with_active_set(const Solution& free, std::span<const double> sd, std::span<const std::uint8_t> bounded,
                                        const Circulation& circulation, Large<std::uint8_t> zero, Large<double> y, Index most) {
  const Structure& original = *free.structure;
  for (std::size_t f = 0; f < zero.size(); ++f) zero[f] = zero[f] || circulation.holds(f);
  for (Index round = 0; round < most; ++round) {
    std::vector<Role> roles = original.roles;
    Large<double> measured = free.measured;
    Large<double> spread(sd.begin(), sd.end());
    for (std::size_t f = 0; f < zero.size(); ++f) {
      if (!zero[f]) continue;
      roles[f] = Role::kFixed;
      measured[f] = spread[f] = 0.0;
    }
    std::optional<Solution> out;
    try {
      out = reconcile(std::make_shared<const Structure>(original.given, std::move(roles)), measured, spread, free.right, nullptr, y);
    } catch (const Error&) {
      return std::nullopt;  // the set was wrong: its balances contradict each other, or do not close
    }
    out->rounds = round + 1;
    y = out->structure->elimination.returned(out->multiplier, original.balances().rows());
    const Large<double> gain = bound_multipliers(free, sd, y);
    bool changed = false;
    for (std::size_t f = 0; f < zero.size(); ++f) {
      const bool joins = !zero[f] && bounded[f] && out->x[f] < 0.0;
      const bool leaves = zero[f] && !circulation.holds(f) && gain[f] < -kGain;
      if (!joins && !leaves) continue;
      zero[f] = joins ? 1 : 0;
      changed = true;
    }
    if (changed) continue;
    out->multiplier = std::move(y);
    out->at_zero = std::move(zero);
    return out;
  }
  return std::nullopt;
}

void prove_still(const Circulation& circulation, const Solution& free, std::span<const double> sd, Large<double>& y) {
  if (circulation.still.empty()) return;
  const Constraints& balances = free.structure->balances();
  Large<double> rise(at(balances.columns), 0.0);
  Large<double> pull(at(balances.columns), 0.0);
  for (Index r = 0; r < balances.rows(); ++r) {
    for (const Entry entry : balances.row(r)) {
      rise[at(entry.column)] += entry.value * circulation.potential[at(r)];
      pull[at(entry.column)] += entry.value * y[at(r)];
    }
  }
  double needed = 0.0;
  for (std::size_t f = 0; f < rise.size(); ++f) {
    if (!circulation.holds(f)) continue;
    const double own = free.structure->roles[f] == Role::kMeasured ? free.measured[f] / (sd[f] * sd[f]) : 0.0;
    needed = std::max(needed, (own - pull[f]) / rise[f]);
  }
  for (std::size_t r = 0; r < y.size(); ++r) y[r] += needed * circulation.potential[r];
}

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

}  // namespace huishou::network
