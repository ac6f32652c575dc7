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

// What the measurement of a flow has of the multiplier of its bound; nothing where it was not measured.
double own_part(const Solution& free, std::size_t flow) {
  return free.structure->roles[flow] == Role::kMeasured ? free.measured[flow] / (free.sd[flow] * free.sd[flow]) : 0.0;
}

}  // namespace

Large<double> bound_multipliers(const Solution& free, std::span<const double> y) {
  auto [out, scale] = transposed_product(free.structure->balances(), y);
  double largest = 0.0;
  for (std::size_t f = 0; f < out.size(); ++f) {
    const double own = own_part(free, f);
    out[f] -= own;
    scale[f] += std::abs(own);
    largest = std::max(largest, scale[f]);
  }
  if (largest == 0.0) return out;
  for (std::size_t f = 0; f < out.size(); ++f) out[f] /= std::max(scale[f], kNoise * largest);
  return out;
}

std::optional<Solution> with_active_set(const Solution& free, std::span<const std::uint8_t> bounded,
                                        const Circulation& circulation, Large<std::uint8_t> zero, Large<double> y, Index most) {
  const Structure& original = *free.structure;
  for (std::size_t f = 0; f < zero.size(); ++f) zero[f] = zero[f] || circulation.holds(f);
  for (Index round = 0; round < most; ++round) {
    std::vector<Role> roles = original.roles;
    Large<double> measured = free.measured;
    Large<double> spread = free.sd;
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
    const Large<double> gain = bound_multipliers(free, y);
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

void prove_still(const Circulation& circulation, const Solution& free, Large<double>& y) {
  if (circulation.still.empty()) return;
  const Large<double> rise = transposed_product(free.structure->balances(), circulation.potential).value;
  const Large<double> pull = transposed_product(free.structure->balances(), y).value;
  double needed = 0.0;
  for (std::size_t f = 0; f < rise.size(); ++f) {
    if (circulation.holds(f)) needed = std::max(needed, (own_part(free, f) - pull[f]) / rise[f]);
  }
  for (std::size_t r = 0; r < y.size(); ++r) y[r] += needed * circulation.potential[r];
}

void conditional(Solution& out, const Solution& free) {
  const Structure& original = *free.structure;
  std::vector<Role> roles = original.roles;
  for (std::size_t f = 0; f < roles.size(); ++f) {
    const bool unmeasured = original.roles[f] == Role::kUnmeasured;
    if (unmeasured && out.at_zero[f]) roles[f] = Role::kFixed;
    if (unmeasured && original.kinds[f] == Kind::kUnobservable) out.x[f] = std::numeric_limits<double>::quiet_NaN();
    out.variance[f] = original.roles[f] == Role::kMeasured && !out.at_zero[f] ? free.sd[f] * free.sd[f] : 0.0;
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
