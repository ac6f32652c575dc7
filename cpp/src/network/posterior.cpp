// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/posterior.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

#include "huishou/network/selected_inverse.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// What a difference may lose to rounding, as a share of itself.
constexpr double kLost = 1e-10;
constexpr double kRounding = 0x1p-52;

// A sum of flows as a sum of measured ones, and its image in the reduced balances: h and A V h.
class Sums {
 public:
  explicit Sums(const Solution& solution)
      : solution_(&solution), position_(at(solution.structure->flows()), -1), weight_(at(solution.structure->flows()), 0.0),
        image_(at(solution.structure->pattern->size), 0.0) {
    const auto& solved = solution.structure->elimination.solved;
    for (std::size_t k = 0; k < solved.size(); ++k) position_[at(solved[k].column)] = static_cast<Index>(k);
  }

  void add(Code flow, double weight) {
    if (weight == 0.0) return;
    if (position_[at(flow)] >= 0 && weight_[at(flow)] == 0.0) todo_.push(position_[at(flow)]);
    if (weight_[at(flow)] == 0.0) touched_.push_back(flow);
    weight_[at(flow)] += weight;
  }
  // Unmeasured flows replaced by what they follow from; a flow is followed by later ones only.
  void expand() {
    const auto& solved = solution_->structure->elimination.solved;
    while (!todo_.empty()) {
      const Elimination::Solved& one = solved[at(todo_.top())];
      todo_.pop();
      const double weight = weight_[at(one.column)];
      weight_[at(one.column)] = 0.0;
      if (weight == 0.0) continue;
      for (const Entry& entry : one.measured) add(entry.column, -weight * entry.value / one.pivot);
      for (const Entry& entry : one.unmeasured) add(entry.column, -weight * entry.value / one.pivot);
    }
    const Structure& s = *solution_->structure;
    for (const Code flow : unique()) {
      const double scaled = solution_->variance[at(flow)] * weight_[at(flow)];
      if (scaled == 0.0) continue;
      for (const Entry entry : s.by_flow.row(flow)) image_[at(entry.column)] += entry.value * scaled;
    }
  }
  // h' V g for another sum's weights g.
  [[nodiscard]] double spread(const Large<double>& other) const {
    double sum = 0.0;
    for (const Code flow : unique()) sum += solution_->variance[at(flow)] * weight_[at(flow)] * other[at(flow)];
    return sum;
  }
  [[nodiscard]] const Large<double>& weights() const { return weight_; }
  [[nodiscard]] const Large<double>& image() const { return image_; }
  void clear() {
    for (const Code flow : touched_) {
      weight_[at(flow)] = 0.0;
      for (const Entry entry : solution_->structure->by_flow.row(flow)) image_[at(entry.column)] = 0.0;
    }
    touched_.clear();
  }

 private:
  // A flow whose weight came back to zero and was touched again stands twice.
  [[nodiscard]] std::vector<Code> unique() const {
    std::vector<Code> out = touched_;
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  const Solution* solution_;
  std::vector<Index> position_;
  Large<double> weight_;
  Large<double> image_;
  std::vector<Code> touched_;
  std::priority_queue<Index, std::vector<Index>, std::greater<>> todo_;
};

// Variance of the sum in hand, and how much of it is left of what was added up.
double variance_of(const Solution& solution, const Sums& sum) {
  const double spread = sum.spread(sum.weights());
  const double left = spread - solution.factor->quadratic(sum.image());
  return left > kRounding * spread ? left : 0.0;  // below the last place of what was taken from each other: nothing is known
}

double by_neighbours(const Solution& solution, Index flow, Sums& sum) {
  const Structure& s = *solution.structure;
  double best = std::numeric_limits<double>::infinity();
  for (const Entry own : s.by_flow.row(flow)) {
    sum.clear();
    for (const Entry& other : s.elimination.reduced().row(own.column)) {
      if (other.column != flow) sum.add(other.column, -other.value / own.value);
    }
    sum.expand();
    best = std::min(best, variance_of(solution, sum));
  }
  sum.clear();
  return best;
}

double quadratic_of(const Solution& solution, Index flow) {
  Large<double> column(at(solution.structure->pattern->size), 0.0);
  for (const Entry entry : solution.structure->by_flow.row(flow)) column[at(entry.column)] = entry.value;
  return solution.factor->quadratic(column);
}

}  // namespace

