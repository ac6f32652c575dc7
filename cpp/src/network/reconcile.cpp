// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/reconcile.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "huishou/base/error.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

constexpr Index kRefinements = 6;
constexpr double kRefined = 1e-3 * kClosure;  // one more step would be better still, and cost a tenth of all

double largest_share(const Product& residual) {
  double out = 0.0;
  for (std::size_t r = 0; r < residual.value.size(); ++r) {
    if (residual.scale[r] > 0.0) out = std::max(out, std::abs(residual.value[r]) / residual.scale[r]);
  }
  return out;
}

// Dependent balances must repeat what the others say.
void refuse_contradiction(const Solution& solution, const Product& residual) {
  const Pattern& pattern = *solution.structure->pattern;
  if (solution.rank == pattern.size) return;
  // Zero flows satisfy balances in which nothing is fixed: what is left then is rounding, and closing is checked in the end.
  bool given = std::any_of(solution.right.begin(), solution.right.end(), [](double c) { return c != 0.0; });
  for (std::size_t f = 0; f < solution.measured.size(); ++f) given = given || (solution.structure->roles[f] == Role::kFixed && solution.measured[f] != 0.0);
  if (!given) return;
  const Large<double> left = solution.factor->forward(residual.value);
  const Large<double> scale = solution.factor->forward_scale(residual.scale);
  for (Index k = 0; k < pattern.size; ++k) {
    if (!solution.factor->dependent(k) || std::abs(left[at(k)]) <= kClosure * scale[at(k)]) continue;
    const Code row = solution.structure->elimination.rows[at(pattern.order[at(k)])];
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", left[at(k)]);
    throw Error(ErrorKind::kReconcile, "contradictory", "No flows satisfy all balances: fixed flows or right-hand sides contradict each other.",
                "Give a fixed flow of this balance a standard deviation above 0, or correct the right-hand side.")
        .in_column("balance").at_row(row).with_value(text);
  }
}

}  // namespace

Solution begun(std::shared_ptr<const Structure> structure, std::span<const double> measured, std::span<const double> sd, std::span<const double> right) {
  Solution out;
  const auto flows = static_cast<std::size_t>(structure->flows());
  out.measured.assign(measured.begin(), measured.end());
  out.sd.assign(sd.begin(), sd.end());
  out.right.assign(right.begin(), right.end());
  out.variance.resize(flows);
  out.x.resize(flows);
  out.at_zero.assign(flows, 0);
  for (std::size_t f = 0; f < flows; ++f) {
    const bool unmeasured = structure->roles[f] == Role::kUnmeasured;
    out.x[f] = unmeasured ? 0.0 : measured[f];
    out.variance[f] = unmeasured ? 0.0 : sd[f] * sd[f];
  }
  out.structure = std::move(structure);
  return out;
}

Product reduced_residual(const Solution& solution, std::span<const double> x) {
  const Elimination& elimination = solution.structure->elimination;
  Product out = product(elimination.reduced(), x);
  const Large<double> right = elimination.applied(solution.right);
  const Large<double> scale = elimination.applied_scale(solution.right);
  for (std::size_t r = 0; r < out.value.size(); ++r) {
    out.value[r] -= right[at(elimination.rows[r])];
    out.scale[r] += scale[at(elimination.rows[r])];
  }
  return out;
}

void check_closure(Solution& solution, std::span<const double> scale) {
  const Product answer = product(solution.structure->balances(), solution.x);
  const Product sizes = product(solution.structure->balances(), scale);
  solution.closure = 0.0;
  for (std::size_t r = 0; r < answer.value.size(); ++r) {
    const double left = std::abs(answer.value[r] - solution.right[r]);
    const double size = std::max(answer.scale[r], sizes.scale[r]) + std::abs(solution.right[r]);
    if (std::isnan(left) || left == 0.0) continue;
    if (left > kClosure * size) {
      throw Error(ErrorKind::kReconcile, "not_closed", "A balance could not be closed in double precision.",
                  "Give coefficients of similar size, for example by scaling rows and units.")
          .in_column("balance").at_row(static_cast<Index>(r));
    }
    solution.closure = std::max(solution.closure, left / size);
  }
}

Large<double> measured_scale(const Solution& solution) {
  Large<double> out(solution.x.size());
  for (std::size_t f = 0; f < out.size(); ++f) {
    const double given = solution.structure->roles[f] == Role::kUnmeasured ? 0.0 : std::abs(solution.measured[f]);
    out[f] = std::max({std::abs(solution.x[f]), given, std::sqrt(solution.variance[f])});
  }
  return out;
}

void finish(Solution& solution) {
  const Elimination& elimination = solution.structure->elimination;
  Large<double> scale = measured_scale(solution);
  elimination.complete(elimination.applied(solution.right), elimination.applied_scale(solution.right), solution.x, scale);
  check_closure(solution, scale);
}

Solution reconcile(std::shared_ptr<const Structure> structure, std::span<const double> measured, std::span<const double> sd, std::span<const double> right,
                   std::shared_ptr<const Factor> known, std::span<const double> start) {
  Solution out = begun(std::move(structure), measured, sd, right);
  const Structure& s = *out.structure;
  out.factor = known ? std::move(known) : std::make_shared<const Factor>(s.pattern, s.normal(out.variance));
  out.rank = out.factor->rank();
  Product residual = reduced_residual(out, out.x);
  refuse_contradiction(out, residual);
  out.residual = residual.value;
  out.multiplier.assign(residual.value.size(), 0.0);
  if (!start.empty()) {
    for (std::size_t r = 0; r < out.multiplier.size(); ++r) out.multiplier[r] = start[at(s.elimination.rows[r])];
    s.correct(out.x, out.variance, out.multiplier);
    residual = reduced_residual(out, out.x);
  }
  double before = 0.0;
  for (Index round = 0; round < kRefinements; ++round) {
    out.factor->solve(residual.value);
    for (std::size_t r = 0; r < residual.value.size(); ++r) out.multiplier[r] += residual.value[r];
    s.correct(out.x, out.variance, residual.value);
    residual = reduced_residual(out, out.x);
    const double now = largest_share(residual);
    out.closure = now;
    if (now <= kRefined || (round > 0 && now >= 0.5 * before)) break;
    before = now;
  }
  for (std::size_t r = 0; r < out.residual.size(); ++r) out.statistic += out.residual[r] * out.multiplier[r];
  // Without unmeasured flows the reduced balances are the balances: all is checked already.
  const bool plain = s.elimination.solved.empty() && s.elimination.free.empty();
  if (!plain || !(out.closure <= kClosure)) finish(out);
  return out;
}

}  // namespace huishou::network