Posterior posterior(const Solution& solution) {
  const Structure& s = *solution.structure;
  const SelectedInverse inverse(*solution.factor);
  Posterior out;
  out.variance.assign(at(s.flows()), 0.0);
  out.d.assign(at(s.flows()), kNaN);
  out.c.assign(at(s.flows()), kNaN);
  Sums sum(solution);
  for (Index f = 0; f < s.flows(); ++f) {
    const auto entries = s.by_flow.row(f);
    const double v = solution.variance[at(f)];
    out.variance[at(f)] = v;
    if (s.kinds[at(f)] == Kind::kUnobservable) out.variance[at(f)] = kNaN;
    if (s.kinds[at(f)] == Kind::kObservable) {
      sum.clear();
      sum.add(static_cast<Code>(f), 1.0);
      sum.expand();
      out.variance[at(f)] = variance_of(solution, sum);
      sum.clear();
    }
    if (entries.empty()) continue;
    double c = 0.0;
    double scale = 0.0;
    for (const Entry a : entries) {
      for (const Entry b : entries) {
        const double term = a.value * b.value * inverse.at(a.column, b.column);
        c += term;
        scale += std::abs(term);
      }
    }
    double rounding = kRounding * std::max(1.0, scale * v);  // of v C
    if (!(kRounding * scale <= kLost * c)) {
      c = quadratic_of(solution, f);
      rounding = kRounding;
    }
    out.c[at(f)] = c;
    out.d[at(f)] = s.gathered_at(f, solution.multiplier);
    if (v == 0.0) continue;
    const double left = 1.0 - v * c;
    out.variance[at(f)] = rounding <= kLost * left ? v * left : by_neighbours(solution, f, sum);
  }
  return out;
}

Large<double> covariance(const Solution& solution, std::span<const double> weights, Index k) {
  const Structure& s = *solution.structure;
  const auto flows = static_cast<std::size_t>(s.flows());
  std::vector<Large<double>> expanded;
  std::vector<Large<double>> images;
  std::vector<bool> known;
  for (Index i = 0; i < k; ++i) {
    Sums sum(solution);
    bool all = true;
    for (std::size_t f = 0; f < flows; ++f) {
      const double weight = weights[at(i) * flows + f];
      all = all && (weight == 0.0 || s.kinds[f] != Kind::kUnobservable);
      sum.add(static_cast<Code>(f), weight);
    }
    sum.expand();
    expanded.push_back(sum.weights());
    images.push_back(solution.factor->forward(sum.image()));
    known.push_back(all);
  }
  Large<double> out(at(k * k), kNaN);
  for (Index i = 0; i < k; ++i) {
    for (Index j = 0; j <= i; ++j) {
      if (!known[at(i)] || !known[at(j)]) continue;
      double sum = 0.0;
      for (std::size_t f = 0; f < flows; ++f) sum += solution.variance[f] * expanded[at(i)][f] * expanded[at(j)][f];
      for (Index p = 0; p < s.pattern->size; ++p) sum -= images[at(i)][at(p)] * images[at(j)][at(p)] * solution.factor->inverse_pivot(p);
      out[at(i * k + j)] = out[at(j * k + i)] = sum;
    }
  }
  return out;
}

Large<double> nodal_tests(const Solution& solution) {
  const Structure& s = *solution.structure;
  const Large<double> diagonal_of = s.diagonal(solution.variance);
  Large<double> out(at(s.balances().rows()), kNaN);
  for (std::size_t r = 0; r < solution.residual.size(); ++r) {
    const double diagonal = diagonal_of[at(s.pattern->place[r])];
    if (diagonal > 0.0) out[at(s.elimination.rows[r])] = solution.residual[r] / std::sqrt(diagonal);
  }
  return out;
}

}  // namespace huishou::network
